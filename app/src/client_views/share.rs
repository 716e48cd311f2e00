//! What was shared with the client, and sharing more: on the request's own page.

use crate::{
    call::Posted,
    caller::Caller,
    i18n::{Locale, client_views as words, dates, errors, words::Named},
    ui::{Button, Choice, Field, Glyph, Icon, Look, Moment, Options, Refusal, Tag, Tone},
    visit::Visit,
};
use domain::{
    candidates::Candidate,
    client_views::{ClientViewFields, ViewStatus, shows},
    id::RequestId,
    policy::Actor,
    request_candidates::ResourceRequestCandidate,
    requests::ResourceRequest,
    resource::Described,
    tasks::chosen,
};
use leptos::prelude::*;
use service::{
    Service,
    client_views::{self, Answer, Shared},
};

/// Days for which a link works where nothing else is said.
const USUAL: &str = "14";

/// What was shared, with the end of its link, where the reader may know of everybody behind it.
pub type View = (Shared, Option<String>);

/// What was shared of a request.
///
/// # Errors
/// The service's.
pub async fn views(service: &Service, actor: &Actor, request: RequestId) -> service::Result<Vec<View>> {
    let link = |shared: Shared| {
        let link = (shared.hidden == 0).then(|| client_views::link(service, &shared.view)).transpose()?;
        Ok((shared, link))
    };
    client_views::of_request(service, actor, request).await?.into_iter().map(link).collect()
}

/// What was shared and what the client said, and the form that shares more; nothing where there is neither.
pub fn panel(
    visit: &Visit,
    request: &ResourceRequest,
    people: &[(ResourceRequestCandidate, Candidate)],
    views: &[View],
    edits: bool,
    posted: Option<&Posted>,
) -> Option<AnyView> {
    let locale = visit.locale;
    let posted = posted.filter(|posted| posted.action == "share_with_client");
    let running: Vec<_> = people.iter().filter(|(standing, person)| shows(standing, person)).collect();
    let shares = edits && !request.status.over() && !running.is_empty();
    // What was refused is told, though nobody could be shared any more meanwhile.
    let form = (shares || posted.is_some()).then(|| form(locale, request, &running, posted));
    if form.is_none() && views.is_empty() {
        return None;
    }
    let list = (!views.is_empty()).then(|| {
        let rows = views.iter().map(|view| row(visit, request, people, view, edits)).collect_view();
        view! { <ul class="entry-list">{rows}</ul> }
    });
    Some(
        view! {
            <section class="section" id="client-view" aria-labelledby="client-view-title">
                <h2 id="client-view-title">{words::TITLE.get(locale)}</h2>
                {list}
                {form}
            </section>
        }
        .into_any(),
    )
}

fn tone(status: ViewStatus) -> Tone {
    match status {
        ViewStatus::Open => Tone::Accent,
        ViewStatus::Expired => Tone::Caution,
        ViewStatus::Revoked | ViewStatus::Over => Tone::Neutral,
    }
}

