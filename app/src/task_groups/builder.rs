//! The questions of a question bank: read by everybody, written by who looks after it.

use super::{
    arrange::Arrange,
    question::{self, Place, page},
};
use crate::{
    call::Posted,
    i18n::{Locale, errors, task_groups as words},
    islands::preload,
    ui::{Banner, Button, EmptyState, Glyph, Look, Refusal, TextArea},
};
use domain::{
    id::TaskGroupId,
    task_groups::{GroupStatus, RecruitmentTaskGroup},
    tasks::RecruitmentTask,
};
use leptos::prelude::*;

/// What the view of the questions is made of.
pub struct Builder<'a> {
    pub locale: Locale,
    pub group: &'a RecruitmentTaskGroup,
    /// Those that are asked no more come last.
    pub tasks: &'a [RecruitmentTask],
    pub writes: bool,
    /// The number of the question whose form is open.
    pub edit: Option<i64>,
    pub posted: &'a Posted,
}

impl Builder<'_> {
    pub fn view(&self) -> AnyView {
        let Self { locale, group, .. } = *self;
        // Nothing is written into what is archived.
        let writes = self.writes && group.status != GroupStatus::Archived;
        let revision = words::makes_revision(locale, group.revision + 1);
        let revises = (writes && group.status == GroupStatus::Published).then(|| view! { <Banner><p>{revision}</p></Banner> });
        let (asked, put_away): (Vec<_>, Vec<_>) = self.tasks.iter().partition(|task| !task.archived);
        let list = if asked.is_empty() { self.nothing(writes) } else { self.list(&asked, writes) };
        let forms = writes.then(|| self.forms(asked.is_empty()));
        let put_away = (!put_away.is_empty()).then(|| {
            let rows = put_away.iter().map(|task| question::put_away(locale, group.id, task, writes)).collect_view();
            view! {
                <details class="filters">
                    <summary class="button button-bare">
                        {format!("{} ({})", words::ASKED_NO_MORE.get(locale), question::counted(locale, put_away.len()))}
                    </summary>
                    <ul class="questions">{rows}</ul>
                </details>
            }
        });
        view! { <div class="builder">{revises}{list}{put_away}{forms}</div> }.into_any()
    }

    fn nothing(&self, writes: bool) -> AnyView {
        let why = if writes { words::NONE_WHY } else { words::NONE_READ_WHY };
        view! { <EmptyState glyph=Glyph::Questions title=words::NONE.get(self.locale) why=why.get(self.locale)/> }.into_any()
    }

    fn list(&self, asked: &[&RecruitmentTask], writes: bool) -> AnyView {
        let Self { locale, group, .. } = *self;
        let last = asked.len();
        let rows = (1..)
            .zip(asked)
            .map(|(number, task)| {
                let place = Place { locale, group: group.id, number, writes };
                let open = writes && self.edit == Some(task.id.0);
                if open { question::editing(place, task, self.refused("edit_question")) } else { question::row(place, task) }
            })
            .collect_view();
        let list = view! { <ol class="questions questions-numbered">{rows}</ol> };
        if writes && last > 1 && self.edit.is_none() {
            view! { {preload("arrange")} <Arrange locale group=group.id.0 version=group.version>{list}</Arrange> }.into_any()
        } else {
            list.into_any()
        }
    }

    fn refused(&self, action: &str) -> Option<&Posted> {
        Some(self.posted).filter(|posted| posted.action == action && posted.error.is_some())
    }

    /// Several at once, or one with everything that can be said of it.
    fn forms(&self, empty: bool) -> AnyView {
        let Self { locale, group, .. } = *self;
        let (pasted, added) = (self.refused("paste_questions"), self.refused("add_question"));
        view! {
            <div class="builder-forms">
                <details class="fields" id="paste" open=pasted.is_some() || (empty && added.is_none())>
                    <summary class="fields-summary">{words::PASTE_TITLE.get(locale)}</summary>
                    {paste(locale, group.id, pasted)}
                </details>
                <details class="fields" id="add" open=added.is_some()>
                    <summary class="fields-summary">{words::ADD_TITLE.get(locale)}</summary>
                    {question::adding(locale, group.id, added)}
                </details>
            </div>
        }
        .into_any()
    }
}

fn paste(locale: Locale, group: TaskGroupId, posted: Option<&Posted>) -> AnyView {
    let error = posted.and_then(|posted| posted.error.clone());
    let flaw = errors::at(locale, error.as_ref(), "text");
    let typed = posted.and_then(|posted| posted.values.get("text").cloned()).unwrap_or_default();
    view! {
        <form class="form" method="post" novalidate=true action=format!("{}?do=paste_questions#paste", page(group))>
            <Refusal locale error/>
            <input type="hidden" name="id" value=group.to_string()/>
            <TextArea
                name="text"
                label=words::PASTE_LABEL.get(locale)
                hint=words::PASTE_HINT.get(locale)
                value=typed
                error=flaw
                rows=8
                required=true
            />
            <div class="row"><Button look=Look::Primary>{words::PASTE.get(locale)}</Button></div>
        </form>
    }
    .into_any()
}
