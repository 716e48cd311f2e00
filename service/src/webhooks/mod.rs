//! Webhooks: made, changed, switched off, and what is sent to them.
//!
//! They belong to the installation, and are told what an administrator's program reads. [`outbox`] makes their events from the log of changes and keeps them until they
//! have arrived; whoever sends them is elsewhere.

mod log;
pub mod outbox;
mod signature;

pub use log::{get as log_entry, list as log};

use crate::{
    Service, changes,
    db::{Param, Tx, Where},
    error::{Error, Result},
    feed,
    keys::{self, Keys},
    records::{self, Keyed, Logged},
    sql,
};
use domain::{
    change::{Entity, Facts, Kind},
    error::{Error as Refusal, FieldErrors, Flaw},
    id::WebhookId,
    merge_patch,
    page::Page,
    policy::{self, Action, Actor, On},
    query::Query,
    resource::{Attributes, Record},
    webhooks::{Webhook, WebhookFields},
};
use uuid::Uuid;

/// Webhooks of an installation, at most.
pub const MOST: i64 = 50;

impl Keyed for WebhookFields {}

impl Logged for WebhookFields {
    const ENTITY: Entity = Entity::Webhook;

    fn owner(record: &Webhook) -> Uuid {
        record.id.0
    }
}

/// Webhooks, narrowed, ordered and paged.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<Webhook>> {
    policy::can(actor, Action::ReadWebhooks, On::Nothing)?;
    service.db.read(async |tx: &mut Tx| records::page::<WebhookFields>(tx, Where::default(), query).await).await
}

/// All of them, by age.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn all(service: &Service, actor: &Actor) -> Result<Vec<Webhook>> {
    policy::can(actor, Action::ReadWebhooks, On::Nothing)?;
    service.db.look(async |tx: &mut Tx| records::some::<WebhookFields>(tx, &Where::default(), false, MOST).await).await
}

/// A webhook.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn get(service: &Service, actor: &Actor, id: WebhookId) -> Result<Webhook> {
    policy::can(actor, Action::ReadWebhooks, On::Nothing)?;
    service.db.look(async |tx: &mut Tx| known(tx, id).await).await
}

async fn known(tx: &mut Tx, id: WebhookId) -> Result<Webhook> {
    records::find::<WebhookFields>(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))
}

/// Makes a webhook, which is told what happens from now on. The answer has its secret, and no other has.
///
/// # Errors
/// [`Refusal::Invalid`], [`Refusal::Malformed`], [`Refusal::Forbidden`].
pub async fn create(service: &Service, actor: &Actor, given: &Attributes) -> Result<Webhook> {
    policy::can(actor, Action::WriteWebhooks, On::Nothing)?;
    let fields: WebhookFields = merge_patch::create(given)?;
    fields.consistent(&service.reach)?;
    may_send(actor, &fields)?;
    let (command, pen) = (service.command(actor), service.pen());
    let (at, id) = (command.at, WebhookId(service.clock.id()));
    let secret = keys::secret_bytes()?;
    let made = service
        .db
        .write_once(&command, move |tx| {
            let (pen, fields) = (pen.clone(), fields.clone());
            Box::pin(async move {
                if tx.query(sql!("SELECT COUNT(*) FROM webhook")).number().await? >= MOST {
                    return Err(FieldErrors::one("url", Flaw::TooMany { max: MOST as u32 }).into());
                }
                let webhook = Record { id, version: 1, created_at: at, updated_at: at, fields };
                records::add(tx, &pen, &webhook).await?;
                let sealed = changes::seal(tx, &pen.keys, id.0, &secret, ABOUT).await?;
                tx.query(sql!(
                    "INSERT INTO webhook_cursor (webhook, position, secret) VALUES ($1, (SELECT COALESCE(MAX(position), 0) FROM change_order), $2)"
                ))
                .bind(id.0)
                .bind(sealed)
                .execute()
                .await?;
                Ok(webhook)
            })
        })
        .await?;
    // What is kept for whoever asks again has no secret in it, and is of the webhook that was made before.
    let secret = (made.id == id).then(|| signature::written(&secret));
    Ok(Webhook { fields: WebhookFields { secret, ..made.fields }, ..made })
}

