//! Identifiers by their form. Borders are judged here rather than by the patterns, because the engine has no
//! look-around.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::number_checks::{is_dea, is_nhs, is_npi, is_vin};
use super::{IdentifierClass, IdentifierRule, IdentifierSpan, PatternId, Settings, dates};
use crate::{Certainty, TextSpan};

struct Pattern {
    id: PatternId,
    class: IdentifierClass,
    certainty: Certainty,
    /// Group 1 is the identifier where there is one.
    form: &'static str,
    check: fn(&str) -> bool,
}

const fn any(_: &str) -> bool {
    true
}

const fn sure(id: PatternId, class: IdentifierClass, form: &'static str) -> Pattern {
    Pattern { id, class, certainty: Certainty::Certain, form, check: any }
}

const fn checked(id: PatternId, class: IdentifierClass, form: &'static str, check: fn(&str) -> bool) -> Pattern {
    Pattern { id, class, certainty: Certainty::Certain, form, check }
}

const fn asked(id: PatternId, class: IdentifierClass, form: &'static str) -> Pattern {
    Pattern { id, class, certainty: Certainty::Doubtful, form, check: any }
}

const PATTERNS: &[Pattern] = &[
    sure(
        PatternId::RecordNumber,
        IdentifierClass::RecordNumber,
        r"(?i)(?:MRN|MR ?#|UR ?(?:N|no\.?)|med(?:ical)?\.? ?rec(?:ord)?\.?(?: ?(?:no|num(?:ber)?|#)\.?)?|(?:pt|patient|hospital|chart|record|case)[ .]?(?:id|no|num(?:ber)?|#)\.?)[^A-Za-z0-9]{0,4}(?:is |no\.? ?|# ?)?((?-i:[A-Z]{1,3}[ -]?)?(?:\d{2,4}(?:[ -]\d{2,4}){1,3}|\d{4,12}))",
    ),
    sure(
        PatternId::Email,
        IdentifierClass::Email,
        r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
    ),
    sure(PatternId::Url, IdentifierClass::Url, r#"(?i)(?:https?://|www\.)[^\s<>"]*[^\s<>".,;:)]"#),
    sure(PatternId::Fax, IdentifierClass::Fax, r"(?i)fax(?: ?(?:no|number|#))?[:.# ]{0,3}(\+?\(?\d[\d ()./-]{6,16}\d)"),
    sure(
        PatternId::Phone,
        IdentifierClass::Phone,
        r"(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[.-])[2-9]\d{2}[ .-]\d{4}(?: ?(?:x|ext\.?) ?\d{1,5})?",
    ),
    sure(
        PatternId::Phone,
        IdentifierClass::Phone,
        r"(?i)(?:phone|tel|telephone|cell|mobile|call(?:ed|back)?|ph|contact|pager)(?:ephone)?(?: ?(?:no|number|#|at))?[:.# ]{1,3}(\+?\(?\d[\d ()./-]{5,16}\d)",
    ),
    sure(PatternId::Phone, IdentifierClass::Phone, r"\+[1-9]\d{0,2}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}"),
    sure(PatternId::SocialSecurity, IdentifierClass::SocialSecurity, r"\d{3}-\d{2}-\d{4}"),
    sure(
        PatternId::SocialSecurity,
        IdentifierClass::SocialSecurity,
        r"(?i)(?:SSN|SS#|social security(?: ?(?:no|number|#)\.?)?)[:# ]{0,3}(\d{3}[ -]?\d{2}[ -]?\d{4})",
    ),
    sure(
        PatternId::HealthPlan,
        IdentifierClass::HealthPlan,
        r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}",
    ),
    checked(PatternId::HealthPlan, IdentifierClass::HealthPlan, r"\d{3}[ -]\d{3}[ -]\d{4}", is_nhs),
    sure(
        PatternId::HealthPlan,
        IdentifierClass::HealthPlan,
        r"(?i)(?:NHS|KVNR|MBI|medicare|medicaid|insurance|policy|member|subscriber|health ?plan|versichertennr\.?)(?: ?(?:id|no|number|nr|#)\.?)?[:# ]{1,3}((?-i:[A-Z]{0,3}\d(?:[ -]?[A-Z0-9]){3,14}))",
    ),
    sure(
        PatternId::Account,
        IdentifierClass::Account,
        r"(?i)(?:account|acct|a/c|billing|encounter|IBAN|FIN)(?: ?(?:no|number|#)\.?)?[:# ]{1,3}((?-i:(?:[A-Z]{1,4}[ -]?)?\d(?:[ -]?[A-Z0-9]){3,26}))",
    ),
    checked(PatternId::Licence, IdentifierClass::Licence, r"[12]\d{9}", is_npi),
    checked(PatternId::Licence, IdentifierClass::Licence, r"[A-Z][A-Z9]\d{7}", is_dea),
    sure(
        PatternId::Licence,
        IdentifierClass::Licence,
        r"(?i)(?:NPI|DEA|GMC|licen[cs]e|certificate|passport)(?: ?(?:no|number|#)\.?)?[:# ]{1,3}((?-i:[A-Z]{0,3}-?\d[A-Z0-9-]{4,12}))",
    ),
    checked(PatternId::Vehicle, IdentifierClass::Vehicle, r"[A-HJ-NPR-Z0-9]{17}", is_vin),
    sure(
        PatternId::Vehicle,
        IdentifierClass::Vehicle,
        r"(?i)(?:VIN|licen[cs]e plate|number plate|plate (?:no\.?|number|#))[:# ]{1,3}((?-i:[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,6}){1,4}))",
    ),
    sure(
        PatternId::DeviceSerial,
        IdentifierClass::Device,
        r"(?i)(?:S/N|SN ?#|SN:|(?-i:SN)|serial(?: ?(?:no|num(?:ber)?|#)\.?)?|UDI|lot(?: ?(?:no|#)\.?)?|model no\.?)[^A-Za-z0-9]{1,3}((?-i:[A-Z]{0,6}-?\d[A-Z0-9-]{3,20}))",
    ),
    sure(PatternId::DicomUid, IdentifierClass::Other, r"[0-2](?:\.(?:0|[1-9]\d*)){5,}"),
    sure(
        PatternId::IpAddress,
        IdentifierClass::IpAddress,
        r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)",
    ),
    sure(
        PatternId::SystemSerial,
        IdentifierClass::Other,
        r"(?i)(?:accession|acc|(?:patient|plansetup|plan|course|diagnosis|prescription)ser|(?:subject|study|trial|case|specimen|path) ?(?:id|no\.?|number|#))(?: ?(?:no|number|#)\.?)?[:#= ]{1,3}((?-i:[A-Z]{0,4}\d[A-Z0-9-]{2,14}\d))",
    ),
    sure(
        PatternId::Street,
        IdentifierClass::Place,
        r"\d{1,6} (?:[NSEW]\.? )?(?:[A-Z][A-Za-z'-]* ){1,3}(?:Street|St|STREET|Avenue|Ave|AVE|Road|Rd|RD|Drive|Dr|Lane|Ln|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Terrace|Highway|Hwy)",
    ),
    sure(
        PatternId::Street,
        IdentifierClass::Place,
        r"[A-ZÄÖÜ][a-zäöüß]+(?:straße|strasse|str\.|weg|platz|gasse|allee) ?\d{1,4}[a-z]?",
    ),
    sure(
        PatternId::StateZip,
        IdentifierClass::Place,
        r"(?:[A-Z][a-z]+(?: [A-Z][a-z]+)?,? )?(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? \d{5}(?:-\d{4})?",
    ),
    sure(PatternId::BirthYear, IdentifierClass::Date, r"(?i)born(?: in)? ((?:19|20)\d{2})"),
    sure(
        PatternId::AgeOver89,
        IdentifierClass::Date,
        r"(?i)(9\d|1[0-2]\d)[ -]*(?:y(?:ea)?rs?\.?[ -]*(?:old|of age)|y\.?/?o\.?|yo|(?:M|F|male|female)\b|-?jähr)",
    ),
    sure(PatternId::AgeOver89, IdentifierClass::Date, r"(?i)(?:age|aged)[: ]{1,2}(9\d|1[0-2]\d)"),
    asked(
        PatternId::Residence,
        IdentifierClass::Place,
        r"(?:[Ll]ives|[Rr]esides|[Ll]iving|[Rr]esiding|[Rr]esident of)(?: in| at)? ([A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})?)",
    ),
    asked(
        PatternId::Institution,
        IdentifierClass::Place,
        r"((?:St\.? |Mount )?[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){0,2} (?:Hospital|Medical Center|Clinic|Cancer Center|Klinikum|Infirmary))",
    ),
];

