//! `/resource-requests/new`: who is looked for; the rest is written in the draft.

use super::calls::BEGIN;
use crate::{
    call::Posted,
    i18n::{errors, fields, kit, requests as words, shell},
    load::refusal,
    ui::{Breadcrumb, Button, Field, Heading, LinkButton, Look, Refusal, TextArea},
    visit::{asker, visit},
};
use domain::{
    policy::{self, Action, On},
    requests::RequestFields,
    resource::{Described, Kind},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/resource-requests/new`.
#[component]
pub fn NewRequest() -> impl IntoView {
    let (_, actor) = match asker() {
        Ok(asker) => asker,
        Err(error) => return refusal(error),
    };
    if let Err(rule) = policy::can(&actor, Action::CreateRequest, On::Nothing) {
        return refusal(rule.into());
    }
    let locale = visit().locale;
    let posted = use_context::<Posted>().filter(|posted| posted.action == "create_request").unwrap_or_default();
    let title = words::NEW.get(locale);
    let above = vec![("/resource-requests".to_owned(), shell::REQUESTS.get(locale).to_owned())];
    let control = |name: &&'static str| {
        let name = *name;
        let rule = RequestFields::RESOURCE.field(name);
        let label = fields::label_in(locale, &RequestFields::RESOURCE, name);
        let value = posted.values.get(name).cloned().unwrap_or_default();
        let error = errors::at(locale, posted.error.as_ref(), name);
        match rule.map(|rule| rule.kind) {
            Some(Kind::Lines(_)) => view! { <TextArea name label rule=rule value error optional=locale rows=5/> }.into_any(),
            _ if name == "position" => view! { <Field name label rule=rule value error autocomplete="off"/> }.into_any(),
            _ => view! { <Field name label rule=rule value error optional=locale autocomplete="off"/> }.into_any(),
        }
    };
    view! {
        <Title text=title/>
        <Breadcrumb locale above/>
        <Heading title/>
        <form class="form form-narrow" method="post" action="/resource-requests/new?do=create_request" novalidate=true>
            <Refusal locale error=posted.error.clone()/>
            <p class="muted">{words::NEW_WHY.get(locale)}</p>
            {BEGIN.iter().map(control).collect_view()}
            <div class="row">
                <Button look=Look::Primary>{words::BEGIN.get(locale)}</Button>
                <LinkButton href="/resource-requests" look=Look::Bare>{kit::CANCEL.get(locale)}</LinkButton>
            </div>
        </form>
    }
    .into_any()
}
