//! What was written and what was changed, the newest first, below the form for one more note.

use super::{Desk, What};
use crate::{
    call::Posted,
    candidates::{
        sheet::{Change, Entry, Note, Step},
        when::time,
    },
    i18n::{Locale, candidates as words, history, notes, words::Named},
    notes::form,
    ui::{Button, Event, Glyph, Icon, Look, Score, Tag, Timeline, Tone},
};
use domain::notes::{NoteType, NoteVisibility};
use leptos::{ev, prelude::*};

/// A value longer than this is folded up.
const LONG: usize = 160;

impl Entry {
    /// Changes whenever what is shown changes.
    fn key(&self) -> String {
        match self {
            Self::Note(note) => format!("note {} {} {}", note.id, note.version, note.edited),
            Self::Change(change) => format!("change {} {}", change.id, change.undoable),
        }
    }
}

/// The composer and the entries.
pub fn timeline(desk: Desk, posted: &Posted) -> AnyView {
    let locale = desk.locale;
    let older = move || {
        let older = desk.sheet.with(|sheet| sheet.older.clone());
        older.map(|href| view! { <a class="button" href=href>{words::OLDER.get(locale)}</a> })
    };
    let empty =
        move || desk.sheet.with(|sheet| sheet.entries.is_empty()).then(|| view! { <p class="muted">{notes::NONE_WHY.get(locale)}</p> });
    view! {
        <section class="timeline-side" id="timeline" aria-labelledby="timeline-title">
            <h2 id="timeline-title">{words::TIMELINE.get(locale)}</h2>
            {form::composer(desk, posted)}
            {empty}
            <Timeline label=words::TIMELINE.get(locale)>
                <For each=move || desk.sheet.with(|sheet| sheet.entries.clone()) key=Entry::key let:entry>
                    {entry_view(desk, entry)}
                </For>
            </Timeline>
            {older}
        </section>
    }
    .into_any()
}

fn entry_view(desk: Desk, entry: Entry) -> AnyView {
    match entry {
        Entry::Note(note) => note_view(desk, note),
        Entry::Change(change) => change_view(desk, change),
    }
}

fn note_view(desk: Desk, note: Note) -> AnyView {
    let glyph = match note.kind.as_str() {
        "call" => Glyph::Phone,
        "email" => Glyph::Mail,
        "meeting" => Glyph::People,
        _ => Glyph::Note,
    };
    let what = What::Note(note.id.clone());
    let open = Memo::new(move |_| desk.open.get().filter(|open| open.what == what));
    let head = note_head(desk.locale, &note);
    let place = format!("note-{}", note.id);
    let content = move || match open.get() {
        Some(open) if note.source.is_some() => form::editor(desk, &note, open),
        _ => note_body(desk, &note),
    };
    view! { <Event glyph head><div id=place>{content}</div></Event> }.into_any()
}

fn note_head(locale: Locale, note: &Note) -> AnyView {
    let kind = note.kind.parse::<NoteType>().map(|kind| kind.label(locale)).unwrap_or_default();
    let limited = note.visibility.parse::<NoteVisibility>().ok().filter(|visibility| *visibility != NoteVisibility::Public);
    let limited = limited.map(|limited| view! { <Tag tone=Tone::Caution icon=Glyph::Lock>{limited.label(locale)}</Tag> });
    let pinned = note.pinned.then(|| view! { <Tag icon=Glyph::Pin>{notes::PINNED.get(locale)}</Tag> });
    let edited = note.edited.then(|| view! { <span>" · "{notes::EDITED.get(locale)}</span> });
    let score = note.score.map(|score| view! { <Score locale score=Some(score)/> });
    view! {
        <span class="note-head">
            <span><strong dir="auto">{note.author.clone()}</strong>" · "{kind}" · "{time(&note.at)}{edited}</span>
            {limited}
            {pinned}
            {score}
        </span>
    }
    .into_any()
}

