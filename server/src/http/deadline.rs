//! A body that must arrive in time.
//!
//! Thirty seconds, and for every 16 KiB that came one second more. A client that stalls, or drips a byte at a time, is cut off after thirty
//! seconds; one on a slow line, with a large file, is not. (A limit per read would let a drip hold its connection for months, one for the whole
//! body would shut out slow lines.)

use axum::{BoxError, body::Bytes};
use hyper::body::{Body, Frame, SizeHint};
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// Bytes that earn a body one more second.
const PER_SECOND: u64 = 16 * 1024;

/// The body did not arrive in time.
#[derive(Debug)]
pub struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body did not arrive in time")
    }
}

impl std::error::Error for TooSlow {}

/// A body with a deadline, which begins when it is first read.
pub struct Timed<B> {
    inner: B,
    patience: Duration,
    received: u64,
    clock: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl<B> Timed<B> {
    pub fn new(inner: B, patience: Duration) -> Self {
        Self { inner, patience, received: 0, clock: None }
    }

    fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<TooSlow> {
        let patience = self.patience;
        let (start, sleep) = self.clock.get_or_insert_with(|| {
            let start = Instant::now();
            (start, Box::pin(sleep_until(start + patience)))
        });
        let deadline = *start + patience + Duration::from_secs(self.received / PER_SECOND);
        if sleep.deadline() != deadline {
            sleep.as_mut().reset(deadline);
        }
        sleep.as_mut().poll(cx).map(|()| TooSlow)
    }
}

impl<B> Body for Timed<B>
where
    B: Body<Data = Bytes, Error: Into<BoxError>> + Unpin,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            if let Some(Ok(data)) = frame.as_ref().map(|frame| frame.as_ref().map(Frame::data_ref)) {
                self.received += data.map_or(0, |data| data.len() as u64);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let late = ready!(self.poll_deadline(cx));
        Poll::Ready(Some(Err(late.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body as AxumBody;
    use futures_util::stream;
    use http_body_util::BodyExt;

    /// A body of `count` chunks of `size` bytes, one each `pause`.
    fn drip(count: usize, size: usize, pause: Duration) -> AxumBody {
        AxumBody::from_stream(stream::unfold(0, move |sent| async move {
            tokio::time::sleep(pause).await;
            (sent < count).then(|| (Ok::<_, std::io::Error>(vec![0; size]), sent + 1))
        }))
    }

    const PATIENCE: Duration = Duration::from_millis(200);

    /// Whether the body arrived, and whether that took longer than the patience.
    async fn read(body: AxumBody) -> (bool, bool) {
        let start = Instant::now();
        let done = Timed::new(body, PATIENCE).collect().await;
        (done.is_ok(), start.elapsed() > PATIENCE * 3)
    }

    #[tokio::test]
    async fn a_body_that_stalls_or_drips_is_cut_off() {
        assert_eq!(read(drip(1, 1, Duration::from_secs(60))).await, (false, false));
        assert_eq!(read(drip(10_000, 1, Duration::from_millis(10))).await, (false, false));
        assert_eq!(read(drip(10_000, 100, Duration::from_millis(10))).await, (false, false));
    }

    #[tokio::test]
    async fn a_slow_line_is_not() {
        assert_eq!(read(drip(14, 20_000, Duration::from_millis(50))).await, (true, true));
    }
}
