//! Who calls, as far as signing in and out and one's preferences look at it. The server provides one with every [`Visit`](crate::visit::Visit).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::id::SessionId;
use http::{HeaderValue, header, request::Parts};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;

/// The cookie of the colours; its value is a [`Theme`](crate::visit::Theme).
pub const THEME: &str = "theme";
/// The cookie of the language; its value is a [`Locale`](domain::users::Locale).
pub const LOCALE: &str = "locale";
/// Long enough to be sent on.
const A_MINUTE: i64 = 60;
/// Preferences are kept for a year, in seconds.
const A_YEAR: i64 = 365 * 24 * 60 * 60;

/// One browser, making one request.
#[derive(Clone)]
pub struct Caller {
    /// Signed in with this session.
    pub session: Option<SessionId>,
    /// What the session's cookie holds.
    pub secret: Option<String>,
    /// Where the request came from: failed sign-ins are counted by it.
    pub address: String,
    pub user_agent: String,
    /// `https://jobs.example.com`: what links begin with.
    pub origin: String,
    pub cookies: Cookies,
}

/// How cookies are written. `Secure` wherever browsers keep such a cookie: on https and on loopback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookies {
    pub secure: bool,
}

impl Cookies {
    /// The name of the session's cookie. `__Host-` (RFC 6265bis §4.1.3.2): no other host, and no path, can set it.
    pub const fn session(self) -> &'static str {
        if self.secure { "__Host-instroom" } else { "instroom" }
    }

    /// A `Set-Cookie` that signs in with this secret, for as long as the session may last.
    pub fn sign_in(self, secret: &str) -> String {
        self.write(self.session(), secret, service::sessions::ABSOLUTE.num_seconds(), "; HttpOnly")
    }

    /// A `Set-Cookie` that signs out.
    pub fn sign_out(self) -> String {
        self.write(self.session(), "", 0, "; HttpOnly")
    }

    /// A `Set-Cookie` that remembers a preference.
    pub fn prefer(self, name: &str, word: &str) -> String {
        self.write(name, word, A_YEAR, "")
    }

    fn write(self, name: &str, value: &str, seconds: i64, more: &str) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{more}{secure}")
    }
}

/// Has the next page that takes what has this name show a secret, which has no space in it, and what it is of: once.
pub fn flash(name: &str, secret: &str, of: &str) {
    let text = BASE64_URL_SAFE_NO_PAD.encode(format!("{secret} {of}"));
    set(&expect_context::<Caller>().cookies.write(name, &text, A_MINUTE, "; HttpOnly"));
}

/// The secret that this page shows once, and what it is of; the next page no longer does.
pub fn take_flash(name: &str) -> Option<(String, String)> {
    let parts = use_context::<Parts>()?;
    let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split("; ")).filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(found, _)| *found == name)?;
    set(&expect_context::<Caller>().cookies.write(name, "", 0, "; HttpOnly"));
    let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(value).ok()?).ok()?;
    text.split_once(' ').map(|(secret, of)| (secret.to_owned(), of.to_owned()))
}

/// Adds a `Set-Cookie` to the answer.
pub fn set(cookie: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
        response.append_header(header::SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_as_narrow_as_they_can_be() {
        let cookies = Cookies { secure: true };
        assert_eq!(cookies.sign_in("s"), "__Host-instroom=s; Path=/; Max-Age=2592000; SameSite=Lax; HttpOnly; Secure");
        assert_eq!(cookies.sign_out(), "__Host-instroom=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly; Secure");
        assert_eq!(Cookies { secure: false }.prefer(THEME, "dark"), "theme=dark; Path=/; Max-Age=31536000; SameSite=Lax");
    }
}
