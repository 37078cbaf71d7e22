//! The audit's part of the schema.

use serde_json::{Value, json};

use super::parts::{columns, count, gaps, list, number, object, one_of, refer, text};
use crate::audit::FindingCode;
use crate::data::Exclusion;

pub(super) fn definitions() -> Vec<(&'static str, Value)> {
    let mut all = vec![("audited", audited())];
    all.extend(policy());
    all.extend(slices());
    all.extend(rules());
    all.extend(strata());
    all.extend(findings());
    all.extend(people());
    all
}

fn audited() -> Value {
    let labels = json!({"enum": ["all", "selected_only", "none", "delayed"]});
    let attribute = object(
        json!({"name": text(), "role": {"enum": ["segment", "stratum"]}}),
        json!({"declared_levels": {"type": ["array", "null"], "items": text()}}),
    );
    let may_be_null = json!({"type": ["string", "null"]});
    let own = json!({"id": text(), "name": text(), "question": text(), "formula": text(), "source": text()});
    let customers = json!({"customers": count(), "repeated": count(), "most_rows": count()});
    object(
        json!({
            "specification": object(
                json!({
                    "decision": text(), "favourable": {"enum": ["selected", "not_selected"]}, "labels": labels,
                    "attributes": list(&attribute),
                }),
                json!({"outcome": may_be_null, "score": may_be_null, "weight": may_be_null}),
            ),
            "policy": refer("policy"),
            "seed": count(),
            "population": object(
                json!({"audited": count(), "labelled": count(), "selected": count()}),
                json!({"rows": count(), "excluded": count(), "zero_weights": count(), "customers": object(customers, json!({}))}),
            ),
            "overall": refer("slice_result"),
            "groupings": list(&refer("grouping_result")),
            "rules": list(&refer("rule_result")),
            "gate": object(
                json!({"failures": list(&text()), "verdicts": {"type": "array", "items": count(), "minItems": 4, "maxItems": 4}}),
                json!({}),
            ),
        }),
        json!({
            "as_of": text(),
            "own_definitions": list(&object(own, json!({}))),
            "representation": list(&refer("representation")),
            "corrections": list(&refer("recording_correction")),
            "privacy": refer("privacy"),
            "tasks": list(&refer("task_result")),
            "conditional": list(&refer("conditional")),
            "tables": list(&refer("impact_table")),
            "exclusions": list(&object(
                json!({"slice": refer("slice"), "reason": one_of(&Exclusion::ALL), "rows": count(), "share": refer("measured")}),
                json!({}),
            )),
            "notices": list(&refer("notice")),
            "findings": list(&refer("finding")),
        }),
    )
}

fn policy() -> Vec<(&'static str, Value)> {
    let levels = object(json!({"levels": {"type": "object", "additionalProperties": refer("level")}}), json!({}));
    vec![
        (
            "reference",
            json!({"anyOf": [{"enum": ["rest", "overall", "best", "largest", "widest_pair", "population"]}, levels]}),
        ),
        (
            "correction",
            json!({"enum": ["holm", "benjamini_hochberg", "benjamini_yekutieli", "e_benjamini_hochberg", "westfall_young", "simultaneous"]}),
        ),
        (
            "policy",
            object(
                json!({"name": text(), "confidence": refer("confidence"), "minimum_rows": count()}),
                json!({
                    "version": text(), "presets": list(&text()), "tables": list(&text()), "rules": list(&refer("rule")),
                    "exemptions": list(&object(
                        json!({"rule": text(), "slice": refer("slice"), "reason": text(), "expires": text()}),
                        json!({"approved_by": text()}),
                    )),
                    "escalation": list(&text()),
                }),
            ),
        ),
        (
            "rule",
            object(
                json!({
                    "id": text(), "criterion": text(), "reference": refer("reference"),
                    "tolerance": object(json!({}), json!({"min": number(), "max": number()})),
                    "summary": {"enum": ["each", "worst"]}, "within_strata": {"type": "boolean"},
                    "family": {"enum": ["primary", "exploratory"]}, "severity": refer("severity"),
                }),
                json!({
                    "segments": list(&refer("grouping")), "correction": refer("correction"), "fail_on": list(&refer("verdict")), "owner": text(),
                    "on_failure": text(), "literal": {"enum": ["four_fifths", "two_standard_deviations"]},
                }),
            ),
        ),
    ]
}

