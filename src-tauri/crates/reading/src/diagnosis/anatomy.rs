//! What each site that a diagnosis names is in the disease: where it began, where it has gone, a node, gone with an operation, or only mentioned.

use std::collections::HashSet;

use super::implied::{add_implied, operated};
use super::radiotherapy::Course;
use super::scan::Scan;
use super::surgery::Operation;
use super::{Histology, SiteRole, Standing};
use crate::Site;
use crate::site::SiteMention;
use crate::words::Kind;

/// A site, with the words it was read from and what the reader makes of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Finding {
    pub(super) site: Site,
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) role: SiteRole,
    pub(super) standing: Standing,
    pub(super) source: Source,
    /// Where metastases came from, so that itself it is hardly what is treated.
    pub(super) is_origin: bool,
    /// Reached by a disease that lies beside it.
    pub(super) is_reached: bool,
}

/// From what a site was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Its own name.
    Name,
    /// The name of a disease that lies there by itself.
    Histology,
    /// An operation on it.
    Surgery,
}

/// A histology, with the words it was read from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tissue {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) histology: Histology,
    pub(super) standing: Standing,
}

/// What the other readers have found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read<'r> {
    pub(super) standings: &'r [Option<Standing>],
    pub(super) tissues: &'r [Tissue],
    pub(super) operations: &'r [Operation],
    pub(super) courses: &'r [Course],
    /// Words of the first Gleason score or grade group.
    pub(super) gleason: Option<(usize, usize)>,
    /// Words of other illnesses and of functions.
    pub(super) asides: &'r [bool],
}

const METASTASES: &[&str] = &["met", "mets", "metastasis", "metastases", "metastatic", "metastatses", "carcinomatosis"];
const METASTATIC: &[&str] =
    &["metastatic", "oligomet", "oligometastatic", "oligometastasis", "oligometastases", "oligomets"];
const NODES: &[&str] = &["node", "nodes", "nodal", "ln", "lns", "lymph", "adenopathy", "lymphadenopathy", "lymphatics"];
const IMAGES: &[&str] = &[
    "mri",
    "ct",
    "pet",
    "scan",
    "scans",
    "ultrasound",
    "us",
    "xray",
    "imaging",
    "mammogram",
    "mammography",
    "cta",
    "mra",
    "eus",
    "film",
    "films",
    "radiograph",
    "xr",
    "ultrasonography",
    "angiogram",
    "endoscopy",
    "bronchoscopy",
];
/// Before a site that lies beside the disease.
const BESIDE: &[&str] = &[
    "abuts",
    "abut",
    "abutting",
    "touches",
    "touching",
    "near",
    "adjacent",
    "encases",
    "encasing",
    "displaces",
    "displacing",
    "spare",
    "spares",
    "sparing",
    "avoid",
    "avoiding",
    "compresses",
    "involves",
    "compressing",
    "invades",
    "invading",
    "into",
    "below",
    "above",
    "along",
    "beside",
    "contacts",
    "contacting",
    "threatens",
    "erodes",
    "eroding",
    "indents",
    "protect",
    "protecting",
];
/// Behind a site that the disease reaches.
const REACHED: &[&str] = &[
    "invasion",
    "invaded",
    "involvement",
    "involved",
    "extension",
    "abutment",
    "contact",
    "infiltration",
    "encased",
    "decompressed",
    "displaced",
    "eroded",
    "margin",
    "toxicity",
    "constraint",
    "dose",
];
/// Behind a site: what is wrong there is no tumour.
const OTHER_TROUBLES: &[&str] = &[
    "hemorrhage",
    "haemorrhage",
    "infarct",
    "stroke",
    "hematoma",
    "abscess",
    "effusion",
    "atelectasis",
    "edema",
    "trauma",
];
/// Words that may stand between a cue and the site it is said of.
const SMALL: &[&str] = &[
    "the",
    "a",
    "an",
    "of",
    "to",
    "in",
    "at",
    "on",
    "left",
    "right",
    "l",
    "r",
    "lt",
    "rt",
    "both",
    "bilateral",
    "his",
    "her",
    "single",
    "solitary",
    "proximal",
    "distal",
];

