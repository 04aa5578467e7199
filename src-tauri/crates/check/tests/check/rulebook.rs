//! The rulebook as data: the shipped one, its round trip, changes, and what is refused in which words.

use isocenter_check::{Error, RuleChange, RuleId, Rulebook, Severity};

const SHIPPED: &str = include_str!("../../../../../assets/checks/rules.toml");

fn shipped() -> Rulebook {
    Rulebook::read(SHIPPED).unwrap()
}

#[test]
fn the_shipped_rules_can_be_read_and_written() {
    let book = shipped();
    assert_eq!(book.rules().iter().map(|rule| rule.id).collect::<Vec<_>>(), RuleId::ALL);
    assert_eq!(Rulebook::read(&book.to_toml()), Ok(book.clone()));
    for rule in book.rules() {
        assert_eq!(book.rule(rule.id), rule);
        assert_eq!(RuleId::from_name(rule.id.name()), Some(rule.id));
    }
}

#[test]
fn what_stops_is_what_the_design_says() {
    let stops: Vec<&str> =
        shipped().rules().iter().filter(|rule| rule.severity == Severity::Stop).map(|rule| rule.id.name()).collect();
    let wanted = [
        "plan-unread",
        "dose-arithmetic",
        "dose-unit",
        "summary-delivered",
        "side",
        "site",
        "removed-site",
        "code-exists",
        "code-sex",
        "code-side",
    ];
    assert_eq!(stops, wanted);
}

#[test]
fn a_physicist_changes_severity_and_numbers_of_one_rule_only() {
    let before = shipped();
    let change = RuleChange {
        id: RuleId::TotalDose,
        severity: Some(Severity::Stop),
        limits: vec![("curative-most".to_owned(), 80.0)],
    };
    let after = before.changed(&[change]).unwrap();
    for rule in before.rules() {
        assert_eq!(after.rule(rule.id) == rule, rule.id != RuleId::TotalDose, "{}", rule.id);
    }
    assert_eq!(after.rule(RuleId::TotalDose).severity, Severity::Stop);
    assert_eq!(Rulebook::read(&after.to_toml()), Ok(after));
}

#[test]
fn a_change_that_cannot_be_is_refused_with_rule_and_key() {
    let change = |limit: &str, value: f64| {
        let limits = vec![(limit.to_owned(), value)];
        shipped().changed(&[RuleChange { id: RuleId::TotalDose, severity: None, limits }]).unwrap_err()
    };
    let rule = || "total-dose".to_owned();
    assert_eq!(change("nothing", 1.0), Error::UnknownLimit { rule: rule(), limit: "nothing".into() });
    for value in [-1.0, f64::NAN, f64::INFINITY, 1e9] {
        assert_eq!(change("curative-most", value), Error::NotANumber { rule: rule(), limit: "curative-most".into() });
    }
    let crossed = Error::Crossed { rule: rule(), least: "curative-least".into(), most: "curative-most".into() };
    assert_eq!(change("curative-least", 85.0), crossed);
    let crossed = Error::Crossed { rule: rule(), least: "curative-most".into(), most: "curative-stop-above".into() };
    assert_eq!(change("curative-most", 95.0), crossed);
}

#[test]
fn a_file_with_a_fault_is_refused_with_rule_and_key() {
    let fault = |from: &str, to: &str| {
        assert!(SHIPPED.contains(from), "{from}");
        Rulebook::read(&SHIPPED.replacen(from, to, 1)).unwrap_err()
    };
    assert!(matches!(fault("version = 1", "version = "), Error::Form { .. }));
    assert!(matches!(fault("severity = \"stop\"", "severity = \"stop\"\nowner = \"x\""), Error::Form { .. }));
    assert_eq!(fault("version = 1", "version = 2"), Error::Version { found: 2, known: 1 });
    assert_eq!(fault("id = \"site\"", "id = \"sight\""), Error::UnknownRule { rule: "sight".into() });
    assert_eq!(fault("id = \"site\"", "id = \"side\""), Error::Twice { rule: "side".into(), key: "id".into() });
    let refused = Error::UnknownSeverity { rule: "plan-unread".into(), found: "halt".into() };
    assert_eq!(fault("severity = \"stop\"", "severity = \"halt\""), refused);
    let refused = Error::UnknownLimit { rule: "dose-arithmetic".into(), limit: "tolerance".into() };
    let missing = Error::MissingLimit { rule: "dose-arithmetic".into(), limit: "tolerance-percent".into() };
    let found = fault("name = \"tolerance-percent\"", "name = \"tolerance\"");
    assert!(found == refused || found == missing, "{found}");
    let refused = Error::NotANumber { rule: "dose-arithmetic".into(), limit: "tolerance-percent".into() };
    assert_eq!(fault("value = 0.5", "value = -0.5"), refused);
    assert_eq!(
        fault("title = \"A plan can be read\"", "title = \" \""),
        Error::Empty { rule: "plan-unread".into(), key: "title".into() }
    );
    let without_a_rule =
        SHIPPED.split("[[rule]]").filter(|part| !part.contains("\"code-site\"")).collect::<Vec<_>>().join("[[rule]]");
    assert_eq!(Rulebook::read(&without_a_rule), Err(Error::MissingRule { rule: "code-site".into() }));
}

#[test]
fn rules_of_an_earlier_version_are_completed_by_the_shipped_ones() {
    let limits = vec![("most-gray".to_owned(), 150.0)];
    let change = RuleChange { id: RuleId::Eqd2, severity: Some(Severity::Off), limits };
    let changed = shipped().changed(&[change]).unwrap();
    let written = changed.to_toml();
    let is_known_then = |part: &&str| !part.contains("\"code-detail\"");
    let without_a_rule = written.split("[[rule]]").filter(is_known_then).collect::<Vec<_>>().join("[[rule]]");
    let number = without_a_rule.find("[[rule.limit]]\nname = \"outside-library-percent\"").unwrap();
    let next = number + 1 + without_a_rule[number + 1..].find("[[rule.limit]]").unwrap();
    let earlier = format!("{}{}", &without_a_rule[..number], &without_a_rule[next..]);
    assert!(Rulebook::read(&earlier).is_err());
    let completed = Rulebook::read_over(&earlier, &shipped()).unwrap();
    for rule in changed.rules() {
        let found = completed.rule(rule.id);
        assert_eq!((found.severity, found.limits.len()), (rule.severity, rule.limits.len()), "{}", rule.id);
        assert!(rule.limits.iter().all(|limit| found.limits.contains(limit)), "{}", rule.id);
    }
}

#[test]
fn each_refusal_says_what_to_do() {
    let words = Error::Crossed { rule: "eqd2".into(), least: "a-least".into(), most: "a-most".into() }.to_string();
    assert_eq!(words, "of the rule `eqd2`, `a-least` is above `a-most`; change one of them");
}
