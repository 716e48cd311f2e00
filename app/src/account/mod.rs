//! Signing in and out, the links that open an account, and one's own settings.

pub mod calls;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod settings;
#[cfg(feature = "ssr")]
pub use settings::Account;
