//! Moving subunits about, as pointer and keys do: always inside the field.

use crate::{
    config::{Draft, Layout, MAX_SUBUNITS, Placement, unseal},
    t,
};

/// Height and width of a field, checkers.
type FieldSize = (u32, u32);

impl Placement {
    /// A square of 2x2 whose top left checker is as near as can be to a checker of the field.
    pub fn near(row: i32, column: i32, field: FieldSize) -> Self {
        Self::square(0, 0).moved(row, column, field)
    }

    /// A square of 2x2 where no other subunit is, else in the middle.
    pub fn free(others: &[Self], (rows, columns): FieldSize) -> Self {
        let places = (0..rows as i32 - 1)
            .flat_map(|row| (0..columns as i32 - 1).map(move |column| (row, column)));
        let (middle_row, middle_column) = (rows as i32 / 2 - 1, columns as i32 / 2 - 1);
        let distance = |(row, column): &(i32, i32)| {
            (row - middle_row).pow(2) + (column - middle_column).pow(2)
        };
        places
            .filter(|&(row, column)| {
                let place = Self::near(row, column, (rows, columns));
                !others.iter().any(|other| other.overlaps(place))
            })
            .min_by_key(distance)
            .map_or_else(
                || Self::near(middle_row, middle_column, (rows, columns)),
                |(row, column)| Self::near(row, column, (rows, columns)),
            )
    }

    /// Whether two subunits share a checker.
    pub fn overlaps(self, other: Self) -> bool {
        let meets = |a: u8, a_size: u8, b: u8, b_size: u8| {
            u32::from(a) < u32::from(b) + u32::from(b_size)
                && u32::from(b) < u32::from(a) + u32::from(a_size)
        };
        meets(self.row, self.height, other.row, other.height)
            && meets(self.column, self.width, other.column, other.width)
    }

    /// Whether two subunits share a checker or an edge.
    pub fn touches(self, other: Self) -> bool {
        let below = |place: Self| Self { height: place.height.saturating_add(1), ..place };
        let beside = |place: Self| Self { width: place.width.saturating_add(1), ..place };
        below(self).overlaps(other)
            || beside(self).overlaps(other)
            || below(other).overlaps(self)
            || beside(other).overlaps(self)
    }

    /// Whether any two of them touch or overlap.
    pub fn any_touch(subunits: &[Self]) -> bool {
        let of_earlier =
            |index: usize| subunits[..index].iter().any(|other| other.touches(subunits[index]));
        (0..subunits.len()).any(of_earlier)
    }

    /// Moved by whole checkers, as far as the field goes.
    #[must_use]
    pub fn moved(self, down: i32, right: i32, (rows, columns): FieldSize) -> Self {
        let place = |at: u8, by: i32, size: u8, limit: u32| {
            let last = (limit as i32 - i32::from(size)).max(0);
            (i32::from(at).saturating_add(by)).clamp(0, last) as u8
        };
        Self {
            row: place(self.row, down, self.height, rows),
            column: place(self.column, right, self.width, columns),
            ..self
        }
    }

    /// Made larger or smaller at its lower right corner: at least one checker, inside the field.
    #[must_use]
    pub fn resized(self, down: i32, right: i32, (rows, columns): FieldSize) -> Self {
        let size = |size: u8, by: i32, at: u8, limit: u32| {
            let largest = (limit as i32 - i32::from(at)).max(1);
            (i32::from(size).saturating_add(by)).clamp(1, largest) as u8
        };
        Self {
            height: size(self.height, down, self.row, rows),
            width: size(self.width, right, self.column, columns),
            ..self
        }
    }

    /// Where it is, counted from 1: `rows 3 to 4, columns 3 to 4`.
    pub fn in_words(self) -> String {
        let ends = |first: u8, size: u8| (u32::from(first) + 1, u32::from(first) + u32::from(size));
        let rows = match ends(self.row, self.height) {
            (first, last) if first == last => t!("row {row}", row = first),
            (first, last) => t!("rows {first} to {last}", first = first, last = last),
        };
        let columns = match ends(self.column, self.width) {
            (first, last) if first == last => t!("column {column}", column = first),
            (first, last) => t!("columns {first} to {last}", first = first, last = last),
        };
        t!("{rows}, {columns}", rows = rows, columns = columns)
    }
}

impl Draft {
    /// The subunits of the chosen layout, moved with the middle of the field, or those of a sealed cell.
    ///
    /// Coordinates of the named layouts are for 8x8 checkers. A layout that does not fit into a
    /// smaller field gives rectangles outside of it (row or column 255), which the check reports.
    pub fn placements(&self) -> Vec<Placement> {
        if !self.sealed.is_empty() {
            return unseal(&self.sealed).unwrap_or_default();
        }
        let corners: &[(i32, i32)] = match self.layout {
            Layout::Block => &[(2, 2), (2, 4), (4, 2), (4, 4)],
            Layout::Spread => &[(1, 1), (1, 5), (5, 1), (5, 5)],
            Layout::Diamond => &[(1, 3), (3, 1), (3, 5), (5, 3)],
            Layout::Irregular => &[(1, 2), (2, 4), (4, 1), (5, 4)],
            Layout::Overlap => &[(2, 2), (2, 3), (3, 3), (4, 4)],
            Layout::Custom => return self.subunits.clone(),
        };
        let moved = |at: i32, size: u32| {
            u8::try_from(at + (size as i32 - 8).div_euclid(2)).unwrap_or(u8::MAX)
        };
        corners
            .iter()
            .map(|&(row, column)| {
                Placement::square(moved(row, self.rows), moved(column, self.columns))
            })
            .collect()
    }

    /// Changes the subunits by hand: what any layout, or a sealed cell that was revealed, gave becomes a layout of its own. What is
    /// sealed still cannot be changed.
    pub fn edit_subunits(&mut self, edit: impl FnOnce(&mut Vec<Placement>)) {
        if self.is_blind() {
            return;
        }
        let before = self.placements();
        let mut after = before.clone();
        edit(&mut after);
        after.truncate(MAX_SUBUNITS);
        if after != before {
            self.layout = Layout::Custom;
            self.subunits = after;
            self.sealed.clear();
        }
    }
}
