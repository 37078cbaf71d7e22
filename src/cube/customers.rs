//! Rows by customer: what the variance of a rate needs where rows of one customer are not independent.
//!
//! Counts of cells add up whoever the rows belong to; squares of a customer's counts do not, since one customer may have
//! rows in several cells of a cube, several shards and several groups. So these are taken from the rows, for one grouping
//! at a time, with every customer whole; or estimated from the replicates of a bootstrap of customers, which do add up.

use std::collections::{BTreeMap, HashMap};

use super::{Cells, Cube, DENSE_LIMIT, Replicates};
use crate::data::{Column, EXCLUDED, Predictions, UNKNOWN_CUSTOMER};
use crate::inference::{estimated_units, mean_product};

/// Σ over customers of rows (or their weight) in one cell times rows in another.
pub(crate) type Products = [[f64; 6]; 6];

/// What the customers of a group add up to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CustomerMoments {
    products: Products,
    present: Present,
}

/// How many customers there are.
#[derive(Debug, Clone, PartialEq)]
enum Present {
    /// By the set of cells in which they have rows.
    Counted(Box<[u64; 64]>),
    /// Not known: as many as the rows of each cell and the products tell, from so many replicates.
    Estimated { rows: [u64; 6], replicates: usize },
}

impl Default for CustomerMoments {
    fn default() -> Self {
        Self { products: Products::default(), present: Present::Counted(Box::new([0; 64])) }
    }
}

impl CustomerMoments {
    fn add(&mut self, rows: &[f64; 6], customers: u64) {
        accumulate(&mut self.products, rows, rows, customers as f64);
        if let Present::Counted(present) = &mut self.present {
            present[mask(rows)] += customers;
        }
    }

    /// Σ over customers of their rows in one set of cells times those in another.
    pub(crate) fn product(&self, left: Cells, right: Cells) -> f64 {
        product(&self.products, left, right)
    }

    /// Customers with a row in a set of cells; where they were not counted, as many of equal size as tell as much.
    pub(crate) fn customers(&self, among: Cells) -> u64 {
        match &self.present {
            Present::Counted(present) => with_rows(present, among),
            Present::Estimated { rows, replicates } => {
                let rows = among.codes().fold(0_u64, |sum, code| sum.saturating_add(rows[code]));
                estimated_units(rows, self.product(among, among), *replicates)
            }
        }
    }

    /// Customers with a row in a set of cells, where they were counted.
    pub(crate) fn counted(&self, among: Cells) -> Option<u64> {
        match &self.present {
            Present::Counted(present) => Some(with_rows(present, among)),
            Present::Estimated { .. } => None,
        }
    }

    /// Σ over customers of (Σ over cells of slope × rows)².
    pub(crate) fn quadratic_form(&self, slopes: &[f64; 6]) -> f64 {
        let mut sum = 0.0;
        for (left, row) in slopes.iter().zip(&self.products) {
            sum += left * slopes.iter().zip(row).map(|(right, product)| right * product).sum::<f64>();
        }
        sum.max(0.0)
    }
}

/// Customers with a row in a set of cells.
fn with_rows(present: &[u64; 64], among: Cells) -> u64 {
    let among = among.codes().fold(0, |bits, code| bits | 1 << code);
    present.iter().enumerate().filter(|(mask, _)| mask & among != 0).map(|(_, count)| count).sum()
}

/// Σ of products over two sets of cells.
pub(crate) fn product(products: &Products, left: Cells, right: Cells) -> f64 {
    left.codes().map(|row| right.codes().map(|column| products[row][column]).sum::<f64>()).sum()
}

fn accumulate(products: &mut Products, left: &[f64; 6], right: &[f64; 6], times: f64) {
    for (row, left) in products.iter_mut().zip(left) {
        for (product, right) in row.iter_mut().zip(right) {
            *product += left * right * times;
        }
    }
}

fn mask(rows: &[f64; 6]) -> usize {
    rows.iter().enumerate().fold(0, |bits, (code, &rows)| bits | usize::from(rows > 0.0) << code)
}

/// The moments of every group of a grouping, of everyone else, and of groups that share customers.
#[derive(Debug, Clone)]
pub(crate) struct GroupedMoments {
    total: CustomerMoments,
    own: Vec<CustomerMoments>,
    across: Across,
}

