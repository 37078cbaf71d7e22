//! Two models on the same rows: `McNemar`'s tests exactly, the change of a gap simulated.

use evenhand_inference::{
    draw_multinomial,
    mcnemar::DecisionChanges,
    paired::{PairedComparison, PairedGroup, PairedRate},
    value::Confidence,
};

use super::{
    ALPHA, Tally,
    binomial::Binomial,
    peers, random,
    table::{Column, Promise, Row, Table},
};

const REPLICATES: u32 = 4_000;

pub(super) fn tables() -> Vec<Table> {
    vec![mcnemar(), change()]
}

fn mcnemar() -> Table {
    let rows = [5_u64, 10, 20, 50, 200, 1000].into_iter().map(|changed| Row {
        labels: vec![changed.to_string()],
        is_sparse: false,
        compute: Box::new(move || {
            let mut sizes = [0.0; 3];
            for (gained, mass) in Binomial::new(changed, 0.5).iter() {
                let changes = DecisionChanges { gained, lost: changed - gained, ..DecisionChanges::default() };
                let Ok(test) = changes.mcnemar() else { continue };
                let p_values = [test.exact.p_two_sided, test.exact.mid_p_two_sided, test.chi_squared.p_value];
                for (size, p) in sizes.iter_mut().zip(p_values) {
                    *size += if p <= ALPHA { mass } else { 0.0 };
                }
            }
            sizes.map(Some).to_vec()
        }),
    });
    Table {
        title: "McNemar: size",
        text: "Exact, given how many decisions changed, each way with chance one half.",
        labels: vec!["changed decisions"],
        columns: vec![
            Column::exact("exact", Promise::Size),
            Column::exact("mid-p", Promise::Nothing),
            Column::exact("χ²", Promise::Nothing),
        ],
        rows: rows.collect(),
    }
}

/// Shares of kept selected, gained, lost, kept rejected.
type Shares = [u64; 4];

fn drawn(rows: u64, shares: Shares, random: &mut evenhand_inference::Random) -> DecisionChanges {
    let mut cells = [0; 4];
    draw_multinomial(rows, &shares, random, &mut cells);
    let [kept_selected, gained, lost, kept_rejected] = cells;
    DecisionChanges { kept_selected, gained, lost, kept_rejected }
}

fn change() -> Table {
    let scenes: [(&str, Shares, Shares); 3] = [
        ("none", [200, 50, 50, 700], [300, 50, 50, 600]),
        ("gap closes by .1", [200, 120, 20, 660], [300, 50, 50, 600]),
        ("few changes", [200, 10, 10, 780], [300, 5, 5, 690]),
    ];
    let rows = [(50, 50), (200, 200), (1000, 1000), (50, 1000)]
        .into_iter()
        .flat_map(|sizes| scenes.map(|scene| (sizes, scene)))
        .enumerate()
        .map(|(at, ((n1, n2), (name, group, reference)))| Row {
            labels: vec![n1.to_string(), n2.to_string(), name.to_owned()],
            is_sparse: (n1 * (group[1] + group[2])).min(n2 * (reference[1] + reference[2])) < 10_000,
            compute: Box::new(move || {
                let gain = |shares: Shares| (shares[1] as f64 - shares[2] as f64) / shares.iter().sum::<u64>() as f64;
                let truth = gain(group) - gain(reference);
                let mut tallies = [Tally::default(); 2];
                for replicate in 0..REPLICATES {
                    let mut random = random(80, at, replicate);
                    let (one, two) = (drawn(n1, group, &mut random), drawn(n2, reference, &mut random));
                    let of = |negative| PairedGroup { negative, ..PairedGroup::default() };
                    let comparison = PairedComparison { group: of(one), reference: of(two) };
                    let change = comparison.disparity_change(PairedRate::Selection, Confidence::DEFAULT).change;
                    if let Ok(interval) = change.interval {
                        tallies[0].count(interval.contains(truth));
                    }
                    tallies[1].count(peers::unpaired_change(&one, &two).contains(truth));
                }
                tallies.iter().map(|tally| tally.share()).collect()
            }),
        });
    let column = |name, promise| Column::simulated(name, promise, REPLICATES);
    Table {
        title: "The change of a gap between two models on the same rows",
        text: "Simulated; coverage among the intervals given (none is where no decision changed). Sparse: fewer than 10 changed decisions are expected in a group. \
               The other column takes the two models' rates for independent.",
        labels: vec!["n group", "n reference", "change"],
        columns: vec![column("paired", Promise::Covers), column("taken as independent (peers)", Promise::Nothing)],
        rows: rows.collect(),
    }
}