/// One link: for whom and until when, what was said, and the way to take it back.
fn row(
    visit: &Visit,
    request: &ResourceRequest,
    people: &[(ResourceRequestCandidate, Candidate)],
    (Shared { view, hidden }, secret): &View,
    edits: bool,
) -> AnyView {
    let locale = visit.locale;
    let status = view.stands(request.status, visit.clock.now);
    let day = view.expires_at.unwrap_or_default().with_timezone(&visit.clock.zone).date_naive();
    let until = words::until(locale, &dates::date(locale, day));
    let count = words::PEOPLE.of(locale, (view.standings.len() + hidden) as i64);
    let unseen = (*hidden > 0).then(|| view! { <li class="muted">{words::HIDDEN.of(locale, *hidden as i64)}</li> });
    let answers = view
        .standings
        .iter()
        .map(|id| {
            let known = people.iter().find(|(standing, _)| standing.id == *id);
            let name = known.map(|(_, person)| person.name()).unwrap_or_else(|| words::REMOVED.get(locale).to_owned());
            let Some(answer) = known.and_then(|(standing, _)| Answer::of(standing)) else {
                let none = words::NO_ANSWER.get(locale);
                return view! { <li><span dir="auto">{name}</span>": "<span class="muted">{none}</span></li> }.into_any();
            };
            let comment = answer.comment.clone().map(|comment| view! { <p class="ask-lines anywhere" dir="auto">{comment}</p> });
            view! {
                <li>
                    <p>
                        <span dir="auto">{name}</span>": "<strong>{answer.verdict.label(locale)}</strong>" · "
                        <Moment locale at=answer.at clock=visit.clock/>
                    </p>
                    {comment}
                </li>
            }
            .into_any()
        })
        .collect_view();
    let contact = view.contact.clone();
    let link = secret.as_ref().filter(|_| edits && status == ViewStatus::Open).map(|secret| {
        let link = format!("{}/client/{secret}", expect_context::<Caller>().origin);
        let label = format!("{}: {contact}", words::LINK.get(locale));
        view! { <p class="assignment-link"><input class="control" readonly=true aria-label=label value=link/></p> }
    });
    // What is over may be reopened, and works again then.
    let revoke = (edits && matches!(status, ViewStatus::Open | ViewStatus::Over)).then(|| {
        let action = format!("/resource-requests/{}?do=revoke_client_view#client-view", request.id);
        let whose = format!(": {contact}");
        view! {
            <form method="post" action=action>
                <input type="hidden" name="view" value=view.id.to_string()/>
                <Button look=Look::Bare>{words::REVOKE.get(locale)}<span class="sr-only" dir="auto">{whose}</span></Button>
            </form>
        }
    });
    view! {
        <li class="entry">
            <Icon glyph=Glyph::People/>
            <div class="entry-words">
                <p class="anywhere" dir="auto">{contact}</p>
                <p class="entry-note">{until}" · "{count}</p>
                <ul class="stack">{answers}{unseen}</ul>
            </div>
            <Tag tone=tone(status)>{status.label(locale)}</Tag>
            {link}
            {revoke}
        </li>
    }
    .into_any()
}

fn form(locale: Locale, request: &ResourceRequest, running: &[&(ResourceRequestCandidate, Candidate)], posted: Option<&Posted>) -> AnyView {
    let error = posted.and_then(|posted| posted.error.clone());
    let flaw = |name: &str| errors::at(locale, error.as_ref(), name);
    let value = |name: &str| posted.and_then(|posted| posted.values.get(name).cloned());
    let choices = running
        .iter()
        .map(|(standing, person)| Choice::new(standing.id.to_string(), format!("{} · {}", person.name(), standing.status.label(locale))))
        .collect();
    let named =
        [("standings", words::WHO, "standings"), ("contact", words::CONTACT, "client-contact"), ("days", words::DAYS, "client-days")];
    let named = named.map(|(field, label, id)| (field.to_owned(), label.get(locale).to_owned(), id.to_owned())).to_vec();
    view! {
        <details class="filters step-way" open=posted.is_some()>
            <summary class="button">{words::SHARE.get(locale)}</summary>
            <form
                class="form form-narrow way-form"
                method="post"
                novalidate=true
                action=format!("/resource-requests/{}?do=share_with_client#client-view", request.id)
            >
                <Refusal locale error=error.clone() named=named/>
                <input type="hidden" name="id" value=request.id.to_string()/>
                <p class="field-hint">{words::SHARE_WHY.get(locale)}</p>
                <Options
                    name="standings"
                    label=words::WHO.get(locale)
                    choices
                    value=posted.map(|posted| chosen(&posted.values, "standings")).unwrap_or_default()
                    several=true
                    error=flaw("standings").unwrap_or_default()
                />
                <Field
                    name="contact"
                    id="client-contact"
                    label=words::CONTACT.get(locale)
                    rule=ClientViewFields::RESOURCE.field("contact")
                    value=value("contact").unwrap_or_default()
                    error=flaw("contact")
                    autocomplete="off"
                />
                <Field
                    name="days"
                    id="client-days"
                    label=words::DAYS.get(locale)
                    hint=words::DAYS_HINT.get(locale)
                    value=value("days").unwrap_or_else(|| USUAL.to_owned())
                    error=flaw("days")
                    required=true
                    autocomplete="off"
                />
                <div class="row"><Button look=Look::Primary>{words::SHARE.get(locale)}</Button></div>
            </form>
        </details>
    }
    .into_any()
}
