//! What is wrong with an input is said at once: column, row, line, value and remedy.
#![cfg(feature = "csv")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use evenhand::data::{Cuts, Favourable, LabelAvailability, NonFiniteScores};
use evenhand::error::{Error, ErrorKind, Problem};
use evenhand::io::{AuditSpecification, Bands, PredictionsReader, Progress, read_predictions};
use evenhand::{Cube, Predictions, cube::Cells};

/// `bought, targeted` and the segment `gender`.
fn campaign() -> AuditSpecification {
    let mut specification = AuditSpecification::default();
    specification.columns.outcome = Some("bought".to_owned());
    specification.columns.decision = Some("targeted".to_owned());
    specification.columns.segments = vec!["gender".to_owned()];
    specification
}

fn with_score() -> AuditSpecification {
    let mut specification = campaign();
    specification.columns.outcome = None;
    specification.columns.score = Some("score".to_owned());
    specification
}

fn read(text: impl AsRef<[u8]>, specification: &AuditSpecification) -> Result<Predictions, Error> {
    read_predictions(text.as_ref(), specification)
}

#[track_caller]
fn refused(text: impl AsRef<[u8]>, specification: &AuditSpecification) -> Error {
    read(text, specification).expect_err("this input is bad")
}

/// The only problem, with its column and row.
#[track_caller]
fn only(error: &Error) -> (&Problem, Option<&str>, Option<u64>, String) {
    let [problem] = error.problems() else { panic!("{error}") };
    (problem, problem.column_name(), problem.row_number(), problem.to_string())
}

#[track_caller]
fn says(error: &Error, parts: &[&str]) {
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
}

fn selected(predictions: &Predictions) -> u64 {
    Cube::fold(predictions).total().count(Cells::SELECTED)
}

// What is accepted

#[test]
fn a_byte_order_mark_line_ends_and_quoted_newlines_make_no_difference() {
    let expected = Cube::fold(&read("gender,targeted,bought\n\"f\nx\",1,1\nm,0,1\n,1,0\n", &campaign()).unwrap());
    for text in [
        "\u{feff}gender,targeted,bought\n\"f\nx\",1,1\nm,0,1\n,1,0\n",
        "gender,targeted,bought\n\"f\nx\",1,1\nm,0,1\n,1,0",
        "gender;targeted;bought\n\"f\nx\";1;1\nm;0;1\n;1;0\n",
        "gender\ttargeted\tbought\n\"f\nx\"\t1\t1\nm\t0\t1\n\t1\t0\n",
        "gender|targeted|bought\n\"f\nx\"|1|1\nm|0|1\n|1|0\n",
        "gender,targeted,bought\r\n\"f\nx\",1,1\r\nm,0,1\r\n,1,0\r\n",
        "\"gender\",\"targeted\",\"bought\"\n\"f\nx\",\"1\",\"1\"\n\"m\",\"0\",\"1\"\n\"\",\"1\",\"0\"\n",
        "bought,unused,gender,targeted\n1,\"a,b\",\"f\nx\",1\n1,,m,0\n0,\"\"\"\",,1\n",
        "gender,targeted,bought\n\n\"f\nx\",1.0,1.0\n\nm,0.0, 1\n,1,0\n",
        "gender,targeted,bought\n\"f\nx\",true,True\nm,false,true\n,TRUE,FALSE\n",
    ] {
        assert_eq!(Cube::fold(&read(text, &campaign()).unwrap()), expected, "{text:?}");
    }
}

#[test]
fn a_named_positive_level_makes_all_others_negative_and_empty_missing() {
    let mut specification = campaign();
    specification.values.outcome_positive = Some("oui".to_owned());
    specification.values.decision_positive = Some("A".to_owned());
    specification.values.favourable = Favourable::NotSelected;
    specification.values.labels = Some(LabelAvailability::Delayed);
    let predictions = read("gender,targeted,bought\nf,A,oui\nf,B,non\nf,C,\n", &specification).unwrap();
    let total = Cube::fold(&predictions).total();
    assert_eq!((total.count(Cells::SELECTED), total.count(Cells::ALL)), (1, 3));
    assert_eq!(predictions.specification().labels, LabelAvailability::Delayed);
    assert_eq!(predictions.specification().favourable, Favourable::NotSelected);
}

