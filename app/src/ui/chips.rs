//! The filters of a list that are on.

use super::{Glyph, Icon};
use crate::i18n::{Locale, lists};
use leptos::prelude::*;

/// A filter that is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    pub label: String,
    /// The list without it.
    pub href: String,
}

/// Every filter that is on, each with the way to take it off. Shows nothing where none is.
#[component]
pub fn Chips(
    locale: Locale,
    chips: Vec<Chip>,
    /// The list without any of them.
    #[prop(into)]
    whole: String,
) -> impl IntoView {
    if chips.is_empty() {
        return ().into_any();
    }
    let links = chips
        .into_iter()
        .map(|chip| {
            view! {
                <li>
                    <a class="chip" href=chip.href>
                        <span dir="auto">{chip.label}</span>
                        <span class="sr-only">" – "{lists::REMOVE.get(locale)}</span>
                        <Icon glyph=Glyph::Cross/>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="chips" aria-label=lists::ACTIVE_FILTERS.get(locale)>
            {links}
            <li><a class="chip-clear" href=whole>{lists::CLEAR_ALL.get(locale)}</a></li>
        </ul>
    }
    .into_any()
}
