//! Learning rates against transformers' schedules.

use isocenter_train::{Schedule, ScheduleShape};

fn rates(shape: ScheduleShape, warmup_steps: usize, steps: usize) -> Vec<f64> {
    let schedule = Schedule { shape, peak_lr: 0.002, warmup_steps, steps };
    (0..steps).map(|step| schedule.lr(step)).collect()
}

#[test]
fn cosine_is_that_of_transformers() {
    // get_cosine_schedule_with_warmup(optimizer, 3, 20), lr = 2e-3; the numbers are reference/pack/train/llama2/train.json.
    let expected =
        [0.0, 0.0006666666666666666, 0.0013333333333333333, 0.002, 0.001982973099683902, 0.0019324722294043557];
    let found = rates(ScheduleShape::Cosine, 3, 20);
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-15, "{found} is not {expected}");
    }
    assert!((found[19] - 1.7026900316098216e-05).abs() < 1e-15, "the last step is near, not at, zero");
}

#[test]
fn the_first_step_of_a_warm_up_has_rate_zero() {
    for shape in [ScheduleShape::Constant, ScheduleShape::Linear, ScheduleShape::Cosine] {
        assert_eq!(
            rates(shape, 4, 8)[..5],
            [0.0, 0.0005, 0.001, 0.0015, 0.002],
            "{shape:?} warms up in a straight line"
        );
        assert_eq!(rates(shape, 0, 8)[0], 0.002, "without a warm-up {shape:?} begins at the peak");
    }
}

#[test]
fn linear_falls_to_one_step_before_zero_and_constant_stays() {
    assert_eq!(rates(ScheduleShape::Linear, 0, 4), [0.002, 0.0015, 0.001, 0.0005]);
    assert_eq!(rates(ScheduleShape::Constant, 1, 4), [0.0, 0.002, 0.002, 0.002]);
}

#[test]
fn a_warm_up_longer_than_the_run_never_reaches_the_peak() {
    assert_eq!(rates(ScheduleShape::Cosine, 8, 4), [0.0, 0.00025, 0.0005, 0.00075]);
}