#[test]
fn null_and_true_are_names_and_missing_is_what_was_declared() {
    let text = "gender,targeted,bought\nNULL,1,1\nTRUE,0,1\nNA,1,0\n,1,0\n";
    let mut specification = campaign();
    assert_eq!(read(text, &specification).unwrap().columns()[0].levels().len(), 4);
    specification.values.missing = vec![String::new(), "NA".to_owned()];
    let predictions = read(text, &specification).unwrap();
    let levels: Vec<String> = predictions.columns()[0].levels().iter().map(ToString::to_string).collect();
    assert_eq!(levels, ["NULL", "TRUE", "(missing)"]);
}

#[test]
fn what_the_audit_reports_is_no_error_here() {
    let one_level = "gender,targeted,bought\nf,1,1\nf,1,1\n";
    assert_eq!(selected(&read(one_level, &campaign()).unwrap()), 2);
    let one_row = "gender,targeted,bought\nf,1,1\n";
    assert_eq!(read(one_row, &campaign()).unwrap().rows(), 1);
}

#[test]
fn bands_thresholds_counts_weights_customers_and_progress() {
    let mut specification = with_score();
    specification.columns.decision = None;
    specification.columns.weight = Some("w".to_owned());
    specification.columns.count = Some("n".to_owned());
    specification.columns.customer = Some("id".to_owned());
    specification.columns.segments = vec!["age".to_owned()];
    specification.columns.strata = vec!["gender".to_owned()];
    specification.values.threshold = Some(0.5);
    specification.bands.insert("age".to_owned(), Bands::At(vec![25.0, 65.0]));
    specification.order.insert("gender".to_owned(), vec!["m".to_owned(), "f".to_owned()]);
    let text = "id,age,gender,score,w,n\n1,24.5,f,0.5,1.5,10\n1,25,m,0.49,0,2.0\n2,,f,1,1,1\n";
    let mut seen = Vec::new();
    let mut on_progress = |progress: Progress| seen.push(progress);
    let predictions =
        PredictionsReader::new(&specification).on_progress(&mut on_progress).read(text.as_bytes()).unwrap();
    assert_eq!(seen, [Progress { bytes: text.len() as u64, rows: 3 }]);
    assert_eq!(predictions.columns()[0].levels().len(), Cuts::At(vec![25.0, 65.0]).labels(&[]).len() + 1);
    assert_eq!(predictions.columns()[1].levels()[0].to_string(), "m");
    assert_eq!(predictions.customers().unwrap().most_rows, 12, "a row of count 10 and one of count 2");
    assert_eq!(predictions.zero_weights(), 1);
    assert_eq!(selected(&predictions), 11, "counts weigh");
}

#[test]
fn progress_is_told_on_the_way_and_ends_at_the_end() {
    let mut text = String::from("gender,targeted,bought\n");
    text.push_str(&"f,1,0\n".repeat(400_000));
    let mut seen = Vec::new();
    let mut on_progress = |progress: Progress| seen.push(progress);
    PredictionsReader::new(&campaign()).on_progress(&mut on_progress).read(text.as_bytes()).unwrap();
    assert!(seen.len() > 2, "{seen:?}");
    assert!(seen.is_sorted_by_key(|progress| progress.rows));
    assert_eq!(seen.last(), Some(&Progress { bytes: text.len() as u64, rows: 400_000 }));
}

#[test]
fn more_than_256_levels_are_coded_like_fewer() {
    let mut text = String::from("gender,targeted,bought\n");
    for row in 0..3_000 {
        text.push_str(
            &format!("a level with a long name, number {},{},0\n", row % 700, row % 2).replace("name,", "name"),
        );
    }
    let predictions = read(&text, &campaign()).unwrap();
    let cube = Cube::fold(&predictions);
    assert_eq!(cube.groups().count(), 700);
    assert!(cube.groups().all(|(_, cell)| (4..=5).contains(&cell.count(Cells::ALL))));
}

// The file as a whole

