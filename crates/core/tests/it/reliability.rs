//! Measures of repeats, and ellipses.

use ganglion_core::{
    rng::{Random, Stream},
    statistics::{Ellipse, fit_ellipse, mean_response, reliability, spearman_brown, split_half},
};

/// Poisson repeats of a rate that changes with time.
fn repeats(num_repeats: usize, rates: &[f32]) -> Vec<u16> {
    let mut random = Random::new(7, Stream::TestSpikes, 0);
    (0..num_repeats).flat_map(|_| rates).map(|&rate| random.poisson(rate)).collect()
}

fn rates() -> Vec<f32> {
    (0..300).map(|t| if t % 7 == 0 { 0.6 } else { 0.1 * (t % 3) as f32 }).collect()
}

#[test]
fn signal_power_follows_its_formula_on_numbers_done_by_hand() {
    // Repeats (0, 2, 1) and (1, 3, 2): the sum (1, 5, 3) has variance 4, each repeat 1.
    // SP = (4 - 2) / 2 = 1; y = (.5, 2.5, 1.5) has variance 1; m = y gives CC_norm = 1.
    let found = reliability(&[0, 2, 1, 1, 3, 2], &[0.5, 2.5, 1.5]);
    assert!((found.correlation - 1.0).abs() < 1e-9);
    assert!((found.normalized.expect("signal") - 1.0).abs() < 1e-9);
    assert!((found.ceiling.expect("signal") - 1.0).abs() < 1e-9);
    // Repeats (0, 2, 1) and (2, 2, 0): sum (2, 4, 1) has variance 7/3, repeats 1 and 4/3: SP = 0.
    let none = reliability(&[0, 2, 1, 2, 2, 0], &[0.5, 2.5, 1.5]);
    assert_eq!((none.normalized, none.ceiling), (None, None));
}

#[test]
fn the_true_rate_has_a_normalized_correlation_of_one_and_reaches_the_ceiling() {
    let rates = rates();
    for num_repeats in [50, 200] {
        let found = reliability(&repeats(num_repeats, &rates), &rates);
        let (normalized, ceiling) =
            (found.normalized.expect("signal"), found.ceiling.expect("signal"));
        assert!((normalized - 1.0).abs() < 0.05, "{num_repeats} repeats: {normalized}");
        assert!((found.correlation - ceiling).abs() < 0.03, "{num_repeats} repeats: {found:?}");
    }
}

#[test]
fn noise_alone_has_no_normalized_correlation() {
    // Signal power of noise is positive in half of the cases, and then nearly 0.
    let flat = vec![0.2; 300];
    let found = reliability(&repeats(100, &flat), &rates());
    assert!(found.ceiling.is_none_or(|ceiling| ceiling < 0.3), "{found:?}");
    let constant = reliability(&repeats(100, &rates()), &flat);
    assert_eq!(constant.normalized, None, "a constant prediction explains nothing");
    assert!(constant.ceiling.is_some());
}

#[test]
fn one_repeat_says_nothing_about_reliability() {
    let rates = rates();
    let found = reliability(&repeats(1, &rates), &rates);
    assert_eq!((found.normalized, found.ceiling), (None, None));
}

#[test]
fn halves_agree_as_the_whole_does_after_spearman_and_brown() {
    let rates = rates();
    let few = split_half(&repeats(100, &rates), 300);
    let many = split_half(&repeats(200, &rates), 300);
    assert!((spearman_brown(few) - many).abs() < 0.03, "{few} {many}");
    assert!((spearman_brown(0.5) - 2.0 / 3.0).abs() < 1e-12);
}

#[test]
fn the_mean_response_is_the_mean_over_repeats() {
    assert_eq!(mean_response(&[1, 2, 3, 0, 0, 1], 3), [0.5, 1.0, 2.0]);
}

/// A Gaussian with some noise.
fn blob(ellipse: &Ellipse, noise: f32, sign: f32) -> Vec<f32> {
    let mut random = Random::new(1, Stream::Feature, 0);
    let (sin, cos) = (libm::sinf(ellipse.angle), libm::cosf(ellipse.angle));
    (0..256)
        .map(|checker| {
            let (row, column) =
                ((checker / 16) as f32 - ellipse.row, (checker % 16) as f32 - ellipse.column);
            let along = (column * cos + row * sin) / ellipse.major;
            let across = (row * cos - column * sin) / ellipse.minor;
            sign * libm::expf(-0.5 * (along * along + across * across)) + noise * random.normal()
        })
        .collect()
}

#[test]
fn the_ellipse_of_a_gaussian_is_found_in_noise_and_for_both_signs() {
    let truth = Ellipse { row: 6.3, column: 8.9, major: 2.6, minor: 1.7, angle: 0.6 };
    for (noise, sign, tolerance) in [(0.0, 1.0, 0.05), (0.05, 1.0, 0.35), (0.05, -1.0, 0.35)] {
        let found = fit_ellipse(&blob(&truth, noise, sign), 16).expect("a blob");
        for (name, found, truth) in [
            ("row", found.row, truth.row),
            ("column", found.column, truth.column),
            ("major", found.major, truth.major),
            ("minor", found.minor, truth.minor),
            ("angle", found.angle, truth.angle),
        ] {
            assert!(
                (found - truth).abs() < tolerance,
                "noise {noise}: {name} {found}, not {truth}"
            );
        }
    }
}

#[test]
fn noise_and_emptiness_have_an_ellipse_on_the_board_or_none() {
    assert_eq!(fit_ellipse(&[0.0; 64], 8), None);
    let mut random = Random::new(3, Stream::Feature, 1);
    for _ in 0..50 {
        let image: Vec<f32> = (0..64).map(|_| random.normal()).collect();
        let found = fit_ellipse(&image, 8).expect("not empty");
        assert!(found.major.is_finite() && found.minor > 0.0 && found.major <= 4.0, "{found:?}");
    }
}

#[test]
fn points_at_radius_one_lie_on_the_ellipse() {
    let ellipse = Ellipse { row: 1.0, column: 2.0, major: 3.0, minor: 1.0, angle: 0.0 };
    let (row, column) = ellipse.point(1.0, 0.0);
    assert!((row - 1.0).abs() < 1e-6 && (column - 5.0).abs() < 1e-6);
    let (row, column) = ellipse.point(1.0, core::f32::consts::FRAC_PI_2);
    assert!((row - 2.0).abs() < 1e-6 && (column - 2.0).abs() < 1e-6);
}
