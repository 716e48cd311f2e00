//! What a record says: names and values.

use leptos::prelude::*;

/// A list of [`Fact`]s, in two columns where there is room.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }.into_any()
}

/// One name and its value.
#[component]
pub fn Fact(
    #[prop(into)] label: String,
    /// Takes a row of its own: for long texts and tables.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    view! { <div class="fact" class=("fact-wide", wide)><dt>{label}</dt><dd>{children()}</dd></div> }.into_any()
}
