//! A stage for actors: the whole of the HTTP stack on a fresh database, at nine o'clock, with somebody of every role.

use crate::{http::proxy::Peer, site::Site, testing};
use axum::{Router, body::Body};
use domain::{policy::Actor, resource::Attributes, users::Role};
use http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use service::{Options, Service, clock::ManualClock, db::Access, tokens, users};
use std::{collections::BTreeMap, fs, net::SocketAddr, process::Command, sync::Arc};
use tempfile::TempDir;
use tower::ServiceExt;

pub const PASSWORD: &str = "a long enough password";

/// Everything a scene needs.
pub struct Stage {
    _folder: TempDir,
    pub service: Service,
    pub clock: Arc<ManualClock>,
    router: Router,
    logins: BTreeMap<&'static str, String>,
}

/// Somebody, or nobody, speaking to the API.
#[derive(Clone)]
pub struct Speaker<'a> {
    stage: &'a Stage,
    token: Option<String>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Stage {
    /// On the embedded database.
    pub async fn set() -> Self {
        Self::behind(&[]).await
    }

    /// With these arguments of `instroom serve`.
    pub async fn behind(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("test.db").display());
        Self::on(folder, database, arguments).await
    }

    /// On a new database of the server that the tests were given; it is thrown away with all of them.
    pub async fn set_on_postgres() -> Self {
        let server = std::env::var("INSTROOM_TEST_POSTGRES").expect("a server to test on; run the tests by `cargo xtask test`");
        let folder = tempfile::tempdir().unwrap();
        let name = format!("rest_{}", folder.path().file_name().unwrap().to_string_lossy().trim_start_matches('.').to_lowercase());
        let created = Command::new("psql").arg(&server).arg("-c").arg(format!("CREATE DATABASE \"{name}\"")).output().unwrap();
        assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
        let (address, query) = server.split_once('?').unwrap_or((&server, ""));
        let (host, _) = address.rsplit_once('/').unwrap();
        Self::on(folder, format!("{host}/{name}?{query}"), &[]).await
    }

    /// On this database, which is empty.
    async fn on(folder: TempDir, database: String, arguments: &[&str]) -> Self {
        let options = Options { database, key_file: folder.path().join("key"), access: Access::Server };
        let clock = ManualClock::at("2026-03-02T09:00:00.123456Z".parse().unwrap());
        let service = Service::open_with(options, clock.clone()).await.unwrap();
        let root = folder.path().join("site");
        fs::create_dir_all(root.join("pkg/abc")).unwrap();
        for (file, text) in [("pkg/current", "abc"), ("pkg/abc/instroom.css", "")] {
            fs::write(root.join(file), text).unwrap();
        }
        let web = testing::web(arguments);
        let router = crate::http::router(&service, &Site::find(Some(&root), web.listen).unwrap(), &web, None);
        let mut logins = BTreeMap::new();
        for role in Role::ALL {
            let email = format!("{role}@example.test");
            let given = object(json!({ "email": email, "name": format!("The {role}"), "role": role.word() }));
            users::add(&service, &Actor::System, &given, PASSWORD).await.unwrap();
            logins.insert(role.word(), tokens::login(&service, &email, PASSWORD, "test").await.unwrap());
        }
        Self { _folder: folder, service, clock, router, logins }
    }

    pub fn anon(&self) -> Speaker<'_> {
        Speaker { stage: self, token: None }
    }

    /// A login token of whoever has this address.
    pub async fn log_in(&self, email: &str) -> String {
        tokens::login(&self.service, email, PASSWORD, "test").await.unwrap()
    }

    pub fn with(&self, token: &str) -> Speaker<'_> {
        Speaker { stage: self, token: Some(token.to_owned()) }
    }

    pub fn role(&self, role: Role) -> Speaker<'_> {
        self.with(&self.logins[role.word()])
    }

    pub fn admin(&self) -> Speaker<'_> {
        self.role(Role::Admin)
    }

    pub fn recruiter(&self) -> Speaker<'_> {
        self.role(Role::Recruiter)
    }

    pub fn manager(&self) -> Speaker<'_> {
        self.role(Role::HiringManager)
    }

    /// A program of this user's, with these scopes.
    pub async fn token(&self, role: Role, scopes: &[&str]) -> Speaker<'_> {
        let user = users::with_email(&self.service, &format!("{role}@example.test")).await.unwrap();
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.with(&tokens::add(&self.service, &Actor::System, &user, "test", &scopes, None).await.unwrap())
    }

    pub async fn send(&self, request: http::request::Builder, body: impl Into<Body>) -> Answer {
        let peer: SocketAddr = "127.0.0.1:50000".parse().unwrap();
        let mut request: Request<Body> = request.body(body.into()).unwrap();
        request.extensions_mut().insert(Peer(peer));
        request.headers_mut().entry(header::HOST).or_insert(http::HeaderValue::from_static("jobs.example.com"));
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = axum::body::to_bytes(body, 10_000_000).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// A candidate that the recruiter added, as an IRI at the root.
    pub async fn candidate(&self, name: &str) -> String {
        let given = json!({ "firstname": name, "lastname": "Lovelace", "email": format!("{}@example.test", name.to_lowercase()) });
        self.recruiter().post("/candidates", given).await.at(201).text_of("@id")
    }
}

