//! The page around the blocks, by templates that are part of the crate.

use std::fmt::Write;

use crate::report::words::{self, Language, Words};
use minijinja::{Environment, Value, context};
use sha2::{Digest, Sha256};

use super::block::{Page, push_blocks};
use super::inline::{escape, inline, push_mark, verdict_cell};
use crate::audit::Verdict;
use crate::error::{Error, ErrorKind, Problem};
use crate::report::base64::encode;
use crate::report::document::{Block, Front, Matrix};
use crate::report::figure::class;
use crate::report::model::Report;
use crate::report::section;
use crate::report::text::{Text, shown, visible};
use crate::report::theme::Theme;

const STYLE: &str = include_str!("../templates/style.css");
const SCRIPT: &str = include_str!("../templates/tables.js");
const TEMPLATES: [(&str, &str); 2] =
    [("page.html", include_str!("../templates/page.html")), ("front.html", include_str!("../templates/front.html"))];

/// The whole file.
pub(super) fn render(report: &Report) -> Result<String, Error> {
    let w = Words::new(report.language);
    let document = section::lay_out(report);
    let mut page = Page { words: w, figures: 0 };
    let chapters: Vec<Value> = document
        .chapters
        .iter()
        .map(|chapter| {
            let mut html = String::new();
            push_blocks(&chapter.blocks, &mut page, &mut html);
            context! { id => chapter.id.as_str(), title => chapter.title.as_str(), html => Value::from_safe_string(html) }
        })
        .collect();
    let first = front(w, &document.front, report.theme.as_ref());
    let screen = template("front.html", context! { front => first.clone() })?;
    if let Some(theme) = &report.theme {
        theme.check()?;
    }
    page_of(w, &first, screen, &chapters, &report.provenance.crate_version, report.theme.as_ref())
}

/// A page of one chapter, without a first screen of its own.
pub(super) fn render_sheet(language: Language, title: &str, blocks: &[Block]) -> Result<String, Error> {
    let w = Words::new(language);
    let mut html = String::new();
    push_blocks(blocks, &mut Page { words: w, figures: 0 }, &mut html);
    let first = context! { title => visible(title), status => w.labels().sheet, draft => false };
    let chapter = context! { id => "sheet", title => visible(title), html => Value::from_safe_string(html) };
    page_of(w, &first, String::new(), &[chapter], env!("CARGO_PKG_VERSION"), None)
}

fn template(name: &str, context: Value) -> Result<String, Error> {
    let mut environment = Environment::new();
    for (name, source) in TEMPLATES {
        environment.add_template(name, source).map_err(|error| broken(&error))?;
    }
    environment.get_template(name).and_then(|template| template.render(context)).map_err(|error| broken(&error))
}

/// The file around its first screen and its chapters.
fn page_of(
    w: Words,
    first: &Value,
    screen: String,
    chapters: &[Value],
    version: &str,
    theme: Option<&Theme>,
) -> Result<String, Error> {
    let software = words::software(version);
    let style =
        format!("{}\n{}\n{}", STYLE.trim(), theme.map(Theme::css).unwrap_or_default(), running(first, &software)?);
    let script = SCRIPT.trim();
    let labels = context! {
        contents => w.labels().contents,
        skip => w.labels().to_content,
        filter => w.labels().table.filter,
        verdict => w.labels().table.verdict,
        all => w.labels().table.all,
        every => w.labels().table.every,
        status => w.labels().table.status,
        software,
    };
    let context = context! {
        language => w.language().code(),
        style => Value::from_safe_string(style.clone()),
        style_hash => Value::from_safe_string(encode(&Sha256::digest(style.as_bytes()))),
        script => Value::from_safe_string(script.to_owned()),
        script_hash => Value::from_safe_string(encode(&Sha256::digest(script.as_bytes()))),
        pictures => theme.is_some_and(|theme| theme.logo.is_some()),
        front => first,
        screen => Value::from_safe_string(screen),
        chapters,
        labels,
    };
    template("page.html", context)
}

/// What stands at the edges of every printed page: title and status, software and the number of the page. The first page
/// has title and status in its text.
fn running(first: &Value, software: &str) -> Result<String, Error> {
    let text = |name: &str| {
        let value = first.get_attr(name).map_err(|error| broken(&error))?;
        Ok::<String, Error>(css_text(&shown(value.as_str().unwrap_or_default()).0))
    };
    Ok(format!(
        "@page{{@top-left{{content:{}}}@top-right{{content:{}}}@bottom-left{{content:{}}}@bottom-right{{content:counter(page) \
         \" / \" counter(pages)}}}}@page:first{{@top-left{{content:none}}@top-right{{content:none}}}}",
        text("title")?,
        text("status")?,
        css_text(software)
    ))
}

