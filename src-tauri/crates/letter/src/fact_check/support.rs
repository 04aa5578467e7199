//! What the facts say, in the form of claims.

use isocenter_domain::Icd10Code;

use crate::claim::{Moment, drug_of, read_moment};
use crate::facts::checks::{PhaseFacts, phases, sex, side, sites_of};
use crate::pattern::{near_gray, same_gray};
use crate::{Claim, ClaimKind, ClaimValue, FactId, FactKind, Facts, Polarity, Verdict, read_claims};

/// One thing that a fact says.
struct Said {
    fact: FactId,
    kind: ClaimKind,
    value: ClaimValue,
    /// Whether the field is made for it; what words of a fact say besides supports, and contradicts nothing.
    is_field: bool,
    polarity: Polarity,
}

/// All that facts say.
pub(super) struct Support<'a> {
    said: Vec<Said>,
    phases: Vec<PhaseFacts<'a>>,
}

/// Kinds of which another value is against the facts. Of the rest a letter may say more than the facts hold.
const fn is_closed(kind: ClaimKind) -> bool {
    use ClaimKind as K;
    matches!(
        kind,
        K::Dose
            | K::DosePerFraction
            | K::Fractions
            | K::Side
            | K::Tnm
            | K::Stage
            | K::Grade
            | K::Margins
            | K::Icd10
            | K::Age
            | K::Sex
            | K::Modality
    )
}

impl<'a> Support<'a> {
    pub(super) fn of(facts: &'a Facts) -> Self {
        let mut said = Vec::new();
        let phases = phases(facts);
        for fact in facts.all() {
            let text = fact.text();
            let mut say = |kind, value, is_field| {
                said.push(Said { fact: fact.id.clone(), kind, value, is_field, polarity: Polarity::Affirmed });
            };
            match fact.kind {
                FactKind::Language | FactKind::Unit | FactKind::Pseudonym => continue,
                kind if kind.is_date() => {
                    if let Some(Moment { year, month, day, either_order }) = read_moment(text) {
                        say(ClaimKind::Date, ClaimValue::Date { year, month, day, either_order }, true);
                    }
                    continue;
                }
                FactKind::Sex => sex(text).into_iter().for_each(|sex| say(ClaimKind::Sex, ClaimValue::word(sex), true)),
                FactKind::Age => {
                    text.parse().into_iter().for_each(|years| say(ClaimKind::Age, ClaimValue::Count(years), true));
                }
                FactKind::BirthYear => {
                    let value =
                        |year| ClaimValue::Date { year: Some(year), month: None, day: None, either_order: false };
                    text.parse().into_iter().for_each(|year| say(ClaimKind::Date, value(year), true));
                }
                FactKind::Author => say(ClaimKind::Name, ClaimValue::word(text), true),
                FactKind::Side => {
                    let sites = sites_of(facts, fact.id.group());
                    let mut names: Vec<Option<&'static str>> =
                        sites.iter().filter(|site| site.is_paired).map(|site| Some(site.name)).collect();
                    if names.is_empty() {
                        names.push(None);
                    }
                    if let Some(side) = side(text) {
                        for site in names {
                            say(ClaimKind::Side, ClaimValue::Side { side, site }, true);
                        }
                    }
                }
                FactKind::Icd10 => {
                    if let Ok(code) = Icd10Code::parse(text) {
                        say(ClaimKind::Icd10, ClaimValue::word(code.as_str()), true);
                    }
                    for site in sites_of(facts, fact.id.group()) {
                        say(ClaimKind::Site, ClaimValue::word(site.name), false);
                    }
                }
                FactKind::Site | FactKind::Target | FactKind::Diagnosis | FactKind::Treatment => {
                    for site in sites_of(facts, fact.id.group()) {
                        say(ClaimKind::Site, ClaimValue::word(site.name), true);
                    }
                }
                FactKind::Drug => {
                    let name = drug_of(text).map_or_else(|| text.to_lowercase(), str::to_owned);
                    say(ClaimKind::Drug, ClaimValue::word(name), true);
                }
                _ => {}
            }
            let in_context = match fact.kind {
                FactKind::Stage => format!("stage {}", text.trim_start_matches("stage ")),
                FactKind::Grade if text.len() <= 3 => format!("grade {}", text.trim_start_matches(['G', 'g'])),
                FactKind::Tnm => format!("TNM {text}"),
                FactKind::Dose | FactKind::DosePerFraction | FactKind::Fractions => continue,
                FactKind::Age | FactKind::BirthYear | FactKind::Side | FactKind::Icd10 | FactKind::Sex => continue,
                _ => text.to_owned(),
            };
            let own = match fact.kind {
                FactKind::Stage => Some(ClaimKind::Stage),
                FactKind::Grade => Some(ClaimKind::Grade),
                FactKind::Tnm => Some(ClaimKind::Tnm),
                FactKind::Margins => Some(ClaimKind::Margins),
                FactKind::Modality => Some(ClaimKind::Modality),
                _ => None,
            };
            let says_side = matches!(fact.kind, FactKind::Diagnosis | FactKind::Target);
            for claim in read_claims(&in_context) {
                let is_field = own == Some(claim.kind) || (says_side && claim.kind == ClaimKind::Side);
                let (kind, value, polarity) = (claim.kind, claim.value, claim.polarity);
                said.push(Said { fact: fact.id.clone(), kind, value, is_field, polarity });
            }
        }
        said_of_phases(&phases, &mut said);
        Self { said, phases }
    }

