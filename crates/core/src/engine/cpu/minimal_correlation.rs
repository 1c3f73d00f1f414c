//! Derivatives by the filter weights where filtering is minimal: the correlation of components of the frames with the derivatives by
//! what is summed up of them.
//!
//! Each component of a filter has four sums, one for each lane of the narrowest vector, over the frames of all tiles in their order. Wider
//! vectors hold the sums of several filters side by side, so each sum is the same whatever the width.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use core::array;

use wide::f32x4;

use crate::{
    engine::cpu::correlation::{blocks, sums_of_lanes},
    network::{
        GRID, Lanes, MapVectors, Minimal, PLANES, TILE_VECTORS, add_products, map_vectors,
        side_by_side, slopes_of_planes,
    },
    vectors::{Kernel, VectorWidth, Vectors},
};

/// Filters whose derivatives are put together at once.
const LANES: usize = 4;

/// Sums of a batch, kept from batch to batch.
#[derive(Clone, Debug, Default)]
pub(super) struct MinimalSums {
    /// `[PLANES][blocks of vectors of filters][components][BLOCK][GROUPS]`.
    sums: Vec<f32x4>,
    /// Where the sums of each filter stand in those of a plane.
    places: Vec<SumsOfFilter>,
    /// Derivatives by the sums of one tile in each plane, `[vectors of filters][PLANES][TILE_VECTORS][GROUPS]`.
    slopes: Vec<f32x4>,
}

/// Where the sums of a filter stand in those of a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
struct SumsOfFilter {
    /// Vectors of filters before its block.
    before: usize,
    /// Vectors of filters in its block.
    block: usize,
    /// From the begin of a row of the block on.
    offset: usize,
    groups: usize,
}

impl MinimalSums {
    /// Before a batch.
    pub(super) fn clear(&mut self) {
        self.sums.fill(f32x4::ZERO);
    }

    /// Adds what one tile has for all components.
    ///
    /// # Shapes
    /// - `maps`: `[num_filters * GRID]`, derivatives
    pub(super) fn add(
        &mut self,
        (minimal, components): (&Minimal, &[Lanes]),
        maps: &[Lanes],
        (width, num_vectors): (VectorWidth, usize),
        room: &mut Vec<f32x4>,
    ) {
        width.run(MinimalCorrelation { minimal, components, maps, num_vectors, room, sums: self });
    }

    /// Derivatives by the weights of each filter.
    ///
    /// # Shapes
    /// - `filters`: `[num_filters][channels, side, side]`, to be written
    pub(super) fn collect(&self, minimal: &Minimal, filters: &mut [f32]) {
        let num_vectors = self.sums.len() / minimal.len();
        let filter_len = filters.len() / self.places.len();
        let mut components = vec![f32x4::ZERO; minimal.len()];
        let mut slopes = vec![f32x4::ZERO; filter_len];
        let four_filters = filters.chunks_mut(LANES * filter_len);
        for (places, filters) in self.places.chunks(LANES).zip(four_filters) {
            for plane in minimal.planes() {
                // Of filters that are missing, those of another.
                let mut of_filters: [_; LANES] = array::from_fn(|lane| {
                    let place = places[lane.min(places.len() - 1)];
                    let first = num_vectors * plane.start
                        + place.before * place.groups * plane.len()
                        + place.offset;
                    self.sums[first..].iter().step_by(place.block * place.groups)
                });
                for component in &mut components[plane] {
                    let sums = of_filters.each_mut().map(|sums| sums.next().copied());
                    *component = sums_of_lanes(sums.map(Option::unwrap_or_default));
                }
            }
            minimal.slopes_of_filters(&components, &mut slopes);
            for (lane, filter) in filters.chunks_exact_mut(filter_len).enumerate() {
                for (weight, slopes) in filter.iter_mut().zip(&slopes) {
                    *weight = slopes.to_array()[lane];
                }
            }
        }
    }
}

/// Derivatives by the sums of a vector of filters.
type PlaneSlopes<V> = [MapVectors<V>; PLANES];

struct MinimalCorrelation<'a> {
    minimal: &'a Minimal,
    components: &'a [Lanes],
    maps: &'a [Lanes],
    num_vectors: usize,
    room: &'a mut Vec<f32x4>,
    sums: &'a mut MinimalSums,
}

