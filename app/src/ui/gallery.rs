//! Every component of the kit in its states, at `/ui` in development: to be looked at, and to be tested in both themes.

use super::*;
use crate::{
    i18n::{Locale, candidates, kit, lists, settings},
    visit::visit,
};
use chrono::{DateTime, Utc};
use domain::{
    candidates::CandidateFields,
    error::{Error, FieldErrors, Flaw},
    notes::NoteType,
    page::Paging,
    resource::{Described, Field as Rule},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The description of an attribute of a candidate.
fn rule(name: &str) -> Option<&'static Rule> {
    CandidateFields::RESOURCE.field(name)
}

#[component]
fn Sample(title: &'static str, children: Children) -> impl IntoView {
    view! { <section class="section"><h2>{title}</h2><div class="sample">{children()}</div></section> }.into_any()
}

#[component]
pub fn Gallery() -> impl IntoView {
    let locale = visit().locale;
    view! {
        <Title text="Kit"/>
        <Heading title="Kit" under=view! { <p>"Every component in its states"</p> }.into_any()>
            <LinkButton href="/">"Home"</LinkButton>
        </Heading>
        {words(locale)}
        {controls(locale)}
        {records(locale)}
        {states(locale)}
    }
    .into_any()
}

fn words(locale: Locale) -> AnyView {
    let tones = ["Neutral", "Accent", "Good", "Caution", "Danger"];
    let tags = Tone::ALL.iter().zip(tones).map(|(tone, name)| view! { <Tag tone=*tone>{name}</Tag> }).collect_view();
    let banners = Tone::ALL
        .iter()
        .zip(tones)
        .map(|(tone, name)| view! { <Banner tone=*tone title=name><p>"What happened, what was kept, what to do."</p></Banner> })
        .collect_view();
    let icons = Glyph::ALL.iter().map(|glyph| view! { <Icon glyph=*glyph/> }).collect_view();
    let scores = [None, Some(1), Some(2), Some(3), Some(4)].map(|score| view! { <Score locale score=score/> }).collect_view();
    let names = ["Eva de Vries", "Jürgen Groß", "Ørjan", "李 小龍", "Amina El Idrissi", "Bob Ng", "Zoë Peeters"];
    let avatars = names.map(|name| view! { <span class="person"><Avatar name/>{name}</span> }).collect_view();
    view! {
        <Sample title="Tags">
            <div class="row">{tags}<Tag icon=Glyph::Lock>{candidates::CONFIDENTIAL.get(locale)}</Tag></div>
        </Sample>
        <Sample title="Scores"><div class="row">{scores}</div></Sample>
        <Sample title="Avatars"><div class="row">{avatars}<Avatar name="Eva de Vries" large=true/></div></Sample>
        <Sample title="Icons"><div class="row">{icons}</div></Sample>
        <Sample title="Banners"><div class="stack">{banners}</div></Sample>
    }
    .into_any()
}

