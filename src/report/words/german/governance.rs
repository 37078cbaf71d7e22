//! Worte der Aufsicht: Steckbrief, Maßnahmen, Ausnahmen, Grenzen der Aussage, was aus Befunden wurde.

use super::W;
use super::label::{counted, customers, plural};
use crate::audit::CountedUnit;
use crate::metric::catalogue;
use crate::report::governance::{ActionState, FindingState, PredictedEffect, Standing};
use crate::report::model::Superseded;
use crate::report::text::Text;

pub(in crate::report) fn actions_caption(count: usize) -> Text {
    format!("{} in den Worten derer, die dafür einstehen", plural(count as u64, "Maßnahme", "Maßnahmen")).into()
}

pub(in crate::report) const fn action_state(state: ActionState) -> &'static str {
    match state {
        ActionState::Proposed => "vorgeschlagen",
        ActionState::Accepted => "beschlossen",
        ActionState::Rejected => "verworfen",
        ActionState::Done => "umgesetzt",
    }
}

pub(in crate::report) fn effect(effect: &PredictedEffect) -> Text {
    let (value, lower, upper) = (W.plain(effect.value), W.plain(effect.lower), W.plain(effect.upper));
    let level = W.level(effect.confidence).replace('\u{a0}', "-");
    let measure = match catalogue::criterion(&effect.measure) {
        Ok(criterion) => Text::from(super::criterion_name(criterion.id)),
        Err(_) => Text::of_prose(&effect.measure),
    };
    measure.plain(format!(": {value} ({level}-Intervall {})", W.range(&lower, &upper)))
}

pub(in crate::report) fn follow_up_intro(before: &Superseded, new: u64, open: u64, closed: u64) -> Text {
    Text::from("Seit dem Bericht ").prose(&before.title).plain(format!(
        ": {}, {} weiterhin offen, {} geschlossen. Ein Befund bleibt offen, bis eine Prüfung zeigt, dass er nicht mehr gilt.",
        plural(new, "neuer Befund", "neue Befunde"),
        W.count(open),
        W.count(closed)
    ))
}

pub(in crate::report) fn follow_up_caption() -> Text {
    "Alle Befunde dieses Berichts und alle, die zuvor offen waren".into()
}

pub(in crate::report) const fn finding_state(state: FindingState) -> &'static str {
    match state {
        FindingState::New => "neu",
        FindingState::Open => "offen",
        FindingState::Closed => "geschlossen",
    }
}

pub(in crate::report) const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Found => "gefunden",
        Standing::ShownWithin => "liegt nachweislich innerhalb der Toleranz",
        Standing::ShownOutside => "liegt nachweislich außerhalb der Toleranz, was ein eigener Befund ist",
        Standing::ExemptionSettled => "die Ausnahme wurde verlängert, gilt wieder oder ist entfallen",
        Standing::NoLongerReversed => {
            "erneut innerhalb der Schichten verglichen, und das Vorzeichen kehrt sich nicht um"
        }
        Standing::NoLongerWithheld => "wieder veröffentlicht",
        Standing::NotSettled => "weder als gültig noch als erledigt nachgewiesen",
        Standing::NotAssessed => "diesmal nicht beurteilt",
        Standing::NotAudited => "diesmal nicht geprüft",
    }
}

pub(in crate::report) fn exemptions_caption(count: usize) -> Text {
    plural(count as u64, "Ausnahme von einer Regel", "Ausnahmen von Regeln").into()
}

pub(in crate::report) fn escalation_intro() -> Text {
    "Wer zu verständigen ist, wenn die Richtlinie nicht erfüllt ist, in dieser Reihenfolge:".into()
}

pub(in crate::report) fn limitations_intro() -> Text {
    "Was diese Prüfung nicht zeigen kann:".into()
}

pub(in crate::report) fn own_limitations(
    unit: CountedUnit,
    not_identified: &[&str],
    small: u64,
    minimum: u64,
) -> Vec<Text> {
    let mut texts = vec![
        Text::from(
            "Sie vergleicht Segmente, wie sie erfasst sind. Warum Quoten sich unterscheiden, kann sie nicht zeigen, und auch \
             nicht, was einer einzelnen Person zusteht.",
        ),
        format!(
            "Was innerhalb der Toleranz liegt, ist für diese {} und diesen Zeitraum gezeigt und für keine anderen.",
            super::counted_unit(unit)
        )
        .into(),
    ];
    if !not_identified.is_empty() {
        texts.push(
            format!(
                "Diese Kennzahlen sind aus den Daten nicht zu bestimmen, gleich wie viele es gibt: {}.",
                not_identified.join(", ")
            )
            .into(),
        );
    }
    if small > 0 {
        texts.push(
            format!(
                "{} weniger als {} und {} nicht beurteilt werden.",
                plural(small, "Segment hat", "Segmente haben"),
                counted(unit, minimum),
                if small == 1 { "konnte" } else { "konnten" }
            )
            .into(),
        );
    }
    texts
}

pub(in crate::report) fn consent_coverage(refused: u64, rows: u64) -> Text {
    let share = if rows == 0 { 0.0 } else { (rows - refused) as f64 / rows as f64 };
    format!(
        "{} der {} in den Zeilen; {} nicht eingewilligt und {} ausgelassen.",
        W.percent(share),
        customers(rows),
        plural(refused, "Person hat", "Personen haben"),
        if refused == 1 { "ist" } else { "sind" }
    )
    .into()
}

/// Wie viele außerdem unterschrieben haben.
pub(in crate::report) fn and_others(others: usize) -> String {
    if others == 0 {
        String::new()
    } else {
        format!(" und {}", plural(others as u64, "weiteren Person", "weiteren Personen"))
    }
}

pub(in crate::report) fn how_to_verify() -> Text {
    Text::from("Ob die Signaturen gültig sind und wessen Schlüssel sie geleistet haben, sagt ")
        .code("evenhand verify")
        .plain(" zur JSON-Fassung dieses Berichts.")
}
