//! What people do with Instroom, told once and run on both databases.

#![expect(clippy::expect_used, clippy::panic, reason = "what goes wrong in a story ends it")]

#[macro_use]
mod support;

mod accounts;
mod approvals;
mod assignments;
mod client_views;
mod embedded;
mod feed;
mod imports;
mod interviews;
mod lists;
mod live;
mod log;
mod matching;
mod merges;
mod people;
mod plans;
mod postgres;
mod questions;
mod reports;
mod requests;
mod scopes;
mod snapshots;
mod webhooks;
