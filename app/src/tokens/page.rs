//! `/settings/tokens`: the tokens that are there, and making one.

use crate::{
    call::Posted,
    caller,
    i18n::{Locale, errors, fields, settings, tokens as words},
    load::{load, refusal},
    ui::{Banner, Button, Choice, EmptyState, Field, Glyph, Heading, Icon, Look, Menu, Moment, Once, Refusal, Select, Tag, Tone},
    users::SettingsTabs,
    visit::{Visit, reader, visit},
};
use domain::{
    policy::{self, Action, On},
    resource::Described,
    tokens::{Lifetime, resources},
    users::{User, UserFields},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use service::{
    tokens::{self, Token},
    users,
};

/// `/settings/tokens`.
#[component]
pub fn Tokens() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let (visit, posted) = (visit(), use_context::<Posted>().unwrap_or_default());
    let (revoked, owner) = use_query_map()
        .with_untracked(|query| (query.get("did").is_some_and(|did| did == "revoked"), query.get("owner").unwrap_or_default()));
    let work = async move {
        let tokens = tokens::list(&service, &actor).await?;
        let programs = match policy::can(&actor, Action::ManageUsers, On::Nothing) {
            Ok(()) => users::list(&service, &actor).await?.into_iter().filter(|user| user.is_program()).collect(),
            Err(_) => Vec::new(),
        };
        Ok((tokens, Owners { programs, chosen: owner }))
    };
    load(work, move |(tokens, owners)| page(&visit, &tokens, &owners, revoked, &posted))
}

/// Whose a new token can be, besides one's own.
struct Owners {
    programs: Vec<User>,
    /// The id of the one that was chosen; empty: one's own.
    chosen: String,
}

fn page(visit: &Visit, tokens: &[Token], owners: &Owners, revoked: bool, posted: &Posted) -> AnyView {
    let locale = visit.locale;
    let elsewhere = (posted.action != "create_token").then(|| posted.error.clone()).flatten();
    let revoked = (revoked && posted.error.is_none())
        .then(|| view! { <Banner tone=Tone::Good><p role="status">{words::REVOKED.get(locale)}</p></Banner> });
    let list = if tokens.is_empty() {
        view! { <EmptyState glyph=Glyph::Lock title=words::NONE.get(locale) why=words::NONE_WHY.get(locale)/> }.into_any()
    } else {
        let rows = tokens.iter().map(|token| row(visit, token)).collect_view();
        view! { <ul class="entry-list">{rows}</ul> }.into_any()
    };
    view! {
        <Title text=words::TOKENS.get(locale)/>
        <Heading title=settings::TITLE.get(locale)/>
        <SettingsTabs here="/settings/tokens"/>
        <div class="notices">{ready(locale)}<Refusal locale error=elsewhere/>{revoked}</div>
        <section class="section" aria-labelledby="tokens">
            <h2 id="tokens">{words::TOKENS.get(locale)}</h2>
            <p class="section-why">{words::WHY.get(locale)}</p>
            {list}
        </section>
        {form(locale, owners, posted)}
    }
    .into_any()
}

/// The token that was just made. It is shown now and never again.
fn ready(locale: Locale) -> Option<AnyView> {
    let (secret, of) = caller::take_flash(super::TOKEN)?;
    Some(view! { <Once label=words::READY.get(locale) secret of why=words::ONCE.get(locale)/> }.into_any())
}

