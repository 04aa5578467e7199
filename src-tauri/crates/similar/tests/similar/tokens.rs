//! Which words a clinical text becomes.

use isocenter_similar::tokens;

#[track_caller]
fn assert_tokens(text: &str, expected: &str) {
    assert_eq!(tokens(text).join(" "), expected, "{text}");
}

/// Each pair must read alike.
#[track_caller]
fn assert_same(one: &str, other: &str) {
    assert_eq!(tokens(one), tokens(other), "{one} and {other}");
}

#[test]
fn the_styles_of_research_become_words() {
    for (text, expected) in [
        (
            "62 y/o M, adenoca prostate cT2aN0M0, iPSA 7.8, Gleason 3+4=7 (GG2), 4/12 cores.",
            "age60 male adenocarcinoma prostate ct2a t2 n0 m0 psa psa<10 gleason 3+4 gg2 gg2 core",
        ),
        (
            "AJCC 8th Stage IA Lt breast IDC gr 2, pT1cN0(sn), ER Pos PR Pos HER2 Neg, Ki-67 12%, s/p lumpectomy + SLNB.",
            "ajcc 8th stageia stagei left breast invasive ductal carcinoma g2 pt1c t1 n0 sn er+ pr+ her2- ki67 ~10% statuspost lumpectomy \
             sentinel node biopsy",
        ),
        (
            "SCC Rt BOT cT2N1M0 HPV/p16+, 5 pk-yr.",
            "squamous carcinoma right base tongue ct2 t2 n1 m0 hpv+ p16+ ~5packyear",
        ),
        (
            "RUL adeno NSCLC cT1bN0M0, FEV1 38%, med inoperable.",
            "right upper lobe lung adenocarcinoma nonsmallcell lung carcinoma ct1b t1 n0 m0 fev1 ~20% med inoperable",
        ),
        (
            "GBM Lt temporal IDH-wt MGMT unmeth s/p STR.",
            "glioblastoma left temporal idh wt mgmt unmethylated statuspost subtotal resection",
        ),
        (
            "NSCLC adeno stage IV, painful L3 met, no SCC.",
            "nonsmallcell lung carcinoma adenocarcinoma stageiv painful l3 metastasis no squamous carcinoma",
        ),
        ("BCC Lt nasal ala 1.2cm nodular, declined Mohs", "basal carcinoma left nasal ala ~1cm nodular declined moh"),
        (
            "FIGO IB gr1 endometrioid ca s/p TAH-BSO, MI 55%, LVSI neg",
            "stageib stagei g1 endometrioid carcinoma statuspost hysterectomy mi ~50% lvsi-",
        ),
        (
            "H/o DLBCL stage IIA mediast bulky, CR (Deauville 2) after R-CHOP x6",
            "history diffuse large bcell lymphoma stageiia stageii mediast bulky cr deauville2 rchop x6",
        ),
        ("Rt vestibular schwannoma 1.8 cm, Koos II.", "right vestibular schwannoma ~1cm koo ii"),
        (
            "DCIS R breast, HG, margins 3mm, ER+, Tis N0",
            "ductal insitu carcinoma right breast hg margin ~0.2cm er+ tis n0",
        ),
        ("Medulloblastoma avg risk, 8 yo F, GTR, M0", "medulloblastoma avg risk age0 female gross total resection m0"),
    ] {
        assert_tokens(text, expected);
    }
}

#[test]
fn tnm_is_taken_apart_and_coarse_beside_what_is_written() {
    assert_tokens("cT2N1M0", "ct2 t2 n1 m0");
    assert_tokens("ypT0N0", "ypt0 t0 n0");
    assert_tokens("pT1c pN1mi", "pt1c t1 pn1mi n1");
    assert_tokens("T1c/T2", "t1c t1 t2");
    assert_tokens("pTis Nx", "ptis tis nx");
    assert_tokens("T12 fracture", "t12 fracture");
}

