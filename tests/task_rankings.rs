//! The task `rankings`: worked numbers through the whole audit, bad input, real lists.
#![cfg(all(feature = "tasks", feature = "html", feature = "csv"))]
#![allow(clippy::unwrap_used, clippy::float_cmp, clippy::cast_precision_loss, clippy::panic, reason = "a test")]

use std::path::Path;

use evenhand::audit::{Drawing, ExhibitKind, Policy, Rule, TaskGrouping, Tolerance, Verdict};
use evenhand::report::Language;
use evenhand::segment::Slices;
use evenhand::task::{Options, Rankings, Table, TableBuilder, TaskAudit};

/// List T4 of METHODS.
const T4: [&str; 10] = ["A", "A", "A", "B", "A", "B", "A", "B", "B", "A"];

fn options(pairs: &[(&str, &str)]) -> Options {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn none() -> Options {
    Options::default()
}

/// As many copies of T4 as asked for, each a list of its own.
fn lists(copies: usize) -> TableBuilder {
    let rows = || 0..copies * 10;
    Table::builder()
        .segment("brand", rows().map(|row| T4[row % 10]))
        .names("list", "customer", rows().map(|row| format!("c{:04}", row / 10)))
        .numbers("rank", "place", rows().map(|row| (row % 10 + 1) as f64))
}

#[track_caller]
fn near(actual: f64, expected: f64) {
    assert!((actual - expected).abs() < 6e-7, "{actual} is not {expected}");
}

fn value(grouping: &TaskGrouping, level: &str, metric: &str) -> f64 {
    grouping.slice(&[level]).unwrap().metric(metric).unwrap().value.unwrap()
}

fn all_groups(grouping: &TaskGrouping, criterion: &str) -> f64 {
    grouping.all_groups.iter().find(|one| one.criterion == criterion).unwrap().value.unwrap()
}

#[test]
fn one_list_gives_the_worked_numbers() {
    let policy = Policy::builder("one list").minimum_rows(1).build().unwrap();
    let request = || {
        let criteria = ["infeasible_count", "exposure_ratio"];
        TaskAudit::new().policy(policy.clone()).criteria(criteria)
    };
    let table = lists(1).numbers("merit", "worth", T4.map(|brand| if brand == "A" { 0.5 } else { 0.45 }));
    let audited = request().run(&Rankings::new(table.build().unwrap(), &options(&[("k", "5")])).unwrap()).unwrap();
    let brands = audited.tasks[0].grouping(&["brand"]).unwrap();
    near(value(brands, "A", "mean_exposure"), 0.523_363);
    near(value(brands, "B", "mean_exposure"), 0.350_845);
    near(value(brands, "B", "attention_share"), 0.308_872);
    near(value(brands, "A", "skew_at_k"), 0.287_682);
    near(value(brands, "B", "skew_at_k"), -std::f64::consts::LN_2);
    near(brands.slice(&["B"]).unwrap().disparity("exposure_ratio").unwrap().value.unwrap(), 0.670_365);
    let per_merit = value(brands, "B", "exposure_per_merit") / value(brands, "A", "exposure_per_merit");
    near(per_merit, 0.744_850);
    near(all_groups(brands, "min_skew"), -std::f64::consts::LN_2);
    near(all_groups(brands, "max_skew"), 0.287_682);
    near(all_groups(brands, "ndkl"), 0.255_282);
    near(all_groups(brands, "infeasible_index"), 2.0);
    near(all_groups(brands, "infeasible_count"), 2.0);
    near(all_groups(brands, "attention_similarity"), 0.993_441);
    // T4 passes FA*IR at p = .4, α = .1.
    near(value(brands, "B", "fair_prefix_failures"), 0.0);
    let geometric = options(&[("attention", "geometric"), ("continuation", "0.5")]);
    let audited = request().run(&Rankings::new(lists(1).build().unwrap(), &geometric).unwrap()).unwrap();
    let brands = audited.tasks[0].grouping(&["brand"]).unwrap();
    near(value(brands, "B", "attention_share"), 0.084_066_5);
    near(all_groups(brands, "attention_similarity"), 0.895_244);
    near(value(brands, "A", "skew_at_k"), 0.0);
}

#[test]
fn items_that_are_never_listed_have_an_exposure_of_zero() {
    // Four items of B in the catalogue besides the ten of the list: B's mean exposure halves, and C gets none.
    let ranks = (1..=10).map(f64::from).chain([f64::NAN; 20]);
    let more = ["B", "B", "B", "B", "C", "C"];
    let brand = T4.iter().chain(&T4).chain(&more).chain(&["C"; 4]).copied();
    let list = (0..30).map(|row| (row < 10).then_some("one"));
    let item = (0..10).chain(0..20).map(|item| format!("i{item}"));
    let table = Table::builder()
        .segment("brand", brand)
        .names("list", "customer", list)
        .numbers("rank", "place", ranks)
        .names("item", "item", item)
        .build()
        .unwrap();
    let policy = Policy::builder("one list").minimum_rows(1).build().unwrap();
    let audited = TaskAudit::new().policy(policy).run(&Rankings::new(table, &none()).unwrap()).unwrap();
    let brands = audited.tasks[0].grouping(&["brand"]).unwrap();
    near(value(brands, "A", "mean_exposure"), 0.523_363);
    near(value(brands, "B", "mean_exposure"), 0.350_845 / 2.0);
    near(value(brands, "C", "mean_exposure"), 0.0);
    near(value(brands, "C", "item_coverage"), 0.0);
    near(value(brands, "B", "item_coverage"), 0.5);
    near(value(brands, "C", "target_share"), 0.3);
    assert!(brands.all_groups.iter().find(|one| one.criterion == "min_skew").unwrap().value.is_err(), "minus infinite");
}

#[test]
fn the_unit_is_the_list() {
    let audited = TaskAudit::new().run(&Rankings::new(lists(200).build().unwrap(), &none()).unwrap()).unwrap();
    let task = &audited.tasks[0];
    assert_eq!(task.overall.count, 200);
    let brands = task.grouping(&["brand"]).unwrap();
    assert_eq!(brands.slice(&["A"]).unwrap().count, 200);
    // Lists that are all alike have no error, and so no interval; the mean over items would have had one.
    assert!(brands.slice(&["A"]).unwrap().metric("attention_share").unwrap().interval.is_err());
    // Two hundred lists cannot all be in this order by chance.
    let ndkl = brands.all_groups.iter().find(|one| one.criterion == "ndkl").unwrap();
    near(ndkl.value.unwrap(), 0.255_282);
    assert!(ndkl.p_value.unwrap() < 0.01);
}

#[test]
fn customers_and_items_are_two_sides() {
    // Customers in the north get what they want in the first five places, those in the south in the last five.
    let rows = || 0..2_000_usize;
    let in_north = |row: usize| (row / 10).is_multiple_of(2);
    let relevant = move |row: usize| (row % 10 < 5) == in_north(row) && !row.is_multiple_of(3);
    let table = lists(200)
        .segment("region", rows().map(|row| if in_north(row) { "north" } else { "south" }))
        .binary("relevant", "wanted", rows().map(relevant))
        .build()
        .unwrap();
    let rankings = Rankings::new(table, &options(&[("k", "5")])).unwrap();
    let slices = Slices::marginals().with_intersections(2);
    let audited = TaskAudit::new().slices(slices).run(&rankings).unwrap();
    let task = &audited.tasks[0];
    let regions = task.grouping(&["region"]).unwrap();
    assert!(value(regions, "north", "precision_at_k") > 0.6);
    near(value(regions, "south", "precision_at_k"), 0.0);
    assert!(regions.slice(&["north"]).unwrap().metric("attention_share").is_none(), "their lists are their own");
    // Pair by pair.
    let (mut ordered, mut all) = (0, 0);
    for list in (0..2_000).step_by(10).filter(|row| in_north(*row)) {
        for wanted in (list..list + 10).filter(|row| relevant(*row)) {
            for other in (list..list + 10).filter(|row| !relevant(*row)) {
                all += 1;
                ordered += i32::from(wanted < other);
            }
        }
    }
    near(value(regions, "north", "pairwise_accuracy"), f64::from(ordered) / f64::from(all));
    near(value(task.grouping(&["brand"]).unwrap(), "A", "attention_share"), 1.0 - 0.308_872);
    let both = task.grouping(&["brand", "region"]).unwrap();
    near(both.slices[0].metric("attention_share").unwrap().value.unwrap(), 1.0 - 0.308_872);
    let rule = audited.rule("precision").unwrap();
    assert!(rule.assessments.iter().all(|one| one.verdict == Verdict::Outside), "{:?}", rule.assessments);
}

/// As [`lists`], with every tenth list turned round, so that lists differ.
fn varied(copies: usize) -> TableBuilder {
    let place = |row: usize| if (row / 10).is_multiple_of(10) { 9 - row % 10 } else { row % 10 };
    Table::builder()
        .segment("brand", (0..copies * 10).map(|row| T4[place(row)]))
        .names("list", "customer", (0..copies * 10).map(|row| format!("c{:04}", row / 10)))
        .numbers("rank", "place", (0..copies * 10).map(|row| (row % 10 + 1) as f64))
}

#[test]
fn what_is_said_of_all_groups_is_judged_by_the_policy() {
    let verdict = |criterion: &str, tolerance: Tolerance| {
        let rule = Rule::new("all", criterion).tolerance(tolerance).worst_pair();
        let policy = Policy::builder("all groups").rule(rule).build().unwrap();
        let rankings = Rankings::new(varied(300).build().unwrap(), &none()).unwrap();
        let audited = TaskAudit::new().policy(policy).run(&rankings).unwrap();
        let all = audited.tasks[0].grouping(&["brand"]).unwrap().all_groups.clone();
        let found = all.into_iter().find(|one| one.criterion == criterion).unwrap();
        (audited.rule("all").unwrap().assessments[0].verdict, found)
    };
    // T4 lies 0.255 nats from its target, and its reverse otherwise; the mean over 270 of the one and 30 of the other.
    let reverse = 0.147_677_5;
    let (within, ndkl) = verdict("ndkl", Tolerance::at_most(0.5));
    near(ndkl.value.unwrap(), 0.9 * 0.255_282 + 0.1 * reverse);
    // The sample's standard deviation of so many of each, by hand.
    let spread = (0.9 * 0.1 * 300.0 / 299.0_f64).sqrt() * (0.255_282 - reverse);
    let interval = ndkl.interval.unwrap();
    assert!(((interval.upper - interval.lower) / 2.0 - 1.967_930 * spread / 300.0_f64.sqrt()).abs() < 1e-6);
    assert_eq!((within, verdict("ndkl", Tolerance::at_most(0.1)).0), (Verdict::Within, Verdict::Outside));
    // All 210 orders of six and four lie 0.228996 from the target on average: T4 is not far beyond chance.
    let (verdict_of_excess, excess) = verdict("ndkl_excess", Tolerance::at_most(0.1));
    assert!(
        (excess.value.unwrap() - (0.9 * 0.255_282 + 0.1 * reverse - MEAN_OF_ALL_ORDERS)).abs() < 2e-3,
        "{excess:?}"
    );
    assert!(excess.interval.is_ok() && excess.p_value.is_ok());
    assert_eq!(verdict_of_excess, Verdict::Within);
    let (alike, similarity) = verdict("attention_similarity", Tolerance::at_least(0.95));
    let interval = similarity.interval.unwrap();
    assert!(interval.lower > 0.95 && interval.contains(similarity.value.unwrap()), "{interval:?}");
    assert_eq!(
        (alike, verdict("attention_similarity", Tolerance::at_least(0.9999)).0),
        (Verdict::Within, Verdict::Outside)
    );
}

/// The mean of NDKL over all orders of six items of A and four of B, by the script of peers.
const MEAN_OF_ALL_ORDERS: f64 = 0.228_995_6;

#[test]
fn a_number_of_all_groups_is_not_asked_of_each() {
    let rule = |id: &str, criterion: &str| Rule::new(id, criterion).tolerance(Tolerance::at_most(0.1));
    let text =
        Policy::builder("each").rule(rule("a", "ndkl")).rule(rule("b", "min_skew")).build().unwrap_err().to_string();
    for part in ["rule \"a\"", "rule \"b\"", "ndkl is about all groups at once", "summary = \"worst\""] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

/// The sixty lists of `golden/peers/rankings.py`: five items of eight, four of each brand, for customers of two regions.
fn of_peers() -> Table {
    let listed = |customer: usize, place: usize| (customer * 3 + place * (1 + 2 * (customer % 3))) % 8;
    let wants = |customer: usize, item: usize| !customer.is_multiple_of(5) && (customer * 5 + item * 7) % 9 < 4;
    let places = || (0..60_usize).flat_map(|customer| (0..5_usize).map(move |place| (customer, place)));
    let items: Vec<usize> = places().map(|(customer, place)| listed(customer, place)).chain(0..8).collect();
    let with_catalogue = |value: fn(usize, usize) -> String| {
        places().map(move |(customer, place)| Some(value(customer, place))).chain(std::iter::repeat_n(None, 8))
    };
    let relevant = places().map(|(customer, place)| Some(wants(customer, listed(customer, place))));
    Table::builder()
        .segment("brand", items.iter().map(|item| if *item < 4 { "own" } else { "other" }))
        .segment("region", with_catalogue(|customer, _| ["north", "south"][customer % 2].to_owned()))
        .names("list", "customer", with_catalogue(|customer, _| format!("c{customer}")))
        .numbers("rank", "place", places().map(|(_, place)| (place + 1) as f64).chain([f64::NAN; 8]))
        .names("item", "item", items.iter().map(|item| format!("i{item}")))
        .binary("relevant", "wanted", relevant.chain([None; 8]))
        .build()
        .unwrap()
}

/// What agrees, and where a tool asks another question: docs/VALIDATION.md.
#[test]
fn peers_on_the_same_lists() {
    let peers: toml::Table = toml::from_str(include_str!("golden/rankings.toml")).unwrap();
    let theirs = |tool: &str, name: &str| peers[tool][name].as_float().unwrap();
    let equal = |ours: f64, theirs: f64| assert!((ours - theirs).abs() < 1e-12, "{ours} is not {theirs}");
    let audit = |k: &str| {
        let policy = Policy::builder("peers").minimum_rows(1).build().unwrap();
        let criteria = ["ndkl", "attention_similarity"];
        let rankings = Rankings::new(of_peers(), &options(&[("k", k)])).unwrap();
        TaskAudit::new().policy(policy).criteria(criteria).run(&rankings).unwrap()
    };
    let (three, five) = (audit("3"), audit("5"));
    let brands = three.tasks[0].grouping(&["brand"]).unwrap();
    for brand in ["own", "other"] {
        equal(value(brands, brand, "pairwise_accuracy"), theirs("scikit_learn_pairs", brand));
        equal(value(brands, brand, "item_coverage"), theirs("holisticai", "aggregate_diversity"));
    }
    equal(all_groups(brands, "attention_similarity"), theirs("scipy", "attention_similarity"));
    let ndkl = brands.all_groups.iter().find(|one| one.criterion == "ndkl").unwrap();
    equal(ndkl.value.unwrap(), theirs("scipy", "ndkl"));
    let interval = ndkl.interval.unwrap();
    let half = 2.000_995_378_088_267 * theirs("scipy", "ndkl_standard_error");
    assert!(((interval.upper - interval.lower) / 2.0 / half - 1.0).abs() < 1e-9, "{interval:?}");
    // jurity leaves out the twelve customers who want nothing, for whom no list can be right; here they count with 0.
    let regions = three.tasks[0].grouping(&["region"]).unwrap();
    equal(value(regions, "north", "precision_at_k") * 30.0 / 24.0, theirs("jurity_precision_at_3", "north"));
    let all = f64::midpoint(value(regions, "north", "precision_at_k"), value(regions, "south", "precision_at_k"));
    equal(all * 60.0 / 48.0, theirs("jurity_precision_at_3", "everybody"));
    // It answers None for the south alone.
    assert_eq!(peers["jurity_precision_at_3"]["south"].as_str(), Some("None"));
    let regions = five.tasks[0].grouping(&["region"]).unwrap();
    let ratio = value(regions, "north", "precision_at_k") / value(regions, "south", "precision_at_k");
    equal(ratio, theirs("holisticai", "avg_precision_ratio"));
}

/// Clicks on every third place of A and every fifth of B.
#[test]
fn clicks_for_merit_are_the_disparate_impact_ratio() {
    let clicked = |row: usize| row.is_multiple_of(if T4[row % 10] == "A" { 3 } else { 5 });
    let table = lists(60)
        .numbers("merit", "worth", (0..600).map(|row| if T4[row % 10] == "A" { 0.5 } else { 0.45 }))
        .binary("clicked", "clicked", (0..600).map(clicked))
        .build()
        .unwrap();
    let criteria = ["clicks_ratio", "clicks_per_merit_ratio"];
    let audited = TaskAudit::new().criteria(criteria).run(&Rankings::new(table, &none()).unwrap()).unwrap();
    let brands = audited.tasks[0].grouping(&["brand"]).unwrap();
    let count = |brand: &str| (0..600).filter(|row| T4[row % 10] == brand && clicked(*row)).count() as f64;
    let (own, others) = (count("B") / 240.0, count("A") / 360.0);
    near(value(brands, "B", "clicks_per_item"), own);
    near(value(brands, "B", "clicks_per_merit"), own / 0.45);
    let of = |criterion: &str| brands.slice(&["B"]).unwrap().disparity(criterion).unwrap().clone();
    near(of("clicks_ratio").value.unwrap(), own / others);
    near(of("clicks_per_merit_ratio").value.unwrap(), own / 0.45 / (others / 0.5));
    // The error of the logarithm of a ratio of sums over lists, by hand.
    let influence = |list: usize| {
        let sum = |brand: &str| {
            (list * 10..list * 10 + 10).filter(|row| T4[row % 10] == brand && clicked(*row)).count() as f64
        };
        sum("B") / count("B") - sum("A") / count("A")
    };
    let squares: f64 = (0..60).map(|list| influence(list).powi(2)).sum();
    let half = 2.000_995 * (60.0 / 59.0 * squares).sqrt();
    let interval = of("clicks_ratio").interval.unwrap();
    assert!(((interval.upper / interval.lower).ln() / 2.0 - half).abs() < 1e-5, "{interval:?} {half}");
    let found = evenhand::metric::catalogue::criterion("disparate_impact_ratio").unwrap();
    assert_eq!(found.id, "clicks_per_merit_ratio");
}

/// Pairs within a group and across groups, each with the list as its unit.
#[test]
fn pairs_within_and_across_groups_have_intervals_by_list() {
    let relevant = |row: usize| (row * 7 + row / 10 * 3) % 10 < 4;
    let table = lists(50).binary("relevant", "wanted", (0..500).map(relevant)).build().unwrap();
    let audited = TaskAudit::new().run(&Rankings::new(table, &none()).unwrap()).unwrap();
    let brands = audited.tasks[0].grouping(&["brand"]).unwrap();
    for (id, within) in [("intra_group_accuracy", true), ("inter_group_accuracy", false)] {
        let sums: Vec<[f64; 2]> = (0..500)
            .step_by(10)
            .map(|list| {
                let mut sums = [0.0; 2];
                for wanted in (list..list + 10).filter(|row| T4[row % 10] == "A" && relevant(*row)) {
                    let others = (list..list + 10).filter(|row| !relevant(*row) && (T4[row % 10] == "A") == within);
                    for other in others {
                        sums[0] += f64::from(u8::from(wanted < other));
                        sums[1] += 1.0;
                    }
                }
                sums
            })
            .collect();
        let total = |place: usize| sums.iter().map(|own| own[place]).sum::<f64>();
        let share = total(0) / total(1);
        let found = brands.slice(&["A"]).unwrap().metric(id).unwrap();
        near(found.value.unwrap(), share);
        let squares: f64 = sums.iter().map(|own| ((own[0] - share * own[1]) / total(1)).powi(2)).sum();
        let half = 2.009_575 * (50.0 / 49.0 * squares).sqrt();
        let interval = found.interval.unwrap();
        assert!(((interval.upper - interval.lower) / 2.0 - half).abs() < 1e-6, "{id}: {interval:?} {half}");
    }
}

#[test]
fn bad_lists_are_refused_with_place_and_remedy() {
    let refuse =
        |table: TableBuilder, given: &Options| Rankings::new(table.build().unwrap(), given).unwrap_err().to_string();
    let base = || Table::builder().segment("brand", ["A", "B", "A", "B"]);
    let named = || base().names("list", "customer", ["x", "x", "x", "y"]);
    let text = refuse(named().numbers("rank", "place", [1.0, 2.0, 2.0, 1.0]), &none());
    assert!(text.contains("row 3") && text.contains("2 of list x") && text.contains("twice"), "{text}");
    let text = refuse(named().numbers("rank", "place", [1.0, 2.0, 4.0, 1.0]), &none());
    assert!(text.contains("list x lacks rank 3") && text.contains("gaps"), "{text}");
    let text = refuse(named().numbers("rank", "place", [1.0, 0.0, -2.0, 1.5]), &none());
    assert!(
        text.contains("row 2") && text.contains("row 3") && text.contains("row 4") && text.contains("1.5"),
        "{text}"
    );
    let homeless = base().names("list", "customer", [Some("x"), Some("x"), None, Some("y")]);
    let text = refuse(homeless.numbers("rank", "place", [1.0, 2.0, 3.0, 1.0]), &none());
    assert!(text.contains("customer") && text.contains("row 3"), "{text}");
    // Item i9 is listed and stands in no group of the catalogue.
    let table = base()
        .names("list", "customer", [Some("x"), Some("x"), None, None])
        .numbers("rank", "place", [1.0, 2.0, f64::NAN, f64::NAN])
        .names("item", "item", ["i1", "i9", "i1", "i2"]);
    let text = refuse(table, &none());
    assert!(text.contains("i9") && text.contains("in no group of the catalogue"), "{text}");
    let text = refuse(named().numbers("rank", "place", [1.0, 2.0, 3.0, 1.0]), &options(&[("k", "0"), ("nul", "x")]));
    assert!(text.contains("is no place") && text.contains("did you mean \"null\"?"), "{text}");
    let merit = named().numbers("rank", "place", [1.0, 2.0, 3.0, 1.0]).numbers("merit", "worth", [1.0, -1.0, 0.0, 2.0]);
    let text = refuse(merit, &none());
    assert!(text.contains("worth") && text.contains("row 2"), "{text}");
}

#[test]
fn the_report_draws_who_holds_each_rank_in_both_languages() {
    let policy = Policy::builder("exposure")
        .rule(Rule::new("exposure", "exposure_ratio").tolerance(Tolerance::at_least(0.8)))
        .build()
        .unwrap();
    // Every tenth list is turned round, so that lists differ.
    let table = Table::builder()
        .segment("brand", (0..1_000).map(|row| if row / 10 % 10 == 0 { T4[9 - row % 10] } else { T4[row % 10] }))
        .names("list", "customer", (0..1_000).map(|row| format!("c{}", row / 10)))
        .numbers("rank", "place", (0..1_000).map(|row| f64::from(row % 10 + 1)))
        .build()
        .unwrap();
    let audited = TaskAudit::new().policy(policy).run(&Rankings::new(table, &none()).unwrap()).unwrap();
    assert_eq!(audited.rule("exposure").unwrap().assessments[1].verdict, Verdict::Outside);
    let drawn = audited.tasks[0].exhibits.iter().find(|one| one.kind == ExhibitKind::ExposureByRank).unwrap();
    let Drawing::Curves { series, .. } = &drawn.drawing else { panic!("no curves") };
    near(series[0].points[0].y + series[1].points[0].y, 1.0);
    let html = audited.report().title("Lists").build().html().unwrap();
    for part in ["<svg", "<title", "<desc", "Attention by rank", "NDKL"] {
        assert!(html.contains(part), "{part}");
    }
    let text = audited.report().title("Listen").language(Language::German).build().markdown();
    for part in ["Sichtbarkeit (Verhältnis)", "Ranglisten", "Listen"] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

/// Ten products for each of 2,326 households out of 485. Skipped where they are not there.
#[test]
fn exposure_of_real_recommendations_by_brand_and_by_customer() {
    let read = |file: &str| {
        let beside = |levels: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(levels).join("shared/data").join(file);
        ["..", "../.."].iter().find_map(|levels| std::fs::read_to_string(beside(levels)).ok())
    };
    let (Some(rankings), Some(items)) = (read("journey_rankings.csv"), read("journey_items.csv")) else { return };
    let parse = |text: &str| -> (Vec<String>, Vec<csv::StringRecord>) {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let names = reader.headers().unwrap().iter().map(str::to_owned).collect();
        (names, reader.records().map(Result::unwrap).collect())
    };
    let ((names, rows), (item_names, item_rows)) = (parse(&rankings), parse(&items));
    let cell = |names: &[String], record: &csv::StringRecord, column: &str| -> Option<String> {
        let at = names.iter().position(|own| own == column)?;
        record.get(at).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let column = |name: &str| -> Vec<Option<String>> {
        let listed = rows.iter().map(|record| cell(&names, record, name));
        listed.chain(item_rows.iter().map(|record| cell(&item_names, record, name))).collect()
    };
    let number = |name: &str| -> Vec<f64> {
        column(name).into_iter().map(|text| text.map_or(f64::NAN, |text| text.parse().unwrap())).collect()
    };
    let table = Table::builder()
        .segment("brand", column("brand"))
        .segment("age", column("age"))
        .names("list", "household_id", column("household_id"))
        .names("item", "item_id", column("item_id"))
        .numbers("rank", "rank", number("rank"))
        .numbers("merit", "train_purchases", number("train_purchases"))
        .binary("relevant", "relevant", column("relevant").into_iter().map(|text| text.map(|text| text == "1")))
        .build()
        .unwrap();
    let audited = TaskAudit::new().run(&Rankings::new(table, &none()).unwrap()).unwrap();
    let task = &audited.tasks[0];
    assert_eq!(task.overall.count, 2_326);
    // Published beside the data: 25.5 % of slots are Private, precision 0.127, 88 of 485 items are listed.
    let brands = task.grouping(&["brand"]).unwrap();
    assert!((value(brands, "Private", "top_share") - 0.255).abs() < 5e-4);
    let covered: f64 = ["National", "Private"]
        .map(|brand| value(brands, brand, "item_coverage") * value(brands, brand, "target_share"))
        .iter()
        .sum();
    assert!((covered * 485.0 - 88.0).abs() < 1e-6, "{covered}");
    let ages = task.grouping(&["age"]).unwrap();
    let mean: f64 = ages
        .slices
        .iter()
        .map(|slice| slice.count as f64 * slice.metric("precision_at_k").unwrap().value.unwrap())
        .sum();
    assert!((mean / 2_326.0 - 0.127).abs() < 5e-4, "{mean}");
    // Second route to the exposure: the sum over rows of 1/log₂(1 + rank), over items and households.
    for brand in ["National", "Private"] {
        let attention: f64 = rows
            .iter()
            .filter(|record| cell(&names, record, "brand").as_deref() == Some(brand))
            .map(|record| 1.0 / (cell(&names, record, "rank").unwrap().parse::<f64>().unwrap() + 1.0).log2())
            .sum();
        let own =
            item_rows.iter().filter(|record| cell(&item_names, record, "brand").as_deref() == Some(brand)).count();
        let expected = attention / (own as f64 * 2_326.0);
        assert!((value(brands, brand, "mean_exposure") / expected - 1.0).abs() < 1e-12, "{brand}");
    }
    assert!(
        ages.slices.len() >= 6
            && ages.slices.iter().all(|slice| slice.metric("precision_at_k").unwrap().interval.is_ok())
    );
}
