//! `/invitation/{secret}`: an invitation, answered from the letter without signing in. Looking changes nothing; a press does.

use super::when;
use crate::{
    call::Posted,
    i18n::{Text, errors, interviews as words},
    load::{refusal, void},
    ui::{Banner, Button, Look, Tone},
    visit::{Visit, service, visit},
};
use domain::{
    error::Error,
    interviews::{Interview, Rsvp},
    users::User,
    zones,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::interviews;

/// `/invitation/{secret}`.
#[component]
pub fn Invitation() -> impl IntoView {
    let visit = visit();
    let service = service();
    let secret = use_params_map().with_untracked(|params| params.get("secret").unwrap_or_default());
    let did = use_query_map().with_untracked(|query| query.get("did").is_some());
    let posted = use_context::<Posted>().filter(|posted| posted.action == "answer_by_link");
    let work = {
        let secret = secret.clone();
        async move { interviews::by_link(&service, &secret).await }
    };
    Suspend::new(async move {
        match work.await.map_err(|error| error.answer()) {
            Ok((interview, user)) => show(&visit, &secret, &interview, &user, did, posted.as_ref()),
            Err(Error::NotFound) => nothing(&visit),
            Err(error) => refusal(error),
        }
    })
    .into_any()
}

/// The link is of a plan that no longer holds, or of none.
fn nothing(visit: &Visit) -> AnyView {
    let on = view! { <p class="card-note"><a href="/interviews">{words::TITLE.get(visit.locale)}</a></p> };
    void(words::ANSWER_TITLE.get(visit.locale), words::ANSWER_VOID.get(visit.locale), Some(on.into_any()))
}

fn show(visit: &Visit, secret: &str, interview: &Interview, user: &User, did: bool, posted: Option<&Posted>) -> AnyView {
    // Whoever got the letter reads the language they chose, in their own time zone.
    let locale = user.locale.unwrap_or(visit.locale);
    let zone = user.time_zone.as_deref().and_then(|name| zones::zone(name).ok());
    let zone = zone.or_else(|| zones::zone(&interview.time_zone).ok()).unwrap_or(zones::Tz::UTC);
    let (here, there) = when::told(locale, interview, zone);
    let there = there.map(|there| view! { <p class="muted">{there}</p> });
    let seat = interview.interviewers.iter().find(|seat| seat.user == user.id).map(|seat| seat.rsvp).unwrap_or_default();
    let refused = posted.and_then(|posted| posted.error.clone()).map(|error| errors::sentence(locale, &error));
    let refused = refused.map(|sentence| view! { <Banner tone=Tone::Danger alert=true><p>{sentence}</p></Banner> });
    let done = did.then(|| view! { <Banner tone=Tone::Good><p role="status">{words::ANSWERED.get(locale)}</p></Banner> });
    let answer = |rsvp: Rsvp, label: Text, look: Look| {
        view! {
            <form method="post" action=format!("/invitation/{secret}?do=answer_by_link")>
                <input type="hidden" name="secret" value=secret.to_owned()/>
                <input type="hidden" name="rsvp" value=rsvp.word()/>
                <Button look>{label.get(locale)}</Button>
            </form>
        }
    };
    let said = match seat {
        Rsvp::Pending => words::PENDING,
        Rsvp::Accepted => words::ACCEPTED,
        Rsvp::Declined => words::DECLINED,
    };
    let place = interview.place.clone().map(|place| view! { <p class="anywhere" dir="auto">{place}</p> });
    view! {
        <Title text=words::ANSWER_TITLE.get(locale)/>
        <div class="card" lang=locale.word()>
            <h1>{words::ANSWER_TITLE.get(locale)}</h1>
            {refused}
            {done}
            <p><strong>{here}</strong></p>
            {there}
            {place}
            <p class="muted" dir="auto">{user.name.clone()}" · "{said.get(locale)}</p>
            <div class="row">
                {answer(Rsvp::Accepted, words::ACCEPT, if seat == Rsvp::Accepted { Look::Quiet } else { Look::Primary })}
                {answer(Rsvp::Declined, words::DECLINE, Look::Quiet)}
            </div>
            <p class="card-note"><a href=format!("/interviews/{}", interview.id)>{words::TO_KIT.get(locale)}</a></p>
        </div>
    }
    .into_any()
}
