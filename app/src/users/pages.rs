//! `/settings/people`: the accounts, and inviting somebody.

use crate::{
    call::Posted,
    caller,
    i18n::{Locale, approvals, errors, fields, interviews as talks, settings as words, shell, tokens, webhooks, words::Named},
    load::{load, refusal},
    mail::mailer,
    ui::{Avatar, Button, Choice, Field, Glyph, Heading, Icon, Look, Menu, Once, Refusal, Select, Tab, Tabs, Tag, Tone},
    visit::{Visit, asker, visit},
};
use domain::{
    policy::{self, Action, On},
    resource::Described,
    users::{Role, User, UserFields},
};
use leptos::prelude::*;
use leptos_meta::Title;
use service::users;

/// `/settings` itself leads to what everybody has.
#[component]
pub fn Settings() -> impl IntoView {
    leptos_axum::redirect("/settings/account");
}

/// The parts of the settings this user may see.
#[component]
pub fn SettingsTabs(here: &'static str) -> impl IntoView {
    let visit = visit();
    let locale = visit.locale;
    let manages = visit.actor.is_some_and(|actor| policy::can(&actor, Action::ManageUsers, On::Nothing).is_ok());
    let managed = [
        ("/settings/people", words::PEOPLE),
        ("/settings/approval", approvals::FLOWS),
        ("/settings/outbox", talks::OUTBOX),
        ("/settings/webhooks", webhooks::TITLE),
    ];
    let parts = [("/settings/account", words::ACCOUNT), ("/settings/tokens", tokens::TOKENS)]
        .into_iter()
        .chain(managed.into_iter().filter(|_| manages));
    let tabs = parts.map(|(href, text)| Tab::new(href, text.get(locale), href == here)).collect();
    view! { <Tabs label=shell::SETTINGS.get(locale) tabs/> }.into_any()
}

/// Every account, for administrators.
#[component]
pub fn People() -> impl IntoView {
    let (service, actor) = match asker() {
        Ok(asker) => asker,
        Err(error) => return refusal(error),
    };
    if let Err(rule) = policy::can(&actor, Action::ManageUsers, On::Nothing) {
        return refusal(rule.into());
    }
    let (visit, posted) = (visit(), use_context::<Posted>().unwrap_or_default());
    load(async move { users::list(&service, &actor).await }, move |users| page(&visit, users, posted))
}

fn page(visit: &Visit, users: Vec<User>, posted: Posted) -> AnyView {
    let locale = visit.locale;
    let count = words::PEOPLE_COUNT.of(locale, users.len() as i64);
    let rows = users.iter().map(|user| row(visit, user)).collect_view();
    let elsewhere = (!matches!(posted.action.as_str(), "invite" | "add_program")).then(|| posted.error.clone()).flatten();
    view! {
        <Title text=words::PEOPLE.get(locale)/>
        <Heading title=words::TITLE.get(locale)/>
        <SettingsTabs here="/settings/people"/>
        {ready_link(locale)}
        <Refusal locale error=elsewhere/>
        <section class="section" aria-labelledby="people">
            <h2 id="people">{words::PEOPLE.get(locale)}</h2>
            <p class="section-why">{words::PEOPLE_WHY.get(locale)}" · "{count}</p>
            <ul class="entry-list">{rows}</ul>
        </section>
        {invitation(locale, &posted)}
        {program(locale, &posted)}
    }
    .into_any()
}

/// The link that was just made. It is shown now and never again.
fn ready_link(locale: Locale) -> Option<AnyView> {
    let (secret, of) = caller::take_flash(super::LINK)?;
    let mailed = mailer().map(|_| words::LINK_MAILED.get(locale)).unwrap_or_default();
    let why = format!("{} {mailed}", words::LINK_ONCE.get(locale));
    Some(view! { <Once label=words::LINK_READY.get(locale) secret of why/> }.into_any())
}

fn row(visit: &Visit, user: &User) -> AnyView {
    let locale = visit.locale;
    let own = visit.user.as_ref().is_some_and(|own| own.id == user.id);
    let you = own.then(|| view! { <Tag>{words::YOU.get(locale)}</Tag> });
    let state = (!user.active).then(|| view! { <Tag tone=Tone::Caution>{words::INACTIVE.get(locale)}</Tag> });
    let program = user.service.then(|| view! { <Tag>{words::PROGRAM.get(locale)}</Tag> });
    let address = if user.service { words::NO_SIGN_IN.get(locale).to_owned() } else { user.email.clone() };
    let name = user.name.clone();
    view! {
        <li class="entry">
            <Avatar name=name.clone()/>
            <div class="entry-words">
                <p dir="auto">{name}" "{you}{program}{state}</p>
                <p class="entry-note">{address}" · "{user.role.label(locale)}</p>
            </div>
            {actions(locale, user)}
        </li>
    }
    .into_any()
}

