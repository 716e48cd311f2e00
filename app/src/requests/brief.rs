//! The brief of a request as a form.

use super::{
    calls::{self, BRIEF},
    keep::{FORM, KeepBrief},
};
use crate::{
    call::Posted,
    candidates::told,
    i18n::{Locale, Text, amounts, candidates, errors, fields, kit, requests as words},
    islands::preload,
    ui::{Button, Checkbox, Choice, Field, LinkButton, Look, Options, Refusal, Select, TextArea},
};
use domain::{
    error::{Conflict, Error},
    requests::{BillingType, Priority, RequestFields, RequestReason, RequestStatus, ResourceRequest},
    resource::{Described, Kind, Target},
    tasks::chosen,
    users::{Role, User},
};
use leptos::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Rows for skills that are not there yet.
const MORE_SKILLS: usize = 3;

/// The form, with what was typed into it where it was refused.
pub fn form(locale: Locale, request: &ResourceRequest, users: &[User], posted: Option<&Posted>) -> AnyView {
    let error = posted.and_then(|posted| posted.error.clone());
    // Who was too slow sees what the others made of it, and may write over it knowingly.
    let stale = matches!(&error, Some(Error::Conflict(Conflict::Stale { .. })));
    let typed = posted.and_then(|posted| posted.values.get("version").cloned()).filter(|_| !stale);
    let version = typed.unwrap_or_else(|| request.version.to_string());
    let values = posted.map_or_else(|| held(locale, request), |posted| posted.values.clone());
    let theirs = posted.filter(|_| stale).map(|_| theirs(locale, request, users, &values));
    // Who owned it before they left, or became something else, still does.
    let owned = chosen(&held(locale, request), "owners");
    let offered = |user: &&User| (user.is_person() && user.role != Role::Interviewer) || owned.lines().any(|id| id == user.id.to_string());
    let able = users.iter().filter(offered);
    let people: Vec<Choice> = able.map(|user| Choice::new(user.id.to_string(), user.name.clone())).collect();
    let control = |name: &str| control(locale, name, &values, error.as_ref());
    let chapter = |title: Text, names: &[&str]| {
        let controls = names.iter().map(|name| control(name)).collect_view();
        view! {
            <fieldset class="fields">
                <legend class="fields-title">{title.get(locale)}</legend>
                <div class="form-columns">{controls}</div>
            </fieldset>
        }
    };
    let action = format!("/resource-requests/{}?edit=true&do=edit_request", request.id);
    let cancel = format!("/resource-requests/{}", request.id);
    let (id, saves) = (request.id.to_string(), request.status == RequestStatus::Draft && !stale);
    let shown = version.parse().unwrap_or(request.version);
    view! {
        <form class="form brief" id=FORM method="post" novalidate=true autocomplete="off" action=action>
            <Refusal locale error=error.clone()/>
            {theirs}
            <input type="hidden" name="id" value=id.clone()/>
            <input type="hidden" name="version" value=version/>
            {chapter(words::WHAT, &["position", "client", "location", "reason", "priority"])}
            {control("description")}
            {chapter(words::WHEN, &["headcount", "allocationPercent", "start", "end", "neededBy"])}
            {chapter(words::MONEY, &["billingType", "currency", "salaryRangeMin", "salaryRangeMax", "billRateMin", "billRateMax"])}
            {skills(locale, &values, errors::at(locale, error.as_ref(), "skills"))}
            <Options
                name="owners"
                label=fields::label(locale, "owners").to_owned()
                choices=people
                value=chosen(&values, "owners")
                several=true
                error=errors::at(locale, error.as_ref(), "owners").unwrap_or_default()
            />
            <div class="row">
                <Button look=Look::Primary>{kit::SAVE.get(locale)}</Button>
                <LinkButton href=cancel look=Look::Bare>{kit::CANCEL.get(locale)}</LinkButton>
            </div>
            {preload("keep_brief")}
            <KeepBrief locale id version=shown saves/>
        </form>
    }
    .into_any()
}

/// What the form holds where nothing was typed, by the names of its controls.
fn held(locale: Locale, request: &RequestFields) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for (name, value) in request.attributes().iter().filter(|(name, _)| BRIEF.contains(&name.as_str())) {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) if amounts::is_amount(name) => amounts::written(locale, number.as_i64().unwrap_or_default()),
            Value::Number(number) => number.to_string(),
            _ => continue,
        };
        values.insert(name.clone(), text);
    }
    for (row, skill) in request.skills.iter().enumerate() {
        values.insert(format!("skill-{row}"), skill.skill.clone());
        values.insert(format!("minLevel-{row}"), skill.min_level.to_string());
        values.insert(format!("required-{row}"), skill.required.to_string());
        values.insert(format!("weight-{row}"), skill.weight.map(|weight| weight.to_string()).unwrap_or_default());
    }
    let users = format!("/{}/", Target::USER.path);
    let owners: Vec<&str> = request.owners.iter().filter_map(|owner| owner.strip_prefix(&users)).collect();
    values.insert("owners".to_owned(), owners.join("\n"));
    values
}

