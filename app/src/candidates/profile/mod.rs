//! A person's file as one living thing: what is saved in one place shows in all others. Every link and form in it also works without this island.

mod facts;
mod head;
mod timeline;

use super::{
    calls::{read_candidate, undo_change},
    sheet::{Saved, Sheet},
};
use crate::{
    call::{Posted, Refused},
    i18n::{Locale, Text, candidates as words, errors, history},
    live::CHANGED,
    ui::{Undo, toast},
};
use domain::error::{Conflict, Error};
use leptos::{ev, prelude::*, task::spawn_local};
use std::{collections::BTreeMap, future::Future, time::Duration};
use wasm_bindgen::JsCast;

/// What is being edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// An attribute of the file.
    Field(String),
    /// A note.
    Note(String),
}

impl What {
    /// As the address says it: `?edit=position`, `?edit=note:ID`.
    fn read(text: &str) -> Option<Self> {
        match text.strip_prefix("note:") {
            _ if text.is_empty() => None,
            Some(note) => Some(Self::Note(note.to_owned())),
            None => Some(Self::Field(text.to_owned())),
        }
    }

    /// The id of the place in the page.
    fn place(&self) -> String {
        match self {
            Self::Field(name) => format!("edit-{name}"),
            Self::Note(note) => format!("note-{note}"),
        }
    }
}

/// A form that is open, with what was typed in it if it was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    pub what: What,
    pub typed: BTreeMap<String, String>,
    pub error: Option<Error>,
}

impl Open {
    /// The version that the writer saw: what is brought back after it was closed may be older than what stands there now.
    pub fn version(&self, now: i64) -> i64 {
        let seen = self.typed.get("version").and_then(|version| version.parse().ok());
        seen.filter(|_| self.error.is_none()).unwrap_or(now)
    }
}

/// What the parts of a file share.
#[derive(Clone, Copy)]
pub struct Desk {
    pub locale: Locale,
    pub sheet: RwSignal<Sheet>,
    /// The one form that is open beside the composer.
    pub open: RwSignal<Option<Open>>,
    /// An answer is awaited.
    busy: RwSignal<bool>,
    /// Something was typed in the open form.
    pub touched: StoredValue<bool>,
    /// Something stands in the composer.
    pub unsaved: StoredValue<bool>,
    /// What others did is not shown yet.
    behind: StoredValue<bool>,
}

/// Until one looks again whether what others did can be shown.
const PATIENCE: Duration = Duration::from_secs(2);

impl Desk {
    fn new(locale: Locale, sheet: Sheet, edit: &str, posted: &Posted) -> Self {
        let refused = matches!(posted.action.as_str(), "edit_candidate" | "edit_note");
        let (typed, error) = if refused { (posted.values.clone(), posted.error.clone()) } else { Default::default() };
        let open = What::read(edit).map(|what| Open { what, typed, error });
        Self {
            locale,
            sheet: RwSignal::new(sheet),
            open: RwSignal::new(open),
            busy: RwSignal::new(false),
            touched: StoredValue::new(false),
            unsaved: StoredValue::new(false),
            behind: StoredValue::new(false),
        }
    }

    /// Opens a form in place of the link that was clicked.
    fn edit(self, click: &ev::MouseEvent, what: What) {
        if click.ctrl_key() || click.meta_key() || click.shift_key() || self.busy.get_untracked() {
            return;
        }
        click.prevent_default();
        let place = what.place();
        self.touched.set_value(false);
        self.open.set(Some(Open { what, typed: BTreeMap::new(), error: None }));
        focus(place, "input:not([type=hidden]), select, textarea");
    }

    /// Closes the open form; what was typed in it can be brought back.
    fn close(self) {
        let Some(open) = self.open.get_untracked() else { return };
        let place = open.what.place();
        if self.touched.get_value() {
            let open = Open { typed: typed_in(&place), error: None, ..open };
            let back = move || {
                self.touched.set_value(true);
                self.open.set(Some(open));
            };
            toast(words::NOT_SAVED.get(self.locale), Some(Box::new(back)));
        }
        self.touched.set_value(false);
        self.open.set(None);
        focus(place, "a");
    }

    /// Escape closes the open form.
    pub fn escape(self, key: &ev::KeyboardEvent) {
        if key.key() == "Escape" {
            key.prevent_default();
            self.close();
        }
    }

    /// The button that closes the open form.
    pub fn cancel(self, href: String, label: Text) -> AnyView {
        let close = move |click: ev::MouseEvent| {
            click.prevent_default();
            self.close();
        };
        view! { <a class="button button-bare" href=href on:click=close>{label.get(self.locale)}</a> }.into_any()
    }

    /// Sends what an open form says. The form closes at once, and comes back with what was typed if it is refused.
    pub fn send(self, call: impl Future<Output = Result<Saved, Refused>> + 'static, again: Open, done: &'static str) {
        if self.busy.get_untracked() {
            return;
        }
        let before = self.sheet.get_untracked();
        let place = again.what.place();
        self.busy.set(true);
        self.promise(&again);
        self.touched.set_value(false);
        self.open.set(None);
        focus(place.clone(), "a");
        spawn_local(async move {
            match call.await {
                Ok(saved) => self.take(saved, done),
                Err(Refused(error)) => {
                    let now = if matches!(error, Error::Conflict(Conflict::Stale { .. })) { self.now(&before).await } else { before };
                    self.sheet.set(now);
                    self.touched.set_value(true);
                    self.open.set(Some(Open { error: Some(error), ..again }));
                    focus(place, "[aria-invalid], input:not([type=hidden]), select, textarea");
                }
            }
            self.busy.set(false);
        });
    }