/// Every site that the text names or implies.
pub(super) fn findings(scan: &Scan, mentions: &[SiteMention], read: Read) -> Vec<Finding> {
    let is_metastatic = is_metastatic(scan, read.standings);
    let mut findings: Vec<Finding> = Vec::new();
    for mention in mentions.iter().filter(|mention| !is_within_disease(**mention, read.tissues)) {
        let before = findings.last().copied();
        findings.push(named(scan, *mention, read, is_metastatic, before));
    }
    // `Single lung after pneumonectomy` tells of another lung than the diseased one.
    let is_own = |operation: &&Operation| !read.asides.get(operation.first).copied().unwrap_or(false);
    for operation in read.operations.iter().filter(is_own) {
        findings.extend(operated(*operation));
    }
    // Lobes of a brain that holds metastases hold them too.
    let spread: HashSet<Site> =
        present(&findings).filter(|found| found.role == SiteRole::Metastasis).map(|found| found.site).collect();
    for found in findings.iter_mut().filter(|found| found.role == SiteRole::Primary && found.source == Source::Name) {
        let lies_within = |site: &Site| found.site != *site && found.site.with_parents().any(|parent| parent == *site);
        if spread.iter().any(lies_within) {
            found.role = SiteRole::Metastasis;
        }
    }
    add_implied(&mut findings, read);
    findings.sort_by_key(|found| (found.first, found.end));
    findings
}

/// Sites that are diseased and there.
pub(super) fn present(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|found| found.standing == Standing::Present && found.role != SiteRole::Mention)
}

/// Whether the words are part of a disease that has a place of its own: `renal` of `renal cell carcinoma`.
fn is_within_disease(mention: SiteMention, tissues: &[Tissue]) -> bool {
    let from = tissues.partition_point(|tissue| tissue.end <= mention.first);
    tissues[from..]
        .iter()
        .take_while(|tissue| tissue.first < mention.end)
        .any(|tissue| tissue.histology.site().is_some() && tissue.first <= mention.first && mention.end <= tissue.end)
}

fn is_metastatic(scan: &Scan, standings: &[Option<Standing>]) -> bool {
    (0..scan.len()).any(|at| {
        let says = scan.is(at, METASTASES) || scan.is(at, METASTATIC);
        says && standings.get(at).copied().flatten() != Some(Standing::Negated)
    })
}

/// A site by its name.
fn named(scan: &Scan, mention: SiteMention, read: Read, is_metastatic: bool, before: Option<Finding>) -> Finding {
    let SiteMention { site, first, end } = mention;
    let mut found = Finding {
        site,
        first,
        end,
        role: SiteRole::Primary,
        standing: read.standings.get(first).copied().flatten().unwrap_or(Standing::Present),
        source: Source::Name,
        is_origin: false,
        is_reached: false,
    };
    let is_in_course = read.courses.iter().any(|course| course.first <= first && first < course.end);
    if is_in_course {
        found.role = SiteRole::Mention;
        found.standing = if found.standing == Standing::Negated { Standing::Negated } else { Standing::History };
        return found;
    }
    if (first..end).any(|at| read.asides.get(at).copied().unwrap_or(false)) || is_imaged(scan, first, end) {
        found.role = SiteRole::Mention;
        return found;
    }
    let is_broken = scan.is(end, &["fracture", "fractures"])
        || (scan.is(end, &["compression"]) && scan.is(end + 1, &["fracture", "fractures"]));
    if is_broken && !is_metastatic {
        found.role = SiteRole::Mention;
        return found;
    }
    let is_joined_to_gone = before.is_some_and(|before| {
        before.standing == Standing::Removed && first == before.end + 1 && scan.is(before.end, &["and", "&", "+"])
    });
    if is_gone(scan, first, end) || is_joined_to_gone {
        found.standing = Standing::Removed;
        return found;
    }
    if let Some(before) =
        before.filter(|before| before.role == SiteRole::Mention && before.standing != Standing::Removed)
    {
        let is_joined = first > before.end
            && first - before.end <= 2
            && (before.end..first).all(|at| scan.is(at, &["and", "or", "/", "&", "the"]));
        if is_joined {
            found.role = SiteRole::Mention;
            found.is_reached = before.is_reached;
            return found;
        }
    }
    let behind = |at: usize| scan.same_clause(first, at);
    let next = if scan.is(end, &["-"]) { end + 1 } else { end };
    let is_node = site.is_nodal() || (behind(next) && scan.is(next, NODES));
    let cue = cue_before(scan, first);
    let is_bone = site.with_parents().any(|site| site.id() == "bone");
    let has_lesion =
        is_metastatic && scan.is(next, &["lesion", "lesions", "nodule", "nodules", "disease", "deposit", "deposits"]);
    let is_spread = (behind(next) && scan.is(next, METASTASES))
        || cue.is_some_and(|at| scan.is(at, METASTASES) && !scan.is(at, METASTATIC))
        || (cue.is_some_and(|at| scan.is(at, METASTATIC))
            && scan.is(first - 1, SMALL)
            && scan.is_before(first, &["to", "the", "in"]));
    if is_spread
        || has_lesion && !is_origin_cue(scan, cue)
        || (is_metastatic && is_bone)
        || site.id() == "leptomeninges"
    {
        found.role = SiteRole::Metastasis;
    } else if is_node {
        found.role = SiteRole::Node;
    } else if is_reached(scan, cue, next) {
        found.role = SiteRole::Mention;
        found.is_reached = true;
    } else {
        found.is_origin = is_metastatic && (is_origin_cue(scan, cue) || gives_metastases(scan, first, next));
    }
    found
}

