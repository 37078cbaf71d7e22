//! `JUnit` XML by the crate `quick-junit`.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report as Suites, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::{finding_sentence, sentence};
use crate::audit::{Finding, Verdict};
use crate::report::model::Report;
use crate::report::text::visible;
use crate::report::words;

/// The suite of findings that no verdict of a rule stands behind.
const OTHERS: &str = "exemptions and reversals";

pub(super) fn render(report: &Report) -> Result<String, SerializeError> {
    let audited = &report.audited;
    let findings: BTreeMap<&str, &Finding> =
        audited.findings.iter().map(|finding| (finding.evidence.as_str(), finding)).collect();
    let mut suites = Suites::new(visible(&report.title));
    for (rule_at, result) in audited.rules.iter().enumerate() {
        let mut suite = TestSuite::new(visible(&result.rule.id));
        for (at, assessment) in result.assessments.iter().enumerate() {
            let finding = findings.get(format!("rules[{rule_at}].assessments[{at}]").as_str());
            let fails = finding.is_some_and(|finding| finding.fails_gate);
            let status = match assessment.verdict {
                Verdict::Within => TestCaseStatus::success(),
                verdict => {
                    let exempted = finding.and_then(|finding| finding.exempted.as_deref());
                    let message = match exempted {
                        Some(reason) => words::pipeline::exempted(&sentence(report, result, assessment), reason),
                        None => sentence(report, result, assessment),
                    };
                    status(fails, words::ENGLISH.word(verdict), &message)
                }
            };
            let mut case = TestCase::new(visible(&assessment.place(&result.rule)), status);
            case.set_classname(visible(&result.rule.id));
            suite.add_test_case(case);
        }
        suites.add_test_suite(suite);
    }
    let others = audited.findings.iter().filter(|finding| !finding.evidence.starts_with("rules["));
    let mut suite = TestSuite::new(OTHERS);
    for finding in others {
        let status = status(finding.fails_gate, finding.code.code(), &finding_sentence(report, finding));
        let mut case = TestCase::new(visible(&finding.id), status);
        case.set_classname(finding.code.code());
        suite.add_test_case(case);
    }
    if !suite.test_cases.is_empty() {
        suites.add_test_suite(suite);
    }
    suites.to_string().map(without_total_of_skipped)
}

/// The schema that Jenkins publishes knows no `skipped` of all suites together, though it knows that of each suite.
fn without_total_of_skipped(xml: String) -> String {
    const ATTRIBUTE: &str = " skipped=\"";
    let Some(start) = xml.find("<testsuites") else { return xml };
    // In names both angles and quotes are escaped, so that the element and its attribute end where they seem to.
    let end = xml[start..].find('>').map_or(xml.len(), |end| start + end);
    let Some(at) = xml[start..end].find(ATTRIBUTE).map(|at| start + at) else { return xml };
    let value = at + ATTRIBUTE.len();
    let Some(close) = xml[value..end].find('"') else { return xml };
    format!("{}{}", &xml[..at], &xml[value + close + 1..])
}

fn status(fails: bool, kind: &str, message: &str) -> TestCaseStatus {
    let mut status =
        if fails { TestCaseStatus::non_success(NonSuccessKind::Failure) } else { TestCaseStatus::skipped() };
    status.set_message(visible(message)).set_type(kind);
    status
}
