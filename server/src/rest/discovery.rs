//! What there is: the entry point, and the documents about it. They need no token.

use super::{
    RESOURCES,
    asking::{Asking, Format, accepted},
    documentation,
    problem::{Answer, Problem},
    wire::Iris,
};
use crate::http::{front, proxy::Client};
use axum::{
    Router,
    extract::{FromRequestParts, Path, Request},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use domain::{error::Error, resource::Attributes};
use http::{Extensions, HeaderValue, StatusCode, header};
use serde_json::json;
use service::Service;

pub fn routes() -> Router<Service> {
    Router::new()
        .route("/", get(entry_point))
        .route("/contexts/{name}", get(context))
        .route("/docs", get(docs))
        .route("/docs/{name}", get(guide))
}

const HTML: &str = "text/html";
/// OpenAPI's own media type, which API Platform answers to as well.
const OPENAPI: &str = "application/vnd.openapi+json";

/// The reference loads our script and style, and talks to us. The guides do no more.
const REFERENCE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'",
);

/// `/docs`: a page for people, OpenAPI as JSON, Hydra as JSON-LD.
async fn docs(request: Request) -> Answer {
    let accept = accepted(request.headers()).unwrap_or_default();
    let iris = Iris::of(request.extensions());
    let wants = |media_type| front::want(&accept, media_type);
    let json = wants("application/json").max(wants(OPENAPI));
    if wants(HTML).0 > 0 && wants(HTML) > json.max(wants("application/ld+json")) {
        return Ok(page(documentation::reference(RESOURCES, &iris, &site(request.extensions()))));
    }
    if wants(OPENAPI).1 == 2 {
        let document = documentation::openapi(RESOURCES, &iris);
        return Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(OPENAPI))], document.to_string()).into_response());
    }
    let asking = asked(request).await?;
    let document = match asking.format {
        Format::Json => documentation::openapi(RESOURCES, &iris),
        Format::JsonLd => documentation::vocabulary(RESOURCES, &iris),
    };
    Ok(asking.answer(StatusCode::OK, &document, None))
}

/// `/docs/{name}`: a guide, which is a page and nothing else.
async fn guide(Path(name): Path<String>, request: Request) -> Answer {
    let found =
        documentation::guide(&name, &Iris::of(request.extensions()), &site(request.extensions())).ok_or(Problem::from(Error::NotFound))?;
    match accepted(request.headers()) {
        Some(asked) if front::want(&asked, HTML).0 == 0 => Err(Problem::NotAcceptable { asked, supported: &[HTML] }),
        _ => Ok(page(found)),
    }
}

/// What stands before the addresses of the site's files.
fn site(extensions: &Extensions) -> String {
    extensions.get::<Client>().map(|client| client.prefix.clone()).unwrap_or_default()
}

fn page(html: String) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, REFERENCE_POLICY)], Html(html)).into_response()
}

async fn asked(request: Request) -> Answer<Asking> {
    let (mut parts, _) = request.into_parts();
    Asking::from_request_parts(&mut parts, &()).await
}

/// `/contexts/{name}`.
async fn context(asking: Asking, Path(name): Path<String>) -> Answer {
    let context = documentation::context(RESOURCES, &name, &asking.iris).ok_or(Problem::from(Error::NotFound))?;
    Ok(asking.answer(StatusCode::OK, &context, None))
}

/// The collections, by the name of their type: `candidateNote`.
async fn entry_point(asking: Asking) -> Response {
    let mut document = Attributes::new();
    if asking.format == Format::JsonLd {
        let root = asking.iris.root();
        document.insert("@context".to_owned(), json!(asking.iris.context("Entrypoint")));
        document.insert("@id".to_owned(), json!(if root.is_empty() { "/" } else { root }));
        document.insert("@type".to_owned(), json!("Entrypoint"));
    }
    for resource in RESOURCES {
        let (first, rest) = resource.name.split_at(1);
        document.insert(format!("{}{rest}", first.to_lowercase()), json!(asking.iris.at(&format!("/{}", resource.path))));
    }
    asking.answer(StatusCode::OK, &document, None)
}
