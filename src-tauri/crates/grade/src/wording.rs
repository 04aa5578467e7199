//! Numbers as people read them in sentences and tables. An undefined one is a word with its reason, never a 0.

use isocenter_stats::Interval;

use crate::{Share, Statistic};

/// In place of an undefined number.
pub(crate) const UNDEFINED: &str = "undefined";

/// Three decimals; what rounds to nothing has no sign.
pub(crate) fn number(value: Option<f64>) -> String {
    let decimals = |value: f64| match format!("{value:.3}") {
        nothing if nothing == "-0.000" => "0.000".to_owned(),
        decimals => decimals.replace('-', "−"),
    };
    value.map_or_else(|| UNDEFINED.to_owned(), decimals)
}

/// One decimal and the unit.
pub(crate) fn seconds(value: Option<f64>) -> String {
    value.map_or_else(|| UNDEFINED.to_owned(), |value| format!("{value:.1} s"))
}

/// `0.712 (0.650 to 0.770)`, or `undefined: no variation`.
pub(crate) fn statistic(statistic: Statistic) -> String {
    match statistic {
        Statistic::Value { value, interval: Some(interval), .. } => {
            format!("{} ({})", number(Some(value)), bounds(interval))
        }
        Statistic::Value { value, interval: None, .. } => format!("{} (no interval)", number(Some(value))),
        Statistic::Undefined(why) => format!("{UNDEFINED}: {}", why.sentence()),
    }
}

fn bounds(interval: Interval) -> String {
    format!("{} to {}", number(Some(interval.low)), number(Some(interval.high)))
}

/// `46.4 % (41.6 to 51.3 %)`, or `undefined`.
pub(crate) fn share(share: Share) -> String {
    match (share.share(), share.interval()) {
        (Some(value), Some(interval)) => {
            format!("{} % ({} to {} %)", percent(value), percent(interval.low), percent(interval.high))
        }
        (Some(value), None) => format!("{} %", percent(value)),
        (None, _) => UNDEFINED.to_owned(),
    }
}

/// `187` or `186.5`.
pub(crate) fn mean_count(count: f64) -> String {
    format!("{count}")
}

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Undefined;

    #[test]
    fn numbers_read_as_a_physician_writes_them() {
        assert_eq!(share(Share { count: 187.0, n: 403 }), "46.4 % (41.6 to 51.3 %)");
        assert_eq!(share(Share { count: 0.0, n: 0 }), "undefined");
        assert_eq!(mean_count(186.5), "186.5");
        assert_eq!(mean_count(187.0), "187");
        assert_eq!(statistic(Statistic::Undefined(Undefined::NoVariation)), "undefined: no variation");
        let interval = Some(Interval { low: -0.1, high: 0.0 });
        let kappa = Statistic::Value { value: -0.0526, interval, without_value: 0 };
        assert_eq!(statistic(kappa), "−0.053 (−0.100 to 0.000)");
        assert_eq!((number(Some(-0.0004)), number(Some(-0.0006))), ("0.000".to_owned(), "−0.001".to_owned()));
        assert_eq!((seconds(Some(42.04)), number(None)), ("42.0 s".to_owned(), "undefined".to_owned()));
    }
}
