//! The kinds of records that are shown here: which use cases they have, and what of them a list shows.

use super::names::{Names, excerpt};
use crate::{
    address::{Address, List, NEWEST},
    i18n::{Locale, Text, lists, records as words},
    requests,
    ui::Glyph,
    visit::Visit,
};
use chrono::NaiveDate;
use domain::{
    answers::AnswerFields,
    notes::NoteFields,
    page::{Page, Paging},
    policy::{Action, Actor},
    query::Query,
    request_candidates::RequestCandidateFields,
    requests::RequestFields,
    resource::{Described, Record, Resource, Target},
    task_groups::TaskGroupFields,
    tasks::TaskFields,
};
use leptos::prelude::*;
use serde_json::Value;
use service::Service;
use std::future::Future;

/// The longest title of a page: a question can have 20,000 letters.
const TITLE: usize = 160;

/// A kind of record.
pub trait Noun: 'static {
    type Fields: Described;
    const RESOURCE: &'static Resource = &Self::Fields::RESOURCE;
    const WORDS: words::Words;
    const GLYPH: Glyph;
    /// What a list shows behind the title.
    const COLUMNS: &'static [Column];
    /// The attribute that a list by title is ordered by.
    const ORDERED_BY: Option<&'static str> = None;
    /// What the title of a row is called.
    const CALLED: Text;
    /// The order nobody asked for.
    const USUAL: (&'static str, &'static str) = NEWEST;
    /// The attribute that refers to what it is a part of.
    const PARENT: Option<&'static str> = None;
    /// The lists above the list, by their paths and names.
    const ABOVE: &'static [(&'static str, Text)] = &[];
    /// Lists of what belongs to it.
    const RELATED: &'static [Related] = &[];

    /// What narrows the list, and other views of it.
    fn tools(_locale: Locale, _address: &Address) -> Option<AnyView> {
        None
    }

    /// Records that this view of the list shows at once, where it is another than the table.
    fn shown_at_once(_address: &Address) -> Option<u32> {
        None
    }

    /// The other view.
    fn drawn(_visit: &Visit, _page: &Page<Record<Self::Fields>>) -> AnyView {
        ().into_any()
    }

    /// The page on which another one is made.
    const NEW: Option<New> = None;

    /// What the list is of, and how.
    const LIST: List = List { resource: Self::RESOURCE, usual: Self::USUAL };

    fn list(service: &Service, actor: &Actor, query: &Query) -> impl Future<Output = service::Result<Page<Record<Self::Fields>>>> + Send;

    fn get(
        service: &Service,
        actor: &Actor,
        id: <Self::Fields as Described>::Id,
    ) -> impl Future<Output = service::Result<Record<Self::Fields>>> + Send;

    /// What people call it.
    fn title(locale: Locale, record: &Record<Self::Fields>, names: &Names) -> String;

    /// What its page is called, where that says more.
    fn heading(locale: Locale, record: &Record<Self::Fields>, names: &Names) -> String {
        Self::title(locale, record, names)
    }

    /// A word of warning about it, on this day.
    fn mark(_record: &Record<Self::Fields>, _today: NaiveDate) -> Option<Text> {
        None
    }

    /// Whether its page tells of an attribute that has this value.
    fn tells(_name: &str, _value: &Value) -> bool {
        true
    }

    /// What a column shows, where that is not the attribute alone.
    fn cell(_locale: Locale, _record: &Record<Self::Fields>, _column: &str) -> Option<String> {
        None
    }
}

/// A column of a list.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The attribute.
    pub name: &'static str,
    /// Where it is called something else than its attribute.
    pub label: Option<Text>,
    /// A phone shows it below the title instead.
    pub wide_only: bool,
}

const fn column(name: &'static str) -> Column {
    Column { name, label: None, wide_only: false }
}

impl Column {
    const fn wide(self) -> Self {
        Self { wide_only: true, ..self }
    }

    const fn called(self, label: Text) -> Self {
        Self { label: Some(label), ..self }
    }
}

/// The way to another record of this kind.
#[derive(Clone, Copy, Debug)]
pub struct New {
    pub label: Text,
    pub path: &'static str,
    /// For whom there is a button.
    pub action: Action,
}

/// A list of what belongs to a record.
#[derive(Clone, Copy, Debug)]
pub struct Related {
    pub label: Text,
    pub path: &'static str,
    /// The attribute there that refers to the record.
    pub filter: &'static str,
}

