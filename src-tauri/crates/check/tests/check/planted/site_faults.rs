//! Faults of place: the other side, another site, an organ that is gone. Regions are told from the code, apart from the lexicon under test.

use rand::seq::IndexedRandom;

use super::{Case, Form};

/// Coarse regions that no plan of one serves another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    Brain,
    HeadNeck,
    Breast,
    Chest,
    Abdomen,
    MalePelvis,
    FemalePelvis,
    Rectum,
}

impl Region {
    const ALL: [Self; 8] = [
        Self::Brain,
        Self::HeadNeck,
        Self::Breast,
        Self::Chest,
        Self::Abdomen,
        Self::MalePelvis,
        Self::FemalePelvis,
        Self::Rectum,
    ];

    /// Targets that a plan may name.
    const fn targets(self) -> &'static [&'static str] {
        match self {
            Self::Brain => &["whole brain", "left frontal cavity", "brain metastases", "right temporal lobe"],
            Self::HeadNeck => &[
                "glottic larynx",
                "oral tongue bed and bilateral neck",
                "nasopharynx and bilateral neck",
                "parotid bed",
            ],
            Self::Breast => {
                &["left breast", "right chest wall and regional nodes", "left whole breast with breath hold"]
            }
            Self::Chest => &["right lung upper lobe nodule", "left lung and mediastinum", "LUL nodule"],
            Self::Abdomen => &["pancreas head", "liver tumor with breath hold", "stomach bed and nodes"],
            Self::MalePelvis => &["prostate and seminal vesicles", "prostate bed", "prostate with fiducials"],
            Self::FemalePelvis => &["cervix and parametria", "vaginal cuff", "uterus, HDR tandem"],
            Self::Rectum => &["rectum and mesorectal nodes", "anal canal"],
        }
    }

    /// Words by which a diagnosis names the region; a plan there would have its reason.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Brain => &[
                "brain",
                "cerebr",
                "frontal",
                "temporal",
                "glio",
                "gbm",
                "mening",
                "cns",
                "cranial",
                "pcns",
                "parietal",
                "occipital",
                "csf",
                "leptomening",
            ],
            Self::HeadNeck => &[
                "laryn", "glott", "tongue", "neck", "nasoph", "parotid", "tonsil", "oral", "head and", "scc", "mouth",
                "palate", "sinus", "cheek", "ear", "scalp", "nasal", "nose",
            ],
            Self::Breast => &[
                "breast",
                "mastect",
                "lumpect",
                "dcis",
                "idc",
                "chest wall",
                "ductal",
                "lobular",
                "er+",
                "her2",
                "er pos",
            ],
            Self::Chest => &[
                "lung",
                "nsclc",
                "sclc",
                "lobe",
                "mediast",
                "bronch",
                "thorac",
                "chest",
                "hilum",
                "pleura",
                "esoph",
                "thym",
                "small cell",
            ],
            Self::Abdomen => &[
                "pancrea",
                "liver",
                "hcc",
                "hepat",
                "stomach",
                "gastr",
                "abdom",
                "bile",
                "bili",
                "cholang",
                "duoden",
                "retroperit",
                "kidney",
                "rcc",
            ],
            Self::MalePelvis => &["prostat", "psa", "gleason", "seminal", "pelvi", "bladder", "rect", "testi"],
            Self::FemalePelvis => {
                &["cervi", "vagin", "uter", "endometr", "vulv", "ovar", "pelvi", "figo", "bladder", "rect"]
            }
            Self::Rectum => &[
                "rect", "anal", "anus", "colo", "pelvi", "prostat", "cervi", "bladder", "endometr", "sacr", "vagin",
                "vulv",
            ],
        }
    }

    pub fn is_named_in(self, diagnosis: &str) -> bool {
        let text = diagnosis.to_lowercase();
        self.words().iter().any(|word| text.contains(word))
    }

    /// No plan of the one is usual for the other.
    pub fn is_apart_from(self, other: Self) -> bool {
        let near = [
            (Self::Breast, Self::Chest),
            (Self::MalePelvis, Self::FemalePelvis),
            (Self::MalePelvis, Self::Rectum),
            (Self::FemalePelvis, Self::Rectum),
            (Self::Brain, Self::HeadNeck),
            (Self::Chest, Self::HeadNeck),
            (Self::Chest, Self::Abdomen),
        ];
        self != other && !near.contains(&(self, other)) && !near.contains(&(other, self))
    }
}

