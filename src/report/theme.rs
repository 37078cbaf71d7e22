//! The caller's look: colours that are checked for contrast, and a logo that is checked for what it carries.

use serde::{Deserialize, Serialize};

use super::base64;
use crate::error::{Error, ErrorKind, Problem, Problems};

/// Most bytes of a logo: it is part of the page.
const MOST_BYTES: usize = 64 * 1024;
/// Most pixels of a logo, across or down.
const MOST_PIXELS: u32 = 2_000;

/// Colours and a logo for the page. Print keeps its own colours.
///
/// # Example
///
/// ```
/// use evenhand::report::{Palette, Theme};
///
/// let theme = Theme::new().light(Palette::new().accent("#6a1b9a"));
/// assert!(theme.check().is_ok());
///
/// let pale = Theme::new().light(Palette::new().accent("#ffcc00"));
/// let error = pale.check().unwrap_err().to_string();
/// assert!(error.contains("accent on paper") && error.contains("1.5 : 1") && error.contains("4.5 : 1"), "{error}");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Theme {
    /// Colours on a light screen.
    #[serde(default, skip_serializing_if = "Palette::is_default")]
    pub light: Palette,
    /// Colours on a dark screen.
    #[serde(default, skip_serializing_if = "Palette::is_default")]
    pub dark: Palette,
    /// A logo above the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
}

/// Colours as `#rrggbb`; those that are not given are the usual ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Palette {
    /// Behind everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// Behind what is set off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wash: Option<String>,
    /// Text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ink: Option<String>,
    /// Small print.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted: Option<String>,
    /// Links and controls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
}

/// A picture as part of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Logo {
    /// What it is.
    pub media: LogoMedia,
    /// Its bytes in Base64.
    pub data: String,
    /// What it says, for those who do not see it.
    pub text: String,
}

/// Kinds of logos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LogoMedia {
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
    /// SVG without script and without references to anything outside.
    #[serde(rename = "image/svg+xml")]
    Svg,
}

impl LogoMedia {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Png, Self::Svg];

    /// The media type.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// The colours of the style sheet by name: on a light screen, on a dark one.
const USUAL: [(&str, &str, &str); 10] = [
    ("paper", "#ffffff", "#13171c"),
    ("wash", "#f4f6f8", "#1b2128"),
    ("ink", "#171c22", "#e7eaee"),
    ("muted", "#56616d", "#a5afba"),
    ("accent", "#0b4f7d", "#7cc0ee"),
    ("within", "#0072b2", "#56b4e9"),
    ("outside", "#c84f00", "#ff8c42"),
    ("open", "#966300", "#f0b429"),
    ("none", "#66717d", "#9ba6b2"),
    ("mark", "#fbe3d3", "#4a2a14"),
];

/// What is read on what, and the contrast that WCAG 2.2 asks for it: 4.5 for text, 3 for marks.
const READ: [(&str, &str, f64); 11] = [
    ("ink", "paper", 4.5),
    ("ink", "wash", 4.5),
    ("ink", "mark", 4.5),
    ("muted", "paper", 4.5),
    ("muted", "wash", 4.5),
    ("accent", "paper", 4.5),
    ("outside", "paper", 4.5),
    ("within", "paper", 3.0),
    ("open", "paper", 3.0),
    ("none", "paper", 3.0),
    ("outside", "wash", 3.0),
];

impl Palette {
    /// The usual colours.
    pub fn new() -> Self {
        Self::default()
    }

    /// Behind everything, as `#rrggbb`.
    #[must_use]
    pub fn paper(mut self, colour: impl Into<String>) -> Self {
        self.paper = Some(colour.into());
        self
    }

    /// Behind what is set off.
    #[must_use]
    pub fn wash(mut self, colour: impl Into<String>) -> Self {
        self.wash = Some(colour.into());
        self
    }

    /// Text.
    #[must_use]
    pub fn ink(mut self, colour: impl Into<String>) -> Self {
        self.ink = Some(colour.into());
        self
    }

