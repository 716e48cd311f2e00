//! People in requests: a board of who stands where, a page for each of them, and who else could be proposed.

pub mod calls;
mod cards;
mod drag;
mod hand;

#[cfg(feature = "ssr")]
mod moves;
#[cfg(feature = "ssr")]
mod person;
#[cfg(feature = "ssr")]
mod propose;
#[cfg(feature = "ssr")]
mod shortlist;
#[cfg(feature = "ssr")]
mod standing;
#[cfg(feature = "ssr")]
mod terms;

pub use hand::Shortlist;

#[cfg(feature = "ssr")]
pub use {
    moves::{done, stale},
    person::{Standings, of_person},
    propose::{Looked, look, propose},
    shortlist::{Board, board, gather},
    standing::StandingPage,
};