/// A string of a style sheet. Everything but letters and digits is escaped, so that no title can end the string, the rule
/// or the element around it.
fn css_text(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            out.push(character);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\{:06x}", u32::from(character));
        }
    }
    out.push('"');
    out
}

pub(super) fn broken(error: &minijinja::Error) -> Error {
    Problem::new(ErrorKind::Format, format!("a template of the report does not render: {error}")).into()
}

fn safe(text: &Text) -> Value {
    Value::from_safe_string(inline(text))
}

fn all(texts: &[Text]) -> Vec<Value> {
    texts.iter().map(safe).collect()
}

fn front(w: Words, front: &Front, theme: Option<&Theme>) -> Value {
    // A logo that was checked is Base64 of what it says.
    let logo = theme.and_then(|theme| theme.logo.as_ref()).map(|logo| {
        let source = Value::from_safe_string(format!("data:{};base64,{}", logo.media.code(), logo.data));
        context! { source, text => visible(&logo.text) }
    });
    let card: Vec<Value> = front.card.iter().map(|(label, value)| context! { label, value => safe(value) }).collect();
    let facts: Vec<Value> = front
        .facts
        .iter()
        .map(|fact| context! { value => safe(&fact.value), label => fact.label.as_str(), detail => fact.detail.as_ref().map(safe) })
        .collect();
    let actions: Vec<Value> = front
        .actions
        .iter()
        .map(|action| {
            let because: Vec<Value> = action
                .because
                .iter()
                .zip(&action.people)
                .map(|(text, people)| context! { text => safe(text), people => safe(people) })
                .collect();
            context! {
                severity => w.severity_label(action.severity),
                high => action.severity == crate::audit::Severity::High,
                what => safe(&action.what),
                who => safe(&action.who),
                because,
                more => action.more.as_ref().map(safe),
            }
        })
        .collect();
    let gate_class = match front.passed {
        Some(true) => class(Verdict::Within),
        Some(false) => class(Verdict::Outside),
        None => class(Verdict::NotAssessed),
    };
    context! {
        logo,
        kicker => front.kicker.as_str(),
        title => visible(&front.title),
        status => visible(&front.status),
        draft => front.draft,
        card,
        decided => all(&front.decided),
        gate => front.gate.as_str(),
        gate_class,
        gate_mark => front.passed.map(|passed| {
            words::mark(if passed { Verdict::Within } else { Verdict::Outside })
        }),
        gate_detail => all(&front.gate_detail),
        facts,
        matrix => front.matrix.as_ref().map(|found| matrix(w, found)),
        actions_title => front.actions_title.as_str(),
        actions,
        nothing_to_do => front.nothing_to_do.as_ref().map(safe),
        unassessed_title => front.unassessed_title.as_str(),
        unassessed => all(&front.unassessed),
    }
}

fn matrix(w: Words, matrix: &Matrix) -> Value {
    let rules: Vec<Value> = matrix
        .rules
        .iter()
        .map(|column| {
            context! {
                name => safe(&column.rule),
                question => column.question.as_ref().map(safe),
                asks => safe(&column.asks),
            }
        })
        .collect();
    let rows: Vec<Value> = matrix
        .rows
        .iter()
        .map(|(name, cells)| {
            let cells: Vec<Value> =
                cells.iter().map(|verdicts| Value::from_safe_string(verdict_cell(w, verdicts))).collect();
            context! { name => safe(name), cells }
        })
        .collect();
    let legend: Vec<Value> = matrix
        .legend
        .iter()
        .map(|(verdict, meaning)| {
            let mut html = String::new();
            push_mark(*verdict, &mut html);
            html.push_str("<b>");
            html.push_str(w.word(*verdict));
            html.push_str("</b> ");
            html.push_str(&escape(meaning));
            Value::from_safe_string(html)
        })
        .collect();
    context! { title => matrix.title.as_str(), corner => matrix.corner.as_str(), rules, rows, legend }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_ends_its_string_in_the_style_sheet() {
        // CSS Syntax, section 4.3.7: a backslash and six hexadecimal digits are one code point.
        assert_eq!(css_text("a1\"}</style>"), "\"a1\\000022\\00007d\\00003c\\00002fstyle\\00003e\"");
        assert_eq!(css_text("ä 👩"), "\"\\0000e4\\000020\\01f469\"");
    }
}
