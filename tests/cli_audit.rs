//! `evenhand audit` as a person and as a script use it: exit status, streams, files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, reason = "a test")]
#![cfg(feature = "cli")]

mod cli;

use cli::{Folder, fair, unfair};

const ROLES: &str = "--decision targeted --outcome bought --segments channel,gender";

#[test]
fn a_policy_that_passes_exits_with_0() {
    let folder = Folder::with("c.csv", fair());
    let (status, out, err) = folder.run(&format!("audit c.csv {ROLES}"));
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("The policy passes"), "{out}");
    assert!(out.contains("4,000  customers audited"), "{out}");
    assert!(out.contains("Nothing was written: --html report.html"), "{out}");
}

#[test]
fn a_policy_that_fails_exits_with_1_and_says_what_to_do() {
    let folder = Folder::with("c.csv", unfair());
    let (status, out, _) = folder.run(&format!("audit c.csv {ROLES} --html report.html"));
    assert_eq!(status, 1, "{out}");
    assert!(out.contains("The policy fails"), "{out}");
    assert!(out.contains("Ask what drives the difference"), "{out}");
    let sentence = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(sentence.contains("Customers in channel=phone are selected 0.50 times as often as everyone else"), "{out}");
    assert!(out.contains("Written: report.html"), "{out}");
    assert!(folder.read("report.html").starts_with("<!"), "a page");
}

#[test]
fn the_summary_fits_80_columns_and_has_no_colour_in_a_pipe() {
    let name = "a_very_long_name_of_a_segment_that_goes_on_and_on_and_on_until_nobody_reads_it_any_more_at_all";
    let folder = Folder::with("c.csv", unfair().replace("channel", name));
    let (_, out, _) = folder.run(&format!("audit c.csv --decision targeted --segments {name},gender"));
    assert!(!out.contains('\u{1b}'), "{out}");
    for line in out.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let (_, out, _) = folder.run(&format!("audit c.csv --decision targeted --segments {name} --color always"));
    assert!(out.contains('\u{1b}'), "{out}");
}

#[test]
fn json_on_standard_output_is_json_and_nothing_else() {
    let folder = Folder::with("c.csv", unfair());
    let (status, out, err) = folder.run(&format!("audit c.csv {ROLES} --json -"));
    assert_eq!(status, 1);
    let report = evenhand::report::Report::from_json(&out).unwrap();
    assert!(!report.audited.gate().passed());
    assert_eq!(report.provenance.inputs[0].name, "c.csv");
    assert_eq!(report.provenance.inputs[0].sha256.len(), 64);
    assert!(err.contains("The policy fails"), "{err}");
    let (_, _, err) = folder.run(&format!("audit c.csv {ROLES} --json - --quiet"));
    assert_eq!(err, "");
    let (_, out, err) = folder.run(&format!("audit c.csv {ROLES} --quiet"));
    assert_eq!((out, err), (String::new(), String::new()));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = Folder::with("c.csv", unfair());
    for turn in ["a", "b"] {
        let to = |ending: &str| format!("{turn}.{ending}");
        let outputs = format!(
            "--html {} --json {} --markdown {} --csv {} --intersections 2",
            to("html"),
            to("json"),
            to("md"),
            to("slices.csv")
        );
        assert_eq!(folder.run(&format!("audit c.csv {ROLES} {outputs}")).0, 1);
    }
    for ending in ["html", "json", "md", "slices.csv"] {
        assert_eq!(folder.read(&format!("a.{ending}")), folder.read(&format!("b.{ending}")), "{ending}");
    }
    assert_eq!(folder.files().len(), 1 + 8, "{:?}", folder.files());
}

#[test]
fn standard_input_is_read_for_a_dash() {
    let folder = Folder::with("c.csv", fair());
    let output = folder.evenhand(&format!("audit - {ROLES} --json -")).write_stdin(fair()).output().unwrap();
    let piped = evenhand::report::Report::from_json(std::str::from_utf8(&output.stdout).unwrap()).unwrap();
    let (_, out, _) = folder.run(&format!("audit c.csv {ROLES} --json -"));
    let read = evenhand::report::Report::from_json(&out).unwrap();
    assert_eq!(piped.audited, read.audited);
    assert_eq!(piped.provenance.inputs[0].sha256, read.provenance.inputs[0].sha256);
    assert_eq!(piped.provenance.inputs[0].name, "standard input");
}

