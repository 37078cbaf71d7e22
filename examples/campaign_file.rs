//! Writes a synthetic campaign as CSV, for measurements: `cargo run --release --example campaign_file -- 10000000 > campaign.csv`.
//!
//! The columns are `age_band` (6 levels), `gender` (3), `region` (12), `channel` (5), `income_band` (8), `y_true`, `score`,
//! `y_pred`, `weight`. Row `i` depends on `i` alone, so a longer file begins with the shorter one.

use std::io::{self, BufWriter, Write};

const AGES: [&str; 6] = ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"];
const GENDERS: [&str; 3] = ["female", "male", "other"];
const REGIONS: [&str; 12] = [
    "north",
    "north-east",
    "east",
    "south-east",
    "south",
    "south-west",
    "west",
    "north-west",
    "capital",
    "coast",
    "islands",
    "highlands",
];
const CHANNELS: [&str; 5] = ["email", "app", "web", "store", "phone"];
const INCOMES: [&str; 8] = ["<10k", "10-20k", "20-30k", "30-40k", "40-60k", "60-80k", "80-120k", ">120k"];

/// Sixty-four well-mixed bits of a number: `SplitMix64`.
fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x2024_0501);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

fn main() -> io::Result<()> {
    let rows: u64 = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(1000);
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    writeln!(out, "age_band,gender,region,channel,income_band,y_true,score,y_pred,weight")?;
    for row in 0..rows {
        let (bits, more) = (mixed(row), mixed(!row));
        let draw = |shift: u32, of: u64| ((bits >> shift & 0xFFF) * of) >> 12;
        let at = |shift, names: &[&'static str]| names[usize::try_from(draw(shift, names.len() as u64)).unwrap_or(0)];
        let score = more & 0xFFFF;
        // One region is selected a little less often than the others.
        let cut = if draw(24, 12) == 4 { 36_000 } else { 32_768 };
        writeln!(
            out,
            "{},{},{},{},{},{},0.{:05},{},{}.{:02}",
            at(0, &AGES),
            at(12, &GENDERS),
            at(24, &REGIONS),
            at(36, &CHANNELS),
            at(48, &INCOMES),
            u8::from(more >> 16 & 0xFFFF < score),
            (score * 100_000) >> 16,
            u8::from(score > cut),
            more >> 32 & 3,
            (more >> 34) % 100,
        )?;
    }
    out.flush()
}
