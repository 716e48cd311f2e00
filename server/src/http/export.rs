//! Lists as tables for spreadsheets: `/export/candidates.csv`, narrowed as the page of the list is, and all of it.
//!
//! It is read a piece at a time, and sent as it is read. The last made comes first, and each piece begins behind the last record of the one before: what is
//! there all the time is in it, once, whatever is added, archived or changed meanwhile.

use super::csv::{self, Row};
use app::{caller::Caller, visit::Visit};
use axum::{
    Extension, Router,
    body::Body,
    extract::{Path, Query as Asked, State},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    answers::AnswerFields,
    candidates::CandidateFields,
    error::Error,
    id::Identifier,
    notes::NoteFields,
    page::{Page, Paging},
    policy::Actor,
    query::{On, Query, Walk},
    request_candidates::RequestCandidateFields,
    requests::RequestFields,
    resource::{Described, Field, Kind, Record},
    task_groups::TaskGroupFields,
    tasks::TaskFields,
};
use futures_util::{StreamExt, future::BoxFuture, stream};
use http::StatusCode;
use serde_json::Value;
use service::{Service, candidates::Archived, sessions};
use std::{io, sync::Arc, time::Duration};
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep},
};

/// Lists that are written at the same time; the next is told to come again.
const AT_ONCE: usize = 4;
static WRITING: Semaphore = Semaphore::const_new(AT_ONCE);
/// How long whoever reads may take over all of it, and longer for each piece: nobody keeps a place by reading slowly.
const PATIENCE: Duration = Duration::from_secs(120);
const FOR_EACH: Duration = Duration::from_secs(1);
/// Pauses before a piece is read again that the database had no time for.
const AGAIN: [Duration; 3] = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];

/// `/export/{file}`, where the file is the path of a list and `.csv`.
pub fn routes(service: &Service) -> Router {
    Router::new().route("/export/{file}", get(export)).with_state(service.clone())
}

type Pairs = Vec<(String, String)>;

async fn export(
    State(service): State<Service>,
    Extension(visit): Extension<Visit>,
    Extension(caller): Extension<Caller>,
    Path(file): Path<String>,
    Asked(pairs): Asked<Pairs>,
) -> Response {
    let (Some(actor), Some(secret)) = (visit.actor, caller.secret) else { return StatusCode::UNAUTHORIZED.into_response() };
    let reader = Reader { service, actor, secret };
    let name = file.strip_suffix(".csv").unwrap_or_default();
    /// The list of this noun.
    macro_rules! of {
        ($Fields:ty, $module:ident) => {
            written::<$Fields>(reader, &pairs, |service, actor, query| {
                Box::pin(async move { service::$module::list(&service, &actor, &query).await })
            })
            .await
        };
    }
    match name {
        name if name == CandidateFields::RESOURCE.path => {
            written::<CandidateFields>(reader, &pairs, |service, actor, query| {
                // As the page shows them.
                Box::pin(async move { service::candidates::list(&service, &actor, &query, Archived::Hidden).await })
            })
            .await
        }
        name if name == NoteFields::RESOURCE.path => of!(NoteFields, notes),
        name if name == TaskFields::RESOURCE.path => of!(TaskFields, tasks),
        name if name == TaskGroupFields::RESOURCE.path => of!(TaskGroupFields, task_groups),
        name if name == AnswerFields::RESOURCE.path => of!(AnswerFields, answers),
        name if name == RequestFields::RESOURCE.path => of!(RequestFields, requests),
        name if name == RequestCandidateFields::RESOURCE.path => of!(RequestCandidateFields, request_candidates),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

type List<F> = fn(Service, Actor, Query) -> BoxFuture<'static, service::Result<Page<Record<F>>>>;

/// Who reads the list.
struct Reader {
    service: Service,
    actor: Actor,
    /// Of their session.
    secret: String,
}

/// Where the writing of a list is.
struct Writing<F: Described> {
    reader: Reader,
    /// What is asked, behind what has been read.
    asked: Query,
    list: List<F>,
    /// What has been read already, to know that it may be.
    first: Option<Page<Record<F>>>,
    until: Instant,
    over: bool,
}

async fn written<F: Described>(reader: Reader, pairs: &Pairs, list: List<F>) -> Response {
    let resource = const { &F::RESOURCE };
    let pairs = pairs.iter().filter(|(name, value)| name != "page" && name != "itemsPerPage" && !value.trim().is_empty());
    let asked = match Query::read(resource, pairs.map(|(name, value)| (name.as_str(), value.as_str()))) {
        Ok(asked) => asked,
        Err(_) => return StatusCode::BAD_REQUEST.into_response(),
    };
    let text = asked.text.filter(|_| resource.searchable);
    let paging = Paging { page: 1, per_page: Paging::MOST };
    let asked = Query { text, order: Vec::new(), paging, walk: Some(Walk::default()), ..asked };
    let Ok(place) = WRITING.try_acquire() else { return (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "5")]).into_response() };
    let columns: Arc<[On]> = On::all(resource).filter(|on| told(on, &reader.actor)).collect();
    let head: Row = columns.iter().map(|on| on.name().to_owned()).collect();
    let mut writing = Writing { reader, asked, list, first: None, until: Instant::now() + PATIENCE, over: false };
    // What may not be read is refused before anything is sent.
    match writing.read().await {
        Ok(page) => writing.first = Some(page),
        Err(error) => return status(error).into_response(),
    }
    let rows = stream::unfold((writing, place), move |(mut writing, place)| {
        let columns = Arc::clone(&columns);
        async move {
            if writing.over {
                return None;
            }
            let piece = match writing.next().await {
                Ok(records) => {
                    let rows: Vec<Row> = records.iter().map(|record| row(&columns, record)).collect();
                    Ok(csv::written(&rows))
                }
                // A list that breaks off is not to be taken for a whole one.
                Err(error) => {
                    writing.over = true;
                    tracing::warn!(status = status(error).as_u16(), list = resource.path, "a list was not written to its end");
                    Err(io::Error::other("the list breaks off here"))
                }
            };
            Some((piece, (writing, place)))
        }
    });
    // What compresses it asks once more when it is over.
    let body = stream::once(async move { Ok(csv::written(&[head])) }).chain(rows).fuse();
    (csv::headers(&format!("instroom-{}", resource.path)), Body::from_stream(body)).into_response()
}

