//! Histograms of scores: merging is adding, whatever the order; what binning may change stays within its bound; and where
//! nothing is lost, the numbers are those of the rows.
#![allow(clippy::unwrap_used, clippy::float_cmp, reason = "a test")]

use evenhand_inference::scores::{
    Calibration, GroupedScores, PairedScore, RocDistance, ScoreEdges, ScoreHistogram, ScoreTable, class_balance, corp,
    cumulative_deviation, equal_mass_edges, multicalibration_error, paired_ranking, ranking, reliability,
    score_distance,
};
use evenhand_inference::value::{Confidence, Reason, Unavailable};
use evenhand_inference::{Random, Simulation, StreamKey};
use proptest::prelude::*;

const DEFAULT: Confidence = Confidence::DEFAULT;

type Row = (f64, bool);

fn histogram(edges: &ScoreEdges, rows: &[Row]) -> ScoreHistogram {
    let mut histogram = ScoreHistogram::new(edges.clone());
    for &(score, positive) in rows {
        histogram.add(score, positive).unwrap();
    }
    histogram
}

fn exact(rows: &[Row]) -> ScoreTable {
    ScoreTable::from_rows(rows.iter().copied()).unwrap()
}

/// Both groups from histograms, comparable with each other.
fn binned(edges: &ScoreEdges, groups: [&[Row]; 2]) -> [ScoreTable; 2] {
    let own = groups.map(|rows| histogram(edges, rows));
    let mut all = own[0].clone();
    all.merge(&own[1]).unwrap();
    own.map(|own| own.table_among(&all).unwrap())
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    // Mostly anywhere, some at values that tie across bins and groups.
    let score = prop_oneof![3 => 0.0..=1.0_f64, 1 => (0_u8..=16).prop_map(|at| f64::from(at) / 16.0)];
    prop::collection::vec((score, any::<bool>()), 2..60)
}

fn edges() -> impl Strategy<Value = ScoreEdges> {
    prop_oneof![
        (1_u32..40).prop_map(|bins| ScoreEdges::unit(bins).unwrap()),
        prop::collection::btree_set(1_u32..1000, 1..12).prop_map(|inner| {
            let inner = inner.into_iter().map(|edge| f64::from(edge) / 1000.0);
            ScoreEdges::new(std::iter::once(0.0).chain(inner).chain([1.0])).unwrap()
        }),
    ]
}