#[test]
fn flags_go_before_the_specification() {
    let folder = Folder::with("c.csv", unfair());
    folder.add(
        "audit.toml",
        "policy = 'policy.toml'\n[columns]\ndecision = 'targeted'\nsegments = ['channel']\n[report]\ntitle = 'Spring'\n",
    );
    folder.add("policy.toml", "presets = ['four-fifths']\n");
    let report = |flags: &str| {
        let (_, out, err) = folder.run(&format!("audit --spec audit.toml c.csv --json - {flags}"));
        evenhand::report::Report::from_json(&out).unwrap_or_else(|error| panic!("{error}\n{err}"))
    };
    let by_file = report("");
    assert_eq!((by_file.title.as_str(), by_file.audited.rules[0].rule.id.as_str()), ("Spring", "four-fifths"));
    assert_eq!(by_file.audited.groupings.len(), 1);
    let by_flags = report(
        "--segments gender,channel --intersections 2 --title Autumn --preset marketing --minimum-rows 7 --confidence 0.9 --seed 3",
    );
    assert_eq!(by_flags.title, "Autumn");
    assert_eq!(by_flags.audited.groupings.len(), 3);
    assert_eq!(by_flags.audited.policy.minimum_rows, 7);
    assert_eq!(by_flags.audited.seed, 3);
    assert_eq!(by_flags.audited.rules.len(), 3);
}

#[test]
fn a_rule_on_an_intersection_is_audited_without_being_asked_for() {
    let folder = Folder::with("c.csv", unfair());
    folder.add(
        "policy.toml",
        "name = 'x'\n[[rule]]\nid = 'both'\ncriterion = 'disparate_impact'\nsegments = ['gender x channel']\n",
    );
    let (status, out, _) = folder.run(&format!("audit c.csv {ROLES} --policy policy.toml"));
    assert_eq!(status, 1, "{out}");
    folder.add("policy.toml", folder.read("policy.toml").replace("gender", "gendre"));
    let (status, _, err) = folder.run(&format!("audit c.csv {ROLES} --policy policy.toml"));
    assert_eq!(status, 2);
    assert!(err.contains("rule \"both\": \"gendre\" is not a segment"), "{err}");
    assert!(err.contains("did you mean \"gender\"?"), "{err}");
}

#[test]
fn exemptions_are_judged_as_of_a_day_that_is_named() {
    let folder = Folder::with("c.csv", unfair());
    let policy = "presets = ['four-fifths']\n[[exemption]]\nrule = 'four-fifths'\nslice = { channel = 'phone' }\n\
                  reason = 'pilot'\nexpires = 2027-01-31\n";
    folder.add("policy.toml", policy);
    let command = "audit c.csv --decision targeted --segments channel --policy policy.toml";
    let (status, out, _) = folder.run(&format!("{command} --as-of 2027-01-31"));
    assert_eq!(status, 0, "{out}");
    assert!(!out.contains("today"), "{out}");
    let (status, out, _) = folder.run(&format!("{command} --as-of 2027-02-01"));
    assert_eq!(status, 1, "{out}");
    folder.add("policy.toml", policy.replace("2027", "2999"));
    let (status, out, _) = folder.run(command);
    assert_eq!(status, 0, "{out}");
    assert!(out.contains("Exemptions were judged as of today"), "{out}");
    let (status, _, err) = folder.run(&format!("{command} --as-of tomorrow"));
    assert_eq!(status, 2);
    assert!(err.contains("write it as 2026-11-22"), "{err}");
}

#[test]
fn help_tells_the_exit_status() {
    let folder = Folder::with("c.csv", fair());
    for arguments in ["--help", "audit --help"] {
        let (status, out, _) = folder.run(arguments);
        assert_eq!(status, 0);
        assert!(out.contains("1  the policy failed") && out.contains("2  bad usage or input"), "{out}");
    }
    assert_eq!(folder.run("audit").0, 2);
    assert_eq!(folder.run("audti c.csv").0, 2);
}

#[test]
fn small_cells_are_withheld_by_flag_and_by_specification() {
    let mut rows = fair();
    rows.push_str("x1,fax,male,0.50,1,0\nx2,fax,male,0.50,0,1\nx3,fax,female,0.50,1,1\n");
    let folder = Folder::with("c.csv", rows);
    let dense = |text: &str| text.split_whitespace().collect::<String>();
    // The rows of the channel "fax", which stand in a column beside its level.
    let fax = |text: &str| {
        let report: serde_json::Value = serde_json::from_str(text).unwrap();
        let grouping =
            report["audited"]["groupings"].as_array().unwrap().iter().find(|own| own["grouping"][0] == "channel");
        let slices = grouping.map(|own| own["slices"].clone())?;
        let place = slices["levels"][0].as_array().unwrap().iter().position(|level| level == "fax")?;
        slices["rows"][place].as_u64()
    };
    let (_, open, _) = folder.run(&format!("audit c.csv {ROLES} --json -"));
    assert_eq!(fax(&open), Some(3), "{open}");
    let (_, flags, _) = folder.run(&format!("audit c.csv {ROLES} --minimum-cell 10 --json -"));
    assert!(fax(&flags).is_none() && dense(&flags).contains("\"minimum_cell\":10"), "{flags}");
    folder.add(
        "audit.toml",
        "[columns]\ndecision = 'targeted'\noutcome = 'bought'\nsegments = ['channel', 'gender']\n[privacy]\nminimum_cell = 10\n",
    );
    let (_, written, _) = folder.run("audit c.csv --spec audit.toml --json -");
    assert_eq!(written, flags);
    let (_, summary, _) = folder.run("audit c.csv --spec audit.toml");
    assert!(summary.contains("Segments are withheld"), "{summary}");

    // The same rows again change nothing; two people more change too little to be published.
    folder.add("last.json", &flags);
    let (_, again, err) = folder.run("audit c.csv --spec audit.toml --previous last.json --json -");
    assert!(dense(&again).contains("\"against_previous\":true"), "{err}");
    folder.add("c.csv", folder.read("c.csv") + "y1,web,male,0.50,1,0\ny2,web,male,0.50,1,0\n");
    let (status, _, err) = folder.run("audit c.csv --spec audit.toml --previous last.json --json -");
    assert_eq!(status, 2);
    assert!(err.contains("fewer than 10 customers entered or left"), "{err}");

    let (status, _, err) = folder.run(&format!("audit c.csv {ROLES} --previous last.json"));
    assert_eq!(status, 2);
    assert!(err.contains("means nothing without a minimum cell"), "{err}");
}

