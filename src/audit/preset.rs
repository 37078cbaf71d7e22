//! Rules of law and practice as versioned data, with their status.
//!
//! A preset says "met", "not met" or "not applicable"; it never says "compliant".

use super::policy::{LiteralRule, Policy, Reference, Rule, Severity, Tolerance};
use crate::error::{Error, ErrorKind, Problem, suggestion};

/// A written rule as of a day.
#[derive(Debug)]
pub struct Preset {
    /// The stable name.
    pub id: &'static str,
    /// The name in words.
    pub name: &'static str,
    /// What the rule says, in our words.
    pub text: &'static str,
    /// Where it stands.
    pub status: PresetStatus,
    /// The day as of which that is believed to be so.
    pub as_of: &'static str,
    /// What to know before using it.
    pub caution: &'static str,
    /// Where it is written.
    pub source: &'static str,
    rules: fn() -> Vec<Rule>,
    tables: &'static [&'static str],
}

/// Where a written rule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresetStatus {
    /// Binding where it applies.
    InForce,
    /// On its way out or in.
    Moving,
    /// Case law.
    CaseLaw,
    /// Custom, not law.
    Practice,
}

impl PresetStatus {
    /// The status in words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::InForce => "in force",
            Self::Moving => "moving",
            Self::CaseLaw => "case law",
            Self::Practice => "practice",
        }
    }
}

/// The four-fifths rule.
pub static FOUR_FIFTHS: Preset = Preset {
    id: "four-fifths",
    name: "Four-fifths rule",
    text: "A selection rate below four fifths of that of the group with the highest rate is generally regarded as evidence \
           of adverse impact. Smaller differences may count where statistically and practically significant; larger ones \
           may not where numbers are small.",
    status: PresetStatus::Moving,
    as_of: "2026-11",
    caution: "The reference is the best group found in the data, so with many small groups chance alone fails the literal \
              rule: read the verdict and the noise floor beside it. The federal text is under rescission.",
    source: "Uniform Guidelines on Employee Selection Procedures 1978, 29 CFR 1607.4(D)",
    rules: || {
        vec![
            Rule::new("four-fifths", "disparate_impact")
                .tolerance(Tolerance::at_least(0.8))
                .reference(Reference::Best)
                .literal(LiteralRule::FourFifths)
                .severity(Severity::High)
                .on_failure("find what drives the difference, and look for a less disparate alternative"),
        ]
    },
    tables: &[],
};

/// The two-standard-deviation rule.
pub static TWO_STANDARD_DEVIATIONS: Preset = Preset {
    id: "two-standard-deviations",
    name: "Two-standard-deviation rule",
    text: "A difference of more than two or three standard deviations from what equal treatment would give is suspect.",
    status: PresetStatus::CaseLaw,
    as_of: "2026-11",
    caution: "Purely statistical: with many rows a trivial difference passes it. Always read it with the size of the \
              difference. No number of rows can show a difference of exactly zero, so the verdict is never \"within\".",
    source: "Castaneda v. Partida, 430 U.S. 482 (1977)",
    rules: || {
        vec![
            Rule::new("two-standard-deviations", "demographic_parity_difference")
                .tolerance(Tolerance::within(0.0, 0.0))
                .reference(Reference::Rest)
                .literal(LiteralRule::TwoStandardDeviations)
                .severity(Severity::Medium)
                .on_failure("judge the size of the difference, not only its significance"),
        ]
    },
    tables: &[],
};

/// The tables of New York City's Local Law 144.
pub static NYC_LOCAL_LAW_144: Preset = Preset {
    id: "nyc-ll144",
    name: "New York City Local Law 144 tables",
    text: "Selection rate and impact ratio, the rate over that of the most selected category; for scores the scoring rate, \
           the share above the median of the full sample. Separately for each category and for the intersection. A \
           category of less than 2 % of the data may be left out of the ratio, with its count and rate still shown. The \
           number of people of unknown category is stated.",
    status: PresetStatus::InForce,
    as_of: "2026-11",
    caution: "The law sets no pass line: these tables have none. It asks for an independent auditor and a public summary.",
    source: "6 RCNY 5-300 to 5-304",
    rules: Vec::new,
    tables: &["nyc-ll144"],
};

/// What most marketing teams can start from.
pub static MARKETING: Preset = Preset {
    id: "marketing",
    name: "Marketing default",
    text: "Every segment gets the favourable decision between 0.8 and 1.25 times as often as everyone else, within the \
           declared strata where there are any; customers who would respond are reached within 5 percentage points of \
           everyone else; an offer pays off within 5 percentage points of elsewhere.",
    status: PresetStatus::Practice,
    as_of: "2026-11",
    caution: "A starting point, not law. Set the tolerances with those who answer for the outcome before looking at it.",
    source: "evenhand",
    rules: || {
        vec![
            Rule::new("equal-treatment", "disparate_impact")
                .tolerance(Tolerance::within(0.8, 1.25))
                .reference(Reference::Rest)
                .literal(LiteralRule::FourFifths)
                .within_strata()
                .severity(Severity::High)
                .on_failure(
                    "ask what drives the difference: features that stand for the segment, thin data, or the offer itself",
                ),
            Rule::new("equal-reach", "equal_opportunity_difference")
                .tolerance(Tolerance::within(-0.05, 0.05))
                .reference(Reference::Rest)
                .severity(Severity::Medium)
                .on_failure("compare the scores of responders in this segment with those of others; retrain or recalibrate"),
            Rule::new("equal-relevance", "predictive_parity_difference")
                .tolerance(Tolerance::within(-0.05, 0.05))
                .reference(Reference::Rest)
                .severity(Severity::Low)
                .on_failure("check calibration in this segment: offers pay off less or more often than elsewhere"),
        ]
    },
    tables: &[],
};

/// Every preset.
pub static PRESETS: &[&Preset] = &[&FOUR_FIFTHS, &TWO_STANDARD_DEVIATIONS, &NYC_LOCAL_LAW_144, &MARKETING];

impl Preset {
    /// The policy that consists of this preset alone.
    pub fn policy(&self) -> Policy {
        let mut policy = Policy::builder(self.name).into_unchecked();
        policy.presets = vec![self.id.to_owned()];
        policy.rules = (self.rules)();
        policy.tables = self.tables.iter().map(|&table| table.to_owned()).collect();
        policy
    }
}

impl Policy {
    /// The four-fifths rule alone; see [`FOUR_FIFTHS`].
    pub fn four_fifths() -> Self {
        FOUR_FIFTHS.policy()
    }

    /// What most marketing teams can start from; see [`MARKETING`].
    pub fn marketing() -> Self {
        MARKETING.policy()
    }
}

/// A preset by its name.
///
/// # Errors
///
/// A name that no preset has, with the nearest one.
pub fn find(id: &str) -> Result<&'static Preset, Error> {
    PRESETS.iter().copied().find(|preset| preset.id == id).ok_or_else(|| {
        Problem::new(ErrorKind::UnknownName, "is no preset")
            .value(id)
            .remedy(suggestion(id, PRESETS.iter().map(|preset| preset.id)))
            .into()
    })
}
