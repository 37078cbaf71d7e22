//! How far the reading of a long file has come.

use std::time::Duration;

use evenhand::io::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::Terminal;

/// Files below this size are read before anyone could look at a bar.
const LONG: u64 = 4 << 20;

/// A bar on standard error, or nothing where nobody watches or the file is short.
#[derive(Debug)]
pub(super) struct Bar(Option<ProgressBar>);

impl Bar {
    /// For a file of so many bytes; `None` where that is not known.
    pub(super) fn new(bytes: Option<u64>, terminal: &Terminal) -> Self {
        if !terminal.is_watched() || bytes.is_some_and(|bytes| bytes < LONG) {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(bytes, ProgressDrawTarget::stderr());
        let template = if bytes.is_some() {
            "reading {bar:32} {percent:>3} %  {msg} rows  {bytes_per_sec}  {eta} left"
        } else {
            "reading {spinner} {bytes}  {msg} rows  {bytes_per_sec}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(Some(bar))
    }

    /// Moves it.
    pub(super) fn tell(&self, progress: Progress) {
        if let Some(bar) = &self.0 {
            bar.set_position(progress.bytes);
            bar.set_message(super::terminal::count(progress.rows));
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
