//! `/assignments/new?candidate=…`: which questions are sent, and until when; and what was sent, in the person's file.

use crate::{
    call::Posted,
    caller::Caller,
    i18n::{Locale, assignments as words, dates, errors, kit, words::Named},
    interviews::plan::{self, Offer},
    load::{load, refusal},
    ui::{Breadcrumb, Button, Choice, EmptyState, Field, Glyph, Heading, Icon, LinkButton, Look, Refusal, Select, Tag, Tone},
    visit::{Visit, reader, visit},
};
use domain::{
    assignments::{Assignment, AssignmentStatus},
    error::Error,
    policy::{self, Action, On},
    task_groups::GroupKind,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use std::collections::BTreeMap;

/// Days for which a link works where nothing else is said.
const USUAL: &str = "7";

/// `/assignments/new`.
#[component]
pub fn NewAssignment() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    if let Err(rule) = policy::can(&actor, Action::SendAssignment, On::Nothing) {
        return refusal(rule.into());
    }
    let visit = visit();
    let locale = visit.locale;
    let posted = use_context::<Posted>().filter(|posted| posted.action == "send_questions");
    let asked = use_query_map().with_untracked(|query| query.get("candidate").unwrap_or_default());
    let candidate = posted.as_ref().and_then(|posted| posted.values.get("candidate").cloned()).unwrap_or(asked);
    if candidate.is_empty() {
        let q = use_query_map().with_untracked(|query| query.get("q").unwrap_or_default());
        return plan::choose(&visit, service, actor, q, "/assignments/new", words::SEND_QUESTIONS);
    }
    let Ok(candidate) = candidate.parse() else { return refusal(Error::NotFound) };
    let work = async move { plan::offer(&service, &actor, candidate).await };
    load(work, move |offer| form(locale, &offer, posted.as_ref()))
}

fn form(locale: Locale, offer: &Offer, posted: Option<&Posted>) -> AnyView {
    let title = words::send_to(locale, &offer.candidate.name());
    let home = format!("/candidates/{}", offer.candidate.id);
    let above = vec![(home.clone(), offer.candidate.name())];
    let value = |name: &str| posted.and_then(|posted| posted.values.get(name).cloned());
    let refused = posted.and_then(|posted| posted.error.clone());
    let error = |name: &str| errors::at(locale, refused.as_ref(), name);
    // What is asked in interviews comes last.
    let mut groups: Vec<_> = offer.groups.iter().collect();
    groups.sort_by_key(|group| group.kind == GroupKind::Interview);
    let groups: Vec<Choice> = groups.into_iter().map(|group| Choice::new(group.id.to_string(), group.name.clone())).collect();
    let standings: Vec<Choice> =
        offer.standings.iter().map(|(standing, name)| Choice::new(standing.id.to_string(), name.clone())).collect();
    let body = if groups.is_empty() {
        view! { <EmptyState glyph=Glyph::Questions title=words::WHICH.get(locale) why=crate::i18n::interviews::NO_GROUPS.get(locale)/> }
            .into_any()
    } else {
        view! {
            <form class="form form-narrow" method="post" novalidate=true action="/assignments/new?do=send_questions">
                <Refusal locale error=refused.clone()/>
                <input type="hidden" name="candidate" value=offer.candidate.id.to_string()/>
                <Select
                    name="recruitment_task_group"
                    id="recruitmentTaskGroup"
                    label=words::WHICH.get(locale)
                    choices=groups
                    value=value("recruitment_task_group").unwrap_or_default()
                    error=error("recruitmentTaskGroup")
                />
                <Select
                    name="request"
                    id="resourceRequestCandidate"
                    label=crate::i18n::interviews::FOR_REQUEST.get(locale)
                    choices=standings
                    value=value("request").unwrap_or_default()
                    empty=crate::i18n::interviews::NO_REQUEST.get(locale)
                    error=error("resourceRequestCandidate")
                />
                <Field
                    name="days"
                    label=words::DAYS.get(locale)
                    hint=words::DAYS_HINT.get(locale)
                    value=value("days").unwrap_or_else(|| USUAL.to_owned())
                    error=error("days")
                    required=true
                    autocomplete="off"
                />
                <div class="row">
                    <Button look=Look::Primary>{words::SEND.get(locale)}</Button>
                    <LinkButton href=home look=Look::Bare>{kit::CANCEL.get(locale)}</LinkButton>
                </div>
            </form>
        }
        .into_any()
    };
    view! {
        <Title text=title.clone()/>
        <Breadcrumb locale above/>
        <Heading title=title/>
        {body}
    }
    .into_any()
}

/// What was sent to a candidate: the link to pass on while it works, and the way to take it back.
pub fn list(visit: &Visit, sent: &[(Assignment, String)], groups: &BTreeMap<domain::id::TaskGroupId, String>) -> AnyView {
    let locale = visit.locale;
    let origin = expect_context::<Caller>().origin;
    let rows = sent
        .iter()
        .map(|(assignment, secret)| {
            let status = assignment.stands(visit.clock.now);
            let tone = match status {
                AssignmentStatus::Sent => Tone::Accent,
                AssignmentStatus::Submitted => Tone::Good,
                AssignmentStatus::Expired => Tone::Caution,
                AssignmentStatus::Withdrawn => Tone::Neutral,
            };
            let name = assignment.task_group.and_then(|group| groups.get(&group).cloned()).unwrap_or_default();
            let until = dates::date(locale, assignment.expires_at.unwrap_or_default().with_timezone(&visit.clock.zone).date_naive());
            let open = (status == AssignmentStatus::Sent).then(|| {
                let (link, id) = (format!("{origin}/answer/{secret}"), assignment.id.to_string());
                let label = format!("{}: {name}", words::LINK.get(locale));
                view! {
                    <p class="assignment-link"><input class="control" readonly=true aria-label=label value=link/></p>
                    <form method="post" action=format!("/candidates/{}?do=withdraw_questions", assignment.candidate.unwrap_or_default())>
                        <input type="hidden" name="assignment" value=id/>
                        <Button look=Look::Bare>{words::WITHDRAW.get(locale)}</Button>
                    </form>
                }
            });
            view! {
                <li class="entry">
                    <Icon glyph=Glyph::Questions/>
                    <div class="entry-words">
                        <p class="anywhere" dir="auto">{name.clone()}</p>
                        <p class="entry-note">{words::until(locale, &until)}</p>
                    </div>
                    <Tag tone=tone>{status.label(locale)}</Tag>
                    {open}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="entry-list">{rows}</ul> }.into_any()
}
