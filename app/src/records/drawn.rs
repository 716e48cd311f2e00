//! What was told, drawn with the kit.

use super::shown::Shown;
use crate::{
    i18n::{Locale, candidates as words},
    ui::{Column, Day, Moment, Score, Table, Tag},
    visit::Visit,
};
use leptos::prelude::*;

/// A value among the facts of a record; `label` is what a table in it is called.
pub fn value(visit: &Visit, label: &str, shown: &Shown) -> AnyView {
    let locale = visit.locale;
    match shown {
        Shown::Nothing => view! { <span class="muted">{words::NOT_GIVEN.get(locale)}</span> }.into_any(),
        Shown::Lines(text) => view! { <p class="told-lines" dir="auto">{text.clone()}</p> }.into_any(),
        Shown::Code(text) => view! { <pre class="told-lines"><code>{text.clone()}</code></pre> }.into_any(),
        Shown::Several(values) => several(visit, label, values),
        Shown::Members(members) => {
            let members = members
                .iter()
                .map(|(name, shown)| view! { <div class="told-member"><dt>{name.clone()}</dt><dd>{value(visit, name, shown)}</dd></div> })
                .collect_view();
            view! { <dl class="told-members">{members}</dl> }.into_any()
        }
        Shown::Table(head, rows) => table(visit, label, head, rows),
        Shown::Moment(at) => view! { <Moment locale at=*at clock=visit.clock exact=true/> }.into_any(),
        Shown::Day(day) => view! { <Day locale day=*day/> }.into_any(),
        other => word(locale, other),
    }
}

/// A value in the cell of a table: short, and empty where there is nothing.
pub fn cell(visit: &Visit, shown: &Shown) -> AnyView {
    let locale = visit.locale;
    match shown {
        Shown::Moment(at) => view! { <Moment locale at=*at clock=visit.clock/> }.into_any(),
        Shown::Day(day) => view! { <Day locale day=*day short=true/> }.into_any(),
        Shown::Several(values) => {
            let texts: Vec<String> = values.iter().filter_map(|value| value.brief(locale)).collect();
            view! { <span class="anywhere" dir="auto">{texts.join(", ")}</span> }.into_any()
        }
        Shown::Lines(text) | Shown::Code(text) => {
            view! { <span class="anywhere" dir="auto">{super::names::excerpt(text, 80)}</span> }.into_any()
        }
        other => word(locale, other),
    }
}

fn word(locale: Locale, shown: &Shown) -> AnyView {
    match shown {
        Shown::Text(text) => view! { <span class="anywhere" dir="auto">{text.clone()}</span> }.into_any(),
        Shown::Tag(text) => {
            let text = text.clone();
            view! { <Tag><span class="tag-text" dir="auto">{text}</span></Tag> }.into_any()
        }
        Shown::Link(href, text) => {
            let rel = href.starts_with("http").then_some("noopener noreferrer");
            view! { <a class="anywhere" href=href.clone() rel=rel dir="auto">{text.clone()}</a> }.into_any()
        }
        Shown::Score(score) => view! { <Score locale score=Some(*score)/> }.into_any(),
        _ => ().into_any(),
    }
}

fn several(visit: &Visit, label: &str, values: &[Shown]) -> AnyView {
    let shown = values.iter().map(|shown| value(visit, label, shown));
    if values.iter().all(|shown| matches!(shown, Shown::Tag(_))) {
        return view! { <span class="cell-tags">{shown.collect_view()}</span> }.into_any();
    }
    let entries = shown.map(|shown| view! { <li>{shown}</li> }).collect_view();
    view! { <ol class="told-several">{entries}</ol> }.into_any()
}

fn table(visit: &Visit, label: &str, head: &[String], rows: &[Vec<Shown>]) -> AnyView {
    let head = head.iter().map(|name| view! { <Column label=name.clone()/> }).collect_view().into_any();
    let rows = rows
        .iter()
        .map(|row| {
            let cells = row.iter().map(|shown| view! { <td>{cell(visit, shown)}</td> }).collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! { <Table caption=label.to_owned() head>{rows}</Table> }.into_any()
}
