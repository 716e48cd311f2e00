//! `/settings/approval`: who approves which requests.

use crate::{
    call::Posted,
    i18n::{Locale, amounts, approvals as words, errors, fields, kit, requests, settings, words::Named},
    load::{load, refusal},
    ui::{Banner, Button, Choice, EmptyState, Field, Glyph, Heading, Icon, LinkButton, Look, Options, Refusal, Select, Tag, Tone},
    users::SettingsTabs,
    visit::{reader, visit},
};
use domain::{
    approvals::{ApprovalFlow, FlowFields, STEPS},
    error::{Conflict, Error},
    policy::{self, Action, On},
    requests::BillingType,
    resource::Described,
    tasks::chosen,
    users::{Role, User},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use service::{approval_flows, users};
use std::collections::BTreeMap;

/// `/settings/approval`.
#[component]
pub fn ApprovalFlows() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    if let Err(rule) = policy::can(&actor, Action::ManageApprovalFlows, On::Nothing) {
        return refusal(rule.into());
    }
    let locale = visit().locale;
    let asked = |name: &str| use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let (edit, new, did) = (asked("edit"), !asked("new").is_empty(), asked("did"));
    let posted = use_context::<Posted>().filter(|posted| posted.error.is_some());
    let work = async move { Ok((approval_flows::list(&service, &actor).await?, users::list(&service, &actor).await?)) };
    load(work, move |(flows, users)| show(locale, &flows, &users, (&edit, new), &did, posted.as_ref()))
}

