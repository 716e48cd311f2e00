//! The configuration, checked before anything else happens, and printed at start without its secrets.

mod redact;

use crate::{
    cli::{Place, Serve},
    http::proxy::Trusted,
};
use domain::network::{Network, Reach};
use http::Uri;
use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

pub use redact::Secret;

/// Where the data are.
#[derive(Clone, Debug)]
pub struct Store {
    pub data: PathBuf,
    pub database: Secret,
    pub key_file: PathBuf,
}

/// How the server meets the world.
#[derive(Clone, Debug)]
pub struct Web {
    pub listen: SocketAddr,
    pub public_url: Option<PublicUrl>,
    pub trusted: Trusted,
    /// Where webhooks may lead.
    pub reach: Reach,
    /// How often a token may ask in a minute.
    pub api_limit: Option<u32>,
    pub smtp: Option<Secret>,
    pub mail_from: Option<String>,
    pub site_root: Option<PathBuf>,
    pub demo: bool,
    pub insecure_cookies: bool,
}

/// The address that people type: `https://jobs.example.com/prefix`, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    pub https: bool,
    /// Host and, where it is not the scheme's own, port.
    pub host: String,
    /// Empty, or `/prefix`.
    pub prefix: String,
}

/// Why the server does not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    Database,
    PublicUrl,
    TrustedProxies(String),
    WebhookNetworks(String),
    Smtp,
    SmtpTwice,
    SmtpFile { file: PathBuf, why: String },
    PlainHttp { listen: SocketAddr },
    PlainPublicUrl,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Database => f.write_str("INSTROOM_DATABASE must begin with `sqlite:` or `postgres://`"),
            Refused::PublicUrl => {
                f.write_str("INSTROOM_PUBLIC_URL must be an address such as https://jobs.example.com, without user, query or fragment")
            }
            Refused::TrustedProxies(entry) => {
                write!(f, "INSTROOM_TRUSTED_PROXIES: `{entry}` is neither an address nor a network such as 10.0.0.0/8")
            }
            Refused::WebhookNetworks(entry) => {
                write!(f, "INSTROOM_WEBHOOK_NETWORKS: `{entry}` is neither an address nor a network such as 10.0.0.0/8")
            }
            Refused::Smtp => f.write_str("INSTROOM_SMTP must be an address such as smtps://user:password@mail.example.com:465"),
            Refused::SmtpTwice => f.write_str("INSTROOM_SMTP and INSTROOM_SMTP_FILE are both set: keep one"),
            Refused::SmtpFile { file, why } => write!(f, "INSTROOM_SMTP_FILE: {} cannot be read: {why}", file.display()),
            Refused::PlainHttp { listen } => write!(
                f,
                "listening on {listen} would serve plain http to other machines. Browsers drop the session cookie there (it is `Secure`), and \
                 passwords would be readable on the network.\nPut a proxy with https in front and set INSTROOM_PUBLIC_URL=https://…, or listen \
                 on 127.0.0.1, or accept the risk with --insecure-cookies"
            ),
            Refused::PlainPublicUrl => f.write_str(
                "INSTROOM_PUBLIC_URL is plain http. Browsers drop the session cookie there (it is `Secure`), and passwords would be readable on \
                 the network.\nUse https, or accept the risk with --insecure-cookies",
            ),
        }
    }
}

impl std::error::Error for Refused {}

impl Store {
    /// # Errors
    /// The address of the database is of no kind we know.
    pub fn of(place: &Place, demo: bool) -> Result<Self, Refused> {
        let file = if demo { "demo.db" } else { "instroom.db" };
        let database = match given(place.database.as_deref()) {
            Some(address) => address.to_owned(),
            None => format!("sqlite:{}", place.data.join(file).display()),
        };
        if !["sqlite:", "postgres://", "postgresql://"].iter().any(|kind| database.starts_with(kind)) {
            return Err(Refused::Database);
        }
        Ok(Self {
            data: place.data.clone(),
            database: Secret::new(database),
            key_file: place.key_file.clone().unwrap_or_else(|| place.data.join("instroom.key")),
        })
    }
}

