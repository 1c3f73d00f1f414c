//! Stimuli that are only a seed: the bits of the programs that labs use, and what must hold for each generator.

use ganglion_core::{
    recording::Crop,
    rng::{Random, Stream},
    stimulus::StimulusFrames,
};
use ganglion_recordings::seeded::{
    Generator, LARGEST_SDS, NoiseDraws, Ran1, SeededMovie, SeededStimulus, Uniform as _,
};

/// Frames of other programs (`tests/recordings/make_seed_fixtures.py`).
const FIXTURES: &str = include_str!("../../../tests/recordings/seeds.txt");

fn read(text: &str) -> SeededStimulus {
    SeededStimulus::read(text).unwrap_or_else(|err| panic!("{text}: {err}"))
}

/// All frames of a part, by rows.
fn frames(stimulus: &SeededStimulus, crop: Crop) -> StimulusFrames {
    let mut movie = SeededMovie::cropped(stimulus, crop);
    let mut frames = movie.empty();
    movie.draw(usize::MAX, &mut frames);
    frames
}

fn whole(stimulus: &SeededStimulus) -> Crop {
    Crop { row: 0, column: 0, rows: stimulus.height, columns: stimulus.width }
}

fn contrasts(frames: &StimulusFrames) -> Vec<f32> {
    let num = frames.num_checkers();
    let all = (0..frames.num_frames() * num).map(|at| frames.contrast(at / num, at % num));
    all.collect()
}

/// Bits that stand in hexadecimal bytes, the first one lowest.
fn bits_of(hex: &str, num: usize) -> Vec<f32> {
    let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("a byte");
    (0..num).map(|at| if byte(at / 8) >> (at % 8) & 1 == 1 { 1.0 } else { -1.0 }).collect()
}

#[test]
fn every_generator_draws_the_frames_of_the_real_programs() {
    let mut num_lines = 0;
    for line in FIXTURES.lines() {
        let (description, shown) = line.split_once(" | ").expect("a bar");
        let stimulus = read(description);
        let frames = frames(&stimulus, whole(&stimulus));
        assert_eq!(frames.num_frames(), stimulus.num_frames(), "{description}");
        let found = contrasts(&frames);
        if stimulus.generator.is_two_valued() {
            assert_eq!(shown.len(), 2 * found.len().div_ceil(8), "{description}");
            assert_eq!(found, bits_of(shown, found.len()), "{description}");
        } else {
            let shown: Vec<f64> = shown.split(' ').map(|sds| sds.parse().expect("SDs")).collect();
            assert_eq!(found.len(), shown.len(), "{description}");
            for (found, shown) in found.iter().zip(shown) {
                let error = (f64::from(*found) * LARGEST_SDS - shown).abs();
                assert!(error < 0.51 * LARGEST_SDS / 127.0, "{description}: {found}, {shown}");
            }
        }
        num_lines += 1;
    }
    assert!(num_lines > 100);
}

#[test]
fn normal_numbers_are_exact_before_they_are_kept() {
    for line in FIXTURES.lines() {
        let (description, shown) = line.split_once(" | ").expect("a bar");
        let stimulus = read(description);
        let seed = stimulus.seed_of(0).expect("a seed");
        let NoiseDraws::Normals(mut draws) = stimulus.generator.begin(seed) else { continue };
        let num = stimulus.num_checkers();
        let shown: Vec<f64> = shown.split(' ').map(|sds| sds.parse().expect("SDs")).collect();
        for frame in shown.chunks(num) {
            for place in 0..num {
                let (row, column) = stimulus.checker(place);
                let error = (draws.normal() - frame[row * stimulus.width + column]).abs();
                // Six decimals, of numbers that one program keeps as f32.
                assert!(error < 2e-6, "{description}");
            }
        }
    }
}

#[test]
fn the_published_numbers_of_ran1_hold() {
    let mut random = Ran1::new(-1_000);
    let numbers: [f64; 3] = core::array::from_fn(|_| random.uniform());
    let published = [0.19059444460579866, 0.4645137076566525, 0.928777586169903];
    assert_eq!(numbers.map(f64::to_bits), published.map(f64::to_bits));
    let bits = |generator: Generator, seed: i64, num: usize| -> String {
        let NoiseDraws::Bits(mut draws) = generator.begin(seed) else { panic!("bits") };
        (0..num).map(|_| if draws.bit() { '1' } else { '0' }).collect()
    };
    assert_eq!(bits(Generator::Ran1, -1_000, 16), "0011011111010100");
    assert_eq!(bits(Generator::Ran1, -10_000, 32), "01011110110100000010111100001011");
    assert_eq!(bits(Generator::Ran1, -20_000, 32), "01100001110010100111000001110101");
    // Raw bits, 0 for the brighter value.
    let raw = bits(Generator::Java, 11_111, 16).replace('0', "b").replace('1', "0");
    assert_eq!(raw.replace('b', "1"), "0001001111100111");
    // Positive seeds are negated.
    assert_eq!(bits(Generator::Ran1, 1_000, 16), bits(Generator::Ran1, -1_000, 16));
    // As in the book, all seeds from 0 on are one.
    for seed in [0, 1, 5, i64::MAX] {
        assert_eq!(Ran1::new(seed).uniform().to_bits(), Ran1::new(-1).uniform().to_bits());
    }
}

