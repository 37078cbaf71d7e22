//! An experiment: half of the customers were mailed at random. Does the mail move every segment, and is it sent to those
//! whom it moves?
//!
//! ```console
//! $ cargo run --features report,tasks --example uplift_audit
//! ```
//!
//! The question of a marketing team: our rule mails those who buy most. Is that where the mail does something, and is
//! there a segment that it drives away?
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::audit::Verdict;
use evenhand::inference::{Random, StreamKey};
use evenhand::task::{Options, Table, TaskAudit, Uplift};

fn main() -> Result<(), evenhand::Error> {
    let mut random = Random::new(StreamKey { seed: 2026, stream: 0, replicate: 0 });
    let (mut segment, mut mailed, mut bought, mut score, mut chosen) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for customer in 0..30_000_usize {
        // What they buy anyway, and what the mail adds: regulars buy most and are moved least; the weary are driven away.
        let (name, anyway, added) =
            [("new", 0.05, 0.06), ("regular", 0.30, 0.01), ("weary", 0.12, -0.05)][customer % 3];
        let mail = random.uniform() < 0.5;
        segment.push(name);
        mailed.push(mail);
        bought.push(random.uniform() < anyway + if mail { added } else { 0.0 });
        // The score is what they buy, not what the mail adds.
        let likely = anyway + 0.1 * random.uniform();
        score.push(likely);
        chosen.push(likely > 0.15);
    }
    let table = Table::builder()
        .segment("segment", segment)
        .binary("treatment", "mailed", mailed)
        .binary("outcome", "bought", bought)
        .numbers("score", "propensity to buy", score)
        .binary("targeted", "chosen", chosen)
        .build()?;
    let uplift = Uplift::new(table, &Options::from_iter([("propensity".to_owned(), "0.5".to_owned())]))?;
    let audited = TaskAudit::new().run(&uplift)?;

    let harmed: Vec<String> = audited
        .rule("harm")
        .into_iter()
        .flat_map(|rule| &rule.assessments)
        .filter(|one| one.verdict == Verdict::Outside)
        .map(|one| one.slice.to_string())
        .collect();
    assert_eq!(harmed, ["segment=weary"]);
    let by_segment = audited.tasks[0].grouping(&["segment"]);
    let differ =
        by_segment.and_then(|found| found.all_groups.iter().find(|one| one.criterion == "effect_heterogeneity"));
    assert!(differ.is_some_and(|one| one.p_value.is_ok_and(|p| p < 0.001)));
    println!("{}", audited.report().title("Who should be mailed").build().markdown());
    Ok(())
}
