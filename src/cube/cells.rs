//! Sets of cells of the decision-by-outcome table: a rate is one set among another.

use std::fmt;
use std::ops::BitOr;

/// A set of the six cells that a row can fall into: selected or not, by outcome positive, negative or unlabelled.
///
/// # Example
///
/// ```
/// use evenhand::cube::Cells;
///
/// assert_eq!((Cells::TP | Cells::FP).to_string(), "TP + FP");
/// assert!(Cells::SELECTED.contains(Cells::TP));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cells(u8);

impl Cells {
    /// Not selected, outcome negative.
    pub const TN: Cells = Cells(1 << 0);
    /// Not selected, outcome positive.
    pub const FN: Cells = Cells(1 << 1);
    /// Not selected, no label.
    pub const REJECTED_UNLABELLED: Cells = Cells(1 << 2);
    /// Selected, outcome negative.
    pub const FP: Cells = Cells(1 << 3);
    /// Selected, outcome positive.
    pub const TP: Cells = Cells(1 << 4);
    /// Selected, no label.
    pub const SELECTED_UNLABELLED: Cells = Cells(1 << 5);
    /// Decision positive, whatever the label.
    pub const SELECTED: Cells = Cells::FP.or(Cells::TP).or(Cells::SELECTED_UNLABELLED);
    /// Decision negative, whatever the label.
    pub const REJECTED: Cells = Cells::TN.or(Cells::FN).or(Cells::REJECTED_UNLABELLED);
    /// Outcome positive.
    pub const ACTUAL_POSITIVES: Cells = Cells::TP.or(Cells::FN);
    /// Outcome negative.
    pub const ACTUAL_NEGATIVES: Cells = Cells::FP.or(Cells::TN);
    /// Outcome known.
    pub const LABELLED: Cells = Cells::ACTUAL_POSITIVES.or(Cells::ACTUAL_NEGATIVES);
    /// Outcome not known.
    pub const UNLABELLED: Cells = Cells::SELECTED_UNLABELLED.or(Cells::REJECTED_UNLABELLED);
    /// Every row.
    pub const ALL: Cells = Cells::LABELLED.or(Cells::UNLABELLED);

    /// The single cells in the order of their codes: decision × 3 + (0 negative, 1 positive, 2 unlabelled).
    pub const SINGLE: [Cells; 6] =
        [Cells::TN, Cells::FN, Cells::REJECTED_UNLABELLED, Cells::FP, Cells::TP, Cells::SELECTED_UNLABELLED];

    const NAMED: [(Cells, &'static str); 15] = [
        (Cells::ALL, "all rows"),
        (Cells::SELECTED, "selected"),
        (Cells::REJECTED, "not selected"),
        (Cells::UNLABELLED, "unlabelled"),
        (Cells::LABELLED, "TP + FP + FN + TN"),
        (Cells(Cells::TP.0 | Cells::FP.0), "TP + FP"),
        (Cells::ACTUAL_POSITIVES, "TP + FN"),
        (Cells::ACTUAL_NEGATIVES, "FP + TN"),
        (Cells(Cells::FN.0 | Cells::TN.0), "FN + TN"),
        (Cells::TP, "TP"),
        (Cells::FP, "FP"),
        (Cells::FN, "FN"),
        (Cells::TN, "TN"),
        (Cells::SELECTED_UNLABELLED, "selected without label"),
        (Cells::REJECTED_UNLABELLED, "not selected without label"),
    ];

    /// The union, in constants.
    #[must_use]
    pub const fn or(self, other: Cells) -> Cells {
        Cells(self.0 | other.0)
    }

    /// The place of this set among all 64.
    pub(crate) const fn place(self) -> usize {
        self.0 as usize
    }

    /// Whether all of the other's cells are among these.
    pub const fn contains(self, other: Cells) -> bool {
        self.0 & other.0 == other.0
    }

    /// The codes of the cells in the set, as in [`Cells::SINGLE`].
    pub(crate) fn codes(self) -> impl Iterator<Item = usize> {
        (0..6).filter(move |code| self.holds(*code))
    }

    /// Whether the cell of a code is among these.
    pub(crate) const fn holds(self, code: usize) -> bool {
        self.0 >> code & 1 == 1
    }

    /// Whether membership depends on the label for rows of one decision.
    pub(crate) const fn needs_label(self, selected: bool) -> bool {
        let half = if selected { self.0 >> 3 } else { self.0 } & 0b111;
        half != 0 && half != 0b111
    }

    /// Whether membership depends on which label it is, and not only on whether there is one, for rows of one decision.
    pub(crate) const fn reads_label(self, selected: bool) -> bool {
        matches!(if selected { self.0 >> 3 } else { self.0 } & 0b11, 0b01 | 0b10)
    }
}

impl BitOr for Cells {
    type Output = Cells;

    fn bitor(self, other: Cells) -> Cells {
        self.or(other)
    }
}

impl fmt::Display for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((_, name)) = Self::NAMED.iter().find(|(cells, _)| cells == self) {
            return f.write_str(name);
        }
        let names: Vec<&str> =
            Self::NAMED[9..].iter().filter(|(cell, _)| self.contains(*cell)).map(|(_, name)| *name).collect();
        f.write_str(&names.join(" + "))
    }
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cells({self})")
    }
}
