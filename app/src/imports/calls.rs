//! What people do about imports.

use crate::call::Refused;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::visit::asker,
    domain::{error::Error, id::ImportId},
    serde_json::{Value, json},
    service::imports,
};

/// Says what the columns of a file are, and what is done with who is here already; it is checked like that.
#[server(prefix = "/_call", endpoint = "map_import")]
pub async fn map_import(id: String, version: i64, #[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let text = |name: &str| given.get(name).cloned().unwrap_or_default();
    let named = (0..).map_while(|n| given.get(&format!("column-{n}")).map(|column| (n, column)));
    let columns: Vec<Value> = named
        .map(|(n, column)| {
            let attribute = text(&format!("attribute-{n}"));
            json!({ "column": column, "attribute": (!attribute.is_empty()).then_some(attribute) })
        })
        .collect();
    let mut attributes = json!({ "source": text("source"), "onDuplicate": text("on_duplicate") });
    // Lines of JSON have no columns that anybody could name.
    if !columns.is_empty() {
        attributes["columns"] = json!(columns);
    }
    change(&id, version, &attributes).await
}

/// Has an import done.
#[server(prefix = "/_call", endpoint = "apply_import")]
pub async fn apply_import(id: String, version: i64) -> Result<(), Refused> {
    change(&id, version, &json!({ "status": "applying" })).await
}

/// Has it undone.
#[server(prefix = "/_call", endpoint = "undo_import")]
pub async fn undo_import(id: String, version: i64) -> Result<(), Refused> {
    change(&id, version, &json!({ "status": "undoing" })).await
}

/// Forgets an import.
#[server(prefix = "/_call", endpoint = "delete_import")]
pub async fn delete_import(id: String, version: i64) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    imports::delete(&service, &actor, import(&id)?, Some(version)).await?;
    leptos_axum::redirect("/imports?did=deleted");
    Ok(())
}

#[cfg(feature = "ssr")]
async fn change(id: &str, version: i64, attributes: &Value) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let given = attributes.as_object().cloned().unwrap_or_default();
    let import = imports::patch(&service, &actor, import(id)?, &given, Some(version)).await?;
    leptos_axum::redirect(&format!("/imports/{}", import.id));
    Ok(())
}

#[cfg(feature = "ssr")]
fn import(id: &str) -> Result<ImportId, Refused> {
    id.parse().map_err(|_| Refused(Error::NotFound))
}
