//! `/interviews/{id}`: an interview, and the scorecards of it.

use super::{agenda::tone, calls, cards, cards::People, keeper, kit, plan, plan::Offer, when};
use crate::{
    call::Posted,
    draft,
    i18n::{Locale, Text, errors, interviews as words, kit as shared, words::Named},
    load::{load, refusal},
    tasks,
    ui::{Banner, Breadcrumb, Button, EmptyState, Fact, Facts, Field, Glyph, Heading, LinkButton, Look, Refusal, Tag, Tone},
    visit::{Visit, reader, visit},
};
use domain::{
    error::Error,
    interviews::{Interview, InterviewFields, InterviewStatus, Rsvp},
    policy::{self, Action, Actor, InterviewFacts, On},
    resource::Described,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::{
    candidates,
    scorecards::{self, Heard, Kit},
    users,
};

/// Everything the page is made of.
struct Found {
    kit: Kit,
    candidate: domain::candidates::Candidate,
    people: People,
    /// For the form that changes it.
    offer: Option<Offer>,
    edits: bool,
}

/// `/interviews/{id}`.
#[component]
pub fn InterviewPage() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let Ok(id) = calls::interview(&id) else { return refusal(Error::NotFound) };
    let asked = |name: &str| use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let (did, edit) = (asked("did"), !asked("edit").is_empty());
    let posted = use_context::<Posted>().filter(|posted| posted.error.is_some());
    let work = async move {
        let kit = scorecards::kit(&service, &actor, id).await?;
        let candidate = candidates::get(&service, &actor, kit.interview.candidate.unwrap_or_default()).await?;
        let people = users::list(&service, &actor).await?.into_iter().map(|user| (user.id, user.name.clone())).collect();
        let file = candidates::facts(&service, &candidate).await?;
        let edits = policy::can(&actor, Action::EditInterview, On::Interview(&InterviewFacts::from(&kit.interview), &file)).is_ok();
        let offer = if edit && edits { Some(plan::offer(&service, &actor, candidate.id).await?) } else { None };
        Ok((Found { kit, candidate, people, offer, edits }, actor))
    };
    load(work, move |(found, actor)| show(&visit, &actor, &found, &did, posted.as_ref()))
}

fn show(visit: &Visit, actor: &Actor, found: &Found, did: &str, posted: Option<&Posted>) -> AnyView {
    let locale = visit.locale;
    let Found { kit, candidate, people, offer, .. } = found;
    let interview = &kit.interview;
    let status = interview.stands(visit.clock.now);
    let title = words::interview_with(locale, &candidate.name());
    let of = |action: &str| posted.filter(|posted| posted.action == action);
    // A form that is still there says itself why it was refused.
    let writes = kit.sits && status.live();
    let listed = |id: &str| kit.tasks.iter().chain(&kit.retired).any(|task| task.id.to_string() == id);
    let amends = |posted: &Posted| posted.values.get("task").is_some_and(|id| listed(id));
    let inside = |posted: &Posted| match posted.action.as_str() {
        "hand_in_scorecard" | "keep_scorecard" => writes && kit.own.is_none(),
        "amend_answer" => writes && kit.own.is_some() && amends(posted),
        "amend_scorecard" => writes && kit.own.is_some(),
        "move_interview" => offer.is_some(),
        "cancel_interview" => found.edits && status.next().contains(&InterviewStatus::Cancelled),
        _ => false,
    };
    // What was typed into a form that is gone meanwhile is not lost with it.
    let typed = posted.filter(|posted| !inside(posted)).map(|posted| tasks::typed(shared::YOU_TYPED.get(locale), &posted.values, |_| true));
    let outside = posted.filter(|posted| !inside(posted)).and_then(|posted| posted.error.clone());
    let outside = outside.map(|error| {
        let flaw = errors::at(locale, Some(&error), "start").map(|flaw| view! { <p>{flaw}</p> });
        let sentence = errors::sentence(locale, &error);
        view! { <Banner tone=Tone::Danger alert=true><p>{sentence}</p>{flaw}{typed}</Banner> }
    });
    let done = posted.is_none().then(|| done(locale, did)).flatten();
    let reader = actor.user().map(|user| user.to_string()).unwrap_or_default();
    let forget = (did == "handed_in").then(|| draft::forget(&keeper::key(&reader, &interview.id.to_string())));
    let above = vec![("/interviews".to_owned(), words::TITLE.get(locale).to_owned())];
    let under = view! {
        <p class="group-facts"><Tag tone=tone(status)>{status.label(locale)}</Tag><span class="anywhere" dir="auto">{kit.group.name.clone()}</span></p>
    };
    let edit = offer.as_ref().map(|offer| {
        view! {
            <section class="section" aria-labelledby="change">
                <h2 id="change">{words::CHANGE_TITLE.get(locale)}</h2>
                {plan::form(visit, offer, Some(interview), of("move_interview"), "")}
            </section>
        }
    });
    let ways = ways(locale, found, status, offer.is_some());
    let facts = facts(visit, interview, people, candidate);
    let own = own(visit, found, status, &reader, posted);
    let others = others(locale, found);
    let off = off(locale, found, status, of("cancel_interview"));
    let invited = invited(visit, actor, interview);
    view! {
        <Title text=title.clone()/>
        <Breadcrumb locale above/>
        <div class="notices">{outside}{done}{invited}</div>
        {forget}
        <Heading title=title under=under.into_any()>{ways}</Heading>
        {edit}
        {facts}
        {own}
        {others}
        {off}
    }
    .into_any()
}

