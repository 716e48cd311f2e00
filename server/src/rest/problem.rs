//! What went wrong, in the contract's words: RFC 9457 with Hydra's members, violations as Symfony names them, and the bodies of Lexik's JWT bundle.

use super::{violation, wire::Iris};
use crate::http::{
    limits,
    status::{self, About, PROBLEM, Reader, problem},
};
use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{
    error::{Conflict, Error, FieldErrors, Malformed},
    policy::Rule,
    request_candidates::Stage,
};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use service::tokens::Unaccepted;

/// An answer, or why there is none.
pub type Answer<T = Response> = Result<T, Problem>;

/// Why a request was not answered. Travels in the extensions of a response without a body, until [`layer`] puts it into words.
#[derive(Clone, Debug)]
pub enum Problem {
    Refused(Error),
    /// No media type of ours is wanted.
    NotAcceptable {
        asked: String,
        supported: &'static [&'static str],
    },
    /// The body is in a media type that is not read here.
    UnsupportedMediaType {
        given: Option<String>,
        supported: &'static [&'static str],
    },
    MethodNotAllowed,
    /// The body broke off, or is larger than it may be.
    Cut(StatusCode),
    /// There is no token.
    NoToken,
    Token(Unaccepted),
    /// A wrong name or password.
    Credentials,
    /// A login without a name or a password.
    NoCredential(&'static str),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unauthenticated => Problem::NoToken,
            // Who may not know of a record is told that there is none.
            Error::Forbidden(Rule::Hidden) => Problem::Refused(Error::NotFound),
            error => Problem::Refused(error),
        }
    }
}

impl From<Malformed> for Problem {
    fn from(malformed: Malformed) -> Self {
        Problem::Refused(malformed.into())
    }
}

impl From<service::Error> for Problem {
    fn from(error: service::Error) -> Self {
        error.answer().into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status();
        response.extensions_mut().insert(self);
        response
    }
}

/// Puts problems into words: addressed as the request was, and with its name where it is our fault.
pub async fn layer(request: Request, next: Next) -> Response {
    let (iris, about) = (Iris::of(request.extensions()), About::of(request.extensions()));
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Problem>() {
        None => response,
        Some(Problem::Refused(Error::Internal(_))) => status::plain(Reader::Program, StatusCode::INTERNAL_SERVER_ERROR, &about),
        Some(Problem::Cut(status)) => limits::cut(Reader::Program, status, &about),
        Some(problem) => problem.tell(response, &iris),
    }
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Problem::Refused(error) => status::of(error),
            Problem::NotAcceptable { .. } => StatusCode::NOT_ACCEPTABLE,
            Problem::UnsupportedMediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Problem::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Problem::Cut(status) => *status,
            Problem::NoToken | Problem::Token(_) | Problem::Credentials => StatusCode::UNAUTHORIZED,
            Problem::NoCredential(_) => StatusCode::BAD_REQUEST,
        }
    }
}

impl Problem {
    /// Gives the answer its body, and the headers that belong to it; others, such as `Allow`, stay.
    fn tell(&self, mut response: Response, iris: &Iris) -> Response {
        let status = self.status();
        let (kind, body) = match self.token_message() {
            Some(message) => ("application/json", json!({ "code": status.as_u16(), "message": message })),
            None => (PROBLEM, self.document(status, iris)),
        };
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Problem::Refused(error) = self {
            status::mark(&mut response, error);
        }
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        *response.body_mut() = Body::from(body.to_string());
        response
    }

