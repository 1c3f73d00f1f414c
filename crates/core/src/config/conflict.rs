//! What can be wrong with the values of a draft, and how each could give way.

use crate::{
    config::{
        CellSource, Draft, FILTER_COUNTS, Layout, PARAMETERS, Parameter, Placement, Section,
        TrainingPart, Value, Version, parameter, range_text,
    },
    t, words,
};

/// Something wrong with a draft: which parameters, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Link keys of the parameters concerned.
    pub keys: Vec<&'static str>,
    /// A sentence for people.
    pub message: String,
}

/// Values that would end a problem if they were taken, as far as they lie in their ranges.
pub(super) type Way = Vec<(&'static str, Value)>;

/// A problem with the ways out of it, the mildest first.
pub(super) struct Conflict {
    pub(super) problem: Problem,
    pub(super) ways: Vec<Way>,
}

impl Conflict {
    fn new(keys: &[&'static str], message: impl Into<String>, ways: Vec<Way>) -> Self {
        let is_in_range = |(key, value): &(&'static str, Value)| {
            parameter(key).is_some_and(|parameter| parameter.admits(value))
        };
        let ways = ways.into_iter().filter(|way| way.iter().all(is_in_range)).collect();
        Self { problem: Problem { keys: keys.to_vec(), message: message.into() }, ways }
    }
}

/// One value of a way.
fn one(key: &'static str, value: u32) -> Way {
    vec![(key, Value::Integer(value))]
}

/// Everything that is wrong with a draft: values out of their ranges, or else values that don't go together.
pub(super) fn conflicts(draft: &Draft) -> Vec<Conflict> {
    let out_of_range: Vec<_> =
        PARAMETERS.iter().filter_map(|parameter| range_conflict(parameter, draft)).collect();
    if !out_of_range.is_empty() {
        return out_of_range;
    }
    [
        source_conflict,
        field_conflict,
        count_conflict,
        filter_conflict,
        layer_conflict,
        batch_conflict,
    ]
    .into_iter()
    .chain([placement_conflict as fn(&Draft) -> Option<Conflict>])
    .filter_map(|find| find(draft))
    .collect()
}

fn range_conflict(parameter: &'static Parameter, draft: &Draft) -> Option<Conflict> {
    let value = (parameter.get)(draft);
    let message = || {
        t!(
            "{setting} is out of range: choose {range}.",
            setting = words::say(parameter.label),
            range = range_text(parameter)
        )
    };
    (!parameter.admits(&value)).then(|| Conflict::new(&[parameter.key], message(), Vec::new()))
}

fn source_conflict(draft: &Draft) -> Option<Conflict> {
    let message = t!("This section is not about this kind of cell.");
    (!draft.section.sources().contains(&draft.source))
        .then(|| Conflict::new(&["source"], message, Vec::new()))
}

fn field_conflict(draft: &Draft) -> Option<Conflict> {
    let message = t!("Recorded-like cells have a field of 16x16 checkers.");
    let is_other = draft.source == CellSource::Recorded && (draft.rows, draft.columns) != (16, 16);
    is_other.then(|| Conflict::new(&["rows", "cols"], message, Vec::new()))
}

/// The numbers of filters: in order, and in Saturation among those that are compared.
fn count_conflict(draft: &Draft) -> Option<Conflict> {
    let (fewest, most) = (draft.first_filters, draft.last_filters);
    let keys = ["nmin", "nmax"];
    if fewest > most {
        let message = t!(
            "The fewest filters ({fewest}) are more than the most ({most}). Swap them.",
            fewest = fewest,
            most = most
        );
        return Some(Conflict::new(&keys, message, vec![one("nmin", most), one("nmax", fewest)]));
    }
    let is_compared = FILTER_COUNTS.iter().any(|count| (fewest..=most).contains(count));
    if draft.section != Section::Saturation || is_compared {
        return None;
    }
    let counts: Vec<_> = FILTER_COUNTS.iter().map(u32::to_string).collect();
    let message = t!(
        "Networks with {counts} filters are compared, and none of these numbers lies between {fewest} and {most}. Choose a wider range.",
        counts = counts.join(", "),
        fewest = fewest,
        most = most
    );
    let below = FILTER_COUNTS.iter().rev().find(|count| **count < fewest);
    let above = FILTER_COUNTS.iter().find(|count| **count > most);
    let ways = [below.map(|count| one("nmin", *count)), above.map(|count| one("nmax", *count))];
    Some(Conflict::new(&keys, message, ways.into_iter().flatten().collect()))
}

/// A field in which filters of this size have a place.
fn field_for(side: u32, draft: &Draft) -> Way {
    let grown = [("rows", draft.rows), ("cols", draft.columns)];
    let grown = grown.into_iter().filter(|(_, size)| *size < side);
    grown.map(|(key, _)| (key, Value::Integer(side))).collect()
}

fn filter_conflict(draft: &Draft) -> Option<Conflict> {
    let Draft { filter_side: side, rows, columns, .. } = draft;
    let smallest = *rows.min(columns);
    let message = || {
        t!(
            "A {side}x{side} filter does not fit into a field of {rows}x{columns} checkers. Choose a smaller filter or a larger field.",
            side = side,
            rows = rows,
            columns = columns
        )
    };
    let ways = || vec![one("side", smallest), field_for(*side, draft)];
    (*side > smallest).then(|| Conflict::new(&["side", "rows", "cols"], message(), ways()))
}

fn layer_conflict(draft: &Draft) -> Option<Conflict> {
    if draft.layers < 2 {
        return None;
    }
    if draft.version == Version::Second {
        let message = t!(
            "Space-time filters are learned by networks of one conv layer. Choose one layer or Version I."
        );
        return Some(Conflict::new(&["version", "layers"], message, vec![one("layers", 1)]));
    }
    let Draft { filter_side: side, rows, columns, .. } = *draft;
    let smallest = rows.min(columns);
    // A filter that does not fit at all is another problem.
    if side != smallest {
        return None;
    }
    let message = t!(
        "The second layer needs at least two places where a filter fits. Choose a smaller filter or one layer."
    );
    let ways = vec![one("side", smallest - 1), one("layers", 1), field_for(side + 1, draft)];
    Some(Conflict::new(&["layers", "side", "rows", "cols"], message, ways))
}

fn batch_conflict(draft: &Draft) -> Option<Conflict> {
    let frames = draft.fewest_frames();
    if draft.batch <= frames {
        return None;
    }
    let message = t!(
        "A batch of {batch} needs more than the {frames} training frames. Choose a smaller batch or more frames.",
        batch = draft.batch,
        frames = frames
    );
    let (part, share) = draft.smallest_part();
    let halves = if part == TrainingPart::Whole { 1.0 } else { 2.0 };
    let share = f64::from(share) / halves;
    // One more than the quotient: what is left of it may be rounded down.
    let enough = (f64::from(draft.batch) / share).ceil() as u32 + halves as u32;
    let whole = vec![("share", Value::Real(1.0))];
    let ways = vec![one("batch", frames), whole, one("frames", enough)];
    Some(Conflict::new(&["batch", "frames", "share"], message, ways))
}

fn placement_conflict(draft: &Draft) -> Option<Conflict> {
    if draft.source != CellSource::Model {
        return None;
    }
    let subunits = draft.placements();
    if subunits.is_empty() && !draft.sealed.is_empty() {
        let message = t!(
            "The sealed cell of this link cannot be opened: a part of it is missing or was changed. Ask for the link again."
        );
        return Some(Conflict::new(&["blind"], message, Vec::new()));
    }
    if subunits.is_empty() {
        let message = t!("The cell has no subunit. Place at least one on the checkerboard.");
        return Some(Conflict::new(&["layout", "subunits"], message, Vec::new()));
    }
    let outside = subunits.iter().position(|subunit| {
        end(subunit.row, subunit.height) > draft.rows
            || end(subunit.column, subunit.width) > draft.columns
    })?;
    let message = t!(
        "Subunit {number} lies outside the field of {rows}x{columns} checkers. Move it or enlarge the field.",
        number = outside + 1,
        rows = draft.rows,
        columns = draft.columns
    );
    let keys: &[_] = match (draft.sealed.is_empty(), draft.layout) {
        (false, _) => &["blind", "rows", "cols"],
        (true, Layout::Custom) => &["layout", "subunits", "rows", "cols"],
        (true, _) => &["layout", "rows", "cols"],
    };
    Some(Conflict::new(keys, message, vec![field_around(&subunits, draft)]))
}

/// The first row or column behind a subunit.
fn end(at: u8, size: u8) -> u32 {
    u32::from(at) + u32::from(size)
}

/// A field that holds all subunits; those of a named layout move with it, so that they may still lie outside.
fn field_around(subunits: &[Placement], draft: &Draft) -> Way {
    let rows = subunits.iter().map(|place| end(place.row, place.height)).max().unwrap_or(0);
    let columns = subunits.iter().map(|place| end(place.column, place.width)).max().unwrap_or(0);
    let needed = [("rows", rows, draft.rows), ("cols", columns, draft.columns)];
    let grown = needed.into_iter().filter(|(_, needed, size)| needed > size);
    grown.map(|(key, needed, _)| (key, Value::Integer(needed))).collect()
}
