//! The verdicts: word, mark and meaning. The mark is a shape, so that nothing hangs on colour.

use crate::audit::Verdict;

pub(in crate::report) const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Within => "within",
        Verdict::Outside => "outside",
        Verdict::Inconclusive => "inconclusive",
        Verdict::NotAssessed => "not assessed",
    }
}

pub(in crate::report) const fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Within => "shown to be what the policy tolerates",
        Verdict::Outside => "shown to go beyond it",
        Verdict::Inconclusive => "too few customers to show either; not the same as fair",
        Verdict::NotAssessed => "for the reason given",
    }
}
