//! Time and identity. Everything else is handed them, so that a test can say what time it is.

use chrono::{DateTime, SubsecRound, Utc};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;

/// Tells the time and makes ids.
pub trait Clock: Send + Sync + 'static {
    /// UTC, truncated to microseconds: what both databases store exactly.
    fn now(&self) -> DateTime<Utc>;
    /// A new UUIDv7 (RFC 9562 §5.7).
    fn id(&self) -> Uuid;
}

/// The machine's clock and randomness.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::<Utc>::from(std::time::SystemTime::now()).trunc_subsecs(6)
    }

    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// A clock that stands still until it is told, and whose ids count: for tests, and for demo data that must be the same everywhere.
#[derive(Debug)]
pub struct ManualClock {
    now: Mutex<DateTime<Utc>>,
    next: AtomicU64,
}

impl ManualClock {
    pub fn at(now: DateTime<Utc>) -> Arc<Self> {
        Arc::new(Self { now: Mutex::new(now), next: AtomicU64::new(1) })
    }

    pub fn set(&self, now: DateTime<Utc>) {
        *self.locked() = now;
    }

    pub fn advance(&self, by: chrono::TimeDelta) {
        *self.locked() += by;
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, DateTime<Utc>> {
        self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.locked()
    }

    fn id(&self) -> Uuid {
        let millis = self.now().timestamp_millis().max(0).unsigned_abs();
        let mut bytes = [0; 10];
        // Behind the version and variant bits, so that ids of one moment are in the order of their making.
        bytes[3..].copy_from_slice(&self.next.fetch_add(1, Ordering::Relaxed).to_be_bytes()[1..]);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}
