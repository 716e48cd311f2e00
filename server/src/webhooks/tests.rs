//! What receivers of the tests' own are sent, and what they do about it.

use super::*;
use axum::{Router, body::Bytes, extract::State, response::IntoResponse, response::Response};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{network::Reach, policy::Actor, resource::Attributes, webhooks::Webhook};
use hmac::{Hmac, KeyInit, Mac};
use http::StatusCode;
use serde_json::{Value, json};
use service::{Options, candidates, db::Access, webhooks};
use sha2::Sha256;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::mpsc, time::timeout};
use tower::Service as _;

/// What a receiver was sent.
type Sent = (HeaderMap, Value);

/// A receiver that answers like this.
struct Receiver {
    url: String,
    sent: mpsc::UnboundedReceiver<Sent>,
}

#[derive(Clone)]
struct Answers(mpsc::UnboundedSender<Sent>, Arc<dyn Fn() -> Response + Send + Sync>);

impl Receiver {
    async fn answering(answer: impl Fn() -> Response + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook?of=tests", listener.local_addr().unwrap());
        let (sender, sent) = mpsc::unbounded_channel();
        let router = Router::new().fallback(receive).with_state(Answers(sender, Arc::new(answer)));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, sent }
    }

    async fn next(&mut self) -> Sent {
        timeout(Duration::from_secs(20), self.sent.recv()).await.expect("in time").expect("sent")
    }
}

async fn receive(State(Answers(sent, answer)): State<Answers>, headers: HeaderMap, body: Bytes) -> Response {
    // The test may have seen enough.
    drop(sent.send((headers, serde_json::from_slice(&body).unwrap())));
    answer()
}

fn object(value: Value) -> Attributes {
    value.as_object().cloned().unwrap()
}

/// An installation that may call this machine, and sends.
async fn installation() -> (TempDir, Service) {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("test.db").display());
    let options = Options { database, key_file: folder.path().join("key"), access: Access::Server };
    let mut service = Service::open(options).await.unwrap();
    service.reach = Reach(vec!["127.0.0.0/8".parse().unwrap()]);
    tokio::spawn(deliver_for_ever(service.clone(), Sender::new(&service, None)));
    (folder, service)
}

async fn webhook(service: &Service, given: Value) -> Webhook {
    webhooks::create(service, &Actor::System, &object(given)).await.unwrap()
}

async fn candidate(service: &Service, name: &str) -> String {
    let given = json!({ "firstname": name, "lastname": "B", "email": format!("{name}@example.test") });
    candidates::create(service, &Actor::System, &object(given)).await.unwrap().id.to_string()
}

/// The latest attempt, once there are so many.
async fn attempt(service: &Service, count: usize) -> domain::webhooks::WebhookLog {
    for _ in 0..800 {
        let log = webhooks::log(service, &Actor::System, &Default::default()).await.unwrap().items;
        if log.len() >= count {
            return log.into_iter().nth(count - 1).unwrap();
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("nothing was sent")
}

#[tokio::test]
async fn an_event_arrives_and_says_who_sent_it() {
    let (_folder, service) = installation().await;
    let mut receiver = Receiver::answering(|| "thanks".into_response()).await;
    let made = webhook(&service, json!({ "url": receiver.url, "includeData": true })).await;
    let ada = candidate(&service, "ada").await;
    let (headers, body) = receiver.next().await;
    assert_eq!(headers["content-type"], "application/json");
    let record = format!("/api/candidates/{ada}");
    assert_eq!((body["type"].as_str(), body["data"]["record"].as_str()), (Some("candidate.created"), Some(record.as_str())));
    assert_eq!((body["data"]["type"].as_str(), body["data"]["data"]["email"].as_str()), (Some("Candidate"), Some("ada@example.test")));
    assert_eq!(body["data"]["by"], Value::Null, "the system did it");

    let secret = made.fields.secret.unwrap();
    let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let text = |name: &str| headers[name].to_str().unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{}.{}.{body}", text("webhook-id"), text("webhook-timestamp")).as_bytes());
    assert_eq!(text("webhook-signature"), format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())));

    let log = attempt(&service, 1).await;
    assert_eq!((log.status_code, log.response.as_str(), log.message.as_str()), (Some(200), "thanks", text("webhook-id")));
    assert_eq!(log.url, receiver.url);
}

#[tokio::test]
async fn ids_alone_travel_unless_more_is_switched_on() {
    let (_folder, service) = installation().await;
    let mut receiver = Receiver::answering(|| StatusCode::NO_CONTENT.into_response()).await;
    webhook(&service, json!({ "url": receiver.url })).await;
    candidate(&service, "ada").await;
    let (_, body) = receiver.next().await;
    assert_eq!(body["data"]["data"], Value::Null);
    assert!(!body.to_string().contains("example.test"), "{body}");
    assert!(body["data"]["changed"].as_array().unwrap().contains(&json!("email")));
}

#[tokio::test]
async fn a_receiver_that_hangs_delays_nobody() {
    let (_folder, service) = installation().await;
    let hangs = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", hangs.local_addr().unwrap());
    webhook(&service, json!({ "url": url })).await;
    let mut receiver = Receiver::answering(|| StatusCode::OK.into_response()).await;
    webhook(&service, json!({ "url": receiver.url })).await;
    // It has accepted nothing of this yet, and has many more to come.
    for n in 0..20 {
        candidate(&service, &format!("p{n}")).await;
    }
    let all = async {
        for _ in 0..20 {
            receiver.next().await;
        }
    };
    timeout(Duration::from_secs(10), all).await.expect("as if the other were not there");
    drop(hangs);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (_folder, service) = installation().await;
    let mut inner = Receiver::answering(|| StatusCode::OK.into_response()).await;
    let location = inner.url.clone();
    let outer = Receiver::answering(move || (StatusCode::TEMPORARY_REDIRECT, [("location", location.clone())]).into_response()).await;
    webhook(&service, json!({ "url": outer.url })).await;
    candidate(&service, "ada").await;
    assert_eq!(attempt(&service, 1).await.status_code, Some(307));
    assert!(inner.sent.try_recv().is_err(), "nobody was sent on");
}

