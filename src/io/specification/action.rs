//! Corrective actions: `[[actions]]` of an `audit.toml`.

use super::parse::unknown;
use super::table::{Entries, Entry};
use crate::report::{ActionState, CorrectiveAction, PredictedEffect};

/// The keys of an action.
pub(super) const KEYS: &[&str] = &["id", "option", "findings", "effect", "cost", "who_loses", "owner", "due", "state"];
/// The keys of what an action is expected to do.
pub(super) const EFFECT_KEYS: &[&str] = &["measure", "value", "lower", "upper", "confidence"];

/// One action; what it lacks is said by [`CorrectiveAction::check`].
pub(super) fn read_action(fields: Vec<Entry<'_>>, read: &mut Entries<'_>) -> CorrectiveAction {
    let mut action = CorrectiveAction::new("", "");
    for entry in fields {
        match entry.key {
            "id" => action.id = read.text(entry).unwrap_or_default(),
            "option" => action.option = read.text(entry).unwrap_or_default(),
            "findings" => action.findings = read.texts(entry).unwrap_or_default(),
            "cost" => action.cost = read.text(entry),
            "who_loses" => action.who_loses = read.text(entry),
            "owner" => action.owner = read.text(entry),
            "due" => action.due = read.day(entry),
            "state" => {
                let choices = ActionState::ALL.map(|state| (state.code(), state));
                action.state = read.choice(entry, &choices).unwrap_or_default();
            }
            "effect" => action.effect = Some(read_effect(entry, read)),
            _ => unknown(entry, read),
        }
    }
    action
}

fn read_effect(entry: Entry<'_>, read: &mut Entries<'_>) -> PredictedEffect {
    let mut effect = PredictedEffect::new("", f64::NAN, (f64::NAN, f64::NAN), 0.95);
    for inner in read.table(entry, "actions.effect") {
        let number = |read: &mut Entries<'_>| read.real(inner).unwrap_or(f64::NAN);
        match inner.key {
            "measure" => effect.measure = read.text(inner).unwrap_or_default(),
            "value" => effect.value = number(read),
            "lower" => effect.lower = number(read),
            "upper" => effect.upper = number(read),
            "confidence" => effect.confidence = number(read),
            _ => unknown(inner, read),
        }
    }
    effect
}
