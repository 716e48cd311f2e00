//! What a client sees by a link: sharing people of a request, what the client said, and the page on which they say it without an account.

pub mod calls;

#[cfg(feature = "ssr")]
pub(crate) mod share;
#[cfg(feature = "ssr")]
mod shown;

#[cfg(feature = "ssr")]
pub use shown::ClientViewPage;
