//! A draft saves itself while it is typed. Without this island a button does it.

use super::calls::keep_request;
use crate::{
    call::Refused,
    candidates::pairs,
    draft,
    i18n::{Locale, errors, fields, requests as words},
};
use domain::{
    error::{Conflict, Error},
    requests::RequestFields,
    resource::Described,
};
use leptos::{ev, leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// The id of the form.
pub const FORM: &str = "brief-form";
/// Without another letter for so long, what was typed is sent.
const PAUSE: Duration = Duration::from_millis(700);
/// Between two attempts without a connection.
const AGAIN: Duration = Duration::from_secs(5);

/// What became of what was typed.
#[derive(Clone, PartialEq)]
enum State {
    Untouched,
    Typing,
    Kept,
    Offline,
    /// What stands in the way, by the names of the attributes.
    Refused(Vec<(String, String)>),
    /// Somebody else has saved meanwhile.
    Stale,
}

fn form() -> Option<web_sys::HtmlFormElement> {
    document().get_element_by_id(FORM)?.dyn_into().ok()
}

/// The version that the form's button sends.
fn set_version(version: i64) {
    let input = form().and_then(|form| form.query_selector("input[name=version]").ok().flatten());
    if let Some(input) = input.and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        input.set_value(&version.to_string());
    }
}

/// Saves what is typed into the brief, and asks before something unsaved is left behind. `saves`: a draft does it by itself; what others decide about is
/// saved by its button.
#[island(lazy)]
pub fn KeepBrief(locale: Locale, id: String, version: i64, saves: bool) -> impl IntoView {
    let id = StoredValue::new(id);
    let version = StoredValue::new(version);
    let state = RwSignal::new(State::Untouched);
    let (dirty, sending, sends_after) = (StoredValue::new(false), StoredValue::new(false), StoredValue::new(false));
    let send = move || {
        let Some(form) = form().filter(|_| saves && dirty.get_value() && !sending.get_value()) else { return };
        let mut typed = pairs(&form);
        typed.retain(|name, _| name != "id" && name != "version");
        dirty.set_value(false);
        sending.set_value(true);
        spawn_local(async move {
            let answer = keep_request(id.get_value(), version.get_value(), typed).await;
            sending.set_value(false);
            let next = match answer {
                Ok(now) => {
                    version.set_value(now);
                    set_version(now);
                    State::Kept
                }
                Err(Refused(Error::Busy | Error::Internal(_) | Error::Throttled { .. })) => State::Offline,
                Err(Refused(Error::Conflict(Conflict::Stale { .. }))) => State::Stale,
                Err(Refused(Error::Invalid(flaws))) => {
                    let told = flaws.0.iter().map(|flaw| {
                        let label = fields::label_in(locale, &RequestFields::RESOURCE, &flaw.field);
                        (label.to_owned(), errors::flaw(locale, &flaw.flaw))
                    });
                    State::Refused(told.collect())
                }
                Err(Refused(error)) => State::Refused(vec![(String::new(), errors::sentence(locale, &error))]),
            };
            if next != State::Kept {
                dirty.set_value(true);
            }
            // What was typed since shows as being saved, and is sent in its turn.
            if next != State::Kept || !dirty.get_value() {
                state.set(next);
            }
            let offline = state.with_untracked(|state| *state == State::Offline);
            if sends_after.get_value()
                && !offline
                && let Some(form) = self::form()
            {
                dirty.set_value(false);
                _ = form.request_submit();
            }
            sends_after.set_value(false);
        });
    };
    let wait = StoredValue::new(None::<TimeoutHandle>);
    let wrote = move || {
        dirty.set_value(true);
        if !saves {
            return;
        }
        state.set(State::Typing);
        if let Some(wait) = wait.get_value() {
            wait.clear();
        }
        wait.set_value(set_timeout_with_handle(send, PAUSE).ok());
    };
    Effect::new(move |_| {
        // What was typed before this code arrived.
        if form().is_some_and(|form| draft::touched(&form)) {
            wrote();
        }
        let inside = |event: &web_sys::Event| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let form = target.and_then(|target| target.closest("form").ok().flatten());
            // Not by its property: the form has a field called `id`, and that is what the property is then (HTML, 4.10.3).
            form.and_then(|form| form.get_attribute("id")).as_deref() == Some(FORM)
        };
        let typing = window_event_listener(ev::input, move |event| {
            if inside(&event) {
                wrote();
            }
        });
        let submitting = window_event_listener(ev::submit, move |event| {
            if !inside(&event) {
                return;
            }
            // Without a connection the page would be lost with what was typed.
            if !window().navigator().on_line() {
                event.prevent_default();
                state.set(State::Offline);
            } else if sending.get_value() {
                // What is on its way makes another version: the button waits for it.
                event.prevent_default();
                sends_after.set_value(true);
            } else {
                dirty.set_value(false);
            }
        });
        let leaving = window_event_listener(ev::beforeunload, move |event| {
            if dirty.get_value() || sending.get_value() {
                event.prevent_default();
            }
        });
        let again = set_interval_with_handle(
            move || {
                let retries = state.with_untracked(|state| matches!(state, State::Offline | State::Typing));
                if retries && wait.get_value().is_some() {
                    send();
                }
            },
            AGAIN,
        );
        on_cleanup(move || {
            typing.remove();
            submitting.remove();
            leaving.remove();
            if let Ok(again) = again {
                again.clear();
            }
        });
    });
    let told = move || match state.get() {
        State::Untouched => ().into_any(),
        State::Typing => view! { <p class="keeper-state">{words::KEEPING.get(locale)}</p> }.into_any(),
        State::Kept => view! { <p class="keeper-state">{words::KEPT.get(locale)}</p> }.into_any(),
        State::Offline => view! { <p class="keeper-state keeper-offline">{words::NO_CONNECTION.get(locale)}</p> }.into_any(),
        State::Stale => view! { <p class="keeper-state keeper-offline">{words::SOMEBODY_ELSE.get(locale)}</p> }.into_any(),
        State::Refused(flaws) => {
            let flaws = flaws
                .into_iter()
                .map(|(label, sentence)| if label.is_empty() { sentence } else { format!("{label}: {sentence}") })
                .collect::<Vec<_>>();
            let text = format!("{} {}", words::NOT_KEPT.get(locale), flaws.join(" "));
            view! { <p class="keeper-state keeper-offline">{text}</p> }.into_any()
        }
    };
    view! { <div class="keeper-told" role="status">{told}</div> }
}
