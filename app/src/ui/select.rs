//! One choice of several.

use super::field::{Ids, around};
use crate::i18n::{Locale, words::Named};
use leptos::prelude::*;
use std::{borrow::Cow, fmt::Display};

/// One choice on offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: Cow<'static, str>,
    pub label: Cow<'static, str>,
}

impl Choice {
    pub fn new(value: impl Into<Cow<'static, str>>, label: impl Into<Cow<'static, str>>) -> Self {
        Self { value: value.into(), label: label.into() }
    }

    /// All choices of a kind, by their names: `Choice::all(locale, NoteType::ALL)`.
    pub fn all<T: Named + Display>(locale: Locale, choices: &[T]) -> Vec<Self> {
        choices.iter().map(|choice| Self::new(choice.to_string(), choice.label(locale))).collect()
    }
}

/// One choice of several, in the browser's own list.
#[component]
pub fn Select(
    /// Of the value in the form; also the id, unless `id` is given.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    /// Unique in the page, where two forms have a field of this name.
    #[prop(optional, into)]
    id: Option<String>,
    /// The chosen value.
    #[prop(optional, into)]
    value: String,
    /// What the empty choice is called; none: one must be chosen.
    #[prop(optional, into)]
    empty: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    /// A sentence; none where nothing is wrong.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Says "optional" beside the label, where most of the form's fields are needed.
    #[prop(optional_no_strip, into)]
    optional: Option<Locale>,
    #[prop(optional)] node_ref: NodeRef<leptos::html::Select>,
) -> impl IntoView {
    let ids = Ids::new(&name, id, hint.is_some());
    let wrong = move || error.with(Option::is_some);
    let described_by = {
        let ids = ids.clone();
        move || ids.described_by(wrong())
    };
    let empty = empty.map(|label| view! { <option value="">{label}</option> });
    let choices = choices
        .into_iter()
        .map(|choice| {
            let chosen = choice.value == value;
            view! { <option value=choice.value selected=chosen>{choice.label}</option> }
        })
        .collect_view();
    let control = view! {
        <select
            class="control"
            id=ids.control.clone()
            name=name
            aria-invalid=move || wrong().then_some("true")
            aria-describedby=described_by
            node_ref=node_ref
        >
            {empty}
            {choices}
        </select>
    };
    around(ids, label, hint, error, optional, control.into_any())
}