fn controls(locale: Locale) -> AnyView {
    let days = || ["3", "4", "5"].map(|days| Choice::new(days, format!("{days} days"))).to_vec();
    let anchors =
        ["Names a tool and no reason.", "Knows that it went well.", "Tells what was tried.", "Tells what would have shown the opposite."]
            .map(|anchor| Some(anchor.to_owned()));
    let refused = FieldErrors::one("email", Flaw::Email);
    let colours = vec![Choice::new("light", "Light"), Choice::new("dark", "Dark")];
    view! {
        <Sample title="Buttons">
            <div class="row">
                <Button look=Look::Primary inert=true>{kit::SAVE.get(locale)}</Button>
                <Button inert=true icon=Glyph::Edit>{candidates::EDIT.get(locale)}</Button>
                <Button look=Look::Danger inert=true>{settings::DEACTIVATE.get(locale)}</Button>
                <Button look=Look::Bare inert=true icon=Glyph::Plus>{candidates::ADD.get(locale)}</Button>
                <Button look=Look::Bare inert=true icon=Glyph::More only_icon=true>{kit::MORE.get(locale)}</Button>
                <Button inert=true disabled=true>{kit::SAVING.get(locale)}</Button>
                <LinkButton href="#" icon=Glyph::Archive>{candidates::ARCHIVE.get(locale)}</LinkButton>
            </div>
        </Sample>
        <Sample title="Form">
            <form class="form">
                <Refusal locale error=Some(refused)/>
                <div class="form-columns">
                    <Field name="firstname" label="First name" rule=rule("firstname") value="Eva"/>
                    <Field
                        name="email"
                        label="E-mail address"
                        rule=rule("email")
                        value="eva@"
                        error="This is not an e-mail address."
                        hint="Where the person is written to."
                    />
                    <Field
                        name="linkedinProfile"
                        label="LinkedIn profile"
                        rule=rule("linkedinProfile")
                        optional=locale
                        hint=candidates::LINKEDIN_HINT.get(locale)
                    />
                    <Field name="birthDate" label="Date of birth" rule=rule("birthDate") optional=locale/>
                    <Select name="type" label="Type" choices=Choice::all(locale, NoteType::ALL) value="call"/>
                    <Select
                        name="recruiter"
                        label="Recruiter"
                        choices=Vec::new()
                        empty=kit::NOT_CHOSEN.get(locale)
                        error="Choose from the list."
                    />
                </div>
                <TextArea name="notes" label="Remarks" rule=rule("notes") value="</textarea><script>\"&\"</script>" optional=locale/>
                <TextArea name="expectations" label="Expectations" rule=rule("expectations") error="This is too long." rows=2/>
                <Checkbox name="employee" label="Works here already" hint="Internal people are candidates too." checked=true/>
            </form>
        </Sample>
        <Sample title="Options and scale">
            <form class="form" method="get" action="/ui">
                <div class="form-columns">
                    <Options name="days" label="How many days?" choices=days() value="4"/>
                    <Options name="known" label="Which of these?" choices=days() value="3\n5" several=true error="At most one."/>
                </div>
                <Scale locale name="score" label="Score" anchors=anchors value="3"/>
                <Scale locale name="other" label="Score without anchors" error="This is needed."/>
            </form>
        </Sample>
        <Sample title="Segments">
            <Segments label="Colours" action="/ui" name="theme" choices=colours value="dark"/>
        </Sample>
        <Sample title="Menu and dialog">
            <div class="row">
                <Menu label=kit::MORE.get(locale) trigger=view! { <Icon glyph=Glyph::More/> }.into_any()>
                    <div class="menu-group">
                        <a href="/ui"><Icon glyph=Glyph::Edit/>{candidates::EDIT.get(locale)}</a>
                        <form method="get" action="/ui"><button><Icon glyph=Glyph::Archive/>{candidates::ARCHIVE.get(locale)}</button></form>
                    </div>
                </Menu>
                <DialogButton opens="archive" icon=Glyph::Archive>{candidates::ARCHIVE.get(locale)}</DialogButton>
            </div>
            <Dialog locale id="archive" title=candidates::archive_whom(locale, "Eva de Vries")>
                <p>{candidates::ARCHIVE_WHY.get(locale)}</p>
                <form class="dialog-foot" method="dialog">
                    <Button>{kit::CANCEL.get(locale)}</Button>
                    <Button look=Look::Primary>{candidates::ARCHIVE.get(locale)}</Button>
                </form>
            </Dialog>
        </Sample>
    }
    .into_any()
}

