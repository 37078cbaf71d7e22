//! What was found, and whether the policy passed.

use serde::{Deserialize, Serialize};

use super::policy::Severity;
use super::verdict::Verdict;
use crate::segment::Slice;

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingCode {
    /// A slice is shown to lie outside the tolerance of a rule.
    OutsideTolerance,
    /// A rule can neither be shown to hold nor to fail for a slice.
    Inconclusive,
    /// A rule says nothing about a slice.
    NotAssessed,
    /// A crude disparity turns its sign within strata.
    ReversalWithinStrata,
    /// The date of an exemption is past.
    ExpiredExemption,
    /// An exemption covers nothing that was audited.
    UnmatchedExemption,
    /// Slices are withheld to protect people, so that the report cannot say whether a rule holds for them.
    Withheld,
}

impl FindingCode {
    /// Every code.
    pub const ALL: [FindingCode; 7] = [
        Self::OutsideTolerance,
        Self::Inconclusive,
        Self::NotAssessed,
        Self::ReversalWithinStrata,
        Self::ExpiredExemption,
        Self::UnmatchedExemption,
        Self::Withheld,
    ];

    /// The code as it is written.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OutsideTolerance => "outside-tolerance",
            Self::Inconclusive => "inconclusive",
            Self::NotAssessed => "not-assessed",
            Self::ReversalWithinStrata => "reversal-within-strata",
            Self::ExpiredExemption => "expired-exemption",
            Self::UnmatchedExemption => "unmatched-exemption",
            Self::Withheld => "withheld",
        }
    }

    /// What the code means.
    pub const fn description(self) -> &'static str {
        match self {
            Self::OutsideTolerance => "the data show that the slice lies outside the tolerance",
            Self::Inconclusive => "the data neither show that the slice lies inside the tolerance nor outside",
            Self::NotAssessed => "the rule could not be assessed for the slice",
            Self::ReversalWithinStrata => "the crude disparity turns its sign within the declared strata",
            Self::ExpiredExemption => "the exemption's last day is past",
            Self::UnmatchedExemption => "the exemption covers nothing that was audited",
            Self::Withheld => {
                "slices are withheld to protect people, so this report cannot say whether the rule holds for them"
            }
        }
    }
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// A name that stays the same from audit to audit: code, rule and slice.
    pub id: String,
    /// What kind of thing.
    pub code: FindingCode,
    /// How bad.
    pub severity: Severity,
    /// The rule, by its id, where one is concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The slice.
    pub slice: Slice,
    /// Customers in the slice; none where the finding is not about people, or where their number is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<u64>,
    /// Whether it fails the gate.
    pub fails_gate: bool,
    /// The reason of the exemption that covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exempted: Option<String>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Where the evidence stands: `rules[i].assessments[j]`, `conditional[i]`, `policy.exemptions[i]` or
    /// `privacy.withheld[i]`.
    pub evidence: String,
}

impl Notice {
    /// The replicates of a bootstrap of customers, where intervals rest on one.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::audit::Notice;
    ///
    /// assert_eq!(Notice::ClusterBootstrap { replicates: 200, design_effect: Some(1.4) }.replicates(), Some(200));
    /// assert_eq!(Notice::CustomersComeBack.replicates(), None);
    /// ```
    pub fn replicates(&self) -> Option<u32> {
        if let Self::ClusterBootstrap { replicates, .. } = self { Some(*replicates) } else { None }
    }
}

/// What a reader of the numbers must know, whatever the policy says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Notice {
    /// Customers come back: rows are not independent, and intervals rest on customers.
    RepeatedCustomers {
        /// Different customers.
        customers: u64,
        /// Customers with more than one row.
        repeated: u64,
        /// Most rows of one customer.
        most_rows: u64,
        /// By how much this inflates the variance of the selection rate of everybody.
        design_effect: Option<f64>,
    },
    /// Customers come back, and the caller asked for intervals by row all the same: they are too narrow.
    RowLevelIntervals {
        /// Different customers.
        customers: u64,
        /// Customers with more than one row.
        repeated: u64,
        /// Most rows of one customer.
        most_rows: u64,
    },
    /// Slices with rows enough, of so few customers that an interval resting on customers is uncertain itself.
    FewCustomers {
        /// How many slices.
        slices: u64,
        /// Fewer customers than this.
        fewer_than: u64,
        /// Whether customers were not counted, and slices tell no more than so few of equal size would.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        estimated: bool,
    },
    /// Intervals rest on customers by a bootstrap of customers, of whom no list was kept.
    ClusterBootstrap {
        /// Number of replicates.
        replicates: u32,
        /// By how much customers inflate the variance of the selection rate of everybody.
        design_effect: Option<f64>,
    },
    /// Customers come back, and how often is withheld to protect them.
    CustomersComeBack,
    /// Slices are withheld so that nobody can learn about few people.
    Withheld {
        /// Slices that are named as withheld; parts of them are withheld too.
        slices: u64,
        /// Groupings of which no slice is published.
        groupings: u64,
        /// The smallest count that is published.
        minimum: u64,
    },
    /// Labels are known for selected rows only: many metrics are not identified.
    SelectiveLabels,
    /// No labels: only decisions can be audited.
    NoLabels,
    /// Some rows lack a label though all should have one.
    MissingLabels {
        /// How many.
        rows: u64,
    },
    /// Labels are still to come.
    PendingLabels {
        /// How many.
        rows: u64,
    },
    /// An attribute has a single level, so nothing can be compared.
    OneLevel {
        /// The attribute.
        attribute: String,
        /// Its level.
        level: String,
    },
    /// Slices are too small to be judged.
    SmallSlices {
        /// How many slices.
        slices: u64,
        /// Fewer rows than this.
        minimum: u64,
    },
    /// All rows with a label have the same one.
    OneOutcome {
        /// Whether it is the positive one.
        positive: bool,
    },
    /// All rows have the same decision.
    OneDecision {
        /// Whether everybody is selected.
        selected: bool,
    },
    /// Customers of unknown segment.
    UnknownSegment {
        /// The attribute.
        attribute: String,
        /// How many.
        rows: u64,
    },
    /// Rows of weight zero took part without weight.
    ZeroWeights {
        /// How many.
        rows: u64,
    },
    /// Exemptions carry dates and no day was given to judge them by.
    ExemptionsUndated,
}

/// Whether the policy passed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Gate {
    /// The findings that fail it, by id.
    pub failures: Vec<String>,
    /// Assessments by verdict, in the order of [`Verdict::ALL`].
    pub verdicts: [u64; 4],
}

impl Gate {
    /// Whether nothing fails it.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    /// What a program should exit with: 0 passed, 1 failed.
    pub fn exit_code(&self) -> u8 {
        u8::from(!self.passed())
    }

    /// How many assessments have a verdict.
    pub fn count(&self, verdict: Verdict) -> u64 {
        self.verdicts[verdict as usize]
    }
}
