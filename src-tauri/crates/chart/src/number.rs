//! Numbers as the figures write them: thousands with a comma, a no-break space before per cent, a true minus.

/// `15724` as `15,724`.
pub(crate) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// With so many decimals, half away from zero as in the tables beside the figures; what rounds to zero has no sign.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    // The next float is above every decimal half that the value stands for, and above nothing else that is written differently.
    let written = format!("{:.decimals$}", value.abs().next_up());
    let is_zero = written.bytes().all(|b| b == b'0' || b == b'.');
    if value < 0.0 && !is_zero { format!("\u{2212}{written}") } else { written }
}

/// The whole per cent of a part; nothing when there is no whole.
pub(crate) fn percent(part: u64, whole: u64) -> Option<String> {
    let share = (u128::from(part) * 200 + u128::from(whole)).checked_div(u128::from(whole) * 2)?;
    Some(format!("{share}\u{a0}%"))
}

/// A count as a number of the plane; figures hold counts far below where this rounds.
#[expect(clippy::cast_precision_loss, reason = "counts of cases and classes")]
pub(crate) const fn real(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(
            [0, 12, 999, 1_000, 15_724, 1_000_000].map(thousands),
            ["0", "12", "999", "1,000", "15,724", "1,000,000"]
        );
    }

    #[test]
    fn a_minus_is_a_minus_and_zero_has_none() {
        assert_eq!([-0.25, -0.001, 0.5].map(|value| fixed(value, 2)), ["\u{2212}0.25", "0.00", "0.50"]);
    }

    #[test]
    fn halves_are_rounded_as_in_the_tables() {
        let halves =
            [(0.125, "0.13"), (0.375, "0.38"), (1.005, "1.01"), (-0.125, "\u{2212}0.13"), (0.704_999_999, "0.70")];
        for (value, written) in halves {
            assert_eq!(fixed(value, 2), written);
        }
        assert_eq!([fixed(0.0625, 3), fixed(0.0, 3), fixed(0.9995, 3)], ["0.063", "0.000", "1.000"]);
    }

    #[test]
    fn a_share_of_nothing_is_not_zero_per_cent() {
        assert_eq!(percent(0, 0), None);
        assert_eq!(percent(1, 3).as_deref(), Some("33\u{a0}%"));
    }
}
