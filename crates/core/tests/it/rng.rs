use ganglion_core::rng::{Random, Stream};

#[test]
fn streams_of_one_seed_are_unrelated() {
    let first = |stream, index| Random::new(7, stream, index).bits();
    let drawn = [
        first(Stream::TrainingStimulus, 0),
        first(Stream::TestStimulus, 0),
        first(Stream::Order, 0),
        first(Stream::Order, 1),
    ];
    for (place, bits) in drawn.iter().enumerate() {
        assert!(!drawn[..place].contains(bits), "stream {place} repeats another");
    }
}

#[test]
fn the_same_seed_gives_the_same_numbers_for_ever() {
    let mut random = Random::new(1, Stream::TrainingStimulus, 0);
    // Written down on 2026-11-23: a change here breaks every shared link.
    insta::assert_snapshot!(format!("{:016x} {:016x}", random.bits(), random.bits()));
}

#[test]
fn normal_numbers_have_mean_zero_and_variance_one() {
    let mut random = Random::new(3, Stream::Feature, 0);
    let drawn: Vec<f64> = (0..100_000).map(|_| f64::from(random.normal())).collect();
    let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
    let variance = drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / drawn.len() as f64;
    assert!(mean.abs() < 0.01, "mean {mean}");
    assert!((variance - 1.0).abs() < 0.02, "variance {variance}");
}

#[test]
fn poisson_counts_have_their_mean() {
    let mut random = Random::new(3, Stream::TestSpikes, 0);
    for mean in [0.0_f32, 0.07, 0.9, 4.0] {
        let sum: u32 = (0..50_000).map(|_| u32::from(random.poisson(mean))).sum();
        let found = f64::from(sum) / 50_000.0;
        assert!((found - f64::from(mean)).abs() < 0.04, "mean {mean}: {found}");
    }
}

#[test]
fn a_shuffle_keeps_every_number_once() {
    let mut order: Vec<u32> = (0..1_000).collect();
    Random::new(5, Stream::Order, 0).shuffle(&mut order);
    assert_ne!(order, (0..1_000).collect::<Vec<_>>());
    order.sort_unstable();
    assert_eq!(order, (0..1_000).collect::<Vec<_>>());
}
