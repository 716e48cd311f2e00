//! Tokens: how programs sign in.

pub mod calls;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
pub use page::Tokens;

/// The cookie of a token that was just made.
#[cfg(feature = "ssr")]
const TOKEN: &str = "new-token";