    fn token_message(&self) -> Option<&'static str> {
        match self {
            Problem::NoToken => Some("JWT Token not found"),
            Problem::Token(Unaccepted::Invalid) => Some("Invalid JWT Token"),
            Problem::Token(Unaccepted::Expired) => Some("Expired JWT Token"),
            Problem::Credentials => Some("Invalid credentials."),
            _ => None,
        }
    }

    fn document(&self, status: StatusCode, iris: &Iris) -> Value {
        let detail = self.detail(iris);
        // Whatever is a 422 is a list of violations: clients look for no other body there.
        let context = if status == StatusCode::UNPROCESSABLE_ENTITY { "ConstraintViolationList" } else { "Error" };
        let mut document = problem(context, status, &detail, iris.root());
        match self {
            Problem::Refused(Error::Invalid(FieldErrors(errors))) => {
                document["violations"] = errors.iter().map(violation::of).collect();
            }
            Problem::Refused(Error::KeyReused) => document["violations"] = json!([violation::of_request(&detail, violation::KEY_REUSED)]),
            Problem::Refused(Error::Forbidden(rule)) => document["rule"] = json!(name_of(rule)),
            Problem::Refused(Error::Conflict(Conflict::Transition { allowed, .. })) => document["allowedTransitions"] = json!(allowed),
            Problem::Refused(Error::Conflict(Conflict::Met)) => document["allowedTransitions"] = json!([Stage::Withdrawn.to_string()]),
            _ => {}
        }
        document
    }

    fn detail(&self, iris: &Iris) -> String {
        match self {
            Problem::Refused(error) => detail(error, iris),
            Problem::NotAcceptable { asked, supported } => {
                let supported: Vec<String> = supported.iter().map(|media_type| format!("\"{media_type}\"")).collect();
                format!(r#"Requested format "{asked}" is not supported. Supported MIME types are {}."#, supported.join(", "))
            }
            Problem::UnsupportedMediaType { given: None, .. } => r#"The "Content-Type" header must exist."#.to_owned(),
            Problem::UnsupportedMediaType { given: Some(given), supported } => {
                format!(r#"The content-type "{given}" is not supported. Supported MIME types are "{}"."#, supported.join(r#"", ""#))
            }
            Problem::NoCredential(name) => format!(r#"The key "{name}" must be provided."#),
            other => other.status().canonical_reason().unwrap_or_default().to_owned(),
        }
    }
}

fn detail(error: &Error, iris: &Iris) -> String {
    match error {
        Error::Forbidden(Rule::Role(action)) => format!(r#"Access Denied: the role does not allow "{action:?}"."#),
        Error::Forbidden(Rule::Scope(scope)) => format!(r#"Access Denied: the token lacks the scope "{scope}"."#),
        Error::Forbidden(Rule::Author) => "Access Denied: only the author may do this.".to_owned(),
        Error::Forbidden(Rule::Interviewer) => "Access Denied: only an interviewer may do this.".to_owned(),
        Error::Forbidden(Rule::Owner) => "Access Denied: only an owner of the request may do this.".to_owned(),
        Error::Forbidden(Rule::Approver) => "Access Denied: only an approver may do this.".to_owned(),
        Error::Gone => r#"This cursor is of other rights, or of another state of the database: start again without "since"."#.to_owned(),
        Error::KeyReused => r#"The "Idempotency-Key" was used for another request."#.to_owned(),
        Error::Malformed(malformed) => shape(malformed, iris),
        Error::Invalid(FieldErrors(errors)) => {
            let lines: Vec<String> = errors.iter().map(|error| format!("{}: {}", error.field, violation::message(&error.flaw))).collect();
            lines.join("\n")
        }
        Error::Conflict(conflict) => state(conflict),
        Error::Throttled { retry_after } => format!("Too many attempts. Try again in {retry_after} seconds."),
        Error::Busy => "There is too much to do at this moment. Try again in a few seconds.".to_owned(),
        Error::Full => "The disk is full. Nothing was saved.".to_owned(),
        other => status::of(other).canonical_reason().unwrap_or_default().to_owned(),
    }
}

fn shape(malformed: &Malformed, iris: &Iris) -> String {
    match malformed {
        Malformed::Body => "Syntax error".to_owned(),
        Malformed::NotAnObject => "The document must be a JSON object.".to_owned(),
        Malformed::Type { field, expected, given } => {
            format!(r#"The type of the "{field}" attribute must be "{expected}", "{given}" given."#)
        }
        Malformed::Iri { value } => format!(r#"Invalid IRI "{value}"."#),
        Malformed::Dangling { value } => format!(r#"Item not found for "{}"."#, iris.at(value)),
        Malformed::Cursor => r#""since" must be "now", or what an answer gave as "next"."#.to_owned(),
        Malformed::Key => r#"The "Idempotency-Key" must be 1 to 255 printable ASCII characters without spaces."#.to_owned(),
        Malformed::Paging => r#""page" must be a whole number from 1, "itemsPerPage" one from 0."#.to_owned(),
    }
}

fn state(conflict: &Conflict) -> String {
    match conflict {
        Conflict::Stale { current, .. } => format!("The record has changed since: it is at version {current}."),
        Conflict::Transition { from, allowed } if allowed.is_empty() => format!(r#"From "{from}" there is no way on."#),
        Conflict::Transition { from, allowed } => format!(r#"From "{from}" the only ways are "{}"."#, allowed.join(r#"", ""#)),
        Conflict::ChangedSince => "A later change stands in the way.".to_owned(),
        Conflict::NotUndoable => "This cannot be undone.".to_owned(),
        Conflict::LastAdmin => "The last administrator must stay one.".to_owned(),
        Conflict::NotOpen { status } => format!(r#"The request is "{status}", and this cannot be done in it now."#),
        Conflict::NoSeat => "Every seat of the request is taken.".to_owned(),
        Conflict::BothPlaced { request } => format!("Both files have a seat of the request {request}: give one of them back first."),
        Conflict::MergedOn => "The file went on into another: take that one apart first.".to_owned(),
        Conflict::Met => r#"Somebody has met the person, or a client was shown them: send them to "withdrawn" instead."#.to_owned(),
        Conflict::Decided => "You have decided about it already.".to_owned(),
        Conflict::Expired => "This link works no more.".to_owned(),
        Conflict::NoApprovers { step } => format!("The step \"{step}\" of the approval flow has too few people who may decide."),
        Conflict::Booked { .. } => "Somebody is in another interview at that time.".to_owned(),
        Conflict::HandedIn => "The scorecard was handed in already.".to_owned(),
        Conflict::Declined => "The interviewer declined the invitation.".to_owned(),
        Conflict::NotHeld => "The interview did not take place.".to_owned(),
        Conflict::Archived => "What is archived takes no answers.".to_owned(),
    }
}

/// A rule's name, for programs.
fn name_of(rule: &Rule) -> String {
    match rule {
        Rule::Role(action) => format!("role:{action:?}"),
        Rule::Scope(scope) => format!("scope:{scope}"),
        Rule::Author => "author".to_owned(),
        Rule::Interviewer => "interviewer".to_owned(),
        Rule::Owner => "owner".to_owned(),
        Rule::Approver => "approver".to_owned(),
        Rule::Hidden => "hidden".to_owned(),
    }
}
