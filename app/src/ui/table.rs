//! Tables of records.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// A table that scrolls sideways on its own where it must, and can then be scrolled with the keyboard.
///
/// Columns that a phone can do without carry the class `wide-only` in head and body.
#[component]
pub fn Table(
    /// What the table shows; heard, not seen.
    #[prop(into)]
    caption: String,
    /// The cells of the head: [`Column`]s.
    head: AnyView,
    /// The rows.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-frame" role="region" aria-label=caption tabindex="0">
            <table class="data-table">
                <caption class="sr-only">{caption.clone()}</caption>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// How a column orders the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    Ascending,
    Descending,
}

/// The head of a column.
#[component]
pub fn Column(
    #[prop(into)] label: String,
    /// The page in the order of this column; none where it has none. Leads to the other direction when it is sorted already.
    #[prop(optional, into)]
    href: Option<String>,
    #[prop(optional_no_strip, into)] sorted: Option<Sorted>,
    /// Left out on a phone.
    #[prop(optional)]
    wide_only: bool,
    /// Holds numbers.
    #[prop(optional)]
    numeric: bool,
) -> impl IntoView {
    let (glyph, order) = match sorted {
        Some(Sorted::Ascending) => (Some(Glyph::SortUp), Some("ascending")),
        Some(Sorted::Descending) => (Some(Glyph::SortDown), Some("descending")),
        None => (None, None),
    };
    let arrow = glyph.map(|glyph| view! { <Icon glyph/> });
    let label = match href {
        Some(href) => view! { <a class="sort-link" href=href>{label}{arrow}</a> }.into_any(),
        None => view! { <span>{label}</span> }.into_any(),
    };
    view! { <th scope="col" class=("wide-only", wide_only) class=("numeric", numeric) aria-sort=order>{label}</th> }.into_any()
}
