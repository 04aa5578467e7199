//! Check digits: without them every ten-digit number would be somebody's.

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// National Provider Identifier: Luhn over `80840` and the ten digits.
pub(super) fn is_npi(text: &str) -> bool {
    let mut all = vec![8, 0, 8, 4, 0];
    all.extend(digits(text));
    let sum: u32 = all
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| match (index % 2, digit * 2) {
            (1, doubled) if doubled > 9 => doubled - 9,
            (1, doubled) => doubled,
            _ => *digit,
        })
        .sum();
    all.len() == 15 && sum.is_multiple_of(10)
}

/// NHS number: ten digits, modulo 11.
pub(super) fn is_nhs(text: &str) -> bool {
    let all = digits(text);
    let (Some(check), 10) = (all.last(), all.len()) else { return false };
    let sum: u32 = all.iter().take(9).zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    match 11 - sum % 11 {
        11 => *check == 0,
        10 => false,
        expected => *check == expected,
    }
}

/// DEA number: two letters and seven digits, the last one the check.
pub(super) fn is_dea(text: &str) -> bool {
    let [a, b, c, d, e, f, check] = digits(text)[..] else { return false };
    (a + c + e + 2 * (b + d + f)) % 10 == check
}

/// Vehicle identification number: the ninth sign is the check.
pub(super) fn is_vin(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let value = |sign: char| match sign {
        '0'..='9' => sign.to_digit(10),
        'A'..='H' => Some(sign as u32 - 'A' as u32 + 1),
        'J'..='N' => Some(sign as u32 - 'J' as u32 + 1),
        'P' => Some(7),
        'R' => Some(9),
        'S'..='Z' => Some(sign as u32 - 'S' as u32 + 2),
        _ => None,
    };
    let sum: Option<u32> =
        text.chars().zip(WEIGHTS).map(|(sign, weight)| value(sign).map(|value| value * weight)).sum();
    let (Some(sum), Some(check)) = (sum, text.chars().nth(8)) else { return false };
    text.len() == 17 && check == char::from_digit(sum % 11, 10).unwrap_or('X')
}

#[cfg(test)]
mod tests {
    use super::{is_dea, is_nhs, is_npi, is_vin};

    #[test]
    fn published_examples_pass_and_their_neighbours_do_not() {
        assert!(is_npi("1234567893") && !is_npi("1234567894"));
        assert!(is_nhs("943 476 5919") && !is_nhs("943 476 5918"));
        assert!(is_dea("AP5836727") && !is_dea("AP5836728"));
        assert!(is_vin("1M8GDM9AXKP042788") && !is_vin("1M8GDM9A1KP042788"));
    }
}