    /// Small print.
    #[must_use]
    pub fn muted(mut self, colour: impl Into<String>) -> Self {
        self.muted = Some(colour.into());
        self
    }

    /// Links and controls.
    #[must_use]
    pub fn accent(mut self, colour: impl Into<String>) -> Self {
        self.accent = Some(colour.into());
        self
    }

    #[cfg(feature = "serde")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }

    fn given(&self) -> [(&'static str, Option<&str>); 5] {
        [
            ("paper", self.paper.as_deref()),
            ("wash", self.wash.as_deref()),
            ("ink", self.ink.as_deref()),
            ("muted", self.muted.as_deref()),
            ("accent", self.accent.as_deref()),
        ]
    }

    #[cfg(feature = "html")]
    fn css(&self) -> String {
        let set = |(name, colour): (&str, Option<&str>)| colour.map(|colour| format!("--{name}:{colour};"));
        self.given().into_iter().filter_map(set).collect()
    }

    fn check(&self, screen: &str, is_dark: bool, problems: &mut Problems) {
        let place = |name: &str| format!("theme, {screen}, {name}");
        let mut are_colours = true;
        for (name, colour) in self.given() {
            let Some(colour) = colour.filter(|colour| luminance(colour).is_none()) else { continue };
            are_colours = false;
            let problem = Problem::new(ErrorKind::Value, "is not a colour").place(place(name)).value(colour);
            problems.push(problem.remedy("write it as #rrggbb"));
        }
        if !are_colours {
            return;
        }
        let colour = |name: &str| {
            let given = self.given().into_iter().find(|(own, _)| *own == name).and_then(|(_, colour)| colour);
            let usual = USUAL.iter().find(|(own, ..)| *own == name);
            given.or(usual.map(|(_, light, dark)| if is_dark { *dark } else { *light })).unwrap_or_default()
        };
        for (front, back, least) in READ {
            let (Some(first), Some(second)) = (luminance(colour(front)), luminance(colour(back))) else { continue };
            let contrast = (first.max(second) + 0.05) / (first.min(second) + 0.05);
            if contrast < least {
                // Never rounded up to what is asked for.
                let message = format!(
                    "{front} on {back} has a contrast of {:.1} : 1 and needs {least} : 1",
                    (contrast * 10.0).floor() / 10.0
                );
                let problem = Problem::new(ErrorKind::Value, message).place(place(front));
                let problem = problem.value(format_args!("{} on {}", colour(front), colour(back)));
                problems.push(problem.remedy("choose a darker or a lighter one"));
            }
        }
    }
}

/// The relative luminance of a colour written as `#rrggbb` (WCAG 2.2).
fn luminance(colour: &str) -> Option<f64> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).ok()?) / 255.0;
        Some(if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
    Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
}

impl Logo {
    /// A PNG, with what it says.
    ///
    /// # Errors
    ///
    /// Bytes that are no PNG, more than 64 KiB or 2,000 pixels, no text.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::report::Logo;
    ///
    /// assert!(Logo::png(b"GIF89a", "Acme").unwrap_err().to_string().contains("is no PNG"));
    /// ```
    pub fn png(bytes: &[u8], text: impl Into<String>) -> Result<Self, Error> {
        let logo = Self { media: LogoMedia::Png, data: base64::encode(bytes), text: text.into() };
        logo.check().map(|()| logo)
    }

    /// An SVG, with what it says.
    ///
    /// # Errors
    ///
    /// Text that is no SVG, script or event handlers in it, a reference to anything outside, more than 64 KiB, no text.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::report::Logo;
    ///
    /// assert!(Logo::svg("<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"9\"/></svg>", "Acme").is_ok());
    /// let hostile = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    /// assert!(Logo::svg(hostile, "Acme").unwrap_err().to_string().contains("onload"));
    /// ```
    pub fn svg(picture: &str, text: impl Into<String>) -> Result<Self, Error> {
        let logo = Self { media: LogoMedia::Svg, data: base64::encode(picture.as_bytes()), text: text.into() };
        logo.check().map(|()| logo)
    }

