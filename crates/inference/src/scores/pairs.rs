//! Sums over the pairs of a row with the outcome and a row without it: whole numbers, so exact.

use super::table::ScoreTable;
use crate::value::{Measured, Reason, Unavailable};

/// What one walk over two groups' scores finds out about their pairs: whole numbers, so exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PairSums {
    pub(super) positives: u64,
    pub(super) negatives: u64,
    /// Two for each pair in order, one for each tie.
    pub(super) halves: u128,
    /// Σ over positives of (2·negatives below + negatives tied)².
    squares_of_positives: u128,
    /// Σ over negatives of (2·positives above + positives tied)².
    squares_of_negatives: u128,
    /// Pairs within bins whose rows may have several scores.
    unknown: u128,
}

impl PairSums {
    pub(super) fn of(positives: &ScoreTable, negatives: &ScoreTable) -> Measured<Self> {
        let sums = Self { positives: positives.positives(), negatives: negatives.negatives(), ..Self::default() };
        let mut sums = sums.checked()?;
        let (mut below, mut left) = (0, sums.positives);
        if std::ptr::eq(positives, negatives) {
            for point in positives.points() {
                sums.add(point.positives, point.negatives, &mut below, &mut left);
            }
        } else {
            let mut others = negatives.points().iter().peekable();
            for point in positives.points() {
                while let Some(other) = others.next_if(|other| other.score < point.score) {
                    sums.add(0, other.negatives, &mut below, &mut left);
                }
                let tied = others.next_if(|other| other.score <= point.score).map_or(0, |other| other.negatives);
                sums.add(point.positives, tied, &mut below, &mut left);
            }
            for other in others {
                sums.add(0, other.negatives, &mut below, &mut left);
            }
        }
        sums.unknown = unknown_pairs(positives, negatives);
        Ok(sums)
    }

    /// The sums, if there are pairs.
    pub(super) const fn checked(self) -> Measured<Self> {
        match (self.positives, self.negatives) {
            (0, _) => Err(Unavailable::Undefined(Reason::NoActualPositives)),
            (_, 0) => Err(Unavailable::Undefined(Reason::NoActualNegatives)),
            _ => Ok(self),
        }
    }

    /// The sums within a stretch of scores: for each score, in increasing order, the rows with the outcome and without it.
    pub(super) fn within(points: impl Iterator<Item = (u64, u64)> + Clone) -> Self {
        let mut sums = Self::default();
        for (positives, negatives) in points.clone() {
            sums.positives += positives;
            sums.negatives += negatives;
        }
        let (mut below, mut left) = (0, sums.positives);
        for (positives, negatives) in points {
            sums.add(positives, negatives, &mut below, &mut left);
        }
        sums
    }

    /// Both stretches of scores together, every score of the other being above those of this one.
    ///
    /// A placement p of the other's positives becomes p + 2n, n the negatives of this one, and Σp is the sum of halves, so
    /// that Σ(p + 2n)² = Σp² + 4nΣp + 4n² times their number; likewise this one's negatives.
    pub(super) fn followed_by(self, above: &Self) -> Self {
        let (negatives, positives) = (u128::from(self.negatives), u128::from(above.positives));
        Self {
            positives: self.positives + above.positives,
            negatives: self.negatives + above.negatives,
            halves: self.halves + above.halves + 2 * positives * negatives,
            squares_of_positives: self.squares_of_positives
                + above.squares_of_positives
                + 4 * negatives * (above.halves + negatives * positives),
            squares_of_negatives: self.squares_of_negatives
                + above.squares_of_negatives
                + 4 * positives * (self.halves + positives * negatives),
            unknown: self.unknown + above.unknown,
        }
    }

    /// Adds the rows of one place, given the negatives below it and the positives from it upwards.
    fn add(&mut self, positives: u64, negatives: u64, below: &mut u64, left: &mut u64) {
        *left -= positives;
        let placement = u128::from(2 * *below + negatives);
        self.halves += u128::from(positives) * placement;
        self.squares_of_positives += u128::from(positives) * (placement * placement);
        let placement = u128::from(2 * *left + positives);
        self.squares_of_negatives += u128::from(negatives) * (placement * placement);
        *below += negatives;
    }

    pub(super) fn pairs(&self) -> u128 {
        u128::from(self.positives) * u128::from(self.negatives)
    }

    pub(super) fn area(&self) -> f64 {
        self.halves as f64 / (2 * self.pairs()) as f64
    }

    pub(super) fn binning_bound(&self) -> f64 {
        0.5 * (self.unknown as f64 / self.pairs() as f64)
    }

    /// S₁₀/n⁺ + S₀₁/n⁻.
    pub(super) fn variance(&self) -> Measured {
        let of = |rows: u64, squares: u128, others: u64| -> Measured {
            if rows < 2 {
                return Err(Unavailable::Undefined(Reason::TooFewUnits));
            }
            // Whole numbers while they fit, so that placements that do not vary have no variance at all.
            let deviations = match (u128::from(rows).checked_mul(squares), self.halves.checked_mul(self.halves)) {
                (Some(whole), Some(square)) => whole.saturating_sub(square) as f64 / rows as f64,
                _ => (squares as f64 - self.halves as f64 * (self.halves as f64 / rows as f64)).max(0.0),
            };
            Ok(deviations / (4.0 * (others as f64).powi(2)) / (rows as f64 - 1.0) / rows as f64)
        };
        Ok(of(self.positives, self.squares_of_positives, self.negatives)?
            + of(self.negatives, self.squares_of_negatives, self.positives)?)
    }
}

/// Pairs of which a bin does not say which row is higher.
fn unknown_pairs(positives: &ScoreTable, negatives: &ScoreTable) -> u128 {
    let (Some(_), Some(_)) = (positives.bins(), negatives.bins()) else {
        return 0;
    };
    let mut others = negatives.points().iter().enumerate().peekable();
    let mut unknown = 0;
    for (at, point) in positives.points().iter().enumerate() {
        while others.next_if(|(_, other)| other.score < point.score).is_some() {}
        if let Some((place, other)) = others.next_if(|(_, other)| other.score <= point.score)
            && (positives.is_open(at) || negatives.is_open(place))
        {
            unknown += u128::from(point.positives) * u128::from(other.negatives);
        }
    }
    unknown
}
