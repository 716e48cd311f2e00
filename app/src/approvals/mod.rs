//! Approvals: who is asked about which requests, what waits for whom, and deciding, signed in or by the link in a letter.

pub mod calls;

#[cfg(feature = "ssr")]
mod decide;
#[cfg(feature = "ssr")]
mod flows;
#[cfg(feature = "ssr")]
mod rail;

#[cfg(feature = "ssr")]
pub use {
    decide::{ApprovalByLink, ApprovalPage, at_home},
    flows::ApprovalFlows,
    rail::rail,
};
