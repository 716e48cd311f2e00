//! Questions sent to a candidate: sending them, and the page on which they are answered without an account.

pub mod calls;

#[cfg(feature = "ssr")]
mod answer;
#[cfg(feature = "ssr")]
pub(crate) mod send;

#[cfg(feature = "ssr")]
pub use {answer::Answer, send::NewAssignment};
