//! Planned sizes: how often the audit's own tests give the verdict that a plan promises, summed over every outcome.

use evenhand_inference::{
    Difference, Proportion, RateScale, Rates, Ratio, Samples, VerdictRule, Zone,
    value::{Confidence, Measured},
};

use super::{
    binomial::Binomial,
    rate,
    table::{Column, Promise, Row, Table},
};

/// What is planned for.
const POWER: f64 = 0.8;

pub(super) fn tables() -> Vec<Table> {
    vec![planned()]
}

/// The probability of the verdict that is true, by [`Difference::default_test`] and [`Ratio::default_test`].
fn by_default_tests(rule: &VerdictRule, samples: Samples, rates: Rates, within: bool) -> Measured {
    let group = Binomial::new(samples.group, rates.group);
    let reference = Binomial::new(samples.reference, rates.reference);
    let (alpha, share) = (rule.confidence.alpha(), rule.confidence.alpha() / (2.0 * rule.comparisons as f64));
    let mut sum = 0.0;
    for (x1, weight) in group.iter() {
        for (x2, other) in reference.iter() {
            if weight * other < 1e-9 || (rule.scale == RateScale::Ratio && x1 + x2 == 0) {
                continue;
            }
            let group = Proportion::new(x1, samples.group)?;
            let reference = Proportion::new(x2, samples.reference)?;
            let at = |null: f64| match rule.scale {
                RateScale::Difference => Difference { group, reference }.default_test(null),
                RateScale::Ratio => Ratio { group, reference }.default_test(null),
            };
            let (lower, upper) = (rule.zone.lower.map(at).transpose()?, rule.zone.upper.map(at).transpose()?);
            let holds = if within {
                lower.is_none_or(|test| test.p_greater <= alpha) && upper.is_none_or(|test| test.p_less <= alpha)
            } else {
                lower.is_some_and(|test| test.p_less <= share) || upper.is_some_and(|test| test.p_greater <= share)
            };
            sum += if holds { weight * other } else { 0.0 };
        }
    }
    Ok(sum)
}

fn planned() -> Table {
    let mut rows = Vec::new();
    for (scale, zone, name) in [
        (RateScale::Ratio, Zone { lower: Some(0.8), upper: Some(1.25) }, "ratio, .8 to 1.25"),
        (RateScale::Difference, Zone { lower: Some(-0.05), upper: Some(0.05) }, "difference, ±.05"),
    ] {
        for (p, own) in
            [(0.01, 0.0), (0.05, 0.01), (0.05, 0.02), (0.1, 0.02), (0.2, 0.06), (0.2, 0.1), (0.5, 0.2), (0.02, 0.06)]
        {
            for (allocation, comparisons) in [(1.0, 1), (9.0, 1), (9.0, 5)] {
                let rule = VerdictRule { scale, zone, confidence: Confidence::DEFAULT, comparisons };
                let rates = Rates { group: own, reference: p };
                let within = scale.between(rates).is_ok_and(|disparity| zone.contains(disparity));
                // Alike in truth, or nearly: sizes are large, counts are many, and nothing is exact.
                if within {
                    continue;
                }
                rows.push(Row {
                    labels: vec![
                        name.to_owned(),
                        rate(p),
                        if own > 0.0 { rate(own) } else { "0".to_owned() },
                        format!("1 : {allocation}"),
                        comparisons.to_string(),
                    ],
                    is_sparse: false,
                    compute: Box::new(move || {
                        let size = rule.size(rates, allocation, POWER);
                        let of_audit = size.and_then(|size| by_default_tests(&rule, size.samples, rates, within));
                        vec![size.ok().map(|size| size.power), of_audit.ok()]
                    }),
                });
            }
        }
    }
    Table {
        title: "Planned sizes: power of the audit's own tests",
        text: "Exact; the size is the one that a plan gives for a power of 80 % of the verdict *outside*. As planned: the power that the plan states. By the tests of an \
               audit: every outcome of both samples judged one by one. Where hardly any selection is expected one row more or less moves the power by points.",
        labels: vec!["rule", "p reference", "p group", "sizes", "comparisons"],
        columns: vec![
            Column::exact("as planned", Promise::Nothing),
            Column::exact("by the tests of an audit", Promise::Nothing),
        ],
        rows,
    }
}
