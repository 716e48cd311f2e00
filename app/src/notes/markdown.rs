//! Markdown (CommonMark) as HTML that is safe to show: rendered, then cleaned by an allow-list.

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use std::{collections::HashSet, sync::LazyLock};

/// Deeper than people nest lists and quotes; what lies deeper is shown without more nesting.
const DEEPEST: usize = 20;

/// What a note may contain. No images: they would tell their server who reads the note, and when.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = ["p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "h5", "h6"];
    let mut cleaner = Builder::empty();
    cleaner
        .tags(HashSet::from(tags))
        .add_tag_attributes("a", ["href"])
        .add_tag_attributes("ol", ["start"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener nofollow"))
        .clean_content_tags(HashSet::from(["script", "style"]));
    cleaner
});

/// A note's text, ready for the page. Tags that somebody typed are shown as they were typed.
pub fn html(markdown: &str) -> String {
    let mut depth = 0_usize;
    let events = Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH).filter_map(|event| {
        match &event {
            Event::Start(Tag::List(_) | Tag::BlockQuote(_) | Tag::Item) => {
                depth += 1;
                if depth > DEEPEST {
                    return None;
                }
            }
            Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::Item) => {
                depth = depth.saturating_sub(1);
                if depth >= DEEPEST {
                    return None;
                }
            }
            _ => {}
        }
        Some(shown(event))
    });
    let mut rendered = String::new();
    html::push_html(&mut rendered, events);
    CLEANER.clean(&rendered).to_string()
}

/// Typed HTML is text; a line break is a line break; the headings of a note stand below those of the page.
fn shown(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::SoftBreak => Event::HardBreak,
        Event::Start(Tag::Heading { level, id, classes, attrs }) => Event::Start(Tag::Heading { level: lower(level), id, classes, attrs }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        event => event,
    }
}

fn lower(level: pulldown_cmark::HeadingLevel) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel::{H1, H2, H3, H4, H5, H6};
    match level {
        H1 => H3,
        H2 => H4,
        H3 => H5,
        H4 | H5 | H6 => H6,
    }
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn what_people_write_is_shown() {
        for (markdown, expected) in [
            ("**bold** and *slanted* `code`", "<p><strong>bold</strong> and <em>slanted</em> <code>code</code></p>"),
            ("one\ntwo", "<p>one<br>\ntwo</p>"),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
            ("# Title", "<h3>Title</h3>"),
            ("~~gone~~", "<p><del>gone</del></p>"),
            ("3. three", "<ol start=\"3\">\n<li>three</li>\n</ol>"),
        ] {
            assert_eq!(html(markdown).trim(), expected);
        }
    }

    #[test]
    fn links_go_where_they_say_and_tell_nothing() {
        let link = |markdown: &str| html(markdown).trim().to_owned();
        assert_eq!(link("[x](https://a.example/b)"), r#"<p><a href="https://a.example/b" rel="noopener nofollow">x</a></p>"#);
        assert_eq!(link("[x](mailto:a@b.nl)"), r#"<p><a href="mailto:a@b.nl" rel="noopener nofollow">x</a></p>"#);
        assert_eq!(link("<https://a.example>"), r#"<p><a href="https://a.example" rel="noopener nofollow">https://a.example</a></p>"#);
        let dead = r#"<p><a rel="noopener nofollow">x</a></p>"#;
        for target in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java&#10;script:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//evil.example",
            "/settings",
        ] {
            assert_eq!(link(&format!("[x]({target})")), dead, "{target}");
        }
    }

    /// Whatever is typed, the page gets only tags of the list, without attributes that act.
    #[test]
    fn nothing_typed_acts() {
        for typed in [
            "</textarea><script>alert(1)</script>",
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "![x](https://evil.example/pixel.png)",
            "text <b onclick=\"alert(1)\">b</b> <svg/onload=alert(1)>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<style>*{display:none}</style>",
            "<iframe src=\"https://evil.example\"></iframe>",
            "<form action=\"https://evil.example\"><input></form>",
            "<!-- --><math><mtext></p><script>alert(1)</script>",
            "`</code><script>alert(1)</script>`",
            "[\"><script>alert(1)</script>](https://a.example)",
            "[x](https://a.example \"\\\" onmouseover=alert(1)\")",
            "\u{2028}<script>alert(1)</script>\u{2029}",
        ] {
            let shown = html(typed);
            for (at, _) in shown.match_indices('<') {
                let tag = shown[at..].trim_start_matches(['<', '/']);
                let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
                let known = ["p", "br", "strong", "em", "code", "a", "ul", "li"].contains(&name.as_str());
                assert!(known, "{typed}\n{shown}");
                let attributes = tag.split('>').next().unwrap_or_default();
                assert!(!attributes.contains("on") || attributes.contains("noopener"), "{typed}\n{shown}");
                assert!(!attributes.contains("javascript"), "{typed}\n{shown}");
            }
        }
    }

    #[test]
    fn typed_tags_are_read_as_text() {
        assert_eq!(html("a <b>c</b>").trim(), "<p>a &lt;b&gt;c&lt;/b&gt;</p>");
        assert!(html("</textarea><script>alert(1)</script>").contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }

    #[test]
    fn depth_has_an_end() {
        let deep = "> ".repeat(5_000) + "x";
        let shown = html(&deep);
        assert!(shown.matches("<blockquote>").count() <= super::DEEPEST && shown.contains('x'));
        let lists: String = (0..200).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect();
        assert!(html(&lists).matches("<ul>").count() <= super::DEEPEST);
    }
}
