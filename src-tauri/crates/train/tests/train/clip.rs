//! Clipping against PyTorch's formula.

use isocenter_train::clip_gradients;

#[test]
fn a_large_gradient_is_scaled_to_the_norm_over_all_tensors() {
    let mut gradients = vec![vec![3.0, 0.0], vec![-4.0]];
    assert_eq!(clip_gradients(&mut gradients, 1.0), 5.0, "the norm before clipping is returned");
    // clip_grad_norm_: coefficient 1 / (5 + 1e-6)
    let coefficient = 1.0 / (5.0 + 1e-6);
    assert!((f64::from(gradients[0][0]) - 3.0 * coefficient).abs() < 1e-7);
    assert!((f64::from(gradients[1][0]) + 4.0 * coefficient).abs() < 1e-7);
}

#[test]
fn a_small_gradient_is_left_alone() {
    let mut gradients = vec![vec![0.3, 0.4]];
    assert!((clip_gradients(&mut gradients, 1.0) - 0.5).abs() < 1e-7);
    assert_eq!(gradients, [[0.3, 0.4]]);
}

#[test]
fn a_norm_of_zero_measures_without_clipping() {
    let mut gradients = vec![vec![30.0; 11]];
    assert!((clip_gradients(&mut gradients, 0.0) - 30.0 * 11f64.sqrt()).abs() < 1e-4);
    assert_eq!(gradients, [[30.0; 11]]);
}
