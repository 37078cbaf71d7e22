//! The table of slices as Parquet: the columns, rows and values of the CSV, typed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
#![cfg(all(feature = "parquet", feature = "tasks"))]

mod report;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use bytes::Bytes;
use evenhand::audit::{Audit, Audited, Policy};
use evenhand::data::Predictions;
use evenhand::metric::Task;
use evenhand::privacy::Suppression;
use evenhand::report::Report;
use evenhand::task::{Options, Table, TaskAudit};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// All of a file as one batch.
fn read(bytes: Vec<u8>) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).unwrap();
    let rows = usize::try_from(reader.metadata().file_metadata().num_rows()).unwrap();
    let mut batches = reader.with_batch_size(rows.max(1)).build().unwrap();
    let batch = batches.next().unwrap().unwrap();
    assert_eq!(batch.num_rows(), rows, "all rows at once");
    batch
}

/// Without the apostrophe that guards a spreadsheet.
fn unguarded(field: &str) -> &str {
    let rest = field.strip_prefix('\'').unwrap_or(field);
    if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) { rest } else { field }
}

fn same(name: &str, report: &Report) {
    let table = read(report.slice_parquet().unwrap());
    let text = report.slice_csv();
    let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut records = csv.records().map(Result::unwrap);
    let header = records.next().unwrap();
    let schema = table.schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names, header.iter().map(unguarded).collect::<Vec<_>>(), "{name}");
    let records: Vec<csv::StringRecord> = records.collect();
    assert_eq!(table.num_rows(), records.len(), "{name}");
    let mut numbers = 0;
    for (at, column) in table.columns().iter().enumerate() {
        for (row, record) in records.iter().enumerate() {
            let (field, place) = (&record[at], format!("{name}, {}, row {row}", names[at]));
            if column.is_null(row) {
                assert_eq!(field, "", "{place}");
                continue;
            }
            match column.data_type() {
                DataType::Utf8 => assert_eq!(column.as_string::<i32>().value(row), unguarded(field), "{place}"),
                DataType::Boolean => {
                    assert_eq!(column.as_boolean().value(row), field.parse::<bool>().unwrap(), "{place}")
                }
                DataType::Int64 => {
                    assert_eq!(column.as_primitive::<Int64Type>().value(row), field.parse::<i64>().unwrap(), "{place}");
                }
                DataType::Float64 => {
                    let value = column.as_primitive::<Float64Type>().value(row);
                    assert_eq!(value.to_bits(), field.parse::<f64>().unwrap().to_bits(), "{place}");
                    numbers += 1;
                }
                other => panic!("{place}: {other}"),
            }
        }
    }
    assert!(numbers > 10, "{name}: {numbers} numbers");
}

fn scores() -> Audited {
    let rows = 4_000_u32;
    let table = Table::builder()
        .segment("channel", (0..rows).map(|row| if row % 3 == 0 { "=app" } else { "web" }))
        .numbers("score", "score", (0..rows).map(|row| f64::from(row * 37 % 1000) / 1000.0))
        .binary("outcome", "bought", (0..rows).map(|row| Some(row * 37 % 1000 > (row % 7) * 120)))
        .build()
        .unwrap();
    TaskAudit::new().run_table(Task::Scores, table, &Options::default()).unwrap()
}

#[test]
fn every_value_is_that_of_the_csv() {
    for (name, audited) in [
        ("small", report::small()),
        ("campaign", report::campaign()),
        ("markup", report::hostile()),
        ("scores", scores()),
    ] {
        same(name, &audited.report().build());
    }
}

#[test]
fn columns_have_the_types_of_what_they_hold() {
    let table = read(report::campaign().report().build().slice_parquet().unwrap());
    let kind = |name: &str| table.schema().field_with_name(name).unwrap().data_type().clone();
    for (name, expected) in [
        ("grouping", DataType::Utf8),
        ("age_band", DataType::Utf8),
        ("rows", DataType::Int64),
        ("tp", DataType::Int64),
        ("share", DataType::Float64),
        ("selection_rate", DataType::Float64),
        ("selection_rate_lower", DataType::Float64),
        ("below_minimum", DataType::Boolean),
        ("rule equal-treatment", DataType::Float64),
        ("rule equal-treatment_verdict", DataType::Utf8),
        ("rule equal-treatment_exempted", DataType::Boolean),
        ("unavailable", DataType::Utf8),
    ] {
        assert_eq!(kind(name), expected, "{name}");
        assert!(table.schema().field_with_name(name).unwrap().is_nullable());
    }
    // The first row is everybody: no grouping, no level, all 18,813 rows of the file that say `yes` under consent.
    assert!(
        table.column_by_name("grouping").unwrap().is_null(0) && table.column_by_name("age_band").unwrap().is_null(0)
    );
    assert_eq!(table.column_by_name("rows").unwrap().as_primitive::<Int64Type>().value(0), 18_813);
}

#[test]
fn equal_reports_give_equal_bytes() {
    let bytes = || report::campaign().report().build().slice_parquet().unwrap();
    assert!(bytes() == bytes());
}

/// Readers find columns by name, and two of one name cannot be read by some.
#[test]
fn an_attribute_named_like_a_column_is_named_apart() {
    let predictions = Predictions::builder()
        .decision((0..40).map(|row| row % 2 == 0))
        .segment("rows", (0..40).map(|row| if row % 4 < 2 { "a" } else { "b" }))
        .segment("segment rows", (0..40).map(|row| if row % 8 < 4 { "a" } else { "b" }))
        .build()
        .unwrap();
    let report = Audit::new().run(&predictions).unwrap().report().build();
    let table = read(report.slice_parquet().unwrap());
    let schema = table.schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).take(4).collect();
    assert_eq!(names, ["grouping", "segment segment rows", "segment rows", "rows"]);
    same("rows", &report);
}

#[test]
fn withheld_segments_are_not_in_it() {
    let rows: [(&str, bool, u64); 6] = [
        ("app", true, 300),
        ("app", false, 500),
        ("web", true, 200),
        ("web", false, 400),
        ("fax", true, 3),
        ("fax", false, 41),
    ];
    let predictions = Predictions::builder()
        .decision(rows.iter().map(|row| row.1))
        .count(rows.iter().map(|row| row.2))
        .segment("channel", rows.iter().map(|row| row.0))
        .build()
        .unwrap();
    let open = Audit::new().policy(Policy::marketing());
    let protected = open.clone().suppress(Suppression::below(10).unwrap()).run(&predictions).unwrap();
    let table = read(protected.report().build().slice_parquet().unwrap());
    let channels: Vec<&str> = table.column_by_name("channel").unwrap().as_string::<i32>().iter().flatten().collect();
    let shown = read(open.run(&predictions).unwrap().report().build().slice_parquet().unwrap());
    assert_eq!(shown.column_by_name("channel").unwrap().as_string::<i32>().iter().flatten().count(), 3);
    let withheld: Vec<String> = protected.withheld(&["channel"]).iter().map(ToString::to_string).collect();
    assert!(withheld.contains(&"channel=fax".to_owned()), "{withheld:?}");
    assert_eq!(channels.len() + withheld.len(), 3);
    assert!(channels.iter().all(|level| !withheld.contains(&format!("channel={level}"))), "{channels:?}");
}