fn both_outcomes(rows: &[Row]) -> bool {
    rows.iter().any(|row| row.1) && rows.iter().any(|row| !row.1)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn merging_is_counting_all_rows(edges in edges(), rows in rows(), parts in prop::collection::vec(0_usize..4, 60)) {
        let whole = histogram(&edges, &rows);
        let mut shards = vec![ScoreHistogram::new(edges.clone()); 4];
        for (&(score, positive), &part) in rows.iter().rev().zip(&parts) {
            shards[part].add(score, positive).unwrap();
        }
        for order in [[0, 1, 2, 3], [3, 1, 0, 2]] {
            let mut merged = ScoreHistogram::new(edges.clone());
            for shard in order {
                merged.merge(&shards[shard]).unwrap();
            }
            prop_assert_eq!(&merged, &whole);
        }
        let text = serde_json::to_string(&whole).unwrap();
        prop_assert_eq!(&serde_json::from_str::<ScoreHistogram>(&text).unwrap(), &whole);
        // A group cannot have rows that all of them lack.
        prop_assert!(whole.table_among(&ScoreHistogram::new(edges)).is_err());
    }

    #[test]
    fn means_and_calibration_lose_nothing(edges in edges(), own in rows(), other in rows()) {
        let [a, b] = binned(&edges, [&own, &other]);
        for (table, rows) in [(&a, &own), (&b, &other)] {
            let exact = exact(rows);
            for (one, two) in [
                (table.scores(), exact.scores()),
                (table.residuals(), exact.residuals()),
                (table.scores_of_positives(), exact.scores_of_positives()),
                (table.scores_of_negatives(), exact.scores_of_negatives()),
            ] {
                prop_assert_eq!(one.count, two.count);
                prop_assert!((one.sum - two.sum).abs() < 1e-12);
                prop_assert!((one.squared_deviations - two.squared_deviations).abs() < 1e-11);
            }
            // On the edges of the histogram the reliability table is that of the rows.
            let (found, expected) = (
                reliability(table, edges.edges(), DEFAULT).unwrap(), reliability(&exact, edges.edges(), DEFAULT).unwrap(),
            );
            prop_assert_eq!(found.divided_rows, 0);
            for (found, expected) in found.bins.iter().zip(&expected.bins) {
                prop_assert_eq!((found.rows, found.positives), (expected.rows, expected.positives));
                if let (Ok(found), Ok(expected)) = (found.brier, expected.brier) {
                    prop_assert!((found - expected).abs() < 1e-12);
                }
            }
            prop_assert!((found.expected_calibration_error - expected.expected_calibration_error).abs() < 1e-12);
            prop_assert!((found.null_level - expected.null_level).abs() < 1e-7, "{} {}", found.null_level, expected.null_level);
            prop_assert!((found.murphy.brier - expected.murphy.brier).abs() < 1e-12);
            // Every threshold at the start of a bin decides as the rows do.
            for &edge in &edges.edges()[..edges.bins()] {
                prop_assert_eq!((table.cut(edge), table.rows_divided_by(edge)), (exact.cut(edge), 0));
            }
            // Bins are coarser: the fit and the walk can only see less.
            let (fit, finer) = (corp(table).unwrap(), corp(&exact).unwrap());
            prop_assert!((fit.brier - finer.brier).abs() < 1e-12 && fit.discrimination <= finer.discrimination + 1e-12);
            let (walk, finer) = (cumulative_deviation(table).unwrap(), cumulative_deviation(&exact).unwrap());
            prop_assert!(walk.maximum <= finer.maximum + 1e-12 && (walk.scale - finer.scale).abs() < 1e-7);
        }
        let (exact_a, exact_b) = (exact(&own), exact(&other));
        let (found, expected) = (class_balance(&a, &b, DEFAULT), class_balance(&exact_a, &exact_b, DEFAULT));
        if let (Ok(found), Ok(expected)) = (found.positives, expected.positives) {
            prop_assert!((found.difference - expected.difference).abs() < 1e-12);
        }
        let of = |groups: &[&ScoreTable]| multicalibration_error(groups, edges.edges(), 1).unwrap();
        let (found, expected) = (of(&[&a, &b]), of(&[&exact_a, &exact_b]));
        prop_assert!((found.largest.mean_residual.abs() - expected.largest.mean_residual.abs()).abs() < 1e-12);
    }

    #[test]
    fn what_needs_the_order_is_within_its_bound(edges in edges(), own in rows(), other in rows()) {
        let [a, b] = binned(&edges, [&own, &other]);
        let (exact_a, exact_b) = (exact(&own), exact(&other));
        for (positives, negatives, exact_positives, exact_negatives) in
            [(&a, &a, &exact_a, &exact_a), (&a, &b, &exact_a, &exact_b), (&b, &a, &exact_b, &exact_a)]
        {
            let (Ok(found), Ok(expected)) =
                (ranking(positives, negatives, DEFAULT), ranking(exact_positives, exact_negatives, DEFAULT))
            else { continue };
            prop_assert!((found.value - expected.value).abs() <= found.binning_bound + 1e-12);
            prop_assert!(found.binning_bound <= 0.5);
        }
        let (found, expected) = (score_distance(&a, &b).unwrap(), score_distance(&exact_a, &exact_b).unwrap());
        prop_assert!(found.kolmogorov_smirnov <= expected.kolmogorov_smirnov + 1e-12);
        prop_assert!(expected.kolmogorov_smirnov <= found.kolmogorov_smirnov + found.kolmogorov_smirnov_bound + 1e-12);
        prop_assert!(found.wasserstein <= expected.wasserstein + 1e-12);
        prop_assert!(expected.wasserstein <= found.wasserstein + found.wasserstein_bound + 1e-12);
    }

    #[test]
    fn few_distinct_values_lose_nothing(
        own in prop::collection::vec((0_u8..8, any::<bool>()), 2..60),
        other in prop::collection::vec((0_u8..8, any::<bool>()), 2..60),
        places in prop::collection::btree_set(0_u32..997, 8),
    ) {
        let places: Vec<f64> = places.into_iter().map(|place| f64::from(place) / 997.0).collect();
        let of = |rows: &[(u8, bool)]| -> Vec<Row> {
            rows.iter().map(|&(place, positive)| (places[usize::from(place)], positive)).collect()
        };
        let (own, other) = (of(&own), of(&other));
        let edges = ScoreEdges::of_scores(places.iter().copied()).unwrap();
        let [a, b] = binned(&edges, [&own, &other]);
        let (exact_a, exact_b) = (exact(&own), exact(&other));
        prop_assert!(!a.is_binned() && a.points() == exact_a.points());
        prop_assert_eq!(score_distance(&a, &b).unwrap(), score_distance(&exact_a, &exact_b).unwrap());
        prop_assert_eq!(ranking(&a, &b, DEFAULT), ranking(&exact_a, &exact_b, DEFAULT));
        prop_assert_eq!(cumulative_deviation(&a), cumulative_deviation(&exact_a));
        let simulation = Simulation { draws: 19, seed: 1, stream: 0 };
        if both_outcomes(&own) && both_outcomes(&other) {
            prop_assert_eq!(
                RocDistance::between(&a, &b, simulation).unwrap(), RocDistance::between(&exact_a, &exact_b, simulation).unwrap()
            );
        }
        let merged = a.merged(&b);
        let pooled = exact_a.merged(&exact_b);
        prop_assert_eq!(merged.points(), pooled.points());
        prop_assert_eq!(equal_mass_edges(&[&a, &b], 5), equal_mass_edges(&[&exact_a, &exact_b], 5));
    }

    #[test]
    fn two_models_on_the_same_rows(
        rows in prop::collection::vec((0_u8..12, 0_u8..12, any::<bool>()), 4..40),
    ) {
        let rows: Vec<PairedScore> = rows.iter().map(|&(old, new, positive)| PairedScore {
            old: f64::from(old) / 11.0, new: f64::from(new) / 11.0, positive,
        }).collect();
        let side = |positive: bool| rows.iter().filter(|row| row.positive == positive).copied().collect::<Vec<_>>();
        let (positives, negatives) = (side(true), side(false));
        prop_assume!(positives.len() > 1 && negatives.len() > 1);
        let found = paired_ranking(&rows, DEFAULT).unwrap();
        // Pair by pair, with the covariance of both scores' placements as DeLong et al. write it.
        let kernel = |x: f64, y: f64| if x > y { 1.0 } else if x == y { 0.5 } else { 0.0 };
        let mut variance = 0.0;
        for (own, others, sign) in [(&positives, &negatives, 1.0), (&negatives, &positives, -1.0)] {
            let place = |score: fn(&PairedScore) -> f64| -> Vec<f64> {
                own.iter().map(|row| {
                    others.iter().map(|other| kernel(sign * score(row), sign * score(other))).sum::<f64>() / others.len() as f64
                }).collect()
            };
            let (old, new) = (place(|row| row.old), place(|row| row.new));
            let n = own.len() as f64;
            let covariance = |x: &[f64], y: &[f64]| {
                let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
                x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum::<f64>() / (n - 1.0)
            };
            variance += (covariance(&old, &old) + covariance(&new, &new) - 2.0 * covariance(&old, &new)) / n;
        }
        match found.change.standard_error {
            Ok(error) => prop_assert!((error * error - variance).abs() < 1e-12),
            Err(reason) => prop_assert!(variance < 1e-12 && reason == Unavailable::Undefined(Reason::Boundary)),
        }
        prop_assert_eq!(found.change.value, Ok(found.new.value - found.old.value));
    }
}

