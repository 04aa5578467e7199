//! e^x in a form the compiler turns into vector instructions, and the way to ask for the machine's widest ones.

/// Defines a function compiled once per instruction set and chosen at run time: the loops inside are vectorised
/// for AVX2 or AVX-512 where the machine has them.
macro_rules! vectorised {
    ($(#[$note:meta])* $visibility:vis fn $name:ident<'a>($($argument:ident: $type:ty),* $(,)?) $(-> $result:ty)? $body:block) => {
        $(#[$note])*
        $visibility fn $name<'a>($($argument: $type),*) $(-> $result)? {
            struct Kernel<'a>($($type,)* std::marker::PhantomData<&'a ()>);
            impl<'a> pulp::WithSimd for Kernel<'a> {
                type Output = $crate::fused::vectorised!(@output $($result)?);
                #[inline(always)]
                fn with_simd<S: pulp::Simd>(self, _: S) -> Self::Output {
                    let Kernel($($argument,)* _) = self;
                    $body
                }
            }
            pulp::Arch::new().dispatch(Kernel($($argument,)* std::marker::PhantomData))
        }
    };
    (@output $result:ty) => { $result };
    (@output) => { () };
}
pub(crate) use vectorised;

/// Adding and taking away 1.5 · 2²³ rounds to the nearest integer, and leaves it in the low bits.
const ROUNDING: f32 = 12_582_912.0;

/// e^x to about one unit in the last place for -87.3 < x < 88; saturates outside; NaN stays NaN.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    let x = if x < -87.3 { -87.3 } else { x };
    let x = if x > 88.0 { 88.0 } else { x };
    let shifted = x * std::f32::consts::LOG2_E + ROUNDING;
    let whole = shifted - ROUNDING;
    // ln 2 in two parts (Cody and Waite), so that the remainder is exact.
    let rest = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let series = 1.987_569_1e-4;
    let series = series * rest + 1.398_2e-3;
    let series = series * rest + 8.333_452e-3;
    let series = series * rest + 4.166_579_6e-2;
    let series = series * rest + 1.666_666_5e-1;
    let series = series * rest + 0.5;
    let mantissa = series * (rest * rest) + rest + 1.0;
    let exponent = shifted.to_bits().wrapping_sub(ROUNDING.to_bits()).wrapping_add(127) << 23;
    mantissa * f32::from_bits(exponent)
}

/// 1 / (1 + e^-x).
#[inline(always)]
pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

#[cfg(test)]
mod tests {
    use super::exp;

    #[test]
    fn the_exponential_is_within_two_units_in_the_last_place() {
        let worst = (-870..=880)
            .flat_map(|step| (0..7).map(move |part| step as f32 * 0.1 + part as f32 * 0.0137))
            .filter(|x| *x > -87.0 && *x < 88.0)
            .map(|x| ((f64::from(exp(x)) - f64::from(x).exp()) / f64::from(x).exp()).abs())
            .fold(0.0, f64::max);
        assert!(worst < 2.4e-7, "relative error {worst}");
    }

    #[test]
    fn what_is_not_a_number_stays_not_a_number() {
        assert!(exp(f32::NAN).is_nan());
        assert!(exp(f32::NEG_INFINITY) < 1e-37);
    }
}