/// The use cases of a kind of record, by the module of the service that has them.
macro_rules! use_cases {
    ($module:ident) => {
        async fn list(service: &Service, actor: &Actor, query: &Query) -> service::Result<Page<Record<Self::Fields>>> {
            service::$module::list(service, actor, query).await
        }

        async fn get(service: &Service, actor: &Actor, id: <Self::Fields as Described>::Id) -> service::Result<Record<Self::Fields>> {
            service::$module::get(service, actor, id).await
        }
    };
}

/// `/recruitment-task-groups`.
pub struct TaskGroups;

impl Noun for TaskGroups {
    type Fields = TaskGroupFields;
    const WORDS: words::Words = words::TASK_GROUPS;
    const GLYPH: Glyph = Glyph::Questions;
    const COLUMNS: &'static [Column] = &[
        column("kind").wide(),
        column("tasks").called(words::QUESTIONS_IN_IT).wide(),
        column("expectedMinutes").wide(),
        column("usageCount").wide(),
        column("status"),
        column("updatedAt").wide(),
    ];
    const ORDERED_BY: Option<&'static str> = Some("name");
    const CALLED: Text = Text::new("Name", "Naam");
    const USUAL: (&'static str, &'static str) = ("order[position]", "asc");
    const NEW: Option<New> =
        Some(New { label: crate::i18n::task_groups::NEW, path: "/recruitment-task-groups/new", action: Action::WriteTaskGroups });

    use_cases!(task_groups);

    fn title(_: Locale, group: &Record<TaskGroupFields>, _: &Names) -> String {
        group.name.clone()
    }

    fn cell(locale: Locale, group: &Record<TaskGroupFields>, column: &str) -> Option<String> {
        (column == "tasks").then(|| words::TASKS.count.of(locale, group.tasks.len() as i64))
    }
}

/// `/recruitment-tasks`.
pub struct Tasks;

impl Noun for Tasks {
    type Fields = TaskFields;
    const WORDS: words::Words = words::TASKS;
    const GLYPH: Glyph = Glyph::Questions;
    const COLUMNS: &'static [Column] = &[
        column("recruitmentTaskGroup").wide(),
        column("type"),
        column("required").wide(),
        column("skill").wide(),
        column("updatedAt").wide(),
    ];
    const CALLED: Text = words::QUESTION;
    const USUAL: (&'static str, &'static str) = ("order[createdAt]", "asc");
    const PARENT: Option<&'static str> = Some("recruitmentTaskGroup");
    const ABOVE: &'static [(&'static str, Text)] = &[(Target::TASK_GROUP.path, words::TASK_GROUPS.title)];
    const RELATED: &'static [Related] =
        &[Related { label: words::ANSWERS.title, path: AnswerFields::RESOURCE.path, filter: "recruitmentTask" }];

    use_cases!(tasks);

    fn title(_: Locale, task: &Record<TaskFields>, _: &Names) -> String {
        excerpt(&task.question, TITLE)
    }
}

/// `/recruitment-task-answers`.
pub struct Answers;

impl Noun for Answers {
    type Fields = AnswerFields;
    const WORDS: words::Words = words::ANSWERS;
    const GLYPH: Glyph = Glyph::Questions;
    const COLUMNS: &'static [Column] =
        &[column("candidate").wide(), column("score"), column("interviewer").wide(), column("status").wide(), column("submittedAt").wide()];
    const CALLED: Text = words::QUESTION;
    const PARENT: Option<&'static str> = Some("candidate");
    const ABOVE: &'static [(&'static str, Text)] = &[(Target::CANDIDATE.path, crate::i18n::candidates::TITLE)];

    use_cases!(answers);

    fn title(locale: Locale, answer: &Record<AnswerFields>, names: &Names) -> String {
        let asked = answer.snapshot.as_ref().map(|snapshot| excerpt(&snapshot.question, TITLE));
        let question = || answer.task.and_then(|task| names.of(Target::TASK, &task.to_string()));
        asked.or_else(question).unwrap_or_else(|| words::numbered(locale, words::ANSWER, answer.id))
    }
}

/// `/resource-requests`.
pub struct Requests;

