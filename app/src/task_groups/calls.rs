//! What the pages do about question banks and their questions.

use crate::call::Refused;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::{
        i18n::task_groups as words,
        visit::{asker, visit},
    },
    domain::{
        error::{Error, FieldErrors, Flaw},
        id::{TaskGroupId, TaskId},
        resource::{Attributes, Described, Kind},
        task_groups::TaskGroupFields,
        tasks::{Pasted, TaskFields, pasted},
        text,
    },
    serde_json::{Value, json},
    service::{task_groups, tasks},
};

/// Begins a question bank, and goes to it. The fields have the contract's names.
#[server(prefix = "/_call", endpoint = "create_task_group")]
pub async fn create_task_group(#[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let group = task_groups::create(&service, &actor, &attributes::<TaskGroupFields>(details(), &given)).await?;
    done(group.id, "did=created");
    Ok(())
}

/// Changes what a question bank says of itself.
#[server(prefix = "/_call", endpoint = "edit_task_group")]
pub async fn edit_task_group(id: String, version: i64, #[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = group(&id)?;
    task_groups::patch(&service, &actor, id, &attributes::<TaskGroupFields>(details(), &given), Some(version)).await?;
    done(id, "view=details&did=saved");
    Ok(())
}

/// Publishes or archives a question bank.
#[server(prefix = "/_call", endpoint = "move_task_group")]
pub async fn move_task_group(id: String, version: i64, status: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = group(&id)?;
    let given = json!({ "status": status }).as_object().cloned().unwrap_or_default();
    let moved = task_groups::patch(&service, &actor, id, &given, Some(version)).await?;
    done(id, &format!("did={}", moved.status));
    Ok(())
}

/// Begins another question bank with the questions of this one, and goes to it.
#[server(prefix = "/_call", endpoint = "duplicate_task_group")]
pub async fn duplicate_task_group(id: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = group(&id)?;
    let model = task_groups::get(&service, &actor, id).await?;
    let copy = task_groups::duplicate(&service, &actor, id, &words::copy_of(visit().locale, &model.name)).await?;
    done(copy.id, "did=copied");
    Ok(())
}

/// Adds a question behind the others.
#[server(prefix = "/_call", endpoint = "add_question")]
pub async fn add_question(id: String, #[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = group(&id)?;
    let mut given = attributes::<TaskFields>(QUESTION, &given);
    given.insert("recruitmentTaskGroup".to_owned(), id.to_string().into());
    let task = tasks::create(&service, &actor, &given).await?;
    done(id, &format!("did=added#question-{}", task.id));
    Ok(())
}

/// Adds every question of a text.
#[server(prefix = "/_call", endpoint = "paste_questions")]
pub async fn paste_questions(id: String, text: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = group(&id)?;
    let given = questions(&text)?;
    let made = tasks::create_many(&service, &actor, id, &given, None).await.map_err(|error| in_text(error.answer()))?;
    let first = made.first().map(|task| format!("#question-{}", task.id)).unwrap_or_default();
    done(id, &format!("did=pasted{first}"));
    Ok(())
}

/// Changes a question whose version the writer saw.
#[server(prefix = "/_call", endpoint = "edit_question")]
pub async fn edit_question(
    id: String,
    question_id: String,
    version: i64,
    #[server(flatten)] given: BTreeMap<String, String>,
) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let (id, question) = (group(&id)?, question(&question_id)?);
    tasks::patch(&service, &actor, question, &attributes::<TaskFields>(QUESTION, &given), Some(version)).await?;
    done(id, &format!("did=saved#question-{question}"));
    Ok(())
}

/// Asks a question no more, or again.
#[server(prefix = "/_call", endpoint = "archive_question")]
pub async fn archive_question(id: String, question_id: String, archived: bool) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let (id, question) = (group(&id)?, question(&question_id)?);
    let given = json!({ "archived": archived }).as_object().cloned().unwrap_or_default();
    tasks::patch(&service, &actor, question, &given, None).await?;
    let did = if archived { "put_away" } else { "brought_back" };
    done(id, &format!("did={did}#question-{question}"));
    Ok(())
}

