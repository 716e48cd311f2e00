//! `POST /upload/candidates`: a file that somebody chose on the page of imports. It is taken in as it comes; what is refused shows the page again, and says why.

use crate::{
    http::{pages::Pages, post},
    imports::{self as files, Broken, Told},
};
use app::{call::Posted, visit::Visit};
use axum::{
    Extension, Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State, multipart::MultipartError},
    response::{IntoResponse, Response},
};
use domain::{
    error::{Error, FieldErrors, Flaw},
    imports::Import,
    policy::{self, Action, Actor, On},
};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use http::{HeaderValue, StatusCode, header};
use http_body_util::Limited;
use service::Service;
use std::{collections::BTreeMap, sync::Arc};

/// Its address.
pub const PATH: &str = "/upload/candidates";
/// The page with the form.
const PAGE: &str = "/imports";
/// What is said of a file before it.
const FIELDS: [&str; 2] = ["source", "on_duplicate"];
/// Bytes of a form around its file.
const FORM: usize = 64 * 1024;
/// Bytes of a field that is no file.
const FIELD: usize = 4 * 1024;

pub fn routes(service: &Service, pages: &Arc<Pages>) -> Router {
    let route = axum::routing::post(receive).layer(DefaultBodyLimit::disable());
    Router::new().route(PATH, route).with_state((service.clone(), Arc::clone(pages)))
}

type Doors = (Service, Arc<Pages>);

async fn receive(State((service, pages)): State<Doors>, Extension(visit): Extension<Visit>, request: Request) -> Response {
    let Some(actor) = visit.actor.clone() else { return (StatusCode::SEE_OTHER, [(header::LOCATION, "/sign-in")]).into_response() };
    let (parts, body) = request.into_parts();
    // Who may not import sends nothing that is read.
    let may = policy::can(&actor, Action::ImportCandidates, On::Nothing);
    let body = Body::new(Limited::new(body, if may.is_ok() { files::FILE + FORM } else { FORM }));
    let form = Multipart::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let Ok(form) = form else { return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response() };
    let mut values = BTreeMap::new();
    let taken = match may {
        Ok(()) => taken(&service, &actor, form, &mut values).await,
        Err(rule) => Err(rule.into()),
    };
    let error = match taken {
        Ok(import) => {
            let location = HeaderValue::from_str(&format!("{PAGE}/{}", import.id)).unwrap_or(HeaderValue::from_static(PAGE));
            return (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
        }
        Err(error) => error,
    };
    post::again(&pages, parts, PAGE, Posted { action: "upload".to_owned(), values, error: Some(error) }).await
}

/// The fields before the file say what is done with it.
async fn taken(service: &Service, actor: &Actor, mut form: Multipart, values: &mut BTreeMap<String, String>) -> Result<Import, Error> {
    loop {
        let field = form.next_field().await.map_err(|error| broken(&error))?;
        let Some(mut field) = field else { return Err(FieldErrors::one("file", Flaw::Blank)) };
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            if !FIELDS.contains(&name.as_str()) {
                return Err(FieldErrors::one("file", Flaw::NotRead));
            }
            let mut value = Vec::new();
            while let Some(piece) = field.chunk().await.map_err(|error| broken(&error))? {
                if value.len() + piece.len() > FIELD {
                    return Err(FieldErrors::one(&name, Flaw::TooLong { max: FIELD as u32 }));
                }
                value.extend_from_slice(&piece);
            }
            values.insert(name, String::from_utf8_lossy(&value).into_owned());
            continue;
        }
        let said = |name: &str| values.get(name).cloned();
        let told = Told {
            name: field.file_name().map(str::to_owned),
            source: said("source"),
            on_duplicate: said("on_duplicate").and_then(|word| word.parse().ok()),
            patient: true,
            ..Told::default()
        };
        let mut pieces = Box::pin(pieces(&mut field));
        let received = files::receive(service, actor, told, &mut pieces).await;
        let refused = match received {
            Ok(import) => return Ok(import),
            Err(Broken::Refused(refused)) => refused.answer(),
            Err(Broken::TooLarge) => FieldErrors::one("file", Flaw::TooLarge { max: files::FILE as u32 }),
            Err(Broken::Off(error)) => broken(&error),
        };
        // A browser that first sends and then reads sees the page, too.
        while let Ok(Some(_)) = pieces.try_next().await {}
        return Err(refused);
    }
}

fn pieces<'f>(field: &'f mut axum::extract::multipart::Field<'_>) -> impl Stream<Item = Result<Bytes, MultipartError>> + 'f {
    // What is left of it is asked for once more when it is over.
    stream::unfold(field, async |field| field.chunk().await.transpose().map(|piece| (piece, field))).fuse()
}

/// A form that broke off, or is none.
fn broken(error: &MultipartError) -> Error {
    tracing::debug!(%error, "a file was not received");
    FieldErrors::one("file", Flaw::NotRead)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::tests::{BROWSER, Server};
    use http::Request as Builder;
    use service::{demo, sessions};

    const FIELDS: &str = "--x\r\ncontent-disposition: form-data; name=\"source\"\r\n\r\nBoard\r\n--x\r\ncontent-disposition: form-data; name=\"on_duplicate\"\r\n\r\nupdate\r\n";

    async fn sent(server: &Server, role: &str, file: &str) -> (http::response::Parts, String) {
        let (secret, _) = sessions::sign_in(&server.service, &format!("{role}@example.test"), demo::PASSWORD, "::1", "test").await.unwrap();
        let request = Builder::post(PATH)
            .header(header::COOKIE, format!("__Host-instroom={secret}"))
            .header("sec-fetch-site", "same-origin")
            .header(header::ACCEPT, BROWSER)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        let part = format!("--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n\r\n{file}\r\n--x--\r\n");
        server.send(request, format!("{FIELDS}{part}")).await
    }

    #[tokio::test]
    async fn a_file_leads_to_its_import_and_what_is_none_back_to_the_form() {
        let server = Server::start(&[]).await;
        let (parts, _) = sent(&server, "recruiter", "Naam,Adres\nAda,Utrecht\n").await;
        assert_eq!(parts.status, 303);
        let import = parts.headers[header::LOCATION].to_str().unwrap().strip_prefix("/imports/").unwrap().parse().unwrap();
        let import = service::imports::get(&server.service, &Actor::System, import).await.unwrap();
        assert_eq!(
            (import.name.as_deref(), import.source.as_deref(), import.on_duplicate.word()),
            (Some("people.csv"), Some("Board"), "update")
        );
        assert_eq!(import.status.word(), "mapping");
        let (parts, page) = sent(&server, "recruiter", "PK\u{3}\u{4}").await;
        assert_eq!(parts.status, 422);
        assert!(page.contains("This is a compressed file or a workbook.") && page.contains("value=\"Board\""), "{page}");
        assert_eq!(sent(&server, "manager", "firstname\nAda\n").await.0.status, 403);
        let nobody =
            Builder::post(PATH).header("sec-fetch-site", "same-origin").header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        assert_eq!(server.send(nobody, "--x--\r\n").await.0.headers[header::LOCATION], "/sign-in");
        let elsewhere =
            Builder::post(PATH).header("sec-fetch-site", "cross-site").header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        assert_eq!(server.send(elsewhere, "--x--\r\n").await.0.status, 403);
    }
}
