//! Numbers as people read them in sentences and tables. An undefined one is a word, never a 0. They are rounded half away from zero on
//! the decimal value, as the window's tables do it (`ui/src/lib/format/statistic.ts`; `tests/golden/printed_numbers.json` holds both).

/// In place of an undefined number.
pub(crate) const UNDEFINED: &str = "undefined";

/// Three decimals.
pub(crate) fn number(value: Option<f64>) -> String {
    value.map_or_else(|| UNDEFINED.to_owned(), |value| decimals(value, 3))
}

/// With its sign, three decimals.
pub(crate) fn signed(value: f64) -> String {
    let text = decimals(value, 3);
    if text.starts_with('−') { text } else { format!("+{text}") }
}

/// So many decimals, with a true minus where anything but zeros is left.
pub(crate) fn decimals(value: f64, places: usize) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let decimal = Decimal::of(value);
    // OK because a float has some 300 digits before its point at most.
    let kept = decimal.before_point.saturating_add(places as i32);
    let whole = decimal.first(kept);
    let padded = format!("{whole:0>width$}", width = places + 1);
    let (before, after) = padded.split_at(padded.len() - places);
    let minus = if value < 0.0 && whole.bytes().any(|digit| digit != b'0') { "−" } else { "" };
    let point = if places > 0 { "." } else { "" };
    format!("{minus}{before}{point}{after}")
}

/// Three decimals from 0.001 on, two digits below: `0.010`, `0.00098`, `9.3 × 10⁻¹⁰`.
pub(crate) fn p_value(p: f64) -> String {
    if p >= 0.001 || !p.is_finite() {
        return decimals(p, 3);
    }
    if p < f64::MIN_POSITIVE {
        return String::from("below 10⁻³⁰⁰");
    }
    let decimal = Decimal::of(p);
    let digits = decimal.first(2);
    // A carry makes a digit more: 0.000995 is 0.0010, and thus 0.001.
    let carried = digits.len() > 2;
    let small = 1 - decimal.before_point - i32::from(carried);
    match small {
        ..=3 => String::from("0.001"),
        4..=5 => decimals(p, small.unsigned_abs() as usize + 1),
        _ => {
            let exponent: String = small.to_string().chars().map(superscript).collect();
            format!("{}.{} × 10⁻{exponent}", &digits[..1], &digits[1..2])
        }
    }
}

/// The shortest decimal digits that name a float.
struct Decimal {
    digits: Vec<u8>,
    /// Where the point stands: so many digits are before it; below 0, so many zeros are between it and the first digit.
    before_point: i32,
}

impl Decimal {
    fn of(value: f64) -> Self {
        let text = format!("{:e}", value.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        // OK because a float's exponent is a number.
        Self { digits, before_point: exponent.parse().unwrap_or(0) + 1 }
    }

    /// The first `kept` digits, rounded half away from zero; a digit more where that carries beyond the first.
    fn first(&self, kept: i32) -> String {
        let Ok(kept) = usize::try_from(kept) else { return String::from("0") };
        let mut digits: Vec<u8> = self.digits.iter().copied().chain(std::iter::repeat(0)).take(kept).collect();
        let mut carry = self.digits.get(kept).is_some_and(|next| *next >= 5);
        for digit in digits.iter_mut().rev() {
            if !carry {
                break;
            }
            carry = *digit == 9;
            *digit = if carry { 0 } else { *digit + 1 };
        }
        let first = if carry { "1" } else { "" };
        let rest: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        format!("{first}{rest}")
    }
}

fn superscript(digit: char) -> char {
    match digit {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + u32::from(digit) - u32::from('0')).unwrap_or(digit),
        _ => digit,
    }
}

/// `0.400 to 0.480`.
pub(crate) fn interval(interval: Option<crate::Interval>) -> String {
    ends(interval, |end| decimals(end, 3))
}

/// `+0.319 to +0.386`.
pub(crate) fn signed_interval(interval: Option<crate::Interval>) -> String {
    ends(interval, signed)
}

fn ends(interval: Option<crate::Interval>, words: impl Fn(f64) -> String) -> String {
    interval
        .map_or_else(|| UNDEFINED.to_owned(), |interval| format!("{} to {}", words(interval.low), words(interval.high)))
}

/// `four`; figures from ten on.
pub(crate) fn few(n: usize) -> String {
    const WORDS: [&str; 10] = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// `1 case`, `403 cases`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `first letter` with a capital.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// What the window's own test reads too (`ui/tests/format.test.ts`).
    const PRINTED: &str = include_str!("../../../../tests/golden/printed_numbers.json");

    #[test]
    fn numbers_are_printed_as_in_the_window() {
        let printed: serde_json::Value = serde_json::from_str(PRINTED).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        for row in printed["decimals"].as_array().unwrap() {
            let places = usize::try_from(row[1].as_u64().unwrap()).unwrap();
            assert_eq!(decimals(text(&row[0]).parse().unwrap(), places), text(&row[2]), "{row}");
        }
        for row in printed["p"].as_array().unwrap() {
            assert_eq!(p_value(text(&row[0]).parse().unwrap()), text(&row[1]), "{row}");
        }
    }

    #[test]
    fn a_difference_of_nothing_has_no_minus() {
        assert_eq!(
            (signed(-0.000_1), signed(0.352), signed(-0.25)),
            ("+0.000".into(), "+0.352".into(), "−0.250".into())
        );
    }
}
