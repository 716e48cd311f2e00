//! The reference for people: the OpenAPI document as a page. It is read without any script; with ours, every operation can be tried.
//!
//! Nothing in it is written by anybody but us, and everything is escaped all the same.

mod samples;
mod shapes;

use crate::rest::wire::Iris;
use serde_json::{Map, Value};
use shapes::shape;

/// The methods of a path, in the order in which they are shown.
const METHODS: [&str; 4] = ["get", "post", "patch", "delete"];

/// The page. `site` stands before the addresses of the site's files.
pub fn page(document: &Value, iris: &Iris, site: &str) -> String {
    let document = Document(document);
    let (site, base) = (escape(site), escape(iris.root()));
    let info = &document.0["info"];
    let (title, version, about) = (escape(text(&info["title"])), escape(text(&info["version"])), prose(text(&info["description"])));
    let [guide, open_api, hydra] = ["/docs/guide", "/docs.json", "/docs.jsonld"].map(|path| escape(&iris.at(path)));
    let head = head(&format!("{title} API"), &site);
    let (contents, tags, schemas) = (contents(document), tags(document), schemas(document));
    format!(
        r##"<!DOCTYPE html>
<html lang="en">
<head>
{head}<script src="{site}/reference.js" defer></script>
</head>
<body data-base="{base}">
<a class="skip" href="#main">Skip to the operations</a>
<header>
<h1>{title} API</h1>
<p class="note">Version {version} · <a href="{guide}">Guide</a> · <a href="{open_api}">OpenAPI</a> · <a href="{hydra}">Hydra</a></p>
</header>
<div class="columns">
<nav aria-label="Contents">{contents}</nav>
<main id="main" tabindex="-1">
<section class="about">{about}</section>
{ACCESS}
{tags}
<section id="schemas" aria-labelledby="schemas-title"><h2 id="schemas-title">Schemas</h2>{schemas}</section>
</main>
</div>
</body>
</html>
"##
    )
}

/// What stands in the head of every page of the documentation; both texts are escaped.
pub fn head(title: &str, site: &str) -> String {
    format!(
        r#"<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="{site}/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{site}/reference.css">
"#
    )
}

/// Where the script learns who asks. Without it there is nothing to try, and nothing to fill in.
const ACCESS: &str = r#"<section id="access" aria-labelledby="access-title" hidden>
<h2 id="access-title">Who asks</h2>
<p class="note">The token stays on this page and is forgotten with it.</p>
<form id="sign-in" class="fields">
<label>E-mail address <input type="email" name="username" autocomplete="username" required></label>
<label>Password <input type="password" name="password" autocomplete="current-password" required></label>
<button>Sign in</button>
</form>
<div class="fields"><label>Or a token <input id="token" type="password" autocomplete="off" spellcheck="false"></label></div>
<p id="signed-in" role="status"></p>
</section>"#;

/// The document that the page is made from.
#[derive(Clone, Copy)]
struct Document<'a>(&'a Value);

impl<'a> Document<'a> {
    /// What is there, or what the reference there leads to.
    fn resolved(self, value: &'a Value) -> &'a Value {
        value["$ref"].as_str().and_then(|reference| self.0.pointer(reference.strip_prefix('#')?)).unwrap_or(value)
    }

    fn operations(self) -> impl Iterator<Item = Operation<'a>> {
        members(&self.0["paths"]).flat_map(move |(path, item)| {
            METHODS.iter().filter_map(move |method| Some(Operation { document: self, path, method, item, operation: item.get(method)? }))
        })
    }

    fn tags(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0["tags"].as_array().into_iter().flatten().map(|tag| (text(&tag["name"]), text(&tag["description"])))
    }
}

struct Operation<'a> {
    document: Document<'a>,
    path: &'a str,
    method: &'static str,
    item: &'a Value,
    operation: &'a Value,
}

