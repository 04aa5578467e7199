//! What is read as a claim, and what is not.

use isocenter_letter::{Claim, ClaimKind, ClaimValue, Polarity, read_claims};

fn said(text: &str, kind: ClaimKind) -> Vec<String> {
    let value = |claim: Claim| match claim.value {
        ClaimValue::Gray(gray) => format!("{gray:.2}"),
        ClaimValue::Count(count) => count.to_string(),
        ClaimValue::Date { year, month, day, .. } => {
            let part = |part: Option<i16>| part.map_or_else(|| "?".to_owned(), |part| part.to_string());
            format!("{}-{}-{}", part(year), part(month.map(i16::from)), part(day.map(i16::from)))
        }
        ClaimValue::Side { side, site } => format!("{side} {}", site.unwrap_or("?")),
        ClaimValue::Word(word) => word.into_inner(),
    };
    read_claims(text).into_iter().filter(|claim| claim.kind == kind).map(value).collect()
}

/// Text, total doses, fractions, doses per fraction.
type Prescribed = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

#[test]
fn doses_fractions_and_parts_are_told_apart() {
    let cases: &[Prescribed] = &[
        ("40.05 Gy in 15 fractions", &["40.05"], &["15"], &[]),
        ("40,05 Gy in 15 Fraktionen à 2,67 Gy", &["40.05"], &["15"], &["2.67"]),
        ("50 Gy in 25 Fraktionen zu je 2 Gy", &["50.00"], &["25"], &["2.00"]),
        ("Gesamtdosis 50,4 Gy, Einzeldosis 1,8 Gy", &["50.40"], &[], &["1.80"]),
        ("25 x 2 Gy", &[], &["25"], &["2.00"]),
        ("5x7 Gy HDR", &[], &["5"], &["7.00"]),
        ("28 × 1,8 Gy", &[], &["28"], &["1.80"]),
        ("54 Gy/3", &["54.00"], &["3"], &[]),
        ("60Gy/20#", &["60.00"], &["20"], &[]),
        ("5000 cGy in 25 fx", &["50.00"], &["25"], &[]),
        ("5,000 cGy", &["50.00"], &[], &[]),
        ("70 Gy(RBE) in 33 fractions", &["70.00"], &["33"], &[]),
        ("2 Gy per fraction to 60 Gy", &["60.00"], &[], &["2.00"]),
        ("a single dose of 8 Gy", &[], &[], &["8.00"]),
        ("8 Gy x 1", &[], &["1"], &["8.00"]),
        ("fünf Fraktionen", &[], &["5"], &[]),
        ("fu\u{308}nf Fraktionen", &[], &["5"], &[]),
        ("50 Gy in 5 weeks", &["50.00"], &[], &[]),
        ("mean heart dose 2.1 Gy, V20 10 %", &[], &[], &[]),
        ("Grygoriy, 50 Gypsies, x50 Gy", &[], &[], &[]),
        ("photons 30Gy/10fx", &["30.00"], &["10"], &[]),
    ];
    for (text, doses, fractions, parts) in cases {
        assert_eq!(said(text, ClaimKind::Dose), *doses, "doses of {text}");
        assert_eq!(said(text, ClaimKind::Fractions), *fractions, "fractions of {text}");
        assert_eq!(said(text, ClaimKind::DosePerFraction), *parts, "parts of {text}");
    }
}

#[test]
fn numbers_of_one_prescription_are_joined_and_those_of_two_are_not() {
    let claims = read_claims("40.05 Gy in 15 fractions of 2.67 Gy, then 10 Gy in 5 fractions");
    let numbers: Vec<_> = claims.iter().map(|claim| claim.prescription).collect();
    assert_eq!(numbers, [Some(0), Some(0), Some(0), Some(1), Some(1)]);
}

#[test]
fn dates_are_read_as_exactly_as_they_are_said() {
    let cases: &[(&str, &[&str])] = &[
        ("on 2026-03-03", &["2026-3-3"]),
        ("on 3 March 2026", &["2026-3-3"]),
        ("on March 3rd, 2026", &["2026-3-3"]),
        ("am 03.03.2026", &["2026-3-3"]),
        ("am 3. März 2026", &["2026-3-3"]),
        ("am 3. Ma\u{308}rz 2026", &["2026-3-3"]),
        ("vom 04.05. bis 08.05.2026", &["?-5-4", "2026-5-8"]),
        ("im März 2026 und seit 2019", &["2026-3-?", "2019-?-?"]),
        ("in the last week of April", &["?-4-?"]),
        ("it may recur in March", &["?-3-?"]),
        ("03/2026", &["2026-3-?"]),
        ("am 31.02.2026", &["2026-2-31"]),
        ("40.05 Gy, 18.0 Gy and 1.2 cm", &[]),
    ];
    for (text, dates) in cases {
        assert_eq!(said(text, ClaimKind::Date), *dates, "{text}");
    }
}

