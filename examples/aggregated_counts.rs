//! All I have is a table of counts. Can it be audited, and is the crude gap the whole story?
//!
//! ```console
//! $ cargo run --example aggregated_counts
//! ```
//!
//! Graduate admissions at Berkeley in autumn 1973, the six largest departments (Bickel, Hammel and O'Connell, Science
//! 187, 1975): 24 lines that stand for 4,526 applicants. Women are admitted less often overall, because they applied to
//! departments that admit fewer applicants. Within departments the difference turns round.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::audit::{Audited, FindingCode, LiteralRule, Rule, Tolerance, Verdict};
use evenhand::{Audit, Policy, Predictions};

/// Department; men admitted and rejected; women admitted and rejected.
const ADMISSIONS: [(&str, [u64; 2], [u64; 2]); 6] = [
    ("A", [512, 313], [89, 19]),
    ("B", [353, 207], [17, 8]),
    ("C", [120, 205], [202, 391]),
    ("D", [138, 279], [131, 244]),
    ("E", [53, 138], [94, 299]),
    ("F", [22, 351], [24, 317]),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lines: Vec<(&str, &str, bool, u64)> = ADMISSIONS
        .iter()
        .flat_map(|&(department, men, women)| {
            [("men", men), ("women", women)].into_iter().flat_map(move |(gender, [admitted, rejected])| {
                [(department, gender, true, admitted), (department, gender, false, rejected)]
            })
        })
        .collect();
    let predictions = Predictions::builder()
        .decision_named("admitted", lines.iter().map(|line| line.2))
        .segment("gender", lines.iter().map(|line| line.1))
        .stratum("department", lines.iter().map(|line| line.0))
        .count(lines.iter().map(|line| line.3))
        .build()?;

    let rule = |id: &str| Rule::new(id, "disparate_impact").tolerance(Tolerance::at_least(0.8));
    let policy = Policy::builder("Admissions")
        .rule(rule("crude").literal(LiteralRule::FourFifths))
        .rule(rule("within-departments").within_strata())
        .build()?;
    let audited = Audit::new().policy(policy).run(&predictions)?;
    assert_eq!(audited.population.audited, 4_526);

    let women = audited
        .conditional
        .iter()
        .find(|result| result.slice.to_string() == "gender=women")
        .ok_or("women were not compared")?;
    println!("             difference  ratio");
    println!("crude        {:>+10.4}  {:.4}", women.crude_difference.value?, women.crude_ratio.value?);
    println!("adjusted     {:>+10.4}  {:.4}", women.adjusted.risk_difference.value?, women.adjusted.risk_ratio.value?);
    for row in &women.rows {
        println!(
            "department {}  women {:>3} of {:>3}, men {:>3} of {:>3}",
            row.stratum[0], row.group_selected, row.group_rows, row.reference_selected, row.reference_rows
        );
    }

    assert!((women.crude_ratio.value? - 0.681_830).abs() < 1e-6);
    assert!((women.adjusted.risk_ratio.value? - 1.058_307).abs() < 1e-6);
    assert_eq!(verdict(&audited, "crude"), Some(Verdict::Outside));
    assert_eq!(verdict(&audited, "within-departments"), Some(Verdict::Within));
    assert!(audited.findings.iter().any(|finding| finding.code == FindingCode::ReversalWithinStrata));
    Ok(())
}

fn verdict(audited: &Audited, rule: &str) -> Option<Verdict> {
    let assessments = &audited.rule(rule)?.assessments;
    assessments.iter().find(|one| one.slice.to_string() == "gender=women").map(|one| one.verdict)
}
