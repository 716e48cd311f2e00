//! What people see: pages of HTML from the server, and islands of WebAssembly in them.
//!
//! Pages, router and loaders are compiled for the server alone (feature `ssr`); the browser gets the islands and the kit.

pub mod account;
pub mod approvals;
pub mod assignments;
pub mod call;
pub mod candidates;
pub mod client_views;
pub mod draft;
pub mod i18n;
pub mod imports;
pub mod interviews;
pub mod islands;
pub mod live;
pub mod notes;
pub mod request_candidates;
pub mod requests;
pub mod task_groups;
pub mod tasks;
pub mod tokens;
pub mod ui;
pub mod users;

#[cfg(feature = "ssr")]
mod address;
#[cfg(feature = "ssr")]
pub mod caller;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod load;
#[cfg(feature = "ssr")]
pub mod mail;
#[cfg(feature = "ssr")]
mod not_found;
#[cfg(feature = "ssr")]
pub mod post;
#[cfg(feature = "ssr")]
mod records;
#[cfg(feature = "ssr")]
pub mod reports;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
mod site;
#[cfg(feature = "ssr")]
pub mod visit;
pub mod webhooks;

#[cfg(feature = "ssr")]
pub use site::{App, shell};
