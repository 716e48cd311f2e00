//! `/recruitment-task-groups/{id}`: a question bank.

use super::{
    builder::Builder,
    calls, details,
    question::page,
    revisions::{self, People},
};
use crate::{
    call::Posted,
    i18n::{Locale, Text, errors, kit, records, shell, task_groups as words, words::Named},
    load::{load, refusal},
    tasks::{Ask, Written, asked},
    ui::{Banner, Breadcrumb, Button, Glyph, Heading, Icon, Look, Menu, Tab, Tabs, Tag, Tone},
    visit::{Visit, reader, visit},
};
use domain::{
    error::Error,
    policy::{self, Action, On},
    task_groups::{GroupStatus, RecruitmentTaskGroup},
    tasks::RecruitmentTask,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::{
    task_groups::{self, Revision},
    tasks, users,
};

/// What the page shows of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Questions,
    Preview,
    Revisions,
    Details,
}

impl Of {
    fn read(word: &str) -> Self {
        match word {
            "preview" => Self::Preview,
            "revisions" => Self::Revisions,
            "details" => Self::Details,
            _ => Self::Questions,
        }
    }

    const fn query(self) -> &'static str {
        match self {
            Self::Questions => "",
            Self::Preview => "?view=preview",
            Self::Revisions => "?view=revisions",
            Self::Details => "?view=details",
        }
    }
}

/// Everything the page is made of.
struct Found {
    group: RecruitmentTaskGroup,
    tasks: Vec<RecruitmentTask>,
    revisions: Vec<Revision>,
    people: Vec<(domain::id::UserId, String)>,
    writes: bool,
}

/// `/recruitment-task-groups/{id}`.
#[component]
pub fn TaskGroup() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let Ok(id) = calls::group(&id) else { return refusal(Error::NotFound) };
    let asked = |name: &str| use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let (of, did, edit) = (Of::read(&asked("view")), asked("did"), asked("edit").parse().ok());
    let posted = use_context::<Posted>().unwrap_or_default();
    let writes = policy::can(&actor, Action::WriteTaskGroups, On::Nothing).is_ok();
    let work = async move {
        let group = task_groups::get(&service, &actor, id).await?;
        let tasks = tasks::of_group(&service, &actor, id).await?;
        let revisions = task_groups::revisions(&service, &actor, id).await?;
        let people = if of == Of::Revisions { users::list(&service, &actor).await? } else { Vec::new() };
        let people = people.into_iter().map(|user| (user.id, user.name.clone())).collect();
        Ok(Found { group, tasks, revisions, people, writes })
    };
    load(work, move |found| show(&visit, of, &did, edit, &found, &posted))
}

fn show(visit: &Visit, of: Of, did: &str, edit: Option<i64>, found: &Found, posted: &Posted) -> AnyView {
    let Found { group, tasks, revisions, people, writes } = found;
    let (locale, writes) = (visit.locale, *writes);
    let refused = |action: &str| Some(posted).filter(|posted| posted.action == action && posted.error.is_some());
    let body = match of {
        Of::Preview => preview(locale, tasks),
        Of::Revisions => revisions::view(visit, revisions, tasks, people as &People),
        Of::Details if writes => details::form(locale, group, refused("edit_task_group")),
        _ => Builder { locale, group, tasks, writes, edit, posted }.view(),
    };
    let inside = matches!(posted.action.as_str(), "edit_task_group" | "edit_question" | "add_question" | "paste_questions");
    let outside = posted.error.as_ref().filter(|_| !inside).map(|error| {
        let sentence = errors::sentence(locale, error);
        let flaw = errors::at(locale, Some(error), "tasks").map(|flaw| view! { <p>{flaw}</p> });
        view! { <Banner tone=Tone::Danger alert=true><p>{sentence}</p>{flaw}</Banner> }
    });
    let done = posted.error.is_none().then(|| done(locale, did)).flatten();
    let above = vec![("/recruitment-task-groups".to_owned(), shell::QUESTION_BANK.get(locale).to_owned())];
    let ways = writes.then(|| ways(locale, group));
    view! {
        <Title text=group.name.clone()/>
        <Breadcrumb locale above/>
        <div class="notices">{outside}{done}</div>
        <Heading title=group.name.clone() under=under(locale, group)>{ways}</Heading>
        {group.description.clone().map(|text| view! { <p class="group-about ask-lines anywhere" dir="auto">{text}</p> })}
        {tabs(locale, of, found)}
        {body}
    }
    .into_any()
}

