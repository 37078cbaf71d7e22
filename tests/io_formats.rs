//! The same rows give the same audit from every format, packed or not, and what is wrong with one is said as for CSV.
#![cfg(all(feature = "csv", feature = "json", feature = "compression"))]
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::format_push_string, reason = "a test")]

#[cfg(feature = "parquet")]
use std::fs::File;
use std::io::{Read, Write};
#[cfg(any(feature = "arrow", feature = "parquet"))]
use std::path::{Path, PathBuf};

use evenhand::audit::Auditor;
use evenhand::error::ErrorKind;
use evenhand::io::{AuditSpecification, PredictionsReader, read_predictions};
use evenhand::{Audit, Error, Slices};

fn specification(decision: &str, segments: &[&str]) -> AuditSpecification {
    let mut specification = AuditSpecification::default();
    specification.columns.decision = Some(decision.to_owned());
    specification.columns.segments = segments.iter().map(|&name| name.to_owned()).collect();
    specification
}

fn audit() -> Audit {
    // Batches do not keep the rows of each customer together, so neither does the audit that they are held against.
    Audit::new().slices(Slices::marginals().with_intersections(2)).row_level_intervals()
}

fn bytes(auditor: Auditor) -> String {
    serde_json::to_string(&auditor.finish().unwrap()).unwrap()
}

fn streamed(input: impl Read, specification: &AuditSpecification) -> Result<String, Error> {
    let mut auditor = audit().auditor();
    PredictionsReader::new(specification).for_each_batch(input, |batch| auditor.observe_batch(&batch))?;
    Ok(bytes(auditor))
}

/// A campaign of some blocks; every 1,000th row has something special, as does every file.
fn campaign(rows: usize, quotes: bool) -> String {
    let mut text = String::from("id,gender,targeted,score,bought,note\n");
    for row in 0..rows {
        let gender = ["f", "m", "", "x"][row * 7 / 3 % 4];
        let note = match (quotes, row % 1000) {
            (true, 0) => "\"two\nlines, quoted \"\"so\"\"\"",
            (true, 1) => "\"\"",
            _ => "plain",
        };
        text +=
            &format!("c{},{gender},{},0.{:03},{},{note}\n", row / 2, u8::from(row % 3 == 0), row % 1000, row % 5 % 2);
    }
    text
}

#[test]
fn a_long_file_gives_the_same_in_parts_and_whole() {
    for quotes in [false, true] {
        let mut specification = specification("targeted", &["gender"]);
        specification.columns.outcome = Some("bought".to_owned());
        specification.columns.score = Some("score".to_owned());
        specification.columns.customer = Some("id".to_owned());
        let text = campaign(70_000, quotes);
        let whole = read_predictions(text.as_bytes(), &specification).unwrap();
        assert_eq!((whole.rows(), whole.customers().unwrap().customers), (70_000, 35_000));
        let expected = serde_json::to_string(&audit().run(&whole).unwrap()).unwrap();
        assert_eq!(streamed(text.as_bytes(), &specification).unwrap(), expected);
        let windows = text.replace('\n', "\r\n");
        assert_eq!(streamed(windows.as_bytes(), &specification).unwrap(), expected);

        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text.as_bytes()).unwrap();
        let gzip = gzip.finish().unwrap();
        assert_eq!(streamed(&*gzip, &specification).unwrap(), expected);
        let error = streamed(&gzip[..gzip.len() / 2], &specification).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Format);
        assert!(error.to_string().contains("damaged or was cut off"), "{error}");

        // Two frames, as parallel compressors write them.
        let (head, tail) = text.as_bytes().split_at(text.len() / 3);
        let frame = |part: &[u8]| ruzstd::encoding::compress_to_vec(part, ruzstd::encoding::CompressionLevel::Fastest);
        let zstd = [frame(head), frame(tail)].concat();
        assert_eq!(streamed(&*zstd, &specification).unwrap(), expected);
        let error = streamed(&zstd[..zstd.len() - 100], &specification).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Format);
    }
}

