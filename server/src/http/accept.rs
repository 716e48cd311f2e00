//! Our own accept loop: `axum::serve` waits for headers as long as the client likes, and accepts as many connections as come.
//!
//! * A connection has ten seconds to send a request's head, counted from its start or from the answer before: slowloris, and idle keep-alive
//!   connections, end there. A proxy in front should let go of idle connections sooner.
//! * Bodies have a [deadline](crate::http::deadline), and clients must [read](crate::http::stall) what they asked for.
//! * Connections are capped. The surplus is answered 503 with `Retry-After` at once, without reading; when even that many wait for their refusal,
//!   the rest is closed.
//! * When told to stop, it stops accepting, finishes what is under way for at most ten seconds, and returns.

use crate::http::{deadline::Timed, headers, proxy::Peer, stall::Patient};
use axum::{body::Body, extract::Request, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tower::{Service, ServiceExt};

/// The head of a request may be this long, in bytes; more is 431.
const HEAD: usize = 64 * 1024;
/// Refusals under way at one time.
const REFUSALS: usize = 64;
/// A refused client gets this long to take its refusal.
const REFUSAL_TIME: Duration = Duration::from_secs(1);
/// A pause when the system has no file descriptor left, so as not to spin.
const EXHAUSTED_PAUSE: Duration = Duration::from_millis(100);

/// How long, and how many.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For the head of a request.
    pub head: Duration,
    /// For its body, at least: [`Timed`].
    pub body: Duration,
    /// For a client to read on.
    pub stall: Duration,
    /// At one time.
    pub connections: usize,
    /// For what is under way when the server is told to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            stall: Duration::from_secs(30),
            connections: 1024,
            drain: Duration::from_secs(10),
        }
    }
}

/// Serves until `stop`, then drains. `true`: everything under way was finished.
pub async fn serve<S, F>(listener: TcpListener, app: S, limits: Limits, stop: impl Future<Output = ()>) -> bool
where
    S: Service<Request, Response = Response, Error = Infallible, Future = F> + Clone + Send + 'static,
    F: Future<Output = Result<Response, Infallible>> + Send + 'static,
{
    let room = Arc::new(Semaphore::new(limits.connections));
    let refusals = Arc::new(Semaphore::new(REFUSALS));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => match Arc::clone(&room).try_acquire_owned() {
                Ok(place) => drop(tokio::spawn(connection(stream, peer, app.clone(), limits, graceful.watcher(), place))),
                Err(_) => {
                    if let Ok(place) = Arc::clone(&refusals).try_acquire_owned() {
                        drop(tokio::spawn(refuse(stream, place)));
                    }
                }
            },
            Err(error) => pause_after(&error).await,
        }
    }
    drop(listener);
    timeout(limits.drain, graceful.shutdown()).await.is_ok()
}

async fn connection<S, F>(stream: TcpStream, peer: SocketAddr, app: S, limits: Limits, watcher: Watcher, place: OwnedSemaphorePermit)
where
    S: Service<Request, Response = Response, Error = Infallible, Future = F> + Clone + Send + 'static,
    F: Future<Output = Result<Response, Infallible>> + Send + 'static,
{
    // Small answers go out at once; a socket that is already gone says so below.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(|body| Body::new(Timed::new(body, limits.body)));
        request.extensions_mut().insert(Peer(peer));
        app.clone().oneshot(request)
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(HEAD);
    if let Err(error) = watcher.watch(builder.serve_connection(TokioIo::new(Patient::new(stream, limits.stall)), service)).await {
        // Clients vanish, stall and talk nonsense all day long.
        tracing::debug!(%error, "connection");
    }
    drop(place);
}

/// Answers 503 without reading, then reads what the client has sent for a moment: closing with unread bytes would reset the connection, and the
/// refusal would be lost on its way.
async fn refuse(mut stream: TcpStream, place: OwnedSemaphorePermit) {
    let exchange = async {
        stream.write_all(refusal().as_bytes()).await?;
        stream.shutdown().await?;
        let mut ignored = [0; 4096];
        while stream.read(&mut ignored).await? > 0 {}
        io::Result::Ok(())
    };
    let _ = timeout(REFUSAL_TIME, exchange).await;
    drop(place);
}

fn refusal() -> String {
    let mut text = String::from("HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n");
    for (name, value) in headers::ALWAYS {
        text.push_str(&format!("{name}: {}\r\n", value));
    }
    text.push_str("\r\n");
    text
}

/// A connection that broke before it was accepted is the client's affair; anything else (no file descriptors, no memory) is ours, and may pass.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "accept");
        sleep(EXHAUSTED_PAUSE).await;
    }
}

#[cfg(test)]
mod tests;