static SET: LazyLock<RegexSet> = LazyLock::new(|| {
    let forms = PATTERNS.iter().map(|pattern| for_engine(pattern.form));
    set_of(forms)
});
static COMPILED: LazyLock<Vec<Regex>> =
    LazyLock::new(|| PATTERNS.iter().map(|pattern| compile(pattern.form)).collect());

/// Identifiers by form in a text without `_`.
pub(super) fn find(text: &str) -> Vec<IdentifierSpan> {
    let mut hits = Vec::new();
    for index in &SET.matches(text) {
        let (pattern, regex) = (&PATTERNS[index], &COMPILED[index]);
        let mut from = 0;
        while let Some(found) = regex.captures_at(text, from) {
            let Some(whole) = found.get(0) else { break };
            let inner = found.get(1).unwrap_or(whole);
            let span = TextSpan::from(inner);
            let starts_well = is_border(text, whole.start(), inner.as_str());
            if starts_well && is_border_behind(text, span) && (pattern.check)(inner.as_str()) {
                let shown = if pattern.id == PatternId::RecordNumber { TextSpan::from(whole) } else { span };
                hits.push(IdentifierSpan::new(
                    shown,
                    pattern.class,
                    IdentifierRule::Pattern(pattern.id),
                    pattern.certainty,
                ));
                from = span.end;
            } else {
                from = whole.start() + text[whole.start()..].chars().next().map_or(1, char::len_utf8);
            }
            if from >= text.len() {
                break;
            }
        }
    }
    let (dates, by_context) = dates::find(text);
    for (spans, id) in [(dates, PatternId::Date), (by_context, PatternId::DateByContext)] {
        let rule = IdentifierRule::Pattern(id);
        hits.extend(
            spans.into_iter().map(|span| IdentifierSpan::new(span, IdentifierClass::Date, rule, Certainty::Certain)),
        );
    }
    hits
}

