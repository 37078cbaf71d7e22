//! Cells as an array while the levels multiply to little, as a sorted map beyond.

use std::collections::BTreeMap;

use ndarray::{ArrayD, Dimension, IxDyn};

use super::Cell;

/// Most cells that a cube holds as an array. Above it, only cells with rows are kept, sorted.
///
/// 2^18 cells of counts are about 15 MB; five attributes of a dozen levels are below it.
pub const DENSE_LIMIT: usize = 1 << 18;

#[derive(Debug, Clone)]
pub(super) enum Storage<C> {
    Dense(ArrayD<C>),
    Sparse(BTreeMap<Box<[u32]>, C>),
}

/// The number of cells, if it is one that an array can have.
pub(super) fn dense_size(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1_usize, |size, &levels| size.checked_mul(levels)).filter(|&size| size <= DENSE_LIMIT)
}

impl<C: Cell> Storage<C> {
    pub(super) fn empty(shape: &[usize]) -> Self {
        if dense_size(shape).is_some() {
            Self::Dense(ArrayD::from_elem(IxDyn(shape), C::default()))
        } else {
            Self::Sparse(BTreeMap::new())
        }
    }

    /// An array from its cells in row-major order.
    pub(super) fn dense(shape: &[usize], cells: Vec<C>) -> Self {
        ArrayD::from_shape_vec(IxDyn(shape), cells).map_or_else(|_| Self::empty(shape), Self::Dense)
    }

    pub(super) fn is_dense(&self) -> bool {
        matches!(self, Self::Dense(_))
    }

    pub(super) fn add(&mut self, index: &[usize], cell: &C) {
        match self {
            Self::Dense(array) => {
                if let Some(place) = array.get_mut(IxDyn(index)) {
                    place.merge(cell);
                }
            }
            Self::Sparse(cells) => {
                let key = index.iter().map(|&at| u32::try_from(at).unwrap_or(u32::MAX)).collect();
                cells.entry(key).or_default().merge(cell);
            }
        }
    }

    /// Adds all cells of another: the level `l` of its axis `a` is `places[a][l]` here.
    pub(super) fn add_all(&mut self, other: &Self, places: &[Vec<usize>]) {
        match (&mut *self, other) {
            (Self::Dense(own), Self::Dense(others)) => {
                let shape = own.shape().to_vec();
                let same =
                    shape == others.shape() && places.iter().all(|places| places.iter().copied().eq(0..places.len()));
                if let (Some(own), Some(cells)) = (own.as_slice_mut(), others.as_slice()) {
                    if same {
                        for (own, cell) in own.iter_mut().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                            own.merge(cell);
                        }
                    } else {
                        move_cells(cells, places, &shape, own);
                    }
                }
            }
            (_, other) => {
                let mut moved = Vec::with_capacity(places.len());
                for (index, cell) in other.iter() {
                    moved.clear();
                    moved.extend(index.iter().zip(places).map(|(&at, places)| places[at]));
                    self.add(&moved, cell);
                }
            }
        }
    }

    /// Every cell with its index, in the order of the indices.
    pub(super) fn iter(&self) -> Box<dyn Iterator<Item = (Vec<usize>, &C)> + '_> {
        match self {
            Self::Dense(array) => Box::new(
                array
                    .indexed_iter()
                    .filter(|(_, cell)| !cell.is_empty())
                    .map(|(index, cell)| (index.slice().to_vec(), cell)),
            ),
            Self::Sparse(cells) => {
                Box::new(cells.iter().map(|(key, cell)| (key.iter().map(|&at| at as usize).collect(), cell)))
            }
        }
    }

    /// Sums over all axes but `keep`.
    pub(super) fn roll_up(&self, keep: &[usize], shape: &[usize]) -> Self {
        let mut target = Self::empty(shape);
        match (self, &mut target) {
            (Self::Dense(array), Self::Dense(sums)) => {
                if let (Some(cells), Some(sums)) = (array.as_slice(), sums.as_slice_mut()) {
                    sum_axes(cells, array.shape(), keep, shape, sums);
                }
            }
            (_, target) => {
                let mut kept = Vec::with_capacity(keep.len());
                for (index, cell) in self.iter() {
                    kept.clear();
                    kept.extend(keep.iter().map(|&axis| index[axis]));
                    target.add(&kept, cell);
                }
            }
        }
        target
    }
}

/// Adds cells in row-major order to those of an array of another shape, level by level.
fn move_cells<C: Cell>(cells: &[C], places: &[Vec<usize>], shape: &[usize], sums: &mut [C]) {
    let mut stride = 1;
    let mut offsets: Vec<Vec<usize>> = Vec::with_capacity(shape.len());
    for (places, &levels) in places.iter().zip(shape).rev() {
        offsets.push(places.iter().map(|place| place * stride).collect());
        stride *= levels;
    }
    // The last axis, which comes first here, is the inner loop; an odometer counts the others.
    let mut offsets = offsets.into_iter();
    let inner = offsets.next().unwrap_or_else(|| vec![0]);
    let outer: Vec<Vec<usize>> = offsets.collect();
    let mut index = vec![0_usize; outer.len()];
    for run in cells.chunks_exact(inner.len().max(1)) {
        let offset: usize = index.iter().zip(&outer).map(|(&at, offsets)| offsets[at]).sum();
        for (cell, place) in run.iter().zip(&inner).filter(|(cell, _)| !cell.is_empty()) {
            sums[offset + place].merge(cell);
        }
        for (at, offsets) in index.iter_mut().zip(&outer) {
            *at += 1;
            if *at < offsets.len() {
                break;
            }
            *at = 0;
        }
    }
}

/// Adds cells in row-major order to those of some of their axes.
fn sum_axes<C: Cell>(cells: &[C], lengths: &[usize], keep: &[usize], shape: &[usize], sums: &mut [C]) {
    // How far a step along each axis moves in the sums: not at all where the axis is summed over.
    let mut strides = vec![0_usize; lengths.len()];
    let mut stride = 1;
    for (&axis, &levels) in keep.iter().zip(shape).rev() {
        strides[axis] = stride;
        stride *= levels;
    }
    // Neighbouring axes that move alike are one, and the last is the inner loop; an odometer counts the others.
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(lengths.len());
    for (&length, &stride) in lengths.iter().zip(&strides) {
        match merged.last_mut() {
            Some((before, outer)) if *outer == stride * length => (*before, *outer) = (*before * length, stride),
            _ => merged.push((length, stride)),
        }
    }
    let (length, stride) = merged.pop().unwrap_or((1, 0));
    let mut index = vec![0_usize; merged.len()];
    let mut offset = 0;
    for run in cells.chunks_exact(length.max(1)) {
        if stride == 0 {
            for cell in run {
                sums[offset].merge(cell);
            }
        } else {
            for (sum, cell) in sums[offset..].iter_mut().step_by(stride).zip(run) {
                sum.merge(cell);
            }
        }
        for (at, &(length, stride)) in index.iter_mut().zip(&merged).rev() {
            *at += 1;
            offset += stride;
            if *at < length {
                break;
            }
            offset -= stride * length;
            *at = 0;
        }
    }
}
