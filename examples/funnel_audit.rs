//! A campaign from consent to purchase: at which step does a segment fall behind?
//!
//! ```console
//! $ cargo run --features report,tasks --example funnel_audit
//! ```
//!
//! The question of a marketing team: older customers buy less through our mails. Is it the model that passes them over, or
//! were they lost before it could choose?
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::inference::{Random, StreamKey};
use evenhand::task::{CampaignFunnel, Options, Table, TaskAudit};

fn main() -> Result<(), evenhand::Error> {
    let mut random = Random::new(StreamKey { seed: 2026, stream: 0, replicate: 0 });
    let (mut age, mut consented, mut targeted, mut opened, mut bought, mut shown) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for customer in 0..20_000_usize {
        let older = customer % 3 == 0;
        // Half as many of the older consent; of those who did, the model chooses as many, and they open as often.
        let consents = random.uniform() < if older { 0.35 } else { 0.7 };
        let chosen = consents && random.uniform() < 0.5;
        let opens = chosen && random.uniform() < 0.4;
        age.push(if older { "60+" } else { "under 60" });
        consented.push(consents);
        targeted.push(chosen);
        opened.push(opens);
        bought.push(opens && random.uniform() < 0.2);
        shown.push(if chosen { (1 + customer % 3) as f64 } else { 0.0 });
    }
    let table = Table::builder()
        .segment("age", age)
        .binary("consented", "agreed", consented)
        .binary("targeted", "chosen", targeted)
        .binary("opened", "opens", opened)
        .binary("converted", "bought", bought)
        .numbers("impressions", "mails", shown)
        .build()?;
    let audited = TaskAudit::new().run(&CampaignFunnel::new(table, &Options::default())?)?;

    let older = audited.tasks[0].grouping(&["age"]).and_then(|ages| ages.slice(&["60+"]));
    let part = |id: &str| older.and_then(|older| older.disparity(id)?.value.ok()).unwrap_or_default();
    // Consent explains the gap; what the model and the mails add is small beside it.
    assert!(part("funnel_difference") < 0.0 && part("consented_part") / part("funnel_difference") > 0.7);
    assert!(part("targeted_part").abs() < 0.25 * part("consented_part").abs());
    println!("{}", audited.report().title("From consent to purchase").build().markdown());
    Ok(())
}
