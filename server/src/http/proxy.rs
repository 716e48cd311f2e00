//! Who is asking, and by which address they reached us.
//!
//! A proxy in front knows both better than the socket does, but anybody can send its headers: X-Forwarded-For, -Proto, -Host and -Prefix are
//! believed only when the socket's other end is a proxy that the operator named. What a proxy does not say comes from the public address of the
//! configuration, and after that from the request itself.

use crate::config::PublicUrl;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use domain::network::Network;
use http::{HeaderMap, HeaderValue, header};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

/// The socket's other end; put into the request by the accept loop.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Who asks, by which address. In every request's extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub ip: IpAddr,
    pub https: bool,
    /// `jobs.example.com`, with the port where it is not the scheme's own. Empty when the client sent none.
    pub host: String,
    /// What the proxy took off the front of the path: empty, or `/prefix`.
    pub prefix: String,
}

impl Client {
    /// `https://jobs.example.com`, as browsers write it in `Origin` (RFC 6454 §6.2).
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.https { "https" } else { "http" }, self.host)
    }
}

/// The proxies that are believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trusted(pub Vec<Network>);

impl Trusted {
    fn contains(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(ip))
    }
}

/// What the operator said about the way to us.
#[derive(Debug)]
pub struct Way {
    pub trusted: Trusted,
    pub public_url: Option<PublicUrl>,
}

