//! Sends events to webhooks, away from whoever made them happen. Each webhook is served by a task of its own: one whose receiver hangs delays nobody else.

mod reach;

use crate::{
    config::PublicUrl,
    rest::{Iris, event},
};
use chrono::TimeDelta;
use domain::id::WebhookId;
use http::{HeaderMap, Request, Uri, header};
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, Error as Refused},
    rt::TokioExecutor,
};
use reach::Connector;
use service::{
    Service,
    webhooks::outbox::{self, Attempt, Message},
};
use std::{collections::BTreeMap, pin::pin, time::Duration};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

/// Between two looks for something to send.
const LOOK: Duration = Duration::from_millis(500);
/// Between two looks for something to forget.
const FORGET: Duration = Duration::from_secs(3_600);
/// Events under way to one receiver at the same time.
const ABREAST: usize = 4;
/// How long a receiver may take over one event, from the first packet to the last.
const PATIENCE: Duration = Duration::from_secs(15);
/// Bytes of an answer that are read.
const READ: usize = 4_096;
/// Characters of it that are kept.
const KEPT: usize = 1_000;
const AGENT: &str = concat!("Instroom/", env!("CARGO_PKG_VERSION"));

/// What sends events.
#[derive(Clone)]
pub struct Sender {
    client: Client<HttpsConnector<Connector>, Full<hyper::body::Bytes>>,
    iris: Iris,
}

impl Sender {
    /// To wherever the service may reach.
    pub fn new(service: &Service, public_url: Option<&PublicUrl>) -> Self {
        let connector = Connector::new(service.reach.clone());
        let https = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().wrap_connector(connector);
        let iris = Iris::of_events(public_url.map(|url| url.prefix.as_str()).unwrap_or_default());
        Self { client: Client::builder(TokioExecutor::new()).build(https), iris }
    }

    /// Sends an event once.
    async fn send(&self, service: &Service, message: &Message) -> service::Result<Attempt> {
        let begun = service.clock.now();
        let answered = match self.request(message, begun.timestamp())? {
            Some(request) => self.answer(request).await,
            None => Err("the address cannot be called".to_owned()),
        };
        let took = (service.clock.now() - begun).num_milliseconds().clamp(0, 3_600_000);
        Ok(match answered {
            Ok(attempt) => Attempt { took, ..attempt },
            Err(why) => Attempt { status: None, took, response: printable(&why), retry_after: None },
        })
    }

    /// None: what is typed there is no address.
    fn request(&self, message: &Message, timestamp: i64) -> service::Result<Option<Request<Full<hyper::body::Bytes>>>> {
        let body = event(message, &self.iris)?;
        let signature = message.sign(timestamp, &body)?;
        // What stands behind `#` is not sent (RFC 9110 §4.2.3).
        let url = message.webhook.url.split('#').next().unwrap_or_default();
        let Ok(url) = url.parse::<Uri>() else { return Ok(None) };
        let request = Request::post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, AGENT)
            .header("webhook-id", message.id.to_string())
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature);
        Ok(request.body(Full::from(body)).ok())
    }

    async fn answer(&self, request: Request<Full<hyper::body::Bytes>>) -> Result<Attempt, String> {
        let mut over = pin!(sleep(PATIENCE));
        let response = tokio::select! {
            response = self.client.request(request) => response.map_err(|error| why(&error))?,
            () = &mut over => return Err(format!("no answer within {} seconds", PATIENCE.as_secs())),
        };
        let (parts, mut body) = response.into_parts();
        // What counts has been said. The rest is for whoever reads the log, and is not waited for if it does not come.
        let mut said = Vec::new();
        while said.len() < READ {
            let frame = tokio::select! {
                frame = body.frame() => frame,
                () = &mut over => None,
            };
            let Some(Ok(frame)) = frame else { break };
            let piece = frame.data_ref().map(AsRef::as_ref).unwrap_or_default();
            said.extend_from_slice(piece.get(..READ - said.len()).unwrap_or(piece));
        }
        let response = printable(&String::from_utf8_lossy(&said));
        Ok(Attempt { status: Some(parts.status.as_u16()), took: 0, response, retry_after: retry_after(&parts.headers) })
    }
}

