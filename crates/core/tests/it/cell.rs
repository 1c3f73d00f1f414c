use ganglion_core::{
    cell::{FilteredNoise, GanglionCell},
    config::{Config, Draft, Noise, Polarity, SpikeGeneration, TemporalPreset},
    rng::Stream,
};

fn cell(draft: &Draft) -> GanglionCell {
    of(&draft.check().expect("valid"))
}

fn of(config: &Config) -> GanglionCell {
    GanglionCell::new(&config.model_cell(), &config.stimulus())
}

#[test]
fn the_biphasic_filter_is_the_published_one() {
    let expected = [
        0.0, 0.0246, 0.2182, 0.4459, 0.4732, 0.3074, 0.0775, -0.1159, -0.2357, -0.2867, -0.2886,
        -0.2621, -0.2226, -0.1803, -0.1408, -0.1069, -0.0792, -0.0574, -0.0409, -0.0287,
    ];
    let found = *cell(&Draft::default()).temporal();
    for (lag, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() < 1e-4, "lag {lag}: {found}");
    }
}

#[test]
fn an_off_cell_has_the_opposite_filter() {
    let on = *cell(&Draft::default()).temporal();
    let off = *cell(&Draft { polarity: Polarity::Off, ..Draft::default() }).temporal();
    assert!(on.iter().zip(off).all(|(on, off)| on.to_bits() == (-off).to_bits() || *on == 0.0));
}

#[test]
fn the_released_filter_has_unit_norm_and_two_frames_of_delay() {
    let filter =
        *cell(&Draft { temporal: TemporalPreset::Released, ..Draft::default() }).temporal();
    let norm: f32 = filter.iter().map(|weight| weight * weight).sum();
    assert!((norm - 1.0).abs() < 1e-5);
    assert!(filter[..3].iter().all(|weight| weight.abs() < 1e-6), "{filter:?}");
    assert!(filter[3].abs() > 1e-6, "{filter:?}");
}

#[test]
fn the_scale_is_the_published_one_for_each_rate() {
    let published =
        [(0.02, 0.225), (0.05, 0.266), (0.08, 0.295), (0.10, 0.313), (0.15, 0.354), (0.20, 0.393)];
    for (rate, scale) in published {
        let found = cell(&Draft { rate, ..Draft::default() }).scale();
        assert!((found / scale - 1.0).abs() < 0.02, "rate {rate}: {found}, not {scale}");
    }
}

#[test]
fn the_rate_asked_for_is_the_rate_seen() {
    let laws = [
        (SpikeGeneration::Deterministic, 1.0),
        (SpikeGeneration::Bernoulli, 1.0),
        (SpikeGeneration::Poisson, 3.0),
    ];
    for (spikes, gain) in laws {
        for noise in [Noise::Binary, Noise::Gaussian] {
            let draft = Draft { spikes, gain, noise, rate: 0.08, ..Draft::default() };
            let found = mean_rate(&draft);
            assert!((found / 0.08 - 1.0).abs() < 0.05, "{spikes:?} {noise:?}: {found}");
        }
    }
}

fn mean_rate(draft: &Draft) -> f64 {
    const NUM_FRAMES: usize = 60_000;
    let config = draft.check().expect("valid");
    let cell = of(&config);
    let mut movie = FilteredNoise::of(&config.stimulus(), Stream::TestStimulus);
    movie.draw(NUM_FRAMES);
    let mut frame = vec![0.0; config.num_checkers()];
    let rates = (0..NUM_FRAMES).map(|at| {
        movie.filter(at, cell.temporal(), &mut frame);
        f64::from(cell.rate(&frame))
    });
    rates.sum::<f64>() / NUM_FRAMES as f64
}

#[test]
fn a_block_of_light_on_one_subunit_drives_that_subunit_alone() {
    let cell = cell(&Draft::default());
    let mut frame = vec![0.0; 64];
    for checker in [18, 19, 26, 27] {
        frame[checker] = 1.0;
    }
    let response = cell.respond(&frame);
    assert_eq!(response.generators, [2.0, 0.0, 0.0, 0.0]);
    assert!((response.drive - 2.0 * cell.scale()).abs() < 1e-6);
    for checker in &mut frame {
        *checker = -*checker;
    }
    assert!(cell.respond(&frame).drive.abs() < 1e-6, "darkness is rectified away");
}

#[test]
fn filtering_in_blocks_is_filtering_at_once() {
    let config = Draft::default().check().expect("valid");
    let kernel = *of(&config).temporal();
    let frames = |blocks: &[usize]| -> Vec<f32> {
        let mut movie = FilteredNoise::of(&config.stimulus(), Stream::TestStimulus);
        let mut frame = vec![0.0; 64];
        let mut all = Vec::new();
        for &block in blocks {
            movie.draw(block);
            for at in 0..block {
                movie.filter(at, &kernel, &mut frame);
                all.extend_from_slice(&frame);
            }
        }
        all
    };
    assert_eq!(frames(&[50]), frames(&[7, 1, 30, 12]));
}
