//! What was just done, and the way to take it back.

#[cfg(feature = "ssr")]
use crate::i18n::Locale;
use crate::i18n::{kit, of_page};
use leptos::{ev, prelude::*};
use std::{cell::RefCell, collections::HashMap, time::Duration};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// The event by which any island reaches [`Toasts`].
const EVENT: &str = "instroom:toast";
/// Long enough to read a sentence twice. Nothing disappears under the pointer or the focus.
const SHOWN: Duration = Duration::from_secs(8);

/// Takes back what a toast tells of.
pub type Undo = Box<dyn FnOnce()>;

/// Tells what was done. With `undo` the toast has a button for it, and Ctrl+Z presses that.
///
/// For event handlers and effects in the browser.
pub fn toast(message: &str, undo: Option<Undo>) {
    let detail = js_sys::Object::new();
    let undo = undo.map_or(JsValue::UNDEFINED, Closure::once_into_js);
    // Setting a property of a plain object, and dispatching an event, cannot fail.
    _ = js_sys::Reflect::set(&detail, &"message".into(), &message.into());
    _ = js_sys::Reflect::set(&detail, &"undo".into(), &undo);
    let init = web_sys::CustomEventInit::new();
    init.set_detail(&detail);
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict(EVENT, &init) {
        _ = window().dispatch_event(&event);
    }
}

thread_local! {
    /// The functions that take back what the toasts on show tell of. Not in a signal: one that holds what belongs to a thread, as these do,
    /// must not be dropped by another, and on the server the thread that ends a page is rarely the one that began it.
    static UNDO: RefCell<HashMap<u32, js_sys::Function>> = RefCell::default();
}

#[derive(Clone)]
struct Shown {
    id: u32,
    message: String,
    undoable: bool,
}

fn told(id: u32, event: &web_sys::Event) -> Shown {
    let detail = event.unchecked_ref::<web_sys::CustomEvent>().detail();
    let part = |name: &str| js_sys::Reflect::get(&detail, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let undo = part("undo").dyn_into().ok();
    let undoable = undo.is_some();
    if let Some(undo) = undo {
        UNDO.with_borrow_mut(|functions| functions.insert(id, undo));
    }
    Shown { id, message: part("message").as_string().unwrap_or_default(), undoable }
}

/// Removes a toast; gives what takes back what it told of.
fn forget(id: u32, shown: RwSignal<Vec<Shown>>) -> Option<js_sys::Function> {
    _ = shown.try_update(|shown| shown.retain(|it| it.id != id));
    UNDO.with_borrow_mut(|functions| functions.remove(&id))
}

/// Whether Ctrl+Z belongs to what is being typed.
fn typing(event: &ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.matches("input, select, textarea").unwrap_or(false))
}

/// Where toasts are shown: what is in it is read out as it comes. One on each page, from the shell.
#[cfg(feature = "ssr")]
pub fn toasts(locale: Locale) -> AnyView {
    view! { <section class="toasts" aria-label=kit::NOTIFICATIONS.get(locale) aria-live="polite"><Toasts/></section> }.into_any()
}

/// Shows toasts, in the language of the page. Like every island of every page it is told nothing: what reads what islands are told weighs more than they do.
#[island]
pub fn Toasts() -> impl IntoView {
    let shown = RwSignal::new(Vec::<Shown>::new());
    let next = StoredValue::new(0_u32);
    let undo = move |id: u32| {
        if let Some(function) = forget(id, shown) {
            _ = function.call0(&JsValue::UNDEFINED);
        }
    };
    Effect::new(move |_| {
        let told = window_event_listener_untyped(EVENT, move |event| {
            let id = next.get_value();
            next.set_value(id + 1);
            shown.update(|shown| shown.push(told(id, &event)));
            expire(id, shown);
        });
        let keys = window_event_listener(ev::keydown, move |event| {
            let asked = (event.ctrl_key() || event.meta_key()) && !event.shift_key() && event.key() == "z" && !typing(&event);
            let last = shown.with_untracked(|shown| shown.iter().rev().find(|it| it.undoable).map(|it| it.id));
            if let Some(id) = last.filter(|_| asked) {
                event.prevent_default();
                undo(id);
            }
        });
        on_cleanup(move || {
            told.remove();
            keys.remove();
        });
    });
    view! {
        <For each=move || shown.get() key=|it| it.id let:it>
                {
                    let (id, locale) = (it.id, of_page());
                    let button = it.undoable.then(|| {
                        view! { <button type="button" class="toast-undo" on:click=move |_| undo(id)>{kit::UNDO.get(locale)}</button> }
                    });
                    view! {
                        <div class="toast">
                            <p>{it.message}</p>
                            {button}
                            <button type="button" class="toast-close" aria-label=kit::CLOSE.get(locale) on:click=move |_| _ = forget(id, shown)>"×"</button>
                        </div>
                    }
                }
        </For>
    }
}

/// Removes a toast in time, unless somebody is at it: then it is asked again.
fn expire(id: u32, shown: RwSignal<Vec<Shown>>) {
    set_timeout(
        move || {
            let busy = document().query_selector(".toasts:is(:hover, :focus-within)").is_ok_and(|list| list.is_some());
            if busy { expire(id, shown) } else { _ = forget(id, shown) }
        },
        SHOWN,
    );
}