#[tokio::test]
async fn what_is_gone_is_switched_off() {
    let (_folder, service) = installation().await;
    let receiver = Receiver::answering(|| StatusCode::GONE.into_response()).await;
    let made = webhook(&service, json!({ "url": receiver.url })).await;
    candidate(&service, "ada").await;
    attempt(&service, 1).await;
    for _ in 0..100 {
        let now = webhooks::get(&service, &Actor::System, made.id).await.unwrap();
        if now.gone && !now.active {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("it is still on");
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let (_folder, service) = installation().await;
    let endless = || {
        let piece = || Ok::<_, io::Error>(Bytes::from_static(&[b'\x07'; 1_000]));
        Response::new(axum::body::Body::from_stream(futures_util::stream::repeat_with(piece)))
    };
    let receiver = Receiver::answering(endless).await;
    webhook(&service, json!({ "url": receiver.url })).await;
    candidate(&service, "ada").await;
    let log = attempt(&service, 1).await;
    assert_eq!((log.status_code, log.response.chars().count()), (Some(200), KEPT));
    assert!(log.response.chars().all(|c| c == ' '), "and what cannot be shown is not kept");
}

#[tokio::test]
async fn what_is_said_in_one_breath_is_kept_from_its_beginning() {
    let (_folder, service) = installation().await;
    let receiver =
        Receiver::answering(|| (StatusCode::INTERNAL_SERVER_ERROR, format!("<html>{}", "x".repeat(8_000))).into_response()).await;
    webhook(&service, json!({ "url": receiver.url })).await;
    candidate(&service, "ada").await;
    let log = attempt(&service, 1).await;
    assert!(log.status_code == Some(500) && log.response.starts_with("<html>xxx"), "{}", log.response);
}

#[tokio::test]
async fn an_event_is_taken_though_what_is_said_about_it_never_ends() {
    let (_folder, service) = installation().await;
    let stalls = || Response::new(axum::body::Body::from_stream(futures_util::stream::pending::<Result<Bytes, io::Error>>()));
    let receiver = Receiver::answering(stalls).await;
    webhook(&service, json!({ "url": receiver.url })).await;
    candidate(&service, "ada").await;
    let log = attempt(&service, 1).await;
    assert_eq!((log.status_code, log.response.as_str()), (Some(200), ""));
}

/// Connects to the host of this address; why it does not.
async fn connect(connector: &Connector, url: &str) -> Result<(), io::ErrorKind> {
    let mut connector = connector.clone();
    connector.call(url.parse().unwrap()).await.map(drop).map_err(|error| error.kind())
}

#[tokio::test]
async fn nothing_that_only_we_can_reach_is_connected_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let anywhere = Connector::new(Reach::default());
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1", "0.0.0.0"] {
        let refused = connect(&anywhere, &format!("https://{host}:{port}/")).await;
        assert_eq!(refused, Err(io::ErrorKind::PermissionDenied), "{host}");
    }
    // A public address is, but not so that everybody can read along.
    assert_eq!(connect(&anywhere, "http://8.8.8.8/").await, Err(io::ErrorKind::PermissionDenied));
    let here = Connector::new(Reach(vec!["127.0.0.0/8".parse().unwrap()]));
    assert_eq!(connect(&here, &format!("http://127.0.0.1:{port}/")).await, Ok(()));
    assert_eq!(connect(&here, "http://10.0.0.1/").await, Err(io::ErrorKind::PermissionDenied));
}

#[tokio::test]
async fn a_name_that_becomes_another_address_leads_nowhere_else() {
    let there = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = there.local_addr().unwrap().port();
    let ours = TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), port)).await.unwrap();
    let asked = Arc::new(AtomicU8::new(1));
    let resolve = move |_, port| -> futures_util::future::BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let ip = Ipv4Addr::new(127, 0, 0, asked.fetch_add(1, Ordering::Relaxed));
        Box::pin(async move { Ok(vec![SocketAddr::new(IpAddr::V4(ip), port)]) })
    };
    let connector = Connector::resolving(Reach(vec!["127.0.0.1".parse().unwrap()]), resolve);
    let url = format!("http://rebinding.example:{port}/");
    assert_eq!(connect(&connector, &url).await, Ok(()));
    assert_eq!(connect(&connector, &url).await, Err(io::ErrorKind::PermissionDenied));
    assert!(timeout(Duration::from_millis(100), ours.accept()).await.is_err(), "nobody came");
}

#[test]
fn what_a_receiver_asks_for_is_understood() {
    let asked = |text: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, http::HeaderValue::from_static(text));
        retry_after(&headers)
    };
    assert_eq!(asked(" 120 "), Some(TimeDelta::seconds(120)));
    for nonsense in ["soon", "Wed, 21 Oct 2026 07:28:00 GMT", "99999999999999999999"] {
        assert_eq!(asked(nonsense), None, "{nonsense}");
    }
    assert_eq!(retry_after(&HeaderMap::new()), None);
}
