//! The words a plan is written in. `is_strong` words speak of radiation; `is_filler` words may stand between them.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::words::plain_words;

/// Names of techniques and modalities, as a pattern. Plain "RT" is not among them: it stands for "right" as well.
pub(crate) const TECHNIQUES: &str = "XRT|EBRT|radiotherapy|radiation therapy|(?:re-?)?irradiation|IMRT|VMAT|IGRT|3D-?CRT|\
    RapidArc|tomotherapy|SBRT|SABR|SRS|SRT|FSRT|GK|GKRS|Gamma ?Knife|Cyber ?Knife|IMPT|PBS|PBT|PSPT|protons?|photons?|\
    electrons?|HDR|LDR|PDR|ICBT|brachy(?:therapy)?|VCB|MRg(?:A?RT)|SFRT|APBI|PBI|WBI|WBRT|HA-WBRT|PCI|CSI|TBI|TSEB?T|RNI|PMRT|ISRT|IFRT";

static TECHNIQUE: LazyLock<Regex> =
    LazyLock::new(|| super::compile(&format!(r"(?i)\b(?:{TECHNIQUES}|TOMO|PORT|SIB|boost|(?-i:RT))\b|\d ?M(?:e)?V\b")));

/// Whether a technique, modality or energy is named in `text`.
pub(crate) fn has_technique(text: &str) -> bool {
    TECHNIQUE.is_match(text)
}

fn set(words: &'static str) -> HashSet<&'static str> {
    words.split_whitespace().collect()
}

static STRONG: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("rt xrt ebrt radiotherapy radiation irradiation reirradiation re-irradiation chemort crt ccrt imrt vmat igrt \
         3dcrt 3d-crt 3d conformal rapidarc tomo tomotherapy sbrt sabr srs srt fsrt gk gkrs gamma knife gammaknife \
         cyberknife impt pbs pbt pspt proton protons photon photons electron electrons e e- carbon hdr ldr pdr icbt \
         isbt brachy brachytherapy vcb t&o tandem ovoids cylinder ring applicator implant seed seeds plaque apbi pbi \
         wbi wbrt ha-wbrt pci csi tbi tsebt tset rni pmrt isrt ifrt port sib boost dibh fif orthovoltage kv mv mev \
         tangent tangents tangential en en-face face field fields arc arcs ap/pa pa/ap opposed laterals linac mrgrt mrgart sfrt lattice bid qd \
         tid qod daily fx fxs fraction fractions fr gy cgy gy(rbe) gyrbe cge gye rbe hypofractionated fractionated \
         conventionally plan rx")
});

static FILLER: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("a an the of in at by as with w and & plus + for to from on over per then x followed \
         left right lt l r bilateral bilat upper lower whole partial total entire involved site regional local \
         breast chest wall prostate bed node nodes nodal neck brain lung mediastinum hilum spine pelvis pelvic abdomen \
         liver kidney bladder rectum anus esophagus stomach pancreas skin scalp face eye orbit orbits hip knee heel \
         femur humerus sacrum rib ribs bone cavity tumor tumour primary lesion lesions mets met vaginal cuff fossa \
         cranium craniospinal skull axilla groin groins scv sclav supraclavicular margin lateral laterals vertebral \
         will be is was she he they patient pt we treat treated treating treatment tx receive receives undergo get \
         planned planning proceed proceeding recommend recommended recommends recommending start starting begin \
         deliver delivered give given offer offered use using dose doses prescribed prescription intent definitive therapy \
         curative radical palliative adjuvant neoadjuvant preop postop postoperative preoperative salvage \
         consolidative concurrent sequential single")
});

/// The words of `text` in lower case; "Rt" is right and "RT" is radiotherapy.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split_whitespace().flat_map(|token| {
        let is_right = token.trim_matches(|c: char| !c.is_alphanumeric()) == "Rt";
        plain_words(if is_right { "right" } else { token })
    })
}

/// Whether the word (lower case) speaks of radiation; of a compound such as `ha-imrt` the last part decides.
pub(crate) fn is_radiation(word: &str) -> bool {
    STRONG.contains(word) || word.rsplit_once('-').is_some_and(|(_, last)| last.len() > 2 && STRONG.contains(last))
}

/// Whether a plan may be written with this word and hardly a diagnosis.
pub(crate) fn is_strong(word: &str) -> bool {
    is_radiation(word) || is_schedule(word)
}

/// Whether the word may stand inside a plan.
pub(crate) fn is_filler(word: &str) -> bool {
    FILLER.contains(word)
}

/// `54/3`, `25x2`, `6mv`, `x3`, a number.
fn is_schedule(word: &str) -> bool {
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    has_digit
        && word
            .trim_end_matches("mev")
            .trim_end_matches("mv")
            .trim_end_matches("kv")
            .trim_end_matches("cgy")
            .trim_end_matches("gy")
            .trim_end_matches("fx")
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'/' | b'x' | b'#' | b'-' | b'+'))
}
