//! The form of a note, new or old.

use crate::draft;
use crate::{
    call::Posted,
    candidates::{Desk, Note, Open, What},
    i18n::{Locale, errors, fields, kit, notes as words, words as choices},
    notes::calls::{AddNote, EditNote},
    ui::{Banner, Button, Checkbox, Choice, Look, Refusal, Select, TextArea, Tone, toast},
};
use domain::{
    error::Error,
    notes::{NoteFields, NoteType, NoteVisibility},
    resource::{Described, Field as Rule},
};
use leptos::{ev, form::FromFormData, html, prelude::*, server_fn::ServerFn, task::spawn_local};
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;

/// Scores from the best to the worst.
const SCORES: [i64; 4] = [4, 3, 2, 1];

fn rule(name: &str) -> Option<&'static Rule> {
    NoteFields::RESOURCE.field(name)
}

/// The controls of a note. `prefix` keeps the ids of two forms apart.
fn controls(
    locale: Locale,
    prefix: &str,
    values: &BTreeMap<String, String>,
    error: Signal<Option<Error>>,
    content: NodeRef<html::Textarea>,
) -> AnyView {
    let value = |name: &str| values.get(name).cloned().unwrap_or_default();
    let id = |name: &str| format!("{prefix}{name}");
    let wrong = move |name: &'static str| Signal::derive(move || error.with(|error| errors::at(locale, error.as_ref(), name)));
    let scores = SCORES.map(|score| Choice::new(score.to_string(), choices::score(locale, score))).to_vec();
    view! {
        <TextArea
            name="content"
            id=id("content")
            label=words::WRITE.get(locale)
            rule=rule("content")
            value=value("content")
            placeholder=words::PLACEHOLDER.get(locale)
            error=wrong("content")
            rows=3
            node_ref=content
        />
        <div class="note-options">
            <Select
                name="type"
                id=id("type")
                label=fields::label(locale, "type")
                choices=Choice::all(locale, NoteType::ALL)
                value=value("type")
                error=wrong("type")
            />
            <Select
                name="visibility"
                id=id("visibility")
                label=words::READERS.get(locale)
                choices=Choice::all(locale, NoteVisibility::ALL)
                value=value("visibility")
                error=wrong("visibility")
            />
            <Select
                name="score"
                id=id("score")
                label=fields::label(locale, "score")
                choices=scores
                empty=kit::NOT_SCORED.get(locale)
                value=value("score")
                error=wrong("score")
            />
            <Checkbox name="pinned" id=id("pinned") label=words::PIN.get(locale) checked=value("pinned") == "true"/>
        </div>
    }
    .into_any()
}

/// Ctrl+Enter sends a form of several lines.
pub fn sends(event: &ev::KeyboardEvent) {
    if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let form = target.and_then(|target| target.closest("form").ok().flatten());
        if let Some(form) = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) {
            event.prevent_default();
            _ = form.request_submit();
        }
    }
}

/// Writes a note. What is typed is kept in the browser until it is saved.
pub fn composer(desk: Desk, posted: &Posted) -> AnyView {
    let locale = desk.locale;
    let refused = if posted.action == "add_note" { posted.clone() } else { Posted::default() };
    let error = RwSignal::new(refused.error);
    let pending = RwSignal::new(false);
    let restored = RwSignal::new(false);
    let area = NodeRef::<html::Textarea>::new();
    let form = NodeRef::<html::Form>::new();
    let (id, reader) = desk.sheet.with_untracked(|sheet| (sheet.id.clone(), sheet.reader.clone()));
    let key = StoredValue::new(format!("instroom:note:{reader}:{id}"));
    let typed = move |text: &str| {
        key.with_value(|key| draft::keep(key, text));
        desk.unsaved.set_value(!text.trim().is_empty());
    };
    Effect::new(move |_| {
        let Some(area) = area.get() else { return };
        match key.with_value(|key| draft::kept(key)) {
            Some(text) if area.value().is_empty() => {
                area.set_value(&text);
                desk.unsaved.set_value(true);
                restored.set(true);
            }
            _ => typed(&area.value()),
        }
    });
    let clear = move || {
        if let Some(form) = form.get_untracked() {
            form.reset();
        }
        if let Some(area) = area.get_untracked() {
            area.set_value("");
        }
        typed("");
        restored.set(false);
        error.set(None);
    };
    let submit = move |event: ev::SubmitEvent| {
        let Ok(call) = AddNote::from_event(&event) else { return };
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        spawn_local(async move {
            let answer = call.run_on_client().await;
            pending.set(false);
            match answer {
                Ok(saved) => {
                    clear();
                    desk.take(saved, words::ADDED.get(locale));
                }
                Err(refused) => error.set(Some(refused.0)),
            }
        });
    };
    let mentions = desk.sheet.with_untracked(|sheet| {
        let names = sheet.people.iter().filter(|person| person.id != sheet.reader);
        names.map(|person| format!("@{}", person.name)).collect::<Vec<_>>()
    });
    view! {
        <form
            class="composer"
            method="post"
            novalidate=true
            action=format!("/candidates/{id}?do=add_note")
            aria-label=words::WRITE.get(locale)
            node_ref=form
            on:input=move |_| {
                if let Some(area) = area.get_untracked() {
                    typed(&area.value());
                }
            }
            on:keydown=move |event| sends(&event)
            on:submit=submit
        >
            <Refusal locale error=error/>
            <input type="hidden" name="id" value=id.clone()/>
            {controls(locale, "", &refused.values, error.into(), area)}
            <div class="row">
                <Button look=Look::Primary disabled=pending>{words::ADD.get(locale)}</Button>
                {move || {
                    restored
                        .get()
                        .then(|| {
                            view! {
                                <span class="muted" role="status">{words::DRAFT_BACK.get(locale)}</span>
                                <button type="button" class="button button-bare" on:click=move |_| clear()>{words::DISCARD.get(locale)}</button>
                            }
                        })
                }}
                <details class="mentions">
                    <summary>{words::WHO_TO_CALL.get(locale)}</summary>
                    <p class="muted" dir="auto">{mentions.join(", ")}</p>
                </details>
            </div>
        </form>
    }
    .into_any()
}