/// Every way of dealing the pooled scores to both groups, ties and all.
#[test]
fn the_p_value_of_the_largest_gap_is_a_count() {
    let mut random = Random::new(StreamKey { seed: 5, stream: 0, replicate: 0 });
    for case in 0..40_u32 {
        let (n, m) = (3 + case % 4, 4 + case % 3);
        let values = [2.0, 5.0, 100.0][case as usize % 3];
        let scores: Vec<f64> = (0..n + m).map(|_| (random.uniform() * values).floor() / values).collect();
        let gap = |taken: u32| {
            let side = |own: bool| -> ScoreTable {
                let of = scores.iter().enumerate().filter(|(at, _)| (taken >> at & 1 == 1) == own);
                ScoreTable::from_rows(of.map(|(_, &score)| (score, true))).unwrap()
            };
            score_distance(&side(true), &side(false)).unwrap()
        };
        let observed = gap((1 << n) - 1);
        let (mut all, mut as_large) = (0.0, 0.0);
        for taken in 0..1_u32 << (n + m) {
            if taken.count_ones() == n {
                all += 1.0;
                as_large += f64::from(u8::from(gap(taken).kolmogorov_smirnov >= observed.kolmogorov_smirnov - 1e-9));
            }
        }
        approx::assert_relative_eq!(observed.p_value, as_large / all, max_relative = 1e-12);
    }
}

