//! A reading that was put together prints to a text that reads back to it.

use isocenter_domain::{Fractions, Laterality, Modality, Phase, PhaseRole, Regimen};
use isocenter_reading::plan::{Counting, DoseUnit, PlanPhase, Schedule, StatedDose, StatedFractions, Technique};
use isocenter_reading::{Found, PlanReading, Site, Span};
use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const NOWHERE: Span = Span { start: 0, end: 0 };

fn found<T>(value: T) -> Found<T> {
    Found { value, span: NOWHERE }
}

fn dose(rng: &mut ChaCha8Rng, units: &[DoseUnit]) -> StatedDose {
    let value = f64::from(rng.random_range(1..900_000_u32)) / *[1.0, 10.0, 100.0, 1000.0].choose(rng).unwrap();
    StatedDose { value, unit: *units.choose(rng).unwrap(), span: NOWHERE }
}

const WRITTEN: &[DoseUnit] =
    &[DoseUnit::Gray, DoseUnit::Gray, DoseUnit::Centigray, DoseUnit::GrayRbe, DoseUnit::CentigrayRbe];

fn phase(rng: &mut ChaCha8Rng, place: usize) -> PlanPhase {
    let is_boost = place > 0 && rng.random_bool(0.7);
    let modality =
        *[Modality::Photon, Modality::Proton, Modality::Electron, Modality::Brachytherapy].choose(rng).unwrap();
    let count = |rng: &mut ChaCha8Rng| StatedFractions {
        count: Fractions::new(rng.random_range(1..200)).unwrap(),
        span: NOWHERE,
    };
    let shape = rng.random_range(0..7);
    let per_fraction = matches!(shape, 1 | 2 | 4).then(|| dose(rng, WRITTEN));
    let mut total = (shape != 2 && shape != 3).then(|| dose(rng, WRITTEN));
    let fractions = matches!(shape, 0..=3 | 6).then(|| count(rng));
    let mut levels = Vec::new();
    if shape == 6 {
        let mut lower = total.unwrap();
        lower.value /= 2.0;
        levels.push(lower);
    }
    if let (Some(total), true, 0) = (&mut total, rng.random_bool(0.2), shape) {
        total.unit = DoseUnit::Unwritten;
    }
    PlanPhase {
        role: if is_boost { PhaseRole::Boost } else { PhaseRole::Primary },
        label: match is_boost {
            true => (*["boost", "boost nodes", "sequential boost", "cone down"].choose(rng).unwrap()).to_owned(),
            false => "primary".to_owned(),
        },
        modality: Some(modality),
        dose: total,
        counting: if is_boost && total.is_some() && rng.random_bool(0.3) {
            Counting::Cumulative
        } else {
            Counting::Phase
        },
        levels,
        fractions,
        per_fraction,
        span: NOWHERE,
    }
}

fn delivered_phase(rng: &mut ChaCha8Rng) -> PlanPhase {
    let label = *["primary", "boost", "boost nodes", "chest wall"].choose(rng).unwrap();
    PlanPhase {
        role: if label.contains("boost") { PhaseRole::Boost } else { PhaseRole::Primary },
        label: label.to_owned(),
        dose: Some(dose(rng, WRITTEN)),
        counting: Counting::Phase,
        levels: Vec::new(),
        fractions: Some(StatedFractions { count: Fractions::new(rng.random_range(1..200)).unwrap(), span: NOWHERE }),
        per_fraction: None,
        ..phase(rng, 0)
    }
}

fn is_weighted(phase: &PlanPhase) -> bool {
    phase.dose.iter().chain(&phase.levels).chain(&phase.per_fraction).any(|dose| dose.unit.is_weighted())
}