fn actions(locale: Locale, user: &User) -> AnyView {
    let (id, role) = (user.id.to_string(), user.role);
    let trigger = view! { <Icon glyph=Glyph::More/> }.into_any();
    let hidden = |id: &str| view! { <input type="hidden" name="user" value=id.to_owned()/> };
    let activity = if user.active {
        view! {
            <form method="post" action="/settings/people?do=deactivate">
                {hidden(&id)}
                <button title=words::DEACTIVATE_WHY.get(locale)><Icon glyph=Glyph::Lock/>{words::DEACTIVATE.get(locale)}</button>
            </form>
        }
        .into_any()
    } else {
        view! {
            <form method="post" action="/settings/people?do=activate">
                {hidden(&id)}
                <button><Icon glyph=Glyph::Check/>{words::ACTIVATE.get(locale)}</button>
            </form>
        }
        .into_any()
    };
    let link = (!user.service).then(|| {
        view! {
            <form method="post" action="/settings/people?do=make_link">
                {hidden(&id)}
                <button><Icon glyph=Glyph::Link/>{words::RESET_LINK.get(locale)}</button>
            </form>
        }
    });
    let select_id = format!("role-{id}");
    let roles = if user.service { Role::OF_PROGRAMS } else { Role::ALL };
    view! {
        <Menu label=user.name.clone() trigger at_end=true>
            <div class="menu-group">
                <form class="menu-form" method="post" action="/settings/people?do=change_role">
                    {hidden(&id)}
                    <Select
                        name="role"
                        id=select_id
                        label=fields::label(locale, "role")
                        choices=Choice::all(locale, roles)
                        value=role.to_string()
                    />
                    <Button>{words::CHANGE_ROLE.get(locale)}</Button>
                </form>
            </div>
            <div class="menu-group">
                {link}
                {activity}
            </div>
        </Menu>
    }
    .into_any()
}

fn invitation(locale: Locale, posted: &Posted) -> AnyView {
    let refused = (posted.action == "invite").then_some(posted);
    let typed = |name: &str| refused.and_then(|posted| posted.values.get(name).cloned());
    let error = |name: &str| errors::at(locale, refused.and_then(|posted| posted.error.as_ref()), name);
    let rule = |name: &str| UserFields::RESOURCE.field(name);
    view! {
        <section class="section" aria-labelledby="invite">
            <h2 id="invite">{words::INVITE.get(locale)}</h2>
            <p class="section-why">{words::INVITE_WHY.get(locale)}</p>
            <form class="form form-narrow" method="post" action="/settings/people?do=invite">
                <Refusal locale error=refused.and_then(|posted| posted.error.clone())/>
                <Field
                    name="name"
                    label=fields::label(locale, "name")
                    rule=rule("name")
                    value=typed("name").unwrap_or_default()
                    error=error("name")
                    autocomplete="off"
                />
                <Field
                    name="email"
                    label=fields::label(locale, "email")
                    rule=rule("email")
                    value=typed("email").unwrap_or_default()
                    error=error("email")
                    autocomplete="off"
                />
                <Select
                    name="role"
                    label=fields::label(locale, "role")
                    choices=Choice::all(locale, Role::ALL)
                    value=typed("role").unwrap_or_else(|| Role::Recruiter.to_string())
                    error=error("role")
                />
                <Button look=Look::Primary>{words::INVITE_SUBMIT.get(locale)}</Button>
            </form>
        </section>
    }
    .into_any()
}

/// A form for a program's account.
fn program(locale: Locale, posted: &Posted) -> AnyView {
    let refused = (posted.action == "add_program").then_some(posted);
    let typed = |name: &str| refused.and_then(|posted| posted.values.get(name).cloned());
    let error = |name: &str| errors::at(locale, refused.and_then(|posted| posted.error.as_ref()), name);
    view! {
        <section class="section" aria-labelledby="program">
            <h2 id="program">{words::ADD_PROGRAM.get(locale)}</h2>
            <p class="section-why">{words::ADD_PROGRAM_WHY.get(locale)}</p>
            <form class="form form-narrow" method="post" action="/settings/people?do=add_program">
                <Refusal locale error=refused.and_then(|posted| posted.error.clone())/>
                <Field
                    name="name"
                    id="program-name"
                    label=fields::label(locale, "name")
                    rule=UserFields::RESOURCE.field("name")
                    value=typed("name").unwrap_or_default()
                    error=error("name")
                    autocomplete="off"
                />
                <Select
                    name="role"
                    id="program-role"
                    label=fields::label(locale, "role")
                    choices=Choice::all(locale, Role::OF_PROGRAMS)
                    value=typed("role").unwrap_or_else(|| Role::Recruiter.to_string())
                    error=error("role")
                />
                <Button>{words::ADD_PROGRAM_SUBMIT.get(locale)}</Button>
            </form>
        </section>
    }
    .into_any()
}
