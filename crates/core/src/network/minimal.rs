//! Minimal filtering: what a filter answers at two by two positions, with fewer products.
//!
//! Three weights at two neighbouring positions take four products instead of six, so 3x3 weights at 2x2 positions take 16 instead of 36: a
//! network of 15x15 filters on 16x16 checkers needs 400 products a filter and frame instead of 900, one of 7x7 on 8x8 100 instead of 196.
//! Along each axis
//!
//! ```text
//! frame    d -> (d0 - d2, d1 + d2, d2 - d1, d3 - d1)               four components
//! weights  g -> (g0, (g0 + g1 + g2) / 2, (g0 - g1 + g2) / 2, g2)
//! answers  y = (m0 + m1 + m2, m1 - m2 + m3)                        m: product of both, component by component
//! ```
//!
//! Weights that are left over when a filter is cut into threes stand by themselves: `(d0, d1)` times `(g, g)` in components 0 and 3. Each
//! component is summed over all pieces of a filter before the answers are made of it. Backward each of the three steps is transposed, and
//! the components of the frames are used again.
//!
//! # Source
//! Winograd (1980), Arithmetic Complexity of Computations; Lavin and Gray (2016), CVPR.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use core::{array, ops::Range};

use wide::f32x4;

use crate::{
    network::{
        MapVectors, Shape,
        tile::{Lanes, TILE_VECTORS, Tile},
    },
    vectors::{Kernel, Vectors},
};

/// Components along one axis.
const COMPONENTS: usize = 4;
/// Components along both.
pub(crate) const PLANES: usize = COMPONENTS * COMPONENTS;
/// Positions along one axis.
const POSITIONS: usize = 2;
/// Positions along both: all that a filter has.
pub(crate) const GRID: usize = POSITIONS * POSITIONS;
/// Weights of a piece along one axis, unless it is one that is left over.
const THREE: usize = 3;

/// How filters of a network are cut into pieces, and where the components of each stand.
#[derive(Clone, Debug)]
pub struct Minimal {
    columns: usize,
    side: usize,
    pieces: Vec<Piece>,
    /// Where each plane begins, and the end.
    starts: [usize; PLANES + 1],
}

/// Some weights that are transformed together.
#[derive(Clone, Debug)]
struct Piece {
    /// Height and width: three or one.
    size: [usize; 2],
    /// The first weight.
    weight: usize,
    /// The checker below it.
    checker: usize,
    /// Where each component stands, as far as there are any.
    places: [[usize; COMPONENTS]; COMPONENTS],
}

impl Minimal {
    /// For a network whose filters have two by two positions; nothing for others, and for filters without a three.
    pub fn of(shape: Shape) -> Option<Self> {
        let side = shape.side as usize;
        if shape.position_grid() != (POSITIONS, POSITIONS) || side < THREE {
            return None;
        }
        let threes = side / THREE;
        let singles = (threes * THREE..side).map(|first| (first, 1));
        let along: Vec<_> =
            (0..threes).map(|three| (three * THREE, THREE)).chain(singles).collect();
        let having = |component| if is_of_single(component) { along.len() } else { threes };
        let channels = shape.num_channels();
        let mut starts = [0; PLANES + 1];
        for plane in 0..PLANES {
            let [rows, columns] = [plane / COMPONENTS, plane % COMPONENTS].map(having);
            starts[plane + 1] = starts[plane] + channels * rows * columns;
        }
        let columns = shape.columns as usize;
        let piece = |channel: usize, (down, (top, height)), (right, (left, width))| Piece {
            size: [height, width],
            weight: (channel * side + top) * side + left,
            checker: channel * shape.num_checkers() + top * columns + left,
            places: array::from_fn(|below| {
                array::from_fn(|beside| {
                    let row = channel * having(below) + down;
                    starts[below * COMPONENTS + beside] + row * having(beside) + right
                })
            }),
        };
        let each = || along.iter().copied().enumerate();
        let pieces = (0..channels).flat_map(|channel| {
            each().flat_map(move |row| each().map(move |column| piece(channel, row, column)))
        });
        Some(Self { columns, side, pieces: pieces.collect(), starts })
    }

    /// Components of a filter, or of a frame as its filters see it.
    pub fn len(&self) -> usize {
        self.starts[PLANES]
    }

    /// Never: a filter has weights.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The components that are summed up together, one range for each of 16 planes.
    pub fn planes(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.starts.windows(2).map(|ends| ends[0]..ends[1])
    }

