//! One question in the builder: read, and written.

use super::calls::QUESTION;
use crate::{
    call::Posted,
    i18n::{Locale, Text, errors, fields, kit, number, task_groups as words, words::Named},
    ui::{Button, Checkbox, Choice, Field, Glyph, Icon, LinkButton, Look, Menu, Refusal, Select, Tag, TextArea, Tone},
};
use domain::{
    id::TaskGroupId,
    resource::{Described, Field as Rule, Kind},
    tasks::{RecruitmentTask, TaskFields, TaskType},
};
use leptos::prelude::*;
use serde_json::Value;

/// The address of the page of a question bank.
pub fn page(group: TaskGroupId) -> String {
    format!("/recruitment-task-groups/{group}")
}

/// Where a question stands, and what may be done with it.
#[derive(Clone, Copy)]
pub struct Place {
    pub locale: Locale,
    pub group: TaskGroupId,
    /// From 1.
    pub number: usize,
    pub writes: bool,
}

/// A question as it stands in the list.
pub fn row(place: Place, task: &RecruitmentTask) -> AnyView {
    let Place { locale, writes, .. } = place;
    let id = task.id;
    let required = task.required.then(|| view! { <Tag tone=Tone::Caution>{words::REQUIRED.get(locale)}</Tag> });
    let skill = task.skill.clone().map(|skill| view! { <Tag><span class="tag-text" dir="auto">{skill}</span></Tag> });
    let weight = task.weight.filter(|weight| *weight != 1).map(|weight| {
        let label = fields::label(locale, "weight");
        view! { <span>{format!("{label} {}", number(locale, weight))}</span> }
    });
    let options = task.options.clone().map(|options| {
        let options = options.into_iter().map(|option| view! { <li class="anywhere" dir="auto">{option}</li> }).collect_view();
        view! { <ul class="question-options">{options}</ul> }
    });
    let guided = (task.guidance.is_some() || task.anchors.is_some()).then(|| view! { <span>{words::GUIDED.get(locale)}</span> });
    let ways = writes.then(|| ways(place, task));
    let grip = writes.then(|| view! { <span class="question-grip" title=words::DRAG.get(locale)><Icon glyph=Glyph::Grip/></span> });
    view! {
        <li class="question" id=format!("question-{id}") data-task=id.to_string()>
            <div class="question-number">{grip}<span class="question-count" aria-hidden="true"></span></div>
            <div class="question-body">
                <p class="question-text anywhere" dir="auto">{task.question.clone()}</p>
                {options}
                <p class="question-facts">{required}<span>{task.answers().label(locale)}</span>{weight}{skill}{guided}</p>
            </div>
            {ways}
        </li>
    }
    .into_any()
}

fn ways(place: Place, task: &RecruitmentTask) -> AnyView {
    let Place { locale, group, .. } = place;
    let id = task.id.to_string();
    // Which of them lead anywhere, the place in the list says: it changes without the page being made anew.
    let step = |way: &'static str, label: Text, class: &'static str| {
        let (id, action) = (id.clone(), format!("{}?do=move_question", page(group)));
        {
            view! {
                <form class=class method="post" action=action>
                    <input type="hidden" name="id" value=group.to_string()/>
                    <input type="hidden" name="question_id" value=id/>
                    <input type="hidden" name="way" value=way/>
                    <button>{label.get(locale)}</button>
                </form>
            }
        }
    };
    let steps = view! {
        {step("first", words::TO_FIRST, "step-up")}
        {step("up", words::UP, "step-up")}
        {step("down", words::DOWN, "step-down")}
        {step("last", words::TO_LAST, "step-down")}
    };
    let edit = format!("{}?edit={}#question-{}", page(group), task.id, task.id);
    let asked = crate::records::excerpt(&task.question, 60);
    let heard = format!(": {asked}");
    view! {
        <div class="question-ways">
            <a class="button button-bare" href=edit><Icon glyph=Glyph::Edit/><span>{words::EDIT.get(locale)}<span class="sr-only">{heard}</span></span></a>
            <Menu
                label=format!("{}: {asked}", words::ACTIONS.get(locale))
                trigger=view! { <Icon glyph=Glyph::More/> }.into_any()
                at_end=true
            >
                <div class="menu-group">{steps}</div>
                <div class="menu-group">
                    <form method="post" action=format!("{}?do=archive_question", page(group))>
                        <input type="hidden" name="id" value=group.to_string()/>
                        <input type="hidden" name="question_id" value=id/>
                        <input type="hidden" name="archived" value="true"/>
                        <button><Icon glyph=Glyph::Archive/>{words::PUT_AWAY_THIS.get(locale)}</button>
                    </form>
                </div>
            </Menu>
        </div>
    }
    .into_any()
}