impl Speaker<'_> {
    pub fn request(&self, method: Method, target: &str) -> http::request::Builder {
        let request = Request::builder().method(method).uri(target);
        match &self.token {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    /// With headers of one's own.
    pub async fn say(&self, method: Method, target: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let request = headers.iter().fold(self.request(method, target), |request, (name, value)| request.header(*name, *value));
        self.stage.send(request, body).await
    }

    pub async fn get(&self, target: &str) -> Answer {
        self.say(Method::GET, target, &[], "").await
    }

    pub async fn get_json(&self, target: &str) -> Answer {
        self.say(Method::GET, target, &[("accept", "application/json")], "").await
    }

    pub async fn post(&self, target: &str, document: Value) -> Answer {
        self.say(Method::POST, target, &[("content-type", "application/ld+json")], document.to_string()).await
    }

    pub async fn patch(&self, target: &str, document: Value) -> Answer {
        self.say(Method::PATCH, target, &[("content-type", "application/merge-patch+json")], document.to_string()).await
    }

    pub async fn delete(&self, target: &str) -> Answer {
        self.say(Method::DELETE, target, &[], "").await
    }
}

impl Answer {
    #[track_caller]
    pub fn at(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    #[track_caller]
    pub fn text_of(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_else(|| panic!("no {name}: {}", self.text)).to_owned()
    }

    /// The one value of a header; empty where there is none.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        assert!(self.headers.get_all(name).iter().count() <= 1, "{name}");
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn links(&self) -> Vec<&str> {
        self.headers.get_all(header::LINK).iter().map(|value| value.to_str().unwrap()).collect()
    }

    /// The names of the records in a collection.
    #[track_caller]
    pub fn names(&self) -> Vec<String> {
        let members = self.json()["hydra:member"].as_array().cloned().unwrap_or_else(|| panic!("no collection: {}", self.text));
        members.iter().map(|member| member["firstname"].as_str().unwrap().to_owned()).collect()
    }

    /// The answer as a client sees it, the ids numbered in the order of their appearance and the hashes left out: for snapshots.
    pub fn show(&self) -> String {
        const SHOWN: &[&str] = &[
            "accept-patch",
            "allow",
            "content-location",
            "content-type",
            "etag",
            "link",
            "location",
            "retry-after",
            "vary",
            "www-authenticate",
            "x-content-type-options",
            "x-total-count",
        ];
        let mut lines = vec![self.status.to_string()];
        for name in SHOWN {
            lines.extend(self.headers.get_all(*name).iter().map(|value| format!("{name}: {}", value.to_str().unwrap())));
        }
        lines.push(String::new());
        lines.push(match serde_json::from_str::<Value>(&self.text) {
            Ok(body) => serde_json::to_string_pretty(&body).unwrap(),
            Err(_) => self.text.clone(),
        });
        without_hashes(&numbered(&lines.join("\n")))
    }
}

/// Ids as `#1`, `#2`, …
fn numbered(text: &str) -> String {
    let mut ids: Vec<&str> = Vec::new();
    let mut shown = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (head, tail) = match rest.get(..36).filter(|head| uuid::Uuid::try_parse(head).is_ok()) {
            Some(id) => {
                let number = ids.iter().position(|known| *known == id).unwrap_or_else(|| {
                    ids.push(id);
                    ids.len() - 1
                });
                (format!("#{}", number + 1), &rest[36..])
            }
            None => {
                let first = rest.chars().next().unwrap();
                (first.to_string(), &rest[first.len_utf8()..])
            }
        };
        shown.push_str(&head);
        rest = tail;
    }
    shown
}

fn without_hashes(text: &str) -> String {
    let line = |line: &str| match line.strip_prefix("etag: \"").and_then(|tag| tag.strip_suffix('"')) {
        Some(tag) => format!("etag: \"{}…\"", tag.rsplit_once('-').map(|(version, _)| format!("{version}-")).unwrap_or_default()),
        None => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

pub fn object(value: Value) -> Attributes {
    value.as_object().cloned().unwrap()
}