    /// Shows an attribute as it will be.
    fn promise(self, sent: &Open) {
        if let What::Field(name) = &sent.what {
            self.sheet.update(|sheet| {
                let people = &sheet.people;
                if let Some(cell) = sheet.cells.iter_mut().find(|cell| cell.name == *name) {
                    facts::promise(self.locale, cell, &sent.typed, people);
                }
            });
        }
    }

    /// The file as it is now; as it was, if that cannot be told.
    async fn now(self, before: &Sheet) -> Sheet {
        read_candidate(before.id.clone(), is_whole()).await.map_or_else(|_| before.clone(), |saved| saved.sheet)
    }

    /// Shows what was saved, and offers to take it back.
    pub fn take(self, saved: Saved, done: &str) {
        self.sheet.set(saved.sheet);
        let undo = saved.undo.map(|change| Box::new(move || self.undo(change)) as Undo);
        toast(done, undo);
    }

    /// Takes a change back.
    fn undo(self, change: String) {
        let id = self.sheet.with_untracked(|sheet| sheet.id.clone());
        spawn_local(async move {
            match undo_change(id, change).await {
                Ok(saved) => self.take(saved, history::UNDONE.get(self.locale)),
                Err(Refused(error)) => toast(&errors::sentence(self.locale, &error), None),
            }
        });
    }

    /// Nobody is in the midst of something that would be taken from under their hands.
    fn is_at_rest(self) -> bool {
        let writing = ":is(input, select, textarea):focus";
        let focused = || document().query_selector(&format!("#facts {writing}, #timeline li {writing}"));
        !self.busy.get_untracked() && self.open.with_untracked(Option::is_none) && focused().is_ok_and(|focused| focused.is_none())
    }

    /// Shows what others did, as soon as nobody is at it here.
    fn catch_up(self) {
        if self.behind.get_value() {
            return;
        }
        self.behind.set_value(true);
        self.try_to_catch_up();
    }

    fn try_to_catch_up(self) {
        if !self.is_at_rest() {
            return set_timeout(move || self.try_to_catch_up(), PATIENCE);
        }
        self.behind.set_value(false);
        spawn_local(async move {
            let before = self.sheet.get_untracked();
            let now = match read_candidate(before.id.clone(), is_whole()).await {
                Ok(now) => now.sheet,
                // Without a connection it is tried again; whoever may not read it any more reads what they have.
                Err(Refused(Error::Busy | Error::Internal(_) | Error::Throttled { .. })) => {
                    self.behind.set_value(true);
                    return set_timeout(move || self.try_to_catch_up(), PATIENCE);
                }
                Err(_) => return,
            };
            let unchanged = self.sheet.with_untracked(|sheet| *sheet == before);
            // What was done here meanwhile is newer, or comes again.
            match unchanged && self.is_at_rest() {
                _ if now == before => {}
                true => self.sheet.set(now),
                false => self.catch_up(),
            }
        });
    }

    /// Leaving would lose something.
    fn warns(self) -> bool {
        self.unsaved.get_value() || (self.touched.get_value() && self.open.with_untracked(Option::is_some))
    }
}

/// Whether the page shows the older entries too: `?all=true`.
fn is_whole() -> bool {
    let query = window().location().search().ok().and_then(|search| web_sys::UrlSearchParams::new_with_str(&search).ok());
    query.is_some_and(|query| query.has("all"))
}

/// What the form in this place holds.
fn typed_in(place: &str) -> BTreeMap<String, String> {
    let form = document().query_selector(&format!("[id='{place}'] form")).ok().flatten();
    let form = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
    form.map(|form| pairs(&form)).unwrap_or_default()
}

/// The values of a form, by their names.
pub fn pairs(form: &web_sys::HtmlFormElement) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let Ok(data) = web_sys::FormData::new_with_form(form) else { return values };
    for entry in data.entries().into_iter().flatten() {
        let pair = js_sys::Array::from(&entry);
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            values.insert(name, value);
        }
    }
    values
}

/// Moves the focus into a place of the page, once it is drawn.
fn focus(place: String, selector: &'static str) {
    request_animation_frame(move || {
        let Some(place) = document().get_element_by_id(&place) else { return };
        if let Some(found) = place.query_selector(selector).ok().flatten() {
            _ = found.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    });
}

/// N writes a note, E edits.
fn shortcut(event: &ev::KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let typing = target.is_some_and(|target| target.matches("input, select, textarea").unwrap_or(false));
    if typing || event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return;
    }
    match event.key().as_str() {
        "n" => {
            event.prevent_default();
            focus("timeline".to_owned(), "textarea");
        }
        "e" => focus("facts".to_owned(), ".cell-edit"),
        _ => {}
    }
}

/// A person's file. `edit` is what the address asks to edit, `posted` a form of this page that was refused.
#[island(lazy)]
pub fn Profile(locale: Locale, sheet: Sheet, edit: String, posted: Posted) -> impl IntoView {
    let desk = Desk::new(locale, sheet, &edit, &posted);
    Effect::new(move |_| {
        let leaving = window_event_listener(ev::beforeunload, move |event| {
            if desk.warns() {
                event.prevent_default();
            }
        });
        let keys = window_event_listener(ev::keydown, |event| shortcut(&event));
        let changed = window_event_listener_untyped(CHANGED, move |_| desk.catch_up());
        on_cleanup(move || {
            changed.remove();
            leaving.remove();
            keys.remove();
        });
    });
    view! {
        {head::head(desk)}
        <div class="file">
            {facts::facts(desk)}
            {timeline::timeline(desk, &posted)}
        </div>
    }
}