fn done(locale: Locale, did: &str) -> Option<AnyView> {
    let text: Text = match did {
        "planned" => words::PLANNED,
        "moved" => words::MOVED,
        "cancelled" => words::CANCELLED,
        "no_show" => words::NO_SHOW_DONE,
        "came" => words::CAME_DONE,
        "replied" => words::REPLIED,
        "kept" => words::KEPT,
        "handed_in" => words::HANDED_IN,
        "amended" => words::AMENDED,
        _ => return None,
    };
    Some(view! { <Banner tone=Tone::Good><p role="status">{text.get(locale)}</p></Banner> }.into_any())
}

fn ways(locale: Locale, found: &Found, status: InterviewStatus, open: bool) -> Option<AnyView> {
    let id = found.kit.interview.id;
    let change = (found.edits && status == InterviewStatus::Scheduled && !open).then(|| {
        view! { <LinkButton href=format!("/interviews/{id}?edit=true#change") icon=Glyph::Edit>{words::CHANGE.get(locale)}</LinkButton> }
    });
    change.map(IntoAny::into_any)
}

/// The invitation of whoever looks, until they have answered it.
fn invited(visit: &Visit, actor: &Actor, interview: &Interview) -> Option<AnyView> {
    let page = format!("/interviews/{}", interview.id);
    let (answers, invited) = (reply(visit, actor, interview, &page)?, words::YOU_ARE_INVITED.get(visit.locale));
    Some(view! { <Banner tone=Tone::Accent><div class="row"><p>{invited}</p>{answers}</div></Banner> }.into_any())
}

/// The two answers to an invitation that waits for one, posted to this page.
pub fn reply(visit: &Visit, actor: &Actor, interview: &Interview, page: &str) -> Option<AnyView> {
    let locale = visit.locale;
    let seat = interview.interviewers.iter().find(|seat| Some(seat.user) == actor.user())?;
    if interview.stands(visit.clock.now) != InterviewStatus::Scheduled || seat.rsvp != Rsvp::Pending {
        return None;
    }
    let answer = |rsvp: Rsvp, label: Text, look: Look| {
        view! {
            <form method="post" action=format!("{page}?do=answer_invitation")>
                <input type="hidden" name="id" value=interview.id.to_string()/>
                <input type="hidden" name="rsvp" value=rsvp.word()/>
                <input type="hidden" name="back" value=page.to_owned()/>
                <Button look>{label.get(locale)}</Button>
            </form>
        }
    };
    Some(
        view! {
            {answer(Rsvp::Accepted, words::ACCEPT, Look::Primary)}
            {answer(Rsvp::Declined, words::DECLINE, Look::Quiet)}
        }
        .into_any(),
    )
}

fn facts(visit: &Visit, interview: &Interview, people: &People, candidate: &domain::candidates::Candidate) -> AnyView {
    let locale = visit.locale;
    let (here, there) = when::told(locale, interview, when::zone(visit));
    let there = there.map(|there| view! { <p class="muted">{there}</p> });
    let seats = interview
        .interviewers
        .iter()
        .map(|seat| {
            let said = match seat.rsvp {
                Rsvp::Pending => words::PENDING,
                Rsvp::Accepted => words::ACCEPTED,
                Rsvp::Declined => words::DECLINED,
            };
            view! { <li dir="auto">{cards::name(locale, people, Some(seat.user))}<span class="muted">" · "{said.get(locale)}</span></li> }
        })
        .collect_view();
    let place = interview
        .place
        .clone()
        .map(|place| view! { <Fact label=words::PLACE.get(locale)><span class="anywhere" dir="auto">{place}</span></Fact> });
    let link = interview.link.clone().map(|link| {
        let href = link.clone();
        view! { <Fact label=words::LINK.get(locale)><a class="anywhere" href=href rel="noreferrer">{link}</a></Fact> }
    });
    let reason = interview
        .reason
        .clone()
        .map(|reason| view! { <Fact label=words::REASON.get(locale)><span class="anywhere" dir="auto">{reason}</span></Fact> });
    let (href, name) = (format!("/candidates/{}", candidate.id), candidate.name());
    let position = candidate.position.clone().map(|position| format!(" · {position}"));
    view! {
        <Facts>
            <Fact label=words::CANDIDATE.get(locale)><a href=href dir="auto">{name}</a>{position}</Fact>
            <Fact label=words::ON.get(locale)><p>{here}</p>{there}</Fact>
            <Fact label=words::WHO.get(locale)><ul>{seats}</ul></Fact>
            {place}
            {link}
            {reason}
        </Facts>
    }
    .into_any()
}

