//! `/candidates/new`: somebody new.

use super::{
    control::Control,
    keep::{BACK, FORM, KeepTyped, key},
    sheet::{CONTACT, Colleague, MORE, WORK},
};
use crate::{
    call::Posted,
    i18n::{Locale, Text, candidates as words, errors, kit, notes},
    load::{load, refusal},
    ui::{Breadcrumb, Button, Heading, LinkButton, Look, Refusal},
    visit::{asker, visit},
};
use domain::{
    candidates::CandidateFields,
    policy::{self, Action, Actor, On},
    resource::Described,
    users::Role,
};
use leptos::prelude::*;
use leptos_meta::Title;
use service::users;

/// `/candidates/new`.
#[component]
pub fn NewCandidate() -> impl IntoView {
    let (service, actor) = match asker() {
        Ok(asker) => asker,
        Err(error) => return refusal(error),
    };
    if let Err(rule) = policy::can(&actor, Action::CreateCandidate, On::Nothing) {
        return refusal(rule.into());
    }
    let locale = visit().locale;
    let posted = use_context::<Posted>().filter(|posted| posted.action == "create_candidate").unwrap_or_default();
    let work = async move {
        let users = users::list(&service, &actor).await?;
        let able = users.into_iter().filter(|user| user.is_person() && matches!(user.role, Role::Admin | Role::Recruiter));
        let people: Vec<Colleague> =
            able.map(|user| Colleague { id: user.id.to_string(), name: user.name.clone(), recruits: true }).collect();
        Ok((people, actor))
    };
    load(work, move |(people, actor)| form(locale, &actor, &people, &posted))
}

fn form(locale: Locale, actor: &Actor, people: &[Colleague], posted: &Posted) -> AnyView {
    let title = words::NEW.get(locale);
    let reader = actor.user().map(|user| user.to_string()).unwrap_or_default();
    let above = vec![("/candidates".to_owned(), words::TITLE.get(locale).to_owned())];
    let chapter = |title: Text, names: &[&str]| {
        let readable = |name: &&&str| CandidateFields::RESOURCE.field(name).is_some_and(|field| actor.reads(field.readers));
        let controls = names.iter().filter(readable).map(|name| control(locale, name, people, posted)).collect_view();
        view! {
            <fieldset class="fields">
                <legend class="fields-title">{title.get(locale)}</legend>
                <div class="form-columns">{controls}</div>
            </fieldset>
        }
    };
    view! {
        <Title text=title/>
        <Breadcrumb locale above/>
        <Heading title/>
        <KeepTyped>
            <p class="row muted" id=BACK hidden>
                <span>{notes::DRAFT_BACK.get(locale)}</span>
                <Button inert=true look=Look::Bare>{notes::DISCARD.get(locale)}</Button>
            </p>
        </KeepTyped>
        <form
            class="form new-form"
            id=FORM
            method="post"
            action="/candidates/new?do=create_candidate"
            novalidate=true
            data-keep=key(&reader)
            data-refused=posted.error.is_some()
        >
            <Refusal locale error=posted.error.clone()/>
            {chapter(words::CONTACT, CONTACT)}
            {chapter(words::WORK, WORK)}
            {chapter(words::FURTHER, MORE)}
            <div class="row">
                <Button look=Look::Primary>{words::CREATE.get(locale)}</Button>
                <LinkButton href="/candidates" look=Look::Bare>{kit::CANCEL.get(locale)}</LinkButton>
            </div>
        </form>
    }
    .into_any()
}

fn control(locale: Locale, name: &str, people: &[Colleague], posted: &Posted) -> AnyView {
    let value = |name: &str| posted.values.get(name).cloned().unwrap_or_default();
    let control = Control {
        locale,
        name,
        prefix: "",
        value: if name == "consent" { [value("basis"), value("givenAt"), value("expiresAt")].join("\n") } else { value(name) },
        error: errors::at(locale, posted.error.as_ref(), name),
        people,
        marked: true,
    };
    control.view()
}