    /// What the facts say to one claim.
    pub(super) fn verdict(&self, claim: &Claim) -> (Verdict, Vec<FactId>) {
        let same: Vec<&Said> = self
            .said
            .iter()
            .filter(|said| said.kind == claim.kind && agree(claim.kind, &claim.value, &said.value))
            .collect();
        let agreeing = same.iter().filter(|said| said.polarity == claim.polarity);
        let ids = |said: Vec<&Said>| {
            let mut ids: Vec<FactId> = Vec::new();
            for said in said {
                if !ids.contains(&said.fact) {
                    ids.push(said.fact.clone());
                }
            }
            ids
        };
        let traced: Vec<&Said> = agreeing.copied().collect();
        if !traced.is_empty() {
            return (Verdict::Traced, ids(traced));
        }
        if !same.is_empty() && claim.kind != ClaimKind::Site {
            return (Verdict::Contradicted, ids(same));
        }
        let others: Vec<&Said> = self
            .said
            .iter()
            .filter(|said| said.is_field && said.kind == claim.kind && compare_at_all(&claim.value, &said.value))
            .collect();
        if claim.polarity == Polarity::Affirmed && is_closed(claim.kind) && !others.is_empty() {
            return (Verdict::Contradicted, ids(others));
        }
        (Verdict::Unsupported, Vec::new())
    }

    /// Facts of the phase, or of all phases of a course together, that says all of one prescription.
    pub(super) fn prescription_of(&self, claims: &[&Claim]) -> Option<Vec<FactId>> {
        let phase = self
            .phases
            .iter()
            .find(|phase| fits(claims, phase.dose_gray(), phase.fractions.map(|f| f.1), phase.part_gray()));
        if let Some(phase) = phase {
            return Some(phase.facts());
        }
        self.courses().into_iter().find_map(|course| {
            let dose: Option<f64> = course.iter().map(|phase| phase.dose_gray()).sum();
            let count: Option<u32> = course.iter().map(|phase| phase.fractions.map(|f| f.1)).sum();
            let part = course.first().and_then(|phase| phase.part_gray());
            let part =
                part.filter(|part| course.iter().all(|p| p.part_gray().is_some_and(|other| near_gray(other, *part))));
            fits(claims, dose, count, part).then(|| course.iter().flat_map(|phase| phase.facts()).collect())
        })
    }

