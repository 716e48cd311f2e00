//! Every attribute of the file, each edited in its place.

use super::{Desk, Open, What, head::yes_or_no, pairs};
use crate::{
    candidates::{
        calls::EditCandidate,
        control::Control,
        sheet::{CONTACT, Cell, Colleague, MORE, Shown, WORK},
        word,
    },
    i18n::{Locale, Text, candidates as words, errors, fields, kit},
    notes::form::sends,
    ui::{Banner, Button, Glyph, Icon, Look, Tone},
};
use domain::{
    candidates::{CandidateFields, Visibility},
    error::{Conflict, Error},
    resource::{Described, Kind},
};
use leptos::{ev, form::FromFormData, prelude::*, server_fn::ServerFn};
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;

/// The attributes in their chapters.
pub fn facts(desk: Desk) -> AnyView {
    let locale = desk.locale;
    let locked = desk.sheet.with_untracked(|sheet| sheet.locked.clone()).map(|why| view! { <p class="muted">{why}</p> });
    view! {
        <section class="facts-side" id="facts" aria-labelledby="details">
            <h2 id="details" class="sr-only">{words::DETAILS.get(locale)}</h2>
            {locked}
            {chapter(desk, words::CONTACT, CONTACT)}
            {chapter(desk, words::WORK, WORK)}
            {chapter(desk, words::FURTHER, MORE)}
        </section>
    }
    .into_any()
}

fn chapter(desk: Desk, title: Text, names: &'static [&'static str]) -> AnyView {
    let shown = |name: &&&'static str| desk.sheet.with_untracked(|sheet| sheet.cell(name).is_some());
    let cells = names.iter().filter(shown).map(|name| cell(desk, name)).collect_view();
    view! { <section class="chapter"><h3>{title.get(desk.locale)}</h3><dl>{cells}</dl></section> }.into_any()
}

/// One attribute: its value, or its form.
fn cell(desk: Desk, name: &'static str) -> AnyView {
    let locale = desk.locale;
    let what = What::Field(name.to_owned());
    let open = {
        let what = what.clone();
        Memo::new(move |_| desk.open.get().filter(|open| open.what == what))
    };
    let stored = Memo::new(move |_| desk.sheet.with(|sheet| sheet.cell(name).cloned()));
    let content = move || {
        let Some(cell) = stored.get() else { return ().into_any() };
        match open.get() {
            Some(open) => form(desk, &cell, open),
            None => value(desk, &cell, what.clone()),
        }
    };
    let label = fields::label(locale, name).to_owned();
    view! {
        <div class="cell" id=format!("edit-{name}")>
            <dt class=("sr-only", move || open.with(Option::is_some))>{label}</dt>
            <dd>{content}</dd>
        </div>
    }
    .into_any()
}

/// The value, and the way to edit it.
fn value(desk: Desk, cell: &Cell, what: What) -> AnyView {
    let locale = desk.locale;
    let edit = desk.sheet.with_untracked(|sheet| sheet.locked.is_none()).then(|| {
        let href = desk.sheet.with_untracked(|sheet| format!("/candidates/{}?edit={}#edit-{}", sheet.id, cell.name, cell.name));
        let label = words::edit_field(locale, fields::label(locale, &cell.name));
        view! {
            <a class="cell-edit" href=href on:click=move |click| desk.edit(&click, what.clone())>
                <Icon glyph=Glyph::Edit/>
                <span class="sr-only">{label}</span>
            </a>
        }
    });
    view! { <span class="cell-value" dir="auto">{shown(locale, &cell.shown)}</span> {edit} }.into_any()
}

fn shown(locale: Locale, shown: &Shown) -> AnyView {
    match shown {
        Shown::Nothing => view! { <span class="muted">{words::NOT_GIVEN.get(locale)}</span> }.into_any(),
        Shown::Text(text) => text.clone().into_any(),
        Shown::Link(href, text) => {
            let rel = href.starts_with("http").then_some("noopener noreferrer");
            view! { <a href=href.clone() rel=rel>{text.clone()}</a> }.into_any()
        }
        Shown::Words(texts) => {
            let tags = texts.iter().cloned().map(word).collect_view();
            view! { <span class="cell-tags">{tags}</span> }.into_any()
        }
    }
}