#[test]
fn positive_and_negative_markers_are_different_words() {
    assert_ne!(tokens("ER+"), tokens("ER-"));
    for (one, other) in [
        ("ER Pos", "ER+"),
        ("estrogen receptor positive", "ER+"),
        ("ER/PR+", "ER+ PR+"),
        ("ER and PR positive", "ER+ PR+"),
        ("HER2/neu negative", "HER2-"),
        ("HER2 Neg", "her2-,"),
        ("HER2 3+", "HER2 positive"),
        ("HER2 1+", "HER2 negative"),
        ("no ENE", "ENE neg"),
        ("margins negative", "margin neg"),
        ("triple negative", "ER- PR- HER2-"),
    ] {
        assert_same(one, other);
    }
    assert_tokens("ER 95 %, PR 0%", "er+ ~50% pr- ~0%");
    assert_tokens("ER pos, PR neg", "er+ pr-");
    assert_tokens("ER, bone scan negative", "er bone scan negative");
    assert_tokens("HER2 2+", "her2 2+");
    assert_tokens("PNI, ENE+, no LVI", "pni+ ene+ lvsi-");
}

#[test]
fn sides_are_words_however_they_are_written() {
    for left in ["L", "Lt", "LT", "left", "Left"] {
        assert_tokens(&format!("{left} breast"), "left breast");
    }
    for right in ["R", "Rt", "right", "RIGHT"] {
        assert_tokens(&format!("{right} breast"), "right breast");
    }
    assert_tokens("prior RT to neck", "prior radiotherapy neck");
    assert_tokens("RT BREAST CA", "right breast carcinoma");
    assert_tokens("R-CHOP x6, 5-FU, T-cell", "rchop x6 fluorouracil tcell");
}

#[test]
fn abbreviations_and_phrases_have_one_wording() {
    for (one, other) in [
        ("squamous cell carcinoma", "SCC"),
        ("non-small cell lung cancer", "NSCLC"),
        ("infiltrating ductal ca", "IDC"),
        ("lymph nodes", "LN"),
        ("base of tongue", "BOT"),
        ("mets", "metastases"),
        ("s/p lumpectomy", "status post lumpectomy"),
        ("grade 3", "G3"),
        ("gr 3", "gr3"),
        ("WHO grade 2", "WHO 2"),
        ("grade group 4", "GG4"),
        ("stage 3B", "Stage IIIB"),
        ("Gleason 4+3=7", "Gleason score 4+3"),
        ("67-year-old woman", "67 y/o F"),
        ("67F", "67 yo female"),
        ("61 y.o. man", "61M"),
        ("squamous‑cell carcinoma", "squamous-cell carcinoma"),
    ] {
        assert_same(one, other);
    }
    assert_tokens("stage 2 CKD", "stage ckd");
}

#[test]
fn numbers_are_coarse_with_their_unit_and_nothing_without() {
    assert_same("1.4 cm", "14mm");
    assert_same("1.4 cm", "1.8 cm");
    assert_ne!(tokens("1.4 cm"), tokens("2.4 cm"));
    assert_same("6000 cGy", "60 Gy");
    assert_tokens("PSA 4.1", "psa psa<10");
    assert_tokens("PSA 10", "psa psa10-20");
    assert_tokens("iPSA 35.2", "psa psa>20");
    assert_tokens("4/12 cores in 2016", "core");
    assert_tokens("MM, 3 mm", "multiple myeloma ~0.2cm");
    assert_tokens("quit 20 years ago", "quit ~20year ago");
    assert_tokens("1234567890123 cm", "1234567890123 cm");
}

#[test]
fn any_text_gives_words_of_bounded_length() {
    assert!(tokens("").is_empty());
    assert!(tokens("+ - / ( ) . , % ~ \u{2013}").iter().all(|token| token == "%"));
    let long = "ä".repeat(500);
    assert_eq!(tokens(&long), ["ä".repeat(32)]);
    assert_tokens("Mammakarzinom links, größer 2 cm", "mammakarzinom link größer ~2cm");
}
