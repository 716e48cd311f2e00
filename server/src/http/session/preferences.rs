//! Language, colours and clock: the account's own wish, else this browser's cookie, else what the browser says by itself.

use super::cookie;
use app::{
    caller::{LOCALE, THEME},
    visit::Theme,
};
use chrono::{DateTime, FixedOffset, Offset, Utc};
use domain::users::{Locale, User};
use http::{HeaderMap, header};

pub fn locale(headers: &HeaderMap, user: Option<&User>) -> Locale {
    let own = user.and_then(|user| user.locale);
    let remembered = || cookie(headers, LOCALE).and_then(|word| word.parse().ok());
    own.or_else(remembered).or_else(|| spoken(headers)).unwrap_or(Locale::English)
}

pub fn theme(headers: &HeaderMap) -> Theme {
    cookie(headers, THEME).and_then(|word| word.parse().ok()).unwrap_or_default()
}

/// The account's time zone, as far from UTC as it is now; UTC for who has chosen none.
pub fn zone(user: Option<&User>, now: DateTime<Utc>) -> FixedOffset {
    let chosen = user.and_then(|user| user.time_zone.as_deref());
    chosen.and_then(|zone| service::users::offset(zone, now)).unwrap_or(Utc.fix())
}

/// The language of ours that `Accept-Language` (RFC 9110 §12.5.4) wants most.
fn spoken(headers: &HeaderMap) -> Option<Locale> {
    let mut best: Option<(f32, Locale)> = None;
    for range in headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let language = parts.next().and_then(|tag| tag.split('-').next()).unwrap_or_default().to_ascii_lowercase();
        let Ok(locale) = language.parse() else { continue };
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
        if weight > best.map_or(0.0, |(most, _)| most) {
            best = Some((weight, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{resource::Record, users::UserFields};
    use http::HeaderValue;

    fn headers(cookie: &'static str, language: &'static str) -> HeaderMap {
        let pairs = [(header::COOKIE, cookie), (header::ACCEPT_LANGUAGE, language)];
        pairs.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect()
    }

    fn user(locale: Option<Locale>) -> User {
        let fields = UserFields { locale, ..UserFields::default() };
        Record { id: Default::default(), version: 1, created_at: Default::default(), updated_at: Default::default(), fields }
    }

    #[test]
    fn the_account_goes_before_the_cookie_and_the_cookie_before_the_browser() {
        let all = headers("a=b; locale=nl", "en");
        assert_eq!(locale(&all, Some(&user(Some(Locale::English)))), Locale::English);
        assert_eq!(locale(&all, Some(&user(None))), Locale::Dutch);
        assert_eq!(locale(&headers("locale=klingon", "nl-BE"), None), Locale::Dutch);
    }

    #[test]
    fn browsers_name_languages_by_weight() {
        for (language, expected) in [
            ("nl", Locale::Dutch),
            ("nl-NL,nl;q=0.9,en;q=0.8", Locale::Dutch),
            ("de, en;q=0.5, nl;q=0.7", Locale::Dutch),
            ("fr", Locale::English),
            ("nl;q=0", Locale::English),
            ("", Locale::English),
        ] {
            assert_eq!(locale(&headers("", language), None), expected, "{language}");
        }
    }

    #[test]
    fn colours_and_zones_that_are_none_are_ignored() {
        assert_eq!(theme(&headers("theme=dark", "")), Theme::Dark);
        assert_eq!(theme(&headers("theme=pink", "")), Theme::System);
        let summer = "2026-07-01T00:00:00Z".parse().unwrap();
        for (name, seconds) in [(Some("Europe/Amsterdam"), 7200), (Some("America/St_Johns"), -9000), (Some("Mars/Olympus"), 0), (None, 0)] {
            let mut user = user(None);
            user.time_zone = name.map(str::to_owned);
            assert_eq!(zone(Some(&user), summer).local_minus_utc(), seconds, "{name:?}");
        }
        assert_eq!(zone(None, summer).local_minus_utc(), 0);
    }
}
