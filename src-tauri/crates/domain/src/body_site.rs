//! The body site that a text names, from a short list of words that are a site by themselves. Never guessed from a disease, and never chosen
//! among several: a text that names two sites states none. An organ that is spared is not the site, where a phrase says so by itself.

/// Site and the words that name it, also in the plural. Of two where one holds the other, the longer one counts.
const SITES: &[(&str, &[&str])] = &[
    ("whole brain", &["whole brain", "wbrt"]),
    ("brain", &["brain", "frontal", "temporal lobe", "parietal", "occipital", "cerebellum", "cerebellar"]),
    ("spine", &["spine", "spinal", "spinal cord compression", "vertebral", "vertebra"]),
    ("chest wall", &["chest wall"]),
    ("breast", &["breast"]),
    ("lung", &["lung", "upper lobe", "lower lobe", "middle lobe"]),
    ("mediastinum", &["mediastinum", "mediastinal"]),
    ("prostate bed", &["prostate bed", "prostatic fossa"]),
    ("prostate", &["prostate"]),
    ("bladder", &["bladder"]),
    ("gallbladder", &["gallbladder", "gall bladder"]),
    ("rectum", &["rectum", "rectal"]),
    ("anus", &["anal canal", "anus"]),
    ("cervix", &["cervix"]),
    ("endometrium", &["endometrium", "endometrial"]),
    ("vagina", &["vaginal cuff", "vagina"]),
    ("vulva", &["vulva"]),
    ("oesophagus", &["oesophagus", "esophagus", "oesophageal", "esophageal"]),
    ("stomach", &["stomach", "gastric"]),
    ("pancreas", &["pancreas", "pancreatic"]),
    ("liver", &["liver", "hepatic"]),
    ("kidney", &["kidney", "renal"]),
    ("larynx", &["larynx", "glottis", "glottic", "laryngeal"]),
    ("oropharynx", &["oropharynx", "tonsil", "base of tongue"]),
    ("nasopharynx", &["nasopharynx"]),
    ("hypopharynx", &["hypopharynx"]),
    ("head and neck", &["head and neck"]),
    ("oral cavity", &["oral cavity", "oral tongue", "floor of mouth"]),
    ("parotid", &["parotid"]),
    ("salivary gland", &["salivary gland"]),
    ("sinonasal", &["sinonasal", "paranasal sinus", "paranasal sinuses"]),
    ("thyroid", &["thyroid"]),
    ("orbit", &["orbit", "orbital"]),
    ("skin", &["skin", "scalp", "nose", "nasal ala", "cheek", "eyelid", "ear"]),
    ("neck", &["neck"]),
    ("pelvis", &["pelvis"]),
    ("hip", &["hip"]),
    ("femur", &["femur"]),
    ("humerus", &["humerus"]),
    ("thigh", &["thigh"]),
    ("leg", &["leg"]),
    ("arm", &["upper arm", "forearm"]),
    ("testis", &["testis", "testicle"]),
    ("ovary", &["ovary", "ovarian"]),
    ("adrenal", &["adrenal"]),
    ("rib", &["rib"]),
    ("spleen", &["spleen"]),
];

/// Abbreviations that are a site in capitals only.
const ABBREVIATIONS: &[(&str, &[&str])] = &[
    ("lung", &["LLL", "LUL", "RLL", "RML", "RUL"]),
    ("breast", &["LIQ", "LOQ", "UIQ", "UOQ"]),
    ("oropharynx", &["BOT", "OPX"]),
    ("nasopharynx", &["NPX"]),
];
/// Phrases with the word of a site that is not treated.
const NO_SITE: &[&str] = &["rectal spacer", "skin reaction", "skin toxicity", "spinal cord"];

/// The one site that `text` names; nothing when it names none, or several.
#[must_use]
pub fn body_site(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let mut named: Vec<(usize, usize, &'static str)> = Vec::new();
    for (site, words) in SITES {
        for word in *words {
            named.extend(positions(&lower, word).map(|from| (from, from + word.len(), *site)));
        }
    }
    let spared: Vec<(usize, usize)> =
        NO_SITE.iter().flat_map(|phrase| positions(&lower, phrase).map(|from| (from, from + phrase.len()))).collect();
    // A word within a longer name is no site of its own: `brain` in `whole brain`.
    let is_within = |(from, to, _): &(usize, usize, &str)| {
        let longer =
            named.iter().map(|(start, end, _)| (start, end)).chain(spared.iter().map(|(start, end)| (start, end)));
        longer.filter(|longer| *longer != (from, to)).any(|(start, end)| start <= from && to <= end)
    };
    let abbreviated =
        ABBREVIATIONS.iter().filter(|(_, words)| words.iter().any(|word| positions(text, word).next().is_some()));
    let mut sites =
        named.iter().filter(|name| !is_within(name)).map(|(.., site)| *site).chain(abbreviated.map(|(site, _)| *site));
    let first = sites.next()?;
    sites.all(|other| other == first).then_some(first)
}

/// Where a whole word or phrase begins.
fn positions<'a>(text: &'a str, phrase: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    let ends = move |rest: &str| {
        is_edge(rest.chars().next()) || rest.strip_prefix('s').is_some_and(|rest| is_edge(rest.chars().next()))
    };
    let is_whole = move |at: &usize| is_edge(text[..*at].chars().next_back()) && ends(&text[at + phrase.len()..]);
    text.match_indices(phrase).map(|(at, _)| at).filter(is_whole)
}

#[cfg(test)]
mod tests {
    use super::body_site;

    #[test]
    fn a_site_is_read_when_it_alone_is_named() {
        let cases = [
            ("plan 40.05 Gy/ 15 fx photons, 3DCRT tangents to left breast with breath hold", Some("breast")),
            ("chest wall and nodes after mastectomy", Some("chest wall")),
            ("chest wall and nodes after mastectomy of the breast", None),
            ("breast primary, 8 Gy to the T8 vertebra", None),
            ("neck of the femur", None),
            ("lung SBRT, RUL; lung again", Some("lung")),
            ("brain metastases, whole-brain or whole brain", None),
            ("SBRT to the RUL, 54 Gy/ 3 fx", Some("lung")),
            ("bot, 70 Gy", None),
            ("BOT and tonsil, 70 Gy", Some("oropharynx")),
            ("UOQ of the left breast", Some("breast")),
            ("both lungs, 15 Gy", Some("lung")),
            ("lung SBRT, spinal cord below 18 Gy", Some("lung")),
            ("spinal cord below 45 Gy", None),
            ("spinal cord compression, 8 Gy", Some("spine")),
            ("prostate SBRT with rectal spacer", Some("prostate")),
            ("head and neck, levels II-IV", Some("head and neck")),
            ("gall bladder bed", Some("gallbladder")),
            ("paranasal sinuses, 66 Gy", Some("sinonasal")),
            ("İstanbul: BREAST", Some("breast")),
            ("ribbon, lungfish, breastbone", None),
            ("PROSTATE BED with bladder filling", None),
            ("treatment arm B, upper limb", None),
            ("prostate bed, PSA 0.3", Some("prostate bed")),
            ("PBS to prostate, seminal vesicles and pelvic nodes", Some("prostate")),
            ("whole brain for metastases", Some("whole brain")),
            ("SBRT to the right upper lobe", Some("lung")),
            ("plan 25 Gy/ 5 fx photons. primary, photon, 25.0Gy, fractions:5", None),
            ("farmer, forearmed and early", None),
            ("Brustkrebs links, Größe unklar", None),
        ];
        for (text, site) in cases {
            assert_eq!(body_site(text), site, "{text}");
        }
    }
}
