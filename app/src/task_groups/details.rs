//! What a question bank says of itself: in the form for a new one, and on its own page.

use super::{calls::details, question::page};
use crate::{
    call::Posted,
    candidates::told,
    i18n::{Locale, errors, fields, kit, task_groups as words},
    load::refusal,
    ui::{Breadcrumb, Button, Choice, Field, Heading, LinkButton, Look, Refusal, Select, TextArea},
    visit::{asker, visit},
};
use domain::{
    error::{Conflict, Error},
    policy::{self, Action, On},
    resource::{Described, Kind},
    task_groups::{Blind, GroupKind, RecruitmentTaskGroup, TaskGroupFields},
};
use leptos::prelude::*;
use leptos_meta::Title;
use serde_json::Value;

/// `/recruitment-task-groups/new`.
#[component]
pub fn NewTaskGroup() -> impl IntoView {
    let (_, actor) = match asker() {
        Ok(asker) => asker,
        Err(error) => return refusal(error),
    };
    if let Err(rule) = policy::can(&actor, Action::WriteTaskGroups, On::Nothing) {
        return refusal(rule.into());
    }
    let locale = visit().locale;
    let posted = use_context::<Posted>().filter(|posted| posted.action == "create_task_group").unwrap_or_default();
    let title = words::NEW.get(locale);
    let above = vec![("/recruitment-task-groups".to_owned(), crate::i18n::shell::QUESTION_BANK.get(locale).to_owned())];
    let values = TaskGroupFields::default();
    view! {
        <Title text=title/>
        <Breadcrumb locale above/>
        <Heading title/>
        <form class="form form-narrow" method="post" action="/recruitment-task-groups/new?do=create_task_group" novalidate=true>
            <Refusal locale error=posted.error.clone()/>
            {controls(locale, &values, Some(&posted).filter(|posted| posted.error.is_some()))}
            <div class="row">
                <Button look=Look::Primary>{words::CREATE.get(locale)}</Button>
                <LinkButton href="/recruitment-task-groups" look=Look::Bare>{kit::CANCEL.get(locale)}</LinkButton>
            </div>
        </form>
    }
    .into_any()
}

/// The details of a question bank, to be changed.
pub fn form(locale: Locale, group: &RecruitmentTaskGroup, posted: Option<&Posted>) -> AnyView {
    let error = posted.and_then(|posted| posted.error.clone());
    // Who was too slow sees what the others made of it, and may write over it knowingly.
    let stale = matches!(&error, Some(Error::Conflict(Conflict::Stale { .. })));
    let typed = posted.and_then(|posted| posted.values.get("version").cloned()).filter(|_| !stale);
    let version = typed.unwrap_or_else(|| group.version.to_string());
    let theirs = posted.filter(|_| stale).map(|posted| theirs(locale, group, posted));
    view! {
        <form class="form form-narrow" method="post" novalidate=true action=format!("{}?view=details&do=edit_task_group", page(group.id))>
            <Refusal locale error/>
            {theirs}
            <input type="hidden" name="id" value=group.id.to_string()/>
            <input type="hidden" name="version" value=version/>
            {controls(locale, &group.fields, posted)}
            <div class="row"><Button look=Look::Primary>{kit::SAVE.get(locale)}</Button></div>
        </form>
    }
    .into_any()
}

/// What others made of it meanwhile, where that is not what was typed.
fn theirs(locale: Locale, group: &RecruitmentTaskGroup, posted: &Posted) -> AnyView {
    let attributes = group.attributes();
    let rows = details()
        .iter()
        .filter_map(|name| {
            let rule = TaskGroupFields::RESOURCE.field(name)?;
            let value = attributes.get(*name).unwrap_or(&Value::Null);
            let plain = match value {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                other => other.to_string(),
            };
            let typed = posted.values.get(*name).map(|text| text.replace("\r\n", "\n").trim().to_owned()).unwrap_or_default();
            (plain != typed).then(|| {
                let shown = told::text(locale, rule, value, &|_| None);
                let label = fields::label_in(locale, &TaskGroupFields::RESOURCE, name).to_owned();
                view! { <div><dt>{label}</dt><dd class="ask-lines anywhere" dir="auto">{shown}</dd></div> }
            })
        })
        .collect_view();
    view! { <dl class="question-theirs">{rows}</dl> }.into_any()
}

fn controls(locale: Locale, group: &TaskGroupFields, posted: Option<&Posted>) -> AnyView {
    let attributes = group.attributes();
    let value = |name: &str| match (posted, attributes.get(name)) {
        (Some(posted), _) => posted.values.get(name).cloned().unwrap_or_default(),
        (None, Some(Value::String(text))) => text.clone(),
        (None, Some(Value::Number(number))) => number.to_string(),
        _ => String::new(),
    };
    let control = |name: &&'static str| {
        let name = *name;
        let Some(rule) = TaskGroupFields::RESOURCE.field(name) else { return ().into_any() };
        let (label, value) = (fields::label_in(locale, &TaskGroupFields::RESOURCE, name), value(name));
        let error = errors::at(locale, posted.and_then(|posted| posted.error.as_ref()), name);
        match (name, rule.kind) {
            ("kind", _) => view! { <Select name label choices=Choice::all(locale, GroupKind::ALL) value error/> }.into_any(),
            ("blind", _) => view! { <Select name label choices=Choice::all(locale, Blind::ALL) value error/> }.into_any(),
            ("expectedMinutes", _) => {
                let label = format!("{label} ({})", words::IN_MINUTES.get(locale));
                view! { <Field name label rule=rule value error optional=locale autocomplete="off"/> }.into_any()
            }
            (_, Kind::Lines(_)) => view! { <TextArea name label rule=rule value error optional=locale rows=3/> }.into_any(),
            _ => view! { <Field name label rule=rule value error autocomplete="off"/> }.into_any(),
        }
    };
    details().iter().map(control).collect_view().into_any()
}
