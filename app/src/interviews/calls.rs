//! What the pages do about interviews and scorecards.

use crate::call::Refused;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::visit::{asker, service, visit},
    domain::{
        error::{Error, FieldErrors, Flaw},
        id::{InterviewId, TaskId},
        interviews::{Rsvp, When},
        tasks::chosen,
    },
    service::{
        interviews::{self, Plan},
        scorecards,
    },
};

/// Plans an interview, and goes to it.
#[server(prefix = "/_call", endpoint = "plan_interview")]
pub async fn plan_interview(#[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let interview = interviews::schedule(&service, &actor, &plan(&given)?).await?;
    done(interview.id, "planned");
    Ok(())
}

/// Changes when, where and with whom it is.
#[server(prefix = "/_call", endpoint = "move_interview")]
pub async fn move_interview(id: String, version: i64, #[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = interview(&id)?;
    interviews::reschedule(&service, &actor, id, &plan(&given)?, Some(version)).await?;
    done(id, "moved");
    Ok(())
}

/// Calls it off.
#[server(prefix = "/_call", endpoint = "cancel_interview")]
pub async fn cancel_interview(id: String, version: i64, reason: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = interview(&id)?;
    interviews::cancel(&service, &actor, id, &reason, Some(version)).await?;
    done(id, "cancelled");
    Ok(())
}

/// Notes that the candidate did not come.
#[server(prefix = "/_call", endpoint = "note_no_show")]
pub async fn note_no_show(id: String, version: i64) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = interview(&id)?;
    interviews::no_show(&service, &actor, id, Some(version)).await?;
    done(id, "no_show");
    Ok(())
}

/// Takes that back.
#[server(prefix = "/_call", endpoint = "undo_no_show")]
pub async fn undo_no_show(id: String, version: i64) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = interview(&id)?;
    interviews::came(&service, &actor, id, Some(version)).await?;
    done(id, "came");
    Ok(())
}

/// Says whether one will be there.
#[server(prefix = "/_call", endpoint = "answer_invitation")]
pub async fn answer_invitation(id: String, rsvp: String, #[server(default)] back: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = interview(&id)?;
    interviews::reply(&service, &actor, id, reply(&rsvp)?).await?;
    if back == HOME {
        leptos_axum::redirect("/?did=replied");
    } else {
        done(id, "replied");
    }
    Ok(())
}

/// The same, by the link in the invitation.
#[server(prefix = "/_call", endpoint = "answer_by_link")]
pub async fn answer_by_link(secret: String, rsvp: String) -> Result<(), Refused> {
    interviews::reply_by_link(&service(), &secret, reply(&rsvp)?).await?;
    leptos_axum::redirect(&format!("/invitation/{secret}?did=replied"));
    Ok(())
}

/// Keeps what was typed so far, unless what is kept already counts more than `typed_at`; what counts now is returned. Without it, milliseconds by the
/// clock of the server. `later`: the form is closed where it can be.
#[server(prefix = "/_call", endpoint = "keep_scorecard")]
pub async fn keep_scorecard(
    id: String,
    #[server(default)] typed_at: Option<i64>,
    #[server(default)] back: String,
    #[server(default)] later: bool,
    #[server(flatten)] typed: BTreeMap<String, String>,
) -> Result<i64, Refused> {
    let (service, actor) = asker()?;
    let id = interview(&id)?;
    let now = typed_at.unwrap_or_else(|| visit().clock.now.timestamp_millis());
    let counts = scorecards::keep(&service, &actor, id, &controls(typed), now).await?;
    if back == HOME {
        let to = if later { "/?did=kept#waiting".to_owned() } else { format!("/?did=kept&write={id}#scorecard") };
        leptos_axum::redirect(&to);
    } else {
        done(id, "kept#scorecard");
    }
    Ok(counts)
}

/// Hands in what one heard; `revision` is that of the questions that one saw.
#[server(prefix = "/_call", endpoint = "hand_in_scorecard")]
pub async fn hand_in_scorecard(
    id: String,
    #[server(default)] revision: Option<i64>,
    #[server(default)] back: String,
    #[server(flatten)] typed: BTreeMap<String, String>,
) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = interview(&id)?;
    scorecards::hand_in(&service, &actor, id, &controls(typed), revision).await?;
    if back == HOME {
        leptos_axum::redirect(&format!("/?did=handed_in&about={id}"));
    } else {
        done(id, "handed_in#scorecards");
    }
    Ok(())
}

/// Amends one answer of what one handed in.
#[server(prefix = "/_call", endpoint = "amend_answer")]
pub async fn amend_answer(
    id: String,
    task: String,
    reason: String,
    #[server(flatten)] typed: BTreeMap<String, String>,
) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = interview(&id)?;
    let task: TaskId = task.parse().map_err(|_| Error::NotFound)?;
    scorecards::amend_answer(&service, &actor, id, task, &controls(typed), &reason).await?;
    done(id, &format!("amended#ask-{task}"));
    Ok(())
}