impl<'a> Operation<'a> {
    fn id(&self) -> &'a str {
        text(&self.operation["operationId"])
    }

    fn has_tag(&self, tag: &str) -> bool {
        self.operation["tags"].as_array().is_some_and(|tags| tags.iter().any(|one| one == tag))
    }

    /// Of the path, and its own.
    fn parameters(&self) -> impl Iterator<Item = &'a Value> {
        let all = [&self.item["parameters"], &self.operation["parameters"]];
        all.into_iter().filter_map(Value::as_array).flatten()
    }

    fn summary(&self) -> String {
        escape(text(&self.operation["summary"]))
    }

    fn badge(&self) -> String {
        format!(r#"<span class="method {0}">{1}</span>"#, self.method, self.method.to_uppercase())
    }

    fn html(&self) -> String {
        let (id, path, method) = (escape(self.id()), escape(self.path), self.method.to_uppercase());
        let open = if self.operation["security"].as_array().is_some_and(Vec::is_empty) { " data-open" } else { "" };
        format!(
            r#"<details class="operation" id="{id}" data-method="{method}" data-path="{path}"{open}><summary><h3>{} <code>{path}</code> <span class="summary">{}</span></h3></summary><div class="inside"><p>{}</p>{}{}{}<div class="try" hidden></div></div></details>"#,
            self.badge(),
            self.summary(),
            inline(text(&self.operation["description"])),
            self.described_parameters(),
            self.body(),
            self.answers(),
        )
    }

    fn described_parameters(&self) -> String {
        // What a collection is narrowed by is a long list, and one that nobody reads from its beginning to its end.
        let (filters, others): (Vec<&Value>, Vec<&Value>) =
            self.parameters().partition(|parameter| parameter.get("$ref").is_none() && parameter["in"] == "query");
        let list = |all: &[&'a Value]| all.iter().map(|one| self.parameter(self.document.resolved(one))).collect::<String>();
        let mut html = String::new();
        if !others.is_empty() {
            html.push_str(&format!("<h4>Parameters</h4><dl>{}</dl>", list(&others)));
        }
        if !filters.is_empty() {
            let (count, filters) = (filters.len(), list(&filters));
            html.push_str(&format!(
                r#"<details class="filters"><summary>Filters and order ({count})</summary><dl>{filters}</dl></details>"#
            ));
        }
        html
    }

    fn parameter(&self, parameter: &Value) -> String {
        let (name, place) = (escape(text(&parameter["name"])), escape(text(&parameter["in"])));
        let schema = parameter.get("schema").unwrap_or(&parameter["content"]["text/plain"]["schema"]);
        let required = if parameter["required"] == true { " data-required" } else { "" };
        let marked = if required.is_empty() { "" } else { r#" <span class="required">required</span>"# };
        let words: Vec<&str> = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let words = if words.is_empty() { String::new() } else { format!(r#" data-words="{}""#, escape(&words.join(" "))) };
        format!(
            r#"<div data-name="{name}" data-in="{place}"{required}{words}><dt><code>{name}</code> <span class="shape">{place}, {}</span>{marked}</dt><dd>{}</dd></div>"#,
            shape(schema),
            inline(text(&parameter["description"])),
        )
    }

    fn body(&self) -> String {
        let Some((_, first)) = members(&self.operation["requestBody"]["content"]).next() else { return String::new() };
        let kinds: Vec<&str> = members(&self.operation["requestBody"]["content"]).map(|(kind, _)| kind).collect();
        let codes: Vec<String> = kinds.iter().map(|kind| format!("<code>{}</code>", escape(kind))).collect();
        format!(
            r#"<h4>Body</h4><p data-body="{}">{}: {}</p><pre class="sample">{}</pre>"#,
            escape(&kinds.join(" ")),
            codes.join(" or "),
            shape(&first["schema"]),
            escape(&samples::body(self.document, &first["schema"])),
        )
    }

    fn answers(&self) -> String {
        let answer = |(status, answer): (&str, &'a Value)| {
            let answer = self.document.resolved(answer);
            let given: Vec<String> = members(&answer["content"])
                .map(|(kind, content)| format!("<code>{}</code> {}", escape(kind), shape(&content["schema"])))
                .collect();
            let headers: Vec<String> = members(&answer["headers"]).map(|(name, _)| format!("<code>{}</code>", escape(name))).collect();
            let line = |label: &str, all: Vec<String>| {
                if all.is_empty() { String::new() } else { format!("<dd>{label}{}</dd>", all.join(", ")) }
            };
            format!(
                r#"<div><dt><code class="status">{}</code> {}</dt>{}{}</div>"#,
                escape(status),
                inline(text(&answer["description"])),
                line("", given),
                line("Headers: ", headers),
            )
        };
        let answers: String = members(&self.operation["responses"]).map(answer).collect();
        format!("<h4>Answers</h4><dl>{answers}</dl>")
    }
}

fn contents(document: Document<'_>) -> String {
    let operation = |operation: Operation<'_>| {
        let (id, badge, path, summary) = (escape(operation.id()), operation.badge(), escape(operation.path), operation.summary());
        format!(r##"<li><a href="#{id}" title="{summary}">{badge} <span class="path">{path}</span></a></li>"##)
    };
    let tag = |(name, _): (&str, &str)| {
        let operations: String = document.operations().filter(|operation| operation.has_tag(name)).map(operation).collect();
        let name = escape(name);
        format!(r##"<li><a href="#tag-{name}">{name}</a><ul>{operations}</ul></li>"##)
    };
    let tags: String = document.tags().map(tag).collect();
    format!(r##"<ul>{tags}<li><a href="#schemas">Schemas</a></li></ul>"##)
}

fn tags(document: Document<'_>) -> String {
    let section = |(name, description): (&str, &str)| {
        let operations: String =
            document.operations().filter(|operation| operation.has_tag(name)).map(|operation| operation.html()).collect();
        let (name, description) = (escape(name), inline(description));
        format!(
            r#"<section id="tag-{name}" aria-labelledby="title-{name}"><h2 id="title-{name}">{name}</h2><p>{description}</p>{operations}</section>"#
        )
    };
    document.tags().map(section).collect()
}

fn schemas(document: Document<'_>) -> String {
    let schema = |(name, schema): (&str, &Value)| {
        let (name, description) = (escape(name), inline(text(&schema["description"])));
        let members = shapes::members(schema);
        format!(
            r#"<details class="schema" id="schema-{name}"><summary><h3><code>{name}</code></h3></summary><div class="inside"><p>{description}</p>{members}</div></details>"#
        )
    };
    members(&document.0["components"]["schemas"]).map(schema).collect()
}

/// The members of an object; none, of anything else.
fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Text as HTML, in an attribute too.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// Text in which backticks set code apart.
fn inline(text: &str) -> String {
    let mut html = String::new();
    for (part, text) in text.split('`').enumerate() {
        let text = escape(text);
        html.push_str(&if part % 2 == 1 { format!("<code>{text}</code>") } else { text });
    }
    html
}

/// Paragraphs between empty lines.
fn prose(text: &str) -> String {
    text.split("\n\n").map(|paragraph| format!("<p>{}</p>", inline(paragraph))).collect()
}