/// Puts the [`Client`] into the request.
pub async fn layer(State(way): State<Arc<Way>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let host = request.uri().authority().map(|authority| authority.as_str().to_owned());
    let client = way.client(peer.to_canonical(), host, request.headers());
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// A proxy that takes a prefix off the path must find it again in `Location`.
pub async fn prefixed(request: Request, next: Next) -> Response {
    let prefix = request.extensions().get::<Client>().map(|client| client.prefix.clone()).unwrap_or_default();
    let mut response = next.run(request).await;
    let location = response.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    if let Some(path) = location.filter(|location| !prefix.is_empty() && location.starts_with('/'))
        && let Ok(location) = HeaderValue::from_str(&format!("{prefix}{path}"))
    {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

impl Way {
    fn client(&self, peer: IpAddr, authority: Option<String>, headers: &HeaderMap) -> Client {
        let public = self.public_url.as_ref();
        let own_host = || authority.or_else(|| first(headers, header::HOST.as_str())).filter(|host| is_host(host)).unwrap_or_default();
        let believed = self.trusted.contains(peer);
        let said = |name: &str| if believed { first(headers, name) } else { None };
        let https = match said("x-forwarded-proto").as_deref() {
            Some("https") => true,
            Some("http") => false,
            _ => public.is_some_and(|url| url.https),
        };
        let host = said("x-forwarded-host").filter(|host| is_host(host));
        let host = host.or_else(|| public.map(|url| url.host.clone())).unwrap_or_else(own_host).to_ascii_lowercase();
        let prefix = said("x-forwarded-prefix").map(|prefix| prefix.trim_end_matches('/').to_owned()).filter(|prefix| is_prefix(prefix));
        Client {
            ip: if believed { self.furthest(peer, headers) } else { peer },
            https,
            host: without_standard_port(host, https),
            prefix: prefix.or_else(|| public.map(|url| url.prefix.clone())).unwrap_or_default(),
        }
    }

    /// Each proxy appends the address it was reached from: from the right, the first that is not a proxy of ours is the client.
    /// What stands to the left of it, the client may have made up.
    fn furthest(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let hops: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
        let mut client = peer;
        for hop in hops.into_iter().rev() {
            let Some(ip) = hop_address(hop.trim()) else { break };
            client = ip;
            if !self.trusted.contains(ip) {
                break;
            }
        }
        client
    }
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let ip = hop.parse::<IpAddr>().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()));
    ip.or_else(|| hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok()).map(|ip| ip.to_canonical())
}

/// The first of a list: what the proxy nearest to the client said.
fn first(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    let value = value.split(',').next().unwrap_or_default().trim();
    if value.is_empty() { None } else { Some(value.to_owned()) }
}

/// A host goes into links and `Location`: nothing but the characters of a name, an address and a port (RFC 3986 §3.2.2).
fn is_host(host: &str) -> bool {
    host.len() <= 255 && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
}

/// `//evil.example` would be another host, `/..` another place.
fn is_prefix(prefix: &str) -> bool {
    let clean = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    prefix.is_empty() || (prefix.starts_with('/') && !prefix.contains("//") && !prefix.contains("..") && prefix.bytes().all(clean))
}

fn without_standard_port(host: String, https: bool) -> String {
    let standard = if https { ":443" } else { ":80" };
    match host.strip_suffix(standard) {
        // `::80` ends an IPv6 address, `]:80` is a port after one.
        Some(name) if name.ends_with(']') || !name.contains(':') => name.to_owned(),
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Extension, Router, body::Body, middleware::from_fn, response::Redirect, routing::get};
    use tower::ServiceExt;

    fn way(trusted: &[&str], public: Option<(bool, &str, &str)>) -> Way {
        Way {
            trusted: Trusted(trusted.iter().map(|network| network.parse().unwrap()).collect()),
            public_url: public.map(|(https, host, prefix)| PublicUrl { https, host: host.into(), prefix: prefix.into() }),
        }
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    const FORWARDED: &[(&str, &str)] = &[
        ("host", "127.0.0.1:3000"),
        ("x-forwarded-for", "203.0.113.9, 198.51.100.7"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "Jobs.Example.com:443"),
        ("x-forwarded-prefix", "/ats/"),
    ];

    #[test]
    fn strangers_are_not_believed() {
        let client = way(&["10.0.0.1"], None).client(ip("192.0.2.1"), None, &headers(FORWARDED));
        assert_eq!(client, Client { ip: ip("192.0.2.1"), https: false, host: "127.0.0.1:3000".into(), prefix: String::new() });
        assert_eq!(client.origin(), "http://127.0.0.1:3000");
    }

    #[test]
    fn a_trusted_proxy_is_believed() {
        let client = way(&["10.0.0.0/8"], None).client(ip("10.2.3.4"), None, &headers(FORWARDED));
        assert_eq!(client, Client { ip: ip("198.51.100.7"), https: true, host: "jobs.example.com".into(), prefix: "/ats".into() });
        assert_eq!(client.origin(), "https://jobs.example.com");
    }

    #[test]
    fn the_client_is_the_first_from_the_right_that_is_no_proxy() {
        let way = way(&["10.0.0.0/8", "fd00::/8"], None);
        for (hops, expected) in [
            ("203.0.113.9, 10.0.0.7", "203.0.113.9"),
            ("1.1.1.1, 203.0.113.9, 10.0.0.7, fd00::1", "203.0.113.9"),
            ("10.0.0.9", "10.0.0.9"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("203.0.113.9:80", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("203.0.113.9, nonsense", "10.1.1.1"),
            ("", "10.1.1.1"),
        ] {
            let headers = headers(&[("x-forwarded-for", hops)]);
            assert_eq!(way.client(ip("10.1.1.1"), None, &headers).ip, ip(expected), "{hops}");
        }
    }

    #[test]
    fn the_public_address_fills_what_no_proxy_said() {
        let way = way(&["10.0.0.1"], Some((true, "jobs.example.com", "/ats")));
        let plain = way.client(ip("127.0.0.1"), None, &headers(&[("host", "127.0.0.1:3000")]));
        assert_eq!((plain.origin().as_str(), plain.prefix.as_str()), ("https://jobs.example.com", "/ats"));
        let other = way.client(ip("10.0.0.1"), None, &headers(&[("x-forwarded-host", "other.example.com"), ("x-forwarded-proto", "http")]));
        assert_eq!(other.origin(), "http://other.example.com");
    }

    #[test]
    fn hosts_and_prefixes_that_are_none_are_ignored() {
        let way = way(&["10.0.0.1"], None);
        for bad in ["evil.example/x", "a b", "a\"b", "a@b"] {
            let headers: HeaderMap = [("host", "ok"), ("x-forwarded-host", bad)]
                .into_iter()
                .map(|(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            assert_eq!(way.client(ip("10.0.0.1"), None, &headers).host, "ok", "{bad}");
        }
        for bad in ["//evil.example", "ats", "/a/../b", "/a\"b"] {
            assert_eq!(way.client(ip("10.0.0.1"), None, &headers(&[("x-forwarded-prefix", bad)])).prefix, "", "{bad}");
        }
    }

    #[tokio::test]
    async fn redirects_go_through_the_proxy() {
        for (prefix, location) in [("", "/sign-in"), ("/ats", "/ats/sign-in")] {
            let client = Client { ip: ip("::1"), https: true, host: "x".into(), prefix: prefix.into() };
            let app = Router::new().route("/", get(async || Redirect::to("/sign-in"))).layer(from_fn(prefixed)).layer(Extension(client));
            let response = app.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(response.headers()[header::LOCATION], location);
        }
    }
}