/// Whoever has records sent somewhere must be allowed to read them.
fn may_send(actor: &Actor, fields: &WebhookFields) -> Result<()> {
    if fields.include_data { feed::reads_all(actor) } else { Ok(()) }
}

/// What a sealed secret is about.
const ABOUT: &[u8] = b"webhook secret";

async fn secret_of(tx: &mut Tx, keys: &Keys, id: WebhookId) -> Result<Vec<u8>> {
    let sealed: Option<(Vec<u8>,)> = tx.query(sql!("SELECT secret FROM webhook_cursor WHERE webhook = $1")).bind(id.0).optional().await?;
    let (sealed,) = sealed.ok_or(Error::Refused(Refusal::NotFound))?;
    changes::open(tx, keys, id.0, &sealed, ABOUT).await
}

/// Changes a webhook by a merge patch. Switched on, it goes on where it was.
///
/// # Errors
/// As [`create`]; [`Refusal::NotFound`], [`domain::error::Conflict::Stale`].
pub async fn patch(service: &Service, actor: &Actor, id: WebhookId, given: &Attributes, seen: Option<i64>) -> Result<Webhook> {
    policy::can(actor, Action::WriteWebhooks, On::Nothing)?;
    let (command, pen, given, reach) = (service.command(actor), service.pen(), given.clone(), service.reach.clone());
    let actor = actor.clone();
    service
        .db
        .write(&command, move |tx| {
            let (pen, given, reach, actor) = (pen.clone(), given.clone(), reach.clone(), actor.clone());
            Box::pin(async move {
                let before = known(tx, id).await?;
                records::unchanged_since(seen, before.version)?;
                let mut fields: WebhookFields = merge_patch::patch(&before.fields, &given)?;
                let moves = fields.url != before.url;
                // One that leads where it may not any more can still be switched off.
                if moves || fields.events != before.events {
                    fields.consistent(&reach)?;
                }
                if moves || fields.include_data != before.include_data {
                    may_send(&actor, &fields)?;
                }
                // Of another address nobody has said so.
                fields.gone &= !fields.active && !moves;
                let kind = match (before.active, fields.active) {
                    (false, true) => Kind::Activated,
                    (true, false) => Kind::Deactivated,
                    _ => Kind::Updated,
                };
                if kind == Kind::Activated || moves {
                    outbox::hurry(tx, id).await?;
                }
                records::save(tx, &pen, kind, &before, fields, Facts::default()).await
            })
        })
        .await
}

/// Deletes a webhook. What it was not sent yet is sent no more, and nobody finds the log of what it was; [`outbox::forget`] removes both.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`], [`domain::error::Conflict::Stale`].
pub async fn delete(service: &Service, actor: &Actor, id: WebhookId, seen: Option<i64>) -> Result<()> {
    policy::can(actor, Action::WriteWebhooks, On::Nothing)?;
    let (command, pen) = (service.command(actor), service.pen());
    service
        .db
        .write(&command, move |tx| {
            let pen = pen.clone();
            Box::pin(async move {
                let before = known(tx, id).await?;
                records::unchanged_since(seen, before.version)?;
                tx.query(sql!("DELETE FROM webhook WHERE id = $1")).bind_param(Param::key(id)).execute().await?;
                let draft = changes::Draft::bare(Entity::Webhook, id.0, id.0, Kind::Deleted, before.version + 1);
                changes::record(tx, &pen.keys, pen.clock.id(), draft).await?;
                Ok(())
            })
        })
        .await
}

/// Switches off a webhook of whose address the receiver says that it is gone; not one that has another address by now.
async fn switch_off(service: &Service, id: WebhookId, url: &str) -> Result<()> {
    let url = url.to_owned();
    let (command, pen) = (service.command(&Actor::System), service.pen());
    service
        .db
        .write(&command, move |tx| {
            let (pen, url) = (pen.clone(), url.clone());
            Box::pin(async move {
                let found = records::find::<WebhookFields>(tx, id).await?;
                let Some(before) = found.filter(|webhook| webhook.active && webhook.url == url) else { return Ok(()) };
                let fields = WebhookFields { active: false, gone: true, ..before.fields.clone() };
                records::save(tx, &pen, Kind::Deactivated, &before, fields, Facts::default()).await.map(drop)
            })
        })
        .await
}
