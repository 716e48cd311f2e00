//! All layers together, as a client sees them.

use super::*;
use crate::testing;
use axum::body::{Body, to_bytes};
use http::{Request as Builder, header, request, response::Parts};
use std::{fs, net::SocketAddr};
use tempfile::TempDir;
use tower::ServiceExt;

pub const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
pub const FORM: &str = "application/x-www-form-urlencoded";

pub struct Server {
    _folders: [TempDir; 2],
    pub service: Service,
    site: Site,
    router: Router,
}

impl Server {
    pub async fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, None).await
    }

    async fn start_with(arguments: &[&str], mailer: Option<Mailer>) -> Self {
        let (data, service) = testing::demo().await;
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("pkg/abc")).unwrap();
        for (file, text) in [("pkg/current", "abc"), ("pkg/abc/instroom.css", "body{}"), ("favicon.svg", "<svg/>")] {
            fs::write(root.path().join(file), text).unwrap();
        }
        let web = testing::web(arguments);
        let site = Site::find(Some(root.path()), web.listen).unwrap();
        let router = router(&service, &site, &web, mailer);
        Self { _folders: [data, root], service, site, router }
    }

    pub async fn send(&self, request: request::Builder, body: impl Into<Body>) -> (Parts, String) {
        let peer: SocketAddr = "127.0.0.1:50000".parse().unwrap();
        let mut request = request.body(body.into()).unwrap();
        request.extensions_mut().insert(proxy::Peer(peer));
        request.headers_mut().entry(header::HOST).or_insert(http::HeaderValue::from_static("127.0.0.1:3000"));
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        (parts, String::from_utf8_lossy(&to_bytes(body, 10_000_000).await.unwrap()).into_owned())
    }

    pub async fn get(&self, target: &str, accept: &str) -> (Parts, String) {
        self.send(Builder::get(target).header(header::ACCEPT, accept), "").await
    }

    pub fn context(&self) -> Context {
        context(self.service.clone(), &self.site, None)
    }

    async fn signed_in(&self) -> String {
        let signed_in = service::sessions::sign_in(&self.service, "admin@example.test", service::demo::PASSWORD, "::1", "test").await;
        format!("__Host-instroom={}", signed_in.unwrap().0)
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let server = Server::start(&["--demo"]).await;
    let large = vec![b'x'; limits::BODY + 1];
    let from_us = |target: &str| Builder::post(target).header("sec-fetch-site", "same-origin").header(header::CONTENT_TYPE, FORM);
    for (request, body, status) in [
        (Builder::get("/sign-in").header(header::ACCEPT, BROWSER), vec![], 200),
        (Builder::get("/").header(header::ACCEPT, BROWSER), vec![], 303),
        (Builder::get("/nowhere").header(header::ACCEPT, BROWSER), vec![], 404),
        (Builder::get("/nowhere"), vec![], 404),
        (Builder::get("/api/candidates.json/x"), vec![], 404),
        (Builder::get("/pkg/abc/instroom.css"), vec![], 200),
        (Builder::get("/pkg/current"), vec![], 404),
        (Builder::get("/favicon.svg"), vec![], 200),
        (Builder::get("/livez"), vec![], 200),
        (Builder::get("/readyz"), vec![], 200),
        (Builder::post("/sign-in?do=sign_in").header(header::CONTENT_TYPE, FORM), vec![], 403),
        (Builder::post("/_call/sign_in"), vec![], 403),
        (from_us("/sign-in?do=unknown"), vec![], 404),
        (from_us("/sign-in"), vec![], 405),
        (from_us("/sign-in?do=sign_in"), large.clone(), 413),
        (from_us("/_call/unknown"), large.clone(), 413),
        (from_us("/_call/unknown"), vec![], 404),
        (Builder::post("/api/candidates"), large, 413),
    ] {
        let target = format!("{:?}", request.uri_ref());
        let (parts, body) = server.send(request, body).await;
        assert_eq!(parts.status, status, "{target} {body}");
        assert_eq!(parts.headers["x-request-id"].len(), 36, "{target}");
        for (name, value) in headers::ALWAYS {
            let own_policy = *name == "content-security-policy" && parts.headers[*name].to_str().unwrap().contains("'nonce-");
            assert!(own_policy || parts.headers[*name] == *value, "{target} {name}");
            assert_eq!(parts.headers.get_all(*name).iter().count(), 1, "{target} {name}");
        }
        assert!(!parts.headers.contains_key(header::STRICT_TRANSPORT_SECURITY), "{target}");
    }
}

