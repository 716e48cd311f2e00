//! What the browser starts: the islands of the page, and nothing around them.
#![cfg(target_arch = "wasm32")]

#[expect(unused_imports, reason = "islands are found by their exported names; naming them here keeps them in the bundle")]
use app::islands::*;

#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
