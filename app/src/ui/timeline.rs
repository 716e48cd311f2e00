//! What happened, in order.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// A list of [`Event`]s.
#[component]
pub fn Timeline(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <ol class="timeline" aria-label=label>{children()}</ol> }.into_any()
}

/// One thing that happened: a head line, and below it what was written, if anything.
#[component]
pub fn Event(
    glyph: Glyph,
    /// Who did what, and when.
    head: AnyView,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let body = children.map(|children| view! { <div class="event-body">{children()}</div> });
    view! {
        <li class="event">
            <span class="event-glyph"><Icon glyph/></span>
            <div class="event-head">{head}</div>
            {body}
        </li>
    }
    .into_any()
}
