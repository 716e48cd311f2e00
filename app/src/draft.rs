//! What is being typed, kept in this browser until it is saved.

use leptos::prelude::*;

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
            let element = all.item(index).and_then(|node| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(node).ok());
            if let Some(key) = element.and_then(|element| element.get_attribute("data-forget")) {
                keep(&key, "");
            }
        }
    });
    view! { <span hidden></span> }
}
