//! A family of one's own: the frame gives it groups, references, rules, verdicts and a report.
#![cfg(all(feature = "tasks", feature = "html"))]
#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a test")]

use evenhand::audit::{MetricValue, Policy, Reference, Rule, Tolerance, Verdict};
use evenhand::inference::{Contrast, Interval, Method};
use evenhand::metric::{Combine, Comparison, Composition, Criterion, Definition, Metric, Range, Task, Unit, Worse};
use evenhand::segment::Slices;
use evenhand::task::{Family, RowGroups, Table, TaskAudit, TaskSetting};
use evenhand::value::{Measured, Reason, Unavailable};

/// Mean number of days until a customer is called back.
static WAITING: Metric = Metric {
    id: "mean_waiting_time",
    name: "mean waiting time",
    aliases: &[],
    question: "How long do customers wait?",
    definition: Definition::OfTask { task: Task::Values, formula: "sum of days / customers", unit: Unit::Number },
    range: Range::POSITIVE,
    worse: Worse::Above,
    source: "the service team",
};

static WAITING_DIFFERENCE: Criterion = Criterion {
    id: "waiting_difference",
    name: "waiting time (difference)",
    aliases: &[],
    question: "Does every segment wait as long?",
    composition: Composition::Compare {
        metrics: {
            static PARTS: &[&Metric] = &[&WAITING];
            PARTS
        },
        comparison: Comparison::Difference,
        combine: Combine::Worst,
        favourable_side: false,
    },
    ideal: 0.0,
    range: Range { lower: f64::NEG_INFINITY, upper: f64::INFINITY },
    source: "the service team",
    note: "",
};

struct Waiting(Table);

#[derive(Clone, Copy)]
struct Sums {
    rows: f64,
    sum: f64,
    squares: f64,
}

impl Sums {
    fn mean(self) -> f64 {
        self.sum / self.rows
    }

    fn variance_of_mean(self) -> f64 {
        (self.squares - self.sum * self.sum / self.rows) / (self.rows - 1.0) / self.rows
    }
}

impl Family for Waiting {
    type Tally = Sums;

    fn task(&self) -> Task {
        // The table's roles are checked against this task.
        Task::Decisions
    }

    fn table(&self) -> &Table {
        &self.0
    }

    fn metrics(&self) -> Vec<&'static Metric> {
        vec![&WAITING]
    }

    fn criteria(&self) -> Vec<&'static Criterion> {
        vec![&WAITING_DIFFERENCE]
    }

    fn headline(&self) -> Vec<&'static str> {
        vec!["waiting_difference"]
    }

    fn default_rules(&self) -> Vec<Rule> {
        vec![Rule::new("waiting", "waiting_difference").tolerance(Tolerance::within(-2.0, 2.0))]
    }

    fn tallies(&self, groups: &RowGroups) -> Vec<Sums> {
        let mut sums = vec![Sums { rows: 0.0, sum: 0.0, squares: 0.0 }; groups.count()];
        let levels = self.0.segment("region").unwrap();
        for (row, &group) in groups.codes().iter().enumerate() {
            // North waits 10 ± 1 days, south 15 ± 1, the rest 10 ± 1.
            let name = levels.level_of(row).name().unwrap_or("").to_owned();
            let days = if name == "south" { 15.0 } else { 10.0 } + [-1.0, 0.0, 1.0][row % 3];
            let own = &mut sums[group as usize];
            own.rows += 1.0;
            own.sum += days;
            own.squares += days * days;
        }
        sums
    }

    fn merge(&self, into: &mut Sums, other: &Sums) {
        into.rows += other.rows;
        into.sum += other.sum;
        into.squares += other.squares;
    }

    fn count(&self, tally: &Sums) -> u64 {
        tally.rows as u64
    }

    fn value(&self, metric: &'static Metric, tally: &Sums, setting: TaskSetting) -> MetricValue {
        let half = 1.96 * tally.variance_of_mean().sqrt();
        let interval = Interval {
            lower: tally.mean() - half,
            upper: tally.mean() + half,
            confidence: setting.confidence,
            method: Method::Delta,
        };
        MetricValue::of_task(metric, Ok(tally.mean()), Ok(interval))
    }

    fn compare(&self, _: &'static Criterion, group: &Sums, other: &Sums, _: TaskSetting) -> Measured<Contrast> {
        let variance = group.variance_of_mean() + other.variance_of_mean();
        if variance > 0.0 {
            Ok(Contrast::normal(group.mean() - other.mean(), variance.sqrt()))
        } else {
            Err(Unavailable::Undefined(Reason::NoVariation))
        }
    }
}

