//! Plan text: what goes, what stays, and where the borders lie.

use isocenter_redact::leak::{self, LeakRule, LeakRules};
use isocenter_redact::{Certainty, TextSpan, cut};

fn certain(text: &str) -> String {
    let spans: Vec<TextSpan> = leak::find(text, &LeakRules::default())
        .into_iter()
        .filter(|hit| hit.certainty == Certainty::Certain)
        .map(|hit| hit.span)
        .collect();
    cut(text, &spans)
}

#[test]
fn the_twelve_notes_in_the_style_of_the_clinic_lose_their_plan_and_nothing_else() {
    for (note, left) in [
        (
            "62 y/o M, adenoca prostate cT2aN0M0, iPSA 7.8, Gleason 3+4=7 (GG2), 4/12 cores. Plan: 60 Gy/20 fx VMAT + 6 mo ADT",
            "62 y/o M, adenoca prostate cT2aN0M0, iPSA 7.8, Gleason 3+4=7 (GG2), 4/12 cores.",
        ),
        (
            "AJCC 8th Stage IA Lt breast IDC gr 2, pT1cN0(sn), ER Pos PR Pos HER2 Neg, Ki-67 12%, s/p lumpectomy + SLNB. 40.05Gy/15#",
            "AJCC 8th Stage IA Lt breast IDC gr 2, pT1cN0(sn), ER Pos PR Pos HER2 Neg, Ki-67 12%, s/p lumpectomy + SLNB.",
        ),
        (
            "SCC Rt BOT cT2N1M0 HPV/p16+, 5 pk-yr. IMPT 70Gy(RBE)/33 fx w/ weekly CDDP",
            "SCC Rt BOT cT2N1M0 HPV/p16+, 5 pk-yr.",
        ),
        (
            "RUL adeno NSCLC cT1bN0M0, FEV1 38%, med inoperable. SBRT 54/3",
            "RUL adeno NSCLC cT1bN0M0, FEV1 38%, med inoperable.",
        ),
        (
            "GBM Lt temporal IDH-wt MGMT unmeth s/p STR. RT 6000 cGy in 30 fx + TMZ",
            "GBM Lt temporal IDH-wt MGMT unmeth s/p STR.",
        ),
        ("NSCLC adeno stage IV, painful L3 met, no SCC. 8Gy x1", "NSCLC adeno stage IV, painful L3 met, no SCC."),
        (
            "BCC Lt nasal ala 1.2cm nodular, declined Mohs -- 9 MeV e-, 50 Gy/20 fx",
            "BCC Lt nasal ala 1.2cm nodular, declined Mohs",
        ),
        (
            "FIGO IB gr1 endometrioid ca s/p TAH-BSO, MI 55%, LVSI neg -> VCB HDR 7 Gy x 3",
            "FIGO IB gr1 endometrioid ca s/p TAH-BSO, MI 55%, LVSI neg",
        ),
        (
            "H/o DLBCL stage IIA mediast bulky, CR (Deauville 2) after R-CHOP x6; ISRT 30/15",
            "H/o DLBCL stage IIA mediast bulky, CR (Deauville 2) after R-CHOP x6",
        ),
        ("Rt vestibular schwannoma 1.8 cm, Koos II. GK SRS 12.5 Gy @50%", "Rt vestibular schwannoma 1.8 cm, Koos II."),
        ("DCIS R breast, HG, margins 3mm, ER+, Tis N0", "DCIS R breast, HG, margins 3mm, ER+, Tis N0"),
        (
            "Medulloblastoma avg risk, 8 yo F, GTR, M0: PBS CSI 23.4 + boost to 54 Gy(RBE)",
            "Medulloblastoma avg risk, 8 yo F, GTR, M0",
        ),
    ] {
        assert_eq!(certain(note), left);
        assert!(leak::scan(left).is_empty(), "nothing is left of {note}");
    }
}