/// Changes a note of one's own.
pub fn editor(desk: Desk, note: &Note, open: Open) -> AnyView {
    let locale = desk.locale;
    let candidate = desk.sheet.with_untracked(|sheet| sheet.id.clone());
    let (id, version) = (note.id.clone(), open.version(note.version));
    let stored = || {
        let score = note.score.map(|score| score.to_string()).unwrap_or_default();
        let values = [
            ("content", note.source.clone().unwrap_or_default()),
            ("type", note.kind.clone()),
            ("visibility", note.visibility.clone()),
            ("score", score),
            ("pinned", note.pinned.to_string()),
        ];
        values.map(|(name, value)| (name.to_owned(), value)).into()
    };
    let values = if open.typed.is_empty() { stored() } else { open.typed.clone() };
    let stale = matches!(open.error, Some(Error::Conflict(domain::error::Conflict::Stale { .. })));
    let refused = open.error.as_ref().map(|error| errors::sentence(locale, error));
    let refused = refused.map(|sentence| view! { <Banner tone=Tone::Danger alert=true><p>{sentence}</p></Banner> });
    let theirs = stale.then(|| {
        view! {
            <section class="versus">
                <h3>{crate::i18n::candidates::THEIRS.get(locale)}</h3>
                <div class="prose" dir="auto" inner_html=note.html.clone()></div>
            </section>
        }
    });
    let error = Signal::stored(open.error);
    let submit = {
        let what = What::Note(id.clone());
        move |event: ev::SubmitEvent| {
            let Ok(call) = EditNote::from_event(&event) else { return };
            event.prevent_default();
            let again = Open { what: what.clone(), typed: call.written.values(), error: None };
            desk.send(call.run_on_client(), again, words::SAVED.get(locale));
        }
    };
    let here = format!("/candidates/{candidate}?edit=note:{id}");
    view! {
        <form
            class="form"
            method="post"
            novalidate=true
            action=format!("{here}&do=edit_note")
            aria-label=words::EDIT.get(locale)
            on:input=move |_| desk.touched.set_value(true)
            on:keydown=move |event| {
                sends(&event);
                desk.escape(&event);
            }
            on:submit=submit
        >
            {refused}
            {theirs}
            <input type="hidden" name="id" value=candidate.clone()/>
            <input type="hidden" name="note" value=id.clone()/>
            <input type="hidden" name="version" value=version.to_string()/>
            {controls(locale, "edit-", &values, error, NodeRef::new())}
            <div class="row">
                <Button look=Look::Primary>{kit::SAVE.get(locale)}</Button>
                {desk.cancel(format!("/candidates/{candidate}#note-{id}"), kit::CANCEL)}
            </div>
        </form>
    }
    .into_any()
}

/// Says that a note is gone before the server does, and brings it back if the server disagrees.
pub fn delete(desk: Desk, event: &ev::SubmitEvent, note: &str) {
    let Ok(call) = super::calls::DeleteNote::from_event(event) else { return };
    event.prevent_default();
    let before = desk.sheet.get_untracked();
    desk.sheet.update(|sheet| sheet.entries.retain(|entry| !matches!(entry, crate::candidates::Entry::Note(it) if it.id == note)));
    let locale = desk.locale;
    spawn_local(async move {
        match call.run_on_client().await {
            Ok(saved) => desk.take(saved, words::DELETED.get(locale)),
            Err(refused) => {
                desk.sheet.set(before);
                toast(&errors::sentence(locale, &refused.0), None);
            }
        }
    });
}
