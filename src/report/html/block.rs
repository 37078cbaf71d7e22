//! The blocks of a chapter as HTML.

use crate::report::words::Words;
use std::fmt::Write;

use super::inline::{escape, inline, push_inline, push_mark, verdict_counts};
use super::table::{push_table, push_unprinted};
use crate::report::document::{Block, Card, Chart, Forest, HeatMap, Plot, TrendFigure};
use crate::report::figure;

/// What is known while a page is written.
pub(super) struct Page {
    pub(super) words: Words,
    /// Figures so far, so that their ids are unique in the page.
    pub(super) figures: usize,
}

/// Writes blocks.
pub(super) fn push_blocks(blocks: &[Block], page: &mut Page, out: &mut String) {
    for block in blocks {
        push_block(block, page, out);
    }
}

fn push_block(block: &Block, page: &mut Page, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = match block {
        Block::Heading { level, text } => write!(out, "<h{level}>{}</h{level}>", inline(text)),
        Block::Paragraph(text) => write!(out, "<p>{}</p>", inline(text)),
        Block::Note(text) => write!(out, "<p class=\"note\">{}</p>", inline(text)),
        Block::Callout(text) => write!(out, "<p class=\"callout\">{}</p>", inline(text)),
        Block::List(texts) | Block::Steps(texts) => {
            let tag = if matches!(block, Block::Steps(_)) { "ol" } else { "ul" };
            let _ = write!(out, "<{tag}>");
            for text in texts {
                let _ = write!(out, "<li>{}</li>", inline(text));
            }
            write!(out, "</{tag}>")
        }
        Block::Table(table) => {
            push_table(page.words, table, out);
            Ok(())
        }
        Block::Forest(forest) => {
            push_forest(forest, page, out);
            Ok(())
        }
        Block::HeatMap(map) => {
            push_heat_map(map, page, out);
            Ok(())
        }
        Block::Trend(trend) => {
            push_trend(trend, page, out);
            Ok(())
        }
        Block::Chart(chart) => {
            push_chart(chart, page, out);
            Ok(())
        }
        Block::Finding(card) => {
            push_card(page.words, card, out);
            Ok(())
        }
        Block::Terms(terms) => {
            out.push_str("<dl class=\"terms\">");
            for (term, texts) in terms {
                let _ = write!(out, "<div><dt>{}</dt>", inline(term));
                for text in texts {
                    let _ = write!(out, "<dd>{}</dd>", inline(text));
                }
                out.push_str("</div>");
            }
            write!(out, "</dl>")
        }
        Block::Form(lines) => {
            out.push_str("<dl class=\"form\">");
            for (label, value) in lines {
                let value = value.as_ref().map(inline).unwrap_or_default();
                let _ = write!(out, "<div><dt>{}</dt><dd>{value}</dd></div>", escape(label));
            }
            write!(out, "</dl>")
        }
        Block::Fold { level, summary, marks, blocks } => {
            let class = if level.is_some() { "fold" } else { "more" };
            let _ = write!(out, "<details class=\"{class}\"><summary>");
            if let Some(level) = level {
                let _ = write!(out, "<h{level}>{}</h{level}>", inline(summary));
            } else {
                push_inline(summary, out);
                push_unprinted(page.words, out);
            }
            if !marks.is_empty() {
                let _ = write!(out, " <span class=\"counts\">{}</span>", verdict_counts(page.words, marks));
            }
            out.push_str("</summary><div class=\"folded\">");
            push_blocks(blocks, page, out);
            writeln!(out, "</div></details>")
        }
    };
}

fn push_forest(forest: &Forest, page: &mut Page, out: &mut String) {
    page.figures += 1;
    let _ = write!(
        out,
        "<figure><figcaption><b>{}</b> <span class=\"key\"><i class=\"swatch\" aria-hidden=\"true\"></i>{}</span></figcaption>{}<p \
         class=\"note\">{}</p></figure>",
        inline(&forest.title),
        escape(&forest.band),
        figure::forest(forest, page.figures),
        escape(&forest.axis)
    );
}

fn push_trend(trend: &TrendFigure, page: &mut Page, out: &mut String) {
    page.figures += 1;
    let _ = write!(
        out,
        "<figure><figcaption><b>{}</b> <span class=\"key\"><i class=\"swatch\" aria-hidden=\"true\"></i>{}</span></figcaption>{}",
        inline(&trend.title),
        escape(&trend.band),
        figure::trend(trend, page.figures),
    );
    if let Some(note) = &trend.note {
        let _ = write!(out, "<p class=\"note\">{}</p>", inline(note));
    }
    out.push_str("</figure>");
}

fn push_heat_map(map: &HeatMap, page: &mut Page, out: &mut String) {
    page.figures += 1;
    let _ = write!(out, "<figure><figcaption><b>{}</b></figcaption>", inline(&map.title));
    let _ = write!(
        out,
        "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"{}\">{}</div><p class=\"note\">{}</p></figure>",
        escape(&map.title.shown()),
        figure::heat_map(map, page.figures),
        escape(&map.legend.join(" · "))
    );
}

fn push_chart(chart: &Chart, page: &mut Page, out: &mut String) {
    page.figures += 1;
    let is_line = matches!(chart.plot, Plot::Curves { .. });
    let note = if is_line { format!("<p class=\"up\">{} ↑</p>", escape(&chart.up)) } else { String::new() };
    let _ = write!(
        out,
        "<figure><figcaption><b>{}</b></figcaption>{}{note}{}</figure>",
        inline(&chart.title),
        figure::legend(&chart.series, is_line),
        figure::chart(chart, page.figures)
    );
}

fn push_card(w: Words, card: &Card, out: &mut String) {
    let class = card.verdict.map_or("vn", figure::class);
    let _ = write!(out, "<article class=\"finding {class}\"><h3>");
    if let Some(verdict) = card.verdict {
        push_mark(verdict, out);
    }
    push_inline(&card.heading, out);
    if card.fails {
        let _ = write!(out, " <span class=\"fails\">{}</span>", escape(w.labels().finding.fails));
    }
    out.push_str("</h3>");
    let _ = write!(out, "<p>{}</p><dl>", inline(&card.sentence));
    for (label, value) in &card.facts {
        let _ = write!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escape(label), inline(value));
    }
    out.push_str("</dl></article>\n");
}
