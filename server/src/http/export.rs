//! Lists as tables for spreadsheets: `/export/candidates.csv`, narrowed as the page of the list is, and all of it.
//!
//! It is read a piece at a time, and sent as it is read. The last made comes first: where somebody adds or archives meanwhile, what is
//! there all the time is in it, once.

use super::csv::{self, Row};
use app::visit::Visit;
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
    notes::NoteFields,
    page::{Page, Paging},
    policy::Actor,
    query::{Comparison, Condition, On, Operand, Order, Query, Test},
    request_candidates::RequestCandidateFields,
    requests::RequestFields,
    resource::{Described, Field, Kind, Record},
    task_groups::TaskGroupFields,
    tasks::TaskFields,
};
use futures_util::{StreamExt, future::BoxFuture, stream};
use http::StatusCode;
use serde_json::Value;
use service::{Service, candidates::Archived};
use std::{collections::HashSet, io, sync::Arc};
use tokio::sync::Semaphore;

/// Lists that are written at the same time; the next is told to come again.
const AT_ONCE: usize = 4;
static WRITING: Semaphore = Semaphore::const_new(AT_ONCE);

/// `/export/{file}`, where the file is the path of a list and `.csv`.
pub fn routes(service: &Service) -> Router {
    Router::new().route("/export/{file}", get(export)).with_state(service.clone())
}

type Pairs = Vec<(String, String)>;

async fn export(
    State(service): State<Service>,
    Extension(visit): Extension<Visit>,
    Path(file): Path<String>,
    Asked(pairs): Asked<Pairs>,
) -> Response {
    let Some(actor) = visit.actor else { return StatusCode::UNAUTHORIZED.into_response() };
    let name = file.strip_suffix(".csv").unwrap_or_default();
    /// The list of this noun.
    macro_rules! of {
        ($Fields:ty, $module:ident) => {
            written::<$Fields>(service, actor, &pairs, |service, actor, query| {
                Box::pin(async move { service::$module::list(&service, &actor, &query).await })
            })
            .await
        };
    }
    match name {
        name if name == CandidateFields::RESOURCE.path => {
            written::<CandidateFields>(service, actor, &pairs, |service, actor, query| {
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

/// Where the writing of a list is.
struct Writing<F: Described> {
    service: Service,
    actor: Actor,
    asked: Query,
    list: List<F>,
    /// Records of this moment and before it are read next, from this page of them on.
    edge: Option<DateTime<Utc>>,
    page: u32,
    /// Those of this moment that have been written.
    seen: HashSet<String>,
    /// What has been read already, to know that it may be.
    first: Option<Page<Record<F>>>,
    over: bool,
}

async fn written<F: Described>(service: Service, actor: Actor, pairs: &Pairs, list: List<F>) -> Response {
    let resource = const { &F::RESOURCE };
    let pairs = pairs.iter().filter(|(name, value)| name != "page" && name != "itemsPerPage" && !value.trim().is_empty());
    let asked = match Query::read(resource, pairs.map(|(name, value)| (name.as_str(), value.as_str()))) {
        Ok(asked) => Query { text: asked.text.filter(|_| resource.searchable), ..asked },
        Err(_) => return StatusCode::BAD_REQUEST.into_response(),
    };
    let Ok(place) = WRITING.try_acquire() else { return (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "5")]).into_response() };
    let columns: Arc<[On]> = On::all(resource).filter(|on| told(on, &actor)).collect();
    let head: Row = columns.iter().map(|on| on.name().to_owned()).collect();
    let mut writing = Writing { service, actor, asked, list, edge: None, page: 1, seen: HashSet::new(), first: None, over: false };
    // What may not be read is refused before anything is sent.
    match writing.read().await {
        Ok(page) => writing.first = Some(page),
        Err(error) => {
            return StatusCode::from_u16(error.answer().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        }
    }
    let rows = stream::unfold((writing, place), move |(mut writing, place)| {
        let columns = Arc::clone(&columns);
        async move {
            if writing.over {
                return None;
            }
            let piece = writing.next().await.map(|records| {
                let rows: Vec<Row> = records.iter().map(|record| row(&columns, record)).collect();
                csv::written(&rows)
            });
            // A list that breaks off is not to be taken for a whole one.
            let piece = piece.map_err(|error| {
                writing.over = true;
                io::Error::other(error.to_string())
            });
            Some((piece, (writing, place)))
        }
    });
    let body = stream::once(async move { Ok(csv::written(&[head])) }).chain(rows);
    (csv::headers(&format!("instroom-{}", resource.path)), Body::from_stream(body)).into_response()
}

impl<F: Described> Writing<F> {
    async fn read(&self) -> service::Result<Page<Record<F>>> {
        let mut query = Query {
            order: vec![Order { by: On::CreatedAt, descending: true }],
            paging: Paging { page: self.page, per_page: Paging::MOST },
            ..self.asked.clone()
        };
        if let Some(edge) = self.edge {
            let test = Test::Compare(Comparison::AtMost, Operand::Moment(edge));
            query.conditions.push(Condition { on: On::CreatedAt, test });
        }
        (self.list)(self.service.clone(), self.actor.clone(), query).await
    }

    /// The next records; none of them twice.
    async fn next(&mut self) -> service::Result<Vec<Record<F>>> {
        let page = match self.first.take() {
            Some(page) => page,
            None => self.read().await?,
        };
        self.over = page.items.len() < Paging::MOST as usize;
        let records: Vec<Record<F>> = page.items.into_iter().filter(|record| !self.seen.contains(&record.id.to_string())).collect();
        match records.last().map(|record| record.created_at) {
            // Everything on this page is of the moment that was reached before.
            Some(last) if Some(last) == self.edge => self.page += 1,
            None => self.page += 1,
            Some(last) => {
                (self.edge, self.page) = (Some(last), 1);
                self.seen.clear();
            }
        }
        let of_edge = records.iter().filter(|record| Some(record.created_at) == self.edge).map(|record| record.id.to_string());
        self.seen.extend(of_edge);
        Ok(records)
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

    async fn cookie(server: &Server, role: Role) -> String {
        let (email, _) = demo::ACCOUNTS.iter().find(|(_, of)| *of == role).unwrap();
        let (secret, _) = service::sessions::sign_in(&server.service, email, demo::PASSWORD, "::1", "test").await.unwrap();
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
    async fn a_list_is_all_in_it_once_whatever_was_made_at_the_same_moment() {
        let server = Server::start(&[]).await;
        let admin = cookie(&server, Role::Admin).await;
        // The people of one transaction have pieces of a moment each; these have the same.
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
        for nothing in ["/export/users.csv", "/export/candidates", "/export/candidates.json", "/export/x.csv"] {
            assert_eq!(get(&server, &admin, nothing).await.0.status, 404, "{nothing}");
        }
        assert_eq!(get(&server, &admin, "/export/candidates.csv?createdAt[after]=2026").await.0.status, 200, "what is no day is ignored");
    }
}