/// A question that is asked no more, with the way back.
pub fn put_away(locale: Locale, group: TaskGroupId, task: &RecruitmentTask, writes: bool) -> AnyView {
    let back = writes.then(|| {
        view! {
            <form method="post" action=format!("{}?do=archive_question", page(group))>
                <input type="hidden" name="id" value=group.to_string()/>
                <input type="hidden" name="question_id" value=task.id.to_string()/>
                <input type="hidden" name="archived" value="false"/>
                <Button icon=Glyph::Undo>{words::BRING_BACK.get(locale)}</Button>
            </form>
        }
    });
    view! {
        <li class="question" id=format!("question-{}", task.id)>
            <div class="question-body"><p class="question-text muted anywhere" dir="auto">{task.question.clone()}</p></div>
            {back}
        </li>
    }
    .into_any()
}

fn rule(name: &str) -> Option<&'static Rule> {
    TaskFields::RESOURCE.field(name)
}

/// What the form of a question holds: what was typed, else what the question says.
struct Filled<'a> {
    locale: Locale,
    prefix: String,
    posted: Option<&'a Posted>,
    task: Option<&'a RecruitmentTask>,
}

impl Filled<'_> {
    fn value(&self, name: &str) -> String {
        if let Some(posted) = self.posted {
            return posted.values.get(name).cloned().unwrap_or_default();
        }
        let Some(task) = self.task else {
            return match name {
                "weight" => "1".to_owned(),
                "type" => TaskType::LongText.to_string(),
                _ => String::new(),
            };
        };
        let attributes = task.fields.attributes();
        let value = attributes.get(name).or_else(|| attributes.get("anchors")?.get(name));
        match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Bool(flag)) => flag.to_string(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
            _ => String::new(),
        }
    }

    fn error(&self, name: &str) -> Option<String> {
        errors::at(self.locale, self.posted.and_then(|posted| posted.error.as_ref()), name)
    }

    fn id(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn label(&self, name: &str) -> String {
        fields::label(self.locale, name).to_owned()
    }

    fn line(&self, name: &'static str) -> AnyView {
        let hint = if name == "weight" { words::WEIGHT_HINT.get(self.locale) } else { "" };
        let (id, label, value, error) = (self.id(name), self.label(name), self.value(name), self.error(name));
        if hint.is_empty() {
            view! { <Field name id label rule=rule(name) value error autocomplete="off"/> }.into_any()
        } else {
            view! { <Field name id label rule=rule(name) value error hint autocomplete="off"/> }.into_any()
        }
    }

    fn lines(&self, name: &'static str, hint: &'static str, rows: u8) -> AnyView {
        let (id, label, value, error) = (self.id(name), self.label(name), self.value(name), self.error(name));
        if hint.is_empty() {
            view! { <TextArea name id label rule=rule(name) value error rows/> }.into_any()
        } else {
            view! { <TextArea name id label rule=rule(name) value error hint rows/> }.into_any()
        }
    }

    fn anchors(&self) -> AnyView {
        let members = rule("anchors").and_then(|rule| rule.kind.members()).unwrap_or_default();
        let controls = members
            .iter()
            .map(|member| {
                view! { <Field name=member.name id=self.id(member.name) label=self.label(member.name) rule=member value=self.value(member.name)/> }
            })
            .collect_view();
        let error_id = self.id("anchors-error");
        let error = self.error("anchors");
        let described_by = error.is_some().then(|| error_id.clone());
        let error = error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> });
        view! {
            <fieldset class="parts" id=self.id("anchors") tabindex="-1" aria-describedby=described_by>
                <legend class="field-label">{self.label("anchors")}</legend>
                {error}
                {controls}
            </fieldset>
        }
        .into_any()
    }

    fn view(&self) -> AnyView {
        let locale = self.locale;
        // What was given shows without another press.
        let more = ["guidance", "1", "2", "3", "4"].iter().any(|name| !self.value(name).is_empty()) || self.error("anchors").is_some();
        view! {
            {self.lines("question", "", 2)}
            <div class="form-columns">
                <Select
                    name="type"
                    id=self.id("type")
                    label=words::TYPE_LABEL.get(locale)
                    choices=Choice::all(locale, TaskType::ALL)
                    value=self.value("type")
                    error=self.error("type")
                />
                {self.lines("options", words::OPTIONS_HINT.get(locale), 2)}
                {self.line("skill")}
                {self.line("weight")}
            </div>
            <Checkbox name="required" id=self.id("required") label=words::REQUIRED_LABEL.get(locale) checked=self.value("required") == "true"/>
            <details class="filters" open=more>
                <summary class="button button-bare">{words::GUIDE_TITLE.get(locale)}</summary>
                <div class="form question-guide">{self.lines("guidance", "", 3)}{self.anchors()}</div>
            </details>
        }
        .into_any()
    }
}

