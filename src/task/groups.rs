//! Which group each row belongs to.

use std::collections::BTreeMap;

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
        let key = |row: usize| -> u128 {
            columns
                .iter()
                .fold(0, |key, column| key * (column.levels().len() as u128 + 1) + u128::from(column.codes.get(row)))
        };
        let mut found: BTreeMap<u128, u32> = BTreeMap::new();
        let mut first = Vec::new();
        let mut codes: Vec<u32> = (0..table.rows())
            .map(|row| {
                let next = u32::try_from(found.len()).unwrap_or(u32::MAX);
                *found.entry(key(row)).or_insert_with(|| {
                    first.push(row);
                    next
                })
            })
            .collect();
        // From the order of the rows to the order of the levels.
        let mut place = vec![0; found.len()];
        let mut slices = Vec::with_capacity(found.len());
        for (new, &old) in (0..).zip(found.values()) {
            place[old as usize] = new;
            let row = first[old as usize];
            slices.push(grouping.attributes().iter().zip(&columns).fold(
                Slice::everybody(),
                |slice, (name, column)| {
                    slice.and(name.clone(), column.levels()[column.codes.get(row) as usize].clone())
                },
            ));
        }
        for code in &mut codes {
            *code = place[*code as usize];
        }
        Self { codes, slices }
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
    }
}