#[test]
fn sides_know_their_organ() {
    let cases: &[(&str, &[&str])] = &[
        ("left breast", &["left breast"]),
        ("Mammakarzinom links", &["left breast"]),
        ("der rechten Lunge", &["right lung"]),
        ("rechtsseitiges Mammakarzinom", &["right breast"]),
        ("carcinoma of the right upper lobe", &["right lung"]),
        ("RUL nodule", &["right lung"]),
        ("beidseits zervikal", &["bilateral ?"]),
        ("left breast, right lung", &["left breast", "right lung"]),
        ("nothing is left; right-handed, Rechtshänder; left ventricle", &[]),
        ("links der Mitte", &["left ?"]),
    ];
    for (text, sides) in cases {
        assert_eq!(said(text, ClaimKind::Side), *sides, "{text}");
    }
}

#[test]
fn stages_grades_margins_and_codes_are_read() {
    let tnm: &[(&str, &[&str])] = &[
        ("pT1c pN0 (sn) cM0", &["pT1c", "pN0", "M0"]),
        ("cT2aN0M0", &["cT2a", "N0", "M0"]),
        ("ypT0 ypN0", &["ypT0", "ypN0"]),
        ("T2-weighted MRI, T8 vertebra, T3", &[]),
    ];
    for (text, expected) in tnm {
        let read: Vec<String> = said(text, ClaimKind::Tnm).iter().map(|word| word.replace("cM", "M")).collect();
        assert_eq!(read, *expected, "{text}");
    }
    assert_eq!(said("stage IA2; Stadium UICC IIIB; FIGO 2", ClaimKind::Stage), ["IA2", "IIIB", "II"]);
    assert_eq!(said("G2, WHO grade 4, Gleason 3+4=7, ISUP 2", ClaimKind::Grade).len(), 4);
    assert_eq!(
        said("grade 2 dermatitis, CTCAE grade 1, Mukositis Grad 3", ClaimKind::Grade).len(),
        0,
        "no grade of a tumour"
    );
    assert_eq!(said("R0 resection", ClaimKind::Margins), ["R0"]);
    assert_eq!(said("(C50.412) and C61", ClaimKind::Icd10), ["C50.412", "C61"]);
}

#[test]
fn drugs_bear_one_name_in_both_languages() {
    assert_eq!(said("cyclophosphamide, Cyclophosphamid, Zyklophosphamid", ClaimKind::Drug), ["cyclophosphamide"; 3]);
    assert_eq!(said("Cisplatinmono, CDDP, Capecitabin und 5-FU", ClaimKind::Drug).len(), 4);
}

#[test]
fn names_stand_behind_titles() {
    assert_eq!(
        said("Dr. med. Jörg Müßig, Frau Prof. Dr. von der Heide", ClaimKind::Name),
        ["Jörg Müßig", "von der Heide"]
    );
    assert_eq!(said("Sehr geehrte Frau Kollegin, sehr geehrter Herr Kollege", ClaimKind::Name).len(), 0);
    assert_eq!(said("Dear Dr Smith,", ClaimKind::Name), ["Smith"]);
}

#[test]
fn age_and_sex_are_read() {
    assert_eq!(said("74-year-old man; 62-jährige postmenopausale Patientin", ClaimKind::Age), ["74", "62"]);
    assert_eq!(said("74-year-old man; 62-jährige Patientin", ClaimKind::Sex), ["male", "female"]);
    assert_eq!(said("5-jährige endokrine Therapie", ClaimKind::Age).len(), 0);
}

#[test]
fn a_denial_is_kept_with_what_it_denies() {
    let cases = [
        ("no cisplatin was given", Polarity::Negated),
        ("ohne Cisplatin", Polarity::Negated),
        ("keine Therapie mit Cisplatin", Polarity::Negated),
        ("Cisplatin wurde nicht gegeben", Polarity::Negated),
        ("cisplatin was declined", Polarity::Negated),
        ("no surgery, but cisplatin", Polarity::Affirmed),
        ("No recurrence. Cisplatin weekly", Polarity::Affirmed),
        ("nicht nur Cisplatin", Polarity::Affirmed),
        ("with cisplatin", Polarity::Affirmed),
    ];
    for (text, expected) in cases {
        let drug = read_claims(text).into_iter().find(|claim| claim.kind == ClaimKind::Drug).unwrap();
        assert_eq!(drug.polarity, expected, "{text}");
    }
}
