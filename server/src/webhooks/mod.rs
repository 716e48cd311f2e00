//! Sends events to webhooks, away from whoever made them happen. Each webhook is served by a task of its own: one whose receiver hangs delays nobody else.

mod reach;

use crate::{
    config::PublicUrl,
    rest::{Iris, event},
};
use chrono::TimeDelta;
use domain::id::WebhookId;
use http::{HeaderMap, Request, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
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
use std::{collections::BTreeSet, time::Duration};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};

/// Between two looks for something to send.
const LOOK: Duration = Duration::from_millis(500);
/// Between two looks for something to forget, in looks for something to send.
const FORGET: u64 = 7_200;
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
        Self::through(Connector::new(service.reach.clone()), public_url)
    }

    fn through(connector: Connector, public_url: Option<&PublicUrl>) -> Self {
        let https = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().wrap_connector(connector);
        let iris = Iris::of_events(public_url.map(|url| url.prefix.as_str()).unwrap_or_default());
        Self { client: Client::builder(TokioExecutor::new()).build(https), iris }
    }

    /// Sends an event once.
    async fn send(&self, service: &Service, message: &Message) -> service::Result<Attempt> {
        let begun = service.clock.now();
        let answered = match self.request(message, begun.timestamp())? {
            Some(request) => match timeout(PATIENCE, self.answer(request)).await {
                Ok(answered) => answered,
                Err(_) => Err(format!("no answer within {} seconds", PATIENCE.as_secs())),
            },
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
        let response = self.client.request(request).await.map_err(|error| why(&error))?;
        let (parts, body) = response.into_parts();
        // One that says too much is not read to its end.
        let mut body = Limited::new(body, READ);
        let mut said = Vec::new();
        while let Some(Ok(frame)) = body.frame().await {
            said.extend_from_slice(frame.data_ref().map(AsRef::as_ref).unwrap_or_default());
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

/// Sends what there is to send, for as long as the process lives.
pub async fn deliver_for_ever(service: Service, sender: Sender) {
    if let Err(error) = outbox::begin(&service).await {
        tracing::warn!(%error, "events wait until nobody seems to send them");
    }
    let mut pause = interval(LOOK);
    pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut served, mut tasks) = (BTreeSet::new(), JoinSet::new());
    for look in 0_u64.. {
        pause.tick().await;
        while let Some(done) = tasks.try_join_next() {
            match done {
                Ok(webhook) => drop(served.remove(&webhook)),
                // A task that broke has not said whose it was.
                Err(error) => {
                    tracing::error!(%error, "sending events broke");
                    if tasks.is_empty() {
                        served.clear();
                    }
                }
            }
        }
        if look % FORGET == 0
            && let Err(error) = outbox::forget(&service).await
        {
            tracing::warn!(%error, "what webhooks were sent is remembered longer");
        }
        match outbox::due(&service).await {
            Ok(due) => {
                for webhook in due.into_iter().filter(|webhook| served.insert(*webhook)).collect::<Vec<_>>() {
                    let (service, sender) = (service.clone(), sender.clone());
                    tasks.spawn(async move {
                        if let Err(error) = serve(&service, &sender, webhook).await {
                            tracing::warn!(%error, %webhook, "events wait");
                        }
                        webhook
                    });
                }
            }
            Err(error) => tracing::warn!(%error, "events wait"),
        }
    }
}

/// Sends a webhook what is due, until nothing is.
async fn serve(service: &Service, sender: &Sender, webhook: WebhookId) -> service::Result<()> {
    let mut under_way: JoinSet<service::Result<()>> = JoinSet::new();
    loop {
        let more = outbox::gather(service, webhook).await?;
        for message in outbox::take(service, webhook, ABREAST - under_way.len()).await? {
            let (service, sender) = (service.clone(), sender.clone());
            under_way.spawn(async move {
                let attempt = sender.send(&service, &message).await?;
                if attempt.status.is_none_or(|status| status >= 300) {
                    tracing::info!(webhook = %message.webhook.id, event = message.event, status = attempt.status, "an event will be sent again");
                }
                outbox::done(&service, &message, attempt).await
            });
        }
        match under_way.join_next().await {
            Some(done) => done.map_err(service::Error::broken)??,
            None if more => {}
            None => return Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
