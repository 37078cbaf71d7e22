//! Die Urteile: Wort und Bedeutung.

use crate::audit::Verdict;

pub(in crate::report) const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Within => "innerhalb",
        Verdict::Outside => "außerhalb",
        Verdict::Inconclusive => "offen",
        Verdict::NotAssessed => "nicht beurteilt",
    }
}

pub(in crate::report) const fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Within => "nachweislich im Rahmen der Richtlinie",
        Verdict::Outside => "nachweislich darüber hinaus",
        Verdict::Inconclusive => "zu wenige Personen für einen Nachweis; nicht dasselbe wie fair",
        Verdict::NotAssessed => "aus dem genannten Grund",
    }
}