    /// Whether it is what it says, and carries nothing else.
    ///
    /// # Errors
    ///
    /// Those of [`Logo::png`] and [`Logo::svg`].
    pub fn check(&self) -> Result<(), Error> {
        let mut problems = Problems::default();
        let wrong =
            |message: String, remedy: &str| Problem::new(ErrorKind::Value, message).place("theme, logo").remedy(remedy);
        if self.text.trim().is_empty() {
            problems.push(wrong("has no text".into(), "say what it says, for those who do not see it"));
        }
        match base64::decode(&self.data) {
            None => problems.push(wrong("is no Base64".into(), "make it by Logo::png or Logo::svg")),
            Some(bytes) if bytes.len() > MOST_BYTES => {
                let problem =
                    wrong(format!("has more than {MOST_BYTES} bytes"), "make it smaller: it is part of the page");
                problems.push(problem.value(bytes.len()));
            }
            Some(bytes) => match self.media {
                LogoMedia::Png if !is_png(&bytes) => {
                    let most = format!("is no PNG of at most {MOST_PIXELS} by {MOST_PIXELS} pixels");
                    problems.push(wrong(most, "save it as PNG, or give an SVG"));
                }
                LogoMedia::Png => {}
                LogoMedia::Svg => {
                    if let Some(found) = std::str::from_utf8(&bytes).map_or(Some("no text".into()), svg_carries) {
                        let problem = wrong(format!("is no SVG that only draws: {found}"), "take it out");
                        problems.push(problem);
                    }
                }
            },
        }
        problems.into_result()
    }
}

/// Whether bytes begin as a PNG of bearable size.
fn is_png(bytes: &[u8]) -> bool {
    let size = |at: usize| bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes);
    bytes.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")
        && (1..=MOST_PIXELS).contains(&size(16))
        && (1..=MOST_PIXELS).contains(&size(20))
}

/// What an SVG carries besides a drawing, if anything.
fn svg_carries(text: &str) -> Option<String> {
    const NOT: [&str; 10] = [
        "<script",
        "<foreignobject",
        "<iframe",
        "<image",
        "<use",
        "<!entity",
        "<!doctype",
        "javascript:",
        "@import",
        "<style",
    ];
    let lower = text.to_ascii_lowercase();
    let start = lower.trim_start();
    if !(start.starts_with("<svg") || start.starts_with("<?xml")) || !lower.contains("<svg") {
        return Some("it does not begin as one".to_owned());
    }
    if let Some(found) = NOT.into_iter().find(|not| lower.contains(not)) {
        return Some(found.trim_start_matches('<').to_owned());
    }
    // Attributes: event handlers, and references to anything but the drawing itself.
    for (at, _) in lower.match_indices('=') {
        let name: String = {
            let before = lower[..at].trim_end();
            let from =
                before.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '-')).map_or(0, |at| at + 1);
            before.get(from..).unwrap_or_default().to_owned()
        };
        let value = lower[at + 1..].trim_start().trim_start_matches(['"', '\'']).trim_start();
        let is_handler =
            name.len() > 2 && name.starts_with("on") && name.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_outside = (name == "href" || name.ends_with(":href") || name == "src") && !value.starts_with('#');
        if is_handler || is_outside {
            return Some(name);
        }
    }
    let outside =
        |(at, _): &(usize, &str)| !lower[at + 4..].trim_start().trim_start_matches(['"', '\'']).starts_with('#');
    lower.match_indices("url(").find(outside).map(|_| "url(".to_owned())
}

impl Theme {
    /// The usual look.
    pub fn new() -> Self {
        Self::default()
    }

    /// Colours on a light screen.
    #[must_use]
    pub fn light(mut self, palette: Palette) -> Self {
        self.light = palette;
        self
    }

    /// Colours on a dark screen.
    #[must_use]
    pub fn dark(mut self, palette: Palette) -> Self {
        self.dark = palette;
        self
    }

    /// A logo above the title.
    #[must_use]
    pub fn logo(mut self, logo: Logo) -> Self {
        self.logo = Some(logo);
        self
    }

