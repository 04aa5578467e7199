//! Variation between physicians who read the same case: another schedule that also fits, a dose rounded, a fraction more or less, a short plan.

use isocenter_domain::{Dose, DoseError, Fractions};
use isocenter_regimens::RegimenLibrary;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::book::{MenuLine, Scenario};
use crate::draft::modality_of;
use crate::wording::draw_index;

const SHARE_OF_OTHER_SCHEDULES: f64 = 0.12;
const SHARE_OF_ROUNDED_DOSES: f64 = 0.12;
const SHARE_OF_NEAR_DOSES: f64 = 0.14;
const SHARE_OF_SHORT_PLANS: f64 = 0.08;

/// How one physician writes one prescription.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habit {
    dose: DoseHabit,
    /// Whether technique and volume stand in the plan.
    pub tells_detail: bool,
}

#[derive(Debug, Clone, Copy)]
enum DoseHabit {
    AsInLibrary,
    Rounded,
    /// So many steps of dose or fractions beside the library.
    Near {
        steps: i32,
    },
}

impl Habit {
    /// The library's figures, told in full.
    pub(crate) const BY_THE_BOOK: Self = Self { dose: DoseHabit::AsInLibrary, tells_detail: true };

    pub(crate) fn draw(rng: &mut ChaCha8Rng) -> Self {
        let at: f64 = rng.random();
        let steps = if rng.random_bool(0.5) { 1 } else { -1 } * if rng.random_bool(0.7) { 1 } else { 2 };
        let dose = if at < SHARE_OF_ROUNDED_DOSES {
            DoseHabit::Rounded
        } else if at < SHARE_OF_ROUNDED_DOSES + SHARE_OF_NEAR_DOSES {
            DoseHabit::Near { steps }
        } else {
            DoseHabit::AsInLibrary
        };
        Self { dose, tells_detail: !rng.random_bool(SHARE_OF_SHORT_PLANS) }
    }

    /// The dose and fractions this physician prescribes for a schedule of the library.
    ///
    /// # Errors
    /// Only when a library schedule is so small that a step leaves nothing of it.
    pub(crate) fn apply(self, dose: Dose, fractions: Fractions) -> Result<(Dose, Fractions), DoseError> {
        match self.dose {
            DoseHabit::AsInLibrary => Ok((dose, fractions)),
            DoseHabit::Rounded => Ok((rounded(dose)?, fractions)),
            DoseHabit::Near { steps } => near(dose, fractions, steps),
        }
    }
}

/// 40.05 as 40, 69.96 as 70, 42.56 as 42.5; other doses as they are.
fn rounded(dose: Dose) -> Result<Dose, DoseError> {
    let half_gray = (dose.gray() * 2.0).round() / 2.0;
    if (half_gray - dose.gray()).abs() < 0.08 { Dose::from_gray(half_gray) } else { Ok(dose) }
}

/// Radiosurgery: a gray more or less. Few large fractions: half a gray more or less in each. Long courses: a fraction more or less of the same size.
fn near(dose: Dose, fractions: Fractions, steps: i32) -> Result<(Dose, Fractions), DoseError> {
    let (gray, count) = (dose.gray(), fractions.count());
    let per_fraction = gray / f64::from(count);
    match count {
        1 if (12.0..=34.0).contains(&gray) => Ok((Dose::from_gray(gray + f64::from(steps))?, fractions)),
        2..=8 if per_fraction >= 4.0 => {
            Ok((Dose::from_gray(hundredths(gray + 0.5 * f64::from(steps) * f64::from(count)))?, fractions))
        }
        15.. => {
            let count = count.saturating_add_signed(steps);
            Ok((Dose::from_gray(hundredths(per_fraction * f64::from(count)))?, Fractions::new(count)?))
        }
        _ => Ok((dose, fractions)),
    }
}

fn hundredths(gray: f64) -> f64 {
    (gray * 100.0).round() / 100.0
}

/// Now and then another line of the menu that fits the case and has the same modality, likely or not.
pub(crate) fn another_line<'a>(
    scenario: &'a Scenario,
    weights: &[f64],
    drawn: &MenuLine,
    library: &RegimenLibrary,
    rng: &mut ChaCha8Rng,
) -> Option<&'a MenuLine> {
    if !rng.random_bool(SHARE_OF_OTHER_SCHEDULES) {
        return None;
    }
    let modality = modality_of(drawn, library);
    let even: Vec<f64> = scenario
        .menu
        .iter()
        .zip(weights)
        .map(|(line, weight)| if *weight > 0.0 && modality_of(line, library) == modality { 1.0 } else { 0.0 })
        .collect();
    scenario.menu.get(draw_index(&even, rng)?)
}
