//! A moment, written out by the server: the browser needs no calendar.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A moment in the reader's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// RFC 3339.
    pub machine: String,
    /// `5 minutes ago`.
    pub shown: String,
    /// `3 March 2026, 14:05`.
    pub exact: String,
}

#[cfg(feature = "ssr")]
impl When {
    /// As the reader of this visit tells it.
    pub fn at(visit: &crate::visit::Visit, at: chrono::DateTime<chrono::Utc>) -> Self {
        use crate::i18n::dates;
        Self {
            machine: at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            shown: dates::relative(visit.locale, at, visit.clock.now, visit.clock.zone),
            exact: dates::moment(visit.locale, at, visit.clock.zone),
        }
    }
}

/// How long ago, and on hovering exactly when.
pub fn time(when: &When) -> AnyView {
    view! { <time datetime=when.machine.clone() title=when.exact.clone()>{when.shown.clone()}</time> }.into_any()
}