/// What went wrong, down to what did.
fn why(error: &Refused) -> String {
    let mut last: &dyn std::error::Error = error;
    while let Some(source) = last.source() {
        last = source;
    }
    match error.is_connect() {
        true => format!("no connection: {last}"),
        false => format!("no answer: {last}"),
    }
}

/// `Retry-After` in seconds (RFC 9110 §10.2.3); a date is not understood.
fn retry_after(headers: &HeaderMap) -> Option<TimeDelta> {
    let seconds: i64 = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    TimeDelta::try_seconds(seconds)
}

/// The beginning of a text, as it can be stored and shown.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { ' ' } else { c }).take(KEPT).collect()
}

/// Forgets what need not be remembered, for as long as the process lives.
pub async fn forget_for_ever(service: Service) {
    let mut pause = interval(FORGET);
    pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        pause.tick().await;
        if let Err(error) = outbox::forget(&service).await {
            tracing::warn!(%error, "what webhooks were sent is remembered longer");
        }
    }
}

/// Sends what there is to send, for as long as the process lives.
pub async fn deliver_for_ever(service: Service, sender: Sender) {
    if let Err(error) = outbox::begin(&service).await {
        tracing::warn!(%error, "events wait until nobody seems to send them");
    }
    let mut pause = interval(LOOK);
    pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut served, mut tasks) = (BTreeMap::new(), JoinSet::new());
    loop {
        pause.tick().await;
        while let Some(done) = tasks.try_join_next_with_id() {
            let task = match done {
                Ok((task, ())) => task,
                Err(error) => {
                    tracing::error!(%error, "sending events broke");
                    error.id()
                }
            };
            served.retain(|_, by| *by != task);
        }
        match outbox::due(&service).await {
            Ok(due) => {
                for webhook in due {
                    served.entry(webhook).or_insert_with(|| {
                        let (service, sender) = (service.clone(), sender.clone());
                        let serving = async move {
                            if let Err(error) = serve(&service, &sender, webhook).await {
                                tracing::warn!(%error, %webhook, "events wait");
                            }
                        };
                        tasks.spawn(serving).id()
                    });
                }
            }
            Err(error) => tracing::warn!(%error, "events wait"),
        }
    }
}

/// Sends a webhook what is due, until nothing is. Where the database is away, what is under way is ended all the same.
async fn serve(service: &Service, sender: &Sender, webhook: WebhookId) -> service::Result<()> {
    let mut under_way = JoinSet::new();
    let mut over = Ok(());
    loop {
        let mut more = false;
        if over.is_ok() {
            match begin(service, sender, webhook, &mut under_way).await {
                Ok(further) => more = further,
                Err(error) => over = Err(error),
            }
        }
        if under_way.is_empty() && !more {
            return over;
        }
        tokio::select! {
            Some(done) = under_way.join_next() => {
                if let Err(error) = done.map_err(service::Error::broken).flatten() {
                    over = Err(error);
                }
            }
            // One that hangs leaves the other places to whoever comes.
            () = sleep(LOOK), if over.is_ok() && !under_way.is_empty() => {}
            else => {}
        }
    }
}

/// Takes what is due, as far as there is room, and begins to send it. Says whether there may be more.
async fn begin(
    service: &Service,
    sender: &Sender,
    webhook: WebhookId,
    under_way: &mut JoinSet<service::Result<()>>,
) -> service::Result<bool> {
    if under_way.len() >= ABREAST {
        return Ok(false);
    }
    let more = outbox::gather(service, webhook).await?;
    for message in outbox::take(service, webhook, ABREAST - under_way.len()).await? {
        let (service, sender) = (service.clone(), sender.clone());
        under_way.spawn(async move { send(&service, &sender, &message).await });
    }
    Ok(more)
}

/// Sends an event, and notes what came of it.
async fn send(service: &Service, sender: &Sender, message: &Message) -> service::Result<()> {
    let attempt = sender.send(service, message).await?;
    if attempt.status.is_none_or(|status| status >= 300) {
        tracing::info!(webhook = %message.webhook.id, event = message.event, status = attempt.status, "an event was not taken");
    }
    outbox::done(service, message, attempt).await
}

#[cfg(test)]
mod tests;