    /// Facts against a prescription whose numbers no one phase holds together.
    pub(super) fn prescription_against(&self, claims: &[&Claim]) -> Option<Vec<FactId>> {
        let is_against = claims.len() > 1 && !self.phases.is_empty() && self.prescription_of(claims).is_none();
        is_against.then(|| self.phases.iter().flat_map(PhaseFacts::facts).collect())
    }

    fn courses(&self) -> Vec<Vec<&PhaseFacts<'a>>> {
        courses(&self.phases)
    }

    /// The things that facts say of one fact, whatever field they are of.
    pub(super) fn says(&self, fact: &FactId, claim: &Claim) -> bool {
        self.said.iter().any(|said| {
            said.fact == *fact
                && said.kind == claim.kind
                && said.polarity == claim.polarity
                && agree(claim.kind, &claim.value, &said.value)
        })
    }

    /// How many things of one kind a fact says.
    pub(super) fn values_of(&self, fact: &FactId, kind: ClaimKind) -> Vec<&ClaimValue> {
        self.said.iter().filter(|said| said.fact == *fact && said.kind == kind).map(|said| &said.value).collect()
    }
}

fn courses<'p, 'a>(phases: &'p [PhaseFacts<'a>]) -> Vec<Vec<&'p PhaseFacts<'a>>> {
    let mut courses: Vec<Vec<&PhaseFacts<'a>>> = Vec::new();
    let course = |phase: &PhaseFacts<'a>| phase.group.split(".phases.").next();
    for phase in phases {
        match courses.last_mut().filter(|last| last.first().and_then(|first| course(first)) == course(phase)) {
            Some(last) => last.push(phase),
            None => courses.push(vec![phase]),
        }
    }
    courses
}

