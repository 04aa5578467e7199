//! What facts contradict each other in. A value that cannot be read is a finding and asks no further.

use isocenter_domain::{Dose, Icd10Code};

use super::{Fact, FactId, FactKind, Facts, Finding, FindingKind};
use crate::SectionKind;
use crate::claim::{Moment, Site, read_moment, sites_in};
use crate::pattern::{centigray, decimal, near_gray, same_gray};

/// Above this a dose in gray is centigray (`research`: more than 200 "Gy" is probably cGy).
const MOST_GRAY: f64 = 200.0;
/// Below this a dose per fraction in gray is gray that was called centigray.
const LEAST_PART_GRAY: f64 = 0.1;

/// How a unit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Gray,
    Centigray,
}

fn unit(text: &str) -> Option<Unit> {
    let bare: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    match bare.as_str() {
        "gy" | "gray" | "gy(rbe)" | "gyrbe" | "gye" | "cge" => Some(Unit::Gray),
        "cgy" | "centigray" | "zentigray" | "cgy(rbe)" => Some(Unit::Centigray),
        _ => None,
    }
}

/// Left, right or both, as facts write it.
pub(crate) fn side(text: &str) -> Option<&'static str> {
    let bare = text.trim().trim_end_matches('.').to_lowercase();
    let bare = bare.trim_end_matches("-sided").trim_end_matches("seitig");
    match bare {
        "left" | "l" | "lt" | "li" | "links" => Some("left"),
        "right" | "r" | "rt" | "re" | "rechts" => Some("right"),
        "bilateral" | "both" | "b" | "beidseits" | "beide" | "beid" | "bds" | "b/l" => Some("bilateral"),
        _ => None,
    }
}

/// `female` or `male`, as facts write it.
pub(crate) fn sex(text: &str) -> Option<&'static str> {
    match text.trim().to_lowercase().as_str() {
        "female" | "f" | "w" | "woman" | "weiblich" | "frau" => Some("female"),
        "male" | "m" | "man" | "männlich" | "maennlich" | "mann" => Some("male"),
        _ => None,
    }
}

/// A phase whose numbers can be read, doses in gray as the unit says.
pub(crate) struct PhaseFacts<'a> {
    pub(crate) group: &'a str,
    pub(crate) dose: Option<(&'a Fact, f64)>,
    pub(crate) fractions: Option<(&'a Fact, u32)>,
    pub(crate) part: Option<(&'a Fact, f64)>,
    unit: Option<Unit>,
}

impl PhaseFacts<'_> {
    /// Dose per fraction, said or computed.
    pub(crate) fn part_gray(&self) -> Option<f64> {
        let said = self.part.map(|(_, gray)| gray);
        said.or_else(|| Some(self.dose?.1 / f64::from(self.fractions?.1)))
    }

    /// Total dose, said or computed.
    pub(crate) fn dose_gray(&self) -> Option<f64> {
        let said = self.dose.map(|(_, gray)| gray);
        said.or_else(|| Some(self.part?.1 * f64::from(self.fractions?.1)))
    }

    /// Every fact of its numbers.
    pub(crate) fn facts(&self) -> Vec<FactId> {
        let doses = [self.dose, self.part].into_iter().flatten().map(|(fact, _)| fact);
        doses.chain(self.fractions.map(|(fact, _)| fact)).map(|fact| fact.id.clone()).collect()
    }
}

/// Every phase of every course.
pub(crate) fn phases(facts: &Facts) -> Vec<PhaseFacts<'_>> {
    let phase = |group| {
        let unit = facts.in_group(group, FactKind::Unit).and_then(|fact| unit(fact.text()));
        let gray = |kind| {
            let fact = facts.in_group(group, kind)?;
            let gray = match unit {
                Some(Unit::Centigray) => centigray(fact.text())? / 100.0,
                _ => decimal(fact.text())?,
            };
            Dose::from_gray(gray).ok().map(|dose| (fact, dose.gray()))
        };
        let count = |fact: &Fact| fact.text().parse::<u32>().ok().filter(|count| *count > 0);
        PhaseFacts {
            group,
            dose: gray(FactKind::Dose),
            fractions: facts.in_group(group, FactKind::Fractions).and_then(|fact| Some((fact, count(fact)?))),
            part: gray(FactKind::DosePerFraction),
            unit,
        }
    };
    facts.groups("courses.").into_iter().filter(|group| group.contains(".phases.")).map(phase).collect()
}

/// Sites that a thing of the facts names in any of its words, its code included.
pub(crate) fn sites_of(facts: &Facts, group: &str) -> Vec<&'static Site> {
    let kinds = [FactKind::Site, FactKind::Target, FactKind::Diagnosis, FactKind::Treatment];
    let named = kinds.iter().filter_map(|kind| facts.in_group(group, *kind));
    let text: Vec<&str> = named.map(Fact::text).collect();
    let code = facts.in_group(group, FactKind::Icd10).and_then(|fact| Icd10Code::parse(fact.text()).ok());
    sites_in(&text.join("; "), code.as_ref().map(|code| code.category()).as_ref().map(|category| category.as_str()))
}

pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let mut found = Vec::new();
    readable(facts, &mut found);
    doses(facts, &mut found);
    sides(facts, &mut found);
    days(facts, &mut found);
    person(facts, &mut found);
    sections(facts, &mut found);
    found
}

fn readable(facts: &Facts, found: &mut Vec<Finding>) {
    for fact in facts.all() {
        let text = fact.text();
        let is_read = match fact.kind {
            kind if kind.is_date() => read_moment(text).is_some(),
            FactKind::Side => side(text).is_some(),
            FactKind::Icd10 => Icd10Code::parse(text).is_ok(),
            FactKind::Dose | FactKind::DosePerFraction => {
                decimal(text).is_some_and(|number| Dose::from_gray(number).is_ok())
            }
            FactKind::Fractions => text.parse::<u32>().is_ok_and(|count| count > 0),
            FactKind::Age => text.parse::<u32>().is_ok_and(|years| years < 130),
            FactKind::BirthYear => text.parse::<u32>().is_ok_and(|year| (1880..2100).contains(&year)),
            _ => true,
        };
        if !is_read {
            found.push(Finding::new(FindingKind::Unreadable, [fact.id.clone()]));
        }
    }
}

fn doses(facts: &Facts, found: &mut Vec<Finding>) {
    let phases = phases(facts);
    for phase in &phases {
        if let (Some((_, dose)), Some((_, fractions)), Some((_, part))) = (phase.dose, phase.fractions, phase.part)
            && !near_gray(dose, f64::from(fractions) * part)
        {
            found.push(Finding::new(FindingKind::DoseIsNotFractionsTimesPart, phase.facts()));
        }
        let says_dose = phase.dose.is_some() || phase.part.is_some();
        if says_dose && phase.unit.is_none() {
            found.push(Finding::new(FindingKind::UnitUnknown, phase.facts()));
        }
        let is_high = phase.dose_gray().is_some_and(|gray| gray > MOST_GRAY);
        if is_high || phase.part_gray().is_some_and(|gray| gray < LEAST_PART_GRAY) {
            found.push(Finding::new(FindingKind::UnitMixedUp, phase.facts()));
        }
    }
    // Which phase it is: its course, what it treats, when it begins.
    let said = |group: &str, kind| facts.in_group(group, kind).map(|fact| fact.text().to_lowercase());
    let identity = |phase: &PhaseFacts<'_>| {
        let course = phase.group.split(".phases.").next().map(str::to_owned);
        (course, said(phase.group, FactKind::Target), said(phase.group, FactKind::Start))
    };
    let identities: Vec<_> = phases.iter().map(identity).collect();
    for (place, phase) in phases.iter().enumerate() {
        for (other_place, other) in phases.iter().enumerate().skip(place + 1) {
            let is_same = identities[place].1.is_some() && identities[place] == identities[other_place];
            if let (true, Some((one, first)), Some((two, second))) = (is_same, phase.dose, other.dose)
                && !same_gray(first, second)
            {
                found.push(Finding::new(FindingKind::TwoDosesForOnePhase, [one.id.clone(), two.id.clone()]));
            }
        }
    }
}

/// The side that a code of a paired organ states in ICD-10-CM: the sixth place for the breast, the fifth for the lung.
fn side_of_code(code: &Icd10Code) -> Option<&'static str> {
    let symbol = match code.category().as_str() {
        "C50" => code.as_str().chars().nth(6),
        "C34" => code.as_str().chars().nth(5),
        _ => None,
    }?;
    match symbol {
        '1' => Some("right"),
        '2' => Some("left"),
        _ => None,
    }
}

