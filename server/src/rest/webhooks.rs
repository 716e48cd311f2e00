//! `/webhooks`, `/webhook-logs`, and what an event that is sent to a webhook says.

use super::{
    changes,
    exposed::{self, Exposed, Of, noun},
    wire::Iris,
};
use axum::Router;
use chrono::SecondsFormat;
use domain::{
    candidates::Lifecycle,
    id::WebhookLogId,
    page::Page,
    policy::Actor,
    query::Query,
    resource::Target,
    webhooks::{WebhookFields, WebhookLogFields},
};
use serde::{Serialize, Serializer, ser::SerializeMap};
use service::{
    Result, Service, feed,
    webhooks::{
        self,
        outbox::{Happened, Message},
    },
};

noun!(deletable
    /// The use cases behind it.
    Webhooks, webhooks, WebhookFields
);

/// What came of sending events.
pub struct WebhookLogs;

/// What is shown of an attempt: nothing ever changes in it.
pub const SHOWN_OF_A_LOG: &[&str] = &["id", "webhook", "url", "event", "messageId", "statusCode", "responseTime", "response", "createdAt"];

impl Exposed for WebhookLogs {
    type Fields = WebhookLogFields;

    fn shows(attribute: &str) -> bool {
        SHOWN_OF_A_LOG.contains(&attribute)
    }

    async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<Of<Self>>> {
        webhooks::log(service, actor, query).await
    }

    async fn get(service: &Service, actor: &Actor, id: WebhookLogId) -> Result<Of<Self>> {
        webhooks::log_entry(service, actor, id).await
    }
}

pub fn routes() -> Router<Service> {
    exposed::removable::<Webhooks>().merge(exposed::read_only::<WebhookLogs>())
}

/// The body of an event, in the shape that Standard Webhooks gives it.
///
/// # Errors
/// Something in it cannot be written.
pub fn event(message: &Message, iris: &Iris) -> Result<Vec<u8>> {
    Ok(serde_json::to_vec(&Event { message, iris })?)
}

struct Event<'a> {
    message: &'a Message,
    iris: &'a Iris,
}

impl Serialize for Event<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Self { message, iris } = self;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("type", &message.event)?;
        map.serialize_entry("timestamp", &message.at.to_rfc3339_opts(SecondsFormat::Micros, true))?;
        map.serialize_entry("data", &Data { change: message.change.as_ref(), iris })?;
        map.end()
    }
}

struct Data<'a> {
    /// None: a trial.
    change: Option<&'a Happened>,
    iris: &'a Iris,
}

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Self { change, iris } = self;
        let mut map = serializer.serialize_map(None)?;
        if let Some(Happened { entity, record, by, facts, now }) = change
            && let Some(resource) = feed::resource(*entity)
        {
            map.serialize_entry("type", resource.name)?;
            map.serialize_entry("record", &changes::address(&resource, *record, iris))?;
            map.serialize_entry("changed", &facts.fields.iter().filter(|name| resource.field(name).is_some()).collect::<Vec<_>>())?;
            map.serialize_entry("from", &facts.from)?;
            map.serialize_entry("to", &facts.to)?;
            map.serialize_entry("by", &by.map(|user| iris.record(Target::USER.path, user)))?;
            if facts.to.as_deref() == Some(Lifecycle::Merged.word()) {
                map.serialize_entry("mergedInto", &facts.with.map(|file| changes::address(&resource, file, iris)))?;
            }
            if let Some(now) = now {
                map.serialize_entry("data", &changes::Data { told: now, iris })?;
            }
        }
        map.end()
    }
}
