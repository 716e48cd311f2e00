use super::*;
use axum::{Extension, Router, body::Bytes, routing::get, routing::post};
use std::time::Instant;
use tokio::{sync::oneshot, task::JoinHandle};

const SHORT: Duration = Duration::from_millis(300);

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    done: JoinHandle<bool>,
}

async fn start(limits: Limits) -> Server {
    let app = Router::new()
        .route("/", get(async |Extension(peer): Extension<Peer>| peer.0.ip().to_string()))
        .route("/slow", get(async || sleep(SHORT).await))
        .route("/large", get(async || vec![0; 50_000_000]))
        .route("/never", get(async || std::future::pending::<()>().await))
        .route("/body", post(async |body: Result<Bytes, axum::extract::rejection::BytesRejection>| body.is_ok().to_string()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let stopped = async move { stopped.await.unwrap_or_default() };
    let done = tokio::spawn(serve(listener, app, limits, stopped));
    Server { address, stop, done }
}

async fn send(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

async fn read_all(mut stream: TcpStream) -> String {
    let mut text = String::new();
    let _ = stream.read_to_string(&mut text).await;
    text
}

const GET: &str = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn answers_and_knows_its_peer() {
    let server = start(Limits::default()).await;
    let answer = read_all(send(server.address, GET).await).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("127.0.0.1"), "{answer}");
}

#[tokio::test]
async fn a_head_that_does_not_come_ends_the_connection() {
    let server = start(Limits { head: SHORT, ..Limits::default() }).await;
    for beginning in ["", "GET / HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let start = Instant::now();
        let answer = read_all(send(server.address, beginning).await).await;
        assert!(!answer.contains("200"), "{answer}");
        assert!((SHORT..SHORT * 5).contains(&start.elapsed()), "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn dripping_a_head_does_not_prolong_it() {
    let server = start(Limits { head: SHORT, ..Limits::default() }).await;
    let (start, mut stream) = (Instant::now(), send(server.address, "GET / HTTP/1.1\r\n").await);
    while stream.write_all(b"x: y\r\n").await.is_ok() {
        assert!(start.elapsed() < SHORT * 5, "still open");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn an_idle_connection_ends() {
    let server = start(Limits { head: SHORT, ..Limits::default() }).await;
    let start = Instant::now();
    let answer = read_all(send(server.address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await).await;
    assert!(answer.starts_with("HTTP/1.1 200") && start.elapsed() >= SHORT, "{answer}");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_an_error_to_its_reader() {
    let server = start(Limits { body: SHORT, ..Limits::default() }).await;
    let start = Instant::now();
    let answer = read_all(send(server.address, "POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n12345").await).await;
    assert!(answer.ends_with("false") && start.elapsed() < SHORT * 5, "{answer}");
}

#[tokio::test]
async fn a_huge_head_is_refused() {
    let server = start(Limits::default()).await;
    let head = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "x".repeat(2 * HEAD));
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let _ = stream.write_all(head.as_bytes()).await;
    let answer = read_all(stream).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
}

#[tokio::test]
async fn the_surplus_is_refused_at_once_and_there_is_room_again_afterwards() {
    let server = start(Limits { connections: 2, ..Limits::default() }).await;
    let taken = [send(server.address, "").await, send(server.address, "").await];
    sleep(Duration::from_millis(50)).await;
    let start = Instant::now();
    let answer = read_all(send(server.address, GET).await).await;
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("retry-after: 1") && answer.contains("nosniff"), "{answer}");
    assert!(start.elapsed() < SHORT, "{:?}", start.elapsed());
    drop(taken);
    sleep(Duration::from_millis(50)).await;
    assert!(read_all(send(server.address, GET).await).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_client_that_does_not_read_loses_its_place() {
    let server = start(Limits { stall: SHORT, connections: 1, ..Limits::default() }).await;
    let _idle = send(server.address, "GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await;
    sleep(Duration::from_millis(50)).await;
    assert!(read_all(send(server.address, GET).await).await.starts_with("HTTP/1.1 503"));
    sleep(SHORT * 2).await;
    assert!(read_all(send(server.address, GET).await).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn told_to_stop_it_finishes_what_is_under_way_and_takes_nothing_new() {
    let server = start(Limits::default()).await;
    let idle = send(server.address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let slow = send(server.address, "GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
    sleep(Duration::from_millis(50)).await;
    let start = Instant::now();
    server.stop.send(()).unwrap();
    assert!(read_all(slow).await.starts_with("HTTP/1.1 200"));
    assert!(read_all(idle).await.starts_with("HTTP/1.1 200"));
    assert!(server.done.await.unwrap() && start.elapsed() < SHORT * 5);
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn what_does_not_finish_is_cut_off() {
    let server = start(Limits { drain: SHORT, ..Limits::default() }).await;
    let _never = send(server.address, "GET /never HTTP/1.1\r\nhost: x\r\n\r\n").await;
    sleep(Duration::from_millis(50)).await;
    server.stop.send(()).unwrap();
    assert!(!server.done.await.unwrap());
}
