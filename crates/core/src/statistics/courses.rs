//! The first singular vectors of a movie in time: the courses that most of it is made of.

use crate::statistics::iteration::{iterate, products};

/// First left singular vectors of a matrix of frames, the strongest first; orthonormal.
///
/// # Shapes
/// - `matrix`: `[num_rows, columns]`, row-major
/// - returns `[num_courses][num_rows]`; the first is that of [`rank_one`](super::rank_one), up to
///   its sign
pub fn temporal_courses(matrix: &[f32], num_rows: usize, num_courses: usize) -> Vec<Vec<f32>> {
    let rows: Vec<&[f32]> = matrix.chunks_exact(matrix.len() / num_rows).collect();
    // Any independent vectors will do; these favor none of the rows.
    let start = |course: usize| {
        let numbers =
            (0..num_rows).map(|row| ((row * (course + 3) + 7 * course) % 13) as f64 - 5.5);
        numbers.collect()
    };
    let mut courses: Vec<Vec<f64>> = (0..num_courses.min(num_rows)).map(start).collect();
    iterate(&products(&rows), &mut courses);
    let narrow = |course: Vec<f64>| course.into_iter().map(|value| value as f32).collect();
    courses.into_iter().map(narrow).collect()
}
