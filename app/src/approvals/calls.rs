//! What the pages do about approvals.

use crate::call::Refused;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::{
        i18n::amounts,
        visit::{asker, service},
    },
    domain::{
        approvals::{FlowFields, Verdict},
        error::{Error, FieldErrors, Flaw},
        id::{ApprovalFlowId, ApprovalId},
        resource::{Attributes, Described, Kind},
        tasks::chosen,
    },
    serde_json::{Value, json},
    service::{
        approval_flows,
        approvals::{self, Decided},
    },
};

/// Makes an approval flow.
#[server(prefix = "/_call", endpoint = "create_approval_flow")]
pub async fn create_approval_flow(#[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    approval_flows::create(&service, &actor, &attributes(&given)?).await?;
    leptos_axum::redirect("/settings/approval?did=created");
    Ok(())
}

/// Changes an approval flow whose version the writer saw.
#[server(prefix = "/_call", endpoint = "edit_approval_flow")]
pub async fn edit_approval_flow(id: String, version: i64, #[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    approval_flows::patch(&service, &actor, flow(&id)?, &attributes(&given)?, Some(version)).await?;
    leptos_axum::redirect("/settings/approval?did=saved");
    Ok(())
}

/// Uses an approval flow no more, or again.
#[server(prefix = "/_call", endpoint = "archive_approval_flow")]
pub async fn archive_approval_flow(id: String, version: i64, archived: bool) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let given = json!({ "archived": archived }).as_object().cloned().unwrap_or_default();
    approval_flows::patch(&service, &actor, flow(&id)?, &given, Some(version)).await?;
    leptos_axum::redirect(if archived { "/settings/approval?did=archived" } else { "/settings/approval?did=restored" });
    Ok(())
}

/// Decides about a request, signed in. `back`: `/`, where the form is on Home.
#[server(prefix = "/_call", endpoint = "decide_approval")]
pub async fn decide_approval(
    id: String,
    verdict: String,
    #[server(default)] step: usize,
    #[server(default)] version: Option<i64>,
    #[server(default)] reason: String,
    #[server(default)] back: String,
) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id: ApprovalId = id.parse().map_err(|_| Error::NotFound)?;
    let verdict: Verdict = verdict.parse().map_err(|flaw| FieldErrors::one("verdict", flaw))?;
    approvals::decide(&service, &actor, id, &Decided { verdict, reason, step, seen: version }).await?;
    let home = format!("/?did=decided-{verdict}");
    leptos_axum::redirect(&if back == "/" { home } else { format!("/approvals/{id}?did=decided") });
    Ok(())
}

/// Decides about a request by the link in a letter.
#[server(prefix = "/_call", endpoint = "decide_by_link")]
pub async fn decide_by_link(
    secret: String,
    verdict: String,
    #[server(default)] version: Option<i64>,
    #[server(default)] reason: String,
) -> Result<(), Refused> {
    let verdict: Verdict = verdict.parse().map_err(|flaw| FieldErrors::one("verdict", flaw))?;
    approvals::decide_by_link(&service(), &secret, verdict, &reason, version).await?;
    leptos_axum::redirect(&format!("/approval/{secret}"));
    Ok(())
}

/// Lets somebody decide in the place of somebody else.
#[server(prefix = "/_call", endpoint = "hand_over_approval")]
pub async fn hand_over_approval(id: String, from: String, #[server(default)] to: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id: ApprovalId = id.parse().map_err(|_| Error::NotFound)?;
    let user =
        |name: &str, id: &str| id.parse().map_err(|_| FieldErrors::one(name, if id.is_empty() { Flaw::Blank } else { Flaw::Choice }));
    approvals::hand_over(&service, &actor, id, user("from", &from)?, user("to", &to)?).await?;
    leptos_axum::redirect(&format!("/approvals/{id}?did=handed_over"));
    Ok(())
}

/// Writes once more to everybody for whom a round waits.
#[server(prefix = "/_call", endpoint = "remind_of_approval")]
pub async fn remind_of_approval(id: String, approval: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let approval: ApprovalId = approval.parse().map_err(|_| Error::NotFound)?;
    approvals::remind(&service, &actor, approval).await?;
    leptos_axum::redirect(&format!("/resource-requests/{id}?did=reminded#approval"));
    Ok(())
}

#[cfg(feature = "ssr")]
fn flow(id: &str) -> Result<ApprovalFlowId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

/// What the form of a flow says. A step without a name is none.
///
/// # Errors
/// [`Flaw::Amount`].
#[cfg(feature = "ssr")]
fn attributes(given: &BTreeMap<String, String>) -> Result<Attributes, Error> {
    let typed = |name: &str| given.get(name).map(|text| text.trim()).unwrap_or_default();
    let mut said = Attributes::new();
    for field in FlowFields::RESOURCE.fields.iter().filter(|field| !matches!(field.name, "archived")) {
        let value = match field.kind {
            Kind::List(_) => steps(given),
            _ if field.name == "amountFrom" && !typed("amountFrom").is_empty() => match amounts::read(typed("amountFrom")) {
                Some(minor) => json!(minor),
                None => return Err(FieldErrors::one("amountFrom", Flaw::Amount)),
            },
            _ if field.always && typed(field.name).is_empty() => json!(0),
            _ => field.from_form(typed(field.name)),
        };
        said.insert(field.name.to_owned(), value);
    }
    Ok(said)
}

#[cfg(feature = "ssr")]
fn steps(given: &BTreeMap<String, String>) -> Value {
    let mut rows: Vec<u32> = given.keys().filter_map(|name| name.strip_prefix("step-")?.parse().ok()).collect();
    rows.sort_unstable();
    let cell = |name: &str, row: u32| given.get(&format!("{name}-{row}")).map(|text| text.trim()).unwrap_or_default();
    let named = rows.into_iter().filter(|row| !cell("step", *row).is_empty());
    let step = |row| {
        let role = cell("role", row);
        json!({
            "name": cell("step", row),
            "role": if role.is_empty() { Value::Null } else { role.into() },
            "approvers": chosen(given, &format!("approvers-{row}")).lines().filter(|id| !id.is_empty()).collect::<Vec<_>>(),
            // What is no number is outside of every range, and is told so.
            "approvalsRequired": cell("required", row).parse::<i64>().unwrap_or(0),
        })
    };
    named.map(step).collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_flow_is_what_its_form_says() {
        let form = [
            ("name", "Dear ones"),
            ("position", ""),
            ("amountFrom", "9.000,50"),
            ("client", " "),
            ("remindAfter", "2"),
            ("step-0", "Finance"),
            ("required-0", "2"),
            ("approvers-0-1", "b"),
            ("approvers-0-0", "a"),
            ("step-1", " "),
            ("step-10", "Direction"),
            ("role-10", "admin"),
            ("required-10", "x"),
        ];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let expected = json!({
            "name": "Dear ones", "position": 0, "client": null, "location": null, "billingType": null, "amountFrom": 900_050,
            "steps": [
                { "name": "Finance", "role": null, "approvers": ["a", "b"], "approvalsRequired": 2 },
                { "name": "Direction", "role": "admin", "approvers": [], "approvalsRequired": 0 },
            ],
            "remindAfter": 2, "escalateAfter": null, "escalateTo": null,
        });
        assert_eq!(attributes(&form).map(Value::Object), Ok(expected));
    }
}
