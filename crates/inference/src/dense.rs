//! Small dense square matrices: what two methods of this room need and no more.

/// A square matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    size: usize,
    entries: Vec<f64>,
}

impl Matrix {
    pub(crate) fn from_fn(size: usize, entry: impl Fn(usize, usize) -> f64) -> Self {
        let entries = (0..size * size).map(|index| entry(index / size, index % size)).collect();
        Self { size, entries }
    }

    pub(crate) fn zero(size: usize) -> Self {
        Self::from_fn(size, |_, _| 0.0)
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.entries[row * self.size + column]
    }

    pub(crate) fn at_mut(&mut self, row: usize, column: usize) -> &mut f64 {
        &mut self.entries[row * self.size + column]
    }

    pub(crate) fn times(&self, vector: &[f64]) -> Vec<f64> {
        (0..self.size).map(|row| (0..self.size).map(|column| self.at(row, column) * vector[column]).sum()).collect()
    }

    /// The inverse by Gauss–Jordan elimination with row pivoting; `None` if singular to working precision.
    pub(crate) fn inverse(&self) -> Option<Self> {
        let mut left = self.clone();
        let mut right = Self::from_fn(self.size, |row, column| f64::from(u8::from(row == column)));
        let scale = self.entries.iter().fold(0.0_f64, |largest, entry| largest.max(entry.abs()));
        for column in 0..self.size {
            let pivot =
                (column..self.size).max_by(|a, b| left.at(*a, column).abs().total_cmp(&left.at(*b, column).abs()))?;
            let divisor = left.at(pivot, column);
            if divisor.is_nan() || divisor.abs() <= 1e-13 * scale {
                return None;
            }
            left.exchange(pivot, column);
            right.exchange(pivot, column);
            for row in 0..self.size {
                let factor = left.at(row, column) / divisor;
                if row != column && factor != 0.0 {
                    left.subtract(row, column, factor);
                    right.subtract(row, column, factor);
                }
            }
            for entry in 0..self.size {
                *left.at_mut(column, entry) /= divisor;
                *right.at_mut(column, entry) /= divisor;
            }
        }
        Some(right)
    }

    /// The lower Cholesky factor; `None` unless positive definite, judged against the diagonal.
    pub(crate) fn cholesky(&self) -> Option<Cholesky> {
        let mut lower = Self::zero(self.size);
        for row in 0..self.size {
            for column in 0..=row {
                let inner: f64 = (0..column).map(|k| lower.at(row, k) * lower.at(column, k)).sum();
                let rest = self.at(row, column) - inner;
                if row == column {
                    if rest.is_nan() || rest <= 1e-11 * self.at(row, row) {
                        return None;
                    }
                    *lower.at_mut(row, row) = rest.sqrt();
                } else {
                    *lower.at_mut(row, column) = rest / lower.at(column, column);
                }
            }
        }
        Some(Cholesky(lower))
    }

    fn exchange(&mut self, first: usize, second: usize) {
        for column in 0..self.size {
            self.entries.swap(first * self.size + column, second * self.size + column);
        }
    }

    fn subtract(&mut self, row: usize, pivot: usize, factor: f64) {
        for column in 0..self.size {
            *self.at_mut(row, column) -= factor * self.at(pivot, column);
        }
    }
}

/// The largest sum of absolute entries of a column.
pub(crate) fn column_sum_norm(matrix: &Matrix) -> f64 {
    let sum = |column: usize| (0..matrix.size).map(|row| matrix.at(row, column).abs()).sum::<f64>();
    (0..matrix.size).map(sum).fold(0.0, f64::max)
}

/// A Cholesky factor L of `A = LLᵀ`.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky(Matrix);

impl Cholesky {
    /// The solution x of Ax = b.
    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let half = self.forward(right);
        let size = self.0.size;
        let mut solution = vec![0.0; size];
        for row in (0..size).rev() {
            let inner: f64 = (row + 1..size).map(|k| self.0.at(k, row) * solution[k]).sum();
            solution[row] = (half[row] - inner) / self.0.at(row, row);
        }
        solution
    }

    /// vᵀA⁻¹v.
    pub(crate) fn inverse_form(&self, vector: &[f64]) -> f64 {
        self.forward(vector).iter().map(|entry| entry * entry).sum()
    }

    fn forward(&self, right: &[f64]) -> Vec<f64> {
        let size = self.0.size;
        let mut solution = vec![0.0; size];
        for row in 0..size {
            let inner: f64 = (0..row).map(|k| self.0.at(row, k) * solution[k]).sum();
            solution[row] = (right[row] - inner) / self.0.at(row, row);
        }
        solution
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverse_and_cholesky_agree() {
        let matrix = Matrix::from_fn(3, |row, column| [[4.0, 2.0, 0.5], [2.0, 5.0, 1.0], [0.5, 1.0, 3.0]][row][column]);
        let vector = [1.0, -2.0, 0.25];
        let by_inverse = matrix.inverse().unwrap().times(&vector);
        let factor = matrix.cholesky().unwrap();
        for (left, right) in by_inverse.iter().zip(factor.solve(&vector)) {
            assert!((left - right).abs() < 1e-14);
        }
        let form: f64 = by_inverse.iter().zip(vector).map(|(left, right)| left * right).sum();
        assert!((form - factor.inverse_form(&vector)).abs() < 1e-14);
    }

    #[test]
    fn a_zero_leading_entry_is_pivoted() {
        let swap = Matrix::from_fn(2, |row, column| f64::from(u8::from(row != column)));
        assert_eq!(swap.inverse().unwrap(), swap);
        assert!(Matrix::from_fn(2, |_, _| 0.5).inverse().is_none());
    }
}
