//! Who looks at a page, and how they like it. Decided once for each request, before the first byte.

use crate::ui::Clock;
use domain::{
    error::Error,
    policy::Actor,
    users::{Locale, Role, User},
};
use leptos::prelude::*;
use service::Service;
use std::str::FromStr;

/// One request for a page, as far as pages look at it.
#[derive(Clone, Debug)]
pub struct Visit {
    pub locale: Locale,
    pub theme: Theme,
    /// Who is signed in.
    pub user: Option<User>,
    /// The same, as permissions look at it.
    pub actor: Option<Actor>,
    /// The moment of the request, and the reader's offset from UTC.
    pub clock: Clock,
    /// Present when the server runs on demo data.
    pub demo: Option<Demo>,
}

/// The visit in whose answer this code runs. The server provides one for every page, error pages too.
pub fn visit() -> Visit {
    expect_context()
}

/// What answers every question; the server provides it with the visit.
pub fn service() -> Service {
    expect_context()
}

/// Who asks, and what answers.
///
/// # Errors
/// [`Error::Unauthenticated`] where nobody is signed in.
pub fn asker() -> Result<(Service, Actor), Error> {
    let actor = visit().actor.ok_or(Error::Unauthenticated)?;
    Ok((service(), actor))
}

/// Who looks at a page, and what answers them: as of one moment, however many use cases the page asks ([`Service::snapshot`]).
///
/// # Errors
/// As [`asker`].
pub fn reader() -> Result<(Service, Actor), Error> {
    asker().map(|(service, actor)| (service.snapshot(), actor))
}

/// Anybody may sign in to a demo, so the sign-in page says how.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    pub accounts: &'static [(&'static str, Role)],
    pub password: &'static str,
}

/// The colours somebody prefers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: &'static [Self] = &[Self::System, Self::Light, Self::Dark];

    /// In forms and cookies.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The value of `data-theme`; the system's choice needs none.
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light | Self::Dark => Some(self.word()),
        }
    }
}

impl FromStr for Theme {
    type Err = domain::error::Flaw;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|theme| theme.word() == word).ok_or(domain::error::Flaw::Choice)
    }
}