    /// Components of the weights of four filters, one in each lane.
    ///
    /// # Shapes
    /// - `filters`: `[channels, side, side]`
    /// - returns `[`[`Self::len`]`]`
    pub fn of_filters(&self, filters: &[f32x4]) -> Vec<f32x4> {
        let mut components = vec![f32x4::ZERO; self.len()];
        for Piece { size: [height, width], weight, places, .. } in &self.pieces {
            let mut across = [[f32x4::ZERO; COMPONENTS]; THREE];
            let rows = filters[*weight..].chunks(self.side);
            for (row, across) in rows.zip(&mut across).take(*height) {
                *across = components_of_weights(&row[..*width]);
            }
            for right in components_in(*width) {
                let down = across.map(|row| row[*right]);
                let down = components_of_weights(&down[..*height]);
                for below in components_in(*height) {
                    components[places[*below][*right]] = down[*below];
                }
            }
        }
        components
    }

    /// Derivatives by the weights of four filters, one in each lane, from those by their components.
    ///
    /// # Shapes
    /// - `slopes`: `[`[`Self::len`]`]`
    /// - `filters`: `[channels, side, side]`, to be written
    pub fn slopes_of_filters(&self, slopes: &[f32x4], filters: &mut [f32x4]) {
        for Piece { size: [height, width], weight, places, .. } in &self.pieces {
            let mut down = [[f32x4::ZERO; THREE]; COMPONENTS];
            for right in components_in(*width) {
                let mut column = [f32x4::ZERO; COMPONENTS];
                for below in components_in(*height) {
                    column[*below] = slopes[places[*below][*right]];
                }
                down[*right] = slopes_of_weights(*height, column);
            }
            let rows = filters[*weight..].chunks_mut(self.side);
            for (row, weights) in rows.enumerate().take(*height) {
                let slopes = slopes_of_weights(*width, down.map(|column| column[row]));
                weights[..*width].copy_from_slice(&slopes[..*width]);
            }
        }
    }
}

/// Whether a piece of one weight has this component.
const fn is_of_single(component: usize) -> bool {
    matches!(component, 0 | 3)
}

/// Components that a piece of so many weights has.
const fn components_in(len: usize) -> &'static [usize] {
    if len == THREE { &[0, 1, 2, 3] } else { &[0, 3] }
}

fn components_of_weights(weights: &[f32x4]) -> [f32x4; COMPONENTS] {
    let half = f32x4::HALF;
    match *weights {
        [a, b, c] => {
            let ends = a + c;
            [a, half * (ends + b), half * (ends - b), c]
        }
        [weight, ..] => [weight, f32x4::ZERO, f32x4::ZERO, weight],
        [] => [f32x4::ZERO; COMPONENTS],
    }
}

fn slopes_of_weights(len: usize, [a, b, c, d]: [f32x4; COMPONENTS]) -> [f32x4; THREE] {
    if len == THREE {
        let half = f32x4::HALF * (b + c);
        [a + half, f32x4::HALF * (b - c), half + d]
    } else {
        [a + d, f32x4::ZERO, f32x4::ZERO]
    }
}

/// Components of the frames of a tile.
pub(super) struct FrameComponents<'a> {
    pub(super) minimal: &'a Minimal,
    pub(super) tile: &'a Tile,
    /// Where the channels begin in the tile.
    pub(super) first: usize,
    /// [`Minimal::len`], to be written.
    pub(super) components: &'a mut [Lanes],
}

impl Kernel for FrameComponents<'_> {
    type Found = ();

    #[inline(always)]
    fn run<V: Vectors>(mut self, vectors: V) {
        for piece in &self.minimal.pieces {
            match piece.size {
                [THREE, THREE] => self.transform::<V, THREE, THREE>(vectors, piece),
                [THREE, _] => self.transform::<V, THREE, 1>(vectors, piece),
                [_, THREE] => self.transform::<V, 1, THREE>(vectors, piece),
                _ => self.transform::<V, 1, 1>(vectors, piece),
            }
        }
    }
}