fn row(visit: &Visit, token: &Token) -> AnyView {
    let (locale, clock) = (visit.locale, visit.clock);
    let others = visit.user.as_ref().is_none_or(|own| own.id != token.owner.0);
    let owner = others.then(|| view! { <span dir="auto">{token.owner.1.clone()}</span>" · " });
    let program = token.service.then(|| view! { <Tag>{settings::PROGRAM.get(locale)}</Tag> });
    let used = match token.used_at {
        Some(at) => view! { {words::USED.get(locale)}" "<Moment locale at clock/> }.into_any(),
        None => words::NEVER_USED.get(locale).into_any(),
    };
    let ended = token.expires_at.is_some_and(|ends| ends <= clock.now);
    let ends = match token.expires_at {
        Some(_) if ended => None,
        Some(at) => Some(view! { " · "{words::ENDS.get(locale)}" "<Moment locale at clock/> }.into_any()),
        None => Some(view! { " · "{words::LASTS.get(locale)} }.into_any()),
    };
    let ended = ended.then(|| view! { <Tag tone=Tone::Caution>{words::ENDED.get(locale)}</Tag> });
    let scopes = token.scopes.0.iter().cloned().map(|scope| view! { <li><Tag>{scope}</Tag></li> }).collect_view();
    let (id, trigger) = (token.id.to_string(), view! { <Icon glyph=Glyph::More/> }.into_any());
    view! {
        <li class="entry">
            <Icon glyph=Glyph::Lock/>
            <div class="entry-words">
                <p><span dir="auto">{token.name.clone()}</span>" "{program}{ended}</p>
                <p class="entry-note">
                    {owner}{used}{ends}" · "{words::MADE.get(locale)}" "<Moment locale at=token.created_at clock/>
                </p>
                <ul class="token-scopes" aria-label=words::ACCESS.get(locale)>{scopes}</ul>
            </div>
            <Menu label=token.name.clone() trigger at_end=true>
                <div class="menu-group">
                    <form method="post" action="/settings/tokens?do=revoke_token">
                        <input type="hidden" name="token" value=id/>
                        <button title=words::REVOKE_WHY.get(locale)><Icon glyph=Glyph::Delete/>{words::REVOKE.get(locale)}</button>
                    </form>
                </div>
            </Menu>
        </li>
    }
    .into_any()
}

fn form(locale: Locale, owners: &Owners, posted: &Posted) -> AnyView {
    let refused = (posted.action == "create_token").then_some(posted);
    let typed = |name: &str| refused.and_then(|posted| posted.values.get(name).cloned());
    let error = |name: &str| errors::at(locale, refused.and_then(|posted| posted.error.as_ref()), name);
    let control = |resource: &str| format!("access-{resource}");
    let resources = resources();
    let first = resources.first().map(|(resource, _)| control(resource)).unwrap_or_default();
    let named = vec![("scopes".to_owned(), words::ACCESS.get(locale).to_owned(), first)];
    let lacking = error("scopes").map(|_| view! { <p class="field-error" id="scopes-error">{words::CHOOSE.get(locale)}</p> });
    let described_by = lacking.is_some().then_some("scopes-error");
    let selects = resources
        .iter()
        .map(|(resource, further)| {
            view! {
                <Select
                    name=*resource
                    id=control(resource)
                    label=words::resource(locale, resource)
                    choices=Choice::all(locale, further)
                    value=typed(resource).unwrap_or_default()
                    empty=words::NO_ACCESS.get(locale)
                />
            }
        })
        .collect_view();
    let why = if owners.programs.is_empty() { words::NEW_WHY } else { words::NEW_WHY_OF };
    let owner = (!owners.programs.is_empty()).then(|| {
        let choices = owners.programs.iter().map(|user| Choice::new(user.id.to_string(), user.name.clone())).collect();
        view! {
            <Select
                name="owner"
                label=words::OWNER.get(locale)
                choices
                value=typed("owner").unwrap_or_else(|| owners.chosen.clone())
                empty=words::YOURS.get(locale)
                error=error("owner")
            />
        }
    });
    view! {
        <section class="section" aria-labelledby="new-token">
            <h2 id="new-token">{words::NEW.get(locale)}</h2>
            <p class="section-why">{why.get(locale)}</p>
            <form class="form form-narrow" method="post" action="/settings/tokens?do=create_token">
                <Refusal locale error=refused.and_then(|posted| posted.error.clone()) named/>
                <Field
                    name="name"
                    label=fields::label(locale, "name")
                    rule=UserFields::RESOURCE.field("name")
                    value=typed("name").unwrap_or_default()
                    hint=words::NAME_HINT.get(locale)
                    error=error("name")
                    autocomplete="off"
                />
                {owner}
                <fieldset class="token-access" aria-describedby=described_by>
                    <legend class="field-label">{words::ACCESS.get(locale)}</legend>
                    {lacking}
                    {selects}
                </fieldset>
                <Select
                    name="ends"
                    label=words::ENDS.get(locale)
                    choices=Choice::all(locale, Lifetime::ALL)
                    value=typed("ends").unwrap_or_else(|| Lifetime::Quarter.to_string())
                    empty=words::NEVER.get(locale)
                    error=error("ends")
                />
                <Button look=Look::Primary>{words::SUBMIT.get(locale)}</Button>
            </form>
        </section>
    }
    .into_any()
}
