//! Something the whole page should know.

use super::{Glyph, Icon, Tone};
use crate::i18n::{Locale, errors, fields};
use domain::error::Error;
use leptos::prelude::*;

/// A message in the flow of the page.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] title: Option<String>,
    /// Interrupts whoever listens: for refusals alone.
    #[prop(optional)]
    alert: bool,
    children: Children,
) -> impl IntoView {
    let glyph = match tone {
        Tone::Neutral | Tone::Accent => Glyph::Info,
        Tone::Good => Glyph::Done,
        Tone::Caution => Glyph::Warning,
        Tone::Danger => Glyph::Alert,
    };
    let title = title.map(|title| view! { <p class="banner-title">{title}</p> });
    view! {
        <div class=tone.class() class=("banner", true) role=alert.then_some("alert")>
            <Icon glyph/>
            <div class="banner-body">{title}{children()}</div>
        </div>
    }
    .into_any()
}

/// A secret that was just made, to copy: it is shown this once.
#[component]
pub fn Once(
    /// What to do with it.
    #[prop(into)]
    label: String,
    secret: String,
    /// Whose it is, or what for.
    of: String,
    #[prop(into)] why: String,
) -> impl IntoView {
    view! {
        <Banner tone=Tone::Good title=format!("{label} · {of}")>
            <p><input class="control" readonly=true aria-label=label value=secret/></p>
            <p>{why}</p>
        </Banner>
    }
    .into_any()
}

/// The refusal of a form, above its fields: the sentence, and a link to each field with a flaw (the control whose id is the field's name behind the
/// form's `prefix`). Shows nothing where nothing was refused.
#[component]
pub fn Refusal(
    locale: Locale,
    #[prop(into)] error: Signal<Option<Error>>,
    /// Where two forms of a page have a field of the same name.
    #[prop(optional, into)]
    prefix: String,
    /// Fields that have another name, and another id, than the form's others: field, name, id.
    #[prop(optional)]
    named: Vec<(String, String, String)>,
) -> impl IntoView {
    move || error.get().map(|error| refusal(locale, &error, &prefix, &named))
}

fn refusal(locale: Locale, error: &Error, prefix: &str, named: &[(String, String, String)]) -> AnyView {
    let flaws = match error {
        Error::Invalid(errors) => errors
            .0
            .iter()
            .map(|error| {
                let own = named.iter().find(|(field, ..)| *field == error.field);
                let href = own.map_or_else(|| format!("#{prefix}{}", error.field), |(.., id)| format!("#{id}"));
                let label = own.map_or_else(|| fields::label(locale, &error.field).to_owned(), |(_, name, _)| name.clone());
                view! { <li><a href=href>{label}</a>": "{errors::flaw(locale, &error.flaw)}</li> }
            })
            .collect_view()
            .into_any(),
        _ => ().into_any(),
    };
    let listed = matches!(error, Error::Invalid(_)).then(|| view! { <ul class="banner-list">{flaws}</ul> });
    let sentence = errors::sentence(locale, error);
    view! { <Banner tone=Tone::Danger alert=true><p>{sentence}</p>{listed}</Banner> }.into_any()
}
