//! Search as you type. Without it the same form is sent by its button.

use super::{
    calls::find_candidates,
    found::{Found, results},
};
use crate::{
    i18n::{Locale, candidates as words},
    ui::{Button, Glyph, Icon, Refusal},
};
use leptos::{ev, html, prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

/// A pause in typing.
const PAUSE: Duration = Duration::from_millis(150);

/// What the form says, as a query string.
fn typed(form: &web_sys::HtmlFormElement) -> String {
    let pairs = web_sys::FormData::new_with_form(form).and_then(|data| web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data));
    pairs.map(|pairs| String::from(pairs.to_string())).unwrap_or_default()
}

/// The address follows the search, without a step in the browser's history for each letter.
fn follow(address: &str) {
    if let Ok(history) = window().history() {
        _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Whether the key belongs to what is being typed or pressed.
fn busy(event: &ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let typing = target.is_some_and(|target| target.matches("input, select, textarea, [contenteditable]").unwrap_or(false));
    typing || event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented()
}

/// Goes up or down the people of the list.
fn step(down: bool) {
    let Ok(links) = document().query_selector_all(".row-link") else { return };
    let focused = document().active_element();
    let here = (0..links.length()).find(|index: &u32| {
        let focused = focused.as_ref().map(AsRef::as_ref);
        focused.is_some() && links.get(*index).is_some_and(|link| link.is_same_node(focused))
    });
    let next = match (here, down) {
        (Some(here), true) => here + 1,
        (Some(here), false) => here.saturating_sub(1),
        (None, _) => 0,
    };
    if let Some(link) = links.get(next).and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
        _ = link.focus();
    }
}

/// The form of the list and what it finds. The children are the filters.
#[island]
pub fn Finder(locale: Locale, q: String, found: Found, children: Children) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let input = NodeRef::<html::Input>::new();
    let found = RwSignal::new(found);
    let error = RwSignal::new(None);
    let turn = StoredValue::new(0_u32);
    let find = move || {
        let Some(form) = form.get_untracked() else { return };
        let address = typed(&form);
        let this = turn.get_value() + 1;
        turn.set_value(this);
        spawn_local(async move {
            let answer = find_candidates(address).await;
            // Somebody typed on: another answer is on its way.
            if turn.try_get_value() != Some(this) {
                return;
            }
            match answer {
                Ok(answer) => {
                    follow(&answer.address);
                    error.set(None);
                    found.set(answer);
                }
                Err(refused) => error.set(Some(refused.0)),
            }
        });
    };
    let pause = StoredValue::new(None::<TimeoutHandle>);
    let soon = move || {
        if let Some(pause) = pause.get_value() {
            pause.clear();
        }
        pause.set_value(set_timeout_with_handle(find, PAUSE).ok());
    };
    let first = q.clone();
    Effect::new(move |_| {
        // What was typed before this code arrived.
        if input.get_untracked().is_some_and(|input| input.value() != first) {
            find();
        }
        let keys = window_event_listener(ev::keydown, |event| {
            if busy(&event) {
                return;
            }
            match event.key().as_str() {
                "j" => step(true),
                "k" => step(false),
                _ => {}
            }
        });
        on_cleanup(move || keys.remove());
    });
    view! {
        <form
            class="find"
            method="get"
            action="/candidates"
            role="search"
            aria-label=words::TITLE.get(locale)
            node_ref=form
            on:input=move |_| soon()
            on:submit=move |event| {
                event.prevent_default();
                find();
            }
        >
            <div class="find-line">
                <div class="find-box">
                    <Icon glyph=Glyph::Search/>
                    <input
                        class="control"
                        id="q"
                        type="search"
                        name="q"
                        value=q
                        aria-label=words::FIND.get(locale)
                        placeholder=words::FIND_HINT.get(locale)
                        autocomplete="off"
                        node_ref=input
                    />
                </div>
                <Button>{words::FIND.get(locale)}</Button>
            </div>
            {children()}
        </form>
        <Refusal locale error=error/>
        <p class="find-count" role="status">{move || found.with(|found| found.count.clone())}</p>
        {move || found.with(|found| results(locale, found))}
    }
}
