//! The guides for people who write programs, as pages. What they say is `docs/` of the project: one text, in the repository and at a running server.

use super::reference::{self, escape};
use crate::rest::wire::Iris;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use std::sync::LazyLock;

/// A document, and what it is made into.
struct Guide {
    /// The last segment of its address.
    name: &'static str,
    /// Its file in `docs/`, by which the others link to it.
    file: &'static str,
    markdown: &'static str,
}

const GUIDES: [Guide; 2] = [
    Guide { name: "guide", file: "integrators.md", markdown: include_str!("../../../../docs/integrators.md") },
    Guide { name: "matching", file: "matching.md", markdown: include_str!("../../../../docs/matching.md") },
];

/// Made once: nothing in them depends on who asks, and the long one takes milliseconds.
static PAGES: LazyLock<[Written; GUIDES.len()]> = LazyLock::new(|| GUIDES.map(|guide| Written::of(guide.markdown)));

/// Whether there is one of this name.
pub fn is_there(name: &str) -> bool {
    GUIDES.iter().any(|guide| guide.name == name)
}

/// The page of this name; none, where there is no guide of it. `site` stands before the addresses of the site's files.
pub fn page(name: &str, iris: &Iris, site: &str) -> Option<String> {
    let written = &PAGES[GUIDES.iter().position(|guide| guide.name == name)?];
    let (title, body) = (escape(&written.title), &written.body);
    let contents = written.contents();
    let (reference, head) = (escape(&iris.at("/docs")), reference::head(&format!("{title} · Instroom"), &escape(site)));
    Some(format!(
        r##"<!DOCTYPE html>
<html lang="en">
<head>
{head}</head>
<body>
<a class="skip" href="#main">Skip to the guide</a>
<header>
<h1>{title}</h1>
<p class="note"><a href="{reference}">API reference</a></p>
</header>
<div class="columns">
<nav aria-label="Contents">{contents}</nav>
<main id="main" class="written" tabindex="-1">
{body}</main>
</div>
</body>
</html>
"##
    ))
}

/// A document as HTML.
#[derive(Debug, Default)]
struct Written {
    /// Its first heading, which is not in the body.
    title: String,
    headings: Vec<Heading>,
    body: String,
}

#[derive(Debug)]
struct Heading {
    level: HeadingLevel,
    /// By which it is linked to: as GitHub makes it, for which the documents are written.
    id: String,
    text: String,
}

impl Heading {
    fn new(level: HeadingLevel, text: String) -> Self {
        let letters = text.to_lowercase().replace(' ', "-");
        Self { level, id: letters.chars().filter(|it| it.is_alphanumeric() || "-_".contains(*it)).collect(), text }
    }

    fn link(&self) -> String {
        format!(r##"<a href="#{}">{}</a>"##, escape(&self.id), escape(&self.text))
    }
}

impl Written {
    fn of(markdown: &str) -> Self {
        let mut written = Self::default();
        let mut events = Vec::new();
        let mut parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
        while let Some(event) = parser.next() {
            let Event::Start(Tag::Heading { level, .. }) = event else {
                events.push(shown(event));
                continue;
            };
            let within: Vec<Event<'_>> = parser.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_)))).collect();
            let heading = Heading::new(level, within.iter().filter_map(words).collect());
            if level == HeadingLevel::H1 {
                written.title = heading.text;
                continue;
            }
            events.push(Event::Start(Tag::Heading { level, id: Some(heading.id.clone().into()), classes: vec![], attrs: vec![] }));
            events.extend(within);
            events.push(Event::End(TagEnd::Heading(level)));
            written.headings.push(heading);
        }
        html::push_html(&mut written.body, events.into_iter());
        written
    }

    /// The chapters, and within each its sections.
    fn contents(&self) -> String {
        let chapters = self.headings.chunk_by(|_, next| next.level > HeadingLevel::H2);
        let chapter = |headings: &[Heading]| {
            let sections: String = headings[1..].iter().map(|heading| format!("<li>{}</li>", heading.link())).collect();
            let sections = if sections.is_empty() { sections } else { format!("<ul>{sections}</ul>") };
            format!("<li>{}{sections}</li>", headings[0].link())
        };
        format!("<ul>{}</ul>", chapters.map(chapter).collect::<String>())
    }
}

fn words<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        _ => None,
    }
}

/// Links to the other documents lead to their pages.
fn shown(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: served(dest_url), title, id })
        }
        event => event,
    }
}

fn served(link: CowStr<'_>) -> CowStr<'_> {
    let (file, anchor) = link.split_once('#').map_or((&*link, String::new()), |(file, anchor)| (file, format!("#{anchor}")));
    match GUIDES.iter().find(|guide| guide.file == file) {
        Some(guide) => format!("{}{anchor}", guide.name).into(),
        None => link,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Extensions;
    use std::collections::HashSet;

    fn every(page: &str, before: &str) -> Vec<String> {
        page.split(before).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
    }

    /// A link within a guide finds its heading, one to another guide finds that, and what leads out says where.
    #[test]
    fn links_lead_somewhere() {
        let iris = Iris::of(&Extensions::new());
        for guide in &GUIDES {
            let page = page(guide.name, &iris, "").unwrap();
            let ids = every(&page, " id=\"");
            assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "each of them once, in {}", guide.name);
            let links = every(&page, "<a href=\"");
            assert!(links.len() > guide.markdown.matches("\n## ").count(), "{links:?}");
            for link in links {
                let found = match link.strip_prefix('#') {
                    Some(anchor) => ids.iter().any(|id| id == anchor),
                    None => link == "/docs" || link.starts_with("https://") || GUIDES.iter().any(|guide| guide.name == link),
                };
                assert!(found, "{} leads to {link}", guide.name);
            }
        }
    }

    #[test]
    fn headings_are_linked_to_as_the_documents_do_it() {
        let written = Written::of("# Title\n\n## 1. Sync `a`, then b_c\n\ntext\n\n| a |\n|---|\n| `x` |\n");
        assert_eq!((written.title.as_str(), written.headings[0].id.as_str()), ("Title", "1-sync-a-then-b_c"));
        assert!(written.body.starts_with(r#"<h2 id="1-sync-a-then-b_c">1. Sync <code>a</code>, then b_c</h2>"#), "{}", written.body);
        assert!(written.body.contains("<td><code>x</code></td>"), "{}", written.body);
        assert_eq!(&*served("matching.md#the-score".into()), "matching#the-score");
    }

    #[test]
    fn there_is_nothing_else() {
        assert!(page("integrators.md", &Iris::of(&Extensions::new()), "").is_none());
    }
}