/// Amends what one made of it as a whole.
#[server(prefix = "/_call", endpoint = "amend_scorecard")]
pub async fn amend_scorecard(id: String, reason: String, #[server(flatten)] typed: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = interview(&id)?;
    scorecards::amend(&service, &actor, id, &controls(typed), &reason).await?;
    done(id, "amended#overall");
    Ok(())
}

/// What `back` says where a form stands at Home rather than on the page of its interview.
#[cfg(feature = "ssr")]
const HOME: &str = "/";

#[cfg(feature = "ssr")]
fn done(id: InterviewId, did: &str) {
    leptos_axum::redirect(&format!("/interviews/{id}?did={did}"));
}

/// The interview with this id; an id that cannot exist is one that is not there.
#[cfg(feature = "ssr")]
pub(super) fn interview(id: &str) -> Result<InterviewId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

#[cfg(feature = "ssr")]
fn reply(word: &str) -> Result<Rsvp, Error> {
    word.parse().map_err(|flaw| FieldErrors::one("rsvp", flaw))
}

/// The controls of a scorecard, without what else a form sends along.
#[cfg(feature = "ssr")]
fn controls(typed: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let ours = |name: &str| {
        let control = name.split('-').next().unwrap_or_default();
        matches!(control, "answer" | "score" | "comment" | "recommendation")
    };
    typed.into_iter().filter(|(name, value)| ours(name) && !value.is_empty()).collect()
}

/// What the form of an interview says. A time that was offered, `slot`, counts more than what was typed.
#[cfg(feature = "ssr")]
fn plan(given: &BTreeMap<String, String>) -> Result<Plan, Error> {
    let said = |name: &str| given.get(name).cloned().unwrap_or_default();
    let chosen_id = |name: &str| {
        let text = said(name);
        if text.is_empty() { Err(FieldErrors::one(name, Flaw::Blank)) } else { Ok(text) }
    };
    let request = said("resourceRequestCandidate");
    let interviewers = chosen(given, "interviewers");
    let mut planned = When { day: said("day"), from: said("from"), until: said("until"), zone: said("timeZone") };
    if let Some(slot) = given.get("slot").filter(|slot| !slot.is_empty()) {
        let start = slot.parse().map_err(|_| FieldErrors::one("from", Flaw::Time))?;
        let (from, until) = planned.read()?;
        planned = When::of(start, start + (until - from), &planned.zone);
    }
    Ok(Plan {
        candidate: chosen_id("candidate")?.parse().map_err(|_| FieldErrors::one("candidate", Flaw::Choice))?,
        request_candidate: if request.is_empty() {
            None
        } else {
            Some(request.parse().map_err(|_| FieldErrors::one("resourceRequestCandidate", Flaw::Choice))?)
        },
        task_group: chosen_id("recruitmentTaskGroup")?.parse().map_err(|_| FieldErrors::one("recruitmentTaskGroup", Flaw::Choice))?,
        interviewers: interviewers
            .lines()
            .map(|id| id.parse().map_err(|_| FieldErrors::one("interviewers", Flaw::Choice)))
            .collect::<Result<_, _>>()?,
        when: planned,
        place: said("place"),
        link: said("link"),
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn an_offered_time_counts_more_than_what_was_typed() {
        let mut given: BTreeMap<String, String> = [
            ("candidate", "018f0000-0000-7000-8000-000000000001"),
            ("recruitmentTaskGroup", "2"),
            ("day", "2026-12-01"),
            ("from", "14:00"),
            ("until", "14:45"),
            ("timeZone", "Europe/Amsterdam"),
            ("interviewers-1", "018f0000-0000-7000-8000-000000000003"),
            ("interviewers-0", "018f0000-0000-7000-8000-000000000002"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let read = plan(&given).expect("a plan");
        assert_eq!((read.interviewers.len(), read.when.from.as_str(), read.request_candidate), (2, "14:00", None));
        given.insert("slot".into(), "2026-12-02T08:00:00Z".into());
        let moved = plan(&given).expect("a plan").when;
        assert_eq!((moved.day.as_str(), moved.from.as_str(), moved.until.as_str()), ("2026-12-02", "09:00", "09:45"));
        given.insert("candidate".into(), String::new());
        assert_eq!(plan(&given).unwrap_err(), FieldErrors::one("candidate", Flaw::Blank));
        given.insert("candidate".into(), "x".into());
        assert_eq!(plan(&given).unwrap_err(), FieldErrors::one("candidate", Flaw::Choice));
    }

    #[test]
    fn only_the_controls_of_a_scorecard_are_kept() {
        let typed = [("answer-7-0", "a"), ("score-7", "3"), ("comment", ""), ("recommendation", "yes"), ("id", "x"), ("reason", "y")];
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        assert_eq!(controls(typed).into_keys().collect::<Vec<_>>(), ["answer-7-0", "recommendation", "score-7"]);
    }
}
