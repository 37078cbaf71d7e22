//! Which role a column might play, from its name and its values.

use super::column::{ColumnInspection, ColumnKind};

/// A role that a column can play in an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// What came of it.
    Outcome,
    /// What was decided.
    Decision,
    /// The model's score.
    Score,
    /// What a row weighs.
    Weight,
    /// How many customers a row stands for.
    Count,
    /// Who the customer is.
    Customer,
    /// Whether the customer consented.
    Consent,
    /// Groups that are compared.
    Segment,
    /// Numbers that could be compared by bands.
    Banded,
    /// None that can be guessed.
    Unused,
}

/// A guessed role, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The role.
    pub role: Role,
    /// Why, in words.
    pub reason: String,
}

impl Guess {
    pub(super) fn none() -> Self {
        Self { role: Role::Unused, reason: String::new() }
    }
}

/// Words in the names of columns that hint at a role; earlier ones are stronger.
const HINTS: [(Role, &[&str]); 7] = [
    (
        Role::Outcome,
        &["y_true", "outcome", "label", "target", "bought", "response", "responded", "converted", "conversion"],
    ),
    (Role::Decision, &["decision", "targeted", "selected", "y_pred", "offer", "offered", "approved", "prediction"]),
    (Role::Score, &["score", "prob", "probability", "propensity", "y_score"]),
    (Role::Weight, &["weight"]),
    (Role::Count, &["count", "n", "rows"]),
    (Role::Customer, &["customer_id", "id", "customer", "household_id", "client_id"]),
    (Role::Consent, &["consent", "opt_in"]),
];

/// Words that say too little within a longer name: `priors_count` counts no rows.
const WHOLE_NAMES: [&str; 3] = ["count", "n", "rows"];

/// Most levels that a segment is guessed to have.
const SEGMENT_LEVELS: u64 = 50;

/// Guesses the role of every column; each role but segment is given once, to the column whose name hints strongest.
pub(super) fn guess(columns: &mut [ColumnInspection]) {
    for (role, words) in HINTS {
        let best = columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.guess.role == Role::Unused && fits(role, column))
            .filter_map(|(at, column)| {
                let (strength, word) = hint(&column.name, words)?;
                Some((strength, at, word))
            })
            .min();
        if let Some((_, at, word)) = best {
            let column = &mut columns[at];
            let named = if column.name == word { "the name".to_owned() } else { format!("the name contains {word:?}") };
            column.guess = Guess { role, reason: format!("{}, and {named}", column.kind) };
        }
    }
    for column in columns.iter_mut().filter(|column| column.guess.role == Role::Unused) {
        column.guess = rest(column);
    }
}

/// Whether the values allow a role.
fn fits(role: Role, column: &ColumnInspection) -> bool {
    let two = matches!(column.kind, ColumnKind::ZeroOne | ColumnKind::YesNo);
    let positive = column.quartiles.is_some_and(|[first, ..]| first >= 0.0);
    match role {
        Role::Outcome | Role::Decision | Role::Consent => two,
        Role::Score => column.kind == ColumnKind::Share,
        Role::Weight => positive && !two,
        Role::Count => positive && !two && column.kind != ColumnKind::Share && column.missing == 0,
        Role::Customer => matches!(column.kind, ColumnKind::Identifier | ColumnKind::ManyLevels | ColumnKind::Numeric),
        Role::Segment | Role::Banded | Role::Unused => false,
    }
}

/// How strongly a name hints at a role: the whole name is one of the words, or contains one; smaller is stronger.
fn hint(name: &str, words: &'static [&'static str]) -> Option<(usize, &'static str)> {
    let name = name.to_lowercase();
    let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    let whole = words.iter().position(|word| *word == name).map(|at| (at, words[at]));
    let within = || {
        let at = words.iter().position(|word| !WHOLE_NAMES.contains(word) && contains(&parts, word))?;
        Some((words.len() + at, words[at]))
    };
    whole.or_else(within)
}

fn contains(parts: &[&str], word: &str) -> bool {
    let wanted: Vec<&str> = word.split('_').collect();
    parts.windows(wanted.len()).any(|window| window == wanted)
}

fn rest(column: &ColumnInspection) -> Guess {
    let kind = column.kind;
    let hinted = HINTS[..2].iter().find_map(|(role, words)| Some((role, hint(&column.name, words)?)));
    if let (ColumnKind::ZeroOne | ColumnKind::YesNo, Some((role, _))) = (kind, hinted) {
        let role = if *role == Role::Outcome { "outcome" } else { "decision" };
        return Guess { role: Role::Unused, reason: format!("{kind}; could be the {role} instead") };
    }
    let (role, reason) = match kind {
        ColumnKind::Categorical { levels } if (2..=SEGMENT_LEVELS).contains(&levels) => {
            (Role::Segment, kind.to_string())
        }
        ColumnKind::ZeroOne | ColumnKind::YesNo => (Role::Segment, kind.to_string()),
        ColumnKind::Numeric => (Role::Banded, "numbers: could be a segment by bands".to_owned()),
        ColumnKind::Share => (Role::Unused, format!("{kind}; could be the score instead")),
        _ => (Role::Unused, kind.to_string()),
    };
    Guess { role, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hint_by_whole_words() {
        let outcome = HINTS[0].1;
        assert_eq!(hint("Y_TRUE", outcome), Some((0, "y_true")));
        assert_eq!(hint("is-converted", outcome).map(|(_, word)| word), Some("converted"));
        assert_eq!(hint("targeted", outcome), None, "targeted is not target");
        assert_eq!(hint("priors_count", HINTS[4].1), None);
        assert_eq!(hint("N", HINTS[4].1).map(|(_, word)| word), Some("n"));
    }
}
