//! What the pages do about requests.

use crate::call::Refused;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::{i18n::amounts, visit::asker},
    domain::{
        error::{Error, FieldErrors, Flaw},
        id::RequestId,
        requests::{RequestFields, Step},
        resource::{Attributes, Described, Kind, Target},
        tasks::chosen,
    },
    serde_json::{Value, json},
    service::requests,
};

/// Begins a draft, and goes to its brief.
#[server(prefix = "/_call", endpoint = "create_request")]
pub async fn create_request(#[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let request = requests::create(&service, &actor, &attributes(BEGIN, &given)?).await?;
    leptos_axum::redirect(&format!("/resource-requests/{}?edit=true&did=begun", request.id));
    Ok(())
}

/// Saves the brief of a request whose version the writer saw.
#[server(prefix = "/_call", endpoint = "edit_request")]
pub async fn edit_request(id: String, version: i64, #[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = request(&id)?;
    save(&service, &actor, id, version, &given, true).await?;
    leptos_axum::redirect(&format!("/resource-requests/{id}?did=saved"));
    Ok(())
}

/// As [`edit_request`], while it is being typed. The version since.
#[server(prefix = "/_call", endpoint = "keep_request")]
pub async fn keep_request(id: String, version: i64, #[server(flatten)] given: BTreeMap<String, String>) -> Result<i64, Refused> {
    let (service, actor) = asker()?;
    // Whose it is changes by the button alone: a slip would lock its writer out.
    Ok(save(&service, &actor, request(&id)?, version, &given, false).await?)
}

/// Takes a step with a request whose version the asker saw.
#[server(prefix = "/_call", endpoint = "move_request")]
pub async fn move_request(id: String, version: i64, step: String, #[server(default)] reason: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = request(&id)?;
    let step: Step = step.parse().map_err(|flaw| FieldErrors::one("step", flaw))?;
    let moved = requests::take(&service, &actor, id, step, &reason, Some(version)).await.map_err(|error| why(error.answer()))?;
    leptos_axum::redirect(&format!("/resource-requests/{id}?did={}", moved.status));
    Ok(())
}

/// Says another day by which somebody is needed, and goes back to Home.
#[server(prefix = "/_call", endpoint = "postpone_request")]
pub async fn postpone_request(id: String, version: i64, #[server(default)] needed_by: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = request(&id)?;
    let given = attributes(&["neededBy"], &BTreeMap::from([("neededBy".to_owned(), needed_by)]))?;
    requests::patch(&service, &actor, id, &given, Some(version)).await?;
    leptos_axum::redirect("/?did=postponed");
    Ok(())
}

/// The request with this id; an id that cannot exist is one that is not there.
#[cfg(feature = "ssr")]
pub(super) fn request(id: &str) -> Result<RequestId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

/// Whatever attribute holds the reason of a step, its form has one field for it.
#[cfg(feature = "ssr")]
fn why(error: Error) -> Error {
    match error {
        Error::Invalid(mut flaws) => {
            flaws.0.iter_mut().filter(|flaw| flaw.field.ends_with("Reason")).for_each(|flaw| flaw.field = "reason".to_owned());
            Error::Invalid(flaws)
        }
        other => other,
    }
}

/// What the form for a new draft asks.
#[cfg(feature = "ssr")]
pub(super) const BEGIN: &[&str] = &["position", "client", "description"];

/// What the brief asks.
#[cfg(feature = "ssr")]
pub(super) const BRIEF: &[&str] = &[
    "position",
    "client",
    "location",
    "description",
    "reason",
    "priority",
    "headcount",
    "allocationPercent",
    "start",
    "end",
    "neededBy",
    "billingType",
    "currency",
    "salaryRangeMin",
    "salaryRangeMax",
    "billRateMin",
    "billRateMax",
    "skills",
    "owners",
];

#[cfg(feature = "ssr")]
async fn save(
    service: &service::Service,
    actor: &domain::policy::Actor,
    id: RequestId,
    version: i64,
    given: &BTreeMap<String, String>,
    owners: bool,
) -> Result<i64, Error> {
    let before = requests::get(service, actor, id).await.map_err(|error| error.answer())?;
    let mut given = attributes(BRIEF, given)?;
    // Owners of another system are in no list, and stay.
    let users = format!("/{}/", Target::USER.path);
    let others = before.owners.iter().filter(|owner| !owner.starts_with(&users)).map(|owner| json!(owner));
    match given.get_mut("owners") {
        Some(Value::Array(said)) if owners => said.extend(others),
        _ => _ = given.remove("owners"),
    }
    let after = requests::patch(service, actor, id, &given, Some(version)).await.map_err(|error| error.answer())?;
    Ok(after.version)
}

