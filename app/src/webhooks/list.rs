//! `/settings/webhooks`: those that are there, and making one.

use super::form::form;
use crate::{
    call::Posted,
    i18n::{Locale, Plural, settings, webhooks as words},
    load::{load, refusal},
    ui::{Banner, EmptyState, Glyph, Heading, Icon, Refusal, Tag, Tone},
    users::SettingsTabs,
    visit::{reader, visit},
};
use domain::webhooks::Webhook;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use service::webhooks::{
    self,
    outbox::{self, Standing},
};

/// `/settings/webhooks`.
#[component]
pub fn Webhooks() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let (locale, posted) = (visit().locale, use_context::<Posted>().unwrap_or_default());
    let deleted = use_query_map().with_untracked(|query| query.get("did").is_some_and(|did| did == "deleted"));
    let work = async move {
        let webhooks = webhooks::all(&service, &actor).await?;
        let ids: Vec<_> = webhooks.iter().map(|webhook| webhook.id).collect();
        let mut standings = outbox::standings(&service, &actor, &ids).await?;
        let with = |webhook: Webhook| {
            let standing = standings.remove(&webhook.id).unwrap_or_default();
            (webhook, standing)
        };
        Ok(webhooks.into_iter().map(with).collect::<Vec<_>>())
    };
    load(work, move |webhooks| page(locale, &webhooks, deleted, &posted))
}

fn page(locale: Locale, webhooks: &[(Webhook, Standing)], deleted: bool, posted: &Posted) -> AnyView {
    let elsewhere = (posted.action != "create_webhook").then(|| posted.error.clone()).flatten();
    let deleted = (deleted && posted.error.is_none())
        .then(|| view! { <Banner tone=Tone::Good><p role="status">{words::DELETED.get(locale)}</p></Banner> });
    let list = if webhooks.is_empty() {
        view! { <EmptyState glyph=Glyph::Elsewhere title=words::NONE.get(locale) why=words::NONE_WHY.get(locale)/> }.into_any()
    } else {
        let rows = webhooks.iter().map(|(webhook, standing)| row(locale, webhook, standing)).collect_view();
        view! { <ul class="entry-list">{rows}</ul> }.into_any()
    };
    view! {
        <Title text=words::TITLE.get(locale)/>
        <Heading title=settings::TITLE.get(locale)/>
        <SettingsTabs here="/settings/webhooks"/>
        <div class="notices"><Refusal locale error=elsewhere/>{deleted}</div>
        <section class="section" aria-labelledby="webhooks">
            <h2 id="webhooks">{words::TITLE.get(locale)}</h2>
            <p class="section-why">{words::WHY.get(locale)}</p>
            {list}
        </section>
        <section class="section" aria-labelledby="new-webhook">
            <h2 id="new-webhook">{words::NEW.get(locale)}</h2>
            <p class="section-why">{words::NEW_WHY.get(locale)}</p>
            {form(locale, None, posted)}
        </section>
    }
    .into_any()
}

fn row(locale: Locale, webhook: &Webhook, standing: &Standing) -> AnyView {
    let events = match webhook.events.len() {
        0 => words::ALL_EVENTS.get(locale).to_owned(),
        some => words::SOME_EVENTS.of(locale, some as i64),
    };
    let description = webhook.description.clone().map(|text| view! { <span dir="auto">{text}</span>" · " });
    view! {
        <li class="entry">
            <Icon glyph=Glyph::Elsewhere/>
            <div class="entry-words">
                <p><a class="anywhere" href=format!("/settings/webhooks/{}", webhook.id)>{webhook.url.clone()}</a></p>
                <p class="entry-note">{description}{events}</p>
                <p class="row">{states(locale, webhook, standing)}</p>
            </div>
        </li>
    }
    .into_any()
}

/// How a webhook is doing, in a word or two.
pub fn states(locale: Locale, webhook: &Webhook, standing: &Standing) -> AnyView {
    let state = match (webhook.active, webhook.gone) {
        (true, _) => view! { <Tag tone=Tone::Good>{words::ON.get(locale)}</Tag> },
        (false, true) => view! { <Tag tone=Tone::Danger>{words::GONE.get(locale)}</Tag> },
        (false, false) => view! { <Tag tone=Tone::Caution>{words::OFF.get(locale)}</Tag> },
    };
    let counted = |count: i64, tone, words: Plural| {
        let text = words.of(locale, count);
        (count > 0).then(|| view! { <Tag tone>{text}</Tag> })
    };
    let waiting = counted(standing.waiting, Tone::Neutral, words::WAITING);
    let dead = counted(standing.dead, Tone::Danger, words::DEAD);
    view! { {state}{waiting}{dead} }.into_any()
}
