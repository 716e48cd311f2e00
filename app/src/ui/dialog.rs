//! A question that must be answered before going on.

use super::{Glyph, Icon, button::Look};
use crate::i18n::{Locale, kit};
use leptos::prelude::*;

/// A modal `<dialog>`. Escape, its own button, and any `<form method="dialog">` in it close it.
#[component]
pub fn Dialog(
    locale: Locale,
    /// Unique in the page.
    #[prop(into)]
    id: String,
    #[prop(into)] title: String,
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    view! {
        <dialog class="dialog" id=id aria-labelledby=title_id>
            <div class="dialog-head">
                <h2 class="dialog-title" id=title_id.clone()>{title}</h2>
                <form method="dialog">
                    <button class="button button-bare button-icon">
                        <Icon glyph=Glyph::Cross/>
                        <span class="sr-only">{kit::CLOSE.get(locale)}</span>
                    </button>
                </form>
            </div>
            {children()}
        </dialog>
    }
    .into_any()
}

/// Opens a [`Dialog`], by the browser alone where it can (HTML's `command`), else with the help of the `Manners` island.
#[component]
pub fn DialogButton(
    /// The dialog's id.
    #[prop(into)]
    opens: String,
    #[prop(optional)] look: Look,
    #[prop(optional_no_strip, into)] icon: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    let icon = icon.map(|glyph| view! { <Icon glyph/> });
    view! {
        <button type="button" class=look.class(false) command="show-modal" commandfor=opens aria-haspopup="dialog">
            {icon}
            {children()}
        </button>
    }
    .into_any()
}
