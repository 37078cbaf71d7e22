//! Die Worte der öffentlichen Kurzfassung: einfach, und ohne Fachwort, das man erklären müsste.

use super::W;
use super::label::{counted, members};
use crate::audit::{Assessment, Audited, CountedUnit, Rule};
use crate::data::Favourable;
use crate::metric::Task;
use crate::report::governance::{ActionState, CorrectiveAction};
use crate::report::model::{Report, ReviewDecision};
use crate::report::numbers::Scale;
use crate::report::public::Chapter;
use crate::report::reading;
use crate::report::text::Text;
use crate::report::words;

pub(in crate::report) const fn public_chapter(chapter: Chapter) -> &'static str {
    match chapter {
        Chapter::Checked => "Was wir geprüft haben",
        Chapter::Found => "Was wir gefunden haben",
        Chapter::Done => "Was unternommen wird",
        Chapter::Limits => "Was diese Prüfung nicht sagen kann",
        Chapter::Who => "Wer dafür einsteht",
    }
}

pub(in crate::report) fn public_title(_: CountedUnit, title: &str) -> String {
    format!("{title}: Werden alle gleich behandelt?")
}

pub(in crate::report) fn public_draft() -> Text {
    Text::default()
        .strong(super::LABELS.draft)
        .plain(". Diese Seite ist nicht zu veröffentlichen, bevor der zugehörige Bericht unterschrieben ist.")
}

pub(in crate::report) fn public_intro(report: &Report) -> Text {
    let card = &report.card;
    let mut text = Text::from("Ein Computermodell hilft uns, über Kundinnen und Kunden zu entscheiden.");
    for part in [&card.purpose, &card.decision_made].into_iter().flatten() {
        text = text.plain(" ").prose(part);
    }
    text.plain(match reading::unit(&report.audited) {
        CountedUnit::Customers => " Diese Seite sagt in Kürze, ob es Gruppen von ihnen gleich behandelt.",
        CountedUnit::Lists | CountedUnit::Items => " Diese Seite sagt in Kürze, ob es Gruppen gleich behandelt.",
    })
}

pub(in crate::report) fn public_checked(report: &Report, attributes: &[&str]) -> Text {
    let audited = &report.audited;
    let task = audited.tasks.first().filter(|_| audited.groupings.is_empty()).map(|own| own.task);
    let about = W.about(audited.population.audited as f64);
    let (seen, compared) = match task {
        None | Some(Task::Decisions | Task::Individual) => ("die Entscheidungen über etwa", "wie sie ausfallen"),
        Some(Task::Scores) => ("die Scores von etwa", "was sie taugen"),
        Some(Task::Classes) => ("Vorhersagen oder Angebote für etwa", "wie sie ausfallen"),
        Some(Task::Values) => ("die Beträge, vorhergesagt für etwa", "wie sie ausfallen"),
        Some(Task::Rankings) => ("etwa", "wie sie ausfallen"),
        Some(Task::Funnel) => ("den Weg einer Kampagne zu etwa", "wie weit sie kommt"),
        Some(Task::Uplift) => ("die Wirkung einer Kampagne auf etwa", "wie groß sie ist"),
    };
    let who = if task == Some(Task::Rankings) { "Listen von Empfehlungen" } else { "Personen" };
    let mut text = Text::from(format!("Wir haben {seen} {about} {who}"));
    if let Some(period) = &report.card.period {
        text = text.plain(" (").prose(period).plain(")");
    }
    text = text.plain(format!(" angesehen und verglichen, {compared}, je nach "));
    for (at, attribute) in attributes.iter().enumerate() {
        let last = at > 0 && at + 1 == attributes.len();
        text = text.plain(words::joint(at, last, " und ")).name(*attribute);
    }
    let favourable = match (task, audited.specification.favourable) {
        (Some(_), _) => "",
        (None, Favourable::Selected) => " Ausgewählt zu werden ist gut für eine Person.",
        (None, Favourable::NotSelected) => " Nicht ausgewählt zu werden ist gut für eine Person.",
    };
    text.plain(format!(".{favourable} Wie groß ein Unterschied sein darf, haben wir vorher festgelegt."))
}

pub(in crate::report) fn public_verdict(passed: bool, outside: bool) -> Text {
    match (passed, outside) {
        (true, false) => "Bei keiner Gruppe wurde ein größerer Unterschied gefunden, als wir hinnehmen.".into(),
        (true, true) => {
            "Einige Gruppen werden unterschiedlicher behandelt, als wir hinnehmen. Sie sind bekannt, und unsere Regeln lassen zu, \
             dass das Modell einstweilen eingesetzt wird."
                .into()
        }
        (false, _) => {
            "Einige Gruppen werden unterschiedlicher behandelt, als wir hinnehmen. Nach unseren eigenen Regeln besteht das Modell \
             die Prüfung nicht."
                .into()
        }
    }
}

