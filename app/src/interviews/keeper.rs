//! Keeps what is typed into a scorecard: in this browser with every letter, on the server a moment later, and again once there is a connection. Scores
//! are given by the keys 1 to 4. Without this island the form has a button that keeps what was typed.

use super::calls::keep_scorecard;
use crate::{
    call::Refused,
    draft,
    i18n::{Locale, errors, interviews as words},
    ui::toast,
};
use domain::error::Error;
use leptos::{ev, prelude::*, task::spawn_local};
use std::{collections::BTreeMap, time::Duration};
use wasm_bindgen::JsCast;

/// The form.
pub const FORM: &str = "scorecard";
/// How long nobody must have typed before it is sent.
const PAUSE: Duration = Duration::from_millis(700);
/// How long to wait before it is sent again.
const AGAIN: Duration = Duration::from_secs(4);

/// How far what was typed has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Untouched,
    Typing,
    Kept,
    Offline,
    Behind,
}

fn form() -> Option<web_sys::HtmlFormElement> {
    document().get_element_by_id(FORM)?.dyn_into().ok()
}

/// Whether somebody typed what has this name.
fn is_typed(name: &str) -> bool {
    !matches!(name, "id" | "revision" | "back" | "typed_at")
}

/// What the form holds, under the names of its controls; none where there is no form.
fn typed() -> Option<BTreeMap<String, String>> {
    let pairs = crate::candidates::pairs(&form()?);
    Some(pairs.into_iter().filter(|(name, _)| is_typed(name)).collect())
}

/// Where a scorecard is kept in this browser, for this reader.
pub fn key(reader: &str, interview: &str) -> String {
    format!("instroom:scorecard:{reader}:{interview}")
}

/// What was kept in this browser, and how it counts.
fn kept(key: &str) -> Option<(i64, String)> {
    let kept = draft::kept(key)?;
    let (at, pairs) = kept.split_once('\n')?;
    Some((at.parse().ok()?, pairs.to_owned()))
}

fn keep_here(key: &str, at: i64) {
    let (Ok(pairs), Some(typed)) = (web_sys::UrlSearchParams::new(), typed()) else { return };
    for (name, value) in typed {
        pairs.append(&name, &value);
    }
    draft::keep(key, &format!("{at}\n{}", String::from(pairs.to_string())));
}

/// Fills the form with what was kept.
fn fill(pairs: &str) {
    let (Some(form), Ok(kept)) = (form(), web_sys::UrlSearchParams::new_with_str(pairs)) else { return };
    let elements = form.elements();
    // What was written about a question that is asked no more has no control, and is not lost with it.
    for name in js_sys::Array::from(&kept.keys()).iter().filter_map(|name| name.as_string()) {
        let missing = elements.named_item(&name).is_none() && name.contains('-');
        let input = missing.then(|| document().create_element("input").ok()).flatten();
        if let Some(input) = input.and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok()) {
            input.set_type("hidden");
            input.set_name(&name);
            _ = form.append_child(&input);
        }
    }
    for index in 0..elements.length() {
        let Some(control) = elements.item(index) else { continue };
        let Some(name) = control.get_attribute("name").filter(|name| is_typed(name)) else { continue };
        let value = kept.get(&name);
        if let Some(input) = control.dyn_ref::<web_sys::HtmlInputElement>() {
            match input.type_().as_str() {
                "radio" => input.set_checked(value.as_deref() == Some(&input.value()) || (value.is_none() && input.value().is_empty())),
                "checkbox" => input.set_checked(value.is_some()),
                _ => input.set_value(&value.unwrap_or_default()),
            }
        } else if let Some(text) = control.dyn_ref::<web_sys::HtmlTextAreaElement>() {
            text.set_value(&value.unwrap_or_default());
        }
    }
}

/// The question in which the focus is, else the first.
fn here() -> Option<web_sys::Element> {
    let inside = document().active_element().and_then(|focused| focused.closest(".ask").ok().flatten());
    inside.or_else(|| document().query_selector(&format!("#{FORM} .ask")).ok().flatten())
}

/// Scores the question in which one is.
fn score(value: &str) {
    let Some(ask) = here() else { return };
    let found = ask.query_selector(&format!(".scale input[value='{value}']")).ok().flatten();
    if let Some(input) = found.and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        _ = input.focus();
        input.click();
    }
}

/// Goes to the next question, or to the one before.
fn step(forward: bool) {
    let Ok(asks) = document().query_selector_all(&format!("#{FORM} .ask")) else { return };
    let inside = document().active_element().and_then(|focused| focused.closest(".ask").ok().flatten());
    let place = (0..asks.length()).find(|place| asks.item(*place).and_then(|ask| ask.dyn_into().ok()) == inside && inside.is_some());
    let to = match (place, forward) {
        (None, _) => 0,
        (Some(place), true) => place + 1,
        (Some(place), false) => place.saturating_sub(1),
    };
    let ask = asks.item(to).and_then(|ask| ask.dyn_into::<web_sys::Element>().ok());
    let found = |ask: &web_sys::Element, selector: &str| ask.query_selector(selector).ok().flatten();
    let control = ask.and_then(|ask| found(&ask, ".scale input:checked").or_else(|| found(&ask, ".scale input")));
    if let Some(control) = control.and_then(|control| control.dyn_into::<web_sys::HtmlElement>().ok()) {
        _ = control.focus();
        control.scroll_into_view();
    }
}

