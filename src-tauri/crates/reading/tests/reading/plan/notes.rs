//! Whole notes with the plan in them, in the style of the field: what is read of the plan, in one line each.

use isocenter_reading::PlanReading;

#[test]
fn the_plan_in_a_note_is_read_and_what_is_around_it_is_not() {
    let notes = [
        (
            "62 y/o M, adenoca prostate cT2aN0M0, iPSA 7.8, Gleason 3+4=7 (GG2), 4/12 cores. Plan: 60 Gy/20 fx VMAT + 6 mo ADT",
            "plan 60 Gy/ 20 fx photons to prostate, VMAT",
        ),
        (
            "AJCC 8th Stage IA Lt breast IDC gr 2, pT1cN0(sn), ER Pos PR Pos HER2 Neg, Ki-67 12%, s/p lumpectomy + SLNB. 40.05Gy/15#",
            "plan 40.05 Gy/ 15 fx to left breast",
        ),
        (
            "SCC Rt BOT cT2N1M0 HPV/p16+, 5 pk-yr. IMPT 70Gy(RBE)/33 fx w/ weekly CDDP",
            "plan 70 Gy(RBE)/ 33 fx protons to right base of tongue, IMPT",
        ),
        (
            "RUL adeno NSCLC cT1bN0M0, FEV1 38%, med inoperable. SBRT 54/3",
            "plan 54/ 3 fx photons to right upper lobe of the lung, SBRT",
        ),
        (
            "GBM Lt temporal IDH-wt MGMT unmeth s/p STR. RT 6000 cGy in 30 fx + TMZ",
            "plan 6000 cGy/ 30 fx to left temporal lobe",
        ),
        ("NSCLC adeno stage IV, painful L3 met, no SCC. 8Gy x1", "plan 1 x 8 Gy to lumbar spine"),
        (
            "BCC Lt nasal ala 1.2cm nodular, declined Mohs -- 9 MeV e-, 50 Gy/20 fx",
            "plan 50 Gy/ 20 fx electrons to left nose",
        ),
        (
            "FIGO IB gr1 endometrioid ca s/p TAH-BSO, MI 55%, LVSI neg -> VCB HDR 7 Gy x 3",
            "plan 3 x 7 Gy brachytherapy to vaginal cuff, HDR",
        ),
        ("H/o DLBCL stage IIA mediast bulky, CR (Deauville 2) after R-CHOP x6; ISRT 30/15", "plan 30/ 15 fx"),
        ("Rt vestibular schwannoma 1.8 cm, Koos II. GK SRS 12.5 Gy @50%", "plan 12.5 Gy photons, Gamma Knife, SRS"),
        ("DCIS R breast, HG, margins 3mm, ER+, Tis N0", "plan to right breast"),
        (
            "Medulloblastoma avg risk, 8 yo F, GTR, M0: PBS CSI 23.4 + boost to 54 Gy(RBE)",
            "plan 23.4 protons + boost to 54 Gy(RBE) protons to craniospinal axis, CSI, PBS",
        ),
    ];
    for (note, plan) in notes {
        assert_eq!(PlanReading::read(note).to_string(), plan, "{note}");
    }
}
