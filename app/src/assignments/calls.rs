//! What the pages do about questions sent to candidates.

use crate::call::Refused;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::visit::{asker, service},
    domain::{
        error::{Error, FieldErrors, Flaw},
        id::AssignmentId,
    },
    service::assignments,
};

/// Sends questions to a candidate, and goes to the file.
#[server(prefix = "/_call", endpoint = "send_questions")]
pub async fn send_questions(
    candidate: String,
    #[server(default)] recruitment_task_group: String,
    #[server(default)] request: String,
    #[server(default)] days: String,
) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let choice = |name: &'static str| FieldErrors::one(name, Flaw::Choice);
    let id = candidate.parse().map_err(|_| Error::NotFound)?;
    let group = recruitment_task_group.parse().map_err(|_| choice("recruitmentTaskGroup"))?;
    let request = if request.is_empty() { None } else { Some(request.parse().map_err(|_| choice("resourceRequestCandidate"))?) };
    // What is no number is outside of every range, and is told so.
    let days = days.trim().parse().unwrap_or(i64::MAX);
    assignments::send(&service, &actor, id, group, request, days).await?;
    leptos_axum::redirect(&format!("/candidates/{id}?did=questions_sent#interviews"));
    Ok(())
}

/// Takes back what was sent: the link no longer works.
#[server(prefix = "/_call", endpoint = "withdraw_questions")]
pub async fn withdraw_questions(assignment: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id: AssignmentId = assignment.parse().map_err(|_| Error::NotFound)?;
    let assignment = assignments::withdraw(&service, &actor, id).await?;
    let candidate = assignment.candidate.unwrap_or_default();
    leptos_axum::redirect(&format!("/candidates/{candidate}?did=questions_withdrawn#interviews"));
    Ok(())
}

/// Keeps what a candidate has typed so far.
#[server(prefix = "/_call", endpoint = "keep_answers")]
pub async fn keep_answers(secret: String, #[server(flatten)] typed: BTreeMap<String, String>) -> Result<(), Refused> {
    assignments::keep(&service(), &secret, &answers(typed)).await?;
    leptos_axum::redirect(&format!("/answer/{secret}?did=kept"));
    Ok(())
}

/// Hands in what a candidate answered; `revision` is that of the questions that they saw.
#[server(prefix = "/_call", endpoint = "hand_in_answers")]
pub async fn hand_in_answers(
    secret: String,
    #[server(default)] revision: Option<i64>,
    #[server(flatten)] typed: BTreeMap<String, String>,
) -> Result<(), Refused> {
    assignments::hand_in(&service(), &secret, &answers(typed), revision).await?;
    leptos_axum::redirect(&format!("/answer/{secret}"));
    Ok(())
}

/// The answers, without what else a form sends along.
#[cfg(feature = "ssr")]
fn answers(typed: BTreeMap<String, String>) -> BTreeMap<String, String> {
    typed.into_iter().filter(|(name, value)| name.starts_with("answer-") && !value.is_empty()).collect()
}