/// Whether one is at something else on the page, whose keys these are not.
fn elsewhere(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.tag_name() != "BODY" && element.closest(".keeper").is_ok_and(|keeper| keeper.is_none()))
}

/// Whether keys are letters there.
fn writes(target: Option<web_sys::EventTarget>) -> bool {
    let Some(element) = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return false };
    let text = element.dyn_ref::<web_sys::HtmlInputElement>().is_some_and(|input| !matches!(input.type_().as_str(), "radio" | "checkbox"));
    text || matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT")
}

/// Around the form of a scorecard. `typed_at` counts what the form shows; each letter counts one more, and a page begins at the moment, in milliseconds,
/// at which it was made: so of two browsers the one that was opened later counts more.
#[island(lazy)]
pub fn Keeper(
    locale: Locale,
    interview: String,
    reader: String,
    typed_at: i64,
    opened_at: i64,
    refused: bool,
    children: Children,
) -> impl IntoView {
    let key = StoredValue::new(key(&reader, &interview));
    let interview = StoredValue::new(interview);
    let state = RwSignal::new(State::Untouched);
    let restored = RwSignal::new(false);
    // The last letter that was typed, and the last one that the server has.
    let (last, sent) = (StoredValue::new(typed_at), StoredValue::new(typed_at));
    let awake = RwSignal::new(false);
    let sending = StoredValue::new(false);
    let send = move || {
        if sending.get_value() || last.get_value() <= sent.get_value() {
            return;
        }
        let Some(typed) = typed() else { return };
        sending.set_value(true);
        let at = last.get_value();
        spawn_local(async move {
            match keep_scorecard(interview.get_value(), Some(at), String::new(), false, typed).await {
                // Another browser of theirs counts more. Neither text takes the other's place unasked: the next letter typed here decides.
                Ok(counts) if counts > at => {
                    sent.set_value(counts);
                    if last.get_value() == at {
                        last.set_value(counts);
                        state.set(State::Behind);
                    } else {
                        last.set_value(counts + 1);
                    }
                }
                Ok(_) => {
                    sent.set_value(at);
                    if last.get_value() == at {
                        state.set(State::Kept);
                    }
                }
                // Without a connection it waits; what the server refuses for good is told once.
                Err(Refused(Error::Busy | Error::Internal(_) | Error::Throttled { .. })) => state.set(State::Offline),
                Err(Refused(error)) => {
                    sent.set_value(at);
                    toast(&errors::sentence(locale, &error), None);
                }
            }
            sending.set_value(false);
        });
    };
    let wait = StoredValue::new(None::<TimeoutHandle>);
    let wrote = move || {
        let at = opened_at.max(last.get_value()) + 1;
        last.set_value(at);
        key.with_value(|key| keep_here(key, at));
        state.set(State::Typing);
        if let Some(wait) = wait.get_value() {
            wait.clear();
        }
        wait.set_value(set_timeout_with_handle(send, PAUSE).ok());
    };
    let keys = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || writes(event.target()) || elsewhere(event.target()) {
            return;
        }
        match event.key().as_str() {
            digit @ ("1" | "2" | "3" | "4") => score(digit),
            "0" => score(""),
            "j" | "J" => step(true),
            "k" | "K" => step(false),
            _ => return,
        }
        event.prevent_default();
    };
    let submit = move |event: ev::SubmitEvent| {
        if window().navigator().on_line() {
            // What is handed in, or refused and shown again, need not come back from this browser.
            sent.set_value(last.get_value());
        } else {
            event.prevent_default();
            toast(words::NOT_OFFLINE.get(locale), None);
        }
    };
    Effect::new(move |_| {
        awake.set(true);
        let here = key.with_value(|key| kept(key));
        if form().is_some_and(|form| draft::touched(&form)) {
            // What was typed before this code arrived counts more than what was kept.
            wrote();
        } else if let Some((at, pairs)) = here.filter(|(at, _)| *at > typed_at && !refused) {
            fill(&pairs);
            last.set_value(at);
            restored.set(true);
            send();
        }
        let tick = set_interval_with_handle(send, AGAIN).ok();
        let online = window_event_listener(ev::online, move |_| send());
        let keyboard = window_event_listener(ev::keydown, keys);
        on_cleanup(move || {
            if let Some(tick) = tick {
                tick.clear();
            }
            online.remove();
            keyboard.remove();
        });
    });
    let told = move || match state.get() {
        State::Untouched if restored.get() => words::RESTORED.get(locale),
        State::Untouched => "",
        State::Typing => words::SAVING.get(locale),
        State::Kept => words::SAVED.get(locale),
        State::Offline => words::OFFLINE.get(locale),
        State::Behind => words::BEHIND.get(locale),
    };
    view! {
        <div class="keeper" class=("keeper-awake", awake) on:input=move |_| wrote() on:submit=submit>
            {children()}
            <div class="keeper-told" role="status">
                {move || {
                    let text = told();
                    let waits = matches!(state.get(), State::Offline | State::Behind);
                    (!text.is_empty()).then(|| view! { <p class="keeper-state" class=("keeper-offline", waits)>{text}</p> })
                }}
            </div>
        </div>
    }
}
