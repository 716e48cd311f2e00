//! Moments and days, for people and for machines.

use crate::i18n::{Locale, dates};
use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, Utc};
use leptos::prelude::*;

/// Whose clock tells the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub now: DateTime<Utc>,
    /// The reader's offset from UTC.
    pub zone: FixedOffset,
}

/// A moment: how long ago, and on hovering exactly when. `exact` writes it out instead.
#[component]
pub fn Moment(locale: Locale, at: DateTime<Utc>, clock: Clock, #[prop(optional)] exact: bool) -> impl IntoView {
    let written = dates::moment(locale, at, clock.zone);
    let machine = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let (shown, title) = if exact { (written, None) } else { (dates::relative(locale, at, clock.now, clock.zone), Some(written)) };
    view! { <time datetime=machine title=title>{shown}</time> }
}

/// A day of the calendar.
#[component]
pub fn Day(
    locale: Locale,
    day: NaiveDate,
    /// `3 Mar 2026`, for tables.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let shown = if short { dates::short_date(locale, day) } else { dates::date(locale, day) };
    view! { <time datetime=day.to_string()>{shown}</time> }
}