/// What two groups, or a group and everyone else, have in common.
#[derive(Debug, Clone)]
enum Across {
    Counted {
        /// Customers of everyone else, by the set of cells in which they have rows there.
        rest_present: Vec<[u64; 64]>,
        /// Products across two groups, where a customer has rows in both; the smaller place first.
        shared: BTreeMap<(usize, usize), Products>,
    },
    Estimated {
        total: Box<Moved>,
        own: Vec<Moved>,
    },
}

/// By how much the rows of each cell move in each replicate; and rows of customers of their own.
#[derive(Debug, Clone)]
struct Moved {
    known: [Vec<f64>; 6],
    unknown: [u64; 6],
    rows: [u64; 6],
    replicates: usize,
}

impl Moved {
    fn new(cell: &Replicates) -> Self {
        let (known, unknown, rows) = cell.moved();
        // Customers of their own are counted, not estimated.
        let replicates = known.iter().map(Vec::len).max().filter(|&length| length > 0).unwrap_or(usize::MAX);
        Self { known, unknown, rows, replicates }
    }

    /// Σ over customers of rows here times rows there.
    fn products(&self, other: &Self) -> Products {
        std::array::from_fn(|row| std::array::from_fn(|column| mean_product(&self.known[row], &other.known[column])))
    }

    fn moments(&self) -> CustomerMoments {
        let mut products = self.products(self);
        for (code, &rows) in self.unknown.iter().enumerate() {
            products[code][code] += rows as f64;
        }
        CustomerMoments { products, present: Present::Estimated { rows: self.rows, replicates: self.replicates } }
    }

    /// All rows but those of a part.
    fn without(&self, part: &Self) -> Self {
        let known = std::array::from_fn(|code| {
            let mut rest = self.known[code].clone();
            rest.iter_mut().zip(&part.known[code]).for_each(|(all, part)| *all -= part);
            rest
        });
        let less = |all: &[u64; 6], part: &[u64; 6]| std::array::from_fn(|code| all[code].saturating_sub(part[code]));
        let (unknown, rows) = (less(&self.unknown, &part.unknown), less(&self.rows, &part.rows));
        Self { known, unknown, rows, replicates: self.replicates }
    }

    /// Adds slope × rows of each replicate to a sum.
    fn add_sloped(&self, slopes: &[f64; 6], sums: &mut Vec<f64>) {
        for (slope, known) in slopes.iter().zip(&self.known) {
            sums.resize(sums.len().max(known.len()), 0.0);
            sums.iter_mut().zip(known).for_each(|(sum, moved)| *sum += slope * moved);
        }
    }
}

impl GroupedMoments {
    /// Groups with rows, in the order of their levels.
    pub(crate) fn groups(&self) -> usize {
        self.own.len()
    }

    /// Everybody.
    pub(crate) fn total(&self) -> &CustomerMoments {
        &self.total
    }

    /// One group.
    pub(crate) fn own(&self, group: usize) -> &CustomerMoments {
        &self.own[group]
    }

    /// All but one group.
    pub(crate) fn rest(&self, group: usize) -> CustomerMoments {
        let rest_present = match &self.across {
            Across::Counted { rest_present, .. } => rest_present,
            Across::Estimated { total, own } => return total.without(&own[group]).moments(),
        };
        let with_rest = self.shared_with_rest(group).unwrap_or_default();
        let present = Present::Counted(Box::new(rest_present[group]));
        let mut rest = CustomerMoments { products: self.total.products, present };
        let taken = [&self.own[group].products, &with_rest, &transposed(&with_rest)];
        for (row, products) in rest.products.iter_mut().enumerate() {
            for (column, product) in products.iter_mut().enumerate() {
                *product -= taken.iter().map(|taken| taken[row][column]).sum::<f64>();
            }
        }
        rest
    }

    /// Products across two groups, the first one's cells first; `None` where no customer has rows in both.
    pub(crate) fn shared(&self, first: usize, second: usize) -> Option<Products> {
        match &self.across {
            Across::Counted { shared, .. } if first < second => shared.get(&(first, second)).copied(),
            Across::Counted { shared, .. } => shared.get(&(second, first)).map(transposed),
            Across::Estimated { own, .. } => Some(own[first].products(&own[second])),
        }
    }

    /// Products across a group and everyone else.
    pub(crate) fn shared_with_rest(&self, group: usize) -> Option<Products> {
        match &self.across {
            Across::Counted { shared, .. } if shared.is_empty() => return None,
            Across::Counted { .. } => {}
            Across::Estimated { total, own } => return Some(own[group].products(&total.without(&own[group]))),
        }
        let mut sum: Option<Products> = None;
        for products in
            (0..self.own.len()).filter(|&other| other != group).filter_map(|other| self.shared(group, other))
        {
            let sum = sum.get_or_insert_default();
            for (row, products) in sum.iter_mut().zip(products) {
                for (own, product) in row.iter_mut().zip(products) {
                    *own += product;
                }
            }
        }
        sum
    }