/// The region of a case's disease, by its code; nothing for diseases that may lie anywhere.
pub fn region_of(case: &Case) -> Option<Region> {
    let category = case.code.as_deref()?.get(..3)?;
    let number: u32 = category[1..].parse().ok()?;
    Some(match (&category[..1], number) {
        ("C", 0..=14 | 30..=32) => Region::HeadNeck,
        ("C", 15) => return None,
        ("C", 16..=17 | 22..=25 | 64) => Region::Abdomen,
        ("C", 19..=21) => Region::Rectum,
        ("C", 34 | 37 | 45) => Region::Chest,
        ("C", 50) | ("D", 5) => Region::Breast,
        ("C", 51..=56) => Region::FemalePelvis,
        ("C", 61 | 67) => Region::MalePelvis,
        ("C", 70 | 71) | ("D", 32 | 33 | 35) => Region::Brain,
        _ => return None,
    })
}

/// `left` or `right` where the diagnosis surely states one and not the other, by words written apart from the reader under test.
pub fn stated_side(case: &Case) -> Option<&'static str> {
    let words: Vec<&str> = case.diagnosis.split(|letter: char| !letter.is_alphanumeric()).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let left = has(&["left", "Left", "LEFT", "Lt", "LUL", "LLL"]);
    let right = has(&["right", "Right", "RIGHT", "Rt", "RUL", "RML", "RLL"]);
    let both =
        case.diagnosis.to_lowercase().contains("bilat") || case.diagnosis.to_lowercase().contains("contralateral");
    match (left, right, both) {
        (true, false, false) => Some("left"),
        (false, true, false) => Some("right"),
        _ => None,
    }
}

const fn other(side: &str) -> &'static str {
    if side.len() == 4 { "right" } else { "left" }
}

/// The part of the summary that names the target: behind ` to `, up to where the indication begins.
pub fn target(plan: &str) -> Option<(usize, usize)> {
    let start = plan.find(" to ")? + 4;
    let rest = &plan[start..];
    let ends =
        [" for ", ". primary", " with ", ", palliative", " without "].into_iter().filter_map(|end| rest.find(end));
    Some((start, start + ends.min()?))
}

/// Where the target of the plan stands, with the side that it begins with.
pub fn side_of_target(case: &Case) -> Option<(usize, usize, &'static str)> {
    let (start, end) = target(&case.plan)?;
    let side = ["left", "right"].into_iter().find(|side| case.plan[start..end].starts_with(&format!("{side} ")))?;
    Some((start, end, side))
}

/// The plan with its target's side replaced.
fn side_replaced(case: &Case, with: impl Fn(&str) -> String) -> Option<Case> {
    let side = stated_side(case)?;
    let (start, end) = target(&case.plan)?;
    let named = &case.plan[start..end];
    let rest = named.strip_prefix(side)?;
    let plan = format!("{}{}{rest}{}", &case.plan[..start], with(other(side)), &case.plan[end..]);
    Some(Case { plan, ..case.clone() })
}

pub fn initial(side: &str) -> String {
    side[..1].to_uppercase()
}

pub const SIDES: &[Form] = &[
    Form { name: "right for left", plant: |case, _| side_replaced(case, str::to_owned) },
    Form { name: "Rt for left", plant: |case, _| side_replaced(case, |side| format!("{}t", initial(side))) },
    Form { name: "R for left", plant: |case, _| side_replaced(case, initial) },
    Form { name: "RIGHT for left", plant: |case, _| side_replaced(case, str::to_uppercase) },
    Form { name: "right-sided for left", plant: |case, _| side_replaced(case, |side| format!("the {side}-sided")) },
    Form { name: "(R) for left", plant: |case, _| side_replaced(case, |side| format!("({})", initial(side))) },
    Form {
        name: "RUL for left upper lobe",
        plant: |case, _| {
            let side = stated_side(case)?;
            let lobe = ["upper", "lower"]
                .into_iter()
                .find(|lobe| case.plan.contains(&format!("to {side} lung {lobe} lobe")))?;
            let short = format!("{}{}L", initial(other(side)), initial(lobe));
            Some(Case { plan: case.plan.replace(&format!("{side} lung {lobe} lobe"), &short), ..case.clone() })
        },
    },
    Form {
        name: "a plan without numbers of the target behind the dose",
        plant: |case, _| {
            let side = stated_side(case)?;
            let (start, end) = target(&case.plan)?;
            let rest = case.plan[start..end].strip_prefix(side)?;
            let dose = case.plan.strip_prefix("plan ")?.split(" fx").next()?;
            Some(Case { plan: format!("VMAT to the {}{rest}, {dose} fx", other(side)), ..case.clone() })
        },
    },
];

fn with_target(case: &Case, target_text: &str) -> Option<Case> {
    let (start, end) = target(&case.plan)?;
    Some(Case { plan: format!("{}{target_text}{}", &case.plan[..start], &case.plan[end..]), ..case.clone() })
}

