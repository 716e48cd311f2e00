//! Questions are dragged to another place, or moved with Alt and an arrow. The menu of each question does the same without this island.

use super::calls::order_questions;
use crate::{
    call::Refused,
    i18n::{Locale, errors, task_groups as words},
    ui::{Undo, toast},
};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

/// What an order is changed with.
#[derive(Clone, Copy)]
struct Hand {
    locale: Locale,
    group: i64,
    /// Of the question bank; another one after each move.
    version: RwSignal<i64>,
    /// The question that is being dragged.
    held: RwSignal<Option<String>>,
    /// The order that the server has, while another is on its way.
    sending: StoredValue<Option<Vec<String>>>,
}

/// The row that an event is about.
fn row(target: Option<web_sys::EventTarget>) -> Option<web_sys::Element> {
    target?.dyn_into::<web_sys::Element>().ok()?.closest("[data-task]").ok().flatten()
}

fn named(row: &web_sys::Element) -> Option<String> {
    row.get_attribute("data-task")
}

/// The questions in the order in which they stand.
fn order() -> Vec<String> {
    let Ok(rows) = document().query_selector_all("[data-task]") else { return Vec::new() };
    (0..rows.length()).filter_map(|place| named(rows.item(place)?.dyn_ref()?)).collect()
}

fn find(task: &str) -> Option<web_sys::Element> {
    document().query_selector(&format!("[data-task='{task}']")).ok().flatten()
}

/// Puts the rows into this order.
fn lay(order: &[String]) {
    for task in order {
        if let Some((row, list)) = find(task).and_then(|row| Some((row.clone(), row.parent_element()?))) {
            _ = list.append_child(&row);
        }
    }
}

/// The forms about the whole of it are about this version now.
fn refresh(version: i64) {
    let Ok(inputs) = document().query_selector_all("form[action*='do=move_task_group'] input[name=version]") else { return };
    for place in 0..inputs.length() {
        if let Some(input) = inputs.item(place).and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok()) {
            input.set_value(&version.to_string());
        }
    }
}

impl Hand {
    /// Says the order in which the rows stand now, and takes it back if it is refused. What is moved while an answer is awaited is said afterwards.
    fn keep(self, before: Vec<String>) {
        if order() == before || self.sending.with_value(Option::is_some) {
            return;
        }
        self.sending.set_value(Some(before.clone()));
        spawn_local(async move {
            let (mut had, result) = (
                before.clone(),
                loop {
                    let now = order();
                    match order_questions(self.group.to_string(), self.version.get_untracked(), now.join(",")).await {
                        Ok(version) => {
                            self.version.set(version);
                            self.sending.set_value(Some(now.clone()));
                            if order() == now {
                                break Ok(version);
                            }
                        }
                        Err(refused) => break Err(refused),
                    }
                },
            );
            if let Some(last) = self.sending.get_value() {
                had = last;
            }
            self.sending.set_value(None);
            match result {
                Ok(version) => {
                    refresh(version);
                    let back: Undo = Box::new(move || {
                        let now = order();
                        lay(&before);
                        self.keep(now);
                    });
                    toast(words::MOVED.get(self.locale), Some(back));
                }
                Err(Refused(error)) => {
                    lay(&had);
                    toast(&errors::sentence(self.locale, &error), None);
                }
            }
        });
    }

    /// Moves a row one place.
    fn step(self, row: &web_sys::Element, up: bool) {
        let (before, list) = (order(), row.parent_element());
        let other = if up { row.previous_element_sibling() } else { row.next_element_sibling() };
        let (Some(list), Some(other)) = (list, other) else { return };
        let place = if up { Some(other) } else { other.next_element_sibling() };
        let focused = document().active_element();
        _ = list.insert_before(row, place.as_deref());
        // What is taken out of the page, if only for a moment, loses the focus.
        if let Some(focused) = focused.and_then(|focused| focused.dyn_into::<web_sys::HtmlElement>().ok()) {
            _ = focused.focus();
        }
        self.keep(before);
    }
}

/// The list of questions, around which one drags.
#[island(lazy)]
pub fn Arrange(locale: Locale, group: i64, version: i64, children: Children) -> impl IntoView {
    let hand = Hand { locale, group, version: RwSignal::new(version), held: RwSignal::new(None), sending: StoredValue::new(None) };
    let before = StoredValue::new(Vec::new());
    // A row can be dragged by its grip alone, so that its text can still be selected.
    let press = move |event: ev::PointerEvent| {
        let grip = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let grip = grip.and_then(|element| element.closest(".question-grip").ok().flatten());
        if let Some(row) = grip.and_then(|grip| grip.closest("[data-task]").ok().flatten()) {
            _ = row.set_attribute("draggable", "true");
        }
    };
    let start = move |event: ev::DragEvent| {
        let Some(row) = row(event.target()) else { return };
        before.set_value(order());
        hand.held.set(named(&row));
        _ = row.class_list().add_1("question-held");
        if let Some(transfer) = event.data_transfer() {
            transfer.set_effect_allowed("move");
            _ = transfer.set_data("text/plain", &named(&row).unwrap_or_default());
        }
    };
    let over = move |event: ev::DragEvent| {
        let Some(held) = hand.held.get_untracked().as_deref().and_then(find) else { return };
        event.prevent_default();
        let Some(under) = row(event.target()).filter(|under| under != &held) else { return };
        let (place, list) = (under.get_bounding_client_rect(), under.parent_element());
        let below = f64::from(event.client_y()) > place.top() + place.height() / 2.0;
        let next = if below { under.next_element_sibling() } else { Some(under) };
        if let Some(list) = list {
            _ = list.insert_before(&held, next.as_deref());
        }
    };
    let release = move || {
        if let Ok(Some(row)) = document().query_selector("[data-task][draggable]") {
            _ = row.remove_attribute("draggable");
        }
    };
    let end = move |event: ev::DragEvent| {
        let Some(held) = hand.held.get_untracked().as_deref().and_then(find) else { return };
        release();
        _ = held.class_list().remove_1("question-held");
        hand.held.set(None);
        // Escape, or a drop elsewhere: nothing was moved.
        if event.data_transfer().is_some_and(|transfer| transfer.drop_effect() == "none") {
            lay(&before.get_value());
        } else {
            hand.keep(before.get_value());
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        let up = event.key() == "ArrowUp";
        if !event.alt_key() || !(up || event.key() == "ArrowDown") {
            return;
        }
        if let Some(row) = row(event.target()) {
            event.prevent_default();
            hand.step(&row, up);
        }
    };
    view! {
        <div class="arrange" on:pointerdown=press
            on:pointerup=move |_: ev::PointerEvent| release() on:dragstart=start on:dragover=over on:drop=move |event: ev::DragEvent| event.prevent_default() on:dragend=end on:keydown=keys>
            {children()}
        </div>
    }
}