fn status(error: service::Error) -> StatusCode {
    StatusCode::from_u16(error.answer().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl<F: Described> Writing<F> {
    async fn read(&self) -> service::Result<Page<Record<F>>> {
        let mut pauses = AGAIN.iter();
        loop {
            let read = (self.list)(self.reader.service.clone(), self.reader.actor.clone(), self.asked.clone()).await;
            match (read, pauses.next()) {
                (Err(service::Error::Refused(Error::Busy)), Some(pause)) => sleep(*pause).await,
                (read, _) => return read,
            }
        }
    }

    /// The next records.
    async fn next(&mut self) -> service::Result<Vec<Record<F>>> {
        self.until += FOR_EACH;
        if Instant::now() > self.until {
            return Err(Error::Busy.into());
        }
        let page = match self.first.take() {
            Some(page) => page,
            None => {
                // Whoever was signed out, or may do other things now, reads no further.
                let signed_in = sessions::find(&self.reader.service, &self.reader.secret).await?;
                if signed_in.is_none_or(|signed_in| signed_in.actor != self.reader.actor) {
                    return Err(Error::Unauthenticated.into());
                }
                self.read().await?
            }
        };
        self.over = page.items.len() < Paging::MOST as usize;
        let behind = page.items.last().map(|record| (record.created_at, record.id.key()));
        self.asked.walk = Some(Walk { behind });
        Ok(page.items)
    }
}

/// Whether the reader is told of an attribute.
fn told(on: &On, actor: &Actor) -> bool {
    !matches!(on, On::Field(field) if !actor.reads(field.readers))
}

fn row<F: Described>(columns: &[On], record: &Record<F>) -> Row {
    let attributes = record.fields.attributes();
    let moment = |moment: DateTime<Utc>| moment.to_rfc3339_opts(SecondsFormat::Secs, true);
    let cell = |on: &On| match on {
        On::Id => record.id.to_string(),
        On::CreatedAt => moment(record.created_at),
        On::UpdatedAt => moment(record.updated_at),
        On::Version => record.version.to_string(),
        On::Field(field) => attributes.get(field.name).map(|value| text(field, value)).unwrap_or_default(),
    };
    columns.iter().map(cell).collect()
}

/// A value in a cell: several stand on a line each, as forms take them.
fn text(field: &Field, value: &Value) -> String {
    match (field.kind, value) {
        (_, Value::Null) => String::new(),
        (_, Value::String(text)) => text.clone(),
        (Kind::Skills, Value::Array(skills)) => {
            let skill = |skill: &Value| format!("{}: {}", skill["skill"].as_str().unwrap_or_default(), skill["level"]);
            skills.iter().map(skill).collect::<Vec<_>>().join("\n")
        }
        (_, Value::Array(values)) if values.iter().all(|value| !value.is_object()) => {
            values.iter().map(|value| text(field, value)).collect::<Vec<_>>().join("\n")
        }
        (_, value) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::tests::Server;
    use domain::users::Role;
    use http::{Request as Builder, header};
    use serde_json::json;
    use service::demo;
    use std::collections::HashSet;

    async fn cookie(server: &Server, role: Role) -> String {
        let (email, _) = demo::ACCOUNTS.iter().find(|(_, of)| *of == role).unwrap();
        let (secret, _) = sessions::sign_in(&server.service, email, demo::PASSWORD, "::1", "test").await.unwrap();
        format!("__Host-instroom={secret}")
    }

    async fn get(server: &Server, cookie: &str, target: &str) -> (http::response::Parts, String) {
        server.send(Builder::get(target).header(header::COOKIE, cookie), "").await
    }

    /// The ids in a table whose cells have no line breaks before the first comma.
    fn ids(table: &str) -> Vec<&str> {
        table.split("\r\n").skip(1).filter_map(|line| line.split(',').next()).filter(|id| !id.is_empty()).collect()
    }

    #[tokio::test]
    async fn a_list_is_all_in_it_once() {
        let server = Server::start(&[]).await;
        let admin = cookie(&server, Role::Admin).await;
        service::generate::candidates(&server.service, 450, 3, |_| {}).await.unwrap();
        let all = Query { paging: Paging { page: 1, per_page: 0 }, ..Query::default() };
        let listed = service::candidates::list(&server.service, &Actor::System, &all, Archived::Hidden).await.unwrap().total;
        let (parts, table) = get(&server, &admin, "/export/candidates.csv").await;
        assert_eq!(parts.status, 200);
        assert_eq!(parts.headers[header::CONTENT_DISPOSITION], "attachment; filename=\"instroom-candidates.csv\"");
        assert!(table.starts_with("id,firstname,lastname,email,"), "{}", &table[..100]);
        let ids = ids(&table);
        assert!(listed > 450 && ids.len() as i64 == listed, "{} of {listed}", ids.len());
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "nobody twice");
        // By words as well.
        let (_, table) = get(&server, &admin, "/export/candidates.csv?q=engineer").await;
        let found = Query { text: Some("engineer".to_owned()), ..all };
        let found = service::candidates::list(&server.service, &Actor::System, &found, Archived::Hidden).await.unwrap().total;
        assert!(found > 100 && self::ids(&table).len() as i64 == found, "{} of {found}", self::ids(&table).len());
    }

    #[tokio::test]
    async fn what_is_there_all_the_time_is_in_it_though_others_of_the_same_moment_go() {
        let server = Server::start(&[]).await;
        let service = &server.service;
        let given = |value: Value| value.as_object().cloned().unwrap();
        let group = service::task_groups::create(service, &Actor::System, &given(json!({ "name": "x" }))).await.unwrap();
        let question = |n: usize| given(json!({ "question": format!("{n}?"), "recruitmentTaskGroup": group.id.0 }));
        let questions: Vec<_> = (0..250).map(question).collect();
        let tasks = service::tasks::create_many(service, &Actor::System, group.id, &questions, None).await.unwrap();
        let (admin, secret) = {
            let (secret, signed_in) = sessions::sign_in(service, "admin@example.test", demo::PASSWORD, "::1", "test").await.unwrap();
            (signed_in.actor, secret)
        };
        let pairs = [("recruitmentTaskGroup", group.id.to_string()), ("archived", "false".to_owned())];
        let asked = Query::read(&TaskFields::RESOURCE, pairs.iter().map(|(name, value)| (*name, value.as_str()))).unwrap();
        let paging = Paging { page: 1, per_page: Paging::MOST };
        let mut writing = Writing::<TaskFields> {
            reader: Reader { service: service.clone(), actor: admin.clone(), secret },
            asked: Query { paging, walk: Some(Walk::default()), ..asked },
            list: |service, actor, query| Box::pin(async move { service::tasks::list(&service, &actor, &query).await }),
            first: None,
            until: Instant::now() + PATIENCE,
            over: false,
        };
        let mut read = Vec::new();
        while !writing.over {
            read.extend(writing.next().await.unwrap().into_iter().map(|task| task.id));
            // Those that were read first leave the list.
            for id in read.iter().take(30) {
                let archived = given(json!({ "archived": true }));
                service::tasks::patch(service, &Actor::System, *id, &archived, None).await.unwrap();
            }
        }
        assert_eq!(read.len(), 250, "all were there when they were come to");
        assert_eq!(read.iter().map(|id| id.0).collect::<HashSet<_>>(), tasks.iter().map(|task| task.id.0).collect());
        // Whoever is signed out meanwhile reads no further.
        sessions::sign_out(service, &writing.reader.secret).await.unwrap();
        assert!(matches!(writing.next().await, Err(service::Error::Refused(Error::Unauthenticated))));
    }

    #[tokio::test]
    async fn it_is_narrowed_as_the_page_is_and_by_who_asks() {
        let server = Server::start(&[]).await;
        let admin = cookie(&server, Role::Admin).await;
        let given = json!({ "firstname": "=1+1", "lastname": "Qwertz", "email": "x@example.test", "tags": ["a", "b"], "visibility": "confidential" });
        service::candidates::create(&server.service, &Actor::System, given.as_object().unwrap()).await.unwrap();
        let (_, table) = get(&server, &admin, "/export/candidates.csv?q=qwertz&page=7&source=").await;
        assert!(table.contains(",'=1+1,Qwertz,x@example.test,") && table.contains("\"a\nb\""), "{table}");
        assert_eq!(ids(&table).len(), 1, "{table}");
        let recruiter = cookie(&server, Role::Recruiter).await;
        let (_, table) = get(&server, &recruiter, "/export/candidates.csv?q=qwertz").await;
        assert!(!table.contains("Qwertz"), "a file that is confidential");
        let (_, costs) = get(&server, &admin, "/export/resource-request-candidates.csv").await;
        let (_, costs_not) = get(&server, &cookie(&server, Role::Interviewer).await, "/export/resource-request-candidates.csv").await;
        assert!(costs.contains("costRate") && !costs_not.contains("costRate"), "{costs_not}");
    }

    #[tokio::test]
    async fn every_list_has_one_and_nothing_else_has() {
        let server = Server::start(&[]).await;
        let admin = cookie(&server, Role::Admin).await;
        for path in [
            "candidates",
            "candidate-notes",
            "recruitment-tasks",
            "recruitment-task-groups",
            "recruitment-task-answers",
            "resource-requests",
            "resource-request-candidates",
        ] {
            let target = format!("/export/{path}.csv");
            let (parts, table) = get(&server, &admin, &target).await;
            assert_eq!(parts.status, 200, "{path}");
            assert!(table.starts_with("id,") && table.split("\r\n").count() > 2, "{path}: {table}");
            assert_eq!(server.get(&target, "*/*").await.0.status, 401, "{path}");
        }
        let compressed = Builder::get("/export/candidates.csv").header(header::COOKIE, &admin).header(header::ACCEPT_ENCODING, "gzip");
        let (parts, body) = server.send(compressed, "").await;
        assert_eq!(parts.status, 200);
        assert_eq!(parts.headers[header::CONTENT_ENCODING], "gzip");
        assert!(!body.is_empty());
        for nothing in ["/export/users.csv", "/export/candidates", "/export/candidates.json", "/export/x.csv"] {
            assert_eq!(get(&server, &admin, nothing).await.0.status, 404, "{nothing}");
        }
        assert_eq!(get(&server, &admin, "/export/candidates.csv?createdAt[after]=2026").await.0.status, 200, "what is no day is ignored");
    }
}
