//! The report as one self-contained HTML file: no network; a script that only sorts and filters tables.

mod block;
mod inline;
mod page;
mod summary;
mod table;

use std::io::Write;

pub(super) use inline::escape;

use super::document::Block;
use super::model::Report;
use super::sheet::Sheet;
use crate::error::{Error, ErrorKind, Problem};

impl Report {
    /// The report as one HTML file that needs nothing else: no network, a strict content security policy that names the
    /// digest of its one script. The script sorts and filters tables; everything can be read without it.
    ///
    /// # Errors
    ///
    /// A template that does not render, which is a fault of this crate.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Predictions};
    ///
    /// let predictions = Predictions::builder()
    ///     .decision(&[1_u8, 0, 1])
    ///     .segment("channel", &["app", "<script>", "app"])
    ///     .build()?;
    /// let html = Audit::new().run(&predictions)?.report().title("Offer").build().html()?;
    /// assert!(html.starts_with("<!doctype html>") && html.contains("DRAFT - not reviewed"));
    /// assert!(html.matches("<script>").count() == 1 && html.contains("&lt;script&gt;"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn html(&self) -> Result<String, Error> {
        page::render(self)
    }

    /// Writes what [`Report::html`] returns.
    ///
    /// # Errors
    ///
    /// Those of [`Report::html`], before anything is written, and those of the writer.
    pub fn write_html(&self, writer: &mut impl Write) -> Result<(), Error> {
        let text = self.html()?;
        writer.write_all(text.as_bytes()).and_then(|()| writer.flush()).map_err(|error| {
            Problem::new(ErrorKind::Io, format!("the report cannot be written: {error}"))
                .remedy("check the path, the permissions and the free space")
                .into()
        })
    }
}

impl Sheet {
    /// The sheet as one HTML file that needs nothing else.
    ///
    /// # Errors
    ///
    /// A template that does not render, which is a fault of this crate.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::plan::Plan;
    ///
    /// let planned = Plan::new("disparate_impact").segment("<b>", 1.0, 0.3).segment("others", 1.0, 0.3).run()?;
    /// let html = planned.sheet().html()?;
    /// assert!(html.starts_with("<!doctype html>") && html.contains("&lt;b&gt;"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn html(&self) -> Result<String, Error> {
        let blocks: Vec<Block> = self.blocks();
        page::render_sheet(self.language, &self.title, &blocks)
    }
}