fn plan(rng: &mut ChaCha8Rng) -> PlanReading {
    let summary: Vec<_> = (0..rng.random_range(0..3)).map(|place| phase(rng, place)).collect();
    let delivered: Vec<_> = (0..rng.random_range(0..3)).map(|_| delivered_phase(rng)).collect();
    let mut techniques: Vec<_> = Technique::all().filter(|_| rng.random_bool(0.06)).map(found).collect();
    // These two name their site.
    techniques.retain(|found| !matches!(found.value, Technique::Craniospinal | Technique::TotalBody));
    let mut modalities: Vec<Modality> = summary.iter().filter_map(|phase| phase.modality).collect();
    modalities.extend(techniques.iter().filter_map(|found| found.value.modality()));
    modalities.extend(summary.iter().any(is_weighted).then_some(Modality::Proton));
    modalities.extend(rng.random_bool(0.3).then_some(Modality::Electron));
    let has_only_weak = modalities.is_empty() && !techniques.is_empty();
    modalities.extend(has_only_weak.then_some(Modality::Proton));
    modalities.sort_unstable();
    modalities.dedup();
    let mut sites: Vec<Site> = Vec::new();
    for _ in 0..rng.random_range(0..4) {
        let site = Site::all().choose(rng).unwrap();
        if !sites.contains(&site) {
            sites.push(site);
        }
    }
    let sides = [Laterality::Left, Laterality::Right, Laterality::Bilateral];
    let has_levels = summary.iter().any(|phase| !phase.levels.is_empty());
    PlanReading {
        course_total: (summary.len() > 1 && rng.random_bool(0.3))
            .then(|| dose(rng, &[DoseUnit::Gray, DoseUnit::Centigray])),
        summary,
        delivered,
        modalities: modalities.into_iter().map(found).collect(),
        techniques,
        sites: sites.into_iter().map(found).collect(),
        sides: sides.into_iter().filter(|_| rng.random_bool(0.3)).map(found).collect(),
        schedule: rng.random_bool(0.4).then(|| found(*Schedule::ALL.choose(rng).unwrap())),
        integrated_boost: (has_levels || rng.random_bool(0.2)).then_some(NOWHERE),
    }
}

#[test]
fn a_plan_prints_to_a_text_that_reads_back_to_it() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for _ in 0..30_000 {
        let plan = plan(&mut rng);
        let printed = plan.to_string();
        assert_eq!(PlanReading::read(&printed).without_places(), plan, "{printed}");
    }
}

#[test]
fn of_a_printed_plan_the_reader_of_answers_reads_the_same_delivered_phases() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut compared = 0;
    for _ in 0..30_000 {
        let plan = plan(&mut rng);
        let delivered: Vec<_> = plan.delivered.iter().filter_map(PlanPhase::phase).collect();
        // It refuses phases that no course can have.
        let is_possible = |phase: &Phase| phase.dose.gray() <= 200.0 && phase.fractions.count() <= 100;
        if !delivered.is_empty() && delivered.iter().all(is_possible) {
            assert_eq!(delivered, Regimen::read(&plan.to_string()).phases, "{plan}");
            compared += 1;
        }
    }
    assert!(compared > 1_000, "{compared}");
}

#[test]
fn every_site_is_read_by_its_name() {
    let wrong: Vec<&str> = Site::all()
        .filter(|site| {
            let read = PlanReading::read(&format!("plan to {}", site.name()));
            read.sites.iter().map(|found| found.value).collect::<Vec<_>>() != [*site]
        })
        .map(Site::id)
        .collect();
    assert_eq!(wrong, Vec::<&str>::new());
}

#[test]
fn the_canonical_text_is_the_form_of_answers() {
    let text = "plan 40.05 Gy/ 15 fx photons + boost 10 Gy/ 5 fx electrons to left breast, VMAT, daily. \
        primary, photon, 40.05Gy, fractions:15, boost, electron, 10.0Gy, fractions:5";
    assert_eq!(PlanReading::read(text).to_string(), text);
    assert_eq!(PlanReading::read("nothing of a plan").to_string(), "not stated");
}