/// METHODS B11: customers {1,1,0} {0,0} {1} {1,0,0,0} make 10 rows worth 9, and the interval 0.092560 to 0.813337 (SciPy,
/// tests/golden/peers/resampling.py). Rows that were counted as customers of their own gave a narrower one.
#[test]
fn intervals_rest_on_customers_where_they_are_named() {
    let text = "customer,decision,group\na,1,g\na,1,g\na,0,g\nb,0,g\nb,0,g\nc,1,g\nd,1,g\nd,0,g\nd,0,g\nd,0,g\n";
    let folder = Folder::with("c.csv", text);
    let rate = |flags: &str| {
        let (_, out, err) =
            folder.run(&format!("audit c.csv --decision decision --segments group {flags} --json - --quiet"));
        assert_eq!(err, "");
        let report = evenhand::report::Report::from_json(&out).unwrap();
        report.audited.overall.metric("selection_rate").unwrap().clone()
    };
    let (by_customer, by_row) = (rate("--customer customer"), rate(""));
    assert_eq!((by_customer.numerator, by_customer.denominator, by_customer.customers), (Some(4), Some(10), Some(4)));
    assert!((by_customer.effective.unwrap() - 9.0).abs() < 1e-9);
    let interval = by_customer.interval.unwrap();
    assert!((interval.lower - 0.092_560).abs() < 1e-6 && (interval.upper - 0.813_337).abs() < 1e-6, "{interval:?}");
    let narrower = by_row.interval.unwrap();
    assert!(narrower.lower > interval.lower && narrower.upper < interval.upper && by_row.customers.is_none());
    // The specification names the customer as the flag does.
    folder.add("audit.toml", "[columns]\ndecision = 'decision'\nsegments = ['group']\ncustomer = 'customer'\n");
    let (_, out, _) = folder.run("audit c.csv --spec audit.toml --json - --quiet");
    let report = evenhand::report::Report::from_json(&out).unwrap();
    assert_eq!(report.audited.overall.metric("selection_rate").unwrap(), &by_customer);
}

/// In parts, by a bootstrap of customers: the flag and the specification say the same, whatever the order of rows.
#[test]
fn a_bootstrap_of_customers_reads_in_parts() {
    let row = |row: u64| {
        let customer = row % 500;
        format!(
            "c{customer},{},{}\n",
            u64::from(customer.is_multiple_of(3)),
            ["f", "m"][usize::try_from(customer % 2).unwrap()]
        )
    };
    let head = "customer,decision,group\n".to_owned();
    let folder = Folder::with("c.csv", &(head.clone() + &(0..2000).map(row).collect::<String>()));
    folder.add("reversed.csv", (head + &(0..2000).rev().map(row).collect::<String>()).as_str());
    let audited = |arguments: &str| {
        let (_, out, err) = folder.run(&format!("audit {arguments} --json - --quiet"));
        assert_eq!(err, "");
        evenhand::report::Report::from_json(&out).unwrap().audited
    };
    let flags = "--decision decision --segments group --customer customer --cluster-bootstrap 500";
    let by_flag = audited(&format!("c.csv {flags}"));
    assert_eq!(by_flag, audited(&format!("reversed.csv {flags}")));
    folder.add(
        "audit.toml",
        "cluster_bootstrap = 500\n[columns]\ndecision = 'decision'\nsegments = ['group']\ncustomer = 'customer'\n",
    );
    assert_eq!(by_flag, audited("c.csv --spec audit.toml"));
    // Every customer four times with the same decision: a design effect of 4, known to √(2/500).
    let effect = by_flag.overall.metric("selection_rate").unwrap().design_effect().unwrap();
    assert!((effect - 4.0).abs() < 4.0 * 4.0 * 0.064, "{effect}");
    let (status, _, err) = folder.run("audit c.csv --decision decision --segments group --cluster-bootstrap 500");
    assert!(status == 2 && err.contains("nobody is named as one"), "{err}");
}