fn elsewhere(case: &Case, rng: &mut rand_chacha::ChaCha8Rng) -> Option<&'static str> {
    let region = region_of(case)?;
    let others: Vec<Region> = Region::ALL
        .into_iter()
        .filter(|other| other.is_apart_from(region) && !other.is_named_in(&case.diagnosis))
        .collect();
    others.choose(rng)?.targets().choose(rng).copied()
}

pub const SITES: &[Form] = &[
    Form { name: "another target", plant: |case, rng| with_target(case, elsewhere(case, rng)?) },
    Form {
        name: "a further target",
        plant: |case, rng| {
            let (start, end) = target(&case.plan)?;
            let text = format!("{} and {}", &case.plan[start..end], elsewhere(case, rng)?);
            with_target(case, &text)
        },
    },
    Form {
        name: "another target, without indication",
        plant: |case, rng| {
            let dose = case.plan.split(" fx ").next()?;
            let delivered = case.plan.split_once(". primary")?.1;
            let radiation = case.plan.split(" fx ").nth(1)?.split([',', '.']).next()?;
            Some(Case {
                plan: format!("{dose} fx {radiation} to {}. primary{delivered}", elsewhere(case, rng)?),
                ..case.clone()
            })
        },
    },
    Form {
        name: "another target in capitals",
        plant: |case, rng| with_target(case, &elsewhere(case, rng)?.to_uppercase()),
    },
];

/// A plan to the organ whose bed it was for.
fn without_bed(case: &Case, bed: &str, organ: &str, gone: &[&str]) -> Option<Case> {
    let text = case.diagnosis.to_lowercase();
    gone.iter().any(|word| text.contains(word)).then_some(())?;
    case.plan.contains(bed).then_some(())?;
    Some(Case { plan: case.plan.replacen(bed, organ, 1), ..case.clone() })
}

/// The diagnosis with a sentence that says the organ is gone, for a plan to that organ.
fn with_removal(case: &Case, rng: &mut rand_chacha::ChaCha8Rng, behind: bool) -> Option<Case> {
    const REMOVALS: &[(&str, &[&str])] = &[
        (
            "to prostate",
            &[
                "s/p radical prostatectomy 2019",
                "s/p RALP",
                "prostate surgically absent",
                "Prior radical prostatectomy",
                "prostatectomy done in 2018",
            ],
        ),
        ("to bladder", &["s/p radical cystectomy", "bladder removed 2020", "s/p cystectomy with ileal conduit"]),
        ("to rectum", &["s/p abdominoperineal resection, rectum removed", "s/p proctectomy"]),
        ("to left breast", &["s/p left mastectomy", "s/p bilateral mastectomy"]),
        ("to right breast", &["s/p right mastectomy", "s/p bilateral mastectomy"]),
        ("to left kidney", &["s/p left nephrectomy"]),
        ("to right kidney", &["s/p right nephrectomy"]),
        ("to glottic larynx", &["s/p total laryngectomy", "larynx removed 2021"]),
        ("to uterus", &["s/p TAH-BSO", "s/p hysterectomy"]),
        ("to stomach", &["s/p total gastrectomy"]),
    ];
    let (start, end) = target(&case.plan)?;
    let named = format!("to {}", &case.plan[start..end]);
    let (_, words) = REMOVALS.iter().find(|(organ, _)| named.starts_with(organ))?;
    (!named.contains("bed") && !named.contains("cuff")).then_some(())?;
    let words = words.choose(rng)?;
    let diagnosis = if behind {
        format!("{}. {words}.", case.diagnosis.trim_end_matches('.'))
    } else {
        format!("{words}; {}", case.diagnosis)
    };
    Some(Case { diagnosis, ..case.clone() })
}

pub const REMOVED: &[Form] = &[
    Form {
        name: "prostate for its bed",
        plant: |case, _| without_bed(case, "prostate bed", "prostate", &["prostatectomy", "ralp"]),
    },
    Form {
        name: "prostate and seminal vesicles for the bed",
        plant: |case, _| {
            without_bed(case, "prostate bed", "prostate and proximal seminal vesicles", &["prostatectomy", "ralp"])
        },
    },
    Form {
        name: "breast after mastectomy",
        plant: |case, _| {
            let faulty = without_bed(case, "chest wall", "breast", &["mastectomy"])?;
            (!faulty.diagnosis.to_lowercase().contains("partial mastectomy")).then_some(faulty)
        },
    },
    Form { name: "a removal told at the end", plant: |case, rng| with_removal(case, rng, true) },
    Form { name: "a removal told at the start", plant: |case, rng| with_removal(case, rng, false) },
];
