//! What people expect of menus and dialogs, beyond what every browser does by itself.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

fn element(target: Option<web_sys::EventTarget>) -> Option<web_sys::Element> {
    target.and_then(|target| target.dyn_into().ok())
}

/// Closes the open menus, except the one around `inside`.
fn close_menus(inside: Option<&web_sys::Element>) -> bool {
    let Ok(Some(menu)) = document().query_selector("details.menu[open]") else { return false };
    if inside.is_some_and(|inside| menu.contains(Some(inside))) {
        return false;
    }
    let focused = document().active_element().is_some_and(|focused| menu.contains(Some(&focused)));
    _ = menu.remove_attribute("open");
    if focused && let Some(summary) = element(menu.first_element_child().map(Into::into)) {
        _ = summary.unchecked_into::<web_sys::HtmlElement>().focus();
    }
    true
}

/// Opens the dialog of a button in every browser alike. The click ends here, or a browser that knows `command` would open it once more.
fn open_dialog(click: &ev::MouseEvent, clicked: &web_sys::Element) -> Option<()> {
    let button = clicked.closest("button").ok()??;
    if button.get_attribute("command")? != "show-modal" {
        return None;
    }
    let dialog = document().get_element_by_id(&button.get_attribute("commandfor")?)?;
    let dialog = dialog.dyn_into::<web_sys::HtmlDialogElement>().ok()?;
    click.prevent_default();
    dialog.show_modal().ok()
}

/// Says on the document that the islands answer: this one is the last of a page, and effects run in the order of their islands.
fn awake() {
    if let Some(root) = document().document_element() {
        _ = root.set_attribute("data-islands", "awake");
    }
}

/// Menus close on Escape and on a click elsewhere; dialogs open in older browsers too. One on each page, from the shell; shows nothing.
#[island]
pub fn Manners() -> impl IntoView {
    Effect::new(|_| {
        let clicks = window_event_listener(ev::click, |event| {
            let clicked = element(event.target());
            close_menus(clicked.as_ref());
            _ = clicked.as_ref().and_then(|clicked| open_dialog(&event, clicked));
        });
        let keys = window_event_listener(ev::keydown, |event| {
            if event.key() == "Escape" && close_menus(None) {
                event.prevent_default();
            }
        });
        awake();
        on_cleanup(move || {
            clicks.remove();
            keys.remove();
        });
    });
    view! { <span hidden></span> }
}
