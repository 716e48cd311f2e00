//! Asks a server, and says how long it took.
//!
//! Two ways. *Open*: requests are due at a steady pace whether or not the ones before are answered, and a time is counted from the moment a request was
//! due: a server that stops for a second is seen to have made everybody wait who came in that second (what leaves that out is called coordinated
//! omission). *Closed*: each connection asks again as soon as it is answered; that tells how much a server can do, and nothing of how long one waits.

use anyhow::{Result, ensure};
use std::{
    io::{ErrorKind, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// One request.
#[derive(Clone, Debug)]
pub struct Request {
    pub path: String,
    /// What is posted, as JSON; none: it is only asked for.
    pub body: Option<String>,
}

impl Request {
    pub fn get(path: impl Into<String>) -> Self {
        Self { path: path.into(), body: None }
    }
}

/// What is asked, and as whom.
#[derive(Clone)]
pub struct Asking {
    /// `http://127.0.0.1:4000`
    pub origin: String,
    pub headers: Vec<(&'static str, String)>,
    /// The status that is an answer.
    pub status: u16,
    /// Whether one waits for the first byte of an answer alone, and not for the last.
    pub first_byte: bool,
    /// The request with this number.
    pub request: Arc<dyn Fn(u64) -> Request + Send + Sync>,
}

impl Asking {
    /// Sends one request, and reads the answer to its end; when whoever waits had what they wait for.
    fn send(&self, agent: &ureq::Agent, number: u64) -> (Outcome, Instant) {
        let Request { path, body } = (self.request)(number);
        let url = format!("{}{path}", self.origin);
        let answer = match body {
            None => self.headers.iter().fold(agent.get(url), |request, (name, value)| request.header(*name, value)).call(),
            Some(body) => {
                let request = self.headers.iter().fold(agent.post(url), |request, (name, value)| request.header(*name, value));
                request.header("content-type", "application/json").send(body)
            }
        };
        let Ok(mut answer) = answer else { return (Outcome::Failed, Instant::now()) };
        let mut body = answer.body_mut().as_reader();
        let begins = body.read_exact(&mut [0]);
        let first = Instant::now();
        // Of an empty answer there is no first byte.
        let ended = begins.or_else(|error| if error.kind() == ErrorKind::UnexpectedEof { Ok(()) } else { Err(error) });
        let ended = ended.and_then(|()| std::io::copy(&mut body, &mut std::io::sink()));
        let at = if self.first_byte { first } else { Instant::now() };
        let outcome = match answer.status().as_u16() {
            _ if ended.is_err() => Outcome::Failed,
            status if status == self.status => Outcome::Answered,
            503 if answer.headers().contains_key("retry-after") => Outcome::Refused,
            _ => Outcome::Failed,
        };
        (outcome, at)
    }
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Answered,
    /// There was too much to do: 503, and when to come again.
    Refused,
    Failed,
}

/// How long answers took.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Each answer's, the shortest first.
    times: Vec<Duration>,
    /// The numbers of the requests that were answered, in no order.
    pub answered: Vec<u64>,
    /// Requests that were told to come again.
    pub refused: usize,
    pub failed: usize,
    /// Requests that were due and not even asked, because none of the connections was free until the end.
    pub left: u64,
    pub took: Duration,
}

impl Measured {
    /// Answers that took so long each.
    pub fn of(times: impl IntoIterator<Item = Duration>, took: Duration) -> Self {
        let mut times: Vec<Duration> = times.into_iter().collect();
        times.sort_unstable();
        Self { times, took, ..Self::default() }
    }

    /// The time within which this share of the answers came: `quantile(0.5)` is the median.
    pub fn quantile(&self, share: f64) -> Duration {
        let place = (self.times.len() as f64 * share).ceil() as usize;
        self.times.get(place.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// Answers in a second.
    pub fn rate(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64()
    }

    /// Requests in a second, whatever became of them.
    pub fn asked(&self) -> f64 {
        (self.times.len() + self.refused + self.failed) as f64 / self.took.as_secs_f64()
    }
}

/// A connection of its own, which is kept.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into()
}

/// Asks at a steady pace, so many times in a second.
///
/// # Errors
/// More than every hundredth request was not answered.
pub fn open(asking: &Asking, connections: usize, rate: f64, lasting: Duration) -> Result<Measured> {
    whole(asking, surplus(asking, connections, rate, lasting))
}

/// As [`open`], where the server may refuse as much as it likes.
pub fn surplus(asking: &Asking, connections: usize, rate: f64, lasting: Duration) -> Measured {
    let count = (lasting.as_secs_f64() * rate) as u64;
    let start = Instant::now() + Duration::from_millis(20);
    let mut measured = measure(asking, connections, move |number| {
        let due = start + Duration::from_secs_f64(number as f64 / rate);
        // Who cannot keep up would be asked for ever, and tell how long it was asked rather than how long one waits.
        (number < count && Instant::now() < start + lasting).then_some(due)
    });
    measured.left = count - (measured.times.len() + measured.refused + measured.failed) as u64;
    measured
}

/// Asks again and again for so long.
///
/// # Errors
/// As [`open`].
pub fn closed(asking: &Asking, connections: usize, lasting: Duration) -> Result<Measured> {
    let until = Instant::now() + lasting;
    let due = move |_| {
        let now = Instant::now();
        (now < until).then_some(now)
    };
    whole(asking, measure(asking, connections, due))
}

/// What was measured, unless much of it was no answer.
fn whole(asking: &Asking, measured: Measured) -> Result<Measured> {
    let unanswered = measured.failed + measured.refused;
    ensure!(
        !measured.times.is_empty() && unanswered * 100 <= measured.times.len(),
        "{unanswered} of {} requests were not answered: {:?}",
        measured.times.len() + unanswered,
        (asking.request)(0)
    );
    Ok(measured)
}

/// `due`: when the request with this number is, or that there are no more.
fn measure(asking: &Asking, connections: usize, due: impl Fn(u64) -> Option<Instant> + Send + Sync) -> Measured {
    let (next, refused, failed) = (AtomicU64::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let begun = Instant::now();
    let answers: Vec<(u64, Duration)> = thread::scope(|scope| {
        let connection = || {
            let agent = agent();
            let mut answers = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(due) = due(number) else { return answers };
                if let Some(early) = due.checked_duration_since(Instant::now()) {
                    thread::sleep(early);
                }
                let (outcome, at) = asking.send(&agent, number);
                match outcome {
                    Outcome::Answered => answers.push((number, at.saturating_duration_since(due))),
                    Outcome::Refused => drop(refused.fetch_add(1, Ordering::Relaxed)),
                    Outcome::Failed => drop(failed.fetch_add(1, Ordering::Relaxed)),
                }
            }
        };
        let running: Vec<_> = (0..connections).map(|_| scope.spawn(connection)).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    let took = begun.elapsed();
    let (answered, times): (Vec<u64>, Vec<Duration>) = answers.into_iter().unzip();
    Measured { answered, refused: refused.into_inner(), failed: failed.into_inner(), ..Measured::of(times, took) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{io::Write, net::TcpListener};

    const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    /// A server of one connection that waits before it answers the request with this number, and answers all others at once.
    fn slow_once(at: usize, pause: Duration) -> Asking {
        answering(move |number| {
            if number == at {
                thread::sleep(pause);
            }
            OK
        })
    }

    /// A server of one connection.
    fn answering(answer: impl Fn(usize) -> &'static str + Send + 'static) -> Asking {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut buffer = [0; 4096];
            for number in 0.. {
                match stream.read(&mut buffer) {
                    Ok(read) if read > 0 => {}
                    _ => return,
                }
                if stream.write_all(answer(number).as_bytes()).is_err() {
                    return;
                }
            }
        });
        Asking { origin, headers: Vec::new(), status: 200, first_byte: false, request: Arc::new(|_| Request::get("/")) }
    }

    #[test]
    fn who_came_while_the_server_slept_is_counted_as_having_waited() {
        let pause = Duration::from_millis(300);
        let measured = open(&slow_once(20, pause), 1, 100.0, Duration::from_secs(1)).unwrap();
        assert_eq!((measured.times.len(), measured.failed), (100, 0));
        // Thirty were due while it slept: each waited for what was left of it.
        let waited = measured.times.iter().filter(|time| **time > Duration::from_millis(50)).count();
        assert!((20..=45).contains(&waited), "{waited}");
        assert!(measured.quantile(1.0) >= pause);
    }

    #[test]
    fn a_refusal_says_when_to_come_again_and_anything_else_is_a_failure() {
        let asking = answering(|number| match number % 4 {
            0 => "HTTP/1.1 503 Busy\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n",
            1 => "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n",
            _ => OK,
        });
        let measured = surplus(&asking, 1, 200.0, Duration::from_secs(1));
        assert_eq!((measured.answered.len(), measured.refused, measured.failed, measured.left), (100, 50, 50, 0));
        assert!(open(&asking, 1, 200.0, Duration::from_millis(100)).is_err());
    }

    /// A server that sends the beginning of each answer at once, and its end later.
    #[test]
    fn who_waits_for_the_first_byte_does_not_wait_for_the_last() {
        let asking = |first_byte| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let origin = format!("http://{}", listener.local_addr().unwrap());
            thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                while stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                    for part in ["HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\no", "k"] {
                        stream.write_all(part.as_bytes()).unwrap();
                        stream.flush().unwrap();
                        thread::sleep(Duration::from_millis(50));
                    }
                }
            });
            Asking { origin, headers: Vec::new(), status: 200, first_byte, request: Arc::new(|_| Request::get("/")) }
        };
        let median = |first_byte| open(&asking(first_byte), 1, 5.0, Duration::from_secs(1)).unwrap().quantile(0.5);
        assert!(median(true) < Duration::from_millis(40) && median(false) >= Duration::from_millis(50));
    }

    #[test]
    fn quantiles_are_those_of_the_answers() {
        let times: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        let measured = Measured::of(times.into_iter().rev(), Duration::from_secs(2));
        assert_eq!(measured.quantile(0.5), Duration::from_millis(50));
        assert_eq!(measured.quantile(0.99), Duration::from_millis(99));
        assert_eq!(measured.rate(), 50.0);
        assert_eq!(Measured::default().quantile(0.5), Duration::ZERO);
    }

    #[test]
    fn a_server_that_refuses_is_not_measured() {
        let mut asking = slow_once(0, Duration::ZERO);
        asking.status = 201;
        assert!(closed(&asking, 1, Duration::from_millis(50)).is_err());
    }
}
