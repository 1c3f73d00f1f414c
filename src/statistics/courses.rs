//! The first singular vectors of a movie in time: the courses that most of it is made of.

/// More rounds than needed: the ratio of neighbouring singular values is raised to twice this power.
const NUM_ROUNDS: usize = 200;

/// First left singular vectors of a matrix of frames, the strongest first; orthonormal.
///
/// By orthogonal iteration on the products of rows, with a fixed number of rounds and only
/// `+ - * / sqrt`, so that the result has the same bits everywhere.
///
/// # Shapes
/// - `matrix`: `[num_rows, columns]`, row-major
/// - returns `[num_courses][num_rows]`; the first is that of [`rank_one`](super::rank_one), up to
///   its sign
pub fn temporal_courses(matrix: &[f32], num_rows: usize, num_courses: usize) -> Vec<Vec<f32>> {
    let rows: Vec<&[f32]> = matrix.chunks_exact(matrix.len() / num_rows).collect();
    let product = |a: &[f32], b: &[f32]| -> f64 {
        a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
    };
    let products: Vec<Vec<f64>> =
        rows.iter().map(|a| rows.iter().map(|b| product(a, b)).collect()).collect();
    // Any independent vectors will do; these favor none of the rows.
    let start = |course: usize| {
        let numbers =
            (0..num_rows).map(|row| ((row * (course + 3) + 7 * course) % 13) as f64 - 5.5);
        numbers.collect()
    };
    let mut courses: Vec<Vec<f64>> = (0..num_courses.min(num_rows)).map(start).collect();
    orthonormalize(&mut courses);
    for _ in 0..NUM_ROUNDS {
        for course in &mut courses {
            *course = products.iter().map(|row| dot(row, course)).collect();
        }
        orthonormalize(&mut courses);
    }
    let narrow = |course: Vec<f64>| course.into_iter().map(|value| value as f32).collect();
    courses.into_iter().map(narrow).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Gram and Schmidt, each vector twice: once would leave rounding errors of what was taken off.
fn orthonormalize(courses: &mut [Vec<f64>]) {
    for index in 0..courses.len() {
        let (before, rest) = courses.split_at_mut(index);
        let course = &mut rest[0];
        for other in before.iter().chain(before.iter()) {
            let share = dot(course, other);
            course.iter_mut().zip(other).for_each(|(value, other)| *value -= share * other);
        }
        let norm = dot(course, course).sqrt();
        if norm > 0.0 {
            for value in course.iter_mut() {
                *value /= norm;
            }
        }
    }
}