fn show(locale: Locale, flows: &[ApprovalFlow], users: &[User], (edit, new): (&str, bool), did: &str, posted: Option<&Posted>) -> AnyView {
    let of = |action: &str| posted.filter(|posted| posted.action == action);
    let (creating, editing) = (of("create_approval_flow"), of("edit_approval_flow"));
    let outside = posted.filter(|_| creating.is_none() && editing.is_none()).and_then(|posted| posted.error.clone());
    let done = posted.is_none().then(|| done(locale, did)).flatten();
    let opened = flows.iter().find(|flow| flow.id.to_string() == edit);
    let body = match opened {
        Some(flow) => form(locale, Some(flow), users, editing),
        None if new || creating.is_some() => form(locale, None, users, creating),
        None if flows.is_empty() => view! {
            <EmptyState glyph=Glyph::Requests title=words::NO_FLOWS.get(locale) why=words::FLOWS_WHY.get(locale)>
                <LinkButton href="/settings/approval?new=true" look=Look::Primary icon=Glyph::Plus>{words::NEW_FLOW.get(locale)}</LinkButton>
            </EmptyState>
        }
        .into_any(),
        None => {
            let rows = flows.iter().map(|flow| row(locale, flow, users)).collect_view();
            view! {
                <p class="section-why">{words::FLOWS_WHY.get(locale)}</p>
                <ol class="entry-list">{rows}</ol>
                <p><LinkButton href="/settings/approval?new=true" icon=Glyph::Plus>{words::NEW_FLOW.get(locale)}</LinkButton></p>
            }
            .into_any()
        }
    };
    view! {
        <Title text=words::FLOWS.get(locale)/>
        <Heading title=settings::TITLE.get(locale)/>
        <SettingsTabs here="/settings/approval"/>
        <div class="notices"><Refusal locale error=outside/>{done}</div>
        <section class="section" aria-labelledby="flows">
            <h2 id="flows">{words::FLOWS.get(locale)}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn done(locale: Locale, did: &str) -> Option<AnyView> {
    let text = match did {
        "created" => words::CREATED,
        "saved" => words::SAVED,
        "archived" => words::ARCHIVED,
        "restored" => words::RESTORED,
        _ => return None,
    };
    Some(view! { <Banner tone=Tone::Good><p role="status">{text.get(locale)}</p></Banner> }.into_any())
}

/// For which requests, in a line.
fn conditions(locale: Locale, flow: &FlowFields) -> String {
    let amount = flow.amount_from.map(|amount| format!("{} {}", words::AMOUNT_FROM.get(locale), amounts::written(locale, amount)));
    let billing = flow.billing_type.map(|billing| billing.label(locale).to_owned());
    let all: Vec<String> = [flow.client.clone(), flow.location.clone(), billing, amount].into_iter().flatten().collect();
    if all.is_empty() { words::EVERY_REQUEST.get(locale).to_owned() } else { all.join(" · ") }
}

fn row(locale: Locale, flow: &ApprovalFlow, users: &[User]) -> AnyView {
    let name_of = |id: &domain::id::UserId| users.iter().find(|user| user.id == *id).map(|user| user.name.clone());
    let steps = flow
        .steps
        .iter()
        .map(|step| {
            let mut who: Vec<String> = step.approvers.iter().filter_map(name_of).collect();
            who.extend(step.role.map(|role| role.label(locale).to_owned()));
            let text = format!("{}: {} ({})", step.name, who.join(", "), crate::i18n::number(locale, step.required));
            view! { <li class="anywhere" dir="auto">{text}</li> }
        })
        .collect_view();
    let unused = flow.archived.then(|| view! { <Tag>{words::UNUSED.get(locale)}</Tag> });
    let heard = format!(": {}", flow.name);
    let (label, archived) = if flow.archived { (words::RESTORE, "false") } else { (words::ARCHIVE, "true") };
    view! {
        <li class="entry">
            <Icon glyph=Glyph::Requests/>
            <div class="entry-words">
                <p><a class="anywhere" href=format!("/settings/approval?edit={}", flow.id) dir="auto">{flow.name.clone()}</a>" "{unused}</p>
                <p class="entry-note anywhere" dir="auto">{conditions(locale, flow)}</p>
                <ol class="flow-steps">{steps}</ol>
            </div>
            <form method="post" action="/settings/approval?do=archive_approval_flow">
                <input type="hidden" name="id" value=flow.id.to_string()/>
                <input type="hidden" name="version" value=flow.version.to_string()/>
                <input type="hidden" name="archived" value=archived/>
                <Button look=Look::Bare>{label.get(locale)}<span class="sr-only">{heard}</span></Button>
            </form>
        </li>
    }
    .into_any()
}

fn held(locale: Locale, flow: &FlowFields) -> BTreeMap<String, String> {
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    let mut set = |name: &str, value: String| _ = values.insert(name.to_owned(), value);
    set("name", flow.name.clone());
    set("position", flow.position.unwrap_or_default().to_string());
    set("client", flow.client.clone().unwrap_or_default());
    set("location", flow.location.clone().unwrap_or_default());
    set("billingType", flow.billing_type.map(|billing| billing.to_string()).unwrap_or_default());
    set("amountFrom", flow.amount_from.map(|amount| amounts::written(locale, amount)).unwrap_or_default());
    set("remindAfter", flow.remind_after.map(|days| days.to_string()).unwrap_or_default());
    set("escalateAfter", flow.escalate_after.map(|days| days.to_string()).unwrap_or_default());
    set("escalateTo", flow.escalate_to.map(|user| user.to_string()).unwrap_or_default());
    for (place, step) in flow.steps.iter().enumerate() {
        set(&format!("step-{place}"), step.name.clone());
        set(&format!("role-{place}"), step.role.map(|role| role.to_string()).unwrap_or_default());
        set(&format!("required-{place}"), step.required.to_string());
        set(&format!("approvers-{place}"), step.approvers.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    }
    values
}

fn form(locale: Locale, flow: Option<&ApprovalFlow>, users: &[User], posted: Option<&Posted>) -> AnyView {
    let error = posted.and_then(|posted| posted.error.clone());
    let values = posted.map_or_else(|| flow.map(|flow| held(locale, flow)).unwrap_or_default(), |posted| posted.values.clone());
    let value = |name: &str| values.get(name).cloned().unwrap_or_default();
    let flaw = |name: &str| errors::at(locale, error.as_ref(), name);
    let rule = |name: &str| FlowFields::RESOURCE.field(name);
    let label = |name: &str| fields::label(locale, name).to_owned();
    let (title, action) = match flow {
        Some(flow) => (words::EDIT_FLOW, format!("/settings/approval?edit={}&do=edit_approval_flow", flow.id)),
        None => (words::NEW_FLOW, "/settings/approval?new=true&do=create_approval_flow".to_owned()),
    };
    // Who was too slow sees what the others made of it, and may write over it knowingly.
    let stale = matches!(&error, Some(Error::Conflict(Conflict::Stale { .. })));
    let typed = posted.and_then(|posted| posted.values.get("version").cloned()).filter(|_| !stale);
    let theirs = flow
        .filter(|_| stale)
        .map(|flow| view! { <p>{requests::THEIRS.get(locale)}</p><ol class="entry-list">{row(locale, flow, users)}</ol> });
    let marks = flow.map(|flow| {
        view! {
            <input type="hidden" name="id" value=flow.id.to_string()/>
            <input type="hidden" name="version" value=typed.unwrap_or_else(|| flow.version.to_string())/>
        }
    });
    let given = values.keys().filter_map(|name| name.strip_prefix("step-")?.parse::<usize>().ok()).max().map_or(0, |last| last + 1);
    let steps = (0..(given + 1).clamp(2, STEPS)).map(|place| step(locale, place, users, &values)).collect_view();
    let wrong = flaw("steps").map(|flaw| view! { <p class="field-error">{flaw}</p> });
    view! {
        {theirs}
        <form class="form form-narrow" method="post" novalidate=true action=action>
            <h3>{title.get(locale)}</h3>
            <Refusal locale error=error.clone()/>
            {marks}
            <Field name="name" label=words::NAME.get(locale) rule=rule("name") value=value("name") error=flaw("name") autocomplete="off"/>
            <Field name="position" label=words::PLACE.get(locale) value=value("position") error=flaw("position") autocomplete="off"/>
            <fieldset class="fields">
                <legend class="fields-title">{words::CONDITIONS.get(locale)}</legend>
                <p class="field-hint">{words::CONDITIONS_WHY.get(locale)}</p>
                <div class="form-columns">
                    <Field name="client" label=label("client") rule=rule("client") value=value("client") error=flaw("client") autocomplete="off"/>
                    <Field name="location" label=label("location") rule=rule("location") value=value("location") error=flaw("location") autocomplete="off"/>
                    <Select
                        name="billingType"
                        label=label("billingType")
                        choices=Choice::all(locale, BillingType::ALL)
                        value=value("billingType")
                        empty=requests::ANY.get(locale)
                        error=flaw("billingType")
                    />
                    <Field name="amountFrom" label=words::AMOUNT_FROM.get(locale) value=value("amountFrom") error=flaw("amountFrom") autocomplete="off"/>
                </div>
            </fieldset>
            <fieldset class="fields">
                <legend class="fields-title">{words::LATER.get(locale)}</legend>
                <p class="field-hint">{words::LATER_WHY.get(locale)}</p>
                <div class="form-columns">
                    <Field name="remindAfter" label=words::REMIND_AFTER.get(locale) value=value("remindAfter") error=flaw("remindAfter") autocomplete="off"/>
                    <Field name="escalateAfter" label=words::ESCALATE_AFTER.get(locale) value=value("escalateAfter") error=flaw("escalateAfter") autocomplete="off"/>
                    <Select
                        name="escalateTo"
                        label=words::ESCALATE_TO.get(locale)
                        choices=people(users, &value("escalateTo"))
                        value=value("escalateTo")
                        empty=words::NOBODY.get(locale)
                        error=flaw("escalateTo")
                    />
                </div>
            </fieldset>
            <fieldset class="fields" id="steps" tabindex="-1">
                <legend class="fields-title">{words::STEPS.get(locale)}</legend>
                <p class="field-hint">{words::STEPS_WHY.get(locale)}</p>
                {wrong}
                {steps}
            </fieldset>
            <div class="row">
                <Button look=Look::Primary>{kit::SAVE.get(locale)}</Button>
                <LinkButton href="/settings/approval" look=Look::Bare>{kit::CANCEL.get(locale)}</LinkButton>
            </div>
        </form>
    }
    .into_any()
}

/// Who can be chosen: whoever can sign in, and who was chosen before they left.
fn people(users: &[User], chosen: &str) -> Vec<Choice> {
    let there = users.iter().filter(|user| user.is_person() || chosen.lines().any(|id| id == user.id.to_string()));
    there.map(|user| Choice::new(user.id.to_string(), user.name.clone())).collect()
}

fn step(locale: Locale, place: usize, users: &[User], values: &BTreeMap<String, String>) -> AnyView {
    let value = |name: &str| values.get(&format!("{name}-{place}")).cloned().unwrap_or_default();
    let number = value("required");
    let asked = chosen(values, &format!("approvers-{place}"));
    let people = people(users, &asked);
    view! {
        <div class="flow-step">
            <div class="form-columns">
                <Field name=format!("step-{place}") label=format!("{} {}", words::STEP_NAME.get(locale), place + 1) value=value("step") autocomplete="off"/>
                <Field
                    name=format!("required-{place}")
                    label=words::STEP_NUMBER.get(locale)
                    value=if number.is_empty() { "1".to_owned() } else { number }
                    autocomplete="off"
                />
                <Select
                    name=format!("role-{place}")
                    label=words::STEP_ROLE.get(locale)
                    choices=Choice::all(locale, Role::ALL)
                    value=value("role")
                    empty=words::NOBODY.get(locale)
                />
            </div>
            <Options
                name=format!("approvers-{place}")
                label=words::STEP_PEOPLE.get(locale)
                choices=people
                value=asked
                several=true
            />
        </div>
    }
    .into_any()
}