/// Every generator, with some seeds of its own.
fn all() -> Vec<(Generator, i64)> {
    let words: Vec<&str> = FIXTURES.lines().filter_map(|line| line.split(' ').next()).collect();
    let mut all = Vec::new();
    for word in words {
        let generator = read(&format!("{word} seed=1 2x2 running=1")).generator;
        for seed in [1, 77, 123_456_789] {
            if !all.contains(&(generator, seed)) {
                all.push((generator, seed));
            }
        }
    }
    assert_eq!(all.len(), 3 * 19, "every generator has its fixture");
    all
}

#[test]
fn leaving_numbers_out_is_drawing_them() {
    let mut random = Random::new(3, Stream::Live, 0);
    for (generator, seed) in all() {
        for _ in 0..20 {
            let skips: Vec<u64> = (0..6).map(|_| u64::from(random.below(90))).collect();
            let mut out = (generator.begin(seed), generator.begin(seed));
            for skip in skips {
                match &mut out {
                    (NoiseDraws::Bits(leaping), NoiseDraws::Bits(drawing)) => {
                        leaping.skip(skip);
                        (0..skip).for_each(|_| {
                            drawing.bit();
                        });
                        let num = 1 + random.below(64);
                        assert_eq!(leaping.bits(num), drawing.bits(num), "{generator:?} {skip}");
                    }
                    (NoiseDraws::Normals(leaping), NoiseDraws::Normals(drawing)) => {
                        leaping.skip(skip);
                        (0..skip).for_each(|_| {
                            drawing.normal();
                        });
                        let numbers = (leaping.normal(), drawing.normal());
                        assert_eq!(
                            numbers.0.to_bits(),
                            numbers.1.to_bits(),
                            "{generator:?} {skip}"
                        );
                    }
                    _ => panic!("one generator, two kinds"),
                }
            }
        }
    }
}

/// A description of anything that can be described.
fn any(random: &mut Random, generator: Generator) -> SeededStimulus {
    let mut below = |most: u32| random.below(most);
    let seeds = match below(3) {
        0 => format!("seed={} trials={}", below(1000), 1 + below(3)),
        1 => format!("seed={} step={} trials={}", below(1000), below(3), 1 + below(3)),
        _ => format!("seeds={},{}", below(1000), below(1000)),
    };
    let size = format!("{}x{} running={}", 1 + below(20), 1 + below(20), 1 + below(6));
    let frozen = format!("frozen={} frozen-seed={}", 1 + below(5), below(1000));
    let mut words = vec![generator.word(), &seeds, &size];
    let more =
        ["rows", "columns", "up", "left", "inverted", "call=trial", "blinks=3", "checker=7.5"];
    words.extend(more.into_iter().chain([&*frozen]).filter(|_| below(2) == 1));
    let text = words.join(" ");
    read(&text)
}

#[test]
fn a_description_is_read_again_as_it_is_written_also_in_links() {
    let mut random = Random::new(5, Stream::Live, 0);
    for (generator, _) in all() {
        for _ in 0..20 {
            let stimulus = any(&mut random, generator);
            assert_eq!(read(&stimulus.to_string()), stimulus);
            let linked = stimulus.in_link().expect("short");
            assert!(
                linked.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~,".contains(c)),
                "{linked}"
            );
            assert_eq!(read(&linked), stimulus);
        }
    }
}

