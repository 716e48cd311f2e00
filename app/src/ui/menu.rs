//! Actions behind a button.

use leptos::prelude::*;

/// A `<details>` whose content floats: opens without JavaScript. The `Manners` island closes it on Escape and on a click elsewhere.
///
/// The children are links and forms with one button each; they need no classes.
#[component]
pub fn Menu(
    /// What is behind the button; heard after what the trigger says.
    #[prop(into)]
    label: String,
    /// What the button shows.
    trigger: AnyView,
    /// Hangs from the right edge of the button.
    #[prop(optional)]
    at_end: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="menu" name="menu">
            <summary class="button button-bare">{trigger}<span class="sr-only">{label}</span></summary>
            <div class="menu-list" class=("menu-list-end", at_end)>{children()}</div>
        </details>
    }
    .into_any()
}
