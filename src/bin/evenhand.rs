//! The program `evenhand`.
fn main() {}
