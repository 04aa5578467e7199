//! The body site that a text names, from a short list of words that are a site by themselves. Never guessed from a disease.

/// Site and the words that name it; longer ones first where one holds the other.
const SITES: &[(&str, &[&str])] = &[
    ("whole brain", &["whole brain", "wbrt"]),
    ("brain", &["brain", "frontal", "temporal lobe", "parietal", "occipital", "cerebellum", "cerebellar"]),
    ("spine", &["spine", "spinal", "vertebral", "vertebra"]),
    ("chest wall", &["chest wall"]),
    ("breast", &["breast"]),
    ("lung", &["lung", "upper lobe", "lower lobe", "middle lobe"]),
    ("mediastinum", &["mediastinum", "mediastinal"]),
    ("prostate bed", &["prostate bed", "prostatic fossa"]),
    ("prostate", &["prostate"]),
    ("bladder", &["bladder"]),
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
    ("oral cavity", &["oral cavity", "oral tongue", "floor of mouth"]),
    ("parotid", &["parotid"]),
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
    ("arm", &["arm"]),
    ("testis", &["testis", "testicle"]),
    ("spleen", &["spleen"]),
];

/// The site that `text` names first; nothing when it names none.
#[must_use]
pub fn body_site(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let found = SITES.iter().flat_map(|(site, words)| words.iter().map(move |word| (*site, *word)));
    // The first in the text; of two that begin there the longer one, as `chest wall` before `chest`.
    let found = found.filter_map(|(site, word)| Some((position(&lower, word)?, word.len(), site)));
    found.min_by_key(|(position, length, _)| (*position, usize::MAX - length)).map(|(_, _, site)| site)
}

/// Where a whole word or phrase begins.
fn position(text: &str, phrase: &str) -> Option<usize> {
    let is_edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    text.match_indices(phrase)
        .map(|(at, _)| at)
        .find(|at| is_edge(text[..*at].chars().next_back()) && is_edge(text[at + phrase.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::body_site;

    #[test]
    fn the_site_that_is_named_first_is_read_whole() {
        let cases = [
            ("plan 40.05 Gy/ 15 fx photons, 3DCRT tangents to left breast with breath hold", Some("breast")),
            ("chest wall and nodes after mastectomy of the breast", Some("chest wall")),
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