#[test]
fn an_empty_file_and_a_header_alone() {
    for text in ["", "\u{feff}"] {
        let error = refused(text, &campaign());
        assert_eq!(error.kind(), ErrorKind::Empty);
        says(&error, &["the file is empty", "a header line"]);
    }
    let error = refused("gender,targeted,bought\n", &campaign());
    assert_eq!(error.kind(), ErrorKind::Empty);
    says(&error, &["a header and no rows", "export"]);
    assert_eq!(refused("\n\n", &campaign()).kind(), ErrorKind::Format);
}

#[test]
fn files_that_are_not_text_give_themselves_away() {
    for (bytes, what) in [
        (&b"\xFF\xFEg\0e\0"[..], "UTF-16"),
        #[cfg(not(feature = "compression"))]
        (b"\x1F\x8B\x08\0", "gzip"),
        #[cfg(feature = "compression")]
        (b"\x1F\x8B\x08\0", "cut off"),
        (b"PK\x03\x04..", "spreadsheet"),
        (b"PAR1....", "Parquet"),
    ] {
        let error = refused(bytes, &campaign());
        assert_eq!(error.kind(), ErrorKind::Format);
        says(&error, &[what]);
    }
}

#[test]
fn the_name_of_the_file_begins_every_problem() {
    let error = PredictionsReader::new(&campaign())
        .named("campaign.csv")
        .read("gender,targeted,bought\nf,2,1\n".as_bytes())
        .unwrap_err();
    says(&error, &["campaign.csv, column \"targeted\", row 1 (line 2): \"2\""]);
}

#[test]
fn a_reader_that_fails_is_an_io_problem() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    for start in ["", "gender,targeted,bought\nf,1,1\n"] {
        let error = read_predictions(std::io::Read::chain(start.as_bytes(), Broken), &campaign()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        says(&error, &["the disk is gone"]);
    }
}

// The header

#[test]
fn a_column_that_is_not_there() {
    let error = refused("gendre,targeted,bought\nf,1,1\n", &campaign());
    let (problem, column, ..) = only(&error);
    assert_eq!((problem.kind(), column), (ErrorKind::Column, Some("gender")));
    says(&error, &["the segment is read from it", "did you mean \"gendre\"?"]);
}

#[test]
fn a_column_that_is_there_twice_matters_only_if_it_is_read() {
    let error = refused("gender,targeted,bought,gender\nf,1,1,f\n", &campaign());
    says(&error, &["column \"gender\", line 1: stands twice in the header, as columns 1 and 4", "a name of its own"]);
    assert!(read("x,gender,x,targeted,bought\n1,f,1,1,1\n", &campaign()).is_ok());
}

#[test]
fn a_wrong_delimiter_is_named() {
    let mut specification = campaign();
    specification.values.delimiter = Some(';');
    let error = refused("gender,targeted,bought\nf,1,1\n", &specification);
    says(&error, &["the file has one column, \"gender,targeted,bought\", when split at ';'", "[values] delimiter"]);
}

#[test]
fn a_column_asked_for_twice() {
    let mut specification = campaign();
    specification.columns.segments = vec!["gender".to_owned(), "gender".to_owned(), "bought".to_owned()];
    specification.columns.strata = vec!["gender".to_owned()];
    let error = refused("gender,targeted,bought\nf,1,1\n", &specification);
    says(
        &error,
        &[
            "[columns] segments: \"gender\" is also asked for as segments; name it once",
            "[columns] segments: \"bought\" is also asked for as outcome; one column cannot be both outcome and segment",
            "[columns] strata: \"gender\" is also asked for as segments; name it once: as a segment",
        ],
    );
    let mut specification = with_score();
    specification.columns.strata = vec!["score".to_owned()];
    says(&refused("gender,targeted,score\nf,1,1\n", &specification), &["give it [bands]"]);
    specification.bands.insert("score".to_owned(), Bands::Quantiles { quantiles: 2 });
    assert!(read("gender,targeted,score\nf,1,1\n", &specification).is_ok(), "risk bands are groups");
}

// The rows

