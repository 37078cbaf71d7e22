//! Definitions of the task `classes`: one of several classes, or several labels, for each customer.

use super::entry::{between, compare, metric};
use super::{Role, RoleKind, TaskOption};
use crate::metric::{Criterion, Metric, Range};

metric! {
    /// Right predictions.
    CLASS_ACCURACY of Classes: "class_accuracy", "share predicted rightly", ["multiclass_accuracy"], Share, Range::UNIT, Below,
    "rows predicted as what they are / rows with an outcome; of several labels, labels that are right / labels",
    "How often is the class right for this segment?", "textbook"
}
metric! {
    /// Mean recall.
    MACRO_RECALL of Classes: "macro_recall", "mean recall of the classes", ["mean_class_recall"], Share, Range::UNIT, Below,
    "Σ over classes of (rows of the class predicted as it / rows of the class) / classes",
    "How often is the class right for this segment, rare classes weighing as much as others?", "Mosley 2013"
}
metric! {
    /// Share of the class asked for.
    CLASS_SHARE of Classes: "class_share", "share of the class", [], Share, Range::UNIT, Either,
    "rows predicted as the `class` / rows", "What share of this segment is offered the class?", "textbook"
}
metric! {
    /// Recall of the class asked for.
    CLASS_RECALL of Classes: "class_recall", "recall of the class", [], Share, Range::UNIT, Below,
    "rows of the `class` predicted as it / rows of the class", "Of those of this segment whom the class fits, how many are offered it?",
    "textbook"
}
metric! {
    /// Precision of the class asked for.
    CLASS_PRECISION of Classes: "class_precision", "precision of the class", [], Share, Range::UNIT, Below,
    "rows of the `class` predicted as it / rows predicted as it", "Of those of this segment who are offered the class, how many does it fit?",
    "textbook"
}
metric! {
    /// False positives of the class asked for.
    CLASS_FALSE_POSITIVE_RATE of Classes: "class_false_positive_rate", "false positive rate of the class", [], Share,
    Range::UNIT, Above, "rows of other classes predicted as the `class` / rows of other classes",
    "Of those of this segment whom the class does not fit, how many are offered it?", "textbook"
}

compare! {
    /// Right predictions.
    CLASS_ACCURACY_DIFFERENCE: Difference of CLASS_ACCURACY, "class_accuracy_difference", "share predicted rightly (difference)",
    [], "Is the class right for every segment as often?", "textbook", ""
}
compare! {
    /// Mean recall.
    MACRO_RECALL_DIFFERENCE: Difference of MACRO_RECALL, "macro_recall_difference", "mean recall of the classes (difference)", [],
    "Is every class found as often in every segment, on average?", "Oehlert 1992",
    "Classes in which one segment does better can make up for others: the worst class cannot hide."
}
compare! {
    /// Share of the class asked for.
    CLASS_SHARE_RATIO: Ratio of CLASS_SHARE, "class_share_ratio", "share of the class (ratio)", [],
    "Is the class offered to every segment alike?", "29 CFR 1607.4(D), one class against the rest",
    "Needs the option `class`."
}
compare! {
    /// Share of the class asked for.
    CLASS_SHARE_DIFFERENCE: Difference of CLASS_SHARE, "class_share_difference", "share of the class (difference)", [],
    "How much more often is a segment offered the class?", "textbook", "Needs the option `class`."
}
compare! {
    /// Recall of the class asked for.
    CLASS_RECALL_DIFFERENCE: Difference of CLASS_RECALL, "class_recall_difference", "recall of the class (difference)", [],
    "Are those whom the class fits offered it as often in every segment?", "Hardt, Price, Srebro 2016, one class against the rest",
    "Needs the option `class`."
}
compare! {
    /// Precision of the class asked for.
    CLASS_PRECISION_DIFFERENCE: Difference of CLASS_PRECISION, "class_precision_difference", "precision of the class (difference)",
    [], "Does the class fit those who are offered it as often in every segment?", "Chouldechova 2017, one class against the rest",
    "Needs the option `class`."
}
compare! {
    /// False positives of the class asked for.
    CLASS_FALSE_POSITIVE_RATE_DIFFERENCE: Difference of CLASS_FALSE_POSITIVE_RATE, "class_false_positive_rate_difference",
    "false positive rate of the class (difference)", [],
    "Are those whom the class does not fit spared it as often in every segment?", "Hardt, Price, Srebro 2016, one class against the rest",
    "Needs the option `class`."
}
between! {
    /// Total variation of predictions.
    PREDICTION_MIX_DISTANCE of Classes: GroupAndReference, [], "prediction_mix_distance", "distance of the predicted classes",
    ["multiclass_statistical_parity", "total_variation_of_predictions"], Share, Range::UNIT, Above,
    "½ Σ over classes of |share of the group − share of the reference|",
    "What share of a segment would have to be offered another class, to be offered the same mix as the others?",
    "total variation distance", "Chance alone makes it positive; the interval allows for that."
}
between! {
    /// Transport distance of ordered classes.
    ORDINAL_PREDICTION_DISTANCE of Classes: GroupAndReference, [], "ordinal_prediction_distance", "distance of the predicted grades",
    [], Number, Range::POSITIVE, Above, "Σ over steps between classes in order of |cumulated share of the group − of the reference|",
    "By how many grades would a segment have to move, on average, to be graded like the others?",
    "Wasserstein distance of order 1 on the index of the class", "Needs the option `order`, or counts classes by name."
}
between! {
    /// Equalised odds of classes.
    CLASS_ODDS_DISTANCE of Classes: GroupAndReference, [CLASS_ACCURACY], "class_odds_distance", "equalised odds of classes",
    ["multiclass_equalized_odds"], Share, Range::UNIT, Above,
    "largest over actual classes y of ½ Σ |P(ŷ | y, group) − P(ŷ | y, reference)|",
    "Are customers whom the same class fits predicted alike in every segment?", "Hardt, Price, Srebro 2016, for more than two classes",
    "Other tools average over classes, or over absolute differences of the whole confusion matrix."
}
between! {
    /// The class whose share differs most.
    WORST_CLASS_SHARE_DIFFERENCE of Classes: GroupAndReference, [], "worst_class_share_difference",
    "share of a class or label, worst (difference)", [], Share, Range::UNIT, Above,
    "largest over classes of |share predicted as it, of the group − of the reference|",
    "Is there a class that a segment is offered more, or less, often than the others?",
    "Miettinen-Nurminen intervals at Šidák's level over classes", "The figure of the predicted classes shows which."
}
between! {
    /// The class whose recall differs most.
    WORST_CLASS_RECALL_DIFFERENCE of Classes: GroupAndReference, [CLASS_ACCURACY], "worst_class_recall_difference",
    "recall of a class or label, worst (difference)", [], Share, Range::UNIT, Above,
    "largest over classes of |recall of the group − of the reference|",
    "Is there a class that is found less often in a segment?", "Miettinen-Nurminen intervals at Šidák's level over classes",
    "Classes that no customer of one side is of are left out."
}
between! {
    /// The class whose false positives differ most.
    WORST_CLASS_FALSE_POSITIVE_RATE_DIFFERENCE of Classes: GroupAndReference, [CLASS_ACCURACY],
    "worst_class_false_positive_rate_difference", "false positive rate of a class or label, worst (difference)", [], Share,
    Range::UNIT, Above, "largest over classes of |false positive rate of the group − of the reference|",
    "Is there a class that a segment is offered more often than it fits?",
    "Miettinen-Nurminen intervals at Šidák's level over classes", ""
}
between! {
    /// The class whose precision differs most.
    WORST_CLASS_PRECISION_DIFFERENCE of Classes: GroupAndReference, [CLASS_ACCURACY], "worst_class_precision_difference",
    "precision of a class or label, worst (difference)", [], Share, Range::UNIT, Above,
    "largest over classes of |precision of the group − of the reference|",
    "Is there a class that fits those of a segment who are offered it less often?",
    "Miettinen-Nurminen intervals at Šidák's level over classes", ""
}

