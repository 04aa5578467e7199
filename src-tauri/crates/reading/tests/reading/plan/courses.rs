//! One course, written in the ways of the field.

use isocenter_domain::Modality::{self, Brachytherapy, Electron, Photon, Proton};
use isocenter_domain::PhaseRole;
use isocenter_reading::PlanReading;
use isocenter_reading::plan::{Counting, DoseUnit, Schedule, Technique};

use super::given;

type Given = (Option<f64>, Option<u32>, Option<Modality>);

fn one(gray: f64, fractions: u32, modality: Option<Modality>) -> Vec<Given> {
    vec![(Some(gray), Some(fractions), modality)]
}

#[test]
fn a_course_is_read_in_every_way_it_is_written() {
    let cases: &[(&str, Vec<Given>)] = &[
        ("60 Gy/20 fx VMAT + 6 mo ADT", one(60.0, 20, Some(Photon))),
        ("40.05Gy/15#", one(40.05, 15, None)),
        ("IMPT 70Gy(RBE)/33 fx w/ weekly CDDP", one(70.0, 33, Some(Proton))),
        ("SBRT 54/3", one(54.0, 3, Some(Photon))),
        ("RT 6000 cGy in 30 fx + TMZ", one(60.0, 30, None)),
        ("8Gy x1", one(8.0, 1, None)),
        ("8 Gy × 1", one(8.0, 1, None)),
        ("9 MeV e-, 50 Gy/20 fx", one(50.0, 20, Some(Electron))),
        ("VCB HDR 7 Gy x 3", one(21.0, 3, Some(Brachytherapy))),
        ("ISRT 30/15", one(30.0, 15, None)),
        ("1.2 Gy BID to 69.6 Gy/58 fx", one(69.6, 58, None)),
        ("SIB 48/40 in 15", one(48.0, 15, None)),
        ("70/63/56 Gy in 35 fx, VMAT SIB", one(70.0, 35, Some(Photon))),
        ("30 x 2 Gy = 60 Gy", one(60.0, 30, None)),
        ("30x2Gy", one(60.0, 30, None)),
        ("2Gyx30", one(60.0, 30, None)),
        ("15 x 2.67 Gy 3DCRT", one(40.05, 15, Some(Photon))),
        ("30 fractions of 2 Gy (60 Gy)", one(60.0, 30, None)),
        ("60 Gy in 30 fractions of 2 Gy", one(60.0, 30, None)),
        ("60 Gy in 30 fx @ 2 Gy/fx", one(60.0, 30, None)),
        ("60 Gy (30 fx) with 6 MV", one(60.0, 30, Some(Photon))),
        ("60 Gy total, 30 fx", one(60.0, 30, None)),
        ("2 Gy per fraction to 60 Gy in 30 fractions", one(60.0, 30, None)),
        ("2 Gy/fx x 30", one(60.0, 30, None)),
        ("1.8 Gy daily to 50.4 Gy in 28 fractions", one(50.4, 28, None)),
        ("30 fractions to 60 Gy", one(60.0, 30, None)),
        ("Plan: 5 fractions, 25 Gy", one(25.0, 5, None)),
        ("60 Gy delivered with VMAT in 30 fractions", one(60.0, 30, Some(Photon))),
        ("8 Gy in a single fraction", one(8.0, 1, None)),
        ("single fraction 8 Gy to L3", one(8.0, 1, None)),
        ("SRS 20 Gy in one fraction", one(20.0, 1, Some(Photon))),
        ("five-fraction SBRT, 36.25 Gy", one(36.25, 5, Some(Photon))),
        ("50 CGE/25 fx", one(50.0, 25, Some(Proton))),
        ("5040 cGy(RBE) in 28 fx", one(50.4, 28, Some(Proton))),
        ("50.4 Gy [RBE] / 28", one(50.4, 28, Some(Proton))),
        ("60 GyE in 30 fx", one(60.0, 30, Some(Proton))),
        ("4,005 cGy in 15 fx", one(40.05, 15, None)),
        ("40,05 Gy in 15 fx", one(40.05, 15, None)),
        ("45 Gray over 25 treatments", one(45.0, 25, None)),
        ("LDR I-125 145 Gy", vec![(Some(145.0), None, Some(Brachytherapy))]),
        ("Ir-192, 6 Gy x 5", one(30.0, 5, Some(Brachytherapy))),
        ("CyberKnife 36.25 Gy/5", one(36.25, 5, Some(Photon))),
        ("GK SRS 12.5 Gy @50%", vec![(Some(12.5), None, Some(Photon))]),
        ("50Gy/25f", one(50.0, 25, None)),
        (
            "36 Gy/ 24 fx protons, IMPT whole ventricle then pineal bed, 150 cGy per fraction",
            one(36.0, 24, Some(Proton)),
        ),
        ("1.5 Gy BID x 30", one(45.0, 30, None)),
        ("45 Gy BID in 30 fx", one(45.0, 30, None)),
        ("54 Gy in 1.8 Gy fractions", vec![(Some(54.0), None, None)]),
        ("Rx 5400 cGy, 180 cGy x 30", one(54.0, 30, None)),
        ("25 fractions, 2 Gy each, total 50 Gy", one(50.0, 25, None)),
        ("RT 45 Gy to pelvis in 25 fx", one(45.0, 25, None)),
        ("RT 70 Gy to PTV1 and 56 Gy to PTV2 in 35 fractions", one(70.0, 35, None)),
        ("boost of 16 Gy in 8 fractions to 66 Gy", one(16.0, 8, None)),
        ("WBRT 30/10", one(30.0, 10, None)),
        ("25 Gy (5 x 5 Gy) preop", one(25.0, 5, None)),
        ("60 Gy/30 fx, VMAT, 2 Gy per fraction", one(60.0, 30, Some(Photon))),
    ];
    for (text, expected) in cases {
        assert_eq!(&given(&PlanReading::read(text).summary), expected, "{text}");
    }
}

