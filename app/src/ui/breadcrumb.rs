//! The way back up, where a page lies deeper than one step.

use super::{Glyph, Icon};
use crate::i18n::{Locale, kit};
use leptos::prelude::*;

/// The pages above this one, from the top: their addresses and names. The page's own heading stands below and is not repeated.
#[component]
pub fn Breadcrumb(locale: Locale, above: Vec<(String, String)>) -> impl IntoView {
    let steps = above.into_iter().map(|(href, label)| view! { <li><a href=href>{label}</a><Icon glyph=Glyph::Right/></li> }).collect_view();
    view! { <nav aria-label=kit::BREADCRUMB.get(locale)><ol class="breadcrumb">{steps}</ol></nav> }.into_any()
}
