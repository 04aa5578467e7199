//! Which side belongs to which site: `left breast`, `nasal ala, left`, `Lt IDC`; and which sides are those of the disease.

use isocenter_domain::Laterality;

use super::Standing;
use super::anatomy::{Finding, Source, Tissue, lies_beside};
use super::radiotherapy::Course;
use super::scan::Scan;
use crate::side::SideMention;
use crate::words::Kind;
use crate::{Site, Span};

/// Farthest from a side on to what it is said of.
const REACH: usize = 7;
/// Farthest from a side back to what it is said of.
const REACH_BACK: usize = 5;

/// A side, and what it is said of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SidedSite {
    pub(super) side: Laterality,
    pub(super) span: Span,
    /// The site it is said of; nothing for a side of the disease as a whole.
    pub(super) site: Option<Site>,
    /// Place of that site among the findings.
    pub(super) finding: Option<usize>,
    pub(super) standing: Standing,
    /// Said of an earlier course or of something beside the disease.
    pub(super) is_aside: bool,
}

/// Ties each side to its site. `findings` are in order of the text.
pub(super) fn tie(
    scan: &Scan,
    sides: &[SideMention],
    findings: &[Finding],
    tissues: &[Tissue],
    courses: &[Course],
    standings: &[Option<Standing>],
) -> Vec<SidedSite> {
    sides.iter().map(|side| tie_one(scan, *side, findings, tissues, courses, standings)).collect()
}

fn tie_one(
    scan: &Scan,
    mention: SideMention,
    findings: &[Finding],
    tissues: &[Tissue],
    courses: &[Course],
    standings: &[Option<Standing>],
) -> SidedSite {
    let SideMention { side, first, end } = mention;
    let mut tied = SidedSite {
        side,
        span: mention.span(&scan.words),
        site: None,
        finding: None,
        standing: standings.get(first).copied().flatten().unwrap_or(Standing::Present),
        is_aside: false,
    };
    if courses.iter().any(|course| course.first <= first && first < course.end) {
        tied.is_aside = true;
        tied.standing = Standing::History;
        return tied;
    }
    let ahead = findings.partition_point(|found| found.first < first);
    let forward = findings[ahead..]
        .iter()
        .enumerate()
        .take_while(|(_, found)| found.first < end + REACH)
        .find(|(_, found)| scan.same_clause(first, found.first) && is_open(scan, end, found.first))
        .map(|(place, _)| ahead + place);
    let backward = || {
        let before = findings[..ahead].iter().enumerate().rev().take(3);
        let near = |found: &Finding| {
            found.end <= first && found.end + REACH_BACK > first && scan.same_sentence(found.first, first)
        };
        before.filter(|(_, found)| near(found)).map(|(place, _)| place).next()
    };
    let tissue_ahead = || {
        let from = tissues.partition_point(|tissue| tissue.first < end);
        tissues.get(from).filter(|tissue| tissue.first < end + REACH && scan.same_clause(first, tissue.first))
    };
    // A disease named at once behind the side is what it is said of, and where that lies is told elsewhere.
    let finding = match (forward, tissue_ahead()) {
        (Some(found), Some(tissue)) if findings[found].first > tissue.end + 2 => None,
        (None, Some(_)) => None,
        (Some(found), _) => Some(found),
        // `abuts right carotid`: beside the disease lies what is no site of the lexicon.
        (None, None) if lies_beside(scan, first) => {
            tied.is_aside = true;
            return tied;
        }
        (None, None) => backward(),
    };
    if let Some(place) = finding {
        let found = findings[place];
        tied.site = Some(found.site);
        tied.finding = Some(place);
        tied.standing = if found.standing == Standing::Present && tied.standing != Standing::Present {
            tied.standing
        } else {
            found.standing
        };
        tied.is_aside = found.role == super::SiteRole::Mention && found.source == Source::Name;
    } else if let Some(tissue) = tissue_ahead() {
        tied.site = tissue.histology.site();
        tied.standing = tissue.standing;
    }
    tied
}

/// Whether no point or other side stands between.
fn is_open(scan: &Scan, from: usize, to: usize) -> bool {
    (from..to).all(|at| scan.kind(at) != Some(Kind::Mark) || scan.is(at, &["-", "/", "(", ")", "'", "&"]))
}
