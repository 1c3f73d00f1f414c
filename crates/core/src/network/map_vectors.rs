//! Maps of filters as vectors read them: those of several filters side by side, and the sums of their products.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use wide::f32x4;

use crate::{
    network::tile::{Lanes, TILE_VECTORS},
    vectors::Vectors,
};

/// One map, or as many as a vector has groups, in a tile of frames.
pub(crate) type MapVectors<V> = [<V as Vectors>::Groups; TILE_VECTORS];

/// The maps of a row that [`side_by_side`] made.
#[inline(always)]
pub(crate) fn map_vectors<V: Vectors>(row: &[f32x4]) -> &[MapVectors<V>] {
    V::vectors_of(row).as_chunks().0
}

/// Adds to each sum of a block of maps and some inputs their products, frame by frame of a tile.
///
/// # Shapes
/// - `sums`: `[BLOCK][INPUTS]`
/// - `maps`: `[BLOCK]`
#[inline(always)]
pub(crate) fn add_products<V: Vectors, const BLOCK: usize, const INPUTS: usize>(
    vectors: V,
    sums: &mut [[V::Vector; INPUTS]; BLOCK],
    (maps, inputs): ([&MapVectors<V>; BLOCK], [&Lanes; INPUTS]),
    num_vectors: usize,
) {
    // Not of a length that the compiler knows: it would load all vectors first, and V8 would spill them (half the speed).
    for vector in 0..num_vectors.min(TILE_VECTORS) {
        let inputs = inputs.map(|input| vectors.repeat(input[vector]));
        for (sums, map) in sums.iter_mut().zip(&maps) {
            let map = vectors.load(&map[vector]);
            for (sum, input) in sums.iter_mut().zip(&inputs) {
                *sum = vectors.add_product(*sum, map, *input);
            }
        }
    }
}

/// Maps as vectors read them: as many side by side as a vector has groups, `[maps / GROUPS, positions, TILE_VECTORS, GROUPS]`. Maps that
/// are missing in the last vector are zero.
///
/// # Shapes
/// - `maps`: `[num_maps * positions]`
/// - `room`: kept from call to call
#[inline(always)]
pub(crate) fn side_by_side<'a, V: Vectors>(
    maps: &'a [Lanes],
    (positions, num_vectors): (usize, usize),
    room: &'a mut Vec<f32x4>,
) -> &'a [f32x4] {
    if V::GROUPS == 1 {
        return maps.as_flattened();
    }
    let row = TILE_VECTORS * V::GROUPS;
    let len = (maps.len() / positions).div_ceil(V::GROUPS) * positions * row;
    if room.len() != len {
        room.clear();
        room.resize(len, f32x4::ZERO);
    }
    for (map, maps) in maps.chunks_exact(positions).enumerate() {
        let (group, member) = (map / V::GROUPS, map % V::GROUPS);
        let rows = room[group * positions * row..].chunks_exact_mut(row);
        for (map, row) in maps.iter().zip(rows) {
            let places = row.iter_mut().skip(member).step_by(V::GROUPS);
            for (place, number) in places.zip(map).take(num_vectors) {
                *place = *number;
            }
        }
    }
    room
}