    /// Σ over customers of (Σ over groups and cells of slope × rows)².
    pub(crate) fn quadratic_form(&self, slopes: &[[f64; 6]]) -> f64 {
        let shared = match &self.across {
            Across::Counted { shared, .. } => shared,
            Across::Estimated { own, .. } => {
                let (mut sums, mut unknown) = (Vec::new(), 0.0);
                for (own, slopes) in own.iter().zip(slopes) {
                    own.add_sloped(slopes, &mut sums);
                    let alone = own.unknown.iter().zip(slopes);
                    unknown += alone.map(|(&rows, slope)| rows as f64 * slope * slope).sum::<f64>();
                }
                return mean_product(&sums, &sums) + unknown;
            }
        };
        let own: f64 = self.own.iter().zip(slopes).map(|(own, slopes)| own.quadratic_form(slopes)).sum();
        let shared = shared.iter().map(|((first, second), products)| {
            let (left, right) = (&slopes[*first], &slopes[*second]);
            let row = |row: &[f64; 6]| right.iter().zip(row).map(|(slope, product)| slope * product).sum::<f64>();
            left.iter().zip(products).map(|(slope, products)| slope * row(products)).sum::<f64>()
        });
        (own + 2.0 * shared.sum::<f64>()).max(0.0)
    }

    fn new(groups: usize) -> Self {
        Self {
            total: CustomerMoments::default(),
            own: vec![CustomerMoments::default(); groups],
            across: Across::Counted { rest_present: vec![[0; 64]; groups], shared: BTreeMap::new() },
        }
    }

    /// The moments that the replicates of each group tell, in the order of their levels.
    pub(crate) fn estimated(cube: &Cube<Replicates>) -> Self {
        let own: Vec<Moved> = cube.cells().map(|(_, cell)| Moved::new(cell)).collect();
        let total = Moved::new(&cube.total());
        Self {
            total: total.moments(),
            own: own.iter().map(Moved::moments).collect(),
            across: Across::Estimated { total: Box::new(total), own },
        }
    }

    /// Takes so many alike customers, by the groups in which they have rows; then forgets them.
    fn take(&mut self, groups: &mut Vec<(usize, [f64; 6])>, customers: u64) {
        groups.sort_unstable_by_key(|(group, _)| *group);
        let all = groups.iter().fold([0.0; 6], |sum, (_, rows)| std::array::from_fn(|code| sum[code] + rows[code]));
        self.total.add(&all, customers);
        let Across::Counted { rest_present, shared } = &mut self.across else { return };
        for (at, (group, rows)) in groups.iter().enumerate() {
            self.own[*group].add(rows, customers);
            // Everybody counts among the others; those who are seen here are moved to what they have elsewhere.
            let others = groups.iter().filter(|(other, _)| other != group);
            let elsewhere = others.fold(0, |bits, (_, rows)| bits | mask(rows));
            let present = &mut rest_present[*group];
            present[mask(&all)] = present[mask(&all)].wrapping_sub(customers);
            present[elsewhere] = present[elsewhere].wrapping_add(customers);
            for (other, others) in &groups[at + 1..] {
                accumulate(shared.entry((*group, *other)).or_default(), rows, others, customers as f64);
            }
        }
        groups.clear();
    }

    fn finish(mut self) -> Self {
        if let (Across::Counted { rest_present, .. }, Present::Counted(all)) = (&mut self.across, &self.total.present) {
            for present in rest_present {
                present.iter_mut().zip(all.iter()).for_each(|(own, all)| *own = own.wrapping_add(*all));
            }
        }
        self
    }
}

fn transposed(products: &Products) -> Products {
    std::array::from_fn(|row| std::array::from_fn(|column| products[column][row]))
}

/// The rows that take part, customer by customer.
pub(crate) struct CustomerRows<'a> {
    predictions: &'a Predictions,
    codes: &'a [u32],
    order: Vec<u32>,
}