fn waiting() -> Waiting {
    let region = |row: usize| ["north", "south", "west"][row / 300];
    let channel = |row: usize| (!row.is_multiple_of(7)).then_some(["app", "web"][row % 2]);
    let table = Table::builder().segment("region", (0..900).map(region)).segment("channel", (0..900).map(channel));
    Waiting(table.build().unwrap())
}

#[test]
fn a_family_gets_references_verdicts_findings_and_a_gate() {
    let audited = TaskAudit::new().run(&waiting()).unwrap();
    let rule = audited.rule("waiting").unwrap();
    let of = |name: &str| rule.assessments.iter().find(|one| one.slice.to_string() == name).unwrap();
    // South waits 15, the others 10; each of the others is compared with the mean of the rest, 12.5.
    assert!((of("region=south").value.unwrap() - 5.0).abs() < 1e-12);
    assert_eq!(of("region=south").verdict, Verdict::Outside);
    assert!((of("region=north").value.unwrap() + 2.5).abs() < 1e-12);
    assert_eq!(of("channel=app").verdict, Verdict::Within);
    assert!(!audited.gate().passed());
    // The others wait less than the mean of their rest, by more than is tolerated.
    assert!(audited.findings.iter().any(|finding| finding.slice.to_string() == "region=south"));
    let regions = audited.tasks[0].grouping(&["region"]).unwrap();
    let widest = &regions.all_groups[0];
    assert!((widest.value.unwrap() - 5.0).abs() < 1e-12);
    // More is worse, so south is the group that the gap harms.
    assert_eq!(widest.group.as_ref().unwrap().to_string(), "region=south");
    assert_eq!(widest.comparisons, 3);
    let interval = widest.interval.unwrap();
    assert!(interval.lower < 5.0 && interval.upper > 5.0);
}

#[test]
fn references_are_those_of_the_policy() {
    let policy = Policy::builder("waiting")
        .criterion(&WAITING_DIFFERENCE)
        .rule(
            Rule::new("against-north", "waiting_difference")
                .tolerance(Tolerance::within(-1.0, 1.0))
                .reference(Reference::level("region", "north"))
                .segments([evenhand::segment::Grouping::by(["region"])]),
        )
        .rule(
            Rule::new("against-best", "waiting_difference")
                .tolerance(Tolerance::within(-1.0, 1.0))
                .reference(Reference::Best),
        )
        .build()
        .unwrap();
    let audited = TaskAudit::new().policy(policy).slices(Slices::marginals().with_intersections(2)).run(&waiting());
    let audited = audited.unwrap();
    let against_north = audited.rule("against-north").unwrap();
    assert_eq!(against_north.assessments.len(), 2, "north is its own reference");
    let south =
        audited.rule("against-best").unwrap().assessments.iter().find(|one| one.slice.to_string() == "region=south");
    assert!((south.unwrap().value.unwrap() - 5.0).abs() < 1e-12, "less waiting is better");
}

#[test]
fn another_tasks_criterion_is_refused_with_the_way_out() {
    let policy = Policy::builder("x").rule(Rule::new("di", "disparate_impact")).build().unwrap();
    let error = TaskAudit::new().policy(policy).run(&waiting()).unwrap_err();
    assert!(error.to_string().contains("is no criterion"), "{error}");
    let error = TaskAudit::new().criteria(["waiting_diference"]).run(&waiting()).unwrap_err();
    assert!(error.to_string().contains("did you mean \"waiting_difference\"?"), "{error}");
}

#[test]
fn its_report_reads_like_any_other_and_survives_json() {
    let audited = TaskAudit::new().run(&waiting()).unwrap();
    let report = audited.report().title("Waiting").build();
    let text = report.markdown();
    for part in ["DRAFT", "mean_waiting_time", "south", "outside"] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let again = evenhand::report::Report::from_json(&report.to_json().unwrap()).unwrap();
    assert_eq!(again, report);
    assert!(report.html().unwrap().contains("</html>"));
    let schema: serde_json::Value = serde_json::from_str(&evenhand::report::Report::json_schema()).unwrap();
    let json: serde_json::Value = serde_json::from_str(&report.to_json().unwrap()).unwrap();
    let errors: Vec<String> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(&json).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let csv = report.slice_csv();
    assert!(csv.starts_with("task,grouping,region,channel,count,share,below_minimum,mean_waiting_time,"), "{csv}");
    assert_eq!(csv.lines().count(), 1 + 1 + 3 + 3, "a header, everybody, three regions and three channels");
}
