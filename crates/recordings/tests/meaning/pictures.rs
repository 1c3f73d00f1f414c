//! Pictures that the cells were shown, and their answers.

use ganglion_core::{
    config::Scene,
    recording::{PictureAnswers, Recording},
};
use ganglion_recordings::{
    evidence::{Judgment, SuspectedFault},
    interpretation::{Interpretation, interpret},
    roles::{Role, RoleChoice, propose},
};

use crate::{
    files::{Made, made, opened},
    simulated::{Recipe, Simulated},
};

const T: usize = 2_000;
const NUM: usize = 30;
const TRIALS: usize = 8;
/// Rows and columns of checkers.
const FIELD: (usize, usize) = (12, 9);

struct Lab(Simulated);

impl Lab {
    fn new(num_cells: usize) -> Self {
        Self(Simulated::new(Recipe { num_frames: T, num_cells, ..Recipe::new(31) }))
    }

    /// Frames and counts.
    fn noise(&self) -> [Made; 2] {
        let bright = |value: &f32| f64::from(u8::from(*value > 0.0));
        let frames = (0..T).flat_map(|at| self.0.frame(at).iter().map(bright)).collect();
        let num_cells = self.0.counts.len();
        let counts = (0..T).flat_map(|at| self.0.counts.iter().map(move |all| f64::from(all[at])));
        let counts = made("n", &[T, num_cells], "<i8", counts.collect());
        [made("noise", &[T, FIELD.0, FIELD.1], "|u1", frames), counts]
    }

    fn understood(&self, more: &[Made], choices: &[&str]) -> Interpretation {
        let mut files = self.noise().to_vec();
        files.extend_from_slice(more);
        let (files, facts) = opened(&files);
        let choices: Vec<_> =
            choices.iter().map(|text| RoleChoice::read(text).expect("a choice")).collect();
        interpret(&files, &facts, &choices, 1)
    }
}

fn recording(found: &Interpretation) -> &Recording {
    let assembled = found.assembled.as_ref();
    &assembled.unwrap_or_else(|reason| panic!("{reason}: {:?}", found.roles)).recording
}

fn faults(found: &Interpretation) -> Vec<SuspectedFault> {
    found.evidence.iter().filter_map(|one| one.fault.clone()).collect()
}

/// An array of three sizes whose axes are put in another order.
fn ordered(
    name: &str,
    sizes: [usize; 3],
    axes: [usize; 3],
    of: &dyn Fn([usize; 3]) -> f64,
) -> Made {
    let shape = axes.map(|axis| sizes[axis]);
    let mut elements = Vec::with_capacity(sizes.iter().product());
    for first in 0..shape[0] {
        for second in 0..shape[1] {
            for third in 0..shape[2] {
                let mut index = [0; 3];
                [index[axes[0]], index[axes[1]], index[axes[2]]] = [first, second, third];
                elements.push(of(index));
            }
        }
    }
    made(name, &shape, "<f8", elements)
}

/// Gray of a pixel from 0 to 255, whole.
fn scene(number: usize, side: usize) -> Vec<f64> {
    let image = Scene::Landscape.image(2, number as u32, side);
    image.values.iter().map(|gray| (255.0 * f64::from(*gray)).round()).collect()
}

/// Pictures of whole pixels, four along a checker, as `[number, row, column]` in an order of axes; a value of gray is changed on the way.
fn pictures(axes: [usize; 3], change: &dyn Fn(f64) -> f64) -> Made {
    let (rows, columns) = (4 * FIELD.0, 4 * FIELD.1);
    let scenes: Vec<Vec<f64>> = (0..NUM).map(|number| scene(number, rows)).collect();
    ordered("x", [NUM, rows, columns], axes, &|[number, row, column]| {
        change(scenes[number][row * rows + column])
    })
}

/// What a checker sees of [`pictures`].
fn expected_gray() -> Vec<f64> {
    let rows = 4 * FIELD.0;
    let of = |number: usize| {
        let scene = scene(number, rows);
        (0..FIELD.0 * FIELD.1)
            .map(|checker| {
                let (row, column) = (checker / FIELD.1, checker % FIELD.1);
                let pixels =
                    (0..16).map(|at| scene[(4 * row + at / 4) * rows + 4 * column + at % 4]);
                pixels.sum::<f64>() / 16.0
            })
            .collect::<Vec<_>>()
    };
    (0..NUM).flat_map(of).collect()
}

