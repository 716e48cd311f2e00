//! Buttons, and links that look like them.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// How much a button asks for attention. One primary button on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    Primary,
    #[default]
    Quiet,
    /// For what takes something away.
    Danger,
    /// Without a border: in rows and bars.
    Bare,
}

impl Look {
    pub(super) const fn class(self, only_icon: bool) -> &'static str {
        match (self, only_icon) {
            (Self::Primary, false) => "button button-primary",
            (Self::Quiet, false) => "button",
            (Self::Danger, false) => "button button-danger",
            (Self::Bare, false) => "button button-bare",
            (Self::Primary, true) => "button button-primary button-icon",
            (Self::Quiet, true) => "button button-icon",
            (Self::Danger, true) => "button button-danger button-icon",
            (Self::Bare, true) => "button button-bare button-icon",
        }
    }
}

/// Icon and words; words alone are only heard where the icon stands alone.
fn content(icon: Option<Glyph>, only_icon: bool, children: Children) -> impl IntoView {
    let icon = icon.map(|glyph| view! { <Icon glyph/> });
    let words = if only_icon { view! { <span class="sr-only">{children()}</span> }.into_any() } else { children() };
    (icon, words)
}

/// A button that sends its form. Handlers and `attr:` go to the `<button>`.
#[component]
pub fn Button(
    #[prop(optional)] look: Look,
    #[prop(optional_no_strip, into)] icon: Option<Glyph>,
    /// Show the icon alone; the children are its name.
    #[prop(optional)]
    only_icon: bool,
    /// Does not send a form: for islands.
    #[prop(optional)]
    inert: bool,
    /// Sent with the form when this button sends it.
    #[prop(optional_no_strip, into)]
    name: Option<&'static str>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let kind = if inert { "button" } else { "submit" };
    view! {
        <button type=kind class=look.class(only_icon) name=name value=value disabled=move || disabled.get()>
            {content(icon, only_icon, children)}
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] look: Look,
    #[prop(optional_no_strip, into)] icon: Option<Glyph>,
    /// Show the icon alone; the children are its name.
    #[prop(optional)]
    only_icon: bool,
    children: Children,
) -> impl IntoView {
    view! { <a href=href class=look.class(only_icon)>{content(icon, only_icon, children)}</a> }.into_any()
}