#[test]
fn a_part_of_the_frames_is_what_all_of_them_have_there() {
    let mut random = Random::new(7, Stream::Live, 0);
    for (generator, _) in all() {
        let stimulus = any(&mut random, generator);
        let mut movie = SeededMovie::whole(&stimulus);
        let mut drawn = movie.empty();
        // In pieces, which end anywhere.
        while drawn.num_frames() < stimulus.num_frames() {
            movie.draw(1 + random.below(5) as usize, &mut drawn);
        }
        assert_eq!(drawn.num_frames(), stimulus.num_frames());
        let mut all = vec![vec![0.0; stimulus.num_checkers()]; drawn.num_frames()];
        for (at, frame) in all.iter_mut().enumerate() {
            for place in 0..stimulus.num_checkers() {
                let (row, column) = stimulus.checker(place);
                frame[row * stimulus.width + column] = drawn.contrast(at, place);
            }
        }
        let rows = 1 + random.below(stimulus.height as u32) as usize;
        let columns = 1 + random.below(stimulus.width as u32) as usize;
        let row = random.below((stimulus.height - rows + 1) as u32) as usize;
        let column = random.below((stimulus.width - columns + 1) as u32) as usize;
        let some = frames(&stimulus, Crop { row, column, rows, columns });
        for (at, frame) in all.iter().enumerate() {
            for checker in 0..rows * columns {
                let place = (row + checker / columns) * stimulus.width + column + checker % columns;
                let (found, expected) = (some.contrast(at, checker), frame[place]);
                assert_eq!(found.to_bits(), expected.to_bits(), "{stimulus} {at} {checker}");
            }
        }
    }
}

#[test]
fn frozen_frames_are_the_same_in_each_trial_and_leave_the_running_ones_alone() {
    let with = read("ran1 seed=-3 20x10 up trials=4 running=30 frozen=12 frozen-seed=-4");
    let without = read("ran1 seed=-3 20x10 up trials=1 running=120");
    let both = frames(&with, whole(&with));
    let running = frames(&without, whole(&without));
    let (repeats, _) = both.repeats();
    assert_eq!(repeats.len(), 1);
    assert_eq!((repeats[0].len, &repeats[0].starts[..]), (12, &[30, 72, 114, 156][..]));
    for trial in 0..4 {
        for at in 0..30 {
            for checker in 0..200 {
                let (found, expected) = (
                    both.contrast(42 * trial + at, checker),
                    running.contrast(30 * trial + at, checker),
                );
                assert_eq!(found.to_bits(), expected.to_bits());
            }
        }
    }
}

#[test]
fn what_can_not_be_drawn_is_told_with_what_to_do() {
    for (text, said) in [
        ("", "is missing"),
        ("ran1", "WIDTHxHEIGHT is missing"),
        ("ran1 20x10", "seed= is missing"),
        ("ran1 seed=1 20x10", "running= is missing"),
        ("seed=1 20x10 running=3", "ran1, gasdev"),
        ("ran1 seed=1 20x10 running=3 frozen=3", "frozen-seed= is missing"),
        ("ran1 seed=1 20x10 running=3 frozen-seed=3", "frozen= is missing"),
        ("ran1 seed=1 20x0 running=3", "'20x0' is not understood"),
        ("ran1 seed=1 20x10 running=0", "'running=0' is not understood"),
        ("ran1 seed=1.5 20x10 running=3", "'seed=1.5' is not understood"),
        ("ran1 seed=1 20x10 running=3 checker=nan", "'checker=nan' is not understood"),
        ("ran2 seed=1 20x10 running=3", "'ran2' is not understood"),
        ("numpy-rand seed=-1 20x10 running=3", "has no seed -1"),
        ("numpy-rand seed=4294967295 step=1 trials=2 20x10 running=3", "has no seed 4294967296"),
        (
            "java seed=9223372036854775807 step=9223372036854775807 trials=8388608 20x10 running=8388608",
            "can't be drawn",
        ),
        ("ran1 seed=1 1024x1024 running=8388608", "can't be drawn"),
        ("ran1 seed=1 1x1 running=8388608 blinks=2", "can't be drawn"),
        ("gasdev seed=1 30x30 running=2000000", "there may be 1864135 frames"),
    ] {
        let reason = SeededStimulus::read(text).expect_err(text);
        assert!(reason.contains(said), "{text}: {reason}");
    }
}

#[test]
fn no_text_makes_reading_a_description_panic() {
    let pieces = [
        "ran1",
        "java",
        "seed",
        "=",
        "~",
        "_",
        " ",
        "x",
        "-",
        ",",
        "99999999999999999999",
        "7",
        "running",
        "frozen",
        "é",
        "trials",
        "checker",
        ".",
        "e308",
        "step",
        "blinks",
    ];
    let mut random = Random::new(9, Stream::Live, 0);
    let mut num_read = 0;
    for _ in 0..200_000 {
        let num = random.below(14);
        let text: String =
            (0..num).map(|_| pieces[random.below(pieces.len() as u32) as usize]).collect();
        let text =
            if random.below(2) == 0 { text } else { format!("ran1 seed=1 7x7 running=7 {text}") };
        if let Ok(stimulus) = SeededStimulus::read(&text) {
            num_read += 1;
            assert_eq!(SeededStimulus::read(&stimulus.to_string()), Ok(stimulus));
        }
    }
    assert!(num_read > 100);
}
