//! The head of a page.

use leptos::prelude::*;

/// The page's only `<h1>`, with what can be done here at its side.
#[component]
pub fn Heading(
    #[prop(into)] title: String,
    /// Below the title: a count, a state, a line of facts.
    #[prop(optional, into)]
    under: Option<AnyView>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let under = under.map(|under| view! { <div class="heading-under">{under}</div> });
    let actions = children.map(|children| view! { <div class="heading-actions">{children()}</div> });
    view! {
        <div class="heading">
            <div class="heading-words"><h1>{title}</h1>{under}</div>
            {actions}
        </div>
    }
    .into_any()
}