fn control(locale: Locale, name: &str, values: &BTreeMap<String, String>, error: Option<&Error>) -> AnyView {
    let Some(rule) = RequestFields::RESOURCE.field(name) else { return ().into_any() };
    let label = fields::label_in(locale, &RequestFields::RESOURCE, rule.name);
    let (name, value, error) = (rule.name, values.get(name).cloned().unwrap_or_default(), errors::at(locale, error, name));
    let choices = match name {
        "billingType" => Choice::all(locale, BillingType::ALL),
        "priority" => Choice::all(locale, Priority::ALL),
        "reason" => Choice::all(locale, RequestReason::ALL),
        _ => Vec::new(),
    };
    let hint = match name {
        "salaryRangeMin" | "billRateMin" => words::AMOUNT_HINT.get(locale),
        "currency" => words::CURRENCY_HINT.get(locale),
        _ => "",
    };
    match rule.kind {
        Kind::Choice(_) => view! { <Select name label choices value error empty=kit::NOT_CHOSEN.get(locale)/> }.into_any(),
        Kind::Lines(_) => view! { <TextArea name label rule=rule value error rows=6/> }.into_any(),
        _ if hint.is_empty() => view! { <Field name label rule=rule value error autocomplete="off"/> }.into_any(),
        _ => view! { <Field name label rule=rule value error hint autocomplete="off"/> }.into_any(),
    }
}

/// A row for each skill, and some for more.
fn skills(locale: Locale, values: &BTreeMap<String, String>, error: Option<String>) -> AnyView {
    let last = values.keys().filter_map(|name| name.strip_prefix("skill-")?.parse::<usize>().ok()).max();
    let empty = |row: usize| values.get(&format!("skill-{row}")).is_none_or(|name| name.trim().is_empty());
    let given = last.map_or(0, |last| last + 1);
    let blank = (0..given).rev().take_while(|row| empty(*row)).count();
    let rows = (0..given + MORE_SKILLS.saturating_sub(blank))
        .map(|row| {
            let value = |name: &str| values.get(&format!("{name}-{row}")).cloned().unwrap_or_default();
            let level = value("minLevel");
            let levels = (1..=4).map(|level: u8| Choice::new(level.to_string(), format!("{level} – {}", candidates::level(locale, level))));
            // A name alone says in the ear which of the rows it is in.
            let called = |label: &str| format!("{label} {}", row + 1);
            view! {
                <div class="skill-row">
                    <Field name=format!("skill-{row}") label=called(words::SKILL.get(locale)) value=value("skill") autocomplete="off"/>
                    <Select
                        name=format!("minLevel-{row}")
                        label=fields::label(locale, "minLevel").to_owned()
                        choices=levels.collect()
                        value=if level.is_empty() { "2".to_owned() } else { level }
                    />
                    <Field name=format!("weight-{row}") label=fields::label(locale, "weight").to_owned() value=value("weight") autocomplete="off"/>
                    <Checkbox name=format!("required-{row}") label=words::NEEDED.get(locale) checked=value("required") == "true"/>
                </div>
            }
        })
        .collect_view();
    let error = error.map(|error| view! { <p class="field-error">{error}</p> });
    view! {
        <fieldset class="fields" id="skills" tabindex="-1">
            <legend class="fields-title">{words::SKILLS.get(locale)}</legend>
            <p class="field-hint">{words::SKILLS_WHY.get(locale)}</p>
            {error}
            {rows}
        </fieldset>
    }
    .into_any()
}

/// What others made of it meanwhile, where that is not what was typed.
fn theirs(locale: Locale, request: &RequestFields, users: &[User], typed: &BTreeMap<String, String>) -> AnyView {
    let now = held(locale, request);
    let attributes = request.attributes();
    let plain = |text: Option<&String>| text.map(|text| text.replace("\r\n", "\n").trim().to_owned()).unwrap_or_default();
    let rows = BRIEF
        .iter()
        .filter(|name| plain(now.get(**name)) != plain(typed.get(**name)) && !matches!(**name, "skills" | "owners"))
        .filter_map(|name| {
            let rule = RequestFields::RESOURCE.field(name)?;
            let shown = match now.get(*name).filter(|_| amounts::is_amount(name)) {
                Some(amount) => amount.clone(),
                None => told::text(locale, rule, attributes.get(*name).unwrap_or(&Value::Null), &|_| None),
            };
            let label = fields::label_in(locale, &RequestFields::RESOURCE, name).to_owned();
            Some(view! { <div><dt>{label}</dt><dd class="ask-lines anywhere" dir="auto">{shown}</dd></div> })
        })
        .collect_view();
    let skills = (calls::skills(&now) != calls::skills(typed)).then(|| {
        let told = request.skills.iter().map(|skill| format!("{} {}", skill.skill, skill.min_level)).collect::<Vec<_>>().join(", ");
        view! { <div><dt>{words::SKILLS.get(locale)}</dt><dd class="anywhere" dir="auto">{told}</dd></div> }
    });
    let owners = (chosen(&now, "owners").lines().collect::<BTreeSet<_>>() != chosen(typed, "owners").lines().collect()).then(|| {
        let ids = chosen(&now, "owners");
        let names = users.iter().filter(|user| ids.lines().any(|id| id == user.id.to_string()));
        let told = names.map(|user| user.name.clone()).collect::<Vec<_>>().join(", ");
        view! { <div><dt>{fields::label(locale, "owners").to_owned()}</dt><dd class="anywhere" dir="auto">{told}</dd></div> }
    });
    view! { <p>{words::THEIRS.get(locale)}</p><dl class="question-theirs">{rows}{skills}{owners}</dl> }.into_any()
}