#[allow(clippy::too_many_lines, reason = "one page of keys, as they are written")]
fn slices() -> Vec<(&'static str, Value)> {
    let cells = json!({"type": "array", "items": count(), "minItems": 6, "maxItems": 6});
    let one_metric = object(
        json!({"metric": text(), "value": refer("measured"), "interval": refer("measured_interval")}),
        json!({
            "numerator": count(), "denominator": count(), "effective": number(), "customers": count(),
            "resamples": refer("resamples"),
        }),
    );
    let one_reference =
        object(json!({"reference": refer("reference"), "rows": count()}), json!({"slice": refer("slice")}));
    let one_disparity = object(
        json!({
            "criterion": text(), "reference": one_reference, "value": refer("measured"),
            "interval": refer("measured_interval"), "p_value": refer("measured"),
        }),
        json!({"resamples": refer("resamples")}),
    );
    let run =
        json!({"anyOf": [count(), {"type": "array", "items": count(), "minItems": 2, "maxItems": 2}, refer("slice")]});
    let bounds = object(json!({"lower": refer("measured"), "upper": refer("measured")}), json!({}));
    vec![
        ("metric_value", one_metric),
        ("disparity", one_disparity),
        (
            "slice_result",
            object(
                json!({
                    "slice": refer("slice"), "rows": count(), "share": refer("measured"), "counts": cells,
                    "below_minimum": {"type": "boolean"}, "metrics": list(&refer("metric_value")), "disparities": list(&refer("disparity")),
                }),
                json!({"weight": number()}),
            ),
        ),
        (
            "references",
            object(
                json!({"chosen": columns(&refer("reference")), "rows": refer("counts")}),
                json!({"slice": gaps(&refer("place"))}),
            ),
        ),
        (
            "metric_columns",
            object(
                json!({"metric": text(), "value": refer("numbers"), "interval": refer("intervals")}),
                json!({
                    "of": list(&count()), "numerator": gaps(&count()), "denominator": gaps(&count()),
                    "effective": gaps(&number()), "customers": gaps(&count()), "resamples": gaps(&refer("resamples")),
                }),
            ),
        ),
        (
            "disparity_columns",
            object(
                json!({
                    "criterion": text(), "reference": refer("references"), "value": refer("numbers"),
                    "interval": refer("intervals"), "p_value": refer("numbers"),
                }),
                json!({"of": list(&count()), "resamples": gaps(&refer("resamples"))}),
            ),
        ),
        (
            "grouping_result",
            object(
                json!({
                    "grouping": refer("grouping"),
                    "slices": object(
                        json!({
                            "levels": list(&list(&refer("level"))), "rows": refer("counts"), "share": refer("numbers"),
                            "counts": columns(&cells), "metrics": list(&refer("metric_columns")),
                            "disparities": list(&refer("disparity_columns")),
                        }),
                        json!({"weight": gaps(&number()), "below_minimum": columns(&json!({"type": "boolean"}))}),
                    ),
                }),
                json!({
                    "worst": list(&object(
                        json!({
                            "criterion": text(), "value": refer("measured"), "interval": refer("measured_interval"),
                            "comparisons": count(),
                        }),
                        json!({
                            "group": refer("place"), "reference": refer("place"), "noise_floor": refer("noise_floor"),
                            "unmeasured": {"anyOf": [{"const": "all"}, list(&run)]},
                        }),
                    )),
                    "missing": list(&object(
                        json!({"slice": refer("place"), "selection_rate": bounds, "difference": bounds, "ratio": bounds}),
                        json!({}),
                    )),
                    "unlabelled": list(&object(
                        json!({
                            "slice": refer("slice"), "metric": text(), "unlabelled": count(), "value": bounds,
                            "difference": bounds,
                        }),
                        json!({}),
                    )),
                    "shrinkage": shrinkage(),
                }),
            ),
        ),
        ("noise_floor", noise_floor()),
        ("resamples", object(json!({"draws": count(), "undefined": count()}), json!({}))),
    ]
}

fn shrinkage() -> Value {
    let rate = object(
        json!({"mean": number(), "lower": refer("measured"), "upper": refer("measured"), "own_weight": number()}),
        json!({}),
    );
    let slice = object(json!({"slice": refer("slice"), "selected": count(), "rows": count(), "rate": rate}), json!({}));
    let prior = object(json!({"mean": number(), "concentration": refer("measured")}), json!({}));
    object(json!({"prior": prior, "slices": list(&slice)}), json!({}))
}

fn noise_floor() -> Value {
    let distribution = object(
        json!({
            "observed": refer("measured"), "mean": refer("measured"), "extreme_point": refer("measured"),
            "p_value": refer("measured"), "undefined": count(),
        }),
        json!({}),
    );
    object(
        json!({
            "pooled_rate": number(), "range": distribution, "minimum_ratio": distribution,
            "simulation": object(json!({"draws": count(), "seed": count(), "stream": count()}), json!({})),
        }),
        json!({}),
    )
}