impl<'a> CustomerRows<'a> {
    /// `None` where customers were not given, or none of them has more than one row that takes part.
    pub(crate) fn new(predictions: &'a Predictions) -> Option<Self> {
        let codes = predictions.customer_codes.as_deref()?;
        let takes_part: Vec<u32> = (0..u32::try_from(predictions.rows()).ok()?)
            .filter(|&row| {
                predictions.cells[row as usize] != EXCLUDED
                    && predictions.counts.as_ref().is_none_or(|counts| counts[row as usize] > 0)
            })
            .collect();
        let known = || takes_part.iter().map(|&row| codes[row as usize]).filter(|&code| code != UNKNOWN_CUSTOMER);
        let customers = known().max().map_or(0, |most| most as usize + 1);
        let mut starts = vec![0_u32; customers + 1];
        known().for_each(|code| starts[code as usize + 1] += 1);
        let several = |&row: &u32| {
            codes[row as usize] != UNKNOWN_CUSTOMER
                && predictions.counts.as_ref().is_some_and(|counts| counts[row as usize] > 1)
        };
        if starts.iter().all(|&rows| rows < 2) && !takes_part.iter().any(several) {
            return None;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut order = vec![0; takes_part.len()];
        let mut unknown = starts[customers] as usize;
        for row in takes_part {
            let place = if let Some(start) = starts.get_mut(codes[row as usize] as usize) {
                *start += 1;
                *start as usize - 1
            } else {
                unknown += 1;
                unknown - 1
            };
            order[place] = row;
        }
        Some(Self { predictions, codes, order })
    }

    /// The moments of the groups at some attributes; `None` where their levels multiply to more than can be numbered.
    pub(crate) fn moments<S: AsRef<str>>(&self, attributes: &[S]) -> Option<GroupedMoments> {
        let columns: Vec<&Column> = attributes
            .iter()
            .filter_map(|name| self.predictions.columns.iter().find(|column| column.name == name.as_ref()))
            .collect();
        let (groups, count) = self.groups(&columns)?;
        let mut moments = GroupedMoments::new(count);
        let mut own: Vec<(usize, [f64; 6])> = Vec::new();
        let mut customer = UNKNOWN_CUSTOMER;
        for (&row, &group) in self.order.iter().zip(&groups) {
            let row = row as usize;
            let code = self.codes[row];
            if (code != customer || code == UNKNOWN_CUSTOMER) && !own.is_empty() {
                moments.take(&mut own, 1);
            }
            customer = code;
            let times = self.predictions.counts.as_ref().map_or(1, |counts| counts[row]);
            let weight = self.predictions.weights.as_ref().map_or(1.0, |weights| weights[row]);
            let cell = usize::from(self.predictions.cells[row]);
            let mut rows = [0.0; 6];
            if code == UNKNOWN_CUSTOMER {
                rows[cell] = weight;
                own.push((group as usize, rows));
                moments.take(&mut own, times);
                continue;
            }
            rows[cell] = weight * times as f64;
            match own.iter_mut().find(|(known, _)| *known == group as usize) {
                Some((_, known)) => known[cell] += rows[cell],
                None => own.push((group as usize, rows)),
            }
        }
        if !own.is_empty() {
            moments.take(&mut own, 1);
        }
        Some(moments.finish())
    }

    /// The group of each row in the order of customers, numbered in the order of levels, and the number of groups.
    fn groups(&self, columns: &[&Column]) -> Option<(Vec<u32>, usize)> {
        let mut size = 1_u128;
        for column in columns {
            size = size.checked_mul(column.levels.len() as u128)?;
        }
        let key = |&row: &u32| {
            columns.iter().fold(0_u128, |key, column| {
                key * column.levels.len() as u128 + u128::from(column.codes.get(row as usize))
            })
        };
        if let Some(size) = usize::try_from(size).ok().filter(|&size| size <= DENSE_LIMIT) {
            let keys: Vec<usize> = self.order.iter().map(|row| usize::try_from(key(row)).unwrap_or(0)).collect();
            let mut number = vec![u32::MAX; size];
            for &key in &keys {
                number[key] = 0;
            }
            let mut next = 0;
            for number in number.iter_mut().filter(|number| **number == 0) {
                *number = next;
                next += 1;
            }
            return Some((keys.into_iter().map(|key| number[key]).collect(), next as usize));
        }
        let keys: Vec<u128> = self.order.iter().map(key).collect();
        let mut unique = keys.clone();
        unique.sort_unstable();
        unique.dedup();
        let number: HashMap<u128, u32> = unique.iter().copied().zip(0..).collect();
        Some((keys.iter().map(|key| number[key]).collect(), unique.len()))
    }
}