#[test]
fn history_and_words_of_planning_stay() {
    for note in [
        "Recurrent HL, s/p 46.8 Gy in 26 fx to Lt SCV 2004",
        "Prior RT 60 Gy 2010 to the same region.",
        "Prior RT s/p 45.0 Gy in 25 fx to the same region 2003. Now painful L3 met",
        "GBM right frontal, recurrent after 60 Gy 2019, bevacizumab",
        "h/o RT 52 Gy 1998 adjacent field, now in field recurrence.",
        "s/p 44.0 Gy 1999 for lymphoma, overlapping.",
        "Received 50.4 Gy/28 fx elsewhere, 2011",
        "Completed WBRT 30/10 in 2020, two new lesions",
        "Hx of breast ca 2008 s/p BCS + RT (50 Gy), now contralateral DCIS",
        "Mantle RT 1986 40 Gy, now L breast IDC",
        "Treated at OSH 2012 with 66 Gy for larynx ca; new primary BOT T2N1",
        "Planned surgery was cancelled by the patient.",
        "Treatment planning CT done. CT planning scan without contrast.",
        "Plans to move closer to family. No plan for chemotherapy.",
        "Gleason 4+3=7, 4/12 cores, 2/12/20 nodes, PSA 7.8 on 03/14/2021",
        "R-CHOP x6, cisplatin 100 mg/m2 x 3, carboplatin AUC 5, 7 x 2.1 cm",
        "3/8 nodes positive, pT2a N1a M0, Ki-67 12%, ECOG 1, 20/40 vision",
        "Prior RT none. Never irradiated before. No prior radiation.",
        "Compression # of L3, rib 4 fx after a fall",
        "V20Gy 31%, TB skin test, Ann Arbor stage IIA",
    ] {
        assert_eq!(certain(note), note);
    }
}

#[test]
fn what_stays_is_not_even_asked_about() {
    for note in [
        "Recurrent HL, s/p 46.8 Gy in 26 fx to Lt SCV 2004",
        "Planned surgery was cancelled by the patient.",
        "Treatment planning CT done.",
        "Gleason 4+3=7, 4/12 cores",
        "Plans to move closer to family.",
        "Declined radiotherapy in the past.",
        "Radiation proctitis. Radiation oncology consult.",
    ] {
        assert!(leak::scan(note).is_empty(), "{note}");
    }
}

#[test]
fn a_plan_is_found_in_every_usual_spelling() {
    for plan in [
        "Plan: 60 Gy/20 fx VMAT",
        "PLAN - 25 x 2 Gy 3DCRT",
        "plan 25 Gy/ 5 fx photons, SBRT to liver with breath hold for 3.2 cm, central, Child-Pugh A5",
        "Tx plan: 4500 cGy in 25 fx IMRT",
        "RT plan: 40 Gy in 15 fractions",
        "Rx: SBRT 10 Gy x 5",
        "Rx 50.4Gy/28#",
        "Tx: 27 Gy in 3 fractions",
        "-> VMAT 66 Gy/33 fx",
        "-- 5 x 7.25 Gy SBRT",
        "XRT 24Gy/12#",
        "RT opposed laterals 20 Gy/10 fx",
        "Will receive 30 Gy in 10 fractions to the spine",
        "She will be treated with proton therapy to 59.4 CGE in 33 fractions",
        "WBRT 30/10",
        "70 Gy(RBE)/35 fx IMPT protons + boost 10 Gy(RBE)/5 fx",
        "Recommend 8 Gy x 1 to left hip",
        "45–50.4 Gy in 25-28 fx",
        "RT HA-IMRT 3 Gy x 10",
    ] {
        for (text, left) in [
            (format!("Anal SCC cT2 N0. {plan}"), "Anal SCC cT2 N0."),
            (format!("Anal SCC cT2 N0. {plan}. HIV neg."), "Anal SCC cT2 N0. HIV neg."),
            (format!("{plan}. Anal SCC cT2 N0."), "Anal SCC cT2 N0."),
            (format!("Anal SCC cT2 N0.\n{plan}\nHIV neg."), "Anal SCC cT2 N0.\nHIV neg."),
            (plan.to_owned(), ""),
        ] {
            assert_eq!(certain(&text), left, "{text}");
        }
    }
}