fn said_of_phases(phases: &[PhaseFacts<'_>], said: &mut Vec<Said>) {
    let mut say = |facts: Vec<FactId>, kind, value: ClaimValue| {
        for fact in facts {
            said.push(Said { fact, kind, value: value.clone(), is_field: true, polarity: Polarity::Affirmed });
        }
    };
    for phase in phases {
        let own = |fact: Option<FactId>| fact.map_or_else(|| phase.facts(), |fact| vec![fact]);
        if let Some(gray) = phase.dose_gray() {
            say(own(phase.dose.map(|(fact, _)| fact.id.clone())), ClaimKind::Dose, ClaimValue::Gray(gray));
        }
        if let Some(gray) = phase.part_gray() {
            say(own(phase.part.map(|(fact, _)| fact.id.clone())), ClaimKind::DosePerFraction, ClaimValue::Gray(gray));
        }
        if let Some((fact, count)) = phase.fractions {
            say(vec![fact.id.clone()], ClaimKind::Fractions, ClaimValue::Count(count));
        }
    }
    for course in courses(phases).into_iter().filter(|course| course.len() > 1) {
        let doses: Vec<FactId> = course.iter().filter_map(|phase| Some(phase.dose?.0.id.clone())).collect();
        let counts: Vec<FactId> = course.iter().filter_map(|phase| Some(phase.fractions?.0.id.clone())).collect();
        if let Some(gray) = course.iter().map(|phase| phase.dose_gray()).sum::<Option<f64>>() {
            say(doses, ClaimKind::Dose, ClaimValue::Gray(gray));
        }
        if let Some(count) = course.iter().map(|phase| phase.fractions.map(|f| f.1)).sum::<Option<u32>>() {
            say(counts, ClaimKind::Fractions, ClaimValue::Count(count));
        }
    }
}

/// Whether every number of a prescription is that of a phase.
fn fits(claims: &[&Claim], dose: Option<f64>, count: Option<u32>, part: Option<f64>) -> bool {
    claims.iter().all(|claim| match (claim.kind, &claim.value) {
        (ClaimKind::Dose, ClaimValue::Gray(gray)) => dose.is_some_and(|dose| same_gray(dose, *gray)),
        (ClaimKind::DosePerFraction, ClaimValue::Gray(gray)) => part.is_some_and(|part| same_gray(part, *gray)),
        (ClaimKind::Fractions, ClaimValue::Count(number)) => count == Some(*number),
        _ => true,
    })
}

/// Whether a claim and a fact say the same.
fn agree(kind: ClaimKind, claim: &ClaimValue, fact: &ClaimValue) -> bool {
    match (claim, fact) {
        (ClaimValue::Gray(left), ClaimValue::Gray(right)) => same_gray(*left, *right),
        (ClaimValue::Count(left), ClaimValue::Count(right)) => left == right,
        (
            ClaimValue::Date { year, month, day, either_order },
            ClaimValue::Date { year: y, month: m, day: d, either_order: e },
        ) => {
            let (claim, fact) = (
                Moment { year: *year, month: *month, day: *day, either_order: *either_order },
                Moment { year: *y, month: *m, day: *d, either_order: *e },
            );
            // A letter may be less exact than the facts, never more.
            claim.may_be(fact) && fact.is_as_exact_as(claim)
        }
        (ClaimValue::Side { side, site }, ClaimValue::Side { side: other, site: of }) => {
            side == other && (site.is_none() || of.is_none() || site == of)
        }
        (ClaimValue::Word(left), ClaimValue::Word(right)) => same_word(kind, left.reveal(), right.reveal()),
        _ => false,
    }
}

/// Whether a fact can be against a claim: a side of another organ is not, N is not against T.
fn compare_at_all(claim: &ClaimValue, fact: &ClaimValue) -> bool {
    match (claim, fact) {
        (ClaimValue::Side { site, .. }, ClaimValue::Side { site: of, .. }) => {
            site.is_none() || of.is_none() || site == of
        }
        (ClaimValue::Word(left), ClaimValue::Word(right)) => match (tnm(left.reveal()), tnm(right.reveal())) {
            (Some((_, left)), Some((_, right))) => left.as_bytes().first() == right.as_bytes().first(),
            _ => scale(left.reveal()) == scale(right.reveal()),
        },
        _ => true,
    }
}

/// The scale of a grade: `grade`, `Gleason`, `ISUP`; nothing for a single word.
fn scale(word: &str) -> Option<&str> {
    word.split_once(' ').map(|(scale, _)| scale).filter(|scale| matches!(*scale, "grade" | "Gleason" | "ISUP"))
}

/// Prefix and part of a TNM word.
fn tnm(word: &str) -> Option<(&str, &str)> {
    let at = word.find(['T', 'N', 'M']).filter(|at| *at <= 3)?;
    let (prefix, part) = word.split_at(at);
    let is_part = part.len() <= 4
        && part.len() >= 2
        && prefix.chars().all(|c| "ycpra".contains(c))
        && part.chars().nth(1).is_some_and(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X' | 'i' | '+'));
    is_part.then_some((prefix, part))
}

fn same_word(kind: ClaimKind, claim: &str, fact: &str) -> bool {
    if claim.eq_ignore_ascii_case(fact) {
        return true;
    }
    match kind {
        ClaimKind::Tnm => match (tnm(claim), tnm(fact)) {
            (Some((prefix, part)), Some((other_prefix, other))) => {
                part == other && (prefix.is_empty() || other_prefix.is_empty())
            }
            _ => false,
        },
        ClaimKind::Grade => match (claim.strip_prefix("Gleason "), fact.strip_prefix("Gleason ")) {
            (Some(sum), Some(other)) => {
                let total = |text: &str| text.split('+').filter_map(|part| part.parse::<u32>().ok()).sum::<u32>();
                (sum.contains('+') != other.contains('+')) && total(sum) == total(other)
            }
            _ => false,
        },
        // A letter may be less exact than the facts, never more; `.9` says nothing more than the category.
        ClaimKind::Icd10 => fact.starts_with(claim.strip_suffix(".9").unwrap_or(claim)),
        // `Dr. Anna Weber` and `Weber`: the last name is asked, whole.
        ClaimKind::Name => {
            let last = |text: &str| text.split_whitespace().next_back().map(str::to_lowercase);
            last(claim) == last(fact)
        }
        _ => false,
    }
}
