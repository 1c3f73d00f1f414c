//! Similarities with all subunits on one line.

use plotters::backend::DrawingBackend;

use crate::{
    analysis::FOUND,
    figure::{
        DrawError, identity,
        sheet::{Look, Sheet},
    },
};

/// A line from 0 to 1 with a numbered dot for each subunit, and a mark where one counts as found.
///
/// # Shapes
/// - `similarities`: for each subunit its similarity, and whether its image is its own
pub(super) fn draw_strip<DB: DrawingBackend>(
    sheet: &Sheet<'_, DB>,
    similarities: &[(f64, bool)],
    (left, width): (f64, f64),
    middle: f64,
) -> Result<(), DrawError<DB>> {
    let (palette, text) = (sheet.palette, sheet.text_size());
    sheet.line([(left, middle), (left + width, middle)], palette.muted, palette.stroke)?;
    let found = left + FOUND * width;
    let half = 1.4 * text;
    sheet.line(
        [(found, middle - half), (found, middle + half)],
        palette.hairline,
        palette.stroke,
    )?;
    for (subunit, (cosine, is_own)) in similarities.iter().enumerate() {
        let at = (left + cosine.clamp(0.0, 1.0) * width, middle);
        let color = if *is_own { identity(subunit) } else { palette.muted };
        sheet.dot(at, 3.5 * palette.stroke, color)?;
    }
    for (numerals, from, to) in clusters(similarities, 0.9 * text / width) {
        let place = left + 0.5 * (from + to).clamp(0.0, 2.0) * width;
        let look = Look::start(0.85 * text, palette.ink);
        // Near the end, numerals grow to the left.
        let (place, look) = if place > left + 0.9 * width {
            (place + 0.3 * text, look.end())
        } else {
            (place, look.middle())
        };
        sheet.text(&numerals, (place, middle - text), look)?;
    }
    Ok(())
}

/// Numerals of subunits whose similarities lie close together, with the smallest and the largest.
fn clusters(similarities: &[(f64, bool)], close: f64) -> Vec<(String, f64, f64)> {
    let mut order: Vec<usize> = (0..similarities.len()).collect();
    order.sort_by(|&a, &b| similarities[a].0.total_cmp(&similarities[b].0));
    let mut clusters: Vec<(Vec<usize>, f64, f64)> = Vec::new();
    for subunit in order {
        let cosine = similarities[subunit].0;
        match clusters.last_mut() {
            Some((members, _, last)) if cosine - *last < close * members.len() as f64 => {
                members.push(subunit + 1);
                *last = cosine;
            }
            _ => clusters.push((vec![subunit + 1], cosine, cosine)),
        }
    }
    let named = |(mut members, from, to): (Vec<usize>, f64, f64)| {
        members.sort_unstable();
        let numerals: Vec<_> = members.iter().map(usize::to_string).collect();
        (numerals.join(" "), from, to)
    };
    clusters.into_iter().map(named).collect()
}
