//! Views of one thing, each with an address of its own.

use leptos::prelude::*;

/// One view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    pub href: String,
    pub label: String,
    /// How much is in it.
    pub count: Option<String>,
    pub current: bool,
}

impl Tab {
    pub fn new(href: impl Into<String>, label: impl Into<String>, current: bool) -> Self {
        Self { href: href.into(), label: label.into(), count: None, current }
    }

    pub fn count(self, count: impl Into<String>) -> Self {
        Self { count: Some(count.into()), ..self }
    }
}

/// Links, not an ARIA tab list: every view is a page, so Back works and a link can be sent.
#[component]
pub fn Tabs(
    /// What the views are of.
    #[prop(into)]
    label: String,
    tabs: Vec<Tab>,
) -> impl IntoView {
    let tabs = tabs
        .into_iter()
        .map(|tab| {
            let count = tab.count.map(|count| view! { <span class="tab-count">{count}</span> });
            view! { <li><a class="tab" href=tab.href aria-current=tab.current.then_some("page")>{tab.label}{count}</a></li> }
        })
        .collect_view();
    view! { <nav aria-label=label><ul class="tabs">{tabs}</ul></nav> }.into_any()
}
