//! Numbers as people read them in sentences and tables. An undefined one is a word, never a 0.

/// In place of an undefined number.
pub(crate) const UNDEFINED: &str = "undefined";

/// Three decimals.
pub(crate) fn number(value: Option<f64>) -> String {
    value.map_or_else(|| UNDEFINED.to_owned(), |value| format!("{value:.3}").replace('-', "−"))
}

/// With its sign, three decimals.
pub(crate) fn signed(value: f64) -> String {
    format!("{value:+.3}").replace('-', "−")
}

/// Three decimals from 0.001 on, two digits below: `0.010`, `0.00098`, `9.3 × 10⁻¹⁰`.
pub(crate) fn p_value(p: f64) -> String {
    if p >= 0.001 {
        return format!("{p:.3}");
    }
    if p < f64::MIN_POSITIVE {
        return String::from("below 10⁻³⁰⁰");
    }
    let text = format!("{p:.1e}");
    let (digits, exponent) = text.split_once("e-").unwrap_or((&text, "0"));
    match exponent.parse::<usize>() {
        Ok(small) if (4..=5).contains(&small) => format!("{p:.*}", small + 1),
        Ok(_) => format!("{digits} × 10⁻{}", exponent.chars().map(superscript).collect::<String>()),
        Err(_) => text,
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

/// `0.40 to 0.48`.
pub(crate) fn interval(interval: Option<crate::Interval>) -> String {
    interval.map_or_else(
        || UNDEFINED.to_owned(),
        |interval| format!("{:.3} to {:.3}", interval.low, interval.high).replace('-', "−"),
    )
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
mod tests {
    use super::*;

    #[test]
    fn a_p_value_keeps_its_first_digits() {
        assert_eq!(p_value(0.5), "0.500");
        assert_eq!(p_value(0.001), "0.001");
        assert_eq!(p_value(0.000_976_562_5), "0.00098");
        assert_eq!(p_value(0.000_03), "0.000030");
        assert_eq!(p_value(9.313e-10), "9.3 × 10⁻¹⁰");
        assert_eq!(p_value(0.0), "below 10⁻³⁰⁰", "a normal tail may be smaller than any number");
    }
}