fn count(number: usize, trial: usize, cell: usize) -> u16 {
    ((7 * number + 3 * trial + 5 * cell + number * trial) % 11) as u16
}

fn counts(axes: [usize; 3], num_trials: usize, num_cells: usize) -> Made {
    ordered("y", [NUM, num_trials, num_cells], axes, &|[number, trial, cell]| {
        f64::from(count(number, trial, cell))
    })
}

fn expected_counts(num_cells: usize) -> Vec<PictureAnswers> {
    let of = |cell: usize| {
        let trial = move |trial: usize| (0..NUM).map(move |number| count(number, trial, cell));
        PictureAnswers::Trials((0..TRIALS).flat_map(trial).collect())
    };
    (0..num_cells).map(of).collect()
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

#[test]
fn pictures_and_counts_of_any_order_of_axes_are_understood_by_their_values_alone() {
    let lab = Lab::new(3);
    let gray = expected_gray();
    for (at, axes) in ORDERS.into_iter().enumerate() {
        // Rows stand before columns, as in the frames.
        let of_pictures = [[0, 1, 2], [1, 0, 2], [1, 2, 0]][at % 3];
        let files = [pictures(of_pictures, &|gray| gray), counts(axes, TRIALS, 3)];
        let found = lab.understood(&files, &[]);
        let place = |axes: [usize; 3], axis: usize| axes.iter().position(|one| *one == axis);
        let picture_axis = place(axes, 0).expect("there");
        let role = Role::PictureCounts { picture_axis, trial_axis: place(axes, 1).expect("there") };
        assert_eq!(found.roles[3].role, role, "{axes:?}: {}", found.roles[3].reason);
        let role = Role::Pictures { picture_axis: place(of_pictures, 0).expect("there") };
        assert_eq!(found.roles[2].role, role, "{of_pictures:?}: {}", found.roles[2].reason);
        let pictures = recording(&found).pictures.as_ref().expect("it has pictures");
        assert_eq!(pictures.answers, expected_counts(3), "{axes:?}");
        let differ =
            pictures.gray.iter().zip(&gray).map(|(gray, right)| (f64::from(*gray) - right).abs());
        assert!(differ.fold(0.0, f64::max) <= 0.501, "{axes:?}");
        assert_eq!((recording(&found).num_frames(), faults(&found)), (T, vec![]), "{axes:?}");
        let told = found.evidence.iter().any(|one| {
            one.sentence.contains("30 pictures of 48 x 36 pixels; a checker covers 4 of them")
        });
        assert!(told, "{:#?}", found.evidence);
    }
}

#[test]
fn gray_is_the_same_however_it_is_written() {
    let lab = Lab::new(1);
    let found = |change: &dyn Fn(f64) -> f64| {
        let table = made("y", &[NUM, TRIALS], "|u1", counts([0, 1, 2], TRIALS, 1).values);
        let found = lab.understood(&[pictures([0, 1, 2], change), table], &[]);
        let recording = recording(&found);
        let pictures = recording.pictures.clone().expect("it has pictures");
        assert_eq!(pictures.answers, expected_counts(1));
        pictures.gray
    };
    let bytes = found(&|gray| gray);
    assert_eq!(found(&|gray| gray / 255.0), bytes);
    assert_eq!(found(&|gray| 2.0 * gray / 255.0 - 1.0), bytes);
    // Of other numbers the least is black and the greatest white.
    let whitened = found(&|gray| 0.3 * gray - 21.0);
    let spread = |gray: &[u8]| {
        f64::from(*gray.iter().max().expect("some") - *gray.iter().min().expect("some"))
    };
    assert!(spread(&whitened) >= spread(&bytes) && whitened.len() == bytes.len());
}

/// Pictures whose gray ascends with the column and then with the row, which any average of a checker keeps in its middle.
fn ramp(rows: usize, columns: usize) -> Made {
    ordered("x", [3, rows, columns], [0, 1, 2], &|[number, row, column]| {
        (row as f64 + 2.0 * column as f64 + number as f64) / (rows + 2 * columns + 3) as f64
    })
}

#[test]
fn checkers_cover_pictures_of_any_size_around_their_middle() {
    let lab = Lab::new(1);
    for (rows, columns, checker) in [
        (12, 9, None),
        (30, 20, Some(2.0)),
        (31, 40, Some(2.5)),
        (24, 18, None),
        (45, 34, Some(3.7)),
        (100, 75, None),
        (8, 6, None),
        (60, 60, Some(1.0)),
    ] {
        let side = checker.unwrap_or(rows as f64 / 12.0);
        let means = made("y", &[3], "<f8", vec![0.5, 1.5, 2.25]);
        let mut files = vec![ramp(rows, columns), means];
        files.extend(checker.map(|px| made("picture_checker_px", &[1], "<f8", vec![px])));
        let mut said = vec!["x=pictures:1", "y=picture-means"];
        if checker.is_some() {
            said.push("picture_checker_px=picture-checker-px");
        }
        let found = lab.understood(&files, &said);
        let pictures = recording(&found).pictures.clone();
        let pictures = pictures.unwrap_or_else(|| panic!("{rows}x{columns}: {:?}", faults(&found)));
        assert_eq!(pictures.answers, [PictureAnswers::Means(vec![0.5, 1.5, 2.25])]);
        let start = |num: usize, checkers: f64| 0.5 * (num as f64 - side * checkers);
        for (at, gray) in pictures.gray.iter().enumerate() {
            let (number, checker) = (at / 108, at % 108);
            let middle = |index: usize, start: f64| start + side * (index as f64 + 0.5) - 0.5;
            let row = middle(checker / 9, start(rows, 12.0));
            let column = middle(checker % 9, start(columns, 9.0));
            let right = (row + 2.0 * column + number as f64) / (rows + 2 * columns + 3) as f64;
            // Within a pixel gray does not ascend, so that a checker of broken pixels misses some of it.
            let slack = 0.6 + 255.0 * 0.8 / (rows + 2 * columns + 3) as f64;
            assert!(
                (f64::from(*gray) - 255.0 * right).abs() < slack,
                "{rows}x{columns}, {side}: {at}"
            );
        }
    }
}

#[test]
fn answers_that_can_be_read_in_two_ways_are_left_open() {
    let role = |num_cells: usize, answers: Made| {
        let mut files = Lab::new(num_cells).noise().to_vec();
        files.extend([pictures([0, 1, 2], &|gray| gray), answers]);
        let roles = propose(&opened(&files).1, &[]);
        assert_eq!(roles[0].role, Role::frames(0));
        assert_eq!(roles[2].role, Role::Pictures { picture_axis: 0 });
        (roles[3].role, roles[3].reason.clone())
    };
    let table = |columns: usize, scale: f64| {
        let values = (0..NUM * columns).map(|at| scale * f64::from(count(at, 1, 2))).collect();
        made("y", &[NUM, columns], "<f8", values)
    };
    let row = |scale: f64| made("y", &[NUM], "<f8", table(1, scale).values);
    let of =
        |picture_axis: usize, trial_axis: usize| Role::PictureCounts { picture_axis, trial_axis };
    let means = Role::PictureMeans { picture_axis: 0 };
    let cases: Vec<(usize, Made, Role)> = vec![
        (1, row(1.0), means),
        (1, row(0.25), means),
        (3, row(0.25), Role::Unknown),
        (1, table(5, 1.0), of(0, 1)),
        (1, table(5, 0.25), Role::Unknown),
        (3, table(3, 0.25), means),
        (3, table(3, 1.0), Role::Unknown),
        (3, table(7, 1.0), Role::Unknown),
        (3, counts([0, 1, 2], 3, 3), Role::Unknown),
        (3, counts([0, 1, 2], 5, 4), Role::Unknown),
        (3, counts([2, 1, 0], 5, 3), of(2, 1)),
    ];
    for (num_cells, answers, expected) in cases {
        let shape = answers.shape.clone();
        let (role, reason) = role(num_cells, answers);
        assert_eq!(role, expected, "{num_cells} cells, {shape:?}: {reason}");
    }
    // Pictures without answers are told, and two arrays of pictures are one too many.
    let lab = Lab::new(1);
    let found = lab.understood(&[pictures([0, 1, 2], &|gray| gray)], &[]);
    assert!(faults(&found).contains(&SuspectedFault::Unusable), "{:?}", faults(&found));
    let other = Made { name: "z.npy".to_owned(), ..pictures([0, 1, 2], &|gray| gray) };
    let found = lab.understood(&[pictures([0, 1, 2], &|gray| gray), other], &[]);
    assert!(found.roles[2..].iter().all(|one| one.role == Role::Unknown));
    assert!(recording(&found).pictures.is_none());
}

#[test]
fn noise_and_movies_are_no_pictures() {
    let movie = |shift: usize| {
        let scene = scene(1, 120);
        ordered("m", [40, 40, 40], [0, 1, 2], &|[at, row, column]| {
            scene[(row + at * shift) * 120 + column]
        })
    };
    let gray = |at: usize| f64::from((at as u32).wrapping_mul(2_654_435_761) >> 24);
    let noise = made("m", &[NUM, 48, 36], "<f8", (0..NUM * 48 * 36).map(gray).collect());
    for array in [movie(1), noise] {
        let roles = propose(&opened(core::slice::from_ref(&array)).1, &[]);
        assert!(!matches!(roles[0].role, Role::Pictures { .. }), "{}", roles[0].reason);
    }
}

#[test]
fn as_many_pictures_as_frozen_frames_are_told_apart_by_names_or_not_at_all() {
    let lab = Lab::new(3);
    let frozen = Made {
        shape: vec![NUM, FIELD.0, FIELD.1],
        name: "frozen.npy".to_owned(),
        values: lab.noise()[0].values[..NUM * 108].iter().map(|bright| 1.0 - bright).collect(),
        ..lab.noise()[0].clone()
    };
    let role = |name: &str| {
        let answers = Made { name: format!("{name}.npy"), ..counts([1, 0, 2], TRIALS, 3) };
        let spread = |value: &f64| if *value < 6.0 { 0.0 } else { *value };
        let values = answers.values.iter().map(spread).collect();
        let answers = Made { values, ..answers };
        let found =
            lab.understood(&[pictures([0, 1, 2], &|gray| gray), frozen.clone(), answers], &[]);
        found.roles[4].role
    };
    assert_eq!(role("y"), Role::Unknown);
    assert_eq!(role("image_counts"), Role::PictureCounts { picture_axis: 1, trial_axis: 0 });
    assert_eq!(role("frozen_counts"), Role::FrozenCounts { trial_axis: 0, time_axis: 1 });
}

#[test]
#[expect(clippy::too_many_lines, reason = "a line for each case")]
fn pictures_that_do_not_fit_are_left_out_with_a_reason() {
    let lab = Lab::new(3);
    let right = || pictures([0, 1, 2], &|gray| gray);
    let answers = |num: usize, trials: usize, cells: usize| {
        made("y", &[num, trials, cells], "<f8", vec![1.0; num * trials * cells])
    };
    let px = |px: f64| made("px", &[1], "<f8", vec![px]);
    let odd = made(
        "y",
        &[NUM, 3],
        "<f8",
        (0..3 * NUM).map(|at| if at == 5 { -0.5 } else { 0.5 }).collect(),
    );
    let nan = made(
        "y",
        &[NUM, 3],
        "<f8",
        (0..3 * NUM).map(|at| if at == 5 { f64::NAN } else { 0.5 }).collect(),
    );
    let single = ordered("x", [1, 48, 36], [0, 1, 2], &|[_, row, column]| (row + column) as f64);
    let flat = Made { shape: vec![NUM, 48 * 36], ..right() };
    let [one, two] = [2, 3].map(|trials| {
        made(
            if trials == 2 { "a" } else { "b" },
            &[NUM, trials, trials - 1],
            "|u1",
            vec![1.0; NUM * trials * (trials - 1)],
        )
    });
    let said = ["x=pictures:1", "y=picture-counts:1:2"];
    let cases: Vec<(Vec<Made>, Vec<&str>, &str)> = vec![
        (
            vec![ramp(50, 36), answers(3, 4, 3)],
            said.to_vec(),
            "50 x 36 pixels, which are not covered by 12 x 9 square checkers",
        ),
        (vec![ramp(36, 48), answers(3, 4, 3)], said.to_vec(), "not covered"),
        (
            vec![right(), answers(NUM, 4, 3), px(5.0)],
            vec![said[0], said[1], "px=picture-checker-px"],
            "12 x 9 checkers of 5 pixels don't lie within",
        ),
        (
            vec![right(), answers(NUM, 4, 3), px(0.0)],
            vec![said[0], said[1], "px=picture-checker-px"],
            "don't lie within",
        ),
        (
            vec![right(), answers(NUM, 4, 3), px(f64::NAN)],
            vec![said[0], said[1], "px=picture-checker-px"],
            "don't lie within",
        ),
        (
            vec![right(), answers(NUM - 1, 4, 3)],
            said.to_vec(),
            "answers to 29 pictures, but there are 30",
        ),
        (vec![right(), answers(NUM, 4, 2)], said.to_vec(), "2 cells to pictures, and there are 3"),
        (vec![right(), odd], vec![said[0], "y=picture-means:1"], "negative"),
        (vec![right(), nan], vec![said[0], "y=picture-means:1"], "no finite numbers"),
        (vec![single, answers(2, 4, 3)], said.to_vec(), "a single picture"),
        (vec![flat, answers(NUM, 4, 3)], said.to_vec(), "not three axes"),
        (
            vec![right(), one, two],
            vec![said[0], "a=picture-counts:1:2", "b=picture-counts:1:2"],
            "2 trials with each picture and another 3",
        ),
        (vec![right(), answers(NUM, 4, 3)], vec![said[0], "y=picture-counts:1:9"], "no such axis"),
        (vec![right(), answers(NUM, 4, 3)], vec![said[0], "y=picture-counts:1:1"], "same axis"),
        (vec![right(), answers(NUM, 4, 3)], vec!["x=pictures:7", said[1]], "no such axis"),
        (
            vec![right(), answers(NUM, 4, 3)],
            vec!["x=nothing", said[1]],
            "no array is known to be the pictures",
        ),
        (
            vec![right(), answers(NUM, 4, 3)],
            vec![said[0], "y=nothing"],
            "no array is known to be the answers",
        ),
    ];
    for (files, said, expected) in cases {
        let found = lab.understood(&files, &said);
        assert!(recording(&found).pictures.is_none(), "{expected}");
        let is_it = |fault: &SuspectedFault| *fault == SuspectedFault::Unusable;
        assert!(faults(&found).iter().any(is_it), "{expected}: {:?}", found.roles);
        let suspicious = found.evidence.iter().filter(|one| one.judgment == Judgment::Suspicious);
        let told: Vec<_> = suspicious.map(|one| one.sentence.clone()).collect();
        assert!(told.iter().any(|one| one.contains(expected)), "{expected}: {told:#?}");
    }
    // NaN in counts is 0 and told; in pictures it is gray.
    let mut counts = answers(NUM, 4, 3);
    counts.values[3] = f64::NAN;
    let mut gaps = right();
    gaps.values[9] = f64::NAN;
    let found = lab.understood(&[gaps, counts], &said);
    assert_eq!(faults(&found), [SuspectedFault::NotFinite, SuspectedFault::NotFinite]);
    assert!(recording(&found).pictures.is_some());
}

#[test]
fn how_long_a_picture_was_on_is_read_by_its_name_and_size() {
    let lab = Lab::new(3);
    let with = |name: &str, value: f64| {
        let number = made(name, &[1], "<f8", vec![value]);
        let files = [pictures([0, 1, 2], &|gray| gray), counts([0, 1, 2], TRIALS, 3), number];
        let found = lab.understood(&files, &[]);
        (found.roles[4].role, recording(&found).pictures.clone().expect("pictures").flash_ms)
    };
    assert_eq!(with("flash_ms", 200.0), (Role::FlashDuration, Some(200.0)));
    assert_eq!(with("duration", 500.0), (Role::FlashDuration, Some(500.0)));
    assert_eq!(with("flash", 0.2), (Role::Unknown, None));
    assert_eq!(with("q", 200.0), (Role::Unknown, None));
    assert_eq!(with("checker_px", 4.0).0, Role::PictureChecker);
}
