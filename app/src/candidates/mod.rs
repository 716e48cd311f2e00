//! People: the list and its search, the form for somebody new, and a person's file.

pub mod calls;
mod control;
mod finder;
mod found;
mod keep;
mod profile;
mod sheet;
mod when;

#[cfg(feature = "ssr")]
pub(crate) mod gather;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod new;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
pub(crate) mod told;

pub use finder::Finder;
pub use keep::{ForgetTyped, KeepTyped};
pub use profile::Profile;
pub(crate) use {
    profile::{Desk, Open, What, pairs},
    sheet::{Entry, Note, Saved},
};

#[cfg(feature = "ssr")]
pub use {list::Candidates, new::NewCandidate, page::CandidateFile};
