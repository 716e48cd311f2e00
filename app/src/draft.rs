//! What is being typed, kept in this browser until it is saved.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A browser may forbid storage altogether: then nothing is kept, and nothing breaks.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// What was kept, if anything.
pub fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten().filter(|text| !text.trim().is_empty())
}

/// Keeps a text; an empty one is forgotten.
pub fn keep(key: &str, text: &str) {
    let Some(storage) = storage() else { return };
    _ = if text.trim().is_empty() { storage.remove_item(key) } else { storage.set_item(key, text) };
}

/// Whether somebody has changed a form since the page came.
pub fn touched(form: &web_sys::HtmlFormElement) -> bool {
    let elements = form.elements();
    (0..elements.length()).filter_map(|index| elements.item(index)).any(|control| {
        if let Some(input) = control.dyn_ref::<web_sys::HtmlInputElement>() {
            match input.type_().as_str() {
                "radio" | "checkbox" => input.checked() != input.default_checked(),
                "hidden" => false,
                _ => input.value() != input.default_value(),
            }
        } else {
            control.dyn_ref::<web_sys::HtmlTextAreaElement>().is_some_and(|text| text.value() != text.default_value().unwrap_or_default())
        }
    })
}

/// Has the browser forget what was kept under this key.
#[cfg(feature = "ssr")]
pub fn forget(key: &str) -> AnyView {
    view! { <span hidden data-forget=key.to_owned()><Forget/></span> }.into_any()
}

/// Forgets what was kept, once it is saved. Shows nothing.
#[island]
pub fn Forget() -> impl IntoView {
    Effect::new(|_| {
        let Ok(all) = document().query_selector_all("[data-forget]") else { return };
        for index in 0..all.length() {
            let element = all.item(index).and_then(|node| node.dyn_into::<web_sys::Element>().ok());
            if let Some(key) = element.and_then(|element| element.get_attribute("data-forget")) {
                keep(&key, "");
            }
        }
    });
    view! { <span hidden></span> }
}