impl Kernel for MinimalCorrelation<'_> {
    type Found = ();

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) {
        let Self { minimal, components, maps, num_vectors, room, sums: kept } = self;
        let num_filters = maps.len() / GRID;
        let filters = num_filters.div_ceil(V::GROUPS);
        kept.make_room(V::GROUPS, num_filters, minimal.len());
        let maps = map_vectors::<V>(side_by_side::<V>(maps, (GRID, num_vectors), room));
        let (slopes, _) = V::vectors_of_mut(&mut kept.slopes).as_chunks_mut().0.as_chunks_mut();
        slopes_of_planes(vectors, maps, slopes, num_vectors);
        let mut rest = V::vectors_of_mut(&mut kept.sums);
        for (plane, components) in minimal.planes().map(|plane| &components[plane]).enumerate() {
            for block in blocks(V::GROUPS, filters) {
                let len = block.len();
                let (sums, after) = rest.split_at_mut(len * components.len());
                rest = after;
                let slopes = (&slopes[block], plane);
                let tile = (components, num_vectors);
                match (V::GROUPS, len) {
                    (1, 4) => add::<V, 4, 2>(vectors, tile, slopes, sums),
                    (1, 2) => add::<V, 2, 2>(vectors, tile, slopes, sums),
                    (1, _) => add::<V, 1, 2>(vectors, tile, slopes, sums),
                    (2, 2) => add::<V, 2, 4>(vectors, tile, slopes, sums),
                    (_, 2) => add::<V, 2, 8>(vectors, tile, slopes, sums),
                    _ => add::<V, 1, 8>(vectors, tile, slopes, sums),
                }
            }
        }
    }
}

impl MinimalSums {
    fn make_room(&mut self, groups: usize, num_filters: usize, num_components: usize) {
        if !self.places.is_empty() {
            return;
        }
        let vectors = num_filters.div_ceil(groups);
        self.sums = vec![f32x4::ZERO; num_components * vectors * groups];
        self.slopes = vec![f32x4::ZERO; PLANES * vectors * TILE_VECTORS * groups];
        let places = blocks(groups, vectors).flat_map(|block| {
            (0..block.len() * groups).map(move |offset| SumsOfFilter {
                before: block.start,
                block: block.len(),
                offset,
                groups,
            })
        });
        self.places = places.take(num_filters).collect();
    }
}

/// Adds to the sums of a block of vectors of filters what a tile has for the components of a plane.
///
/// # Shapes
/// - `components`: of the frames, those of the plane
/// - `slopes`: `[BLOCK][PLANES]`
/// - `sums`: `[components][BLOCK]`
#[inline(always)]
fn add<V: Vectors, const BLOCK: usize, const MANY: usize>(
    vectors: V,
    (components, num_vectors): (&[Lanes], usize),
    (slopes, plane): (&[PlaneSlopes<V>], usize),
    sums: &mut [V::Groups],
) {
    let mut maps = [&slopes[0][plane]; BLOCK];
    for (map, slopes) in maps.iter_mut().zip(slopes) {
        *map = &slopes[plane];
    }
    let (sums, _) = sums.as_chunks_mut::<BLOCK>();
    let (many, few) = components.as_chunks::<MANY>();
    let (many_sums, few_sums) = sums.split_at_mut(many.len() * MANY);
    for (components, sums) in many.iter().zip(many_sums.as_chunks_mut::<MANY>().0) {
        add_some::<V, BLOCK, MANY>(vectors, (components, maps, num_vectors), sums);
    }
    for (component, sum) in few.iter().zip(few_sums) {
        let (one, sum) = (array::from_ref(component), array::from_mut(sum));
        add_some::<V, BLOCK, 1>(vectors, (one, maps, num_vectors), sum);
    }
}

#[inline(always)]
fn add_some<V: Vectors, const BLOCK: usize, const MANY: usize>(
    vectors: V,
    (components, maps, num_vectors): (&[Lanes; MANY], [&MapVectors<V>; BLOCK], usize),
    sums: &mut [[V::Groups; BLOCK]; MANY],
) {
    let mut found = [[vectors.splat(0.0); MANY]; BLOCK];
    for (at, sums) in sums.iter().enumerate() {
        for (found, sum) in found.iter_mut().zip(sums) {
            found[at] = vectors.load(sum);
        }
    }
    add_products(vectors, &mut found, (maps, components.each_ref()), num_vectors);
    for (at, sums) in sums.iter_mut().enumerate() {
        for (found, sum) in found.iter().zip(sums) {
            *sum = vectors.store(found[at]);
        }
    }
}
