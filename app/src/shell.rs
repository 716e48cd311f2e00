//! What surrounds every page: the rail, the search, and one's own menu.

use crate::{
    i18n::{Text, shell as words, words::Named},
    ui::{Avatar, Choice, Glyph, Icon, Manners, Menu, Segments, toasts},
    visit::{Theme, Visit, visit},
};
use domain::users::{Locale, User};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A place that the rail leads to.
struct Place {
    href: &'static str,
    name: Text,
    glyph: Glyph,
    /// The lists that lie within it, at addresses of their own.
    within: &'static [&'static str],
}

/// Where the rail leads.
const PLACES: &[Place] = &[
    Place { href: "/", name: words::HOME, glyph: Glyph::Home, within: &[] },
    Place {
        href: "/candidates",
        name: words::CANDIDATES,
        glyph: Glyph::People,
        within: &["/candidate-notes", "/recruitment-task-answers"],
    },
    Place { href: "/resource-requests", name: words::REQUESTS, glyph: Glyph::Requests, within: &["/resource-request-candidates"] },
    Place { href: "/interviews", name: crate::i18n::interviews::TITLE, glyph: Glyph::Calendar, within: &[] },
    Place { href: "/recruitment-task-groups", name: words::QUESTION_BANK, glyph: Glyph::Questions, within: &["/recruitment-tasks"] },
    Place { href: "/reports", name: crate::i18n::reports::TITLE, glyph: Glyph::Reports, within: &[] },
    Place { href: "/settings", name: words::SETTINGS, glyph: Glyph::Settings, within: &[] },
];

impl Place {
    /// Whether a page with this path lies there.
    fn holds(&self, path: &str) -> bool {
        let below = |place: &str| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || (place != "/" && rest.starts_with('/')));
        below(self.href) || self.within.iter().any(|place| below(place))
    }
}

/// Where a form posts to stay on this page: its address with `do=action` added, so that filters and pages are kept.
pub fn post_here(action: &str) -> String {
    let location = use_location();
    let query = location.search.get_untracked();
    let query = query.trim_start_matches('?');
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("do="));
    let pairs: Vec<String> = kept.map(str::to_owned).chain([format!("do={action}")]).collect();
    format!("{}?{}", location.pathname.get_untracked(), pairs.join("&"))
}

/// Around the routes: the whole shell for who is signed in, else a quiet page with the product's name.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let visit = visit();
    let demo = visit.demo.map(
        |_| view! { <aside class="demo-strip" aria-label="Demo"><Icon glyph=Glyph::Info/><p>{words::DEMO.get(visit.locale)}</p></aside> },
    );
    let locale = visit.locale;
    let body = match visit.user.clone() {
        Some(user) => signed_in(&visit, user, children),
        None => signed_out(&visit, children),
    };
    view! {
        <a class="skip-link" href="#main">{words::SKIP.get(locale)}</a>
        {demo}
        {body}
        {toasts(locale)}
        <Manners/>
    }
    .into_any()
}

fn signed_in(visit: &Visit, user: User, children: Children) -> AnyView {
    let locale = visit.locale;
    view! {
        <div class="frame">
            <Rail locale/>
            <header class="topbar">
                <Finder locale/>
                <Me user theme=visit.theme locale/>
            </header>
            <main class="main" id="main" tabindex="-1">{children()}</main>
        </div>
    }
    .into_any()
}

fn signed_out(visit: &Visit, children: Children) -> AnyView {
    view! {
        <div class="porch">
            <header class="porch-head"><Brand/></header>
            <main class="porch-main" id="main" tabindex="-1">{children()}</main>
            <footer class="porch-foot">{preferences(visit.locale, visit.theme)}</footer>
        </div>
    }
    .into_any()
}

#[component]
fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/">
            <svg class="brand-mark" viewBox="0 0 24 24" aria-hidden="true">
                <path d="M4 5h16M7 12h13M10 19h10"></path>
            </svg>
            <span>"Instroom"</span>
        </a>
    }
}

#[component]
fn Rail(locale: Locale) -> impl IntoView {
    let here = use_location().pathname.get_untracked();
    let places = PLACES
        .iter()
        .map(|place| {
            view! {
                <li>
                    <a class="rail-link" href=place.href aria-current=place.holds(&here).then_some("page")>
                        <Icon glyph=place.glyph/>
                        <span class="rail-name">{place.name.get(locale)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="rail" aria-label=words::NAVIGATION.get(locale)>
            <Brand/>
            <ul class="rail-list">{places}</ul>
        </nav>
    }
    .into_any()
}

/// The search of the whole product; a plain form, so that it works before anything else does.
#[component]
fn Finder(locale: Locale) -> impl IntoView {
    let label = words::SEARCH.get(locale);
    view! {
        <form class="finder" role="search" method="get" action="/candidates">
            <Icon glyph=Glyph::Search/>
            <input class="finder-input" type="search" name="q" aria-label=label placeholder=label autocomplete="off"/>
        </form>
    }
    .into_any()
}

#[component]
fn Me(user: User, theme: Theme, locale: Locale) -> impl IntoView {
    let name = user.name.clone();
    let trigger = view! {
        <Avatar name=name.clone()/>
        <span class="me-name">{name.clone()}</span>
        <Icon glyph=Glyph::Down/>
    };
    view! {
        <Menu label=words::ME.get(locale) trigger=trigger.into_any() at_end=true>
            <div class="menu-head">
                <p class="menu-title">{name.clone()}</p>
                <p class="menu-note">{user.role.label(locale)}</p>
            </div>
            <div class="menu-group">{preferences(locale, theme)}</div>
            <div class="menu-group">
                <a href="/settings/account"><Icon glyph=Glyph::Person/>{words::ACCOUNT.get(locale)}</a>
                <form method="post" action=post_here("sign_out")>
                    <button><Icon glyph=Glyph::SignOut/>{words::SIGN_OUT.get(locale)}</button>
                </form>
            </div>
        </Menu>
    }
    .into_any()
}

/// Language and colours, each changed with one press. The settings page shows them too.
pub fn preferences(locale: Locale, theme: Theme) -> impl IntoView {
    let themes = Theme::ALL.iter().map(|theme| Choice::new(theme.word(), theme_name(*theme).get(locale))).collect();
    view! {
        <Segments
            label=words::LANGUAGE.get(locale)
            action=post_here("set_locale")
            name="locale"
            choices=Choice::all(locale, Locale::ALL)
            value=locale.word()
        />
        <Segments label=words::THEME.get(locale) action=post_here("set_theme") name="theme" choices=themes value=theme.word()/>
    }
    .into_any()
}

const fn theme_name(theme: Theme) -> Text {
    match theme {
        Theme::System => words::THEME_SYSTEM,
        Theme::Light => words::THEME_LIGHT,
        Theme::Dark => words::THEME_DARK,
    }
}