/// The nearest word before that is not small.
fn cue_before(scan: &Scan, first: usize) -> Option<usize> {
    (0..first).rev().take(4).take_while(|at| scan.same_clause(*at, first)).find(|at| !scan.is(*at, SMALL))
}

/// `metastatic prostate`, `from breast`.
fn is_origin_cue(scan: &Scan, cue: Option<usize>) -> bool {
    cue.is_some_and(|at| scan.is(at, METASTATIC) || scan.is(at, &["from"]))
}

/// `prostate cancer with bone met`.
fn gives_metastases(scan: &Scan, first: usize, next: usize) -> bool {
    let same = |at: &usize| scan.same_clause(first, *at);
    let with = (next..next + 4).take_while(same).find(|at| scan.is(*at, &["with", "w"]));
    with.is_some_and(|with| (with + 1..with + 6).take_while(same).any(|at| scan.is(at, METASTASES)))
}

/// `MRI orbit`, `brain MRI`, `CT of the chest`, `spleen normal`.
fn is_imaged(scan: &Scan, first: usize, end: usize) -> bool {
    let next = if scan.is(end, &["-", "/"]) { end + 1 } else { end };
    let is_said_behind = |reach: usize, words: &[&str]| {
        (end..end + reach).take_while(|at| scan.same_clause(first, *at)).any(|at| scan.is(at, words))
    };
    let is_sound = is_said_behind(2, &["normal", "unremarkable", "intact", "native"])
        || is_said_behind(3, &["benign"])
        || is_said_behind(1, OTHER_TROUBLES);
    let behind = is_sound || (scan.same_clause(first, next) && scan.is(next, IMAGES));
    let before =
        (0..first).rev().take(3).take_while(|at| scan.same_clause(*at, first)).find(|at| !scan.is(*at, &["of", "the"]));
    behind || before.is_some_and(|at| scan.is(at, IMAGES))
}

/// `prostate removed`, `absent left kidney`, `no residual breast`.
fn is_gone(scan: &Scan, first: usize, end: usize) -> bool {
    let next = if scan.is(end, &["was", "is", "has", "were"]) { end + 1 } else { end };
    let next = if scan.is(next, &["been", "surgically", "already", "previously"]) { next + 1 } else { next };
    let is_removed = scan.same_clause(first, next) && scan.is(next, &["removed", "absent", "gone"]);
    let cue = cue_before(scan, first);
    let is_absent = cue.is_some_and(|at| {
        scan.is(at, &["absent", "agenesis", "removed", "removal"])
            || (scan.is(at, &["residual", "remaining"])
                && scan.is_before(at, &["no", "without"])
                && !scan.is(end, METASTASES))
    });
    // A lump of the organ, not the organ: `no residual breast cancer`.
    let is_disease = scan.is(
        end,
        &[
            "cancer",
            "ca",
            "carcinoma",
            "tumor",
            "tumour",
            "disease",
            "mass",
            "lesion",
            "adenoca",
            "uptake",
            "nodule",
            "nodules",
            "node",
            "nodes",
            "stent",
            "polyp",
            "implant",
        ],
    );
    is_removed || (is_absent && !is_disease)
}

/// Whether what begins at `first` is said to lie beside the disease.
pub(super) fn lies_beside(scan: &Scan, first: usize) -> bool {
    cue_before(scan, first).is_some_and(|at| scan.is(at, BESIDE))
}

/// Whether the disease only reaches the site, or keeps away from it.
fn is_reached(scan: &Scan, cue: Option<usize>, next: usize) -> bool {
    let is_beside = cue.is_some_and(|at| {
        scan.is(at, BESIDE)
            || (scan.is(at, &["mm", "cm"]) && scan.is(at + 1, &["of", "from"]))
            || (scan.is(at, &["from"]) && scan.is_before(at, &["away", "mm", "cm", "far"]))
            || (scan.is(at, &["extension", "extending", "extends", "spread"]))
    });
    let behind = (next..next + 2).any(|at| scan.same_clause(next.saturating_sub(1), at) && scan.is(at, REACHED));
    let is_distant =
        scan.kind(next) == Some(Kind::Number) && scan.is(next + 1, &["mm", "cm"]) && scan.is(next + 2, &["away"]);
    is_beside || behind || is_distant || (next..next + 2).any(|at| scan.is(at, &["away"]))
}
