//! The shape of what is on its way, for whatever takes longer than 300 ms.

use crate::i18n::{Locale, kit};
use leptos::prelude::*;

/// Lines in place of rows.
#[component]
pub fn Skeleton(locale: Locale, #[prop(default = 3)] rows: u8) -> impl IntoView {
    let rows = (0..rows).map(|_| view! { <span class="skeleton-row"></span> }).collect_view();
    view! { <div class="skeleton" role="status"><span class="sr-only">{kit::LOADING.get(locale)}</span>{rows}</div> }.into_any()
}
