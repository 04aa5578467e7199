//! Faults of the code: another sex, another side, none of the table, another site.

use rand::Rng;
use rand::seq::IndexedRandom;

use super::site_faults::{Region, region_of};
use super::{CATALOG, Case, Form};

/// The sex that the text surely states: by its words for the patient, or by a disease that one sex has. Written apart from the reader under test.
fn sex_of(case: &Case) -> Option<char> {
    let text = format!(" {} ", case.diagnosis.to_lowercase());
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let by_number = |letter: char| {
        text.as_bytes().windows(4).any(|four| {
            four[0].is_ascii_digit()
                && four[1].is_ascii_digit()
                && four[2] == letter as u8
                && !four[3].is_ascii_alphanumeric()
        })
    };
    let female = has(&[" woman", " female", " y/o f", " yo f", "-year-old woman"]) || by_number('f');
    let male = has(&[" man", " male", " y/o m", " yo m", "-year-old man"]) || by_number('m');
    match (female, male) {
        (true, false) => Some('F'),
        (false, true) => Some('M'),
        _ => None,
    }
}

fn with_code(case: &Case, code: &str) -> Option<Case> {
    Some(Case { code: Some(code.to_owned()), ..case.clone() })
}

pub const SEX: &[Form] = &[
    Form {
        name: "a man, a gynaecological code",
        plant: |case, rng| {
            (sex_of(case)? == 'M').then_some(())?;
            with_code(case, ["C53.9", "C54.1", "C56.9", "C51.9", "C52", "C57.00", "D06.9"].choose(rng)?)
        },
    },
    Form {
        name: "a woman, a male code",
        plant: |case, rng| {
            (sex_of(case)? == 'F').then_some(())?;
            with_code(case, ["C61", "C62.90", "C60.9", "C62.11", "C63.2", "D40.0", "N40.1"].choose(rng)?)
        },
    },
    Form {
        name: "a man, the code of a female breast",
        plant: |case, rng| {
            (sex_of(case)? == 'M').then_some(())?;
            with_code(case, ["C50.911", "C50.412", "C50.919"].choose(rng)?)
        },
    },
    Form {
        name: "a woman, the code of a male breast",
        plant: |case, rng| {
            (sex_of(case)? == 'F').then_some(())?;
            with_code(case, ["C50.921", "C50.422", "C50.929"].choose(rng)?)
        },
    },
    Form {
        name: "prostate cancer, code of the cervix",
        plant: |case, _| {
            (case.code.as_deref()? == "C61" && case.diagnosis.to_lowercase().contains("prostat")).then_some(())?;
            with_code(case, "C53.9")
        },
    },
];

/// The code of the other side, by the titles of the table.
fn other_side(code: &str) -> Option<String> {
    let title = CATALOG.get(code)?.title;
    let swapped = |title: &str| {
        let words: Vec<&str> = title
            .split(' ')
            .map(|word| match word {
                "right" => "left",
                "left" => "right",
                other => other,
            })
            .collect();
        words.join(" ")
    };
    let wanted = swapped(title);
    if wanted == title {
        return None;
    }
    let category = &code[..3];
    CATALOG
        .entries()
        .find(|entry| entry.code.starts_with(category) && entry.title == wanted)
        .map(|entry| entry.code.to_owned())
}

pub const SIDE: &[Form] = &[
    Form {
        name: "the code of the other side",
        plant: |case, _| {
            super::site_faults::stated_side(case)?;
            let code = other_side(case.code.as_deref()?)?;
            with_code(case, &code)
        },
    },
    Form {
        name: "the code of the other side without its dot",
        plant: |case, _| {
            super::site_faults::stated_side(case)?;
            let code = other_side(case.code.as_deref()?)?;
            with_code(case, &code.replace('.', ""))
        },
    },
    Form {
        name: "the code of the other side in small letters",
        plant: |case, _| {
            super::site_faults::stated_side(case)?;
            let code = other_side(case.code.as_deref()?)?;
            with_code(case, &format!(" {} ", code.to_lowercase()))
        },
    },
];

pub const UNKNOWN: &[Form] = &[
    Form {
        name: "a last digit that is not there",
        plant: |case, rng| {
            let code = case.code.as_deref()?;
            let stem = if code.contains('.') { code.to_owned() } else { format!("{code}.") };
            let faulty = format!("{stem}{}", rng.random_range(3..10));
            (!CATALOG.contains(&faulty) && faulty.len() <= 8).then(|| with_code(case, &faulty))?
        },
    },
    Form {
        name: "a fourth character that is not there",
        plant: |case, _| {
            let category = case.code.as_deref()?.get(..3)?;
            let faulty = (0..10).map(|digit| format!("{category}.{digit}")).find(|code| !CATALOG.contains(code))?;
            with_code(case, &faulty)
        },
    },
    Form {
        name: "a category that is not there",
        plant: |case, rng| with_code(case, ["C59", "C42.1", "C36.0", "C87.9", "D60.9Z"].choose(rng)?),
    },
    Form {
        name: "ICD-9",
        plant: |case, rng| with_code(case, ["174.9", "185", "162.3", "191.9", "198.3"].choose(rng)?),
    },
    Form {
        name: "words",
        plant: |case, rng| with_code(case, ["breast cancer", "see above", "C50.9 or C50.4", "n/a", ""].choose(rng)?),
    },
];

pub const SITE: &[Form] = &[Form {
    name: "a code of another region",
    plant: |case, rng| {
        let region = region_of(case)?;
        let codes = [
            (Region::Brain, "C71.9"),
            (Region::Breast, "C50.919"),
            (Region::Chest, "C34.90"),
            (Region::Abdomen, "C25.0"),
            (Region::MalePelvis, "C61"),
            (Region::FemalePelvis, "C53.9"),
            (Region::HeadNeck, "C32.0"),
            (Region::Rectum, "C20"),
        ];
        let others: Vec<&(Region, &str)> = codes
            .iter()
            .filter(|(other, _)| other.is_apart_from(region) && !other.is_named_in(&case.diagnosis))
            .collect();
        with_code(case, others.choose(rng)?.1)
    },
}];