/// The form of a question in the place of the question.
pub fn editing(place: Place, task: &RecruitmentTask, posted: Option<&Posted>) -> AnyView {
    let Place { locale, group, number, .. } = place;
    let id = task.id;
    let error = posted.and_then(|posted| posted.error.clone());
    let version = posted.and_then(|posted| posted.values.get("version").cloned()).unwrap_or_else(|| task.version.to_string());
    // Who was too slow sees what the others made of it, and may write over it knowingly.
    let stale = matches!(&error, Some(domain::error::Error::Conflict(domain::error::Conflict::Stale { .. })));
    let version = if stale { task.version.to_string() } else { version };
    let prefix = format!("q{id}-");
    let filled = Filled { locale, prefix: prefix.clone(), posted, task: Some(task) };
    let theirs = stale.then(|| theirs(locale, &filled, task));
    let back = format!("{}#question-{id}", page(group));
    view! {
        <li class="question question-open" id=format!("question-{id}")>
            <form
                class="form question-form"
                method="post"
                novalidate=true
                action=format!("{}?edit={id}&do=edit_question#question-{id}", page(group))
                aria-label=format!("{}: {number}", words::EDIT_QUESTION.get(locale))
            >
                <Refusal locale error prefix/>
                {theirs}
                <input type="hidden" name="id" value=group.to_string()/>
                <input type="hidden" name="question_id" value=id.to_string()/>
                <input type="hidden" name="version" value=version/>
                {filled.view()}
                <div class="row">
                    <Button look=Look::Primary>{kit::SAVE.get(locale)}</Button>
                    <LinkButton href=back look=Look::Bare>{kit::CANCEL.get(locale)}</LinkButton>
                </div>
            </form>
        </li>
    }
    .into_any()
}

/// What others made of it meanwhile, where that is not what was typed.
fn theirs(locale: Locale, filled: &Filled<'_>, task: &RecruitmentTask) -> AnyView {
    let now = Filled { locale, prefix: String::new(), posted: None, task: Some(task) };
    let normal = |text: String| text.replace("\r\n", "\n").trim().to_owned();
    let names = ["question", "type", "options", "required", "weight", "skill", "guidance", "1", "2", "3", "4"];
    let rows = names
        .iter()
        .map(|name| (name, normal(now.value(name)), normal(filled.value(name))))
        .filter(|(name, theirs, ours)| theirs != ours && !(**name == "required" && theirs == "false" && ours.is_empty()))
        .map(|(name, theirs, _)| {
            let shown = match *name {
                "type" => theirs.parse::<TaskType>().map(|kind| kind.label(locale).to_owned()).unwrap_or(theirs),
                "required" => if theirs == "true" { kit::YES } else { kit::NO }.get(locale).to_owned(),
                _ if theirs.is_empty() => words::NOTHING.get(locale).to_owned(),
                _ => theirs,
            };
            view! { <div><dt>{fields::label(locale, name).to_owned()}</dt><dd class="ask-lines anywhere" dir="auto">{shown}</dd></div> }
        })
        .collect_view();
    view! { <dl class="question-theirs">{rows}</dl> }.into_any()
}

/// The form of another question.
pub fn adding(locale: Locale, group: TaskGroupId, posted: Option<&Posted>) -> AnyView {
    let error = posted.and_then(|posted| posted.error.clone());
    let filled = Filled { locale, prefix: String::new(), posted, task: None };
    debug_assert!(QUESTION.iter().all(|name| rule(name).is_some()), "every control is one of an attribute");
    debug_assert!(matches!(rule("anchors").map(|rule| rule.kind), Some(Kind::Object(_))));
    view! {
        <form class="form question-form" method="post" novalidate=true action=format!("{}?do=add_question#add", page(group))>
            <Refusal locale error/>
            <input type="hidden" name="id" value=group.to_string()/>
            {filled.view()}
            <div class="row"><Button look=Look::Primary>{words::ADD.get(locale)}</Button></div>
        </form>
    }
    .into_any()
}

/// `number` in the reader's way.
pub fn counted(locale: Locale, count: usize) -> String {
    number(locale, count as i64)
}