/// Record numbers in the site's own format.
pub(super) fn site_record_numbers(text: &str, settings: &Settings<'_>) -> Vec<IdentifierSpan> {
    let rule = IdentifierRule::Pattern(PatternId::SiteRecordNumber);
    let found = settings.record_number.iter().flat_map(|format| format.find_iter(text));
    found
        .map(TextSpan::from)
        .map(|span| IdentifierSpan::new(span, IdentifierClass::RecordNumber, rule, Certainty::Certain))
        .collect()
}

/// Whether an identifier may begin at `start`: a digit may follow a letter, a letter may follow a digit, but not their
/// like.
fn is_border(text: &str, start: usize, inner: &str) -> bool {
    let before = &text[..start];
    let first = text[start..].chars().next();
    let Some(previous) = before.chars().next_back() else { return true };
    if first.is_some_and(|c| c.is_ascii_digit()) {
        let is_decimal =
            matches!(previous, '.' | '-' | '/') && before[..before.len() - 1].ends_with(|c: char| c.is_ascii_digit());
        let has_letters = inner.contains(|c: char| c.is_ascii_alphabetic());
        return !(previous.is_ascii_digit() || is_decimal || has_letters && previous.is_alphabetic());
    }
    !(first.is_some_and(char::is_alphanumeric) && previous.is_alphabetic())
}

fn is_border_behind(text: &str, span: TextSpan) -> bool {
    let behind = &text[span.end..];
    let last = span.of(text).chars().next_back();
    let next = behind.chars().next();
    match (last, next) {
        (Some(last), Some(next)) if last.is_ascii_digit() => {
            let is_decimal = matches!(next, '.' | '-' | '/') && behind[1..].starts_with(|c: char| c.is_ascii_digit());
            !next.is_ascii_digit() && !is_decimal
        }
        (Some(last), Some(next)) => !(last.is_alphabetic() && next.is_alphabetic()),
        _ => true,
    }
}

/// Digits and borders of ASCII only: the automaton gives up on wider borders in texts with umlauts.
fn for_engine(pattern: &str) -> String {
    pattern.replace(r"\b", r"(?-u:\b)").replace(r"[\d", "[0-9").replace(r"\d", "[0-9]")
}

#[expect(clippy::expect_used, reason = "the patterns are part of the program")]
pub(super) fn compile(pattern: &str) -> Regex {
    Regex::new(&for_engine(pattern)).expect("the pattern is valid")
}

#[expect(clippy::expect_used, reason = "the patterns are part of the program")]
pub(super) fn set_of(patterns: impl Iterator<Item = String>) -> RegexSet {
    RegexSet::new(patterns).expect("the patterns are valid")
}
