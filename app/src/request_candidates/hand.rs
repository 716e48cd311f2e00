//! The hand that moves people on the board: by dragging, by their menus, by keys. What it does shows at once, can be taken back, and follows what others do.
//! Without this island every menu still works.

use super::{
    calls::{Moved, arrange_standings, move_standing, remove_standing, undo_standing},
    cards::{
        ASK, BOARD, DIALOG, REFUSAL, TITLE, WHO, card, card_of, close, column, dialog, element, focus, focus_on, focused, id_of, list_of,
        order, refresh, say, scroll, scrolled, set, stage_of, way,
    },
};
use crate::{
    call::Refused,
    candidates::pairs,
    i18n::{Locale, errors, fields, history, request_candidates as words, words::Named},
    live::{CHANGED, fetched, replace},
    ui::{Undo, toast},
};
use domain::{error::Error, request_candidates::Stage};
use leptos::{ev, prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// What else of the page follows what happens to the request.
const AROUND: [&str; 3] = ["request-now", "client-view", "propose"];
/// Until one looks again whether the board can be drawn anew.
const PATIENCE: Duration = Duration::from_millis(700);
/// Until a second move of the same person is tried.
const SOON: Duration = Duration::from_millis(50);

fn typing(event: &ev::KeyboardEvent) -> bool {
    element(event.target()).is_some_and(|target| target.matches("input, select, textarea").unwrap_or(false))
}

/// What moves people, and what it is at.
#[derive(Clone, Copy)]
pub struct Hand {
    locale: Locale,
    /// Who is being dragged, with the column they come from and who stood in it.
    pub held: StoredValue<Option<(String, Stage, Vec<String>)>>,
    /// A card is pressed, and may be about to be dragged.
    pub pressed: StoredValue<bool>,
    /// Who is on their way to another stage.
    moving: StoredValue<Vec<String>>,
    /// Answers that are awaited.
    awaited: StoredValue<u32>,
    /// The board is older than what the server has.
    behind: StoredValue<bool>,
}

impl Hand {
    /// Nobody is in the midst of something that would be taken from under their hands.
    fn is_at_rest(self) -> bool {
        let open = || document().query_selector(&format!("#{BOARD} .menu[open]")).is_ok_and(|menu| menu.is_some());
        let asking = || dialog().is_some_and(|dialog| dialog.open());
        let dragging = self.pressed.get_value() || self.held.with_value(Option::is_some);
        self.awaited.get_value() == 0 && !dragging && !open() && !asking()
    }

    /// Draws the board as the server has it, as soon as nobody is at it here.
    fn renew(self) {
        if self.behind.get_value() {
            return;
        }
        self.behind.set_value(true);
        self.try_to_renew();
    }

    fn try_to_renew(self) {
        if !self.is_at_rest() {
            return set_timeout(move || self.try_to_renew(), PATIENCE);
        }
        self.behind.set_value(false);
        spawn_local(async move {
            let Some(now) = fetched().await else { return };
            // Something began meanwhile: it is drawn when that is over.
            if !self.is_at_rest() {
                return self.renew();
            }
            for place in AROUND {
                replace(&now, place);
            }
            let (Some(here), Some(there)) = (document().get_element_by_id(BOARD), now.get_element_by_id(BOARD)) else { return };
            if here.inner_html() != there.inner_html() {
                let (who, at) = (focused(), scrolled(&here));
                here.set_inner_html(&there.inner_html());
                scroll(&here, at);
                if let Some(who) = who {
                    focus(&who);
                }
            }
        });
    }

    fn told(self, refused: &Error) -> String {
        match refused {
            Error::Invalid(flaws) => {
                let told = |flaw: &domain::error::FieldError| {
                    format!("{}: {}", fields::label(self.locale, &flaw.field), errors::flaw(self.locale, &flaw.flaw))
                };
                flaws.0.iter().map(told).collect::<Vec<_>>().join(" ")
            }
            other => errors::sentence(self.locale, other),
        }
    }

    /// Tells what was done, with the way to take it back.
    fn offer(self, text: &str, change: Option<String>) {
        let undo = change.map(|change| {
            Box::new(move || {
                self.awaited.update_value(|awaited| *awaited += 1);
                spawn_local(async move {
                    let done = undo_standing(change, String::new()).await;
                    self.awaited.update_value(|awaited| *awaited -= 1);
                    match done {
                        Ok(()) => toast(history::UNDONE.get(self.locale), None),
                        Err(Refused(error)) => toast(&self.told(&error), None),
                    }
                    self.renew();
                });
            }) as Undo
        });
        toast(text, undo);
    }

    /// Moves somebody: at once here, then there. `among`: the order of the column, where they were put between others.
    fn send(self, id: String, to: Stage, why: Option<(String, String)>, among: Option<Vec<String>>) {
        // Another move of the same person is on its way: the next one is about what that makes of them.
        if self.moving.with_value(|moving| moving.contains(&id)) {
            return set_timeout(move || self.send(id, to, why, among), SOON);
        }
        let Some(card) = card(&id) else { return };
        let version = card.get_attribute("data-version").and_then(|version| version.parse().ok()).unwrap_or_default();
        let name = card.get_attribute("data-name").unwrap_or_default();
        let held_focus = focused().is_some();
        let asked = why.is_some();
        close(&card);
        // Whoever was asked why may be refused for what they said: then nobody has moved yet.
        if among.is_none()
            && !asked
            && let Some(list) = column(to).as_ref().and_then(list_of)
        {
            _ = list.append_child(&card);
        }
        if held_focus {
            focus(&id);
        }
        self.awaited.update_value(|awaited| *awaited += 1);
        self.moving.update_value(|moving| moving.push(id.clone()));
        spawn_local(async move {
            let (reason, by) = why.unwrap_or_default();
            let done = move_standing(id.clone(), version, to.to_string(), reason, by, String::new()).await;
            self.moving.update_value(|moving| moving.retain(|other| *other != id));
            if let Ok(Moved { version, .. }) = &done {
                refresh(&id, *version);
            }
            if let (Ok(_), Some(among)) = (&done, among.filter(|among| among.len() > 1)) {
                // Where they stand among the others is worth no refusal of its own.
                _ = arrange_standings(among.join(",")).await;
            }
            self.awaited.update_value(|awaited| *awaited -= 1);
            match done {
                Ok(Moved { change, .. }) => {
                    if let Some(dialog) = dialog().filter(|_| asked) {
                        dialog.close();
                    }
                    self.offer(&format!("{name}: {}", to.label(self.locale)), change);
                }
                Err(Refused(error @ Error::Invalid(_))) if asked => {
                    say(REFUSAL, &self.told(&error));
                    return;
                }
                Err(Refused(error)) => {
                    if let Some(dialog) = dialog().filter(|_| asked) {
                        dialog.close();
                    }
                    toast(&self.told(&error), None);
                }
            }
            self.renew();
        });
    }

    /// Asks why somebody goes there.
    fn ask(self, card: &web_sys::Element, to: Stage) {
        let (Some(id), Some(dialog)) = (id_of(card), dialog()) else { return };
        close(card);
        // Where the focus returns to when the dialog is closed.
        focus(&id);
        let version = card.get_attribute("data-version").unwrap_or_default();
        let name = card.get_attribute("data-name").unwrap_or_default();
        // What was said of somebody else says nothing of this one.
        if let Ok(Some(form)) = dialog.query_selector("form[method='post']")
            && let Ok(form) = form.dyn_into::<web_sys::HtmlFormElement>()
        {
            form.reset();
        }
        say(ASK, &format!("{name}: {}", to.label(self.locale)));
        if let Some(who) = document().get_element_by_id(WHO) {
            _ = if to == Stage::Rejected { who.remove_attribute("hidden") } else { who.set_attribute("hidden", "") };
        }
        say(REFUSAL, "");
        for (name, value) in [("id", id.as_str()), ("version", &version), ("to", to.word())] {
            set(&dialog, name, value);
        }
        _ = dialog.show_modal();
    }

    /// Goes one of the ways that a card has; where it has none, says so.
    pub fn go(self, card: &web_sys::Element, to: Stage, among: Option<Vec<String>>) {
        let Some(id) = id_of(card) else { return };
        match way(card, to).map(|way| way.tag_name()) {
            Some(tag) if tag.eq_ignore_ascii_case("form") => self.send(id, to, None, among),
            Some(_) => self.ask(card, to),
            None if to == Stage::Placed => toast(words::NOT_PLACED.get(self.locale), None),
            None => toast(words::NO_WAY.get(self.locale), None),
        }
    }

    /// Says the order of a column; `before`: the one to go back to.
    pub fn arrange(self, order: Vec<String>, before: Vec<String>) {
        self.awaited.update_value(|awaited| *awaited += 1);
        spawn_local(async move {
            let done = arrange_standings(order.join(",")).await;
            self.awaited.update_value(|awaited| *awaited -= 1);
            match done {
                Ok(()) => toast(words::ARRANGED.get(self.locale), Some(Box::new(move || self.arrange(before, order)) as Undo)),
                Err(Refused(error)) => toast(&self.told(&error), None),
            }
            self.renew();
        });
    }

    /// Moves a card one place in its column.
    fn rank(self, card: &web_sys::Element, up: bool) {
        let Some(stage) = stage_of(card) else { return };
        let (Some(list), who) = (card.parent_element(), focused()) else { return };
        let other = if up { card.previous_element_sibling() } else { card.next_element_sibling() };
        let Some(other) = other else { return };
        let before = order(stage);
        let place = if up { Some(other) } else { other.next_element_sibling() };
        _ = list.insert_before(card, place.as_deref());
        close(card);
        // What is taken out of the page, if only for a moment, loses the focus.
        if let Some(who) = who {
            focus(&who);
        }
        self.arrange(order(stage), before);
    }

    fn remove(self, card: &web_sys::Element) {
        let Some(id) = id_of(card) else { return };
        let version = card.get_attribute("data-version").and_then(|version| version.parse().ok()).unwrap_or_default();
        let next = card.next_element_sibling().or_else(|| card.previous_element_sibling()).as_ref().and_then(id_of);
        card.remove();
        // Whoever was on it goes on beside it, or above the board.
        match next {
            Some(next) => focus(&next),
            None => focus_on(TITLE),
        }
        self.awaited.update_value(|awaited| *awaited += 1);
        spawn_local(async move {
            let done = remove_standing(id, version).await;
            self.awaited.update_value(|awaited| *awaited -= 1);
            match done {
                Ok(change) => self.offer(words::REMOVED.get(self.locale), change),
                Err(Refused(error)) => toast(&self.told(&error), None),
            }
            self.renew();
        });
    }

    /// A form of a menu, or of the dialog.
    fn submitted(self, event: &ev::SubmitEvent) {
        let Some(form) = element(event.target()).and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) else { return };
        // Whoever closes the dialog sends nothing.
        if form.get_attribute("method").as_deref() != Some("post") {
            return;
        }
        let values = pairs(&form);
        let value = |name: &str| values.get(name).cloned().unwrap_or_default();
        if form.closest(&format!("#{DIALOG}")).is_ok_and(|dialog| dialog.is_some()) {
            event.prevent_default();
            if let Ok(to) = value("to").parse() {
                self.send(value("id"), to, Some((value("reason"), value("rejected_by"))), None);
            }
            return;
        }
        let Some(card) = card_of(event.target()) else { return };
        event.prevent_default();
        match (form.get_attribute("data-to").and_then(|to| to.parse().ok()), form.get_attribute("data-rank")) {
            (Some(to), _) => self.go(&card, to, None),
            (None, Some(way)) => self.rank(&card, way == "up"),
            (None, None) => self.remove(&card),
        }
    }

    /// A way that asks why.
    fn clicked(self, event: &ev::MouseEvent) {
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let link = element(event.target()).and_then(|element| element.closest("a[data-to]").ok().flatten());
        let to = link.and_then(|link| link.get_attribute("data-to")?.parse().ok());
        if let (Some(to), Some(card)) = (to, card_of(event.target())) {
            event.prevent_default();
            self.ask(&card, to);
        }
    }

    fn pressed(self, event: &ev::KeyboardEvent) {
        let Some(card) = card_of(event.target()).filter(|_| !typing(event) && !event.ctrl_key() && !event.meta_key()) else { return };
        let key = event.key();
        let key = if key.len() == 1 { key.to_lowercase() } else { key };
        match (event.alt_key(), key.as_str()) {
            (true, key @ ("ArrowUp" | "ArrowDown")) => {
                event.prevent_default();
                self.rank(&card, key == "ArrowUp");
            }
            (false, "a") => {
                if let Some(next) = stage_of(&card).and_then(Stage::following) {
                    event.prevent_default();
                    self.go(&card, next, None);
                }
            }
            (false, "r") => {
                event.prevent_default();
                self.go(&card, Stage::Rejected, None);
            }
            _ => {}
        }
    }
}

