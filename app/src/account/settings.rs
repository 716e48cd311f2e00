//! One's own account: name, language, time zone, password, and the browsers one is signed in with.

use crate::{
    call::Posted,
    caller::Caller,
    i18n::{Locale, account, errors, fields, interviews, settings as words},
    load::{load, refusal},
    shell::preferences,
    ui::{Banner, Button, Choice, Field, Glyph, Heading, Input, Look, Moment, Refusal, Select, Tone},
    users::SettingsTabs,
    visit::{Visit, asker, visit},
};
use domain::{
    resource::{Described, Field as Rule},
    text,
    users::{User, UserFields},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use service::sessions::{self, Session};

/// `/settings/account`.
#[component]
pub fn Account() -> impl IntoView {
    let visit = visit();
    let (service, actor) = match asker() {
        Ok(asker) => asker,
        Err(error) => return refusal(error),
    };
    let Some(user) = visit.user.clone() else { return refusal(domain::error::Error::Unauthenticated) };
    let locale = visit.locale;
    let posted = use_context::<Posted>().unwrap_or_default();
    let saved = use_query_map().with_untracked(|query| query.get("saved"));
    let saved = saved.and_then(|what| match what.as_str() {
        "profile" => Some(words::PROFILE_SAVED),
        "password" => Some(words::PASSWORD_CHANGED),
        "session" => Some(words::SESSION_ENDED),
        "calendar" => Some(words::CALENDAR_RENEWED),
        _ => None,
    });
    let saved = saved.map(|text| view! { <Banner tone=Tone::Good><p role="status">{text.get(locale)}</p></Banner> });
    let this = expect_context::<Caller>().session.map(|session| session.0);
    let sessions = load(async move { sessions::list(&service, &actor).await }, {
        let visit = visit.clone();
        move |sessions| browsers(&visit, sessions, this)
    });
    let origin = expect_context::<Caller>().origin;
    let (service, id) = (crate::visit::service(), user.id);
    let feed = load(async move { service::interviews::feed(&service, id).await }, move |secret| calendar(locale, &origin, &secret));
    view! {
        <Title text=words::ACCOUNT.get(locale)/>
        <Heading title=words::TITLE.get(locale)/>
        <SettingsTabs here="/settings/account"/>
        {saved}
        {profile(locale, &user, &posted)}
        <section class="section" aria-labelledby="appearance">
            <h2 id="appearance">{words::APPEARANCE.get(locale)}</h2>
            <p class="section-why">{words::APPEARANCE_WHY.get(locale)}</p>
            <div class="form form-narrow">{preferences(locale, visit.theme)}</div>
        </section>
        {password(locale, &user, &posted)}
        <section class="section" aria-labelledby="calendar">
            <h2 id="calendar">{interviews::CALENDAR.get(locale)}</h2>
            <p class="section-why">{interviews::CALENDAR_WHY.get(locale)}</p>
            {feed}
        </section>
        <section class="section" aria-labelledby="sessions">
            <h2 id="sessions">{words::SESSIONS.get(locale)}</h2>
            <p class="section-why">{words::SESSIONS_WHY.get(locale)}</p>
            {sessions}
        </section>
    }
    .into_any()
}

fn rule(name: &str) -> Option<&'static Rule> {
    UserFields::RESOURCE.field(name)
}

fn profile(locale: Locale, user: &User, posted: &Posted) -> AnyView {
    let refused = (posted.action == "save_account").then_some(posted);
    let typed = |name: &str, stored: String| refused.and_then(|posted| posted.values.get(name).cloned()).unwrap_or(stored);
    let error = |name: &str| errors::at(locale, refused.and_then(|posted| posted.error.as_ref()), name);
    view! {
        <section class="section" aria-labelledby="profile">
            <h2 id="profile">{words::PROFILE.get(locale)}</h2>
            <form class="form form-narrow" method="post" action="/settings/account?do=save_account">
                <Refusal locale error=refused.and_then(|posted| posted.error.clone())/>
                <p class="field-hint">{user.email.clone()}</p>
                <Field
                    name="name"
                    label=fields::label(locale, "name")
                    rule=rule("name")
                    value=typed("name", user.name.clone())
                    error=error("name")
                    autocomplete="name"
                />
                <Select
                    name="locale"
                    label=fields::label(locale, "locale")
                    choices=Choice::all(locale, Locale::ALL)
                    value=typed("locale", user.locale.map(|locale| locale.to_string()).unwrap_or_default())
                    empty=words::FOLLOW_BROWSER.get(locale)
                    error=error("locale")
                />
                <Field
                    name="time_zone"
                    id="timeZone"
                    label=fields::label(locale, "timeZone")
                    rule=rule("timeZone")
                    value=typed("time_zone", user.time_zone.clone().unwrap_or_default())
                    hint=words::TIME_ZONE_HINT.get(locale)
                    error=error("timeZone")
                />
                <Button look=Look::Primary>{words::SAVE.get(locale)}</Button>
            </form>
        </section>
    }
    .into_any()
}