/// The form of an attribute. After a conflict it shows both: what is there now, and what was typed.
fn form(desk: Desk, cell: &Cell, open: Open) -> AnyView {
    let locale = desk.locale;
    let (id, version, people) = desk.sheet.with_untracked(|sheet| (sheet.id.clone(), sheet.version, sheet.people.clone()));
    let version = open.version(version);
    let name = cell.name.clone();
    let stale = matches!(open.error, Some(Error::Conflict(Conflict::Stale { .. })));
    let refused = open.error.as_ref().filter(|error| !stale && !matches!(error, Error::Invalid(_)));
    let refused = refused
        .map(|error| errors::sentence(locale, error))
        .map(|error| view! { <Banner tone=Tone::Danger alert=true><p>{error}</p></Banner> });
    let versus = stale.then(|| {
        view! {
            <Banner tone=Tone::Caution title=words::STALE.get(locale) alert=true><p>{words::STALE_WHY.get(locale)}</p></Banner>
            <section class="versus">
                <h4>{words::THEIRS.get(locale)}</h4>
                <div class="cell-value" dir="auto">{shown(locale, &cell.shown)}</div>
            </section>
            <h4>{words::YOURS.get(locale)}</h4>
        }
    });
    let control = Control {
        locale,
        name: &name,
        prefix: "cell-",
        value: if open.typed.is_empty() { cell.value.clone() } else { typed(&name, &open.typed) },
        error: errors::at(locale, open.error.as_ref(), &name),
        people: &people,
        marked: false,
    };
    let control = control.view();
    let (save, leave) = if stale { (words::SAVE_MINE, words::KEEP_THEIRS) } else { (kit::SAVE, kit::CANCEL) };
    let submit = {
        let what = open.what.clone();
        move |event: ev::SubmitEvent| {
            let Ok(call) = EditCandidate::from_event(&event) else { return };
            event.prevent_default();
            let form = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
            let typed = form.map(|form| pairs(&form)).unwrap_or_default();
            let again = Open { what: what.clone(), typed, error: None };
            desk.send(call.run_on_client(), again, words::SAVED.get(locale));
        }
    };
    let here = format!("/candidates/{id}");
    view! {
        <form
            class="cell-form"
            method="post"
            novalidate=true
            action=format!("{here}?edit={name}&do=edit_candidate")
            on:input=move |_| desk.touched.set_value(true)
            on:keydown=move |event| {
                sends(&event);
                desk.escape(&event);
            }
            on:submit=submit
        >
            {refused}
            {versus}
            <input type="hidden" name="id" value=id.clone()/>
            <input type="hidden" name="version" value=version.to_string()/>
            <input type="hidden" name="field" value=name.clone()/>
            {control}
            <div class="row">
                <Button look=Look::Primary>{save.get(locale)}</Button>
                {desk.cancel(format!("{here}#edit-{name}"), leave)}
            </div>
        </form>
    }
    .into_any()
}

/// What was typed, as a cell holds it.
fn typed(name: &str, values: &BTreeMap<String, String>) -> String {
    let value = |name: &str| values.get(name).cloned().unwrap_or_default();
    match name {
        "consent" => [value("basis"), value("givenAt"), value("expiresAt")].join("\n"),
        name => value(name),
    }
}

/// A cell as it will be when what was typed is saved, as well as the browser can tell.
pub fn promise(locale: Locale, cell: &mut Cell, values: &BTreeMap<String, String>, people: &[Colleague]) {
    let text = typed(&cell.name, values);
    let list = |separators: &[char]| text.split(separators).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
    let kind = CandidateFields::RESOURCE.field(&cell.name).map(|field| field.kind);
    cell.shown = match kind {
        Some(Kind::Flag) => Shown::Text(yes_or_no(locale, text == "true")),
        _ if text.trim().is_empty() => Shown::Nothing,
        Some(Kind::Words) => Shown::Words(list(&[','])),
        Some(Kind::Skills) => Shown::Words(list(&[',', '\n'])),
        Some(Kind::Choice(_)) => {
            use crate::i18n::words::Named;
            Shown::Text(text.parse::<Visibility>().map_or_else(|_| text.clone(), |choice| choice.label(locale).to_owned()))
        }
        Some(Kind::Relation(_)) => {
            Shown::Text(people.iter().find(|person| person.id == text).map_or(text.clone(), |person| person.name.clone()))
        }
        Some(Kind::Object(_)) => Shown::Text(text.split('\n').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")),
        _ => Shown::Text(text.trim().to_owned()),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_looks_like_what_follows() {
        let promised = |name: &str, values: &[(&str, &str)]| {
            let mut cell = Cell { name: name.to_owned(), shown: Shown::Nothing, value: String::new() };
            let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let people = [Colleague { id: "7".into(), name: "Ruben".into(), recruits: true }];
            promise(Locale::English, &mut cell, &values, &people);
            cell.shown
        };
        assert_eq!(promised("position", &[("position", " Analyst ")]), Shown::Text("Analyst".into()));
        assert_eq!(promised("position", &[("position", "  ")]), Shown::Nothing);
        assert_eq!(promised("tags", &[("tags", "a, ,b")]), Shown::Words(vec!["a".into(), "b".into()]));
        assert_eq!(promised("employee", &[]), Shown::Text("No".into()));
        assert_eq!(promised("visibility", &[("visibility", "confidential")]), Shown::Text("Confidential".into()));
        assert_eq!(promised("recruiter", &[("recruiter", "7")]), Shown::Text("Ruben".into()));
        assert_eq!(promised("consent", &[("basis", "mail"), ("givenAt", "")]), Shown::Text("mail".into()));
        assert_eq!(promised("consent", &[]), Shown::Nothing);
    }
}
