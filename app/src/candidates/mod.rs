//! People: the list and its search, the form for somebody new, and a person's file.

pub mod calls;
mod control;
mod finder;
mod keep;
mod profile;
mod sheet;
mod when;

#[cfg(feature = "ssr")]
mod found;
#[cfg(feature = "ssr")]
pub(crate) mod gather;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod merge;
#[cfg(feature = "ssr")]
mod new;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
pub(crate) mod told;

pub use finder::Finder;
pub use keep::KeepTyped;
pub use profile::Profile;
pub(crate) use {
    profile::{Desk, Open, What, pairs},
    sheet::{Entry, Note, Saved},
};

use crate::ui::Tag;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
pub use {list::Candidates, merge::MergeCandidates, new::NewCandidate, page::CandidateFile};

/// A tag or a skill, in whatever direction it is written.
fn word(text: String) -> AnyView {
    view! { <Tag><span class="tag-text" dir="auto">{text}</span></Tag> }.into_any()
}