/// The board, around which one drags. `edits`: the reader moves people; others watch.
#[island(lazy)]
pub fn Shortlist(locale: Locale, edits: bool, children: Children) -> impl IntoView {
    let hand = Hand {
        locale,
        held: StoredValue::new(None),
        pressed: StoredValue::new(false),
        moving: StoredValue::new(Vec::new()),
        awaited: StoredValue::new(0),
        behind: StoredValue::new(false),
    };
    Effect::new(move |_| {
        let changed = window_event_listener_untyped(CHANGED, move |_| hand.renew());
        // Wherever it is let go: a card that is not pressed any more keeps nothing waiting.
        let released = window_event_listener(ev::pointerup, move |_| hand.pressed.set_value(false));
        let cancelled = window_event_listener(ev::pointercancel, move |_| hand.pressed.set_value(false));
        // What shows already, and was not answered yet, would be given up without a word.
        let leaving = window_event_listener(ev::beforeunload, move |event| {
            if hand.awaited.get_value() > 0 {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            changed.remove();
            leaving.remove();
            released.remove();
            cancelled.remove();
        });
    });
    // A card can be dragged by whatever of it is no control, so that its menu stays one.
    let pressed = move |event: ev::PointerEvent| {
        // Fingers scroll, and use the menu.
        if event.pointer_type() == "touch" {
            return;
        }
        let control = element(event.target()).and_then(|element| element.closest("a, .menu").ok().flatten());
        if let Some(card) = card_of(event.target()).filter(|_| edits && control.is_none()) {
            _ = card.set_attribute("draggable", "true");
            hand.pressed.set_value(true);
        }
    };
    let released = move |event: ev::PointerEvent| {
        if let Some(card) = card_of(event.target()) {
            _ = card.remove_attribute("draggable");
        }
    };
    view! {
        <div class="shortlist" on:pointerdown=pressed on:pointerup=released
            on:submit=move |event: ev::SubmitEvent| hand.submitted(&event)
            on:click=move |event: ev::MouseEvent| hand.clicked(&event)
            on:keydown=move |event: ev::KeyboardEvent| hand.pressed(&event)
            on:dragstart=move |event: ev::DragEvent| hand.started(&event)
            on:dragover=move |event: ev::DragEvent| hand.over(&event)
            on:drop=move |event: ev::DragEvent| event.prevent_default()
            on:dragend=move |event: ev::DragEvent| hand.ended(&event)>
            {children()}
        </div>
    }
}
