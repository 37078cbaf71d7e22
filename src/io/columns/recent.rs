//! The codes of recent values: most cells of a column have been seen just before, and are short.

/// A short cell as numbers: cells of up to 16 bytes have the same key only if they are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    first: u64,
    last: u64,
    length: u64,
}

impl Key {
    /// A length that no short cell has.
    const NONE: Self = Self { first: 0, last: 0, length: u64::MAX };

    /// The first and the last bytes, which overlap and together are the whole cell.
    fn of(cell: &[u8]) -> Option<Self> {
        let (first, last) = if let (Some(first), Some(last)) = (cell.first_chunk::<8>(), cell.last_chunk::<8>()) {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        } else if let (Some(first), Some(last)) = (cell.first_chunk::<4>(), cell.last_chunk::<4>()) {
            (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)))
        } else {
            match *cell {
                [] => (0, 0),
                [a] => (u64::from(a), 0),
                [a, b] => (u64::from(a), u64::from(b)),
                [a, b, c, ..] => (u64::from(a), u64::from(b) << 8 | u64::from(c)),
            }
        };
        (cell.len() <= 16).then_some(Self { first, last, length: cell.len() as u64 })
    }

    fn slot(self) -> usize {
        let mixed = (self.first ^ self.last.rotate_left(23) ^ self.length.rotate_left(47))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            >> (64 - SLOTS.ilog2());
        usize::try_from(mixed).unwrap_or(0)
    }
}

const SLOTS: usize = 256;

/// A table in which a newer value displaces an older one of the same slot.
#[derive(Debug)]
pub(super) struct Recent {
    slots: Box<[(Key, u32)]>,
}

impl Recent {
    pub(super) fn new() -> Self {
        Self { slots: vec![(Key::NONE, 0); SLOTS].into() }
    }

    /// The code of a cell, from the table or else from the dictionary behind it.
    #[inline]
    pub(super) fn code(&mut self, cell: &[u8], look_up: impl FnOnce() -> u32) -> u32 {
        let Some(key) = Key::of(cell) else { return look_up() };
        let Some(slot) = self.slots.get_mut(key.slot()) else { return look_up() };
        // In one go, since it nearly always is the same.
        let differs = (slot.0.first ^ key.first) | (slot.0.last ^ key.last) | (slot.0.length ^ key.length);
        if differs != 0 {
            *slot = (key, look_up());
        }
        slot.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_short_cells_have_different_keys() {
        let mut cells: Vec<Vec<u8>> = vec![Vec::new()];
        for length in 1..=16_u8 {
            let cell: Vec<u8> = (0..length).collect();
            for at in 0..usize::from(length) {
                let mut other = cell.clone();
                other[at] = 200;
                cells.push(other);
            }
            cells.push(cell);
            cells.push(vec![0; usize::from(length)]);
        }
        cells.sort();
        cells.dedup();
        for (at, cell) in cells.iter().enumerate() {
            for other in &cells[..at] {
                assert_ne!(Key::of(cell).unwrap(), Key::of(other).unwrap(), "{cell:?} and {other:?}");
            }
        }
        assert_eq!(Key::of(&[0; 17]), None);
    }

    #[test]
    fn displaced_values_are_looked_up_again() {
        let mut recent = Recent::new();
        for round in 0..2 {
            for value in 0..5000_u32 {
                let code = recent.code(value.to_string().as_bytes(), || value);
                assert_eq!(code, value, "round {round}");
            }
        }
    }
}
