//! How often a token may ask, where the operator says so. What is left is told in every answer (`RateLimit-*`, draft-ietf-httpapi-ratelimit-headers-06);
//! beyond it the answer is 429. Counted in this process, for a minute from the first request on.

use super::asking::put;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::error::Error;
use http::HeaderName;
use service::{clock::Clock, keys};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// What is counted within.
const WINDOW: TimeDelta = TimeDelta::minutes(1);
/// Tokens that are remembered before those are forgotten whose minute is over.
const MANY: usize = 10_000;
const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Counts the requests of every token.
pub struct Limiter {
    allowed: u32,
    clock: Arc<dyn Clock>,
    windows: Mutex<HashMap<Vec<u8>, Window>>,
}

/// A minute of a token's.
#[derive(Clone, Copy)]
struct Window {
    ends: DateTime<Utc>,
    used: u32,
}

/// Where a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Standing {
    /// None: too much was asked already.
    left: Option<u32>,
    /// When the count begins anew.
    ends: DateTime<Utc>,
}

impl Limiter {
    /// So many requests a minute for each token.
    pub fn new(allowed: u32, clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self { allowed, clock, windows: Mutex::default() })
    }

    fn count(&self, whom: &str) -> Standing {
        let now = self.clock.now();
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= MANY {
            windows.retain(|_, window| window.ends > now);
        }
        let window = windows.entry(keys::digest(whom)).or_insert(Window { ends: now + WINDOW, used: 0 });
        // The second: a clock that was set back would make a minute long.
        if window.ends <= now || window.ends > now + WINDOW {
            *window = Window { ends: now + WINDOW, used: 0 };
        }
        let left = self.allowed.checked_sub(window.used + 1);
        window.used += u32::from(left.is_some());
        Standing { left, ends: window.ends }
    }

    /// Seconds until then, rounded up: whoever waits for so long is heard.
    fn until(&self, ends: DateTime<Utc>) -> u32 {
        u32::try_from((ends - self.clock.now() + TimeDelta::milliseconds(999)).num_seconds()).unwrap_or_default().max(1)
    }
}

/// Where one request is counted: once, however often it is looked at again while it waits. In its extensions.
#[derive(Clone)]
pub struct Counted {
    limiter: Arc<Limiter>,
    standing: Arc<OnceLock<Standing>>,
}

impl Counted {
    /// Counts a request of whoever this names.
    ///
    /// # Errors
    /// [`Error::Throttled`].
    pub fn by(&self, whom: &str) -> Result<(), Error> {
        let standing = self.standing.get_or_init(|| self.limiter.count(whom));
        match standing.left {
            Some(_) => Ok(()),
            None => Err(Error::Throttled { retry_after: self.limiter.until(standing.ends) }),
        }
    }
}

/// Has requests counted, and tells what is left.
pub async fn layer(State(limiter): State<Arc<Limiter>>, mut request: Request, next: Next) -> Response {
    let counted = Counted { limiter: Arc::clone(&limiter), standing: Arc::default() };
    request.extensions_mut().insert(counted.clone());
    let mut response = next.run(request).await;
    // Who is nobody has no limit of their own.
    if let Some(Standing { left, ends }) = counted.standing.get() {
        put(&mut response, LIMIT, &limiter.allowed.to_string());
        put(&mut response, REMAINING, &left.unwrap_or_default().to_string());
        put(&mut response, RESET, &limiter.until(*ends).to_string());
        put(&mut response, POLICY, &format!("{};w={}", limiter.allowed, WINDOW.num_seconds()));
    }
    response
}