fn sides(facts: &Facts, found: &mut Vec<Finding>) {
    let side_of = |group: &str| {
        let fact = facts.in_group(group, FactKind::Side)?;
        Some((fact, side(fact.text())?))
    };
    let diagnoses = facts.groups("diagnoses.");
    for group in &diagnoses {
        let is_paired = sites_of(facts, group).iter().any(|site| site.is_paired);
        let words = facts.in_group(group, FactKind::Diagnosis).map(|fact| fact.text().to_owned());
        let in_words = words
            .is_some_and(|words| crate::read_claims(&words).iter().any(|claim| claim.kind == crate::ClaimKind::Side));
        if is_paired && facts.in_group(group, FactKind::Side).is_none() && !in_words {
            let named = facts.all().iter().find(|fact| fact.id.group() == *group).map(|fact| fact.id.clone());
            found.push(Finding::new(FindingKind::SideMissing, named));
        }
        let code = facts.in_group(group, FactKind::Icd10);
        if let Some((code_fact, code)) = code.and_then(|fact| Some((fact, Icd10Code::parse(fact.text()).ok()?)))
            && let (Some((fact, stated)), Some(coded)) = (side_of(group), side_of_code(&code))
            && stated != coded
        {
            found.push(Finding::new(FindingKind::CodeSideDiffers, [fact.id.clone(), code_fact.id.clone()]));
        }
    }
    let treated = facts.groups("courses.").into_iter().chain(facts.groups("treatments."));
    for group in treated {
        let Some((fact, treated)) = side_of(group) else { continue };
        let sites = sites_of(facts, group);
        let shares = |diagnosis: &&str| {
            let of_diagnosis = sites_of(facts, diagnosis);
            // What names no site is held against every diagnosis when there is but one.
            let none = sites.is_empty() || of_diagnosis.is_empty();
            (none && diagnoses.len() == 1) || sites.iter().any(|s| of_diagnosis.iter().any(|d| d.name == s.name))
        };
        let stated: Vec<_> = diagnoses.iter().copied().filter(|d| shares(d)).filter_map(side_of).collect();
        let agrees = |(_, side): &(&Fact, &str)| *side == treated || *side == "bilateral";
        if !stated.is_empty() && !stated.iter().any(agrees) {
            let ids = std::iter::once(fact).chain(stated.iter().map(|(fact, _)| *fact)).map(|fact| fact.id.clone());
            found.push(Finding::new(FindingKind::SideDiffers, ids));
        }
    }
}

fn moment(facts: &Facts, group: &str, kind: FactKind) -> Option<(FactId, Moment)> {
    let fact = facts.in_group(group, kind)?;
    Some((fact.id.clone(), read_moment(fact.text())?))
}

fn days(facts: &Facts, found: &mut Vec<Finding>) {
    for group in facts.groups("") {
        let (start, end) = (moment(facts, group, FactKind::Start), moment(facts, group, FactKind::End));
        if let (Some((start, first)), Some((end, last))) = (start, end) {
            let is_before = match (first.day_of_calendar(), last.day_of_calendar()) {
                (Some(first), Some(last)) => last < first,
                _ => (last.year, last.month.or(first.month)) < (first.year, first.month.or(last.month)),
            };
            if is_before {
                found.push(Finding::new(FindingKind::EndBeforeStart, [start, end]));
            }
        }
    }
}

fn person(facts: &Facts, found: &mut Vec<Finding>) {
    let stated = facts.of_kind(FactKind::Sex).next();
    if let Some((fact, stated)) = stated.and_then(|fact| Some((fact, sex(fact.text())?))) {
        for code_fact in facts.of_kind(FactKind::Icd10) {
            let code = Icd10Code::parse(code_fact.text()).ok();
            let only = code.and_then(|code| sex_of_category(code.category().as_str()));
            if only.is_some_and(|only| only != stated) {
                found.push(Finding::new(FindingKind::SexImpossibleCode, [fact.id.clone(), code_fact.id.clone()]));
            }
        }
    }
    let number = |kind| {
        let fact = facts.of_kind(kind).next()?;
        Some((fact.id.clone(), fact.text().parse::<i32>().ok()?))
    };
    let letter = facts.of_kind(FactKind::LetterDate).next().and_then(|fact| read_moment(fact.text())?.year);
    if let (Some((age_id, age)), Some((year_id, year)), Some(letter)) =
        (number(FactKind::Age), number(FactKind::BirthYear), letter)
        && !(0..=1).contains(&(i32::from(letter) - year - age))
    {
        found.push(Finding::new(FindingKind::AgeDiffers, [age_id, year_id]));
    }
}

/// The only sex that a category can be of.
fn sex_of_category(category: &str) -> Option<&'static str> {
    match category {
        "C51" | "C52" | "C53" | "C54" | "C55" | "C56" | "C57" | "C58" | "D06" | "D25" | "D26" | "D27" => Some("female"),
        "C60" | "C61" | "C62" | "C63" | "D29" | "D40" | "N40" | "N41" | "N42" => Some("male"),
        _ => None,
    }
}

fn sections(facts: &Facts, found: &mut Vec<Finding>) {
    let has = |prefix: &str| facts.all().iter().any(|fact| fact.id.as_str().starts_with(prefix));
    for (section, is_there) in [
        (SectionKind::Diagnoses, has("diagnoses.")),
        (SectionKind::TreatmentHistory, has("treatments.") || has("courses.")),
        (SectionKind::Recommendations, has("recommendations.")),
        (SectionKind::PlannedSchedule, has("schedule.")),
    ] {
        if !is_there {
            found.push(Finding::new(FindingKind::SectionEmpty(section), []));
        }
    }
}