#[test]
fn places_are_right_far_into_a_file() {
    for (quotes, line) in [(false, 60_002), (true, 60_062)] {
        let mut text = campaign(60_000, quotes);
        text += "c1,f,2,0.5,0,plain\nc1,f\nc1,f,1,0.5,0,plain\nc1,f,3,1.5,0,plain\n";
        let mut specification = specification("targeted", &["gender"]);
        specification.columns.score = Some("score".to_owned());
        for error in [
            streamed(text.as_bytes(), &specification).unwrap_err(),
            read_predictions(text.as_bytes(), &specification).unwrap_err(),
        ] {
            let places: Vec<(Option<&str>, Option<u64>, Option<u64>)> = error
                .problems()
                .iter()
                .map(|problem| (problem.column_name(), problem.row_number(), problem.line_number()))
                .collect();
            let place = |column, row: u64| (column, Some(60_000 + row), Some(line + row - 1));
            let expected =
                [place(None, 2), place(Some("score"), 4), place(Some("targeted"), 1), place(Some("targeted"), 4)];
            for place in expected {
                assert!(places.contains(&place), "{place:?} in {error}");
            }
            assert_eq!(places.len(), 4, "{error}");
        }
    }
}

#[test]
fn json_lines_say_what_csv_says() {
    let csv = "g,d,y,s,w\nf,1,0,0.25,1\n,0,,0.5,2.5\nä\"b,1,1,1,0\n5,0,1,0.125,3\n";
    let json = "{\"g\":\"f\",\"d\":1,\"y\":false,\"s\":0.25,\"w\":1}\n\
                {\"d\":false,\"y\":null,\"s\":0.5,\"w\":2.5,\"unused\":{\"a\":[1,2]}}\r\n\n\
                {\"g\":\"\\u00e4\\\"b\",\"d\":true,\"y\":1,\"s\":1,\"w\":0}\n\
                {\"g\":5,\"d\":0,\"y\":\"1\",\"s\":1.25e-1,\"w\":\"3\"}";
    let mut specification = specification("d", &["g"]);
    specification.columns.outcome = Some("y".to_owned());
    specification.columns.score = Some("s".to_owned());
    specification.columns.weight = Some("w".to_owned());
    let csv = csv.replace("ä\"b", "\"ä\"\"b\"");
    assert_eq!(streamed(json.as_bytes(), &specification).unwrap(), streamed(csv.as_bytes(), &specification).unwrap());
}

#[test]
fn bad_json_lines_are_named() {
    let refused = |text: &str| streamed(text.as_bytes(), &specification("d", &["g"])).unwrap_err().to_string();
    let good = "{\"g\":\"f\",\"d\":1}\n";
    for (text, words) in [
        (format!("{good}{{\"g\":\"f\"\n"), &["row 2 (line 2)", "not a JSON object"][..]),
        (format!("{good}[1]\n"), &["row 2 (line 2)", "write one JSON object a line"]),
        (format!("{good}{{\"g\":{{}},\"d\":1}}\n"), &["row 2 (line 2)"]),
        (format!("{good}{{\"g\":\"f\",\"d\":1,\"d\":0}}\n"), &["row 2 (line 2)", "stands twice"]),
        (format!("{good}\n{{\"g\":\"f\",\"d\":2}}\n"), &["column \"d\", row 2 (line 3): \"2\" is neither 0 nor 1"]),
        ("{\"gg\":\"f\",\"d\":1}\n".to_owned(), &["column \"g\"", "keys of the first lines", "did you mean \"gg\"?"]),
        ("[{\"g\":\"f\",\"d\":1}]".to_owned(), &["one list of JSON", "one object a line"]),
    ] {
        let error = refused(&text);
        for word in words {
            assert!(error.contains(word), "{word:?} is not in {error}");
        }
    }
}

#[cfg(feature = "arrow")]
fn shared(file: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    if !path.exists() {
        println!("skipped: {} is not here", path.display());
    }
    path.exists().then_some(path)
}

#[cfg(feature = "arrow")]
/// Every role that the bank's columns can play.
fn bank() -> AuditSpecification {
    let mut specification = specification("targeted", &["job", "marital", "education"]);
    specification.columns.outcome = Some("y_true".to_owned());
    specification.columns.score = Some("score".to_owned());
    specification
}