#[test]
fn ragged_rows() {
    let error = refused("gender,targeted,bought\nf,1,1\nf,1\nm,1,0,9\nm\nm\n", &campaign());
    assert_eq!(error.problems().iter().map(Problem::row_number).collect::<Vec<_>>(), [Some(2), Some(3), Some(4)]);
    says(
        &error,
        &[
            "row 2 (line 3): the row has 2 cells and the header has 3",
            "row 3 (line 4): the row has 4 cells and the header has 3; quote cells that hold the delimiter",
            "row 4 (line 5): the row has 1 cell and the header has 3 (and 1 more row)",
        ],
    );
}

#[test]
fn cells_that_are_not_utf8() {
    let error = refused(b"gender,targeted,bought\nf,1,1\nm\xE4nnlich,1,1\nm\xE4nnlich,1,1\n", &campaign());
    let (problem, column, row, text) = only(&error);
    assert_eq!((problem.kind(), column, row), (ErrorKind::Format, Some("gender"), Some(2)));
    assert!(text.contains("byte 2 of the cell is 0xE4") && text.contains("save the file as UTF-8"), "{text}");
    assert!(read(b"note,gender,targeted,bought\n\xE4,f,1,1\n", &campaign()).is_ok(), "unread columns do not matter");
    says(&refused(b"gender,targeted,bought\nf,\xE4,1\n", &campaign()), &["column \"targeted\"", "not UTF-8"]);
    says(&refused(b"g\xE4,targeted,bought\nf,1,1\n", &campaign()), &["name of column 1", "at byte 2"]);
}

#[test]
fn decisions_that_are_neither_zero_nor_one() {
    let error = refused("gender,targeted,bought\nf,2,1\nf,yes,1\nf,1,\nf,-1,0\nf,3,0\nf,4,0\n", &campaign());
    assert_eq!(error.problems().len(), 3);
    says(
        &error,
        &[
            "column \"targeted\", row 1 (line 2): \"2\" is neither 0 nor 1; name the positive level",
            "row 2 (line 3): \"yes\"",
            "row 4 (line 5): \"-1\" is neither 0 nor 1 (and 2 more rows)",
        ],
    );
}

#[test]
fn true_among_zero_and_one() {
    let error = refused("gender,targeted,bought\nf,1,1\nf,true,1\n", &campaign());
    let (_, column, row, text) = only(&error);
    assert_eq!((column, row), (Some("targeted"), Some(2)));
    assert!(text.contains("\"true\" stands in a column that also holds 0 and 1"), "{text}");
}

#[test]
fn a_positive_level_that_never_occurs() {
    let mut specification = campaign();
    specification.values.outcome_positive = Some("yes".to_owned());
    let error = refused("gender,targeted,bought\nf,1,Yes\nf,1,No\nf,1,\n", &specification);
    let (_, column, _, text) = only(&error);
    assert_eq!(column, Some("bought"));
    assert!(text.contains("\"yes\" never occurs; the column holds \"No\", \"Yes\""), "{text}");
    assert!(text.contains("[values] outcome_positive; did you mean \"Yes\"?"), "{text}");
}

#[test]
fn scores() {
    let text = "gender,targeted,score\nf,1,NaN\nf,1,1.2\nf,1,abc\nf,1,\nf,1,inf\nf,1,\"0,5\"\nf,1, 0.5\nf,1,-0.1\n";
    let error = refused(text, &with_score());
    assert!(error.problems().iter().all(|problem| problem.column_name() == Some("score")));
    says(
        &error,
        &[
            "row 1 (line 2): \"NaN\" is not a finite score; mend the row, or write [values] non_finite_scores = \"exclude\"",
            "row 2 (line 3): \"1.2\" is not a score between 0 and 1; rescale the scores",
            "row 3 (line 4): \"abc\" is not a number",
            "row 4 (line 5): \"\" is not a finite score",
            "row 5 (line 6): \"inf\" is not a finite score",
            "row 6 (line 7): \"0,5\" is not a number; write decimals with a point",
            "row 8 (line 9): \"-0.1\" is not a score between 0 and 1",
        ],
    );
    assert_eq!(error.problems().len(), 7);

    let mut specification = with_score();
    specification.values.non_finite_scores = NonFiniteScores::Exclude;
    let predictions = read("gender,targeted,score\nf,1,NaN\nf,1,\nf,1,0.5\n", &specification).unwrap();
    assert_eq!((predictions.rows(), selected(&predictions)), (3, 1));
}