fn rules() -> Vec<(&'static str, Value)> {
    let zone = object(json!({}), json!({"lower": number(), "upper": number()}));
    let settling =
        object(json!({"factor": number(), "group_trials": number(), "reference_trials": number()}), json!({}));
    let literal = object(
        json!({
            "met": {"type": "boolean"}, "statistic": refer("measured"), "p_value": refer("measured"),
            "flipped": refer("measured"), "shortfall": refer("measured"), "to_four_fifths": refer("measured"),
        }),
        json!({}),
    );
    let equivalence = object(
        json!({"zone": columns(&zone), "p_value": columns(&number()), "interval": refer("intervals")}),
        json!({"of": list(&count()), "p_lower": gaps(&number()), "p_upper": gaps(&number())}),
    );
    vec![(
        "rule_result",
        object(
            json!({
                "rule": refer("rule"),
                "assessments": object(
                    json!({
                        "count": count(), "grouping": columns(&json!({"anyOf": [count(), refer("grouping")]})),
                        "slice": columns(&refer("place")), "reference": refer("references"), "rows": refer("counts"),
                        "group_values": {"anyOf": [list(&text()), list(&refer("metric_columns"))]},
                        "value": refer("numbers"), "interval": refer("intervals"), "p_outside": refer("numbers"),
                        "p_outside_adjusted": refer("numbers"), "comparisons": refer("counts"),
                        "correction": columns(&refer("correction")), "verdict": columns(&refer("verdict")),
                    }),
                    json!({
                        "reference_values": list(&refer("metric_columns")), "crude": gaps(&refer("estimate")),
                        "equivalence": equivalence, "settling": gaps(&settling),
                        "point_within": gaps(&json!({"type": "boolean"})), "literal": gaps(&literal),
                        "exemption": gaps(&count()), "resamples": gaps(&refer("resamples")),
                    }),
                ),
            }),
            json!({"families": list(&object(
                json!({"attributes": count(), "correction": refer("correction"), "comparisons": count()}),
                json!({}),
            ))}),
        ),
    )]
}

fn strata() -> Vec<(&'static str, Value)> {
    let nullable = |what: Value| json!({"anyOf": [what, {"type": "null"}]});
    let pattern = json!({"enum": ["weak", "strong"]});
    let reversal = json!({"anyOf": [
        {"const": "none"},
        object(json!({"possible": pattern}), json!({})),
        object(json!({"established": pattern}), json!({})),
    ]});
    let row = json!({
        "stratum": list(&refer("level")), "group_selected": count(), "group_rows": count(),
        "reference_selected": count(), "reference_rows": count(),
    });
    let decomposition = object(
        json!({
            "difference": number(), "mix": number(), "rate": number(), "unmatched": number(),
            "group_unmatched_share": number(), "reference_unmatched_share": number(),
            "contributions": list(&object(json!({"stratum": count(), "mix": number(), "rate": number()}), json!({}))),
            "structure": {"enum": ["average", "reference_rates", "group_rates"]},
        }),
        json!({}),
    );
    let simpson = object(
        json!({
            "reversal": reversal, "crude_difference": number(), "crude_interval": refer("interval"),
            "standardised_difference": number(), "adjusted": refer("estimate"), "agreeing_strata": count(),
            "opposing_strata": count(),
        }),
        json!({}),
    );
    let impact_row = object(
        json!({
            "slice": refer("slice"), "rows": count(), "share": refer("measured"),
            "below_two_percent": {"type": "boolean"}, "selected": count(), "selection_rate": refer("measured"),
            "impact_ratio": refer("measured"), "scoring_rate": refer("measured"), "scoring_ratio": refer("measured"),
        }),
        json!({"above_median": count()}),
    );
    vec![
        (
            "chi_squared",
            object(json!({"statistic": number(), "degrees_of_freedom": count(), "p_value": number()}), json!({})),
        ),
        (
            "conditional",
            object(
                json!({
                    "slice": refer("slice"), "strata": list(&text()), "metric": text(),
                    "crude_difference": refer("estimate"), "crude_ratio": refer("estimate"),
                    "adjusted": object(
                        json!({
                            "risk_difference": refer("estimate"), "risk_ratio": refer("estimate"),
                            "odds_ratio": refer("estimate"), "informative_strata": count(), "ignored_rows": count(),
                        }),
                        json!({}),
                    ),
                    "standardised_rate": refer("measured"), "standardised_reference": refer("measured"),
                    "rows": list(&object(row, json!({"rates": {"type": "array", "items": number(), "minItems": 2, "maxItems": 2}}))),
                }),
                json!({
                    "test": nullable(refer("chi_squared")),
                    "homogeneity": nullable(object(
                        json!({"uncorrected": refer("chi_squared"), "tarone": refer("chi_squared"), "informative_strata": count()}),
                        json!({}),
                    )),
                    "decomposition": nullable(decomposition), "simpson": nullable(simpson),
                    "composition": object(
                        json!({"marginal": refer("measured"), "conditional": refer("measured"), "dropped_rows": count()}),
                        json!({}),
                    ),
                    "logistic": object(
                        json!({
                            "odds_ratio": refer("estimate"), "average_marginal_effect": refer("estimate"),
                            "parameters": count(),
                        }),
                        json!({}),
                    ),
                }),
            ),
        ),
        (
            "impact_table",
            object(
                json!({"preset": text(), "grouping": refer("grouping"), "unknown": count(), "rows": list(&impact_row)}),
                json!({"median_score": number()}),
            ),
        ),
    ]
}