#[tokio::test]
async fn a_page_is_whole_and_its_scripts_bear_the_nonce() {
    let server = Server::start(&["--demo"]).await;
    let (parts, body) = server.get("/sign-in", BROWSER).await;
    let policy = parts.headers["content-security-policy"].to_str().unwrap().to_owned();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
    assert!(body.starts_with("<!DOCTYPE html>") && body.contains("/pkg/abc/instroom.css"), "{body}");
    for script in body.split("<script").skip(1) {
        assert!(script.split('>').next().unwrap().contains(&nonce), "{script}");
    }
    assert!(body.contains("recruiter@example.test"), "a demo says who can sign in");
    let (again, _) = server.get("/sign-in", BROWSER).await;
    assert_ne!(again.headers["content-security-policy"].to_str().unwrap(), policy);
    assert!(parts.headers.get_all(header::VARY).iter().any(|vary| vary == "Accept"));
}

#[tokio::test]
async fn pages_know_who_is_signed_in_and_the_api_never_sees_the_cookie() {
    let server = Server::start(&["--demo"]).await;
    let cookie = server.signed_in().await;
    let home = Builder::get("/").header(header::ACCEPT, BROWSER).header(header::COOKIE, &cookie);
    let (parts, body) = server.send(home, "").await;
    assert!(parts.status == 200 && body.contains("Amira Haddad"), "{body}");
    let (parts, body) = server.send(Builder::get("/api/nowhere").header(header::COOKIE, &cookie), "").await;
    assert_eq!((parts.status.as_u16(), &parts.headers[header::CONTENT_TYPE]), (404, &status::PROBLEM.parse().unwrap()));
    assert!(body.contains("\"/api/errors/404\"") && !body.contains("Amira"), "{body}");
}

#[tokio::test]
async fn answers_are_compressed() {
    let server = Server::start(&["--demo"]).await;
    for encoding in ["br", "gzip"] {
        let request = Builder::get("/sign-in").header(header::ACCEPT, BROWSER).header(header::ACCEPT_ENCODING, encoding);
        let (parts, _) = server.send(request, "").await;
        assert_eq!(parts.headers[header::CONTENT_ENCODING], encoding);
        let vary: Vec<_> = parts.headers.get_all(header::VARY).iter().map(|vary| vary.to_str().unwrap().to_lowercase()).collect();
        assert!(vary.contains(&"accept-encoding".to_owned()) && vary.contains(&"accept".to_owned()), "{vary:?}");
    }
}

#[tokio::test]
async fn https_is_what_a_trusted_proxy_or_the_public_address_says() {
    let spoken = |server: Server| async move {
        let request =
            Builder::get("/").header(header::ACCEPT, BROWSER).header("x-forwarded-proto", "https").header("x-forwarded-prefix", "/ats");
        let (parts, _) = server.send(request, "").await;
        (parts.headers.contains_key(header::STRICT_TRANSPORT_SECURITY), parts.headers[header::LOCATION].to_str().unwrap().to_owned())
    };
    assert_eq!(spoken(Server::start(&[]).await).await, (false, "/sign-in".into()));
    assert_eq!(spoken(Server::start(&["--trusted-proxies", "127.0.0.1"]).await).await, (true, "/ats/sign-in".into()));
    assert_eq!(spoken(Server::start(&["--public-url", "https://jobs.example.com"]).await).await, (true, "/sign-in".into()));
}