fn done(locale: Locale, did: &str) -> Option<AnyView> {
    let text: Text = match did {
        "created" => words::CREATED,
        "saved" => words::SAVED,
        "published" => words::PUBLISHED,
        "archived" => words::ARCHIVED,
        "copied" => words::COPIED,
        "added" => words::ADDED,
        "pasted" => words::PASTED,
        "moved" => words::MOVED,
        "put_away" => words::PUT_AWAY,
        "brought_back" => words::BROUGHT_BACK,
        _ => return None,
    };
    Some(view! { <Banner tone=Tone::Good><p role="status">{text.get(locale)}</p></Banner> }.into_any())
}

fn under(locale: Locale, group: &RecruitmentTaskGroup) -> AnyView {
    let tone = match group.status {
        GroupStatus::Draft => Tone::Caution,
        GroupStatus::Published => Tone::Good,
        GroupStatus::Archived => Tone::Neutral,
    };
    let minutes = group.expected_minutes.map(|minutes| records::MINUTES.of(locale, minutes));
    let facts = [
        Some(group.kind.label(locale).to_owned()),
        Some(words::COUNT.of(locale, group.tasks.len() as i64)),
        minutes,
        Some(words::USED.of(locale, group.usage_count)),
        Some(words::revision(locale, group.revision)),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let status = group.status.label(locale);
    view! { <p class="group-facts"><Tag tone=tone>{status}</Tag><span>{facts.join(" · ")}</span></p> }.into_any()
}

/// What can be done with the whole of it.
fn ways(locale: Locale, group: &RecruitmentTaskGroup) -> AnyView {
    let go = |to: GroupStatus, label: Text, look: Look| {
        view! {
            <form method="post" action=format!("{}?do=move_task_group", page(group.id))>
                <input type="hidden" name="id" value=group.id.to_string()/>
                <input type="hidden" name="version" value=group.version.to_string()/>
                <input type="hidden" name="status" value=to.to_string()/>
                <Button look>{label.get(locale)}</Button>
            </form>
        }
        .into_any()
    };
    let next = match group.status {
        GroupStatus::Draft if group.tasks.is_empty() => {
            view! { <span class="field-hint">{words::PUBLISH_NEEDS.get(locale)}</span> }.into_any()
        }
        GroupStatus::Draft => go(GroupStatus::Published, words::PUBLISH, Look::Primary),
        GroupStatus::Published => go(GroupStatus::Archived, words::ARCHIVE, Look::Quiet),
        GroupStatus::Archived => go(GroupStatus::Published, words::PUBLISH_AGAIN, Look::Primary),
    };
    let (id, copy) = (group.id.to_string(), format!("{}?do=duplicate_task_group", page(group.id)));
    view! {
        {next}
        <Menu label=kit::MORE.get(locale) trigger=view! { <Icon glyph=Glyph::More/> }.into_any() at_end=true>
            <form method="post" action=copy>
                <input type="hidden" name="id" value=id/>
                <button><Icon glyph=Glyph::Copy/>{words::DUPLICATE.get(locale)}</button>
            </form>
        </Menu>
    }
    .into_any()
}

fn tabs(locale: Locale, of: Of, found: &Found) -> AnyView {
    let tab = |view: Of, label: Text| Tab::new(format!("{}{}", page(found.group.id), view.query()), label.get(locale), of == view);
    let count = |many: usize| crate::i18n::number(locale, many as i64);
    let mut tabs = vec![
        tab(Of::Questions, words::QUESTIONS).count(count(found.group.tasks.len())),
        tab(Of::Preview, words::PREVIEW),
        tab(Of::Revisions, words::REVISIONS).count(count(found.revisions.len() + 1)),
    ];
    if found.writes {
        tabs.push(tab(Of::Details, words::DETAILS));
    }
    view! { <Tabs label=words::VIEWS.get(locale) tabs/> }.into_any()
}

/// The questions as an interviewer is asked them; nothing in it is sent.
fn preview(locale: Locale, tasks: &[RecruitmentTask]) -> AnyView {
    let asks = tasks.iter().filter(|task| !task.archived);
    let asks = (1..).zip(asks).map(|(number, task)| asked(locale, number, &Ask::from(task), &Written::default(), None)).collect_view();
    view! { <p class="muted">{words::PREVIEW_NOTE.get(locale)}</p><div class="asks">{asks}</div> }.into_any()
}