impl FrameComponents<'_> {
    #[inline(always)]
    fn transform<V: Vectors, const HEIGHT: usize, const WIDTH: usize>(
        &mut self,
        vectors: V,
        piece: &Piece,
    ) {
        let corner = self.first + piece.checker;
        let rows: [&[Lanes]; COMPONENTS] = array::from_fn(|row| {
            self.tile.checkers(corner + row.min(HEIGHT) * self.minimal.columns, WIDTH + 1)
        });
        let nothing = [vectors.splat(0.0); COMPONENTS];
        for vector in 0..self.tile.num_vectors().div_ceil(V::GROUPS) {
            let mut across = [nothing; COMPONENTS];
            for (row, across) in rows.iter().zip(&mut across).take(HEIGHT + 1) {
                let mut checkers = nothing;
                for (checker, place) in row.iter().zip(&mut checkers) {
                    *place = vectors.load(&V::vectors_of(checker)[vector]);
                }
                *across = components_of_checkers::<V, WIDTH>(vectors, checkers);
            }
            for right in components_in(WIDTH) {
                let mut down = nothing;
                for (place, row) in down.iter_mut().zip(&across) {
                    *place = row[*right];
                }
                let down = components_of_checkers::<V, HEIGHT>(vectors, down);
                for below in components_in(HEIGHT) {
                    let place = &mut self.components[piece.places[*below][*right]];
                    V::vectors_of_mut(place)[vector] = vectors.store(down[*below]);
                }
            }
        }
    }
}

#[inline(always)]
fn components_of_checkers<V: Vectors, const LEN: usize>(
    vectors: V,
    [a, b, c, d]: [V::Vector; COMPONENTS],
) -> [V::Vector; COMPONENTS] {
    if LEN == THREE {
        [vectors.subtract(a, c), vectors.add(b, c), vectors.subtract(c, b), vectors.subtract(d, b)]
    } else {
        [a, b, c, b]
    }
}

/// What filters answer at their positions, from the sums in each plane.
///
/// # Shapes
/// - `sums`: `[PLANES]`, of one filter
/// - `maps`: `[GRID]`, the positions of the filter, to be written
#[inline(always)]
pub(super) fn answers<V: Vectors>(
    vectors: V,
    sums: [&Lanes; PLANES],
    bias: f32,
    maps: &mut [Lanes; GRID],
    num_vectors: usize,
) {
    let bias = vectors.splat(bias);
    for vector in 0..num_vectors.div_ceil(V::GROUPS) {
        let mut across = [[bias; POSITIONS]; COMPONENTS];
        for (below, across) in across.iter_mut().enumerate() {
            let mut row = [bias; COMPONENTS];
            for (place, sum) in row.iter_mut().zip(&sums[below * COMPONENTS..]) {
                *place = vectors.load(&V::vectors_of(*sum)[vector]);
            }
            *across = answers_along(vectors, row);
        }
        for right in 0..POSITIONS {
            let mut column = [bias; COMPONENTS];
            for (place, row) in column.iter_mut().zip(&across) {
                *place = row[right];
            }
            let down = answers_along(vectors, column);
            for (map, answer) in maps.iter_mut().skip(right).step_by(POSITIONS).zip(down) {
                V::vectors_of_mut(map)[vector] = vectors.store(vectors.add(answer, bias));
            }
        }
    }
}

#[inline(always)]
fn answers_along<V: Vectors>(
    vectors: V,
    [a, b, c, d]: [V::Vector; COMPONENTS],
) -> [V::Vector; POSITIONS] {
    [vectors.add(vectors.add(a, b), c), vectors.add(vectors.subtract(b, c), d)]
}

/// Derivatives by the sums in each plane, from those by what the filters answer.
///
/// # Shapes
/// - `maps`: `[vectors of filters][GRID]`
/// - `slopes`: `[vectors of filters][PLANES]`, to be written
#[inline(always)]
pub(crate) fn slopes_of_planes<V: Vectors>(
    vectors: V,
    maps: &[MapVectors<V>],
    slopes: &mut [[MapVectors<V>; PLANES]],
    num_vectors: usize,
) {
    let (maps, _) = maps.as_chunks::<GRID>();
    for ([a, b, c, d], planes) in maps.iter().zip(slopes) {
        for vector in 0..num_vectors.min(TILE_VECTORS) {
            let left = slopes_along(vectors, vectors.load(&a[vector]), vectors.load(&c[vector]));
            let right = slopes_along(vectors, vectors.load(&b[vector]), vectors.load(&d[vector]));
            for below in 0..COMPONENTS {
                let slopes = slopes_along(vectors, left[below], right[below]);
                for (along, slope) in slopes.into_iter().enumerate() {
                    planes[below * COMPONENTS + along][vector] = vectors.store(slope);
                }
            }
        }
    }
}

#[inline(always)]
fn slopes_along<V: Vectors>(
    vectors: V,
    first: V::Vector,
    second: V::Vector,
) -> [V::Vector; COMPONENTS] {
    [first, vectors.add(first, second), vectors.subtract(first, second), second]
}
