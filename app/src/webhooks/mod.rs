//! Webhooks: who is told of what happens, and what came of it.

pub mod calls;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
pub use {list::Webhooks, page::WebhookPage};

/// The cookie of the secret of a webhook that was just made.
#[cfg(feature = "ssr")]
const SECRET: &str = "new-webhook";