fn records(locale: Locale) -> AnyView {
    let clock = visit().clock;
    let at = move |hours: i64| -> DateTime<Utc> { clock.now - chrono::TimeDelta::hours(hours) };
    let tabs = vec![
        Tab::new("/ui", candidates::OVERVIEW.get(locale), true),
        Tab::new("/ui?tab=notes", candidates::TIMELINE.get(locale), false).count("12"),
        Tab::new("/ui?tab=history", candidates::HISTORY.get(locale), false),
    ];
    let above = [settings::TITLE, settings::PEOPLE].map(|name| ("/ui".to_owned(), name.get(locale).to_owned())).to_vec();
    let wrote = view! { <strong>"Anna Bakker"</strong>" wrote a note · "<Moment locale at=at(2) clock/> };
    let edited = view! { <strong>"Sanne Jansen"</strong>" edited the file · "<Moment locale at=at(40) clock/> };
    let chips =
        ["Source: Referral", "Status: Waiting for approval"].map(|label| Chip { label: label.to_owned(), href: "/ui".to_owned() }).to_vec();
    let head = view! {
        <Column label=candidates::NAME.get(locale) href="/ui" sorted=Sorted::Ascending/>
        <Column label="Position" href="/ui"/>
        <Column label="Source" wide_only=true/>
        <Column label=lists::LAST_CHANGE.get(locale) href="/ui" wide_only=true/>
        <Column label="Score"/>
    };
    let rows = [
        ("Eva de Vries", "Rust engineer", 4, 1),
        ("Jürgen Groß", "Product designer with a very long title", 2, 30),
        ("李 小龍", "Analyst", 0, 400),
    ]
    .map(|(name, position, score, hours)| {
        view! {
            <tr>
                <th scope="row"><a class="person row-link" href="/ui"><Avatar name/>{name}</a></th>
                <td>{position}</td>
                <td class="wide-only">"Referral"</td>
                <td class="wide-only"><Moment locale at=at(hours) clock/></td>
                <td><Score locale score=(score > 0).then_some(score)/></td>
            </tr>
        }
    })
    .collect_view();
    view! {
        <Sample title="Breadcrumb, tabs, facts">
            <Breadcrumb locale above/>
            <Tabs label="Eva de Vries" tabs/>
            <Facts>
                <Fact label="E-mail address"><a href="mailto:eva@example.org">"eva@example.org"</a></Fact>
                <Fact label="Available from"><Day locale day=clock.now.date_naive()/></Fact>
                <Fact label="Phone number"><span class="muted">{candidates::NOT_GIVEN.get(locale)}</span></Fact>
                <Fact label="Created"><Moment locale at=at(300) clock exact=true/></Fact>
            </Facts>
        </Sample>
        <Sample title="Chips"><Chips locale chips whole="/ui"/></Sample>
        <Sample title="Table">
            <Table caption=candidates::TITLE.get(locale) head=head.into_any()>{rows}</Table>
            <Pagination locale paging=Paging { page: 2, per_page: 30 } total=1_204 href=|page| format!("/ui?page={page}")/>
        </Sample>
        <Sample title="Timeline">
            <Timeline label=candidates::TIMELINE.get(locale)>
                <Event glyph=Glyph::Note head=wrote.into_any()>
                    <p>"Spoke for half an hour. Knows the borrow checker, asks good questions."</p>
                </Event>
                <Event glyph=Glyph::Edit head=edited.into_any()/>
            </Timeline>
        </Sample>
    }
    .into_any()
}

fn states(locale: Locale) -> AnyView {
    let gone = Error::Conflict(domain::error::Conflict::Stale { seen: 1, current: 2 });
    view! {
        <Sample title="Empty state">
            <EmptyState glyph=Glyph::People title=candidates::NONE.get(locale) why=candidates::NONE_WHY.get(locale)>
                <LinkButton href="/ui" look=Look::Primary icon=Glyph::Plus>{candidates::ADD.get(locale)}</LinkButton>
            </EmptyState>
        </Sample>
        <Sample title="Skeleton"><Skeleton locale/></Sample>
        <Sample title="Refusal"><Refusal locale error=Some(gone)/></Sample>
    }
    .into_any()
}
