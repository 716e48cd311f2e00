//! `/settings/webhooks/{id}`: what a webhook is told, what it was sent, and what came of it.

use super::{form::form, list::states};
use crate::{
    call::Posted,
    caller,
    i18n::{Locale, number, settings, webhooks as words},
    load::{load, refusal},
    ui::{Banner, Button, Clock, Column, EmptyState, Glyph, Heading, Icon, Look, Moment, Once, Refusal, Table, Tag, Tone},
    users::SettingsTabs,
    visit::{Visit, reader, visit},
};
use domain::{
    error::Error,
    id::WebhookId,
    page::Paging,
    query::Query,
    resource::Described,
    webhooks::{Webhook, WebhookLog, WebhookLogFields},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::webhooks::{
    self,
    outbox::{self, Dead, Standing},
};

/// Attempts that are shown.
const ATTEMPTS: u32 = 50;
/// Characters that are shown of what a receiver said.
const SAID: usize = 200;

/// `/settings/webhooks/{id}`.
#[component]
pub fn WebhookPage() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let id = use_params_map().with_untracked(|params| params.get("id")).and_then(|id| id.parse::<WebhookId>().ok());
    let (visit, posted) = (visit(), use_context::<Posted>().unwrap_or_default());
    let did = use_query_map().with_untracked(|query| query.get("did").unwrap_or_default());
    let work = async move {
        let id = id.ok_or(Error::NotFound)?;
        let webhook = webhooks::get(&service, &actor, id).await?;
        let latest = [("webhook", id.to_string()), ("order[createdAt]", "desc".to_owned())];
        let pairs = latest.iter().map(|(name, value)| (*name, value.as_str()));
        let query = Query { paging: Paging { page: 1, per_page: ATTEMPTS }, ..Query::read(&WebhookLogFields::RESOURCE, pairs)? };
        Ok(Told {
            standing: outbox::standing(&service, &actor, id).await?,
            dead: outbox::dead(&service, &actor, id).await?,
            log: webhooks::log(&service, &actor, &query).await?.items,
            webhook,
        })
    };
    load(work, move |told| page(&visit, &told, &did, &posted))
}

/// Everything that the page shows.
struct Told {
    webhook: Webhook,
    standing: Standing,
    dead: Vec<Dead>,
    log: Vec<WebhookLog>,
}

fn page(visit: &Visit, told: &Told, did: &str, posted: &Posted) -> AnyView {
    let (locale, webhook) = (visit.locale, &told.webhook);
    let elsewhere = (posted.action != "edit_webhook").then(|| posted.error.clone()).flatten();
    let done = posted.error.is_none().then(|| done(locale, did)).flatten();
    let secret = caller::take_flash(super::SECRET)
        .map(|(secret, of)| view! { <Once label=words::SECRET_READY.get(locale) secret of why=words::SECRET_ONCE.get(locale)/> });
    let gone = webhook.gone.then(|| view! { <Banner tone=Tone::Danger><p>{words::GONE_WHY.get(locale)}</p></Banner> });
    let arrived = told.standing.delivered_at.map(|at| {
        let clock: Clock = visit.clock;
        view! { {words::ARRIVED.get(locale)}" "<Moment locale at clock/> }
    });
    view! {
        <Title text=format!("{} · {}", webhook.url, words::TITLE.get(locale))/>
        <Heading title=settings::TITLE.get(locale)/>
        <SettingsTabs here="/settings/webhooks"/>
        <div class="notices">{secret}{gone}<Refusal locale error=elsewhere/>{done}</div>
        <section class="section" aria-labelledby="webhook">
            <h2 class="anywhere" id="webhook">{webhook.url.clone()}</h2>
            <div class="row">{states(locale, webhook, &told.standing)}</div>
            <p class="section-why">{arrived}</p>
            <div class="row">{actions(locale, webhook)}</div>
        </section>
        {dead(visit, told)}
        {log(visit, told)}
        <section class="section" aria-labelledby="edit-webhook">
            <h2 id="edit-webhook">{words::EDIT.get(locale)}</h2>
            {form(locale, Some(webhook), posted)}
        </section>
        {deletion(locale, webhook)}
    }
    .into_any()
}

fn done(locale: Locale, did: &str) -> Option<AnyView> {
    let text = match did {
        "saved" => words::SAVED,
        "on" => words::SWITCHED_ON,
        "off" => words::SWITCHED_OFF,
        "tested" => words::TESTED,
        "replayed" => words::REPLAYED,
        _ => return None,
    };
    Some(view! { <Banner tone=Tone::Good><p role="status">{text.get(locale)}</p></Banner> }.into_any())
}

fn action(id: &WebhookId, call: &str) -> String {
    format!("/settings/webhooks/{id}?do={call}")
}

fn marks(webhook: &Webhook) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="id" value=webhook.id.to_string()/>
        <input type="hidden" name="version" value=webhook.version.to_string()/>
    }
}

