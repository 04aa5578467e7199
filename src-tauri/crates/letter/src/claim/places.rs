//! Sites of the body and sides, in English and German.

use std::sync::LazyLock;

use regex::Regex;

use super::courses::{after, before};
use super::{Claim, ClaimKind, ClaimValue};
use crate::Span;
use crate::pattern::pattern;

/// A site: its English name, the wider one that it lies in, whether it is one of two, and how letters name it.
pub(crate) struct Site {
    pub(crate) name: &'static str,
    pub(crate) within: Option<&'static str>,
    pub(crate) is_paired: bool,
    words: &'static str,
}

const fn site(name: &'static str, words: &'static str) -> Site {
    Site { name, within: None, is_paired: false, words }
}

const fn paired(name: &'static str, words: &'static str) -> Site {
    Site { name, within: None, is_paired: true, words }
}

const fn part(name: &'static str, within: &'static str, words: &'static str) -> Site {
    Site { name, within: Some(within), is_paired: true, words }
}

/// Longer names stand before those that they hold.
const SITES: &[Site] = &[
    site("whole brain", r"whole[\s-]brain|WBRT|Ganzhirn\w*"),
    site(
        "brain",
        r"brain|cerebral|cerebell\w+|Hirn\w*|Gehirn\w*|Gro(?:ß|ss)hirn\w*|Kleinhirn\w*|zerebral\w*|intrakraniell\w*",
    ),
    site("spine", r"spine|vertebra\w*|Wirbel\w*"),
    paired("chest wall", r"chest\s+wall|Thoraxwand\w*|Brustwand\w*"),
    paired("breast", r"breasts?|Mamma\w*|Brust|Brustkrebs\w*|Brustdr(?:ü)se\w*|mammary"),
    paired("axilla", r"axill\w+|Achsel\w*"),
    part("upper lobe", "lung", r"upper\s+lobes?|Oberlappen\w*"),
    part("middle lobe", "lung", r"middle\s+lobe|Mittellappen\w*"),
    part("lower lobe", "lung", r"lower\s+lobes?|Unterlappen\w*"),
    paired("lung", r"lungs?|Lunge\w*|bronchial|Bronchial\w*|pulmonary\s+nodules?|Rundherd\w*"),
    site("mediastinum", r"mediastin\w+"),
    Site {
        name: "prostate bed",
        within: Some("prostate"),
        is_paired: false,
        words: r"prostate\s+bed|prostatic\s+fossa|Prostataloge\w*",
    },
    site("prostate", r"prostate|prostatic|Prostata\w*"),
    site("bladder", r"bladder|Harnblase\w*|Blasenkarzinom\w*|Blasentumor\w*"),
    site("rectum", r"rectum|rectal|Rektum\w*|Rectum\w*"),
    site("anus", r"anal\s+canal|anus|anal|Analkanal\w*|Analkarzinom\w*"),
    site("cervix", r"cervix|cervical\s+cancer|Zervix\w*|Cervix\w*|Kollumkarzinom\w*"),
    site("endometrium", r"endometri\w+|Korpuskarzinom\w*"),
    site("vagina", r"vagina\w*"),
    site("vulva", r"vulva\w*"),
    site("oesophagus", r"(?:o?e|ö)sophag\w+|Speiser(?:ö)hre\w*"),
    site("stomach", r"stomach|gastric|Magen\w*"),
    site("pancreas", r"pancrea\w+|Pankrea\w+|Bauchspeicheldr(?:ü)se\w*"),
    site("liver", r"liver|hepatic|Leber\w*|hepatisch\w*"),
    paired("kidney", r"kidneys?|renal|Niere\w*"),
    paired("adrenal", r"adrenals?|Nebenniere\w*"),
    site("larynx", r"larynx|laryngeal|glottic|glottis|Kehlkopf\w*|Larynx\w*"),
    paired("tonsil", r"tonsils?|tonsillar|Tonsille\w*"),
    site("oropharynx", r"oropharyn\w+"),
    site("nasopharynx", r"nasopharyn\w+"),
    site("hypopharynx", r"hypopharyn\w+"),
    site("oral cavity", r"oral\s+cavity|floor\s+of\s+mouth|tongue|Mundh(?:ö)hle\w*|Mundboden\w*|Zunge\w*"),
    paired("parotid", r"parotid|Parotis\w*|Ohrspeicheldr(?:ü)se\w*"),
    site("thyroid", r"thyroid|Schilddr(?:ü)se\w*"),
    paired("orbit", r"orbit|orbital|Orbita\w*"),
    paired("eye", r"eyes?|uveal|Auge|Auges|Aderhaut\w*"),
    paired("femur", r"femur|femoral|Oberschenkelknochen\w*"),
    paired("humerus", r"humerus|humeral"),
    paired("hip", r"hips?|H(?:ü)fte\w*|H(?:ü)ft\w+"),
    paired("thigh", r"thigh|Oberschenkel\w*"),
    paired("testis", r"testis|testicle|testicular|Hoden\w*"),
    site("neck", r"neck|Hals|zervikale\w*"),
    site("pelvis", r"pelvi[sc]|Becken\w*"),
    site("bone", r"bones?|osseous|Knochen\w*|oss(?:ä)r\w*"),
    site("skin", r"skin|scalp|Kopfhaut|Haut"),
];