/// Metrics of one group.
pub static METRICS: &[&Metric] =
    &[&CLASS_ACCURACY, &MACRO_RECALL, &CLASS_SHARE, &CLASS_RECALL, &CLASS_PRECISION, &CLASS_FALSE_POSITIVE_RATE];

/// Comparisons of groups.
pub static CRITERIA: &[&Criterion] = &[
    &CLASS_ACCURACY_DIFFERENCE,
    &MACRO_RECALL_DIFFERENCE,
    &CLASS_SHARE_RATIO,
    &CLASS_SHARE_DIFFERENCE,
    &CLASS_RECALL_DIFFERENCE,
    &CLASS_PRECISION_DIFFERENCE,
    &CLASS_FALSE_POSITIVE_RATE_DIFFERENCE,
    &PREDICTION_MIX_DISTANCE,
    &ORDINAL_PREDICTION_DISTANCE,
    &CLASS_ODDS_DISTANCE,
    &WORST_CLASS_SHARE_DIFFERENCE,
    &WORST_CLASS_RECALL_DIFFERENCE,
    &WORST_CLASS_FALSE_POSITIVE_RATE_DIFFERENCE,
    &WORST_CLASS_PRECISION_DIFFERENCE,
];

/// Columns that it reads.
pub const ROLES: &[Role] = &[
    Role {
        key: "prediction",
        kind: RoleKind::Name,
        several: false,
        required: false,
        meaning: "the class that the model predicts; or give labels",
    },
    Role {
        key: "outcome",
        kind: RoleKind::Name,
        several: false,
        required: false,
        meaning: "the class that the customer is of, empty while unknown",
    },
    Role {
        key: "label",
        kind: RoleKind::Binary,
        several: true,
        required: false,
        meaning: "one of several labels: whether the model gives it",
    },
    Role {
        key: "label_outcome",
        kind: RoleKind::Binary,
        several: true,
        required: false,
        meaning: "whether the label fits, one column for each label in the same order",
    },
];

/// Options that it takes.
pub const OPTIONS: &[TaskOption] = &[
    TaskOption { key: "class", meaning: "the class, or label, whose rates are compared on their own; none" },
    TaskOption { key: "order", meaning: "the classes in order, with commas between; by name" },
    TaskOption { key: "draws", meaning: "resamples of distances; 1000" },
];