/// Moves a question one place, or to an end: `first`, `up`, `down`, `last`.
#[server(prefix = "/_call", endpoint = "move_question")]
pub async fn move_question(id: String, question_id: String, way: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let (id, question) = (group(&id)?, question(&question_id)?);
    let group = task_groups::get(&service, &actor, id).await?;
    let order = moved(&group.tasks, question, &way).ok_or(Error::NotFound)?;
    tasks::reorder(&service, &actor, id, &order, Some(group.version)).await?;
    done(id, &format!("did=moved#question-{question}"));
    Ok(())
}

/// Puts the questions into this order, their numbers between commas. The new version of the question bank.
#[server(prefix = "/_call", endpoint = "order_questions")]
pub async fn order_questions(id: String, version: i64, order: String) -> Result<i64, Refused> {
    let (service, actor) = asker()?;
    let id = group(&id)?;
    let order = order.split(',').map(question).collect::<Result<Vec<_>, _>>()?;
    let version = tasks::reorder(&service, &actor, id, &order, Some(version)).await?;
    done(id, "did=moved");
    Ok(version)
}

#[cfg(feature = "ssr")]
fn done(id: TaskGroupId, query: &str) {
    leptos_axum::redirect(&format!("/recruitment-task-groups/{id}?{query}"));
}

/// The question bank with this id; an id that cannot exist is one that is not there.
#[cfg(feature = "ssr")]
pub(super) fn group(id: &str) -> Result<TaskGroupId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

#[cfg(feature = "ssr")]
fn question(id: &str) -> Result<TaskId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

/// The attributes in the form of a question.
#[cfg(feature = "ssr")]
pub(super) const QUESTION: &[&str] = &["question", "type", "options", "required", "weight", "skill", "guidance", "anchors"];

/// The attributes in the form of a question bank.
#[cfg(feature = "ssr")]
pub(super) const fn details() -> &'static [&'static str] {
    &["name", "kind", "expectedMinutes", "blind", "description"]
}

/// What a form says about these attributes.
#[cfg(feature = "ssr")]
fn attributes<F: Described>(names: &[&str], given: &BTreeMap<String, String>) -> Attributes {
    let typed = |name: &str| given.get(name).map(String::as_str).unwrap_or_default();
    let known = names.iter().filter_map(|name| F::RESOURCE.field(name));
    let value = |field: &domain::resource::Field| match field.kind {
        // A choice may hold a comma.
        Kind::Texts(_) => {
            let options: Vec<&str> = typed(field.name).lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            if options.is_empty() { Value::Null } else { json!(options) }
        }
        Kind::Object(members) => {
            let said: Attributes = members.iter().map(|member| (member.name.to_owned(), member.from_form(typed(member.name)))).collect();
            if said.values().all(Value::is_null) { Value::Null } else { said.into() }
        }
        _ => field.from_form(typed(field.name)),
    };
    known.map(|field| (field.name.to_owned(), value(field))).collect()
}

/// More questions than fit are too many in the text.
#[cfg(feature = "ssr")]
fn in_text(error: Error) -> Error {
    match error {
        Error::Invalid(mut flaws) => {
            flaws.0.iter_mut().for_each(|flaw| flaw.field = "text".to_owned());
            Error::Invalid(flaws)
        }
        other => other,
    }
}

