use ganglion_core::{
    rng::{Random, Stream},
    statistics::{
        assign, cophenetic_correlation, correlation, cosine, morans_i, norm, rank_one, sort_few,
        temporal_courses,
    },
};

#[test]
fn correlation_is_unmoved_by_scale_and_offset() {
    let a = [0.1_f32, 0.7, 0.3, 0.9, 0.2];
    let b = [1.0_f32, 3.0, 2.0, 2.5, 0.5];
    let moved: Vec<f32> = a.iter().map(|a| 3.0 * a - 7.0).collect();
    assert!((correlation(&a, &b) - correlation(&moved, &b)).abs() < 1e-6);
}

#[test]
fn correlation_of_a_constant_is_zero() {
    assert_eq!(correlation(&[1.0_f32, 1.0, 1.0], &[0.0_f32, 1.0, 2.0]).to_bits(), 0);
}

/// An image with a block of ones.
fn block(side: usize, top: usize, left: usize, size: usize) -> Vec<f32> {
    let inside = |at: usize, start: usize| (start..start + size).contains(&at);
    (0..side * side)
        .map(|at| f32::from(u8::from(inside(at / side, top) && inside(at % side, left))))
        .collect()
}

#[test]
fn morans_i_of_a_2x2_block_in_7x7_is_the_published_one() {
    let found = morans_i(&block(7, 2, 3, 2), 7);
    assert!((found - 0.517).abs() < 5e-4, "{found}");
}

#[test]
fn morans_i_of_a_checkerboard_is_minus_one() {
    let board: Vec<f32> = (0..49).map(|at| if at % 2 == 0 { 1.0 } else { -1.0 }).collect();
    assert!((morans_i(&board, 7) + 1.0).abs() < 0.01);
}

#[test]
fn the_first_singular_pair_of_a_separable_movie_is_found_with_its_sign() {
    let temporal = [0.1_f32, -0.5, 0.8, 0.0];
    let spatial = [0.0_f32, 2.0, -1.0];
    let movie: Vec<f32> =
        temporal.iter().flat_map(|t| spatial.iter().map(move |s| t * s)).collect();
    let pair = rank_one(&movie, 4);
    assert!((pair.separability - 1.0).abs() < 1e-6);
    assert!(cosine(&pair.temporal, &temporal) > 0.999_999);
    assert!(cosine(&pair.spatial, &spatial) > 0.999_999);
}

#[test]
fn assignment_has_the_largest_sum_not_the_largest_first_score() {
    assert_eq!(assign(&[vec![0.9, 0.8], vec![0.8, 0.1]]), [Some(1), Some(0)]);
}

#[test]
fn more_rows_than_columns_leave_the_least_useful_row_alone() {
    assert_eq!(assign(&[vec![0.2], vec![0.9], vec![0.1]]), [None, Some(0), None]);
    assert_eq!(assign(&[vec![], vec![]]), [None, None]);
}

#[test]
fn courses_are_orthonormal_and_span_the_movie_that_they_come_from() {
    // Three courses with three images of falling strength, and nothing else.
    let course = |which: usize, row: usize| ((row * (which + 2) * 5 + which) % 11) as f32 - 5.0;
    let image = |which: usize, column: usize| ((column * (which + 3) * 7) % 13) as f32 - 6.0;
    let entry = |row, column| {
        let pair =
            |which| 10.0_f32.powi(-(which as i32)) * course(which, row) * image(which, column);
        (0..3).map(pair).sum::<f32>()
    };
    let matrix: Vec<f32> =
        (0..20).flat_map(|row| (0..30).map(move |column| entry(row, column))).collect();
    let courses = temporal_courses(&matrix, 20, 3);
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    for (index, a) in courses.iter().enumerate() {
        for (other, b) in courses.iter().enumerate() {
            let expected = f32::from(u8::from(index == other));
            assert!((dot(a, b) - expected).abs() < 1e-5);
        }
    }
    let strongest = rank_one(&matrix, 20).temporal;
    assert!(cosine(&courses[0], &strongest).abs() > 0.999_99);
    for column in 0..30 {
        let mut rest: Vec<f32> = (0..20).map(|row| matrix[row * 30 + column]).collect();
        let size = norm(&rest);
        for course in &courses {
            let share = dot(&rest, course);
            rest.iter_mut().zip(course).for_each(|(value, course)| *value -= share * course);
        }
        assert!(norm(&rest) < 1e-4 * size.max(1.0), "column {column}");
    }
}

#[test]
fn few_items_are_sorted_as_the_standard_library_sorts_them() {
    let mut random = Random::new(3, Stream::NetworkSpikes, 0);
    for len in 0..40 {
        // Few values, so that many are equal: those stay in their order.
        let items: Vec<(u32, usize)> =
            (0..len).map(|at| (random.poisson(2.0).into(), at)).collect();
        let (mut own, mut expected) = (items.clone(), items);
        sort_few(&mut own, |a, b| a.0 > b.0);
        expected.sort_by_key(|item| core::cmp::Reverse(item.0));
        assert_eq!(own, expected);
    }
}

#[test]
fn the_cophenetic_correlation_is_that_of_a_tree_by_average_linkage() {
    // Joined at 1 and at (3 + 4) / 2: (1, 3, 4) with (1, 3.5, 3.5).
    let found = cophenetic_correlation(vec![1.0, 3.0, 4.0], 3);
    assert!((found - (25.0_f64 / 28.0).sqrt()).abs() < 1e-12, "{found}");
    // By scipy 1.17.1: cluster.hierarchy.cophenet(linkage(d, "average"), d).
    let six = vec![2.0, 6.0, 10.0, 9.0, 7.0, 5.0, 9.0, 8.0, 6.5, 4.0, 5.0, 3.5, 3.0, 8.0, 7.5];
    let found = cophenetic_correlation(six, 6);
    assert!((found - 0.781_397_972_154_330_8).abs() < 1e-12, "{found}");
}

#[test]
fn dissimilarities_that_are_all_the_same_agree_wholly_or_not_at_all() {
    assert_eq!(cophenetic_correlation(vec![0.0; 6], 4).to_bits(), 1.0_f64.to_bits());
    assert_eq!(cophenetic_correlation(vec![1.0; 6], 4).to_bits(), 0);
    assert_eq!(cophenetic_correlation(Vec::new(), 1).to_bits(), 1.0_f64.to_bits());
}