#[tokio::test]
async fn without_its_database_it_is_alive_and_not_ready() {
    let server = Server::start(&[]).await;
    server.service.close().await;
    assert_eq!(server.get("/livez", "*/*").await.0.status, 200);
    let (parts, _) = server.get("/readyz", "*/*").await;
    assert_eq!((parts.status.as_u16(), &parts.headers[header::RETRY_AFTER]), (503, &"1".parse().unwrap()));
}

#[tokio::test]
async fn where_too_much_is_under_way_health_and_files_answer_and_all_else_says_when_to_come_again() {
    let mut server = Server::start(&[]).await;
    server.router = behind(&Gate::of(0), &server.service, &server.site, &testing::web(&[]), None);
    for (target, accept, kind) in [
        ("/sign-in", BROWSER, "text/html; charset=utf-8"),
        ("/candidates", BROWSER, "text/html; charset=utf-8"),
        ("/candidates", "application/ld+json", status::PROBLEM),
        ("/api/candidates", "*/*", status::PROBLEM),
    ] {
        let (parts, _) = server.get(target, accept).await;
        assert_eq!((parts.status.as_u16(), &parts.headers[header::RETRY_AFTER]), (503, &"1".parse().unwrap()), "{target} {accept}");
        assert_eq!(parts.headers[header::CONTENT_TYPE], kind, "{target} {accept}");
        assert_eq!(parts.headers.contains_key(header::LINK), kind == status::PROBLEM, "{target} {accept}");
    }
    // A session that is none would be taken out of the browser.
    let stale = Builder::get("/candidates").header(header::ACCEPT, BROWSER).header(header::COOKIE, "__Host-instroom=none");
    assert!(!server.send(stale, "").await.0.headers.contains_key(header::SET_COOKIE), "the database was asked who it is");
    assert_eq!(server.get("/live?candidate=1&since=0", "text/event-stream").await.0.status, 401, "who watches does not wait");
    for target in ["/livez", "/readyz", "/favicon.svg"] {
        assert_eq!(server.get(target, "*/*").await.0.status, 200, "{target}");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_reset_by_mail() {
    let (letters, mut inbox) = tokio::sync::mpsc::unbounded_channel();
    let mailer = Mailer(Arc::new(move |letter| letters.send(letter).unwrap()));
    let server = Server::start_with(&[], Some(mailer)).await;
    let ask = async |email: &str| {
        let request = Builder::post("/forgotten?do=request_reset").header("sec-fetch-site", "same-origin");
        let (parts, _) = server.send(request.header(header::CONTENT_TYPE, FORM), format!("email={email}")).await;
        (parts.status.as_u16(), parts.headers[header::LOCATION].to_str().unwrap().to_owned())
    };
    let nobody = ask("nobody@example.test").await;
    assert_eq!(nobody, ask("Admin@example.test").await, "who has an account is told to nobody");
    let letter = inbox.recv().await.unwrap();
    assert_eq!(letter.to, "admin@example.test");
    let link = letter.text.lines().find_map(|line| line.strip_prefix("http://127.0.0.1:3000")).unwrap();
    let (parts, page) = server.get(link, BROWSER).await;
    assert_eq!((parts.status.as_u16(), page.contains("admin@example.test")), (200, true));
    assert_eq!(server.get("/link/nonsense", BROWSER).await.0.status, 404);
    assert!(inbox.try_recv().is_err(), "one letter, to whom it belongs");
}

#[tokio::test]
async fn without_a_mail_server_nothing_is_promised() {
    let server = Server::start(&[]).await;
    assert_eq!(server.get("/forgotten", BROWSER).await.0.status, 404);
    assert!(!server.get("/sign-in", BROWSER).await.1.contains("/forgotten"));
}
