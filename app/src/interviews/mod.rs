//! Interviews: the agenda, the form to plan one, the kit in which it is scored, and what all of them heard.

pub mod calls;
pub(crate) mod keeper;

#[cfg(feature = "ssr")]
pub(crate) mod agenda;
#[cfg(feature = "ssr")]
mod answer;
#[cfg(feature = "ssr")]
pub mod calendar;
#[cfg(feature = "ssr")]
pub(crate) mod cards;
#[cfg(feature = "ssr")]
pub(crate) mod kit;
#[cfg(feature = "ssr")]
mod outbox;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
pub(crate) mod plan;
#[cfg(feature = "ssr")]
pub(crate) mod when;

pub use keeper::Keeper;

#[cfg(feature = "ssr")]
pub use {
    agenda::Agenda,
    answer::Invitation,
    outbox::Outbox,
    page::{InterviewPage, reply},
    plan::NewInterview,
};
