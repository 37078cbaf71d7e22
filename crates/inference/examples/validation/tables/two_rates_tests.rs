//! Two independent rates: exact size of tests of equality, of four fifths, and of equivalence.

use evenhand_inference::{
    Difference, Proportion, Ratio, ZTest, Zone, equality_test, fisher_exact, likelihood_ratio, pooled_z,
    value::Confidence, value::Measured,
};

use super::{
    ALPHA, RATES, SPARSE, peers,
    table::{Column, Promise, Row, Table},
    two_rates::{PAIRS, Truth},
};

fn truths(factor: f64) -> impl Iterator<Item = Truth> {
    PAIRS
        .into_iter()
        .flat_map(move |(n1, n2)| RATES.into_iter().map(move |p| Truth { group: (n1, factor * p), reference: (n2, p) }))
}

fn rows(factor: f64, limit: f64, compute: impl Fn(Truth) -> Vec<Option<f64>> + Copy + 'static) -> Vec<Row> {
    truths(factor)
        .map(|truth| Row {
            labels: truth.labels(),
            is_sparse: truth.expects_at_most(limit),
            compute: Box::new(move || compute(truth)),
        })
        .collect()
}

const LABELS: [&str; 4] = ["n group", "n reference", "p group", "p reference"];

fn rejects(test: Measured<ZTest>) -> bool {
    test.is_ok_and(|test| test.p_two_sided <= ALPHA)
}

pub(super) fn tables() -> Vec<Table> {
    vec![equality(), four_fifths(), equivalence()]
}

fn equality() -> Table {
    Table {
        title: "Two equal rates: size of tests",
        text: "Exact. The default is `equality_test`: Fisher's mid-p where a count below 5 is expected, the score's exact tail at the likeliest common rate where a sample's \
               count has a variance below 64, the score test elsewhere. Sparse: a sample expects at most one success. Permuting the labels of rows for a difference \
               of rates is Fisher's test.",
        labels: LABELS.to_vec(),
        columns: vec![
            Column::exact("default", Promise::Size),
            Column::exact("score", Promise::Nothing),
            Column::exact("pooled z", Promise::Nothing),
            Column::exact("likelihood ratio", Promise::Nothing),
            Column::exact("Fisher", Promise::Size),
            Column::exact("Fisher mid-p", Promise::Nothing),
            Column::exact("unpooled z (peers)", Promise::Nothing),
        ],
        rows: rows(1.0, SPARSE, |truth| {
            truth
                .shares(|group, reference| {
                    let difference = Difference { group, reference };
                    let fisher = fisher_exact(&difference);
                    [
                        equality_test(&difference).is_ok_and(|test| test.p_two_sided <= ALPHA),
                        difference.score_test(0.0).is_ok_and(|test| test.p_two_sided <= ALPHA),
                        rejects(pooled_z(&difference)),
                        likelihood_ratio(&[group, reference]).is_ok_and(|test| test.p_value <= ALPHA),
                        fisher.is_ok_and(|test| test.p_two_sided <= ALPHA),
                        fisher.is_ok_and(|test| test.mid_p_two_sided <= ALPHA),
                        peers::unpooled_z(&group, &reference) > 1.959_963_984_540_054,
                    ]
                })
                .map(Some)
                .to_vec()
        }),
    }
}

fn four_fifths() -> Table {
    Table {
        title: "A ratio of exactly four fifths: size of one-sided tests, and how often the point rule fails it",
        text: "Exact; the group's true rate is four fifths of the reference's. The default is the score's exact tail at the likeliest rates whose ratio is four fifths, \
               where a sample's count has a variance below 64; the score test elsewhere. Sparse: a sample expects at most one success. The point rule of 4/5 is no test: it \
               fires in about half of the cases.",
        labels: LABELS.to_vec(),
        columns: vec![
            Column::exact("default, below", Promise::Size),
            Column::exact("default, above", Promise::Size),
            Column::exact("score, below", Promise::Nothing),
            Column::exact("score, above", Promise::Nothing),
            Column::exact("point below .8 (peers)", Promise::Nothing),
        ],
        rows: rows(0.8, SPARSE, |truth| {
            truth
                .shares(|group, reference| {
                    let ratio = Ratio { group, reference };
                    let test = ratio.score_test(0.8);
                    let default = ratio.default_test(0.8);
                    [
                        default.is_ok_and(|test| test.p_less <= ALPHA),
                        default.is_ok_and(|test| test.p_greater <= ALPHA),
                        test.is_ok_and(|test| test.p_less <= ALPHA),
                        test.is_ok_and(|test| test.p_greater <= ALPHA),
                        ratio.estimate().is_ok_and(|estimate| estimate < 0.8),
                    ]
                })
                .map(Some)
                .to_vec()
        }),
    }
}

/// The chance of calling acceptable what lies on the border.
fn equivalence() -> Table {
    let within = |ratio: Ratio| {
        ratio
            .equivalence(Zone { lower: Some(0.8), upper: Some(1.25) }, Confidence::DEFAULT)
            .is_ok_and(|test| test.p_value <= ALPHA)
    };
    let close = |difference: Difference| {
        difference
            .equivalence(Zone { lower: Some(-0.05), upper: Some(0.05) }, Confidence::DEFAULT)
            .is_ok_and(|test| test.p_value <= ALPHA)
    };
    // A test that finds no difference, taken as proof of parity.
    let unproved = |group: Proportion, reference: Proportion| !rejects(pooled_z(&Difference { group, reference }));
    let rows = PAIRS
        .into_iter()
        .flat_map(|(n1, n2)| {
            RATES.into_iter().map(move |p| {
                let ratio = Truth { group: (n1, 0.8 * p), reference: (n2, p) };
                Row {
                    labels: vec![n1.to_string(), n2.to_string(), super::rate(p)],
                    is_sparse: ratio.expects_at_most(SPARSE),
                    compute: Box::new(move || {
                        let [inside, not_significant] = ratio.shares(|group, reference| {
                            [within(Ratio { group, reference }), unproved(group, reference)]
                        });
                        let shifted = (p > 0.05).then(|| {
                            Truth { group: (n1, p - 0.05), reference: (n2, p) }
                                .shares(|group, reference| [close(Difference { group, reference })])[0]
                        });
                        vec![Some(inside), shifted, Some(not_significant)]
                    }),
                }
            })
        })
        .collect();
    Table {
        title: "On the border of the zone: how often it is called acceptable",
        text: "Exact. The group's true rate is four fifths of the reference's, or five points below it: the error of claiming *within*. The last column is the \
               error of taking \"not significant\" as fair, at four fifths. Sparse: a sample expects at most one success.",
        labels: vec!["n group", "n reference", "p reference"],
        columns: vec![
            Column::exact("ratio within (.8, 1.25)", Promise::Size),
            Column::exact("difference within ±.05", Promise::Size),
            Column::exact("not significant (peers)", Promise::Nothing),
        ],
        rows,
    }
}