impl Noun for Requests {
    type Fields = RequestFields;
    const WORDS: words::Words = words::REQUESTS;
    const GLYPH: Glyph = Glyph::Requests;
    const COLUMNS: &'static [Column] = &[
        column("position").wide(),
        column("client").wide(),
        column("status"),
        column("filledCount").called(words::PLACED),
        column("neededBy").wide(),
        column("updatedAt").wide(),
    ];
    const ORDERED_BY: Option<&'static str> = Some("code");
    const CALLED: Text = Text::new("Code", "Code");
    const NEW: Option<New> = Some(New { label: crate::i18n::requests::NEW, path: "/resource-requests/new", action: Action::CreateRequest });

    use_cases!(requests);

    fn tools(locale: Locale, address: &Address) -> Option<AnyView> {
        Some(view! { {requests::filters(locale, address)}{requests::views(locale, address)} }.into_any())
    }

    fn shown_at_once(address: &Address) -> Option<u32> {
        requests::is_board(address).then_some(Paging::MOST)
    }

    fn drawn(visit: &Visit, page: &Page<Record<RequestFields>>) -> AnyView {
        requests::board(visit, page)
    }

    fn title(_: Locale, request: &Record<RequestFields>, _: &Names) -> String {
        request.code.clone()
    }

    fn mark(request: &Record<RequestFields>, today: NaiveDate) -> Option<Text> {
        request.overdue(today).then_some(words::OVERDUE)
    }

    fn tells(name: &str, value: &Value) -> bool {
        // The first are in the heading; of the reasons there is one at most.
        let elsewhere = matches!(name, "code" | "status" | "filledCount" | "approval");
        !(elsewhere || value.is_null() && name.ends_with("Reason"))
    }

    fn cell(locale: Locale, request: &Record<RequestFields>, column: &str) -> Option<String> {
        (column == "filledCount").then(|| words::of(locale, request.filled_count, request.seats()))
    }
}

/// `/resource-request-candidates`.
pub struct RequestCandidates;

impl Noun for RequestCandidates {
    type Fields = RequestCandidateFields;
    const WORDS: words::Words = words::REQUEST_CANDIDATES;
    const GLYPH: Glyph = Glyph::People;
    const COLUMNS: &'static [Column] = &[
        column("resourceRequest").wide(),
        column("status"),
        column("proposedBy").wide(),
        column("createdAt").called(lists::ADDED).wide(),
        column("updatedAt").wide(),
    ];
    const CALLED: Text = Text::new("Candidate", "Kandidaat");
    const PARENT: Option<&'static str> = Some("resourceRequest");
    const ABOVE: &'static [(&'static str, Text)] = &[(Target::REQUEST.path, words::REQUESTS.title)];
    const RELATED: &'static [Related] =
        &[Related { label: words::ANSWERS.title, path: AnswerFields::RESOURCE.path, filter: "resourceRequestCandidate" }];

    use_cases!(request_candidates);

    fn title(locale: Locale, proposal: &Record<RequestCandidateFields>, names: &Names) -> String {
        let candidate = proposal.candidate.and_then(|candidate| names.of(Target::CANDIDATE, &candidate.to_string()));
        candidate.unwrap_or_else(|| Self::CALLED.get(locale).to_owned())
    }
}

/// `/candidate-notes`.
pub struct Notes;

impl Noun for Notes {
    type Fields = NoteFields;
    const WORDS: words::Words = words::NOTES;
    const GLYPH: Glyph = Glyph::Note;
    const COLUMNS: &'static [Column] = &[
        column("candidate"),
        column("type").wide(),
        column("score").wide(),
        column("author").wide(),
        column("createdAt").called(lists::ADDED).wide(),
    ];
    const CALLED: Text = Text::new("Text", "Tekst");
    const ABOVE: &'static [(&'static str, Text)] = &[(Target::CANDIDATE.path, crate::i18n::candidates::TITLE)];

    use_cases!(notes);

    fn title(_: Locale, note: &Record<NoteFields>, _: &Names) -> String {
        excerpt(&note.content, TITLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_shows_attributes_that_there_are() {
        fn shown<N: Noun>() {
            let known = |name: &str| domain::query::On::find(N::RESOURCE, name).is_some();
            assert!((4..=6).contains(&N::COLUMNS.len()), "{}", N::RESOURCE.name);
            assert!(N::COLUMNS.iter().all(|column| known(column.name)), "{}", N::RESOURCE.name);
            assert!(N::PARENT.into_iter().chain(N::ORDERED_BY).all(known), "{}", N::RESOURCE.name);
            assert!(N::COLUMNS.iter().any(|column| !column.wide_only), "{}: a phone shows something", N::RESOURCE.name);
        }
        shown::<TaskGroups>();
        shown::<Tasks>();
        shown::<Answers>();
        shown::<Requests>();
        shown::<RequestCandidates>();
        shown::<Notes>();
    }
}
