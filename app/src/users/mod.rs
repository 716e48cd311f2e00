//! People and roles: who can sign in, and what they may do.

pub mod calls;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub use pages::{People, Settings, SettingsTabs};

/// The cookie of a link that was just made.
#[cfg(feature = "ssr")]
const LINK: &str = "new-link";