/// What a form says about these attributes.
///
/// # Errors
/// [`Flaw::Amount`] of each amount that is none.
#[cfg(feature = "ssr")]
fn attributes(names: &[&str], given: &BTreeMap<String, String>) -> Result<Attributes, Error> {
    let typed = |name: &str| given.get(name).map(String::as_str).unwrap_or_default();
    let mut flaws = FieldErrors::default();
    let mut said = Attributes::new();
    for field in names.iter().filter_map(|name| RequestFields::RESOURCE.field(name)) {
        let text = typed(field.name).trim();
        let value = match field.kind {
            Kind::List(_) => skills(given),
            Kind::Addresses(_) => chosen(given, field.name).lines().filter(|id| !id.is_empty()).collect(),
            _ if amounts::is_amount(field.name) && !text.is_empty() => match amounts::read(text) {
                Some(minor) => json!(minor),
                None => {
                    flaws.push(field.name, Flaw::Amount);
                    Value::Null
                }
            },
            // Nothing given is one person.
            _ if field.always && text.is_empty() => json!(1),
            _ if field.name == "currency" => field.from_form(&text.to_uppercase()),
            _ => field.from_form(typed(field.name)),
        };
        said.insert(field.name.to_owned(), value);
    }
    flaws.or(said)
}

/// The skills in the rows of a form: `skill-0`, `minLevel-0`, `required-0`, `weight-0`. A row without a name is none.
#[cfg(feature = "ssr")]
pub(super) fn skills(given: &BTreeMap<String, String>) -> Value {
    let mut rows: Vec<u32> = given.keys().filter_map(|name| name.strip_prefix("skill-")?.parse().ok()).collect();
    rows.sort_unstable();
    let cell = |name: &str, row: u32| given.get(&format!("{name}-{row}")).map(|text| text.trim()).unwrap_or_default();
    let number = |name: &str, row: u32| cell(name, row).parse::<i64>().ok();
    let named = rows.into_iter().filter(|row| !cell("skill", *row).is_empty());
    let skill = |row| {
        json!({
            "skill": cell("skill", row),
            "minLevel": number("minLevel", row).unwrap_or(2),
            "required": cell("required", row) == "true",
            "weight": number("weight", row),
        })
    };
    named.map(skill).collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn given(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_brief_says_what_its_form_holds() {
        let form = given(&[
            ("position", "Engineer"),
            ("salaryRangeMin", "4.500,50"),
            ("salaryRangeMax", ""),
            ("currency", "eur"),
            ("headcount", " "),
            ("skill-0", "Rust"),
            ("minLevel-0", "3"),
            ("required-0", "true"),
            ("weight-0", ""),
            ("skill-10", "Kafka"),
            ("skill-2", " "),
            ("owners-1", "b"),
            ("owners-0", "a"),
        ]);
        let names = ["position", "salaryRangeMin", "salaryRangeMax", "currency", "headcount", "skills", "owners", "nonsense"];
        let expected = json!({
            "position": "Engineer", "salaryRangeMin": 450_050, "salaryRangeMax": null, "currency": "EUR", "headcount": 1,
            "skills": [
                { "skill": "Rust", "minLevel": 3, "required": true, "weight": null },
                { "skill": "Kafka", "minLevel": 2, "required": false, "weight": null },
            ],
            "owners": ["a", "b"],
        });
        assert_eq!(attributes(&names, &form).map(Value::Object), Ok(expected));
    }

    #[test]
    fn every_amount_that_is_none_is_told_at_once() {
        let form = given(&[("salaryRangeMin", "much"), ("billRateMax", "more"), ("billRateMin", "90")]);
        let Err(Error::Invalid(flaws)) = attributes(BRIEF, &form) else { panic!("not refused") };
        let told: Vec<_> = flaws.0.iter().map(|flaw| (flaw.field.as_str(), flaw.flaw.clone())).collect();
        assert_eq!(told, [("salaryRangeMin", Flaw::Amount), ("billRateMax", Flaw::Amount)]);
    }
}
