//! Scores by segment: do they rank customers, and do they mean what they say, everywhere alike?
//!
//! ```console
//! $ cargo run --example scores_audit --features report,tasks
//! ```
//!
//! The question of a marketing team: our response model scores every customer, and thresholds change from campaign to
//! campaign. Whom does the score itself serve worse, whatever the threshold?
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::audit::Verdict;
use evenhand::inference::{Random, StreamKey};
use evenhand::task::{Options, Scores, Table, TaskAudit};

fn main() -> Result<(), evenhand::Error> {
    let mut random = Random::new(StreamKey { seed: 2026, stream: 0, replicate: 0 });
    let (mut channel, mut tenure, mut score, mut bought) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for customer in 0..12_000_u32 {
        let (phone, new) = (customer % 4 == 0, random.uniform() < 0.3);
        let interest = random.uniform().powi(2);
        channel.push(if phone { "phone" } else { "online" });
        tenure.push(if new { "new" } else { "known" });
        // Of customers on the phone the model knows little: it sees half of their interest and half noise.
        let seen = if phone { f64::midpoint(interest, random.uniform().powi(2)) } else { interest };
        score.push(seen);
        // New customers buy less than their score says.
        bought.push(random.uniform() < if new { 0.7 * interest } else { interest });
    }
    let table = Table::builder()
        .segment("channel", channel)
        .segment("tenure", tenure)
        .numbers("score", "response_score", score)
        .binary("outcome", "bought", bought)
        .build()?;

    // Sorted rows; with ("mode", "binned") each segment keeps a histogram that adds up over shards and days.
    let audited = TaskAudit::new().run(&Scores::new(table, &Options::default())?)?;
    let verdict = |rule: &str, slice: &str| {
        let found =
            audited.rule(rule).and_then(|rule| rule.assessments.iter().find(|one| one.slice.to_string() == slice));
        found.map_or(Verdict::NotAssessed, |assessment| assessment.verdict)
    };
    // Responders on the phone are ranked worse; new customers are rated too high.
    assert_eq!(verdict("auc", "channel=phone"), Verdict::Outside);
    assert_eq!(verdict("auc", "tenure=new"), Verdict::Within);
    assert_eq!(verdict("calibration", "tenure=new"), Verdict::Outside);
    println!("{}", audited.report().title("Response score").build().markdown());
    Ok(())
}
