//! How well a guess of a hidden cell's subunits fits.

use crate::{config::Placement, statistics::assign};

/// Overlap from which a subunit counts as found: half of what both cover together.
pub const FOUND_OVERLAP: f64 = 0.5;

/// A guess beside the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// Overlap of each hidden subunit with the guess that it is matched to, 0 without one.
    pub overlaps: Vec<f64>,
    /// Subunits guessed.
    pub num_guessed: usize,
}

impl Guess {
    /// Matches guesses to subunits so that they overlap most (Hungarian algorithm). Overlap is the area
    /// of both over the area of either, from 0 to 1 (Jaccard index).
    pub fn new(truth: &[Placement], guesses: &[Placement]) -> Self {
        let scores: Vec<Vec<f64>> = truth
            .iter()
            .map(|subunit| guesses.iter().map(|guess| overlap(*subunit, *guess)).collect())
            .collect();
        let matched = assign(&scores);
        let of = |(scores, guess): (&Vec<f64>, &Option<usize>)| guess.map_or(0.0, |at| scores[at]);
        Self { overlaps: scores.iter().zip(&matched).map(of).collect(), num_guessed: guesses.len() }
    }

    /// Hidden subunits found.
    pub fn num_found(&self) -> usize {
        self.overlaps.iter().filter(|overlap| **overlap >= FOUND_OVERLAP).count()
    }

    /// From 0 to 1: the mean overlap, where a guess too many counts as one that hits nothing.
    pub fn score(&self) -> f64 {
        let all = self.overlaps.len().max(self.num_guessed).max(1);
        self.overlaps.iter().sum::<f64>() / all as f64
    }
}

fn overlap(one: Placement, other: Placement) -> f64 {
    let both = |a: u8, a_size: u8, b: u8, b_size: u8| {
        let (a, b) = (i32::from(a), i32::from(b));
        ((a + i32::from(a_size)).min(b + i32::from(b_size)) - a.max(b)).max(0)
    };
    let shared = both(one.row, one.height, other.row, other.height)
        * both(one.column, one.width, other.column, other.width);
    let area = |place: Placement| i32::from(place.height) * i32::from(place.width);
    let either = area(one) + area(other) - shared;
    if either > 0 { f64::from(shared) / f64::from(either) } else { 0.0 }
}
