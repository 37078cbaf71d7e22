//! The page: self-contained, in order, and safe from the names it shows.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test may fail")]

mod report;

use std::collections::BTreeSet;

/// What stands between `before` and the next `after`, each time.
fn between<'a>(text: &'a str, before: &'a str, after: char) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).map(move |rest| rest.split(after).next().unwrap_or_default())
}

/// The page without what stands in its script, which is no markup.
fn without_script(html: &str) -> String {
    let (before, rest) = html.split_once("<script>").unwrap();
    let (script, after) = rest.split_once("</script>").unwrap();
    for forbidden in
        ["http", "fetch", "XMLHttpRequest", "import(", "eval(", "innerHTML", "document.write", "localStorage"]
    {
        assert!(!script.contains(forbidden), "{forbidden} in the script");
    }
    format!("{before}<script></script>{after}")
}

/// The tags of a page, without what they enclose.
fn tags(html: &str) -> Vec<&str> {
    between(html, "<", '>').collect()
}

fn pages() -> Vec<(&'static str, String)> {
    vec![
        ("small", report::small().report().build().html().unwrap()),
        ("campaign", report::campaign().report().title("Offer").build().html().unwrap()),
        (
            "hostile",
            report::hostile().report().title(report::HOSTILE[1]).note(report::HOSTILE[0]).build().html().unwrap(),
        ),
    ]
}

#[test]
fn nothing_is_fetched_and_nothing_runs() {
    for (name, html) in pages() {
        let style = between(&html, "<style>", '<').next().unwrap();
        for forbidden in ["url(", "@import", "http", "expression("] {
            assert!(!style.contains(forbidden), "{name}: {forbidden} in the style sheet");
        }
        assert_eq!(html.matches("<script").count(), 1, "{name}");
        for tag in tags(&without_script(&html)) {
            let lower = tag.to_lowercase();
            for forbidden in ["iframe", "object", "embed", "link", "img", "base", "form", "use"] {
                let word = lower.split(|character: char| !character.is_alphanumeric()).next().unwrap();
                assert_ne!(word, forbidden, "{name}: <{tag}>");
            }
            // Text in attributes is escaped, so an attribute begins after a space and ends with a double quote.
            let attributes: String = lower.split('"').step_by(2).collect();
            for forbidden in [" src=", " on", " style=", " xlink:"] {
                assert!(!attributes.contains(forbidden), "{name}: <{tag}> has {forbidden}");
            }
            // The one script is the page's own: its digest is tested below.
            assert!(!lower.starts_with("script") || lower == "script", "{name}: <{tag}>");
            assert!(between(tag, "href=\"", '"').all(|target| target.starts_with('#')), "{name}: <{tag}> leads out");
        }
        assert!(html.contains("Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"), "{name}");
    }
}

#[test]
fn the_policy_of_the_page_names_the_digests_of_its_style_and_script() {
    let html = report::small().report().build().html().unwrap();
    let style = html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let hexadecimal = evenhand::report::sha256(style.as_bytes());
    let script = html.split("<script>").nth(1).unwrap().split("</script>").next().unwrap();
    let digests = [hexadecimal, evenhand::report::sha256(script.as_bytes())];
    let named: Vec<&str> = between(&html, "'sha256-", '\'').collect();
    assert_eq!(named.len(), 2);
    for (digest, named) in digests.iter().zip(named) {
        assert_eq!(named.len(), 44);
        // The first six bits of the digest are its first letter in base64.
        let first = u8::from_str_radix(&digest[..2], 16).unwrap() >> 2;
        let letter = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[usize::from(first)];
        assert_eq!(named.as_bytes()[0], letter);
    }
}

#[test]
fn headings_follow_each_other_and_ids_are_unique() {
    for (name, html) in pages() {
        let html = without_script(&html);
        let levels: Vec<u32> = tags(&html)
            .iter()
            .filter_map(|tag| tag.strip_prefix('h'))
            .filter_map(|level| level.split(' ').next().unwrap().parse().ok())
            .collect();
        assert_eq!(levels[0], 1, "{name}");
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{name}");
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{name}: h{} after h{}", pair[1], pair[0]);
        }
        let ids: Vec<&str> =
            tags(&html).iter().flat_map(|tag| between(tag, " id=\"", '"').collect::<Vec<_>>()).collect();
        let different: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(different.len(), ids.len(), "{name}");
        for target in tags(&html).iter().flat_map(|tag| between(tag, "href=\"#", '"').collect::<Vec<_>>()) {
            assert!(ids.contains(&target), "{name}: nothing has the id {target}");
        }
    }
}

#[test]
fn tags_are_closed_in_order() {
    const VOID: [&str; 3] = ["meta", "!doctype", "br"];
    for (name, html) in pages() {
        let html = without_script(&html);
        let mut open: Vec<&str> = Vec::new();
        for tag in tags(&html) {
            let word = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap();
            if tag.starts_with('/') {
                assert_eq!(open.pop(), Some(word), "{name}: <{tag}> closes another");
            } else if !tag.ends_with('/') && !VOID.contains(&word) {
                open.push(word);
            }
        }
        assert!(open.is_empty(), "{name}: {open:?} stay open");
    }
}

#[test]
fn figures_can_be_read_without_eyes() {
    let (_, html) = pages().swap_remove(1);
    let figures = html.matches("<svg role=\"img\"").count();
    assert!(figures > 10, "{figures}");
    assert_eq!(html.matches("<title id=\"f").count(), figures);
    assert_eq!(html.matches("<desc id=\"f").count(), figures);
}

#[test]
fn hostile_names_show_as_text() {
    let html = report::hostile().report().build().html().unwrap();
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(html.matches("<script").count() == 1 && !html.contains("<img"));
    assert!(html.contains("⟨U+202E⟩desrever") && !html.contains('\u{202e}'));
    assert!(html.contains("{{ 7 * 7 }} | safe"));
    assert!(html.contains("<bdi>👩‍👩‍👧 שלום</bdi>"));
    let long = "long ".repeat(2_000);
    assert!(html.contains(&format!("<bdi title=\"{long}\">")), "the whole name stands in the title");
    assert!(!html.contains(&format!(">{long}<")), "the name is cut where it is shown");
}

#[test]
fn many_slices_stay_a_small_file() {
    let audited = report::many_slices();
    let slices: usize = audited.groupings.iter().map(|grouping| grouping.slices.len()).sum();
    assert!(slices >= 440, "{slices}");
    let html = audited.report().build().html().unwrap();
    assert!(html.len() < 2_000_000, "{} bytes", html.len());
}

#[test]
fn a_writer_that_fails_says_so() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("no space left"))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let error = report::small().report().build().write_html(&mut Full).unwrap_err();
    assert!(error.to_string().contains("no space left"), "{error}");
}