fn password(locale: Locale, user: &User, posted: &Posted) -> AnyView {
    let refused = (posted.action == "change_password").then_some(posted);
    let error = |name: &str| errors::at(locale, refused.and_then(|posted| posted.error.as_ref()), name);
    view! {
        <section class="section" aria-labelledby="change-password">
            <h2 id="change-password">{words::CHANGE_PASSWORD.get(locale)}</h2>
            <form class="form form-narrow" method="post" action="/settings/account?do=change_password">
                <Refusal locale error=refused.and_then(|posted| posted.error.clone())/>
                <input type="hidden" name="username" autocomplete="username" value=user.email.clone()/>
                <Field
                    name="current"
                    label=account::CURRENT_PASSWORD.get(locale)
                    input=Input::Password
                    required=true
                    error=error("current")
                    autocomplete="current-password"
                />
                <Field
                    name="password"
                    label=account::NEW_PASSWORD.get(locale)
                    input=Input::Password
                    required=true
                    hint=account::password_hint(locale, *text::PASSWORD.start())
                    error=error("password")
                    autocomplete="new-password"
                />
                <Button>{words::CHANGE_PASSWORD.get(locale)}</Button>
            </form>
        </section>
    }
    .into_any()
}

/// The private address of one's calendar.
fn calendar(locale: Locale, origin: &str, secret: &str) -> AnyView {
    let address = format!("{origin}/calendar/{secret}.ics");
    view! {
        <div class="form form-narrow">
            <div class="field">
                <label class="field-label" for="calendar-address">{interviews::CALENDAR_ADDRESS.get(locale)}</label>
                <input class="control" id="calendar-address" readonly=true value=address/>
            </div>
            <form method="post" action="/settings/account?do=renew_calendar">
                <Button>{interviews::CALENDAR_RENEW.get(locale)}</Button>
            </form>
        </div>
    }
    .into_any()
}

fn browsers(visit: &Visit, sessions: Vec<Session>, this: Option<uuid::Uuid>) -> AnyView {
    let rows = sessions.into_iter().map(|session| browser(visit, session, this)).collect_view();
    view! { <ul class="entry-list">{rows}</ul> }.into_any()
}

fn browser(visit: &Visit, session: Session, this: Option<uuid::Uuid>) -> AnyView {
    let locale = visit.locale;
    let here = this == Some(session.id);
    let name = browser_name(&session.user_agent).unwrap_or(words::UNKNOWN_BROWSER.get(locale));
    let end = if here {
        view! { <span class="entry-note">{words::THIS_SESSION.get(locale)}</span> }.into_any()
    } else {
        view! {
            <form method="post" action="/settings/account?do=end_session">
                <input type="hidden" name="session" value=session.id.to_string()/>
                <Button icon=Glyph::SignOut>{words::END_SESSION.get(locale)}</Button>
            </form>
        }
        .into_any()
    };
    view! {
        <li class="entry">
            <div class="entry-words">
                <p>{name.to_owned()}</p>
                <p class="entry-note">
                    {words::LAST_SEEN.get(locale)}" "<Moment locale at=session.seen_at clock=visit.clock/>
                    " · "{words::SINCE.get(locale)}" "<Moment locale at=session.created_at clock=visit.clock/>
                </p>
            </div>
            {end}
        </li>
    }
    .into_any()
}

/// What people call a browser. Every browser claims to be the ones before it, so the newest name counts.
fn browser_name(user_agent: &str) -> Option<&'static str> {
    let known =
        [("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];
    known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
}
