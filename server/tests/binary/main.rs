//! What only the binary itself can show: it is started, spoken to over HTTP, and killed.

#![expect(clippy::expect_used, clippy::panic, reason = "what goes wrong in a test ends it")]

mod durability;
mod imports;
mod installation;
mod webhooks;