fn findings() -> Vec<(&'static str, Value)> {
    let rows = || object(json!({"rows": count()}), json!({}));
    let customers = || json!({"customers": count(), "repeated": count(), "most_rows": count()});
    let notices = json!({"oneOf": [
        {"enum": ["selective_labels", "no_labels", "exemptions_undated", "customers_come_back"]},
        object(
            json!({"repeated_customers": object(customers(), json!({"design_effect": {"type": ["number", "null"]}}))}),
            json!({}),
        ),
        object(json!({"row_level_intervals": object(customers(), json!({}))}), json!({})),
        object(
            json!({"few_customers": object(
                json!({"slices": count(), "fewer_than": count()}),
                json!({"estimated": {"type": "boolean"}}),
            )}),
            json!({}),
        ),
        object(
            json!({"cluster_bootstrap": object(
                json!({"replicates": count()}),
                json!({"design_effect": {"type": ["number", "null"]}}),
            )}),
            json!({}),
        ),
        object(json!({"missing_labels": rows()}), json!({})),
        object(json!({"pending_labels": rows()}), json!({})),
        object(json!({"one_level": object(json!({"attribute": text(), "level": text()}), json!({}))}), json!({})),
        object(json!({"small_slices": object(json!({"slices": count(), "minimum": count()}), json!({}))}), json!({})),
        object(json!({"one_outcome": object(json!({"positive": {"type": "boolean"}}), json!({}))}), json!({})),
        object(json!({"one_decision": object(json!({"selected": {"type": "boolean"}}), json!({}))}), json!({})),
        object(json!({"unknown_segment": object(json!({"attribute": text(), "rows": count()}), json!({}))}), json!({})),
        object(json!({"zero_weights": rows()}), json!({})),
        object(
            json!({"withheld": object(json!({"slices": count(), "groupings": count(), "minimum": count()}), json!({}))}),
            json!({}),
        ),
    ]});
    vec![
        ("notice", notices),
        (
            "finding",
            object(
                json!({
                    "id": text(), "code": one_of(&FindingCode::ALL), "severity": refer("severity"),
                    "slice": refer("slice"), "fails_gate": {"type": "boolean"}, "evidence": text(),
                }),
                json!({"people": count(), "rule": text(), "exempted": text(), "owner": text(), "action": text()}),
            ),
        ),
    ]
}

fn people() -> Vec<(&'static str, Value)> {
    let flag = json!({"type": "boolean"});
    let group = object(
        json!({
            "slice": refer("slice"), "rows": count(), "population_share": number(), "ratio": refer("measured"),
            "interval": refer("measured_interval"),
        }),
        json!({}),
    );
    let withheld =
        object(json!({"grouping": refer("grouping"), "whole": flag, "slices": list(&refer("slice"))}), json!({}));
    let accuracy = object(json!({"sensitivity": number(), "specificity": number()}), json!({}));
    let corrected = object(
        json!({
            "slice": refer("slice"), "metric": text(), "observed": refer("measured"), "corrected": refer("measured"),
            "observed_difference": refer("measured"), "corrected_difference": refer("measured"),
        }),
        json!({}),
    );
    vec![
        (
            "recording_correction",
            object(
                json!({
                    "attribute": text(), "error": {"anyOf": [{"const": "segment"}, object(json!({"outcome": accuracy}), json!({}))]},
                    "condition_number": refer("measured"), "constrained": flag, "values": list(&corrected),
                }),
                json!({}),
            ),
        ),
        (
            "representation",
            object(
                json!({
                    "attribute": text(), "rows": count(), "unknown": count(), "groups": list(&group),
                    "chi_squared": {"anyOf": [refer("chi_squared"), refer("unavailable")]},
                    "total_variation": refer("measured"), "expected_total_variation": refer("measured"),
                    "population_stability_index": refer("measured"),
                }),
                json!({"source": text()}),
            ),
        ),
        (
            "privacy",
            object(
                json!({
                    "suppression": object(json!({"minimum_cell": count(), "zeros": flag}), json!({})),
                    "against_previous": flag, "published": count(), "slices": count(), "share": refer("measured"),
                    "withheld": list(&withheld), "strata": flag, "exclusions": flag,
                }),
                json!({}),
            ),
        ),
    ]
}