#[test]
#[cfg(feature = "parquet")]
fn the_bank_is_the_same_from_csv_arrow_and_parquet() {
    let files = ["csv", "arrow", "parquet"].map(|kind| shared(&format!("bank_marketing_predictions.{kind}")));
    let [Some(csv), Some(arrow), Some(parquet)] = files else { return };
    let specification = bank();
    let expected = streamed(File::open(csv).unwrap(), &specification).unwrap();
    assert_eq!(streamed(File::open(&arrow).unwrap(), &specification).unwrap(), expected, "Arrow");
    let mut auditor = audit().auditor();
    PredictionsReader::new(&specification)
        .for_each_parquet_batch(File::open(&parquet).unwrap(), |batch| auditor.observe_batch(&batch))
        .unwrap();
    assert_eq!(bytes(auditor), expected, "Parquet");
    let whole = PredictionsReader::new(&specification).read_parquet(File::open(&parquet).unwrap()).unwrap();
    assert_eq!(serde_json::to_string(&audit().run(&whole).unwrap()).unwrap(), expected, "Parquet, whole");

    // Cut off: at the end, and in the middle.
    let all = std::fs::read(&arrow).unwrap();
    for length in [all.len() - 3, all.len() / 2, 100, 7] {
        let error = streamed(&all[..length], &specification).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Format, "{length}: {error}");
    }
    let all = evenhand_test_bytes(&parquet);
    for length in [all.len() - 3, all.len() / 2, 5] {
        let error = PredictionsReader::new(&specification).read_parquet(all.slice(..length)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Format);
        assert!(error.to_string().contains("Parquet"), "{error}");
    }
}

#[cfg(feature = "parquet")]
fn evenhand_test_bytes(path: &Path) -> bytes::Bytes {
    std::fs::read(path).unwrap().into()
}

#[cfg(feature = "arrow")]
mod arrow {
    use std::sync::Arc;

    use evenhand::io::arrow_array::types::{Int8Type, Int32Type, UInt16Type};
    use evenhand::io::arrow_array::{
        ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float32Array, Float64Array, Int64Array, LargeStringArray,
        NullArray, RecordBatch, RecordBatchIterator, StringArray, StringViewArray, UInt8Array,
    };

    use super::*;

    fn read(batches: Vec<RecordBatch>, specification: &AuditSpecification) -> Result<String, Error> {
        let schema = batches[0].schema();
        let mut auditor = audit().auditor();
        PredictionsReader::new(specification)
            .named("memory")
            .for_each_arrow_batch(RecordBatchIterator::new(batches.into_iter().map(Ok), schema), |batch| {
                auditor.observe_batch(&batch)
            })?;
        Ok(bytes(auditor))
    }

    fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
    }

    const CSV: &str = "g,d,y\nf,1,1\nm,0,0\n,1,\nm,1,1\n";

    #[test]
    fn every_type_says_what_its_text_would() {
        let mut specification = specification("d", &["g"]);
        specification.columns.outcome = Some("y".to_owned());
        let expected = streamed(CSV.as_bytes(), &specification).unwrap();
        let names = [Some("f"), Some("m"), None, Some("m")];
        let unused_first = StringArray::from(vec!["unused", "m", "f"]);
        let keyed = DictionaryArray::<UInt16Type>::new(
            vec![Some(2_u16), Some(1), None, Some(1)].into_iter().collect(),
            Arc::new(unused_first),
        );
        let genders: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from(names.to_vec())),
            Arc::new(LargeStringArray::from(names.to_vec())),
            Arc::new(StringViewArray::from(names.to_vec())),
            Arc::new(StringArray::from(vec!["f", "m", "", "m"])),
            Arc::new(names.into_iter().collect::<DictionaryArray<Int8Type>>()),
            Arc::new(names.into_iter().collect::<DictionaryArray<Int32Type>>()),
            Arc::new(keyed),
        ];
        let outcomes: Vec<ArrayRef> = vec![
            Arc::new(BooleanArray::from(vec![Some(true), Some(false), None, Some(true)])),
            Arc::new(Int64Array::from(vec![Some(1), Some(0), None, Some(1)])),
            Arc::new(Float64Array::from(vec![Some(1.0), Some(0.0), None, Some(1.0)])),
            Arc::new(StringArray::from(vec![Some("true"), Some("false"), None, Some("True")])),
            Arc::new(["1", "0", "", "1"].into_iter().collect::<DictionaryArray<Int8Type>>()),
        ];
        for gender in &genders {
            for outcome in &outcomes {
                let decision: ArrayRef = Arc::new(UInt8Array::from(vec![1, 0, 1, 1]));
                let rows = batch(vec![("y", outcome.clone()), ("g", gender.clone()), ("d", decision)]);
                assert_eq!(read(vec![rows], &specification).unwrap(), expected, "{gender:?} {outcome:?}");
            }
        }
    }

    #[test]
    fn dictionaries_that_differ_between_batches_are_one_by_name() {
        let specification = specification("d", &["g"]);
        let rows = |names: &[&str], decisions: &[bool]| {
            let names: DictionaryArray<Int8Type> = names.iter().copied().collect();
            let decisions: ArrayRef = Arc::new(BooleanArray::from(decisions.to_vec()));
            batch(vec![("g", Arc::new(names) as ArrayRef), ("d", decisions)])
        };
        let batches = vec![
            rows(&["x", "m", "m"], &[true, false, true]),
            rows(&["f", "x", "m"], &[false, true, true]),
            rows(&["m"], &[false]),
        ];
        let csv = "g,d\nx,1\nm,0\nm,1\nf,0\nx,1\nm,1\nm,0\n";
        assert_eq!(read(batches, &specification).unwrap(), streamed(csv.as_bytes(), &specification).unwrap());
    }

    #[test]
    fn large_batches_are_cut_without_a_trace() {
        let specification = specification("d", &["g", "h"]);
        let rows = 200_000;
        let names: DictionaryArray<Int32Type> = (0..rows).map(|row| ["a", "b", "c"][row * row % 3]).collect();
        let numbers = Int64Array::from_iter_values((0..rows).map(|row| i64::try_from(row % 4).unwrap()));
        let decisions = BooleanArray::from((0..rows).map(|row| row % 3 == 0).collect::<Vec<bool>>());
        let large =
            batch(vec![("g", Arc::new(names) as ArrayRef), ("h", Arc::new(numbers)), ("d", Arc::new(decisions))]);
        let csv = (0..rows).fold(String::from("g,h,d\n"), |text, row| {
            text + &format!("{},{},{}\n", ["a", "b", "c"][row * row % 3], row % 4, u8::from(row % 3 == 0))
        });
        assert_eq!(read(vec![large], &specification).unwrap(), streamed(csv.as_bytes(), &specification).unwrap());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let mut specification = specification("d", &["g"]);
        specification.columns.score = Some("s".to_owned());
        let good = |score: ArrayRef, decision: ArrayRef| {
            let names: ArrayRef = Arc::new(StringArray::from(vec!["f", "m"]));
            read(vec![batch(vec![("g", names), ("d", decision), ("s", score)])], &specification)
        };
        let scores = || Arc::new(Float64Array::from(vec![0.5, 0.25])) as ArrayRef;
        let decisions = || Arc::new(BooleanArray::from(vec![true, false])) as ArrayRef;
        assert!(good(scores(), decisions()).is_ok());
        assert!(good(Arc::new(Float32Array::from(vec![0.5, 0.25])), decisions()).is_ok());
        let nan: ArrayRef = Arc::new(Float64Array::from(vec![0.5, f64::NAN]));
        let null: ArrayRef = Arc::new(Float64Array::from(vec![None, Some(0.5)]));
        let two: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
        let day: ArrayRef = Arc::new(Date32Array::from(vec![1, 2]));
        for (score, decision, words) in [
            (nan, decisions(), &["memory, column \"s\", row 2: \"NaN\" is not a finite score"][..]),
            (null, decisions(), &["column \"s\", row 1", "is not a finite score"]),
            (scores(), two, &["column \"d\", row 2: \"2\" is neither 0 nor 1"]),
            (day, decisions(), &["column \"s\"", "has the type Date32", "cast it"]),
        ] {
            let error = good(score, decision).unwrap_err().to_string();
            for word in words {
                assert!(error.contains(word), "{word:?} is not in {error}");
            }
        }
        let names: ArrayRef = Arc::new(StringArray::from(vec!["f"]));
        let lacking = read(vec![batch(vec![("g", names), ("dd", Arc::new(NullArray::new(1)))])], &specification);
        let error = lacking.unwrap_err().to_string();
        assert!(error.contains("column \"d\": is not in the schema"), "{error}");
        assert!(error.contains("column \"s\": is not in the schema"), "{error}");
    }
}
