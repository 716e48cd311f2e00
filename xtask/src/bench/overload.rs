//! What a server does that is asked for more than it can bear.

use super::{
    Known, LASTING,
    load::{Measured, Request, closed, open, surplus},
    subject::hurry,
};
use crate::process::step;
use anyhow::{Context, Result};
use std::thread;

/// How many times what it can do is asked for.
const TIMES: f64 = 3.0;
/// Clients that do not wait for one another.
const CLIENTS: usize = 512;
/// How often in a second it is asked whether it is alive.
const PULSE: f64 = 20.0;

/// What was measured.
pub struct Overload {
    pub name: &'static str,
    /// What it can do, in answers a second: asked by sixteen clients who wait.
    pub capacity: f64,
    /// What was asked for.
    pub beyond: Measured,
    /// Of `/livez` meanwhile.
    pub health: Measured,
}

/// Asks for thrice as many pages as it can render, then for thrice as many people as it can write down.
pub fn measure(known: &Known) -> Result<Vec<Overload>> {
    // The first page has an address of its own.
    let pages = known.pages() - 1;
    let page = known.page(move |number| Request::get(format!("/candidates?page={}", 2 + number * 7_919 % pages)));
    let rows = [("pages of the candidates, another each time", page), ("candidates are created", known.creating("Surplus"))];
    rows.into_iter()
        .map(|(name, asking)| {
            step(&format!("overload: {name}"), || {
                let capacity = closed(&asking, 16, LASTING)?.rate();
                thread::scope(|scope| {
                    let alive = known.api(|_| Request::get("/livez"));
                    // It is the server that is asked how alive it is, and not a core with hundreds of clients on it.
                    let health = scope.spawn(move || {
                        hurry();
                        open(&alive, 1, PULSE, LASTING)
                    });
                    let beyond = surplus(&asking, CLIENTS, capacity * TIMES, LASTING);
                    let health = health.join().ok().context("the pulse was not taken")??;
                    Ok(Overload { name, capacity, beyond, health })
                })
            })
        })
        .collect()
}