    /// Whether everything can be read in these colours, and the logo only draws.
    ///
    /// # Errors
    ///
    /// Every problem at once: what is no colour, each pair of colours with its contrast and what WCAG 2.2 (level AA) asks for,
    /// and those of [`Logo::check`].
    pub fn check(&self) -> Result<(), Error> {
        let mut problems = Problems::default();
        self.light.check("light", false, &mut problems);
        self.dark.check("dark", true, &mut problems);
        if let Some(Err(error)) = self.logo.as_ref().map(Logo::check) {
            for problem in error.problems() {
                problems.push(problem.clone());
            }
        }
        problems.into_result()
    }

    /// The rules that follow the style sheet. Only a theme that was checked is written: a colour is then a colour.
    #[cfg(feature = "html")]
    pub(super) fn css(&self) -> String {
        use std::fmt::Write;

        let mut css = String::new();
        // Writing to a String cannot fail.
        let (light, dark) = (self.light.css(), self.dark.css());
        if !light.is_empty() {
            let _ = writeln!(css, "@media screen and (prefers-color-scheme:light){{:root{{{light}}}}}");
        }
        if !dark.is_empty() {
            let _ = writeln!(css, "@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}");
        }
        if self.logo.is_some() {
            css.push_str(".logo{display:block;max-width:min(16rem,60vw);max-height:3rem;margin-bottom:.75rem}\n");
        }
        css
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        // White on black is 21 : 1, and #777777 on white 4.48 : 1 (the usual example that just fails).
        let ratio = |a: &str, b: &str| (luminance(a).unwrap() + 0.05) / (luminance(b).unwrap() + 0.05);
        assert!((ratio("#ffffff", "#000000") - 21.0).abs() < 1e-9);
        assert!((ratio("#ffffff", "#777777") - 4.48).abs() < 0.005);
        assert!(
            ["777777", "#777", "#77777g", "#7777777", "#+77777", "red"].iter().all(|wrong| luminance(wrong).is_none())
        );
    }

    #[test]
    fn the_usual_colours_pass_and_are_those_of_the_style_sheet() {
        Theme::new().check().unwrap();
        let style = include_str!("templates/style.css");
        let short = |colour: &str| if colour == "#ffffff" { "#fff".to_owned() } else { colour.to_owned() };
        let mut lines = style.lines();
        let (light, dark) = (lines.next().unwrap(), lines.next().unwrap());
        for (name, on_light, on_dark) in USUAL {
            assert!(light.contains(&format!("--{name}:{}", short(on_light))), "{name} is another on a light screen");
            assert!(dark.contains(&format!("--{name}:{}", short(on_dark))), "{name} is another on a dark screen");
        }
    }

    #[test]
    fn a_logo_only_draws() {
        let svg = |inside: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>");
        for fine in ["", "<path d=\"M0 0\" fill=\"url(#g)\"/>", "<text>on = off</text><a href=\"#x\"/>"] {
            assert!(Logo::svg(&svg(fine), "Acme").is_ok(), "{fine}");
        }
        for hostile in [
            "<script>alert(1)</script>",
            "<SCRIPT/>",
            "<g onclick = 'x'/>",
            "<a href=\"https://example.com\"/>",
            "<a xlink:href='data:text/html,x'/>",
            "<path fill=\"url(https://example.com/x)\"/>",
            "<foreignObject/>",
            "<style>@import 'x'</style>",
        ] {
            assert!(Logo::svg(&svg(hostile), "Acme").is_err(), "{hostile}");
        }
        assert!(Logo::svg("<!DOCTYPE svg><svg/>", "Acme").is_err());
        assert!(Logo::svg(&svg(&" ".repeat(MOST_BYTES)), "Acme").is_err());
        assert!(Logo::svg(&svg(""), " ").is_err());
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x10\0\0\0\x10".to_vec();
        assert!(Logo::png(&png, "Acme").is_ok());
        png[16] = 1;
        assert!(Logo::png(&png, "Acme").is_err(), "16 million pixels");
    }
}