fn actions(locale: Locale, webhook: &Webhook) -> AnyView {
    let (label, active) = if webhook.active { (words::SWITCH_OFF, "false") } else { (words::SWITCH_ON, "true") };
    let test = webhook.active.then(|| {
        view! {
            <form method="post" action=action(&webhook.id, "test_webhook")>
                <input type="hidden" name="id" value=webhook.id.to_string()/>
                <Button>{words::TEST.get(locale)}</Button>
            </form>
        }
    });
    view! {
        {test}
        <form method="post" action=action(&webhook.id, "switch_webhook")>
            {marks(webhook)}
            <input type="hidden" name="active" value=active/>
            <Button>{label.get(locale)}</Button>
        </form>
    }
    .into_any()
}

/// What did not arrive, and sending it again; nothing where everything did.
fn dead(visit: &Visit, told: &Told) -> Option<AnyView> {
    if told.dead.is_empty() {
        return None;
    }
    let (locale, id) = (visit.locale, told.webhook.id);
    let again = |message: String, of: Option<String>| {
        let heard = of.map(|of| view! { <span class="sr-only">{format!(": {of}")}</span> });
        let label = if heard.is_some() { words::REPLAY } else { words::REPLAY_ALL };
        view! {
            <form method="post" action=action(&id, "replay_webhook")>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="message" value=message/>
                <Button look=Look::Bare>{label.get(locale)}{heard}</Button>
            </form>
        }
    };
    let rows = told
        .dead
        .iter()
        .map(|dead| {
            let (at, clock) = (dead.ended_at.unwrap_or(visit.clock.now), visit.clock);
            view! {
                <li class="entry">
                    <Icon glyph=Glyph::Warning/>
                    <div class="entry-words">
                        <p class="anywhere">{dead.event.clone()}</p>
                        <p class="entry-note">{words::ATTEMPTS.of(locale, dead.attempts)}" · "<Moment locale at clock/></p>
                    </div>
                    {again(dead.message.to_string(), Some(dead.event.clone()))}
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="section" aria-labelledby="dead">
                <h2 id="dead">{words::DEAD_TITLE.get(locale)}</h2>
                <p class="section-why">{words::DEAD_WHY.get(locale)}</p>
                <ul class="entry-list">{rows}</ul>
                <div class="row">{again(String::new(), None)}</div>
            </section>
        }
        .into_any(),
    )
}

/// The latest attempts.
fn log(visit: &Visit, told: &Told) -> AnyView {
    let (locale, clock) = (visit.locale, visit.clock);
    let body = if told.log.is_empty() {
        view! { <EmptyState glyph=Glyph::History title=words::LOG_EMPTY.get(locale) why=words::LOG_EMPTY_WHY.get(locale)/> }.into_any()
    } else {
        let head = view! {
            <Column label=words::WHEN.get(locale)/>
            <Column label=words::EVENT.get(locale)/>
            <Column label=words::STATUS.get(locale)/>
            <Column label=words::TIME.get(locale) numeric=true wide_only=true/>
        }
        .into_any();
        let rows = told.log.iter().map(|attempt| attempted(locale, clock, attempt)).collect_view();
        view! { <Table caption=words::LOG.get(locale) head>{rows}</Table> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="log">
            <h2 id="log">{words::LOG.get(locale)}</h2>
            <p class="section-why">{words::LOG_WHY.get(locale)}</p>
            {body}
        </section>
    }
    .into_any()
}

fn attempted(locale: Locale, clock: Clock, attempt: &WebhookLog) -> AnyView {
    let (tone, status) = match attempt.status_code {
        Some(status @ 200..300) => (Tone::Good, status.to_string()),
        Some(status) => (Tone::Danger, status.to_string()),
        None => (Tone::Danger, words::NO_ANSWER.get(locale).to_owned()),
    };
    let took = format!("{}\u{a0}ms", number(locale, attempt.response_time.unwrap_or_default()));
    let said: String = attempt.response.chars().take(SAID).collect();
    let said = (!said.is_empty()).then(|| view! { <p class="entry-note anywhere" dir="auto">{said}</p> });
    view! {
        <tr>
            <td><Moment locale at=attempt.created_at clock/></td>
            <td>{attempt.event.clone()}{said}</td>
            <td><Tag tone=tone>{status}</Tag></td>
            <td class="numeric wide-only">{took}</td>
        </tr>
    }
    .into_any()
}

fn deletion(locale: Locale, webhook: &Webhook) -> AnyView {
    view! {
        <section class="section" aria-labelledby="delete-webhook">
            <h2 id="delete-webhook">{words::DELETE.get(locale)}</h2>
            <p class="section-why">{words::DELETE_WHY.get(locale)}</p>
            <form method="post" action=action(&webhook.id, "delete_webhook")>
                {marks(webhook)}
                <Button look=Look::Danger>{words::DELETE_SUBMIT.get(locale)}</Button>
            </form>
        </section>
    }
    .into_any()
}