fn note_body(desk: Desk, note: &Note) -> AnyView {
    let locale = desk.locale;
    let candidate = desk.sheet.with_untracked(|sheet| sheet.id.clone());
    let edit = note.source.is_some().then(|| {
        let (what, href) = (What::Note(note.id.clone()), format!("/candidates/{candidate}?edit=note:{}#note-{}", note.id, note.id));
        view! {
            <a class="button button-bare" href=href on:click=move |click| desk.edit(&click, what.clone())>
                <Icon glyph=Glyph::Edit/>
                {words::EDIT.get(locale)}
            </a>
        }
    });
    let delete = note.deletable.then(|| {
        let id = note.id.clone();
        let submit = move |event: ev::SubmitEvent| form::delete(desk, &event, &id);
        view! {
            <form method="post" action=format!("/candidates/{candidate}?do=delete_note") on:submit=submit>
                <input type="hidden" name="id" value=candidate.clone()/>
                <input type="hidden" name="note" value=note.id.clone()/>
                <input type="hidden" name="version" value=note.version.to_string()/>
                <Button look=Look::Bare icon=Glyph::Delete>{notes::REMOVE.get(locale)}</Button>
            </form>
        }
    });
    view! {
        <div class="prose" dir="auto" inner_html=note.html.clone()></div>
        <div class="note-actions">{edit}{delete}</div>
    }
    .into_any()
}

fn change_view(desk: Desk, change: Change) -> AnyView {
    let locale = desk.locale;
    let undoes = change.undoes.then(|| view! { <span>" · "{history::UNDOES.get(locale)}</span> });
    let head = view! {
        <span><strong dir="auto">{change.who.clone()}</strong>" "{change.did.clone()}" · "{time(&change.at)}{undoes}</span>
    };
    let erased = change.erased.then(|| view! { <p class="muted">{history::ERASED.get(locale)}</p> });
    let steps = change.steps.iter().map(|step| step_view(locale, step)).collect_view();
    let undo = change.undoable.then(|| undo_form(desk, change.id.clone()));
    view! {
        <Event glyph=Glyph::History head=head.into_any()>
            {erased}
            <div class="steps">{steps}</div>
            {undo}
        </Event>
    }
    .into_any()
}

fn undo_form(desk: Desk, change: String) -> AnyView {
    let candidate = desk.sheet.with_untracked(|sheet| sheet.id.clone());
    let submit = {
        let change = change.clone();
        move |event: ev::SubmitEvent| {
            event.prevent_default();
            desk.undo(change.clone());
        }
    };
    view! {
        <form class="note-actions" method="post" action=format!("/candidates/{candidate}?do=undo_change") on:submit=submit>
            <input type="hidden" name="id" value=candidate.clone()/>
            <input type="hidden" name="change" value=change.clone()/>
            <Button look=Look::Bare icon=Glyph::Undo>{history::UNDO_THIS.get(desk.locale)}</Button>
        </form>
    }
    .into_any()
}

/// `Position: Analyst → Engineer`.
fn step_view(locale: Locale, step: &Step) -> AnyView {
    view! {
        <div class="step">
            <span class="muted">{step.label.clone()}": "</span>
            <span class="sr-only">{history::FROM.get(locale)}" "</span>
            <del>{value(locale, &step.before)}</del>
            <span aria-hidden="true">" → "</span>
            <span class="sr-only">" "{history::TO.get(locale)}" "</span>
            <ins>{value(locale, &step.after)}</ins>
        </div>
    }
    .into_any()
}

/// A long value is folded up; everything of it can be read.
fn value(locale: Locale, text: &str) -> AnyView {
    if text.is_empty() {
        return view! { <span class="muted">{history::NOTHING.get(locale)}</span> }.into_any();
    }
    match text.char_indices().nth(LONG) {
        None => view! { <span class="step-value" dir="auto">{text.to_owned()}</span> }.into_any(),
        Some((end, _)) => {
            let first = format!("{}…", text.get(..end).unwrap_or_default());
            view! { <details><summary dir="auto">{first}</summary><p class="step-value" dir="auto">{text.to_owned()}</p></details> }
                .into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_edited() {
        assert_eq!(What::read(""), None);
        assert_eq!(What::read("position"), Some(What::Field("position".into())));
        assert_eq!(What::read("note:7"), Some(What::Note("7".into())));
        assert_eq!(What::Note("7".into()).place(), "note-7");
    }

    #[test]
    fn a_long_value_can_be_read_whole() {
        let long = "é".repeat(LONG + 1);
        let html = Owner::new().with(|| value(Locale::English, &long).to_html());
        assert!(html.contains(&long) && html.contains("<details"));
        let html = Owner::new().with(|| value(Locale::English, &"é".repeat(LONG)).to_html());
        assert!(!html.contains("<details"));
    }
}
