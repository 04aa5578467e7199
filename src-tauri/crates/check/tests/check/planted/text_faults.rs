//! Diagnoses with earlier radiotherapy put into them, and diagnoses unlike those of training.

use rand::Rng;
use rand::seq::IndexedRandom;

use super::site_faults::{Region, region_of};
use super::{Case, Form};

fn site_words(region: Region) -> &'static str {
    match region {
        Region::Brain => "brain",
        Region::HeadNeck => "neck",
        Region::Breast => "ipsilateral breast",
        Region::Chest => "chest",
        Region::Abdomen => "abdomen",
        Region::MalePelvis | Region::FemalePelvis | Region::Rectum => "pelvis",
    }
}

/// Whether the text tells of radiotherapy that was given before.
pub fn tells_of_earlier_course(case: &Case) -> bool {
    let text = case.diagnosis.to_lowercase();
    let tells = [
        "re-irradiation",
        "h/o rt",
        "irradiated",
        "overlap",
        "recurrent after",
        "mantle rt",
        "prior rt",
        "prior contralateral",
    ];
    let regions = ["chest", "pelvic", "mediastinal", "abdominal", "thoracic", "cranial", "breast"];
    let of_region = regions.iter().any(|region| text.contains(&format!("prior {region} rt")));
    let is_denied = ["prior rt none", "no prior", "never irradiated"].iter().any(|denial| text.contains(denial));
    (tells.iter().any(|tell| text.contains(tell)) || of_region) && !is_denied
}

/// Whether the patient is younger than eighteen.
pub fn is_of_child(case: &Case) -> bool {
    let text = format!(" {} ", case.diagnosis.replace("-year-old", " y/o"));
    let words: Vec<&str> = text.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    let young = |word: &str| word.parse::<u8>().is_ok_and(|age| age < 18);
    words.windows(2).any(|pair| young(pair[0]) && ["y/o", "yo", "y"].contains(&pair[1]))
        || words.iter().any(|word| word.strip_suffix(['M', 'F']).is_some_and(young))
}

fn is_first_course(case: &Case) -> bool {
    let text = case.diagnosis.to_lowercase();
    !["prior", " rt", "irradiat", "radioth", "xrt"].iter().any(|word| text.contains(word))
}

fn with(case: &Case, sentence: &str) -> Option<Case> {
    Some(Case { diagnosis: format!("{}. {sentence}.", case.diagnosis.trim_end_matches('.')), ..case.clone() })
}

pub const PRIOR: &[Form] = &[
    Form {
        name: "s/p 50 Gy in 25 fx to the pelvis 2004",
        plant: |case, rng| {
            is_first_course(case).then_some(())?;
            let site = site_words(region_of(case)?);
            with(
                case,
                &format!(
                    "s/p {} Gy in {} fx to {site} {}",
                    rng.random_range(40..60),
                    rng.random_range(20..30),
                    rng.random_range(1995..2022)
                ),
            )
        },
    },
    Form {
        name: "Prior pelvis RT 2011, overlapping",
        plant: |case, rng| {
            is_first_course(case).then_some(())?;
            with(
                case,
                &format!("Prior {} RT {}, overlapping", site_words(region_of(case)?), rng.random_range(1995..2022)),
            )
        },
    },
    Form {
        name: "Re-irradiation of the pelvis",
        plant: |case, _| {
            is_first_course(case).then_some(())?;
            with(case, &format!("Re-irradiation of the {}", site_words(region_of(case)?)))
        },
    },
    Form {
        name: "Previously irradiated to the same region",
        plant: |case, rng| {
            is_first_course(case).then_some(())?;
            with(
                case,
                [
                    "Previously irradiated in the same region",
                    "H/o radiotherapy to the same area, 45 Gy",
                    "Received prior radiation to this site",
                ]
                .choose(rng)?,
            )
        },
    },
];

pub const UNLIKE: &[Form] = &[
    Form {
        name: "a child",
        plant: |case, rng| {
            let text = case.diagnosis.replace("-year-old", " y/o");
            let at = text.find(" y/o")?;
            let start = text[..at].rfind(|letter: char| !letter.is_ascii_digit()).map_or(0, |place| place + 1);
            (start < at).then_some(())?;
            Some(Case {
                diagnosis: format!("{}{}{}", &text[..start], rng.random_range(2..17), &text[at..]),
                ..case.clone()
            })
        },
    },
    Form {
        name: "German",
        plant: |case, rng| {
            let texts = [
                "Mammakarzinom links, pT1c pN0, Zustand nach brusterhaltender Operation, ER und PR positiv, mit Indikation zur adjuvanten Bestrahlung der Brust",
                "Prostatakarzinom cT2a, Gleason 7, PSA 8,2, Patient wünscht keine Operation, zur primären Radiotherapie bei lokal begrenztem Befund",
                "Bronchialkarzinom des rechten Oberlappens, nicht operabel bei COPD, mit der Frage nach einer stereotaktischen Bestrahlung",
            ];
            Some(Case { diagnosis: (*texts.choose(rng)?).to_owned(), ..case.clone() })
        },
    },
    Form {
        name: "French",
        plant: |case, rng| {
            let texts = [
                "Carcinome canalaire infiltrant du sein gauche, pT1c pN0, après tumorectomie avec marges saines, pour radiothérapie adjuvante",
                "Adénocarcinome de la prostate cT2, Gleason 7, chez un patient de 70 ans sans antécédents, pour une irradiation exclusive",
            ];
            Some(Case { diagnosis: (*texts.choose(rng)?).to_owned(), ..case.clone() })
        },
    },
    Form {
        name: "Spanish",
        plant: |case, rng| {
            let texts = [
                "Carcinoma ductal infiltrante de la mama izquierda, pT1c pN0, tras cirugía conservadora con márgenes libres, para radioterapia adyuvante",
                "Paciente con adenocarcinoma de próstata de riesgo intermedio, sin metástasis, candidato para el tratamiento con radioterapia",
            ];
            Some(Case { diagnosis: (*texts.choose(rng)?).to_owned(), ..case.clone() })
        },
    },
    Form {
        name: "very short",
        plant: |case, rng| {
            Some(Case {
                diagnosis: (*["lung ca", "Breast cancer", "mets", "GBM"].choose(rng)?).to_owned(),
                ..case.clone()
            })
        },
    },
    Form {
        name: "very long",
        plant: |case, _| Some(Case { diagnosis: [case.diagnosis.as_str(); 12].join(". "), ..case.clone() }),
    },
    Form {
        name: "veterinary words",
        plant: |case, _| {
            let diagnosis = "Nine year canine, osteosarcoma distal radius, limping worsened thrice, owners decline amputation, thoracic radiographs unremarkable, bloodwork adequate";
            Some(Case { diagnosis: diagnosis.into(), ..case.clone() })
        },
    },
];
