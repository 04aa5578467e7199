//! The body site that a text names, from a short list of words that are a site by themselves. Never guessed from a disease, and never chosen
//! among several: a text that names two sites states none.

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
    ("arm", &["upper arm", "forearm"]),
    ("testis", &["testis", "testicle"]),
    ("spleen", &["spleen"]),
];

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
    // A word within a longer name is no site of its own: `brain` in `whole brain`.
    let is_within = |(from, to, _): &(usize, usize, &str)| {
        named.iter().any(|(start, end, _)| start <= from && to <= end && (start, end) != (from, to))
    };
    let mut sites = named.iter().filter(|name| !is_within(name)).map(|(.., site)| *site);
    let first = sites.next()?;
    sites.all(|other| other == first).then_some(first)
}

/// Where a whole word or phrase begins.
fn positions<'a>(text: &'a str, phrase: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    let is_whole =
        move |at: &usize| is_edge(text[..*at].chars().next_back()) && is_edge(text[at + phrase.len()..].chars().next());
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
