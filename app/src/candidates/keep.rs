//! The form for somebody new is long: what is typed in it is kept in this browser until it is saved.

use crate::draft;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// The id of the form.
pub const FORM: &str = "new-candidate";

/// Where it is kept, for this reader.
#[cfg(feature = "ssr")]
pub fn key(reader: &str) -> String {
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

/// Around what is said once something is back: hidden until then, and the button in it puts it away.
pub const BACK: &str = "draft-back";

/// Says that what was kept is back, or does not.
fn tell(back: bool) {
    let Some(said) = document().get_element_by_id(BACK) else { return };
    _ = if back { said.remove_attribute("hidden") } else { said.set_attribute("hidden", "") };
}

/// Keeps what is typed, brings it back, and asks before it is left behind. The form says where it is kept (`data-keep`), and whether it was refused
/// (`data-refused`): then it holds what was typed already.
#[island]
pub fn KeepTyped(children: Children) -> impl IntoView {
    let key = StoredValue::new(String::new());
    let unsaved = StoredValue::new(false);
    let keep = move || {
        if let Some(form) = form() {
            let typed = typed(&form);
            unsaved.set_value(!typed.is_empty());
            key.with_value(|key| draft::keep(key, &typed));
        }
    };
    let discard = move |event: ev::MouseEvent| {
        let pressed = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let pressed = pressed.is_some_and(|target| target.closest("button").is_ok_and(|button| button.is_some()));
        if let Some(form) = form().filter(|_| pressed) {
            form.reset();
            keep();
            tell(false);
        }
    };
    Effect::new(move |_| {
        let Some(form) = form() else { return };
        key.set_value(form.get_attribute("data-keep").unwrap_or_default());
        unsaved.set_value(form.has_attribute("data-refused"));
        match key.with_value(|key| draft::kept(key)) {
            Some(kept) if typed(&form).is_empty() => {
                fill(&form, &kept);
                unsaved.set_value(true);
                tell(true);
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
    view! { <div role="status" on:click=discard>{children()}</div> }
}
