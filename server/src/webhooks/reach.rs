//! Connects to receivers, and to nobody that only we can reach. What is looked at is the address that is connected to, at that moment: a name that is another
//! address now than when it was typed leads nowhere else.

use domain::network::Reach;
use futures_util::future::BoxFuture;
use http::Uri;
use hyper_util::rt::TokioIo;
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tower::Service;

/// How long one address may take to be connected to.
const PATIENCE: Duration = Duration::from_secs(4);

type Addresses = BoxFuture<'static, io::Result<Vec<SocketAddr>>>;

/// Makes connections to what may be reached.
#[derive(Clone)]
pub struct Connector {
    reach: Reach,
    resolve: Arc<dyn Fn(String, u16) -> Addresses + Send + Sync>,
}

impl Connector {
    /// Names are resolved as the system does.
    pub fn new(reach: Reach) -> Self {
        Self::resolving(reach, |host, port| Box::pin(async move { Ok(lookup_host((host, port)).await?.collect()) }))
    }

    /// Names are resolved by `resolve`.
    pub fn resolving(reach: Reach, resolve: impl Fn(String, u16) -> Addresses + Send + Sync + 'static) -> Self {
        Self { reach, resolve: Arc::new(resolve) }
    }

    async fn connect(self, url: Uri) -> io::Result<TokioIo<TcpStream>> {
        let plain = url.scheme_str() != Some("https");
        let host = url.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let port = url.port_u16().unwrap_or(if plain { 80 } else { 443 });
        let found = match host.parse::<IpAddr>() {
            Ok(ip) => vec![SocketAddr::new(ip, port)],
            Err(_) => (self.resolve)(host.to_owned(), port).await?,
        };
        let mut failed = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
        for address in found {
            if !self.reach.includes(address.ip()) {
                failed = io::Error::new(
                    io::ErrorKind::PermissionDenied,
                    "the address is not on the public internet, and in no network that is allowed",
                );
            } else if plain && !self.reach.allows(address.ip()) {
                failed = io::Error::new(io::ErrorKind::PermissionDenied, "the address must begin with https://");
            } else {
                // One that swallows what is sent to it leaves time for the next.
                match timeout(PATIENCE, TcpStream::connect(address)).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
                    Ok(stream) => {
                        stream.set_nodelay(true)?;
                        return Ok(TokioIo::new(stream));
                    }
                    Err(error) => failed = error,
                }
            }
        }
        Err(failed)
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<TokioIo<TcpStream>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, url: Uri) -> Self::Future {
        Box::pin(self.clone().connect(url))
    }
}
