//! Nothing here yet.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// Says why a place is empty and what to do next.
#[component]
pub fn EmptyState(
    glyph: Glyph,
    #[prop(into)] title: String,
    #[prop(into)] why: String,
    /// What to do next: a button or two.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let actions = children.map(|children| view! { <div class="empty-actions">{children()}</div> });
    view! {
        <div class="empty">
            <Icon glyph/>
            <p class="empty-title">{title}</p>
            <p class="empty-why">{why}</p>
            {actions}
        </div>
    }
    .into_any()
}
