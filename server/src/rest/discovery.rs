//! What there is: the entry point.

use super::{
    RESOURCES,
    asking::{Asking, Format},
};
use axum::response::Response;
use domain::resource::Attributes;
use http::StatusCode;
use serde_json::json;

/// The collections, by the name of their type: `candidateNote`.
pub async fn entry_point(asking: Asking) -> Response {
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
