//! How much is worked on at one time. What comes beyond that waits for its turn, briefly; where the wait has grown long, whoever comes is sent away at once.
//!
//! A server that takes in everything answers everybody late, and in the end nobody: what it finishes is no longer waited for. Here requests are
//! worked on in the order in which they came, so how many wait, and how fast they were let in of late, say how long the next one would wait
//! (Little's law). A burst may wait for a while; a queue that does not end may not (the idea behind CoDel, RFC 8289). To say no costs little, as it
//! is said before anything is asked of the database, who it is included. Health, files, calendars and live streams stand outside: a browser does not
//! ask again for a stream that was refused (HTML standard, 9.2.3).

use crate::http::{
    limits::Streamed,
    status::{About, Reader, plain},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::StatusCode;
use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    task::yield_now,
    time::timeout,
};

/// Requests under way at one time, for each core: so many that those who write share a commit, so few that they do not hold each other up for long.
const PER_CORE: usize = 32;
/// The same in all: more would wait for a connection to the database, of which there are not more where there are more cores.
const MOST: usize = 64;
/// The longest that a request waits for its turn.
const PATIENCE: Duration = Duration::from_millis(250);
/// Whoever would wait for so long is sent away at once.
const LATE: Duration = Duration::from_millis(150);
/// The same where everybody had to wait for as long as one may: that is no burst, and a long queue only makes everybody late.
const STANDING: Duration = Duration::from_millis(25);
/// For how long a thread does work that waits for nothing, one piece after the other, before those are looked at who have come meanwhile; those who have let them go
/// first go on one after the other. To look after each piece costs a twentieth of the pages at three times what the server can do: there are always some to be told that there is no place.
const BREATH: Duration = Duration::from_millis(1);
/// How slowly what is known of the pace follows what happens: by a sixteenth of the difference each time.
const SLOWLY: u64 = 16;

/// What requests pass through that do some work. Times are microseconds; what several cores write down at the same moment may lose one of them.
pub struct Gate {
    places: Semaphore,
    waiting: AtomicU64,
    opened: Instant,
    /// When somebody was last let in, since the gate was opened.
    entered: AtomicU64,
    /// The same of somebody who had not to wait.
    free: AtomicU64,
    /// How long it takes until the next one is let in.
    pace: AtomicU64,
}

thread_local! {
    /// When those who had come meanwhile were last looked at.
    static BREATHED: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Lets those come to the gate who have come meanwhile. Where all that is asked for comes from memory, nothing is waited for until an answer is there: whoever
/// comes would queue for the thread, unseen, the health check with them.
async fn breathe() {
    if BREATHED.get().is_none_or(|at| at.elapsed() >= BREATH) {
        yield_now().await;
        BREATHED.set(Some(Instant::now()));
    }
}

impl Gate {
    /// For this machine.
    pub fn new() -> Arc<Self> {
        Self::of((PER_CORE * std::thread::available_parallelism().map_or(1, std::num::NonZero::get)).min(MOST))
    }

    pub fn of(places: usize) -> Arc<Self> {
        let [waiting, entered, free, pace] = [(); 4].map(|()| AtomicU64::new(0));
        Arc::new(Self { places: Semaphore::new(places), waiting, opened: Instant::now(), entered, free, pace })
    }

    /// One before which too many stand.
    #[cfg(test)]
    pub fn crowded() -> Arc<Self> {
        let gate = Self::of(1);
        gate.waiting.store(1, Ordering::Relaxed);
        gate.pace.store(micros(LATE), Ordering::Relaxed);
        gate
    }

    fn now(&self) -> u64 {
        micros(self.opened.elapsed())
    }

    /// Whether whoever comes now would wait for too long. Never where nobody waits: somebody must find out that it is better.
    pub fn is_crowded(&self) -> bool {
        let wait = self.waiting.load(Ordering::Relaxed) * self.pace.load(Ordering::Relaxed);
        wait >= micros(STANDING) && wait >= micros(self.late())
    }

    fn late(&self) -> Duration {
        let stood = self.now().saturating_sub(self.free.load(Ordering::Relaxed));
        if stood < micros(PATIENCE) { LATE } else { STANDING }
    }

    /// A place among those under way; none, where it took too long.
    async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(place) = self.places.try_acquire() {
            let now = self.now();
            self.entered.store(now, Ordering::Relaxed);
            self.free.store(now, Ordering::Relaxed);
            return Some(place);
        }
        let waiting = Waiting::begin(&self.waiting);
        if let Ok(Ok(place)) = timeout(PATIENCE, self.places.acquire()).await {
            let now = self.now();
            let took = now.saturating_sub(self.entered.swap(now, Ordering::Relaxed));
            let pace = self.pace.load(Ordering::Relaxed);
            self.pace.store((pace * (SLOWLY - 1) + took) / SLOWLY, Ordering::Relaxed);
            return Some(place);
        }
        self.pace.fetch_max(micros(PATIENCE) / waiting.place, Ordering::Relaxed);
        None
    }
}

fn micros(time: Duration) -> u64 {
    time.as_micros() as u64
}

