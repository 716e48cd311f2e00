//! Reports as tables for spreadsheets: CSV (RFC 4180), of the same numbers as the page.

use super::csv;
use app::{reports::Range, visit::Visit};
use axum::{
    Extension, Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::StatusCode;
use service::{
    Service,
    reports::{self, SOURCED, Staffing},
};
use std::collections::BTreeMap;

/// `/reports/staffing.csv?part=funnel`, and what the page is asked for.
pub fn routes(service: &Service) -> Router {
    Router::new().route("/reports/staffing.csv", get(staffing)).with_state(service.clone())
}

async fn staffing(
    State(service): State<Service>,
    Extension(visit): Extension<Visit>,
    Query(given): Query<BTreeMap<String, String>>,
) -> Response {
    let Some(actor) = visit.actor.clone() else { return StatusCode::UNAUTHORIZED.into_response() };
    let range = Range::read(&visit, |name| given.get(name).cloned());
    let report = match reports::staffing(&service, &actor, &range.asked(&visit)).await {
        Ok(report) => report,
        Err(error) => return StatusCode::from_u16(error.answer().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response(),
    };
    let part = given.get("part").map(String::as_str).unwrap_or_default();
    let Some(rows) = rows(&report, part) else { return StatusCode::NOT_FOUND.into_response() };
    let name = format!("instroom-{part}-{}-{}", range.days.from, range.days.until);
    (csv::headers(&name), csv::written(&rows)).into_response()
}

/// A part of the report, its head first; none where there is no such part.
fn rows(report: &Staffing, part: &str) -> Option<Vec<csv::Row>> {
    let head = |names: &[&str]| vec![names.iter().map(|name| (*name).to_owned()).collect::<csv::Row>()];
    Some(match part {
        "funnel" => {
            let mut rows = head(&["stage", "reached", "now"]);
            rows.extend(report.funnel.reached.iter().map(|(stage, count)| vec![stage.to_string(), count.to_string(), String::new()]));
            rows.extend(report.funnel.beside.iter().map(|(stage, count)| vec![stage.to_string(), String::new(), count.to_string()]));
            rows
        }
        "stages" => {
            let mut rows = head(&["stage", "people", "times", "median_minutes", "longest_minutes", "now"]);
            rows.extend(report.stages.iter().map(|at| {
                let [median, longest] = [at.times.median, at.times.longest].map(|time| time.num_minutes());
                // No time is not a time of nothing.
                let told = |minutes: i64| if at.times.n > 0 { minutes.to_string() } else { String::new() };
                vec![at.stage.to_string(), at.people.to_string(), at.times.n.to_string(), told(median), told(longest), at.now.to_string()]
            }));
            rows
        }
        "fill" => {
            let mut rows = head(&["request", "code", "position", "client", "began", "ended", "minutes"]);
            rows.extend(report.filled.iter().map(|filled| {
                let request = &filled.request;
                vec![
                    request.id.to_string(),
                    request.code.clone(),
                    request.position.clone().unwrap_or_default(),
                    request.client.clone().unwrap_or_default(),
                    filled.began.to_rfc3339(),
                    filled.ended.to_rfc3339(),
                    filled.took.num_minutes().to_string(),
                ]
            }));
            rows
        }
        "sources" => {
            let names: Vec<&str> = std::iter::once("source").chain(SOURCED.iter().map(|stage| stage.word())).collect();
            let mut rows = head(&names);
            rows.extend(report.sources.iter().map(|source| {
                let name = source.name.clone().unwrap_or_default();
                std::iter::once(name).chain(source.counts.iter().map(ToString::to_string)).collect::<csv::Row>()
            }));
            rows
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::http::tests::Server;
    use domain::users::Role;
    use http::{Request as Builder, header};
    use service::demo;

    #[tokio::test]
    async fn every_part_is_a_table_for_whoever_reads_reports() {
        let server = Server::start(&[]).await;
        let target = |part: &str| format!("/reports/staffing.csv?part={part}&from=2026-01-01&until=2026-12-31");
        assert_eq!(server.get(&target("funnel"), "*/*").await.0.status, 401);
        for role in Role::ALL {
            let (email, _) = demo::ACCOUNTS.iter().find(|(_, of)| of == role).unwrap();
            let (secret, _) = service::sessions::sign_in(&server.service, email, demo::PASSWORD, "::1", "test").await.unwrap();
            let get = async |part: &str| {
                let request = Builder::get(target(part)).header(header::COOKIE, format!("__Host-instroom={secret}"));
                server.send(request, "").await
            };
            if *role == Role::Interviewer {
                assert_eq!(get("funnel").await.0.status, 403);
                continue;
            }
            for (part, head) in [
                ("funnel", "stage,reached,now\r\nproposed,"),
                ("stages", "stage,people,times,median_minutes,longest_minutes,now\r\nproposed,"),
                ("fill", "request,code,position,client,began,ended,minutes\r\n"),
                ("sources", "source,proposed,interviewing,offered,placed\r\n"),
            ] {
                let (parts, body) = get(part).await;
                assert_eq!(parts.status, 200, "{part}");
                assert!(body.starts_with(head), "{part} {body}");
                assert_eq!(parts.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8; header=present");
                let name = format!("attachment; filename=\"instroom-{part}-2026-01-01-2026-12-31.csv\"");
                assert_eq!(parts.headers[header::CONTENT_DISPOSITION], name);
            }
            assert_eq!(get("nonsense").await.0.status, 404);
        }
    }
}
