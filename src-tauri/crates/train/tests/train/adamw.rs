//! AdamW against its formula, computed in double precision.

use isocenter_train::{AdamW, AdamWSettings};

#[test]
fn three_steps_equal_pytorchs_formula() {
    // torch.optim.AdamW's single-tensor arithmetic in Python floats:
    //   p *= 1 - lr*wd; m += (1-b1)*(g-m); v = b2*v + (1-b2)*g*g
    //   p -= lr/(1-b1**t) * m / (sqrt(v)/sqrt(1-b2**t) + eps)
    let settings = AdamWSettings { betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0.1 };
    let mut optimizer = AdamW::new(settings, &[2, 1]);
    let mut parameters = vec![vec![0.5, -1.25], vec![2.0]];
    let steps = [
        ([0.1, -0.2, 0.3], 0.01, [0.4895000009999999, -1.2387500005, 1.9880000003333334]),
        ([-0.05, 0.4, 0.0], 0.02, [0.4831942608786783, -1.2435945708082075, 1.9706228358818307]),
        ([0.2, 0.2, -1.0], 0.005, [0.4796621059956385, -1.2455689775120846, 1.9719536528269266]),
    ];
    for ([a, b, c], lr, expected) in steps {
        optimizer.step(&mut parameters, &[vec![a, b], vec![c]], lr);
        for (found, expected) in parameters.iter().flatten().zip(expected) {
            assert!((f64::from(*found) - expected).abs() < 5e-7, "{found} is not {expected}");
        }
    }
}

#[test]
fn a_rate_of_zero_moves_nothing_but_fills_the_moments() {
    let settings = AdamWSettings { betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0.1 };
    let mut optimizer = AdamW::new(settings, &[1]);
    let fresh = optimizer.clone();
    let mut parameters = vec![vec![0.75]];
    optimizer.step(&mut parameters, &[vec![0.5]], 0.0);
    assert_eq!(parameters, [[0.75]]);
    assert_ne!(optimizer, fresh, "the first step of a warm-up still counts for the moments");
}

#[test]
fn decay_is_decoupled_from_the_gradient() {
    let settings = AdamWSettings { betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0.5 };
    let mut parameters = vec![vec![2.0]];
    AdamW::new(settings, &[1]).step(&mut parameters, &[vec![0.0]], 0.1);
    assert!(
        (parameters[0][0] - 2.0 * (1.0 - 0.1 * 0.5)).abs() < 1e-7,
        "without a gradient only lr × decay is taken away"
    );
}
