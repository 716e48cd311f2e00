//! Several lines of text. The only place with a `<textarea>`.

use super::field::{Ids, around};
use crate::i18n::Locale;
use domain::resource::Field as Rule;
use leptos::prelude::*;

/// The text as the content of the element.
///
/// Leptos renders the children of a `<textarea>` unescaped, so that `</textarea><script>` in a text would become a script. `inner_html` is
/// rendered as it is, and hydration leaves it alone (the browser may have kept what was typed before), hence the escaping here. In a
/// document, though not where a script sets the content, a first newline is dropped (HTML standard, 13.2.6.4.7): the server writes one
/// more, so that a text that begins with a newline keeps it.
fn content(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    if cfg!(feature = "ssr") { format!("\n{escaped}") } else { escaped }
}

/// Several lines of text; it grows with what is typed where the browser can do that.
#[component]
pub fn TextArea(
    /// Of the value in the form; also the id, unless `id` is given.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    /// Unique in the page, where two forms have a field of this name.
    #[prop(optional, into)]
    id: Option<String>,
    /// The attribute's description: gives the longest value and whether one is needed.
    #[prop(optional_no_strip, into)]
    rule: Option<&'static Rule>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    /// A sentence; none where nothing is wrong.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Where no description says it.
    #[prop(optional)]
    required: bool,
    /// Says "optional" beside the label, where most of the form's fields are needed.
    #[prop(optional_no_strip, into)]
    optional: Option<Locale>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// Lines shown at least.
    #[prop(default = 4)]
    rows: u8,
    #[prop(optional)] node_ref: NodeRef<leptos::html::Textarea>,
) -> impl IntoView {
    let ids = Ids::new(&name, id, hint.is_some());
    let wrong = move || error.with(Option::is_some);
    let described_by = {
        let ids = ids.clone();
        move || ids.described_by(wrong())
    };
    let control = view! {
        <textarea
            class="control"
            id=ids.control.clone()
            name=name
            rows=rows.to_string()
            maxlength=rule.and_then(Rule::max).map(|max| max.to_string())
            required=required || rule.is_some_and(|rule| rule.required)
            placeholder=placeholder
            aria-invalid=move || wrong().then_some("true")
            aria-describedby=described_by
            node_ref=node_ref
            inner_html=content(&value)
        ></textarea>
    };
    around(ids, label, hint, error, optional, control.into_any())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(value: &str) -> String {
        let owner = Owner::new();
        let value = value.to_owned();
        owner.with(move || view! { <TextArea name="content" label="Text" value=value error="Too long."/> }.to_html())
    }

    #[test]
    fn a_text_cannot_end_the_element() {
        let html = html("</textarea><script>alert(1)</script>");
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea>"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1);
        assert!(!html.contains("<script"));
    }

    #[test]
    fn entities_are_text() {
        assert!(html("&lt;b&gt; & co").contains(">\n&amp;lt;b&amp;gt; &amp; co</textarea>"));
    }

    #[test]
    fn a_first_newline_is_kept() {
        assert!(html("\nsecond line").contains(">\n\nsecond line</textarea>"));
    }

    #[test]
    fn the_error_belongs_to_the_control() {
        let html = html("");
        assert!(html.contains(r#"aria-invalid="true""#) && html.contains(r#"aria-describedby="content-error""#), "{html}");
        assert!(html.contains(r#"id="content-error""#));
    }
}