#[test]
fn bad_rows_and_bad_files_are_refused() {
    let outside = Err(Unavailable::Undefined(Reason::OutsideDomain));
    let mut histogram = ScoreHistogram::new(ScoreEdges::default());
    for score in [f64::NAN, -0.001, 1.001, f64::INFINITY] {
        assert_eq!(histogram.add(score, true), outside);
    }
    assert_eq!((histogram.rows(), histogram.table().points().len()), (0, 0));
    histogram.add(1.0, true).unwrap();
    histogram.add(-0.0, false).unwrap();
    assert_eq!(histogram.merge(&ScoreHistogram::new(ScoreEdges::unit(2).unwrap())), outside);
    assert_eq!(histogram.rows(), 2);
    assert!(ScoreEdges::new([0.0, f64::NAN]).is_err() && ScoreEdges::new([0.0]).is_err());
    assert!(ScoreEdges::new([-1e200, 1e200]).is_err());

    let text = serde_json::to_string(&histogram).unwrap();
    for (from, to) in [
        ("\"bin\":1023", "\"bin\":7"),
        ("\"bin\":1023", "\"bin\":4096"),
        ("\"bin\":1023", "\"bin\":0"),
        ("\"rows\":[0,1]", "\"rows\":[0,0]"),
        ("4611686018427387904", "4611686018427387906"),
        ("4611686018427387904", "many"),
        ("\"lower\":1.0", "\"lower\":0.2"),
    ] {
        assert!(text.contains(from), "{text}");
        assert!(serde_json::from_str::<ScoreHistogram>(&text.replacen(from, to, 1)).is_err(), "{from} {to}");
    }
    // Scores on any scale.
    let mut wide = ScoreHistogram::new(ScoreEdges::new([-300.0, 0.0, 300.0]).unwrap());
    wide.add(-250.5, false).unwrap();
    wide.add(-249.5, true).unwrap();
    assert_eq!((wide.table().scores().mean(), wide.table().scores().variance()), (Ok(-250.0), Ok(0.5)));
}

/// Expected calibration error, total variation and the area between curves beside their levels without any difference.
#[test]
fn null_levels_are_what_simulation_finds() {
    let mut random = Random::new(StreamKey { seed: 11, stream: 0, replicate: 0 });
    let edges: Vec<f64> = (0..=10).map(|edge| f64::from(edge) / 10.0).collect();
    let (mut error, mut level, mut debiased) = (0.0, 0.0, 0.0);
    let runs = 400;
    for _ in 0..runs {
        let rows: Vec<Row> = (0..300)
            .map(|_| {
                let score = random.uniform();
                (score, random.uniform() < score)
            })
            .collect();
        let found = reliability(&exact(&rows), &edges, DEFAULT).unwrap();
        error += found.expected_calibration_error / f64::from(runs);
        level += found.null_level / f64::from(runs);
        debiased += found.debiased_squared_error / f64::from(runs);
    }
    // Scores that are right have an error of a few points by chance alone; the debiased square has none.
    assert!((error / level - 1.0).abs() < 0.03, "{error} {level}");
    assert!(debiased.abs() < 2e-4 && error > 0.04, "{debiased} {error}");
}

