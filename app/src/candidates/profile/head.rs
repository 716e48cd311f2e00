//! Who it is, and how to reach them.

use super::Desk;
use crate::{
    candidates::{
        sheet::{Sheet, Shown},
        word,
    },
    i18n::{Locale, candidates as words, kit},
    ui::{Avatar, Button, Glyph, Icon, Tag, Tone},
};
use leptos::prelude::*;

/// The head of the file.
pub fn head(desk: Desk) -> AnyView {
    let locale = desk.locale;
    view! { <header class="file-head">{move || desk.sheet.with(|sheet| content(locale, sheet))}</header> }.into_any()
}

fn content(locale: Locale, sheet: &Sheet) -> AnyView {
    let under: Vec<&str> = ["position", "location"].into_iter().filter_map(|name| text(sheet, name)).collect();
    let recruiter = text(sheet, "recruiter").map(|name| {
        view! { <p class="muted" dir="auto">{crate::i18n::fields::label(locale, "recruiter").to_owned()}": "{name.to_owned()}</p> }
    });
    view! {
        <Avatar name=sheet.name.clone() large=true/>
        <div class="file-words">
            <h1 class="anywhere" dir="auto">{sheet.name.clone()}</h1>
            <p class="muted anywhere" dir="auto">{under.join(" · ")}</p>
            {recruiter}
            <div class="file-ways">{ways(locale, sheet)}</div>
            <div class="file-marks">{marks(locale, sheet)}</div>
        </div>
        <div class="heading-actions">
            <a class="button to-timeline" href="#timeline"><Icon glyph=Glyph::Note/>{words::TIMELINE.get(locale)}</a>
            {merge(locale, sheet)}
            {actions(locale, sheet)}
        </div>
    }
    .into_any()
}

fn text<'a>(sheet: &'a Sheet, name: &str) -> Option<&'a str> {
    match &sheet.cell(name)?.shown {
        Shown::Text(text) => Some(text),
        _ => None,
    }
}

/// Mail, telephone and LinkedIn, one click each.
fn ways(locale: Locale, sheet: &Sheet) -> AnyView {
    let ways = [
        ("email", Glyph::Mail, words::WRITE_MAIL),
        ("phoneNumber", Glyph::Phone, words::CALL),
        ("linkedinProfile", Glyph::Elsewhere, words::OPEN_LINKEDIN),
    ];
    let link = |(name, glyph, label): (&str, Glyph, crate::i18n::Text)| {
        let Shown::Link(href, text) = &sheet.cell(name)?.shown else { return None };
        let rel = (name == "linkedinProfile").then_some("noopener noreferrer");
        Some(view! {
            <a class="way" href=href.clone() rel=rel>
                <Icon glyph/>
                <span class="sr-only">{label.get(locale)}": "</span>
                <span class="anywhere" dir="ltr">{text.clone()}</span>
            </a>
        })
    };
    ways.into_iter().filter_map(link).collect_view().into_any()
}

fn marks(locale: Locale, sheet: &Sheet) -> AnyView {
    let says = |name: &str, value: &str| sheet.cell(name).is_some_and(|cell| cell.value == value);
    let archived = sheet.archived.then(|| view! { <Tag icon=Glyph::Archive>{words::ARCHIVED.get(locale)}</Tag> });
    let confidential = says("visibility", "confidential")
        .then(|| view! { <Tag tone=Tone::Caution icon=Glyph::Lock>{words::CONFIDENTIAL.get(locale)}</Tag> });
    let employee = says("employee", "true").then(|| view! { <Tag tone=Tone::Accent>{words::EMPLOYEE.get(locale)}</Tag> });
    let tags = match sheet.cell("tags").map(|cell| &cell.shown) {
        Some(Shown::Words(tags)) => tags.iter().cloned().map(word).collect_view().into_any(),
        _ => ().into_any(),
    };
    view! { {archived} {confidential} {employee} {tags} }.into_any()
}

/// The way to the page that makes one file of this and another; whoever may archive may do that.
fn merge(locale: Locale, sheet: &Sheet) -> Option<AnyView> {
    let href = format!("/candidates/{}/merge", sheet.id);
    sheet.kept.is_none().then(|| view! { <a class="button" href=href><Icon glyph=Glyph::Copy/>{words::MERGE.get(locale)}</a> }.into_any())
}

/// Archive or restore; greyed, with the reason, where one may not.
fn actions(locale: Locale, sheet: &Sheet) -> AnyView {
    let (action, label, glyph) = if sheet.archived {
        ("restore_candidate", words::RESTORE, Glyph::Undo)
    } else {
        ("archive_candidate", words::ARCHIVE, Glyph::Archive)
    };
    let locked = sheet.kept.is_some();
    let why = sheet.kept.clone().map(|why| view! { <p class="muted" id="kept">{why}</p> });
    view! {
        <form method="post" action=format!("/candidates/{}?do={action}", sheet.id)>
            <input type="hidden" name="id" value=sheet.id.clone()/>
            <input type="hidden" name="version" prop:value=sheet.version.to_string() value=sheet.version.to_string()/>
            <Button icon=glyph disabled=locked>{label.get(locale)}</Button>
            {why}
        </form>
    }
    .into_any()
}

/// Yes or no.
pub fn yes_or_no(locale: Locale, yes: bool) -> String {
    if yes { kit::YES } else { kit::NO }.get(locale).to_owned()
}