/// What whoever looks writes, or has handed in.
fn own(visit: &Visit, found: &Found, status: InterviewStatus, reader: &str, posted: Option<&Posted>) -> Option<AnyView> {
    let (locale, kit) = (visit.locale, &found.kit);
    if !kit.sits {
        return None;
    }
    if !status.live() {
        return Some(view! { <div class="section"><Banner><p>{words::NOT_HELD.get(locale)}</p></Banner></div> }.into_any());
    }
    if let Some(own) = &kit.own {
        let asked: Vec<_> = kit.tasks.iter().chain(&kit.retired).collect();
        return Some(kit::amend(locale, &kit.interview, &asked, own, posted));
    }
    let refused = posted.filter(|posted| matches!(posted.action.as_str(), "hand_in_scorecard" | "keep_scorecard"));
    let page = format!("/interviews/{}", kit.interview.id);
    Some(view! { <div class="section">{kit::form(visit, kit, reader, &page, refused)}</div> }.into_any())
}

/// What the others handed in; how many, where one may not read it yet.
fn others(locale: Locale, found: &Found) -> AnyView {
    let kit = &found.kit;
    let all: Vec<&Heard> = kit.own.iter().chain(&kit.others).collect();
    let told = words::HIDDEN.of(locale, kit.hidden as i64);
    let hidden = (kit.hidden > 0).then(|| view! { <Banner><p>{told}</p></Banner> });
    let body = if all.is_empty() && kit.hidden == 0 {
        (!kit.sits).then(|| {
            view! { <EmptyState glyph=Glyph::Questions title=words::SCORECARDS.get(locale) why=words::NOTHING_YET.get(locale)/> }.into_any()
        })
    } else {
        (!kit.others.is_empty() || (kit.own.is_some() && kit.hidden == 0))
            .then(|| cards::side_by_side(locale, &kit.tasks, &all, &found.people))
    };
    if body.is_none() && hidden.is_none() {
        return ().into_any();
    }
    view! {
        <section class="section" id="scorecards" aria-labelledby="scorecards-title">
            <h2 id="scorecards-title">{words::OTHERS.get(locale)}</h2>
            {hidden}
            {body}
        </section>
    }
    .into_any()
}

/// Calling it off, and noting that nobody came.
fn off(locale: Locale, found: &Found, status: InterviewStatus, refused: Option<&Posted>) -> Option<AnyView> {
    if !found.edits {
        return None;
    }
    let interview = &found.kit.interview;
    let (id, version) = (interview.id.to_string(), interview.version.to_string());
    let next = status.next();
    let cancel = next.contains(&InterviewStatus::Cancelled).then(|| {
        let error = refused.and_then(|posted| posted.error.clone());
        let flaw = errors::at(locale, error.as_ref(), "reason");
        let value = refused.and_then(|posted| posted.values.get("reason").cloned()).unwrap_or_default();
        let (id, version, open) = (id.clone(), version.clone(), refused.is_some());
        view! {
            <details class="filters" id="call-off" open=open>
                <summary class="button button-bare">{words::CALL_OFF_TITLE.get(locale)}</summary>
                <form class="form form-narrow question-guide" method="post" novalidate=true action=format!("/interviews/{id}?do=cancel_interview#call-off")>
                    <Refusal locale error/>
                    <p class="muted">{words::CALL_OFF_WHY.get(locale)}</p>
                    <input type="hidden" name="id" value=id.clone()/>
                    <input type="hidden" name="version" value=version/>
                    <Field
                        name="reason"
                        label=words::REASON.get(locale)
                        rule=InterviewFields::RESOURCE.field("reason")
                        required=true
                        value
                        error=flaw
                        autocomplete="off"
                    />
                    <div class="row"><Button look=Look::Danger>{words::CALL_OFF.get(locale)}</Button></div>
                </form>
            </details>
        }
    });
    let step = |to: InterviewStatus, call: &str, label: &'static str| {
        next.contains(&to).then(|| {
            view! {
                <form method="post" action=format!("/interviews/{id}?do={call}")>
                    <input type="hidden" name="id" value=id.clone()/>
                    <input type="hidden" name="version" value=version.clone()/>
                    <Button look=Look::Bare>{label}</Button>
                </form>
            }
        })
    };
    let no_show = step(InterviewStatus::NoShow, "note_no_show", words::DID_NOT_COME.get(locale));
    let came = step(InterviewStatus::Scheduled, "undo_no_show", words::CAME.get(locale));
    let any = cancel.is_some() || no_show.is_some() || came.is_some();
    any.then(|| view! { <div class="section interview-off">{cancel}{no_show}{came}</div> }.into_any())
}
