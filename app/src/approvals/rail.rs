//! What was decided about a request, and what waits: on the request's own page.

use crate::{
    i18n::{Locale, approvals as words, words::Named},
    interviews::cards::{People, name},
    ui::{Banner, Button, LinkButton, Look, Moment, Tag, Tone},
    visit::Visit,
};
use domain::{approvals::ApprovalStatus, id::UserId};
use leptos::prelude::*;
use service::approvals::Round;

/// The tone of where a round stands.
pub fn tone(status: ApprovalStatus) -> Tone {
    match status {
        ApprovalStatus::Pending => Tone::Caution,
        ApprovalStatus::Approved => Tone::Good,
        ApprovalStatus::Rejected => Tone::Danger,
        ApprovalStatus::Withdrawn | ApprovalStatus::Superseded => Tone::Neutral,
    }
}

/// The rounds of a request, the latest open; nothing where none was begun.
pub fn rail(visit: &Visit, rounds: &[Round], people: &People, edits: bool, manages: bool) -> Option<AnyView> {
    let locale = visit.locale;
    let (latest, earlier) = rounds.split_first()?;
    let reader = visit.user.as_ref().map(|user| user.id);
    let mine = reader.is_some_and(|reader| latest.waits_for.contains(&reader)).then(|| {
        let href = format!("/approvals/{}", latest.approval.id);
        view! { <LinkButton href look=Look::Primary>{words::DECIDE.get(locale)}</LinkButton> }
    });
    let stale = (latest.approval.status == ApprovalStatus::Approved && !latest.approval.differences(&latest.request).is_empty())
        .then(|| view! { <Banner tone=Tone::Caution><p>{words::CHANGED_SINCE.get(locale)}</p></Banner> });
    let stuck =
        latest.approval.is_stuck(&latest.waits_for).then(|| view! { <Banner tone=Tone::Danger><p>{words::STUCK.get(locale)}</p></Banner> });
    let pending = latest.approval.status == ApprovalStatus::Pending;
    let remind = (pending && edits && !latest.waits_for.is_empty()).then(|| {
        let action = format!("/resource-requests/{}?do=remind_of_approval#approval", latest.request.id);
        view! {
            <form method="post" action=action>
                <input type="hidden" name="id" value=latest.request.id.to_string()/>
                <input type="hidden" name="approval" value=latest.approval.id.to_string()/>
                <Button>{words::REMIND.get(locale)}</Button>
            </form>
        }
    });
    let replace = (pending && manages).then(|| {
        let href = format!("/approvals/{}#hand-over", latest.approval.id);
        view! { <LinkButton href>{words::REPLACE.get(locale)}</LinkButton> }
    });
    let earlier = (!earlier.is_empty()).then(|| {
        let rounds = earlier.iter().map(|other| round(visit, other, people)).collect_view();
        view! { <details class="filters"><summary class="button button-bare">{words::ROUNDS_BEFORE.get(locale)}</summary><div class="stack">{rounds}</div></details> }
    });
    Some(
        view! {
            <section class="section" id="approval" aria-labelledby="approval-title">
                <h2 id="approval-title">{words::RAIL.get(locale)}</h2>
                {stale}
                {stuck}
                {round(visit, latest, people)}
                <div class="row">{mine}{remind}{replace}</div>
                {earlier}
            </section>
        }
        .into_any(),
    )
}

/// One round: its steps, and who decided what in them.
pub fn round(visit: &Visit, round: &Round, people: &People) -> AnyView {
    let locale = visit.locale;
    let Round { approval, request, waits_for, .. } = round;
    let current = approval.current();
    let steps = approval
        .steps
        .iter()
        .enumerate()
        .map(|(place, step)| {
            let title = words::step(locale, place + 1, approval.steps.len(), &step.name, approval.approvals(place), step.required);
            let decided = approval.decisions.iter().filter(|decision| decision.step == place as i64);
            let decided = decided
                .map(|decision| {
                    let reason = decision.reason.clone().map(|reason| view! { <p class="ask-lines anywhere" dir="auto">{reason}</p> });
                    view! {
                        <li>
                            <p><strong dir="auto">{name(locale, people, Some(decision.by))}</strong>" "{decision.verdict.label(locale)}" · "<Moment locale at=decision.at clock=visit.clock/></p>
                            {reason}
                        </li>
                    }
                })
                .collect_view();
            let waits = (current == Some(place) && !waits_for.is_empty()).then(|| {
                view! { <p class="muted" dir="auto">{words::waits_for(locale, &names(locale, waits_for, people))}</p> }
            });
            view! { <li><p class="anywhere" dir="auto">{title}</p>{waits}<ul>{decided}</ul></li> }
        })
        .collect_view();
    let (tone, status) = (tone(approval.status), approval.status.label(locale));
    // That it was approved made a version too: another is told of where it says something else.
    let differs = approval.status == ApprovalStatus::Pending || !approval.differences(request).is_empty();
    let now = if differs { request.version } else { approval.request_version };
    let version = words::about_version(locale, approval.request_version, now);
    view! {
        <div class="rail-round">
            <p class="group-facts"><Tag tone=tone>{status}</Tag><span>{version}</span></p>
            <ol class="rail-steps">{steps}</ol>
        </div>
    }
    .into_any()
}

fn names(locale: Locale, users: &[UserId], people: &People) -> String {
    users.iter().map(|user| name(locale, people, Some(*user))).collect::<Vec<_>>().join(", ")
}
