//! The public summary as one HTML file.

use minijinja::{Environment, Value, context};
use sha2::{Digest, Sha256};

use super::block::{Page, push_blocks};
use super::page::broken;
use crate::error::Error;
use crate::report::base64::encode;
use crate::report::public::PublicSummary;
use crate::report::text::visible;

const STYLE: &str = include_str!("../templates/summary.css");
const PAGE: &str = include_str!("../templates/summary.html");

impl PublicSummary {
    /// As one HTML file that needs nothing else: no script, no network, a strict content security policy.
    ///
    /// # Errors
    ///
    /// A template that does not render, which is a fault of this crate.
    pub fn html(&self) -> Result<String, Error> {
        let mut body = String::new();
        push_blocks(&self.blocks, &mut Page { words: self.words, figures: 0 }, &mut body);
        let style = STYLE.trim();
        let mut environment = Environment::new();
        environment.add_template("summary.html", PAGE).map_err(|error| broken(&error))?;
        let context = context! {
            language => self.words.language().code(),
            style => Value::from_safe_string(style.to_owned()),
            style_hash => Value::from_safe_string(encode(&Sha256::digest(style.as_bytes()))),
            title => visible(&self.title),
            draft => self.draft,
            body => Value::from_safe_string(body),
        };
        environment
            .get_template("summary.html")
            .and_then(|template| template.render(context))
            .map_err(|error| broken(&error))
    }
}
