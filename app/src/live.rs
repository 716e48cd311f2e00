//! Keeps the parts of a page that stand outside of islands as they are now: the server says that something happened, and they are asked for
//! again. Without this island a reload does it.

use leptos::{ev, prelude::*, task::spawn_local};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// Sent to the window when something happened to the file: islands renew themselves.
pub const CHANGED: &str = "instroom:changed";

type Handler = Closure<dyn FnMut(web_sys::MessageEvent)>;

/// What the server made of an address.
pub enum Answer {
    /// The page, and the address that it has in the end.
    Page(web_sys::Document, String),
    /// There is a page, which says why it shows nothing.
    Refused,
    /// The server was not reached, or has no answer now.
    None,
}

/// The page at an address of this site as the server has it now.
pub async fn page(address: &str) -> Answer {
    match answered(address).await {
        Some((Some(page), address)) => Answer::Page(page, address),
        Some((None, _)) => Answer::Refused,
        None => Answer::None,
    }
}

async fn answered(address: &str) -> Option<(Option<web_sys::Document>, String)> {
    let headers = web_sys::Headers::new().ok()?;
    headers.set("Accept", "text/html").ok()?;
    let how = web_sys::RequestInit::new();
    how.set_headers(&headers);
    let answer = JsFuture::from(window().fetch_with_str_and_init(address, &how)).await.ok()?;
    let answer: web_sys::Response = answer.dyn_into().ok()?;
    if answer.status() >= 500 {
        return None;
    }
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    let page = web_sys::DomParser::new().ok()?.parse_from_string(&text, web_sys::SupportedType::TextHtml).ok()?;
    Some((Some(page).filter(|_| answer.ok()), answer.url()))
}

/// This page as the server has it now.
pub async fn fetched() -> Option<web_sys::Document> {
    let address = window().location().href().ok()?;
    match page(&address).await {
        Answer::Page(page, _) => Some(page),
        Answer::Refused | Answer::None => None,
    }
}

/// Puts what the server has now into the place with this id, unless somebody is in it, or has opened a form in it.
pub fn replace(now: &web_sys::Document, id: &str) {
    let (Some(here), Some(there)) = (document().get_element_by_id(id), now.get_element_by_id(id)) else { return };
    let focused = document().active_element().is_some_and(|focused| here.contains(Some(&focused)));
    let writing = here.query_selector("details[open] form").is_ok_and(|form| form.is_some());
    if !focused && !writing && here.inner_html() != there.inner_html() {
        here.set_inner_html(&there.inner_html());
    }
}

/// Watches a file (`candidate=ID`) or a request (`request=ID`) from this place in the log on, renews the element with this id, if there is one, and tells
/// the islands of the page by [`CHANGED`].
#[cfg(feature = "ssr")]
pub fn watch(watched: &str, since: i64, renews: Option<&'static str>) -> AnyView {
    view! { <span hidden id=LIVE data-watched=watched.to_owned() data-since=since.to_string() data-renews=renews><Live/></span> }.into_any()
}

/// Where a page says what it watches.
const LIVE: &str = "live";

/// Watches what the page says. One connection, and none while the page is hidden: browsers have six for a site.
#[island]
pub fn Live() -> impl IntoView {
    Effect::new(move |_| {
        let said = |name: &str| document().get_element_by_id(LIVE).and_then(|element| element.get_attribute(name)).unwrap_or_default();
        let (watched, renews) = (said("data-watched"), said("data-renews"));
        let source: Rc<RefCell<Option<(web_sys::EventSource, Handler)>>> = Rc::default();
        let since = StoredValue::new(said("data-since").parse().unwrap_or(0_i64));
        let close = {
            let source = Rc::clone(&source);
            move || {
                if let Some((open, _)) = source.borrow_mut().take() {
                    open.close();
                }
            }
        };
        let open = {
            let (source, watched, renews) = (Rc::clone(&source), watched.clone(), renews.clone());
            move || {
                let address = format!("/live?{watched}&since={}", since.get_value());
                let Ok(events) = web_sys::EventSource::new(&address) else { return };
                let renews = renews.clone();
                let told: Handler = Closure::new(move |event: web_sys::MessageEvent| {
                    if let Some(position) = event.data().as_string().and_then(|position| position.parse().ok()) {
                        since.set_value(position);
                    }
                    let renews = renews.clone();
                    if let Ok(changed) = web_sys::Event::new(CHANGED) {
                        _ = window().dispatch_event(&changed);
                    }
                    if !renews.is_empty() {
                        spawn_local(async move {
                            if let Some(now) = fetched().await {
                                replace(&now, &renews);
                            }
                        });
                    }
                });
                events.set_onmessage(Some(told.as_ref().unchecked_ref()));
                *source.borrow_mut() = Some((events, told));
            }
        };
        if !document().hidden() {
            open();
        }
        let (opened, closed) = (open.clone(), close.clone());
        let seen = window_event_listener(ev::visibilitychange, move |_| {
            closed();
            if !document().hidden() {
                opened();
            }
        });
        // A page that is left and kept for "back" holds no connection.
        let left = window_event_listener(ev::pagehide, move |_| close());
        let back = window_event_listener(ev::pageshow, move |event| {
            if event.persisted() {
                open();
            }
        });
        on_cleanup(move || {
            seen.remove();
            left.remove();
            back.remove();
        });
    });
    view! { <span hidden></span> }
}