/// „Personen mit channel=phone wurden etwa 40 % seltener ausgewählt als alle anderen.“
pub(in crate::report) fn public_outside(
    audited: &Audited,
    rule: &Rule,
    assessment: &Assessment,
    exempted: bool,
) -> Text {
    let scale = reading::scale(&rule.criterion);
    let value = assessment.value.unwrap_or_default();
    let subject = Text::from(members(reading::unit(audited))).text(W.slice(&assessment.slice));
    let other = super::reference(rule.summary, &assessment.reference);
    let selected = crate::metric::catalogue::criterion(&rule.criterion).ok().and_then(reading::single);
    let flipped = audited.specification.favourable == Favourable::NotSelected;
    // Verb und Abschluss.
    let verb = match selected {
        Some(("selection_rate", _, true)) if flipped => Some(("blieben", "verschont")),
        Some(("selection_rate", ..)) => Some(("wurden", "ausgewählt")),
        _ => None,
    };
    let text = match (verb, scale) {
        (Some((verb, end)), Scale::Ratio) => {
            let percent = words::whole((value - 1.0).abs() * 100.0);
            let how = if value < 1.0 { "seltener" } else { "häufiger" };
            subject.plain(format!(" {verb} etwa {percent}\u{a0}% {how} {end} als ")).text(other)
        }
        (Some((verb, end)), Scale::Points) => {
            let points = words::whole(value.abs() * 100.0);
            let (how, number) = if value < 0.0 { ("seltener", "weniger") } else { ("häufiger", "mehr") };
            let other = other.plain(format!(": etwa {points} {number} von je 100"));
            subject.plain(format!(" {verb} {how} {end} als ")).text(other)
        }
        _ => {
            let name = super::criterion_name(&rule.criterion);
            subject
                .plain(" werden unterschiedlicher behandelt, als wir hinnehmen, verglichen mit: ")
                .text(other)
                .plain(format!(" (gemessen als {name})"))
        }
    };
    text.plain(if exempted {
        ". Wir nehmen das vorerst hin, aus einem Grund und bis zu einem Tag, die beide aufgeschrieben sind."
    } else {
        "."
    })
}

pub(in crate::report) fn public_more_segments() -> Text {
    "Bei weiteren Gruppen ist der Unterschied ebenfalls größer, als wir hinnehmen.".into()
}

pub(in crate::report) fn public_kept_back() -> Text {
    "Auch bei einigen kleineren Gruppen oder Verbindungen von Gruppen ist der Unterschied größer, als wir hinnehmen. Wir nennen \
     sie nicht, damit niemand erkannt werden kann."
        .into()
}

pub(in crate::report) fn public_open(unit: CountedUnit) -> Text {
    format!(
        "Bei manchen Gruppen sind es zu wenige {}, um das eine oder das andere zu sagen. Das heißt nicht, dass sie gleich behandelt \
         werden.",
        super::counted_unit(unit)
    )
    .into()
}

pub(in crate::report) fn public_reversal() -> Text {
    "Bei manchen Gruppen kehrt sich das Bild um, wenn man Personen vergleicht, die sich sonst gleichen.".into()
}

pub(in crate::report) fn public_action(action: &CorrectiveAction) -> Text {
    let text = Text::of_prose(words::capital(&action.option));
    match (action.state, &action.due) {
        (ActionState::Done, _) => text.plain(" (geschehen)"),
        (ActionState::Accepted, Some(due)) => text.plain(" (bis ").prose(due).plain(")"),
        (ActionState::Accepted, None) => text.plain(" (beschlossen)"),
        _ => text.plain(" (vorgeschlagen)"),
    }
}

pub(in crate::report) fn public_undecided() -> Text {
    "Was dagegen getan wird, ist noch nicht entschieden.".into()
}

pub(in crate::report) fn public_limits(report: &Report, minimum: u64) -> Vec<Text> {
    let mut list: Vec<Text> = report.governance.limitations.iter().map(Text::of_prose).collect();
    list.push(
        "Sie vergleicht Gruppen. Ob eine einzelne Person richtig behandelt wurde und warum Gruppen sich unterscheiden, kann sie \
         nicht sagen."
            .into(),
    );
    list.push(
        format!(
            "Gruppen von weniger als {} werden hier nicht gezeigt, und Zahlen sind gerundet.",
            counted(reading::unit(&report.audited), minimum)
        )
        .into(),
    );
    if let Some(source) = &report.card.segment_source {
        list.push(Text::from("Woher wir die Gruppen kennen: ").prose(source).plain("."));
    }
    list
}

pub(in crate::report) fn public_answers(report: &Report, decision: Option<ReviewDecision>) -> Text {
    let text = match &report.card.owner {
        Some(owner) => Text::from("Für das Modell steht ein: ").prose(owner).plain("."),
        None => "Es ist niemand genannt, der für das Modell einsteht.".into(),
    };
    text.plain(match decision {
        Some(ReviewDecision::Approved) => " Eine Prüfung des vollständigen Berichts hat seinen Einsatz freigegeben.",
        Some(ReviewDecision::ApprovedWithConditions) => {
            " Eine Prüfung des vollständigen Berichts hat seinen Einsatz mit Auflagen freigegeben."
        }
        Some(ReviewDecision::Rejected) => {
            " Eine Prüfung des vollständigen Berichts hat seinen Einsatz nicht freigegeben."
        }
        None => " Der vollständige Bericht ist noch nicht geprüft.",
    })
}
