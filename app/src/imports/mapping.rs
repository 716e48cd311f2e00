//! The form that says what the columns of a file are.

use super::list::about;
use crate::{
    call::Posted,
    i18n::{Locale, errors, imports as words},
    ui::{Button, Choice, Refusal, Select},
};
use domain::{
    error::{Conflict, Error},
    imports::{Import, ImportRow, attributes},
};
use leptos::prelude::*;

/// Characters that are shown of what stands in a column.
const EXAMPLE: usize = 60;

/// `first`: a row of the file, for what stands in its columns.
pub fn form(locale: Locale, import: &Import, first: Option<&ImportRow>, posted: &Posted) -> AnyView {
    let refused = (posted.action == "map_import").then_some(posted);
    let error = refused.and_then(|posted| posted.error.clone());
    let flaw = |name: &str| errors::at(locale, error.as_ref(), name);
    let typed = |name: &str, held: &str| refused.map_or(held.to_owned(), |posted| posted.values.get(name).cloned().unwrap_or_default());
    let stale = matches!(error, Some(Error::Conflict(Conflict::Stale { .. })));
    let seen = refused.and_then(|posted| posted.values.get("version").cloned()).filter(|_| !stale);
    let choices: Vec<Choice> = attributes().map(|name| Choice::new(name, words::attribute(locale, name))).collect();
    let columns = import
        .columns
        .iter()
        .enumerate()
        .map(|(n, column)| {
            let name = format!("attribute-{n}");
            let value = typed(&name, column.attribute.as_deref().unwrap_or_default());
            let example = first.and_then(|row| row.given.get(&column.column)?.as_str().map(str::to_owned));
            let example = example.map(|text| format!("{} {}", words::EXAMPLE.get(locale), text.chars().take(EXAMPLE).collect::<String>()));
            view! {
                <div>
                    <input type="hidden" name=format!("column-{n}") value=column.column.clone()/>
                    <Select
                        name
                        label=column.column.clone()
                        choices=choices.clone()
                        value
                        empty=words::LEFT_OUT.get(locale)
                        hint=example.unwrap_or_default()
                    />
                </div>
            }
        })
        .collect_view();
    // What is missing is no field of its own: it is one of the columns.
    let named = |name: &'static str, label: &str| (name.to_owned(), label.to_owned(), "attribute-0".to_owned());
    let missing = ["firstname", "lastname", "email"].map(|name| named(name, words::attribute(locale, name)));
    let named: Vec<_> = missing.into_iter().chain([named("columns", words::COLUMNS.get(locale))]).collect();
    let why = (!import.columns.is_empty()).then(|| view! { <p class="section-why">{words::COLUMNS_WHY.get(locale)}</p> });
    view! {
        <form class="form" method="post" novalidate=true action=format!("/imports/{}?do=map_import", import.id)>
            <Refusal locale error=error.clone() named/>
            <input type="hidden" name="id" value=import.id.to_string()/>
            <input type="hidden" name="version" value=seen.unwrap_or_else(|| import.version.to_string())/>
            {why}
            <div class="import-columns">{columns}</div>
            <div class="form-narrow stack">
                {about(
                    locale,
                    typed("source", import.source.as_deref().unwrap_or_default()),
                    typed("on_duplicate", import.on_duplicate.word()),
                    &flaw,
                )}
            </div>
            <div class="row">
                <Button>{words::CHECK_AGAIN.get(locale)}</Button>
            </div>
        </form>
    }
    .into_any()
}
