//! The cards of the board as the browser has them: found, laid in order, and asked about. The server draws them.

use domain::request_candidates::Stage;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The place of the board, which the server draws.
pub const BOARD: &str = "shortlist-board";
/// The dialog that asks why.
pub const DIALOG: &str = "move-dialog";
/// The title above it.
pub const TITLE: &str = "shortlist-title";
/// In the dialog: who goes where.
pub const ASK: &str = "move-ask";
/// In the dialog: the question who said no.
pub const WHO: &str = "move-who";
/// In the dialog: why it was refused.
pub const REFUSAL: &str = "move-refusal";

pub fn element(target: Option<web_sys::EventTarget>) -> Option<web_sys::Element> {
    target?.dyn_into().ok()
}

/// The card that an event is about.
pub fn card_of(target: Option<web_sys::EventTarget>) -> Option<web_sys::Element> {
    element(target)?.closest("[data-standing]").ok().flatten()
}

pub fn card(id: &str) -> Option<web_sys::Element> {
    document().get_element_by_id(&format!("standing-{id}"))
}

pub fn id_of(card: &web_sys::Element) -> Option<String> {
    card.get_attribute("data-standing")
}

pub fn column_of(element: &web_sys::Element) -> Option<web_sys::Element> {
    element.closest("[data-stage]").ok().flatten()
}

pub fn stage_of(element: &web_sys::Element) -> Option<Stage> {
    column_of(element)?.get_attribute("data-stage")?.parse().ok()
}

pub fn list_of(column: &web_sys::Element) -> Option<web_sys::Element> {
    column.query_selector(".board-cards").ok().flatten()
}

pub fn column(stage: Stage) -> Option<web_sys::Element> {
    document().query_selector(&format!("#{BOARD} [data-stage='{stage}']")).ok().flatten()
}

/// The people of a column, in the order in which they stand.
pub fn order(stage: Stage) -> Vec<String> {
    let Some(cards) = column(stage).and_then(|column| column.query_selector_all("[data-standing]").ok()) else { return Vec::new() };
    (0..cards.length()).filter_map(|place| id_of(cards.item(place)?.dyn_ref()?)).collect()
}

/// Puts people into a column, in this order.
pub fn lay(stage: Stage, order: &[String]) {
    let Some(list) = column(stage).as_ref().and_then(list_of) else { return };
    for card in order.iter().filter_map(|id| card(id)) {
        _ = list.append_child(&card);
    }
}

pub fn dialog() -> Option<web_sys::HtmlDialogElement> {
    document().get_element_by_id(DIALOG)?.dyn_into().ok()
}

/// What a card's own menu says about a way: none where it has none.
pub fn way(card: &web_sys::Element, to: Stage) -> Option<web_sys::Element> {
    card.query_selector(&format!(".menu [data-to='{to}']")).ok().flatten()
}

pub fn set(form: &web_sys::Element, name: &str, value: &str) {
    let input = form.query_selector(&format!("input[name='{name}']")).ok().flatten();
    if let Some(input) = input.and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        input.set_value(value);
    }
}

/// Where the focus is on the board: in whose card.
pub fn focused() -> Option<String> {
    let active = document().active_element()?;
    active.closest(&format!("#{BOARD} [data-standing]")).ok().flatten().as_ref().and_then(id_of)
}

/// Moves the focus to what can be done with somebody.
pub fn focus(id: &str) {
    let target = card(id).and_then(|card| card.query_selector(".menu > summary").ok().flatten());
    if let Some(target) = target.and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok()) {
        _ = target.focus();
    }
}

/// Moves the focus to what has this id.
pub fn focus_on(id: &str) {
    if let Some(target) = document().get_element_by_id(id).and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok()) {
        _ = target.focus();
    }
}

/// A card, and the forms in its menu, are about this version of the standing from now on.
pub fn refresh(id: &str, version: i64) {
    let Some(card) = card(id) else { return };
    let version = version.to_string();
    _ = card.set_attribute("data-version", &version);
    let Ok(inputs) = card.query_selector_all("input[name=version]") else { return };
    for place in 0..inputs.length() {
        if let Some(input) = inputs.item(place).and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok()) {
            input.set_value(&version);
        }
    }
}

/// How far the board is scrolled to its end.
pub fn scrolled(place: &web_sys::Element) -> i32 {
    place.query_selector(".board").ok().flatten().map_or(0, |board| board.scroll_left())
}

/// Scrolls the board there.
pub fn scroll(place: &web_sys::Element, to: i32) {
    if let Ok(Some(board)) = place.query_selector(".board") {
        board.set_scroll_left(to);
    }
}

/// Closes the menu of a card.
pub fn close(card: &web_sys::Element) {
    if let Ok(Some(menu)) = card.query_selector(".menu[open]") {
        _ = menu.remove_attribute("open");
    }
}

/// Puts words into a place of the page.
pub fn say(place: &str, words: &str) {
    if let Some(place) = document().get_element_by_id(place) {
        place.set_text_content(Some(words));
    }
}
