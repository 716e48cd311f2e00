//! The form of a webhook.

use crate::{
    call::Posted,
    i18n::{Locale, errors, fields, kit, webhooks as words},
    ui::{Button, Checkbox, Choice, Field, Look, Options, Refusal},
};
use domain::{
    error::{Conflict, Error},
    resource::Described,
    tasks::chosen,
    webhooks::{EVENTS, Webhook, WebhookFields},
};
use leptos::prelude::*;

/// What a webhook is told, and where: of a new one, or of one that is there.
pub fn form(locale: Locale, webhook: Option<&Webhook>, posted: &Posted) -> AnyView {
    let (action, call) = match webhook {
        Some(webhook) => (format!("/settings/webhooks/{}?do=edit_webhook", webhook.id), "edit_webhook"),
        None => ("/settings/webhooks?do=create_webhook".to_owned(), "create_webhook"),
    };
    let refused = (posted.action == call).then_some(posted);
    let error = refused.and_then(|posted| posted.error.clone());
    let flaw = |name: &str| errors::at(locale, error.as_ref(), name);
    let held = webhook.map(|webhook| webhook.fields.clone()).unwrap_or_default();
    let typed = |name: &str, held: String| refused.map_or(held, |posted| posted.values.get(name).cloned().unwrap_or_default());
    let rule = |name: &str| WebhookFields::RESOURCE.field(name);
    let events = refused.map_or_else(|| held.events.join("\n"), |posted| chosen(&posted.values, "events"));
    let included = refused.map_or(held.include_data, |posted| posted.values.contains_key("includeData"));
    let choices = EVENTS.iter().map(|event| Choice::new(*event, format!("{} ({event})", words::event(locale, event)))).collect();
    // Who was too slow reads what the others made of it above, and may write over it knowingly.
    let stale = matches!(error, Some(Error::Conflict(Conflict::Stale { .. })));
    let marks = webhook.map(|webhook| {
        let seen = refused.and_then(|posted| posted.values.get("version").cloned()).filter(|_| !stale);
        view! {
            <input type="hidden" name="id" value=webhook.id.to_string()/>
            <input type="hidden" name="version" value=seen.unwrap_or_else(|| webhook.version.to_string())/>
        }
    });
    let submit = if webhook.is_some() { kit::SAVE } else { words::SUBMIT };
    view! {
        <form class="form form-narrow" method="post" novalidate=true action=action>
            <Refusal locale error=error.clone()/>
            {marks}
            <Field
                name="url"
                label=fields::label_in(locale, &WebhookFields::RESOURCE, "url")
                rule=rule("url")
                value=typed("url", held.url.clone())
                hint=words::URL_HINT.get(locale)
                error=flaw("url")
                autocomplete="off"
                placeholder="https://"
            />
            <Field
                name="description"
                label=fields::label_in(locale, &WebhookFields::RESOURCE, "description")
                rule=rule("description")
                value=typed("description", held.description.clone().unwrap_or_default())
                error=flaw("description")
                autocomplete="off"
            />
            <Options
                name="events"
                label=fields::label_in(locale, &WebhookFields::RESOURCE, "events")
                choices
                value=events
                several=true
                error=flaw("events").unwrap_or_default()
            />
            <p class="field-hint">{words::EVENTS_HINT.get(locale)}</p>
            <Checkbox
                name="includeData"
                label=fields::label_in(locale, &WebhookFields::RESOURCE, "includeData")
                checked=included
                hint=words::DATA_HINT.get(locale)
            />
            <Button look=Look::Primary>{submit.get(locale)}</Button>
        </form>
    }
    .into_any()
}