#[test]
fn weights_and_counts() {
    let mut specification = campaign();
    specification.columns.weight = Some("w".to_owned());
    specification.columns.count = Some("n".to_owned());
    let error = refused("gender,targeted,bought,w,n\nf,1,1,-2,1.5\nf,1,1,inf,-3\nf,1,1,x,\nf,1,1,,7\n", &specification);
    says(
        &error,
        &[
            "column \"w\", row 1 (line 2): \"-2\" is not a weight: weights are finite and not negative",
            "column \"w\", row 2 (line 3): \"inf\" is not a weight",
            "column \"w\", row 3 (line 4): \"x\" is not a number",
            "column \"w\", row 4 (line 5): \"\" is not a weight",
            "column \"n\", row 1 (line 2): \"1.5\" is not a count: counts are whole and not negative",
            "column \"n\", row 2 (line 3): \"-3\" is not a count",
            "column \"n\", row 3 (line 4): \"\" is not a count",
        ],
    );
}

#[test]
fn bands_of_what_is_no_number() {
    let mut specification = campaign();
    specification.bands.insert("gender".to_owned(), Bands::At(vec![30.0]));
    let error = refused("gender,targeted,bought\n25,1,1\nold,1,1\n,1,1\n", &specification);
    let (_, column, row, text) = only(&error);
    assert_eq!((column, row), (Some("gender"), Some(2)));
    assert!(text.contains("\"old\" is not a number") && text.contains("[values] missing"), "{text}");
}

#[test]
fn too_many_levels() {
    let mut text = String::from("gender,targeted,bought\n");
    for row in 0..1_500 {
        text.extend([row.to_string().as_str(), ",1,0\n"]);
    }
    let error = refused(&text, &campaign());
    let (problem, column, ..) = only(&error);
    assert_eq!((problem.kind(), column), (ErrorKind::Limit, Some("gender")));
    says(&error, &["1500 different levels", "1000 are allowed", "bin it", "drop it", "raise [values] max_levels"]);
    let mut specification = campaign();
    specification.values.max_levels = 1_500;
    assert!(read(&text, &specification).is_ok());
}

#[test]
fn levels_that_a_declared_order_lacks() {
    let mut specification = campaign();
    specification.order.insert("gender".to_owned(), vec!["f".to_owned()]);
    let error = refused("gender,targeted,bought\nf,1,1\nm,1,1\nm,1,1\n,1,1\n", &specification);
    let (_, column, row, text) = only(&error);
    assert_eq!((column, row), (Some("gender"), Some(2)));
    assert!(text.contains("\"m\" is not among the declared levels (and 1 more row)"), "{text}");
}

#[test]
fn lines_are_right_where_rows_span_several_and_whatever_ends_them() {
    for (end, extra) in [("\n", 0), ("\r\n", 0), ("\n", 1), ("\r\n", 1)] {
        let empty = end.repeat(extra);
        let lines = ["gender,targeted,bought", "\"f\n\nx\",1,1", "m,1,1", "m,7,1", "m,1,1", ""];
        let text = lines.join(&format!("{end}{empty}"));
        let expected = 6 + 3 * extra as u64;
        for text in [text.clone(), text.replacen("m,1,1", "m,8,1", 2)] {
            let error = refused(&text, &campaign());
            let found = error.problems().iter().find(|problem| problem.row_number() == Some(3)).unwrap();
            assert_eq!(found.line_number(), Some(expected), "{text:?}: {error}");
        }
    }
}

#[test]
fn everything_at_once() {
    let mut specification = with_score();
    specification.columns.outcome = Some("bougth".to_owned());
    specification.values.max_levels = 0;
    let error = refused("gender,targeted,score\nf,2,0.5\nf,1\nf,1,3\n", &specification);
    says(&error, &["max_levels", "\"bougth\"", "the row has 2 cells", "\"2\" is neither", "\"3\" is not a score"]);
}
