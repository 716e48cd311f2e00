//! `/imports`, `/import-rows`: people from files. What is sent to make an import is the file itself, which is read as it comes.

use super::{
    asking::Asking,
    auth::Caller,
    exposed::{self, Changeable, Exposed, Of, Removable},
    problem::{Answer, Problem},
    violation,
};
use crate::{
    http::{front, limits},
    imports::{self as files, Broken, Told},
};
use axum::{Router, body::Body, extract::State, routing::post};
use domain::{
    error::{Error, FieldErrors, Flaw},
    id::{ImportId, ImportRowId},
    imports::{Column, Format, Import, ImportFields, ImportRow, ImportRowFields},
    page::Page,
    policy::{self, Action, Actor, On},
    query::Query,
    resource::Attributes,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::BodyDataStream;
use service::{Result, Service, imports};

/// Its address, at which no body is read before it is known whose it is.
pub const PATH: &str = "/imports";
/// What a file may be.
const MEDIA_TYPES: &[&str] = &["text/csv", NDJSON];
/// A JSON object on each line.
const NDJSON: &str = "application/x-ndjson";

/// People from files.
pub struct Imports;

impl Exposed for Imports {
    type Fields = ImportFields;

    async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<Import>> {
        imports::list(service, actor, query).await
    }

    async fn get(service: &Service, actor: &Actor, id: ImportId) -> Result<Import> {
        imports::get(service, actor, id).await
    }
}

impl Changeable for Imports {
    async fn patch(service: &Service, actor: &Actor, id: ImportId, given: &Attributes, seen: Option<i64>) -> Result<Import> {
        imports::patch(service, actor, id, given, seen).await
    }
}

impl Removable for Imports {
    async fn delete(service: &Service, actor: &Actor, id: ImportId, seen: Option<i64>) -> Result<()> {
        imports::delete(service, actor, id, seen).await
    }
}

/// Their rows.
pub struct ImportRows;

impl Exposed for ImportRows {
    type Fields = ImportRowFields;

    async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<Of<Self>>> {
        let mut page = imports::rows(service, actor, query).await?;
        page.items.iter_mut().for_each(put_into_words);
        Ok(page)
    }

    async fn get(service: &Service, actor: &Actor, id: ImportRowId) -> Result<Of<Self>> {
        let mut row = imports::row(service, actor, id).await?;
        put_into_words(&mut row);
        Ok(row)
    }
}

fn put_into_words(row: &mut ImportRow) {
    for reason in &mut row.fields.reasons {
        reason.message = reason.flaw.take().map(|flaw| violation::message(&flaw)).unwrap_or_default();
    }
}

pub fn routes() -> Router<Service> {
    exposed::made_by::<Imports>(post(receive)).merge(exposed::read_only::<ImportRows>())
}

async fn receive(
    State(service): State<Service>,
    asking: Asking,
    Caller { actor, .. }: Caller,
    headers: HeaderMap,
    mut body: Body,
) -> Answer {
    let received = match told(&actor, &asking, &headers) {
        Ok(told) => files::receive(&service, &actor, told, BodyDataStream::new(&mut body)).await,
        Err(problem) => {
            limits::discard(body, files::FILE).await;
            return Err(problem);
        }
    };
    let problem = match received {
        Ok(import) => return Ok(exposed::created::<Imports>(&asking, &import)),
        Err(Broken::Refused(refusal)) => refusal.into(),
        Err(Broken::TooLarge) => Problem::Cut(StatusCode::PAYLOAD_TOO_LARGE),
        Err(Broken::Off(error)) => Problem::Cut(limits::status_of(&error)),
    };
    // Who first writes and then reads sees the answer, too.
    limits::discard(body, files::FILE).await;
    Err(problem)
}

/// What is told of a file in the address and the headers.
fn told(actor: &Actor, asking: &Asking, headers: &HeaderMap) -> Answer<Told> {
    policy::can(actor, Action::ImportCandidates, On::Nothing).map_err(Error::from)?;
    let text = |name| headers.get(name).map(|value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let given = text(header::CONTENT_TYPE);
    let essence = given.as_deref().map(front::essence).unwrap_or_default();
    let plain = text(header::CONTENT_ENCODING).is_none_or(|coding| coding.eq_ignore_ascii_case("identity"));
    if !MEDIA_TYPES.contains(&essence.as_str()) || !plain {
        return Err(Problem::UnsupportedMediaType {
            given: if plain { given } else { text(header::CONTENT_ENCODING) },
            supported: MEDIA_TYPES,
        });
    }
    let format = if essence == NDJSON { Format::Ndjson } else { Format::Csv };
    let mut told = Told { format: Some(format), ..Told::default() };
    for (name, value) in &asking.pairs {
        match name.as_str() {
            "name" => told.name = Some(value.clone()),
            "source" => told.source = Some(value.clone()),
            "onDuplicate" => {
                told.on_duplicate = Some(value.parse().map_err(|_| FieldErrors::one("onDuplicate", Flaw::Choice))?);
            }
            _ => {
                let column = name.strip_prefix("columns[").and_then(|name| name.strip_suffix(']'));
                told.columns.extend(
                    column.map(|column| Column { column: column.to_owned(), attribute: (!value.is_empty()).then(|| value.clone()) }),
                );
            }
        }
    }
    Ok(told)
}
