//! The form for somebody new is long: what is typed in it is kept in this browser until it is saved.

use crate::{
    i18n::{Locale, notes as words},
    notes::draft,
};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// The id of the form.
pub const FORM: &str = "new-candidate";

fn key(reader: &str) -> String {
    format!("instroom:new:{reader}")
}

fn form() -> Option<web_sys::HtmlFormElement> {
    document().get_element_by_id(FORM)?.dyn_into().ok()
}

/// What was typed, as a query string of the fields that say something.
fn typed(form: &web_sys::HtmlFormElement) -> String {
    let said = |name: &str, value: &str| !value.trim().is_empty() && (name, value) != ("visibility", "normal");
    let Ok(kept) = web_sys::UrlSearchParams::new() else { return String::new() };
    for (name, value) in super::profile::pairs(form) {
        if said(&name, &value) {
            kept.append(&name, &value);
        }
    }
    String::from(kept.to_string())
}

/// Fills the form with what was kept.
fn fill(form: &web_sys::HtmlFormElement, kept: &str) {
    let Ok(kept) = web_sys::UrlSearchParams::new_with_str(kept) else { return };
    let elements = form.elements();
    for index in 0..elements.length() {
        let Some(control) = elements.item(index) else { continue };
        let Some(value) = control.get_attribute("name").and_then(|name| kept.get(&name)) else { continue };
        match control.dyn_ref::<web_sys::HtmlInputElement>() {
            Some(input) if input.type_() == "checkbox" => input.set_checked(true),
            // An input, a list or a text area: each has a value.
            _ => _ = js_sys::Reflect::set(&control, &"value".into(), &value.into()),
        }
    }
}

/// Keeps what is typed, brings it back, and asks before it is left behind. A refused form holds it already.
#[island]
pub fn KeepTyped(locale: Locale, reader: String, refused: bool) -> impl IntoView {
    let key = StoredValue::new(key(&reader));
    let restored = RwSignal::new(false);
    let unsaved = StoredValue::new(refused);
    let keep = move || {
        if let Some(form) = form() {
            let typed = typed(&form);
            unsaved.set_value(!typed.is_empty());
            key.with_value(|key| draft::keep(key, &typed));
        }
    };
    let discard = move |_| {
        if let Some(form) = form() {
            form.reset();
        }
        keep();
        restored.set(false);
    };
    Effect::new(move |_| {
        let Some(form) = form() else { return };
        match key.with_value(|key| draft::kept(key)) {
            Some(kept) if typed(&form).is_empty() => {
                fill(&form, &kept);
                unsaved.set_value(true);
                restored.set(true);
            }
            // What was typed before this code arrived, or what was refused.
            _ => keep(),
        }
        let inside = |event: &web_sys::Event| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            target.and_then(|target| target.closest("form").ok().flatten()).is_some_and(|form| form.id() == FORM)
        };
        let typing = window_event_listener(ev::input, move |event| {
            if inside(&event) {
                keep();
            }
        });
        let sending = window_event_listener(ev::submit, move |event| {
            if inside(&event) {
                unsaved.set_value(false);
            }
        });
        let leaving = window_event_listener(ev::beforeunload, move |event| {
            if unsaved.get_value() {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            typing.remove();
            sending.remove();
            leaving.remove();
        });
    });
    view! {
        <p class="row muted" role="status">
            {move || {
                restored
                    .get()
                    .then(|| {
                        view! {
                            <span>{words::DRAFT_BACK.get(locale)}</span>
                            <button type="button" class="button button-bare" on:click=discard>{words::DISCARD.get(locale)}</button>
                        }
                    })
            }}
        </p>
    }
}

/// Forgets what was kept, once it is saved. Shows nothing.
#[island]
pub fn ForgetTyped(reader: String) -> impl IntoView {
    Effect::new(move |_| draft::keep(&key(&reader), ""));
    view! { <span hidden></span> }
}
