//! Bodies are read before anything is done with them, and no more of them than the limit: chunked or not, one byte more is 413.

use crate::http::{
    deadline::TooSlow,
    status::{About, Reader, plain},
};
use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::error::Error;

/// The largest JSON document and the largest form, in bytes.
pub const BODY: usize = 1024 * 1024;
/// How much of what is too large is read to its end, so that a client that first writes and then reads sees the answer at all: one that finds
/// its connection closed while it still writes may never look.
const POLITE: usize = 8 * BODY;

/// Who gets the answer, and how much is read.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub reader: Reader,
    pub bytes: usize,
    /// Where a file is posted, which is read as it comes by whoever takes it in.
    pub streamed: Option<&'static str>,
}

impl Limit {
    /// What everything else may be.
    pub const fn of(reader: Reader, streamed: &'static str) -> Self {
        Self { reader, bytes: BODY, streamed: Some(streamed) }
    }
}

/// Reads the body: 413 when it is larger than the limit, 408 when it came too slowly, 400 when it broke off.
pub async fn layer(State(limit): State<Limit>, request: Request, next: Next) -> Response {
    if request.method() == Method::POST && limit.streamed == Some(request.uri().path()) {
        let mut request = request;
        request.extensions_mut().insert(Streamed);
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match read(&parts.headers, body, limit.bytes).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(status) => cut(limit.reader, status, &About::of(&parts.extensions)),
    }
}

/// The answer to a body that was not read to its end, and so the last on its connection.
pub fn cut(reader: Reader, status: StatusCode, about: &About) -> Response {
    let mut response = plain(reader, status, about);
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, StatusCode> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limit) {
        let waits = headers.contains_key(header::EXPECT);
        if !waits && declared.is_some_and(|length| length <= POLITE) {
            discard(body, POLITE).await;
        }
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let mut body = body;
    match Limited::new(&mut body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) => {
            let status = status_of(&*error);
            if status == StatusCode::PAYLOAD_TOO_LARGE {
                discard(body, POLITE).await;
            }
            Err(status)
        }
    }
}

/// A file is on its way, which may take long. Travels in the extensions of its request, and has no place among what is done at once.
#[derive(Clone, Copy, Debug)]
pub struct Streamed;

/// Reads what is left of a body that is of no use, as far as is polite: so many bytes.
pub async fn discard(mut body: Body, most: usize) {
    let mut left = most;
    while let Some(Ok(frame)) = body.frame().await {
        let size = frame.data_ref().map_or(0, Bytes::len);
        match left.checked_sub(size) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// Why a body broke off: 413 where it was too large, 408 where it came too slowly, else 400.
pub fn status_of(error: &(dyn Error + 'static)) -> StatusCode {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return StatusCode::PAYLOAD_TOO_LARGE;
        }
        if error.is::<TooSlow>() {
            return StatusCode::REQUEST_TIMEOUT;
        }
        cause = error.source();
    }
    StatusCode::BAD_REQUEST
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::deadline::Timed;
    use axum::{Router, middleware::from_fn_with_state, routing::post};
    use futures_util::stream;
    use std::time::Duration;
    use tower::ServiceExt;

    const LIMIT: usize = 1000;

    async fn send(body: Body, length: Option<usize>) -> Response {
        let app = Router::new()
            .route("/", post(async |bytes: Bytes| bytes.len().to_string()))
            .layer(from_fn_with_state(Limit { reader: Reader::Program, bytes: LIMIT, streamed: None }, layer));
        let mut request = Request::post("/");
        if let Some(length) = length {
            request = request.header(header::CONTENT_LENGTH, length);
        }
        app.oneshot(request.body(body).unwrap()).await.unwrap()
    }

    fn chunked(size: usize) -> Body {
        let chunks = (0..size).step_by(100).map(move |sent| Ok::<_, std::io::Error>(vec![0; 100.min(size - sent)]));
        Body::from_stream(stream::iter(chunks))
    }

    #[tokio::test]
    async fn the_limit_fits_and_one_byte_more_does_not() {
        for (size, status) in [(0, 200), (LIMIT, 200), (LIMIT + 1, 413), (POLITE + 2 * LIMIT, 413)] {
            assert_eq!(send(Body::from(vec![0; size]), Some(size)).await.status().as_u16(), status, "{size}");
            assert_eq!(send(chunked(size), None).await.status().as_u16(), status, "{size} chunked");
        }
        let response = send(chunked(LIMIT + 1), None).await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], crate::http::status::PROBLEM);
        assert_eq!(response.headers()[header::CONNECTION], "close");
    }

    #[tokio::test]
    async fn slow_is_408_and_broken_400() {
        let stalled = Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>());
        let response = send(Body::new(Timed::new(stalled, Duration::from_millis(50))), None).await;
        assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
        let broken = Body::from_stream(stream::iter([Err::<Vec<u8>, _>(std::io::Error::other("reset"))]));
        assert_eq!(send(broken, None).await.status(), StatusCode::BAD_REQUEST);
    }
}
