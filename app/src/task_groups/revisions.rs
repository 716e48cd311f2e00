//! The revisions of a question bank, each with its difference from the one before.

use crate::{
    candidates::told,
    i18n::{Locale, fields, history, task_groups as words},
    ui::{EmptyState, Event, Glyph, Moment, Timeline},
    visit::Visit,
};
use domain::{
    change::{Change, Entity, Kind as What},
    id::UserId,
    resource::{Described, Field, Resource},
    task_groups::TaskGroupFields,
    tasks::{RecruitmentTask, TaskFields},
};
use leptos::prelude::*;
use serde_json::Value;
use service::task_groups::Revision;

/// Who may have made them, by their ids.
pub type People = [(UserId, String)];

pub fn view(visit: &Visit, revisions: &[Revision], tasks: &[RecruitmentTask], people: &People) -> AnyView {
    let locale = visit.locale;
    if revisions.is_empty() {
        return view! {
            <EmptyState glyph=Glyph::History title=words::NO_REVISIONS.get(locale) why=words::NO_REVISIONS_WHY.get(locale)/>
        }
        .into_any();
    }
    let events = revisions
        .iter()
        .map(|revision| {
            let name = |by: UserId| people.iter().find(|(id, _)| *id == by).map(|(_, name)| name.clone());
            let by = revision.by.map_or_else(
                || history::SYSTEM.get(locale).to_owned(),
                |by| name(by).unwrap_or_else(|| history::FORMER.get(locale).to_owned()),
            );
            let head = view! {
                <h3 id=format!("revision-{}", revision.number)>{words::revision(locale, revision.number)}</h3>
                <span>{by}</span>
                <Moment locale at=revision.at clock=visit.clock exact=true/>
            };
            let changes = revision.changes.iter().filter_map(|change| difference(locale, change, tasks)).collect_view();
            view! { <Event glyph=Glyph::Edit head=head.into_any()><div class="differences">{changes}</div></Event> }
        })
        .collect_view();
    view! { <Timeline label=words::REVISIONS.get(locale)>{events}</Timeline> }.into_any()
}

/// What one record was and is; nothing where no reader would see a difference.
fn difference(locale: Locale, change: &Change, tasks: &[RecruitmentTask]) -> Option<AnyView> {
    let (resource, title): (&'static Resource, String) = match change.entity {
        Entity::TaskGroup => (&TaskGroupFields::RESOURCE, words::THE_GROUP.get(locale).to_owned()),
        Entity::Task => (&TaskFields::RESOURCE, titled(locale, change, tasks)),
        _ => return None,
    };
    let values = change.values.as_ref()?;
    let rows: Vec<_> = resource
        .fields
        .iter()
        .filter(|field| change.facts.fields.iter().any(|name| name == field.name))
        .filter(|field| !matches!(field.name, "revision" | "tasks" | "recruitmentTaskGroup"))
        .map(|field| {
            let side = |value: Option<&Value>| told(locale, field, value.unwrap_or(&Value::Null));
            let (was, is) = (side(values.before.get(field.name)), side(values.after.get(field.name)));
            row(locale, fields::label_in(locale, resource, field.name).to_owned(), was, is)
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    Some(view! { <div><h4 class="anywhere" dir="auto">{title}</h4><dl class="difference-rows">{rows}</dl></div> }.into_any())
}

fn titled(locale: Locale, change: &Change, tasks: &[RecruitmentTask]) -> String {
    if change.kind == What::Created {
        return words::NEW_QUESTION.get(locale).to_owned();
    }
    let task = tasks.iter().find(|task| domain::id::Identifier::logged(task.id) == change.entity_id);
    task.map_or_else(|| words::QUESTIONS.get(locale).to_owned(), |task| crate::records::excerpt(&task.question, 120))
}

fn row(locale: Locale, label: String, was: String, is: String) -> AnyView {
    let side = |text: String| if text.is_empty() { words::NOTHING.get(locale).to_owned() } else { text };
    let was = (!was.is_empty() || is.is_empty()).then(|| {
        view! { <del class="difference-was ask-lines anywhere" dir="auto"><span class="sr-only">{format!("{}: ", words::WAS.get(locale))}</span>{side(was)}</del> }
    });
    view! {
        <div class="difference-row">
            <dt>{label}</dt>
            <dd>
                {was}
                <ins class="difference-is ask-lines anywhere" dir="auto">
                    <span class="sr-only">{format!("{}: ", words::IS.get(locale))}</span>
                    {side(is)}
                </ins>
            </dd>
        </div>
    }
    .into_any()
}

/// A value in words. Options and anchors stand on lines of their own.
fn told(locale: Locale, field: &Field, value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let said = members.iter().filter_map(|(name, text)| Some((name, text.as_str()?)));
            said.map(|(name, text)| format!("{}: {text}", fields::label(locale, name))).collect::<Vec<_>>().join("\n")
        }
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
        value => told::text(locale, field, value, &|_| None),
    }
}
