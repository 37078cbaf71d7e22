//! Tables as HTML. Written by hand, since a report has tens of thousands of cells.

use super::inline::{escape, push_escaped, push_inline};
use crate::report::figure::class;
use crate::report::table::{Cell, Column, Table};
use crate::report::words::Words;

/// A table that scrolls inside its own container; rows beyond those shown at once are folded away below it.
pub(super) fn push_table(w: Words, table: &Table, out: &mut String) {
    let open = table.open.min(table.rows.len());
    let (first, rest) = table.rows.split_at(open);
    push_part(w, table, first, true, out);
    if !rest.is_empty() {
        out.push_str("<details class=\"more rows\"><summary>");
        push_inline(&w.more_rows(rest.len()), out);
        push_unprinted(w, out);
        out.push_str("</summary>");
        push_part(w, table, rest, false, out);
        out.push_str("</details>");
    }
    if let Some(whole) = table.whole {
        out.push_str("<p class=\"note\">");
        push_inline(&w.omitted_rows(table.rows.len(), whole), out);
        out.push_str("</p>");
    }
}

/// What only paper shows of something folded away.
pub(super) fn push_unprinted(w: Words, out: &mut String) {
    out.push_str("<span class=\"unprinted\">");
    push_escaped(w.not_printed(), out);
    out.push_str("</span>");
}

fn push_part(w: Words, table: &Table, rows: &[Vec<Cell>], captioned: bool, out: &mut String) {
    out.push_str(if captioned { "<div class=\"scroll t\"" } else { "<div class=\"scroll\"" });
    out.push_str(" role=\"group\" tabindex=\"0\" aria-label=\"");
    push_escaped(&table.caption.shown(), out);
    out.push_str("\"><table>");
    if captioned {
        out.push_str("<caption><span>");
        push_inline(&table.caption, out);
        out.push_str("</span></caption>");
    }
    out.push_str("<thead><tr>");
    for column in &table.columns {
        out.push_str(if column.numeric { "<th scope=\"col\" class=\"n\">" } else { "<th scope=\"col\">" });
        push_inline(&column.heading, out);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        push_row(w, &table.columns, row, out);
    }
    out.push_str("</tbody></table></div>");
}

fn push_row(w: Words, columns: &[Column], row: &[Cell], out: &mut String) {
    out.push_str("<tr>");
    for (index, (cell, column)) in row.iter().zip(columns).enumerate() {
        // The line break stands inside a tag: between rows it would be a node of its own for each of thousands of rows.
        match (index, cell, column.numeric) {
            (0, ..) => out.push_str("<th\nscope=\"row\">"),
            (_, Cell::Verdict(verdict, _), _) => {
                out.push_str("<td class=\"v ");
                out.push_str(class(*verdict));
                out.push_str("\">");
            }
            (_, _, true) => out.push_str("<td class=\"n\">"),
            (..) => out.push_str("<td>"),
        }
        push_cell(w, cell, out);
        out.push_str(if index == 0 { "</th>" } else { "</td>" });
    }
    out.push_str("</tr>");
}

fn push_cell(w: Words, cell: &Cell, out: &mut String) {
    match cell {
        Cell::Text(text) => push_inline(text, out),
        Cell::Number(main, below) => {
            push_escaped(main, out);
            if let Some(below) = below {
                // Lines stay lines by the style sheet: an element for each would double the cost of a large page.
                push_below(&escape(below), out);
            }
        }
        // The mark in front of the word comes from the style sheet, by the cell's class.
        Cell::Verdict(verdict, remark) => {
            out.push_str(w.word(*verdict));
            if let Some(remark) = remark {
                push_below(&super::inline::inline(remark), out);
            }
        }
        Cell::None(reason) => {
            out.push_str("<span class=\"none\">");
            push_escaped(if reason.is_empty() { "–" } else { reason }, out);
            out.push_str("</span>");
        }
    }
}

fn push_below(html: &str, out: &mut String) {
    out.push_str(" <small>");
    out.push_str(html);
    out.push_str("</small>");
}