#[test]
fn phases_of_a_course_are_told_apart() {
    let cases: &[(&str, Vec<Given>)] = &[
        (
            "IMRT 45 Gy/25 fx, then HDR boost 15 Gy/1 fx",
            vec![(Some(45.0), Some(25), Some(Photon)), (Some(15.0), Some(1), Some(Brachytherapy))],
        ),
        (
            "50 Gy/25 fx photons followed by electron boost of 10 Gy in 5 fx",
            vec![(Some(50.0), Some(25), Some(Photon)), (Some(10.0), Some(5), Some(Electron))],
        ),
        (
            "PBS CSI 23.4 + boost to 54 Gy(RBE)",
            vec![(Some(23.4), None, Some(Proton)), (Some(54.0), None, Some(Proton))],
        ),
        ("plan pelvis 45/25 then 34.2/19", vec![(Some(45.0), Some(25), None), (Some(34.2), Some(19), None)]),
        (
            "15 x 2.67 Gy VMAT + boost 5 x 2 Gy VMAT",
            vec![(Some(40.05), Some(15), Some(Photon)), (Some(10.0), Some(5), Some(Photon))],
        ),
        (
            "50 Gy in 25 fractions to the whole breast followed by a 10 Gy boost in 5 fractions",
            vec![(Some(50.0), Some(25), None), (Some(10.0), Some(5), None)],
        ),
        (
            "50 Gy / 25 fractions photons, then 10 Gy / 5 electron boost",
            vec![(Some(50.0), Some(25), Some(Photon)), (Some(10.0), Some(5), Some(Electron))],
        ),
        (
            "45 Gy to pelvis in 25 fx photons + HDR 6 Gy x 5",
            vec![(Some(45.0), Some(25), Some(Photon)), (Some(30.0), Some(5), Some(Brachytherapy))],
        ),
        (
            "VMAT 40.05 Gy/15 fx with 10 Gy/5 fx boost",
            vec![(Some(40.05), Some(15), Some(Photon)), (Some(10.0), Some(5), Some(Photon))],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(&given(&PlanReading::read(text).summary), expected, "{text}");
    }
}

#[test]
fn a_boost_is_a_boost_with_its_label_and_what_it_counts() {
    let boost = |text: &str| {
        let phase = PlanReading::read(text).summary.pop().unwrap();
        (phase.role, phase.label, phase.counting)
    };
    let named = |label: &str, counting| (PhaseRole::Boost, label.to_owned(), counting);
    assert_eq!(
        boost("plan 50 Gy/ 25 fx photons + boost nodes 10 Gy/ 5 fx photons"),
        named("boost nodes", Counting::Phase)
    );
    assert_eq!(boost("50 Gy/25 fx + sequential boost 10 Gy/5 fx"), named("sequential boost", Counting::Phase));
    assert_eq!(boost("CSI 36 Gy/20 fx, boost to 54 Gy"), named("boost", Counting::Cumulative));
    assert_eq!(boost("VMAT 40.05 Gy/15 fx with 10 Gy/5 fx boost"), named("boost", Counting::Phase));
    assert_eq!(boost("50 Gy in 25 fx followed by a 10 Gy boost in 5 fractions"), named("boost", Counting::Phase));
    assert_eq!(boost("50 Gy/25 fx then cone down 16 Gy/8 fx"), named("cone down", Counting::Phase));
    let integrated = PlanReading::read("VMAT with simultaneous integrated boost, 48 Gy/15 fx");
    assert_eq!(integrated.summary[0].role, PhaseRole::Primary);
    assert!(integrated.is_sib());
}

#[test]
fn levels_of_an_integrated_boost_share_their_fractions() {
    let reading = PlanReading::read("SIB 40/48 in 15");
    let phase = &reading.summary[0];
    assert_eq!((phase.dose.unwrap().value, phase.levels[0].value), (48.0, 40.0));
    assert_eq!(phase.dose.unwrap().unit, DoseUnit::Unwritten);
    let reading = PlanReading::read("70 Gy/63 Gy/56 Gy in 35 fx");
    assert_eq!(reading.summary[0].levels.iter().map(|level| level.value).collect::<Vec<_>>(), [63.0, 56.0]);
    assert!(reading.is_sib());
}

#[test]
fn technique_and_schedule_are_read() {
    use Technique as T;
    let techniques: &[(&str, T)] = &[
        ("VMAT SBRT 50 Gy/5 fx", T::StereotacticBody),
        ("GK SRS 12.5 Gy", T::GammaKnife),
        ("en-face electrons 50 Gy/20 fx", T::EnFace),
        ("3D-CRT 45 Gy/25", T::ThreeDimensionalConformal),
        ("3DCRT tangents", T::ThreeDimensionalConformal),
        ("AP/PA 30 Gy/10 fx", T::SimpleFields),
        ("permanent seed implant 145 Gy", T::LowDoseRate),
        ("85 Gy/ 1 fx brachytherapy, plaque to left eye", T::Plaque),
        ("TBI 12 Gy/6 fx BID", T::TotalBody),
        ("PBS CSI 36 Gy(RBE)/20", T::Craniospinal),
        ("TSEBT 12 Gy", T::TotalSkinElectrons),
        ("fractionated SRS 27 Gy/3 fx", T::StereotacticFractionated),
        ("intensity-modulated proton therapy 60 Gy(RBE)/30", T::IntensityModulatedProtons),
    ];
    for (text, technique) in techniques {
        assert_eq!(PlanReading::read(text).technique(), Some(*technique), "{text}");
    }
    assert_eq!(PlanReading::read("12 Gy/6 fx electrons to plaque with bolus").technique(), None);
    let schedules: &[(&str, Option<Schedule>)] = &[
        ("1.5 Gy BID to 45 Gy", Some(Schedule::TwiceDaily)),
        ("12 Gy/6 fx, total body, twice daily", Some(Schedule::TwiceDaily)),
        ("1.5 Gy b.i.d. to 45 Gy", Some(Schedule::TwiceDaily)),
        ("36.25 Gy/5 fx QOD", Some(Schedule::EveryOtherDay)),
        ("SBRT 50 Gy/5 fx every other day", Some(Schedule::EveryOtherDay)),
        ("6 Gy weekly x 5", Some(Schedule::Weekly)),
        ("7 Gy x 4, 2/week", Some(Schedule::TwiceWeekly)),
        ("40 Gy/15 fx daily", Some(Schedule::Daily)),
        ("70 Gy/35 fx with weekly cisplatin", None),
        ("50 Gy/25 fx with capecitabine BID", None),
        ("60 Gy/20 fx, daily IGRT", None),
    ];
    for (text, schedule) in schedules {
        assert_eq!(PlanReading::read(text).schedule.map(|found| found.value), *schedule, "{text}");
    }
}

#[test]
fn what_only_looks_like_a_course_is_none() {
    let none = [
        "",
        "4/12 cores, Gleason 3+4=7, PSA 7.8",
        "BP 130/80, pain 8/10, seen 12/5/2024",
        "plan discussed, 4000 without unit",
        "RT planned 3-4 weeks after surgery",
        "lung constraint: V20 < 30 Gy, mean heart dose 4 Gy, cord max 45 Gy",
        "RT, EQD2 of 74 Gy; BED10 100 Gy",
        "45-50.4 Gy RT",
        "s/p 46.8 Gy in 26 fx to Lt SCV 2004",
        "prior RT 45 Gy/25 fx in 2010",
        "5 mg dexamethasone x 3",
        "c/w R-CHOP x6, T1/2 N0/1",
        "x".repeat(50).leak(),
    ];
    for text in none {
        assert_eq!(given(&PlanReading::read(text).summary), [], "{text}");
    }
    let now = PlanReading::read("Prior RT 45 Gy/25 fx in 2010; now 30 Gy/10 fx to L3");
    assert_eq!(given(&now.summary), one(30.0, 10, None));
}
