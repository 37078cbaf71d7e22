//! Which group each row belongs to.

use super::table::Table;
use crate::segment::{Grouping, Slice};

/// The group of every row, and how many groups there are. Every group has at least one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowGroups {
    codes: Vec<u32>,
    slices: Vec<Slice>,
}

impl RowGroups {
    /// All rows as one group.
    pub(super) fn everybody(table: &Table) -> Self {
        Self { codes: vec![0; table.rows()], slices: vec![Slice::everybody()] }
    }

    /// The combinations of levels of a grouping that occur, in the order of the levels.
    pub(super) fn of(table: &Table, grouping: &Grouping) -> Self {
        let columns: Vec<_> = grouping.attributes().iter().filter_map(|name| table.segment(name)).collect();
        // Attribute by attribute, a group of the ones before and a level become a group of their own; groups without rows are
        // dropped each time, so that the numbers stay small.
        let mut codes = vec![0_u32; table.rows()];
        let mut keys: Vec<Vec<u32>> = vec![Vec::new()];
        for column in &columns {
            let levels = column.levels().len();
            let wide =
                codes.iter().enumerate().map(|(row, code)| *code as usize * levels + column.codes.get(row) as usize);
            let (next, present) = renumbered(wide.collect(), keys.len() * levels);
            let key = |wide: usize| {
                let mut key = keys[wide / levels].clone();
                key.push(u32::try_from(wide % levels).unwrap_or(u32::MAX));
                key
            };
            keys = present.into_iter().map(key).collect();
            codes = next;
        }
        let slice = |key: &Vec<u32>| {
            let named = grouping.attributes().iter().zip(&columns).zip(key);
            named.fold(Slice::everybody(), |slice, ((name, column), level)| {
                slice.and(name.clone(), column.levels()[*level as usize].clone())
            })
        };
        Self { slices: keys.iter().map(slice).collect(), codes }
    }

    /// Every group split into parts, of which those that have rows are kept, and the group and part of each.
    pub(super) fn split(&self, part_of_row: impl Fn(usize) -> u32, parts: usize) -> (Self, Vec<(usize, usize)>) {
        let wide = (0..self.codes.len()).map(|row| self.codes[row] as usize * parts + part_of_row(row) as usize);
        let (codes, present) = renumbered(wide.collect(), self.count() * parts);
        let origins: Vec<(usize, usize)> = present.into_iter().map(|wide| (wide / parts, wide % parts)).collect();
        let slices = origins.iter().map(|(group, _)| self.slices[*group].clone()).collect();
        (Self { codes, slices }, origins)
    }

    /// The group of each row, from 0.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// How many groups there are.
    pub fn count(&self) -> usize {
        self.slices.len()
    }

    /// The slices, in the order of the groups.
    pub fn slices(&self) -> &[Slice] {
        &self.slices
    }
}

/// Numbers below a bound as places among those that occur, and those, ascending.
fn renumbered(wide: Vec<usize>, bound: usize) -> (Vec<u32>, Vec<usize>) {
    let narrow = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    if bound <= wide.len().saturating_mul(4).saturating_add(1 << 16) {
        let mut places = vec![u32::MAX; bound];
        for value in &wide {
            places[*value] = 0;
        }
        let mut present = Vec::new();
        for (value, place) in places.iter_mut().enumerate().filter(|(_, place)| **place == 0) {
            *place = narrow(present.len());
            present.push(value);
        }
        (wide.into_iter().map(|value| places[value]).collect(), present)
    } else {
        let mut present = wide.clone();
        present.sort_unstable();
        present.dedup();
        (wide.into_iter().map(|value| narrow(present.partition_point(|known| *known < value))).collect(), present)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_that_occur_are_groups_in_the_order_of_their_levels() {
        let table = Table::builder()
            .segment("channel", ["web", "app", "web", "app"])
            .segment("region", [Some("n"), Some("s"), None, Some("s")])
            .build()
            .unwrap();
        let groups = RowGroups::of(&table, &Grouping::by(["channel", "region"]));
        let names: Vec<String> = groups.slices().iter().map(ToString::to_string).collect();
        assert_eq!(groups.codes(), [1, 0, 2, 0]);
        assert_eq!(names.len(), 3);
        assert!(names[0].contains("app") && names[1].contains("web") && names[1].contains('n'), "{names:?}");
        assert_eq!(RowGroups::everybody(&table).codes(), [0; 4]);
        // Many more numbers than rows are told apart by looking for them among those that occur.
        assert_eq!(renumbered(vec![7, 1 << 40, 7], 1 << 41), (vec![0, 1, 0], vec![7, 1 << 40]));
        let (parts, origins) = groups.split(|row| u32::from(row > 1), 2);
        assert_eq!((parts.codes(), &origins[..]), (&[2, 0, 3, 1][..], &[(0, 0), (0, 1), (1, 0), (2, 1)][..]));
    }
}