/// Somebody waits, until this is gone: also where they hang up.
struct Waiting<'a> {
    count: &'a AtomicU64,
    /// Among those who wait; the first has 1.
    place: u64,
}

impl<'a> Waiting<'a> {
    fn begin(count: &'a AtomicU64) -> Self {
        Self { count, place: count.fetch_add(1, Ordering::Relaxed) + 1 }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A gate, and who reads its refusals.
#[derive(Clone)]
pub struct At {
    pub gate: Arc<Gate>,
    pub reader: Reader,
}

/// Lets requests in whose body is here: one that is still under way takes nobody's place.
pub async fn layer(State(At { gate, reader }): State<At>, request: Request, next: Next) -> Response {
    // A file comes as fast as its line is; how many are received at once is limited where they are.
    if request.extensions().get::<Streamed>().is_some() {
        return next.run(request).await;
    }
    let about = About::of(request.extensions());
    match gate.enter().await {
        Some(_place) => {
            breathe().await;
            next.run(request).await
        }
        None => plain(reader, StatusCode::SERVICE_UNAVAILABLE, &about),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware::from_fn_with_state, routing::get};
    use futures_util::future::join_all;
    use http::header;
    use tower::ServiceExt;

    /// As the front does.
    async fn refuse(State(At { gate, reader }): State<At>, request: Request, next: Next) -> Response {
        if gate.is_crowded() {
            return plain(reader, StatusCode::SERVICE_UNAVAILABLE, &About::of(request.extensions()));
        }
        next.run(request).await
    }

    /// Answers after so long, behind a gate.
    fn behind(gate: &Arc<Gate>, takes: Duration) -> Router {
        let at = At { gate: Arc::clone(gate), reader: Reader::Program };
        let slow = get(async move || tokio::time::sleep(takes).await);
        Router::new().route("/", slow).layer(from_fn_with_state(at.clone(), layer)).layer(from_fn_with_state(at, refuse))
    }

    async fn ask(app: &Router) -> (u16, bool) {
        let response = app.clone().oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        (response.status().as_u16(), response.headers().contains_key(header::RETRY_AFTER))
    }

    #[tokio::test]
    async fn what_fits_waits_its_turn_and_the_surplus_is_told_so() {
        let gate = Gate::of(2);
        let app = behind(&gate, Duration::from_millis(100));
        let answers = join_all((0..4).map(|_| ask(&app))).await;
        assert_eq!(answers, [(200, false); 4], "a burst is taken in");
        let answers = join_all((0..40).map(|_| ask(&app))).await;
        let taken = answers.iter().filter(|(status, _)| *status == 200).count();
        assert!((4..=8).contains(&taken), "{answers:?}");
        assert!(answers.iter().all(|(status, again)| (*status == 503) == *again), "{answers:?}");
        assert_eq!(ask(&app).await, (200, false), "and then it is over");
        assert_eq!(gate.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn work_that_waits_for_nothing_does_not_keep_others_from_the_gate() {
        let at = At { gate: Gate::of(2), reader: Reader::Program };
        let busy = get(async || std::thread::sleep(Duration::from_millis(3)));
        let app = Router::new().route("/", busy).layer(from_fn_with_state(at.clone(), layer)).layer(from_fn_with_state(at, refuse));
        let clients = (0..100).map(|_| {
            let app = app.clone();
            tokio::spawn(async move {
                let mut refused = 0;
                for _ in 0..4 {
                    refused += u32::from(ask(&app).await.0 == 503);
                }
                refused
            })
        });
        let refused: u32 = join_all(clients).await.into_iter().map(Result::unwrap).sum();
        assert!(refused > 0, "each waits for a hundred others");
    }

    #[tokio::test]
    async fn a_burst_may_wait_and_a_queue_that_stands_may_not() {
        let mut gate = Gate::of(1);
        drop(gate.enter().await);
        gate.waiting.store(30, Ordering::Relaxed);
        gate.pace.store(1_000, Ordering::Relaxed);
        assert!(!gate.is_crowded(), "30 ms, and somebody was let in at once a moment ago");
        Arc::get_mut(&mut gate).unwrap().opened -= PATIENCE;
        assert!(gate.is_crowded(), "nobody was since");
        drop(gate.enter().await);
        assert!(!gate.is_crowded(), "it is over");
        gate.waiting.store(151, Ordering::Relaxed);
        assert!(gate.is_crowded(), "too many for a burst");
    }

    #[tokio::test]
    async fn where_the_wait_is_long_one_is_sent_away_at_once() {
        let gate = Gate::of(1);
        let app = behind(&gate, Duration::from_millis(400));
        let first = tokio::spawn({
            let app = app.clone();
            async move { join_all((0..2).map(|_| ask(&app))).await }
        });
        // The second one gives up after a quarter of a second; the third waits, so the fourth is not even let in.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let third = tokio::spawn({
            let app = app.clone();
            async move { ask(&app).await }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        let begun = Instant::now();
        assert_eq!(ask(&app).await, (503, true));
        assert!(begun.elapsed() < Duration::from_millis(50), "{:?}", begun.elapsed());
        assert_eq!(first.await.unwrap(), [(200, false), (503, true)]);
        assert_eq!(third.await.unwrap(), (200, false));
    }
}
