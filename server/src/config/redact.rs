//! Addresses with passwords in them, which are shown without.

use std::fmt;

/// An address that may hold a password. Shown with `***` in its place.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(address: String) -> Self {
        Self(address)
    }

    /// The address itself: to connect, never to print.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&redacted(&self.0))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `postgres://kim:***@db/instroom?password=***`. Shows too little rather than too much: a password may hold `@`, `/` and `?` unescaped.
fn redacted(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return without_secrets_in_query(address) };
    let user = rest.rsplit_once('@').and_then(|(user, host)| Some((user.split_once(':')?.0, host)));
    match user {
        Some((name, host)) if !name.contains('?') => format!("{scheme}://{name}:***@{}", without_secrets_in_query(host)),
        _ => format!("{scheme}://{}", without_secrets_in_query(rest)),
    }
}

fn without_secrets_in_query(address: &str) -> String {
    match address.split_once('?') {
        Some((address, query)) => format!("{address}?{}", query.split('&').map(redacted_pair).collect::<Vec<_>>().join("&")),
        None => address.to_owned(),
    }
}

fn redacted_pair(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, _)) if ["password", "secret", "key", "token"].iter().any(|word| name.to_ascii_lowercase().contains(word)) => {
            format!("{name}=***")
        }
        _ => pair.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        for (address, shown) in [
            ("sqlite:./data/instroom.db", "sqlite:./data/instroom.db"),
            ("sqlite:data/instroom.db?mode=rwc", "sqlite:data/instroom.db?mode=rwc"),
            ("postgres://kim@db/instroom", "postgres://kim@db/instroom"),
            ("postgres://kim:hunter2@db:5432/instroom", "postgres://kim:***@db:5432/instroom"),
            ("postgres://kim:hunter2@db/instroom?sslmode=require", "postgres://kim:***@db/instroom?sslmode=require"),
            ("postgres://db/instroom?user=kim&password=hunter2", "postgres://db/instroom?user=kim&password=***"),
            ("postgres://db/instroom?user=kim&sslpassword=hunter2&sslkey=k", "postgres://db/instroom?user=kim&sslpassword=***&sslkey=***"),
            ("postgres://kim:hun@ter/2@db/instroom", "postgres://kim:***@db/instroom"),
            ("postgres://kim:hun?ter2@db/instroom", "postgres://kim:***@db/instroom"),
            ("postgres://db/instroom?password=hun@ter2", "postgres://db/instroom?password=***"),
            ("postgres://db/instroom?password=hun:t@er2", "postgres://db/instroom?password=***"),
            ("smtps://kim%40example.com:hunter2@mail.example.com:465", "smtps://kim%40example.com:***@mail.example.com:465"),
        ] {
            let secret = Secret::new(address.to_owned());
            assert_eq!(secret.to_string(), shown);
            assert_eq!(format!("{secret:?}"), shown);
            assert_eq!(secret.expose(), address);
        }
    }
}
