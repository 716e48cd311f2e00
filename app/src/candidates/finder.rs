//! Search as you type: the page of what is typed is asked for, and what it found is put here. Without this island the same form is sent by its button.

use crate::{
    i18n::{candidates as words, of_page},
    live::{self, Answer},
    ui::toast,
};
use leptos::{ev, html, prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

/// A pause in typing.
const PAUSE: Duration = Duration::from_millis(150);
/// The count, which is told to whoever does not see it.
pub const COUNT: &str = "found-count";
/// What was found.
pub const FOUND: &str = "found";

/// Where the form leads.
fn address(form: &web_sys::HtmlFormElement) -> String {
    let action = form.get_attribute("action").unwrap_or_default();
    let Ok(pairs) = web_sys::UrlSearchParams::new() else { return action };
    // What is left empty says nothing, and the server would only send the browser on to the address without it.
    for (name, value) in super::profile::pairs(form).into_iter().filter(|(_, value)| !value.is_empty()) {
        pairs.append(&name, &value);
    }
    match String::from(pairs.to_string()) {
        typed if typed.is_empty() => action,
        typed => format!("{action}?{typed}"),
    }
}

/// Goes to a page.
fn visit(address: &str) {
    // An address of this site is not refused.
    _ = window().location().assign(address);
}

/// Where the link leads that has the focus, if one within `place` has it.
fn focused_in(place: &web_sys::Element) -> Option<String> {
    let focused = document().active_element().filter(|focused| place.contains(Some(focused)))?;
    focused.get_attribute("href")
}

/// Gives the focus to the link that leads there.
fn focus(place: &web_sys::Element, href: Option<String>) {
    let Some(href) = href else { return };
    let Ok(links) = place.query_selector_all("a[href]") else { return };
    let links = (0..links.length()).filter_map(|index| links.get(index)?.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(link) = links.into_iter().find(|link| link.get_attribute("href").as_ref() == Some(&href)) {
        _ = link.focus();
    }
}

/// Shows what a page found. Its address follows, without a step in the browser's history for each letter.
fn show(page: &web_sys::Document, address: &str) {
    for id in [COUNT, FOUND] {
        let (Some(here), Some(there)) = (document().get_element_by_id(id), page.get_element_by_id(id)) else {
            // Another page: whoever is not signed in any more is asked to.
            return visit(address);
        };
        // What is the same is not told again.
        if here.inner_html() != there.inner_html() {
            let focused = focused_in(&here);
            here.set_inner_html(&there.inner_html());
            focus(&here, focused);
        }
    }
    document().set_title(&page.title());
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

/// Around the form of the list and what it finds.
#[island]
pub fn Finder(children: Children) -> impl IntoView {
    let around = NodeRef::<html::Div>::new();
    let form = move || {
        let form = around.get_untracked()?.query_selector("form").ok().flatten()?;
        form.dyn_into::<web_sys::HtmlFormElement>().ok()
    };
    let turn = StoredValue::new(0_u32);
    let find = move || {
        let Some(address) = form().map(|form| address(&form)) else { return };
        let this = turn.get_value() + 1;
        turn.set_value(this);
        spawn_local(async move {
            let answer = live::page(&address).await;
            // Somebody typed on: another answer is on its way.
            if turn.try_get_value() != Some(this) {
                return;
            }
            match answer {
                Answer::Page(page, address) => show(&page, &address),
                // The page itself says why.
                Answer::Refused => visit(&address),
                Answer::None => toast(words::NOT_FOUND_OUT.get(of_page()), None),
            }
        });
    };
    let pause = StoredValue::new(None::<TimeoutHandle>);
    let soon = move |_: ev::Event| {
        // An answer to what was typed before says nothing any more.
        turn.update_value(|turn| *turn += 1);
        if let Some(pause) = pause.get_value() {
            pause.clear();
        }
        pause.set_value(set_timeout_with_handle(find, PAUSE).ok());
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        // Whoever does not wait for the pause is not asked for twice.
        if let Some(pause) = pause.get_value() {
            pause.clear();
        }
        find();
    };
    Effect::new(move |_| {
        // What was typed before this code arrived.
        let input = form().and_then(|form| form.query_selector("input[name=q]").ok().flatten());
        let input = input.and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok());
        if input.is_some_and(|input| input.value() != input.default_value()) {
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
    view! { <div class="stack" node_ref=around on:input=soon on:submit=submit>{children()}</div> }
}
