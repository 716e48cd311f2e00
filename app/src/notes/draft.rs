//! What is being typed, kept in this browser until it is saved.

/// Where the unsaved note of this reader about this person is kept.
pub fn key(reader: &str, candidate: &str) -> String {
    format!("instroom:note:{reader}:{candidate}")
}

/// A browser may forbid storage altogether: then nothing is kept, and nothing breaks.
fn storage() -> Option<web_sys::Storage> {
    leptos::prelude::window().local_storage().ok().flatten()
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
