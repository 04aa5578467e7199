//! Alarm rates: what counts as fired and as checked, and when a rule needs review.

use isocenter_check::{AlarmRate, Finding, Level, NEEDS_REVIEW_ABOVE, RuleId, alarm_rates};

fn finding(rule: RuleId, level: Level) -> Finding {
    Finding { rule, level, statement: String::new(), weigh: None, places: Vec::new(), source: String::new() }
}

#[test]
fn a_rule_has_fired_at_look_and_stop_and_was_checked_unless_it_says_otherwise() {
    let cases: Vec<Vec<Finding>> = [Level::Stop, Level::Look, Level::Pass, Level::NotChecked]
        .map(|level| vec![finding(RuleId::Side, level)])
        .into_iter()
        .collect();
    let rates = alarm_rates(cases.iter().map(Vec::as_slice));
    assert_eq!(rates.iter().map(|rate| rate.rule).collect::<Vec<_>>(), RuleId::ALL);
    for rate in rates {
        let wanted = if rate.rule == RuleId::Side { (2, 3) } else { (0, 0) };
        assert_eq!((rate.fired, rate.checked, rate.of), (wanted.0, wanted.1, 4), "{}", rate.rule);
    }
}

#[test]
fn a_rule_needs_review_above_thirty_per_cent_and_not_at_it() {
    let rate = |fired, of| AlarmRate { rule: RuleId::Eqd2, fired, checked: of, of };
    assert_eq!(NEEDS_REVIEW_ABOVE, 0.30);
    assert!(!rate(30, 100).needs_review());
    assert!(rate(31, 100).needs_review());
    assert!(!rate(0, 0).needs_review());
    assert_eq!(rate(1, 4).share(), 0.25);
}