/// ICD-10 categories and the site that they say.
const CATEGORIES: &[(&str, &str)] = &[
    ("C09", "tonsil"),
    ("C10", "oropharynx"),
    ("C11", "nasopharynx"),
    ("C07", "parotid"),
    ("C15", "oesophagus"),
    ("C16", "stomach"),
    ("C20", "rectum"),
    ("C21", "anus"),
    ("C22", "liver"),
    ("C25", "pancreas"),
    ("C32", "larynx"),
    ("C34", "lung"),
    ("C50", "breast"),
    ("D05", "breast"),
    ("C51", "vulva"),
    ("C52", "vagina"),
    ("C53", "cervix"),
    ("C54", "endometrium"),
    ("C61", "prostate"),
    ("C62", "testis"),
    ("C64", "kidney"),
    ("C67", "bladder"),
    ("C69", "eye"),
    ("C71", "brain"),
    ("C73", "thyroid"),
    ("C74", "adrenal"),
    ("C44", "skin"),
    ("C43", "skin"),
];

static SITE: LazyLock<Regex> = LazyLock::new(|| {
    let all: Vec<String> = SITES.iter().map(|site| format!("({})", site.words)).collect();
    pattern(&format!(r"(?i)\b(?:{})\b", all.join("|")))
});
static SIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(left(?:-sided)?|links|linksseitig\w*|linke[nrsm]?|Lt|li)|(right(?:-sided)?|rechts|rechtsseitig\w*|rechte[nrsm]?|re)|(bilateral(?:ly)?|bilaterale\w*|beidseits|beidseitig\w*|bds))\b",
    )
});
static LOBE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:([RL])([UML])L)\b"));
static NO_SIDE_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:be|been|is|was|were|has|have|had|nothing|not|all|den|das)\s+$"));
static NO_SIDE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:-?handed|[\s-]+(?:alone|atri\w+|away|behind|bundle|handed|heart|in\b|out\b|over\b|shift|untreated|ventric\w+|the\b|hospital|Ventrikel|Vorhof|Herz\w*|Hand\b|to\b))",
    )
});

fn site_named(name: &str) -> Option<&'static Site> {
    SITES.iter().find(|site| site.name == name)
}

/// Every site that a text names, the wider ones included; `category` is that of an ICD-10 code.
pub(crate) fn sites_in(text: &str, category: Option<&str>) -> Vec<&'static Site> {
    let named = site_claims(text).into_iter().map(|(site, _)| site);
    let coded = category.and_then(|category| CATEGORIES.iter().find(|(code, _)| *code == category));
    let mut sites: Vec<&'static Site> = Vec::new();
    for site in named.chain(coded.and_then(|(_, name)| site_named(name))) {
        for site in std::iter::once(site).chain(site.within.and_then(site_named)) {
            if !sites.iter().any(|other| other.name == site.name) {
                sites.push(site);
            }
        }
    }
    sites
}

fn site_claims(text: &str) -> Vec<(&'static Site, Span)> {
    let mut found: Vec<(&'static Site, Span)> = Vec::new();
    for named in SITE.captures_iter(text) {
        let group = (1..named.len()).find(|group| named.get(*group).is_some());
        if let (Some(group), Some(whole)) = (group, named.get(0)) {
            found.push((&SITES[group - 1], whole.into()));
        }
    }
    for lobe in LOBE.captures_iter(text) {
        let name = match lobe.get(2).map(|lobe| lobe.as_str()) {
            Some("U") => "upper lobe",
            Some("M") => "middle lobe",
            _ => "lower lobe",
        };
        if let (Some(site), Some(whole)) = (site_named(name), lobe.get(0)) {
            found.push((site, whole.into()));
        }
    }
    found.sort_by_key(|(_, span)| *span);
    found
}

pub(super) fn read(text: &str) -> Vec<Claim> {
    let sites = site_claims(text);
    let mut claims: Vec<Claim> =
        sites.iter().map(|(site, span)| Claim::new(ClaimKind::Site, ClaimValue::word(site.name), *span)).collect();
    for found in SIDE.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let is_abbreviated = matches!(whole.as_str().to_lowercase().as_str(), "li" | "re" | "lt");
        let follows = after(text, whole.end(), 16);
        // `re` and `li` are sides only with a point behind them or right after the organ.
        let site = nearest(text, whole.into(), &sites);
        let is_loose = is_abbreviated && (site.is_none() || whole.as_str().chars().all(char::is_uppercase));
        if is_loose
            || NO_SIDE_BEFORE.is_match(before(text, whole.start(), 12)) && whole.as_str().eq_ignore_ascii_case("left")
            || NO_SIDE_AFTER.is_match(follows)
        {
            continue;
        }
        let side = match (found.get(1), found.get(2)) {
            (Some(_), _) => "left",
            (_, Some(_)) => "right",
            _ => "bilateral",
        };
        claims.push(Claim::new(ClaimKind::Side, ClaimValue::Side { side, site }, whole.into()));
    }
    for lobe in LOBE.captures_iter(text) {
        if let (Some(whole), Some(letter)) = (lobe.get(0), lobe.get(1)) {
            let side = if letter.as_str() == "R" { "right" } else { "left" };
            claims.push(Claim::new(ClaimKind::Side, ClaimValue::Side { side, site: Some("lung") }, whole.into()));
        }
    }
    claims
}

/// The paired site nearest to a side within its clause.
fn nearest(text: &str, side: Span, sites: &[(&'static Site, Span)]) -> Option<&'static str> {
    let from = sites.partition_point(|(_, span)| span.end + 60 < side.start);
    let gap = |span: &Span| {
        let (start, end) =
            if span.start >= side.end { (side.end, span.start) } else { (span.end.min(side.start), side.start) };
        text.get(start..end).filter(|gap| !gap.contains(['.', ';', '\n', ',']))
    };
    sites[from..]
        .iter()
        .take_while(|(_, span)| span.start < side.end + 60)
        .filter(|(site, _)| site.is_paired)
        .filter_map(|(site, span)| Some((gap(span)?.len(), span.start < side.start, site)))
        .min_by_key(|(length, follows, _)| (*length, *follows))
        .map(|(_, _, site)| site.within.unwrap_or(site.name))
}