/// The questions of a pasted text.
///
/// # Errors
/// A flaw of `text`, with its line; [`Flaw::Blank`] where nothing is said.
#[cfg(feature = "ssr")]
fn questions(written: &str) -> Result<Vec<Attributes>, Error> {
    let found = pasted(written);
    if found.is_empty() {
        return Err(FieldErrors::one("text", Flaw::Blank));
    }
    let mut flaws = FieldErrors::default();
    let mut wrong = |line: u32, flaw: Flaw| flaws.push("text", Flaw::AtLine { line, flaw: Box::new(flaw) });
    for Pasted { line, question, options, .. } in &found {
        if let Err(flaw) = text::lines(&text::normal(question), text::LONG) {
            wrong(*line, flaw);
        }
        for (n, (line, option)) in options.iter().enumerate() {
            if options[..n].iter().any(|(_, other)| other == option) {
                wrong(*line, Flaw::Twice);
            } else if let Err(flaw) = text::line(&text::normal(option), text::SHORT) {
                wrong(*line, flaw);
            }
        }
        if options.len() > text::TAGS as usize {
            wrong(*line, Flaw::TooMany { max: text::TAGS });
        }
    }
    let attributes = |Pasted { question, options, required, .. }| {
        let options: Vec<String> = options.into_iter().map(|(_, option)| option).collect();
        let options = if options.is_empty() { Value::Null } else { json!(options) };
        json!({ "question": question, "options": options, "required": required }).as_object().cloned().unwrap_or_default()
    };
    flaws.or(found.into_iter().map(attributes).collect())
}

/// An order in which this one has moved.
#[cfg(feature = "ssr")]
fn moved(order: &[TaskId], id: TaskId, way: &str) -> Option<Vec<TaskId>> {
    let from = order.iter().position(|task| *task == id)?;
    let last = order.len() - 1;
    let to = match way {
        "first" => 0,
        "up" => from.saturating_sub(1),
        "down" => last.min(from + 1),
        "last" => last,
        _ => return None,
    };
    let mut order = order.to_vec();
    let task = order.remove(from);
    order.insert(to, task);
    Some(order)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_question_moves_one_place_or_to_an_end() {
        let order = [1, 2, 3].map(TaskId);
        let to = |id, way: &str| moved(&order, TaskId(id), way).map(|order| order.into_iter().map(|task| task.0).collect::<Vec<_>>());
        assert_eq!(to(3, "up"), Some(vec![1, 3, 2]));
        assert_eq!(to(1, "up"), Some(vec![1, 2, 3]));
        assert_eq!(to(1, "down"), Some(vec![2, 1, 3]));
        assert_eq!(to(3, "down"), Some(vec![1, 2, 3]));
        assert_eq!(to(3, "first"), Some(vec![3, 1, 2]));
        assert_eq!(to(1, "last"), Some(vec![2, 3, 1]));
        assert_eq!((to(9, "up"), to(1, "sideways")), (None, None));
    }

    #[test]
    fn a_form_says_what_a_question_is() {
        let given = [("question", "Why?"), ("options", "yes, always\r\n\r\n no "), ("1", "x"), ("required", "true"), ("weight", "3")];
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let expected = json!({
            "question": "Why?", "options": ["yes, always", "no"], "required": true, "weight": 3, "skill": null,
            "anchors": { "1": "x", "2": null, "3": null, "4": null },
        });
        let read = attributes::<TaskFields>(&["question", "options", "required", "weight", "skill", "anchors"], &given);
        assert_eq!(Value::Object(read), expected);
        assert_eq!(Value::Object(attributes::<TaskFields>(&["anchors"], &BTreeMap::new())), json!({ "anchors": null }));
    }

    #[test]
    fn a_flaw_of_a_pasted_text_names_its_line() {
        let long = "a".repeat(text::SHORT as usize + 1);
        let refused = questions(&format!("Why?\nHow?\n- {long}\n- b\n- b")).unwrap_err();
        let at = |line, flaw| domain::error::FieldError { field: "text".to_owned(), flaw: Flaw::AtLine { line, flaw: Box::new(flaw) } };
        assert_eq!(refused, Error::Invalid(FieldErrors(vec![at(3, Flaw::TooLong { max: text::SHORT }), at(5, Flaw::Twice)])));
        assert_eq!(questions(" \n").unwrap_err(), FieldErrors::one("text", Flaw::Blank));
        assert_eq!(
            questions("1. Why? *").unwrap()[0],
            *json!({ "question": "Why?", "options": null, "required": true }).as_object().unwrap()
        );
    }
}