/// The same rows in the same bins, and sums that differ by rounding at most.
fn same_calibration(found: &Calibration, one: &Calibration) {
    let counts = |found: &Calibration| found.bins.iter().map(|bin| (bin.rows, bin.positives)).collect::<Vec<_>>();
    assert_eq!(counts(found), counts(one));
    let numbers = |found: &Calibration| {
        let murphy = found.murphy;
        let whole = [found.expected_calibration_error, found.null_level, found.debiased_squared_error, murphy.brier];
        let bins = found.bins.iter().flat_map(|bin| [bin.mean_score, bin.brier].map(|of| of.unwrap_or(0.0)));
        bins.chain(whole).chain([murphy.reliability, murphy.resolution, murphy.uncertainty]).collect::<Vec<_>>()
    };
    for (found, one) in numbers(found).into_iter().zip(numbers(one)) {
        assert!((found - one).abs() <= 1e-12 * one.abs().max(1.0), "{found} {one}");
    }
}

/// Dealing rows out to buckets and sorting those is sorting the rows, on any scale and with any ties.
#[test]
fn many_rows_at_once_are_rows_one_by_one() {
    type Scale = fn(f64) -> f64;

    let mut random = Random::new(StreamKey { seed: 13, stream: 0, replicate: 0 });
    let scales: [Scale; 7] = [
        |u| u,
        |u| (u * 50.0).floor() / 50.0,
        // On the edges of bins, and some thousand rows in each.
        |u| (u * 64.0).round() / 64.0,
        |u| u.powi(20),
        |u| 20.0 * u - 10.0,
        |u| if u < 0.5 { -0.0 } else { 0.0 },
        |u| 1e300 * (u - 0.3),
    ];
    for (scale, rows) in scales.into_iter().zip([200_000, 140_000, 160_000, 150_000, 5_000, 300, 3_000]) {
        let groups: Vec<u32> = (0..rows).map(|_| if random.uniform() < 0.8 { 0 } else { 2 }).collect();
        let scores: Vec<f64> = (0..rows).map(|_| scale(random.uniform())).collect();
        let positives: Vec<bool> = (0..rows).map(|_| random.uniform() < 0.3).collect();
        let grouped = GroupedScores::new(3, &groups, &scores, &positives).unwrap();
        let of = |group: u32| -> Vec<Row> {
            (0..rows).filter(|&row| groups[row] == group).map(|row| (scores[row], positives[row])).collect()
        };
        assert_eq!(grouped.tables(), [0, 1, 2].map(|group| exact(&of(group))));
        let edges: Vec<f64> = (0..=7).map(|edge| scale(f64::from(edge) / 7.0)).collect();
        let assessed = grouped.assess(&edges, DEFAULT);
        // A scale that does not increase has no bins.
        assert_eq!(assessed.is_ok(), edges.is_sorted_by(|a, b| a < b));
        for (found, table) in assessed.iter().flatten().zip(grouped.tables()) {
            assert_eq!(found.ranking, ranking(&table, &table, DEFAULT));
            match (&found.calibration, reliability(&table, &edges, DEFAULT)) {
                (Ok(found), Ok(one)) => same_calibration(found, &one),
                (found, one) => assert_eq!(found.as_ref().err(), one.as_ref().err()),
            }
        }
        // Edges of which sums are counted near, once with few and once with many rows between two carries, and others.
        for edges in [Ok(ScoreEdges::default()), ScoreEdges::unit(32), ScoreEdges::unit(16), ScoreEdges::unit(50)] {
            let edges = edges.unwrap();
            if let Ok(histograms) = grouped.histograms(&edges) {
                assert_eq!(histograms, [0, 1, 2].map(|group| histogram(&edges, &of(group))));
            }
        }
    }
    for score in [-1e300, -f64::MIN_POSITIVE, 1.0_f64.next_up(), 3.0, 1e300] {
        let scores = [0.5, score];
        let rows = GroupedScores::new(1, &[0, 0], &scores, &[true, false]).unwrap();
        assert!(rows.histograms(&ScoreEdges::default()).is_err(), "{score}");
    }
    for (groups, score) in [(2, 0.5), (3, f64::NAN), (3, f64::NEG_INFINITY)] {
        assert!(GroupedScores::new(groups, &[0, 2], &[score, 0.5], &[true, false]).is_err());
    }
    assert!(GroupedScores::new(1, &[0, 0], &[0.5], &[true]).is_err());
    assert_eq!(GroupedScores::new(2, &[], &[], &[]).unwrap().tables(), [exact(&[]), exact(&[])]);
}
