//! Numbers as people read them. An undefined one is a word with its reason, never a 0.

use crate::numbers::{Bounds, Comparison, SignedRankTest, Statistic};

/// In place of an undefined number.
pub(crate) const UNDEFINED: &str = "undefined";

/// So many decimals; what rounds to nothing has no sign.
fn decimals(value: f64, places: usize) -> String {
    let written = format!("{value:.places$}");
    let is_nothing = written.chars().all(|c| matches!(c, '-' | '0' | '.'));
    if is_nothing { written.replace('-', "") } else { written.replace('-', "−") }
}

/// Two decimals: of means of four points, words and facts.
pub(crate) fn mean(value: Option<f64>) -> String {
    value.map_or_else(|| UNDEFINED.to_owned(), |value| decimals(value, 2))
}

/// Three decimals: of shares from 0 to 1 and coefficients.
pub(crate) fn number(value: Option<f64>) -> String {
    value.map_or_else(|| UNDEFINED.to_owned(), |value| decimals(value, 3))
}

/// `3.40 (3.10 to 3.65)`, or `undefined`.
pub(crate) fn mean_with(value: Option<f64>, bounds: Option<Bounds>) -> String {
    match (value, bounds) {
        (Some(value), Some(Bounds { low, high })) => {
            format!("{} ({} to {})", decimals(value, 2), decimals(low, 2), decimals(high, 2))
        }
        (value, _) => mean(value),
    }
}

/// `0.712`, or `undefined: no variation`.
pub(crate) fn statistic(statistic: Statistic) -> String {
    match statistic {
        Statistic::Value(value) => decimals(value, 3),
        Statistic::Undefined(why) => format!("{UNDEFINED}: {}", why.sentence()),
    }
}

/// `46.4 %`, or `undefined`.
pub(crate) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| UNDEFINED.to_owned(), |share| format!("{} %", decimals(100.0 * share, 1)))
}

/// `0.031`, `1.9e-6`, without rounding to 0.
pub(crate) fn p_value(p: f64) -> String {
    if p >= 0.001 { format!("{p:.3}") } else { format!("{p:.1e}") }
}

/// `1 case`, `12 cases`.
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

impl Comparison {
    /// What the test says, in one sentence with n, zeros, ties and the floor of p.
    #[must_use]
    pub fn sentence(&self) -> String {
        match &self.test {
            SignedRankTest::Undefined { undefined } => {
                format!("{}, fine-tuned against base: {UNDEFINED}, {}.", self.model, undefined.sentence())
            }
            SignedRankTest::Done(test) => format!(
                "{}, fine-tuned minus base: {} points over {}; Wilcoxon’s signed-rank test{}, p = {} one-sided (fine-tuned higher, floor {}), {} \
                 two-sided; n = {}, zeros {}, ties {}.",
                self.model,
                mean_with(self.mean_difference, self.interval),
                count(self.cases, "case", "cases"),
                if test.is_exact { ", exact" } else { ", normal approximation" },
                p_value(test.p_one_sided),
                p_value(test.p_one_sided_floor),
                p_value(test.p_two_sided),
                test.n,
                test.zeros,
                test.ties
            ),
        }
    }
}
