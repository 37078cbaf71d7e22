//! The cell of every row, and the rows that take no part.

use super::builder::PredictionsBuilder;
use super::table::EXCLUDED;
use crate::data::parts::{PART, each_part};
use crate::data::roles::{Exclusion, MISSING};

/// Rows that are looked at together: all of a block usually take part.
const BLOCK: usize = 4096;

impl PredictionsBuilder {
    /// The cell of every row, in the place of its decision, and the rows that take no part with the first reason that
    /// applies.
    pub(super) fn code_rows(&self, decision: Vec<u8>) -> (Vec<u8>, Vec<(usize, Exclusion)>) {
        let mut cells = decision;
        let excluded = each_part(&mut cells, |part, cells| {
            let mut excluded = Vec::new();
            for (start, block) in (part * PART..).step_by(BLOCK).zip(cells.chunks_mut(BLOCK)) {
                self.code_block(start, block, &mut excluded);
            }
            excluded
        });
        (cells, excluded.concat())
    }

    fn code_block(&self, start: usize, block: &mut [u8], excluded: &mut Vec<(usize, Exclusion)>) {
        if self.all_take_part(block, start) {
            match &self.outcome {
                Some(outcome) => {
                    for (cell, &outcome) in block.iter_mut().zip(&outcome[start..]) {
                        *cell = *cell * 3 + outcome;
                    }
                }
                None => block.iter_mut().for_each(|cell| *cell = *cell * 3 + MISSING),
            }
            return;
        }
        for (row, cell) in (start..).zip(block) {
            *cell = if let Some(exclusion) = self.exclusion(row, *cell) {
                excluded.push((row, exclusion));
                EXCLUDED
            } else {
                *cell * 3 + self.outcome.as_ref().map_or(MISSING, |outcome| outcome[row])
            };
        }
    }

    /// Whether no row of a block of decisions is excluded. Without leaving early, so that many rows are looked at at once.
    #[allow(
        clippy::needless_bitwise_bool,
        clippy::unnecessary_fold,
        reason = "leaving early would keep it to a row at a time"
    )]
    fn all_take_part(&self, decision: &[u8], start: usize) -> bool {
        let rows = start..start + decision.len();
        let consent = |consent: &Vec<u8>| consent[rows.clone()].iter().fold(true, |all, &consent| all & (consent == 1));
        let finite = |score: &Vec<f64>| {
            score[rows.clone()].iter().fold(0, |others, score| others | u8::from(!score.is_finite())) == 0
        };
        decision.iter().fold(0, |largest, &decision| u8::max(largest, decision)) < MISSING
            && self.consent.as_ref().is_none_or(consent)
            && self.score.as_ref().is_none_or(finite)
    }

    fn exclusion(&self, row: usize, decision: u8) -> Option<Exclusion> {
        if self.consent.as_ref().is_some_and(|consent| consent[row] != 1) {
            Some(Exclusion::NoConsent)
        } else if decision == MISSING {
            Some(Exclusion::MissingDecision)
        } else if self.score.as_ref().is_some_and(|score| !score[row].is_finite()) {
            Some(Exclusion::NonFiniteScore)
        } else {
            None
        }
    }
}