impl Web {
    /// # Errors
    /// The first setting that cannot be right.
    pub fn of(serve: &Serve) -> Result<Self, Refused> {
        let web = Self {
            listen: serve.listen,
            public_url: given(serve.public_url.as_deref()).map(PublicUrl::parse).transpose()?,
            trusted: Trusted(networks(serve.trusted_proxies.as_deref()).map_err(Refused::TrustedProxies)?),
            reach: Reach(networks(serve.webhook_networks.as_deref()).map_err(Refused::WebhookNetworks)?),
            api_limit: serve.api_limit,
            smtp: smtp(given(serve.smtp.as_deref()), serve.smtp_file.as_deref())?,
            mail_from: given(serve.mail_from.as_deref()).map(str::to_owned),
            site_root: serve.site_root.clone(),
            demo: serve.demo,
            insecure_cookies: serve.insecure_cookies,
        };
        web.refuse_plain_http()?;
        Ok(web)
    }

    /// A `__Host-` cookie over plain http is dropped by browsers without a word, except on loopback: say it here instead.
    fn refuse_plain_http(&self) -> Result<(), Refused> {
        match &self.public_url {
            _ if self.insecure_cookies => Ok(()),
            Some(url) if !url.https && !url.is_loopback() => Err(Refused::PlainPublicUrl),
            Some(url) if url.https => Ok(()),
            _ if self.listen.ip().is_loopback() => Ok(()),
            _ => Err(Refused::PlainHttp { listen: self.listen }),
        }
    }
}

impl PublicUrl {
    fn parse(text: &str) -> Result<Self, Refused> {
        let uri: Uri = text.parse().map_err(|_| Refused::PublicUrl)?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(Refused::PublicUrl),
        };
        let host = uri.authority().map(|authority| authority.as_str().to_ascii_lowercase()).unwrap_or_default();
        if host.is_empty() || host.contains('@') || uri.query().is_some() || text.contains('#') {
            return Err(Refused::PublicUrl);
        }
        let standard = if https { ":443" } else { ":80" };
        let host = host.strip_suffix(standard).unwrap_or(&host).to_owned();
        Ok(Self { https, host, prefix: uri.path().trim_end_matches('/').to_owned() })
    }

    fn is_loopback(&self) -> bool {
        let name = match self.host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => &self.host,
        };
        let name = name.trim_start_matches('[').trim_end_matches(']');
        name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.host, self.prefix)
    }
}

/// A variable that is set to nothing is not set.
fn given(value: Option<&str>) -> Option<&str> {
    value.map(str::trim).filter(|value| !value.is_empty())
}

/// The networks in a list, or the entry that is none.
fn networks(list: Option<&str>) -> Result<Vec<Network>, String> {
    let entries = list.unwrap_or_default().split([',', ' ']).map(str::trim).filter(|entry| !entry.is_empty());
    entries.map(|entry| entry.parse().map_err(|_| entry.to_owned())).collect()
}

fn smtp(address: Option<&str>, file: Option<&Path>) -> Result<Option<Secret>, Refused> {
    let file = file.filter(|file| !file.as_os_str().is_empty());
    let address = match (address, file) {
        (Some(_), Some(_)) => return Err(Refused::SmtpTwice),
        (Some(address), None) => address.to_owned(),
        (None, Some(file)) => {
            let why = |error: std::io::Error| Refused::SmtpFile { file: file.to_owned(), why: error.to_string() };
            std::fs::read_to_string(file).map_err(why)?.trim().to_owned()
        }
        (None, None) => return Ok(None),
    };
    let host = address.strip_prefix("smtps://").or_else(|| address.strip_prefix("smtp://")).ok_or(Refused::Smtp)?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    if host.is_empty() || host.starts_with([':', '/']) {
        return Err(Refused::Smtp);
    }
    Ok(Some(Secret::new(address)))
}

#[cfg(test)]
mod tests;
