//! From one page of a list to the next.

use super::{Glyph, Icon};
use crate::i18n::{Locale, kit};
use domain::page::Paging;
use leptos::prelude::*;

/// Which records are shown, of how many, and the way to the others. Shows nothing for an empty list.
#[component]
pub fn Pagination(
    locale: Locale,
    paging: Paging,
    /// Records in the whole list.
    total: i64,
    /// The address of a page.
    href: impl Fn(u32) -> String,
) -> impl IntoView {
    let from = paging.offset() + 1;
    if total < from {
        return ().into_any();
    }
    let to = (paging.offset() + i64::from(paging.per_page)).min(total);
    let step = |page: u32, there: bool, label: &'static str, glyph: Glyph| {
        if there {
            view! { <a class="button button-icon" href=href(page)><Icon glyph/><span class="sr-only">{label}</span></a> }.into_any()
        } else {
            // Stays where it was, so that the other one does not move under the pointer.
            view! { <span class="button button-icon button-off" aria-hidden="true"><Icon glyph/></span> }.into_any()
        }
    };
    let previous = step(paging.page.saturating_sub(1), paging.page > 1, kit::PREVIOUS.get(locale), Glyph::Left);
    let next = step(paging.page + 1, to < total, kit::NEXT.get(locale), Glyph::Right);
    view! {
        <nav class="pagination" aria-label=kit::PAGES.get(locale)>
            <span class="pagination-range">{kit::range(locale, from, to, total)}</span>
            {previous}
            {next}
        </nav>
    }
    .into_any()
}