#[test]
fn the_plan_ends_where_the_disease_is_told_again() {
    assert_eq!(certain("IMRT 70 Gy/35 fx, weekly cisplatin, pT3 N2b, margins neg"), "pT3 N2b, margins neg");
    assert_eq!(certain("Rt breast IDC pT1 40 Gy/15 fx"), "Rt breast IDC pT1");
    assert_eq!(certain("IDC of Rt breast 40 Gy/15 fx"), "IDC of Rt breast");
    assert_eq!(certain("51 y.o. XRT lateral opposed 3 Gy/6 fx. man"), "51 y.o. man");
    assert_eq!(certain("SCC Rt BOT cT2N1 IMPT 70Gy/33 fx"), "SCC Rt BOT cT2N1");
    assert_eq!(certain("IDC pT1c, s/p lumpectomy, RT 40 Gy/15 fx."), "IDC pT1c, s/p lumpectomy.");
}

#[test]
fn history_and_plan_in_one_sentence_are_told_apart() {
    for (note, left) in [
        (
            "NSCLC s/p SBRT 50/5 RUL 2019, now LLL nodule -> SBRT 54 Gy/3 fx",
            "NSCLC s/p SBRT 50/5 RUL 2019, now LLL nodule",
        ),
        ("Brain mets s/p WBRT 30 Gy/10 fx 2020; SRS 20 Gy to L frontal", "Brain mets s/p WBRT 30 Gy/10 fx 2020"),
        ("Prostate ca, seeds 145 Gy 2005, PSA 3.1. Salvage HDR 27 Gy/2 fx", "Prostate ca, seeds 145 Gy 2005, PSA 3.1."),
    ] {
        assert_eq!(certain(note), left);
    }
}

#[test]
fn what_may_be_either_is_a_question() {
    for (note, rule) in [
        ("Plan: discussed at length with family", LeakRule::KeywordAlone),
        ("After consultation whole breast RT 40 Gy/15 fx", LeakRule::Dose),
        ("Re-irradiation planned: SBRT 30 Gy/5 fx 2015", LeakRule::Dose),
        ("Anal SCC. Plan: 30 Gy/5 fx after prior 60 Gy in 2015", LeakRule::Keyword),
        ("Earlier plan: 60 Gy/30 fx", LeakRule::Keyword),
        ("Tumor dose 60 Gy", LeakRule::Dose),
        ("Recommend SBRT to L3", LeakRule::TechniqueAlone),
        ("Fracture of 3 ribs, 4 fx seen", LeakRule::Fractions),
    ] {
        let hits = leak::scan(note);
        assert_eq!(hits.len(), 1, "{note}");
        assert_eq!((hits[0].rule, hits[0].certainty), (rule, Certainty::Doubtful), "{note}");
    }
}

#[test]
fn a_rule_that_is_off_finds_nothing_and_the_scan_finds_it_all_the_same() {
    let note = "Anal SCC. 54 Gy/30 fx";
    assert!(leak::find(note, &LeakRules::default().without(LeakRule::Dose)).is_empty());
    assert_eq!(leak::scan(note).len(), 1);
    for rule in LeakRule::ALL {
        assert_eq!(LeakRule::from_id(rule.id()), Some(*rule));
    }
}

#[test]
fn spans_lie_on_character_borders_in_order() {
    for note in ["Größe 2 cm – Plan: 60 Gy/30 fx äöü → 10 Gy/5 fx – ß", "„Rx: 8 Gy×1“ é. ü 40 Gy/15 fx ü"]
    {
        let hits = leak::scan(note);
        assert!(!hits.is_empty());
        for hit in &hits {
            assert!(note.is_char_boundary(hit.span.start) && note.is_char_boundary(hit.span.end));
            assert!(!hit.span.is_empty());
        }
        assert!(hits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }
}
