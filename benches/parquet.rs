//! How fast Arrow batches in memory and a Parquet file in memory become a finished audit: six columns, text as text and
//! as dictionaries.
#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use evenhand::Audit;
use evenhand::io::arrow_array::types::Int8Type;
use evenhand::io::arrow_array::{
    ArrayRef, DictionaryArray, Float64Array, RecordBatch, RecordBatchIterator, StringArray, UInt8Array,
};
use evenhand::io::{AuditSpecification, PredictionsReader};
use parquet::arrow::ArrowWriter;

const ROWS: u64 = 1_000_000;

/// A campaign of so many rows: outcome, decision, score and three segments.
fn campaign(coded: bool) -> RecordBatch {
    let draw = |row: u64, salt: u64| {
        let mixed = (row ^ salt << 40).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
    };
    let text = |salt: u64, names: &[&'static str]| -> ArrayRef {
        let name = |row| names[usize::try_from(draw(row, salt) % names.len() as u64).unwrap_or(0)];
        if coded {
            Arc::new((0..ROWS).map(name).collect::<DictionaryArray<Int8Type>>())
        } else {
            Arc::new(StringArray::from_iter_values((0..ROWS).map(name)))
        }
    };
    let yes = |salt: u64| -> ArrayRef {
        Arc::new(UInt8Array::from_iter_values((0..ROWS).map(|row| u8::from(draw(row, salt) % 2 == 0))))
    };
    let score = (0..ROWS).map(|row| (draw(row, 6) % 100_000) as f64 / 1e5);
    RecordBatch::try_from_iter([
        ("age_band", text(1, &["18-24", "25-34", "35-44", "45-54", "55-64", "65+"])),
        ("region", text(2, &["Northgate", "Harbour", "Millbrook", "Riverside", "Lakeside", "Oldtown", "Hillcrest"])),
        ("channel", text(3, &["email", "app", "web", "store", "phone"])),
        ("score", Arc::new(Float64Array::from_iter_values(score)) as ArrayRef),
        ("targeted", yes(4)),
        ("bought", yes(5)),
    ])
    .expect("columns of one length")
}

fn formats(criterion: &mut Criterion) {
    let mut specification = AuditSpecification::default();
    specification.columns.outcome = Some("bought".to_owned());
    specification.columns.decision = Some("targeted".to_owned());
    specification.columns.score = Some("score".to_owned());
    specification.columns.segments = ["age_band", "region", "channel"].map(str::to_owned).to_vec();

    let mut group = criterion.benchmark_group("arrow");
    group.throughput(Throughput::Elements(ROWS)).sample_size(10);
    for (name, coded) in [("text", false), ("dictionaries", true)] {
        let batch = campaign(coded);
        group.bench_function(format!("{name}, 1,000,000 rows"), |bench| {
            bench.iter(|| {
                let mut auditor = Audit::new().auditor();
                let batches = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
                PredictionsReader::new(black_box(&specification))
                    .for_each_arrow_batch(batches, |batch| auditor.observe_batch(&batch))
                    .expect("sound");
                auditor.finish().expect("sound")
            });
        });
    }
    group.finish();

    let mut file = Vec::new();
    let batch = campaign(false);
    let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), None).expect("a schema that can be written");
    writer.write(&batch).expect("memory takes all");
    writer.close().expect("memory takes all");
    let file = bytes::Bytes::from(file);
    let mut group = criterion.benchmark_group("parquet");
    group.throughput(Throughput::Elements(ROWS)).sample_size(10);
    group.bench_function("1,000,000 rows", |bench| {
        bench.iter(|| {
            let mut auditor = Audit::new().auditor();
            PredictionsReader::new(black_box(&specification))
                .for_each_parquet_batch(file.clone(), |batch| auditor.observe_batch(&batch))
                .expect("sound");
            auditor.finish().expect("sound")
        });
    });
    group.finish();
}

criterion_group!(benches, formats);
criterion_main!(benches);
