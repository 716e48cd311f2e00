//! Questions as an interviewer is asked them, and as a candidate is.

use crate::{
    i18n::{Locale, kit, task_groups as words},
    ui::{Anchors, Choice, Field, Input, Options, Scale, Tag, TextArea, Tone},
};
use domain::tasks::TaskType;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::ui::Banner;
#[cfg(feature = "ssr")]
use domain::tasks::RecruitmentTask;
#[cfg(feature = "ssr")]
use std::collections::BTreeMap;

/// A question, as far as whoever is asked sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    pub id: i64,
    pub question: String,
    pub kind: TaskType,
    pub options: Vec<String>,
    pub required: bool,
    /// For interviewers alone.
    pub guidance: Option<String>,
    pub anchors: Anchors,
    pub skill: Option<String>,
}

#[cfg(feature = "ssr")]
impl From<&RecruitmentTask> for Ask {
    fn from(task: &RecruitmentTask) -> Self {
        let anchors = task.anchors.clone().unwrap_or_default();
        Self {
            id: task.id.0,
            question: task.question.clone(),
            kind: task.answers(),
            options: task.options.clone().unwrap_or_default(),
            required: task.required,
            guidance: task.guidance.clone(),
            anchors: [anchors.strong_no, anchors.no, anchors.yes, anchors.strong_yes],
            skill: task.skill.clone(),
        }
    }
}

/// What was written so far, as forms hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Of several choices, each on a line.
    pub answer: String,
    /// `1` to `4`, or empty.
    pub score: String,
    pub comment: String,
}

/// The texts that somebody typed into a form of questions, of the controls with these names: what the page has no other place for.
#[cfg(feature = "ssr")]
pub fn typed(title: &'static str, values: &BTreeMap<String, String>, wanted: impl Fn(&str) -> bool) -> Option<AnyView> {
    let wrote = |name: &str| name.starts_with("comment") || name.starts_with("answer-") || name == "reason";
    let texts = values.iter().filter(|(name, text)| wrote(name) && wanted(name) && !text.trim().is_empty());
    let texts: Vec<_> = texts.map(|(_, text)| view! { <li class="ask-lines anywhere" dir="auto">{text.clone()}</li> }).collect();
    (!texts.is_empty()).then(|| view! { <p>{title}</p><ul class="banner-list">{texts}</ul> }.into_any())
}

/// What was typed about questions that are asked no more: told to whoever typed it, and sent along with the form, so that keeping it again does not
/// lose it.
#[cfg(feature = "ssr")]
pub fn gone(locale: Locale, tasks: &[RecruitmentTask], values: &BTreeMap<String, String>) -> (Option<AnyView>, AnyView) {
    let is_gone = |name: &str| name.split('-').nth(1).is_some_and(|id| tasks.iter().all(|task| task.id.to_string() != id));
    let told = typed(crate::i18n::interviews::ABOUT_OTHERS.get(locale), values, is_gone);
    let told = told.map(|told| view! { <Banner tone=Tone::Caution>{told}</Banner> }.into_any());
    let carried = values.iter().filter(|(name, _)| is_gone(name));
    let carried = carried.map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone()/> }).collect_view();
    (told, carried.into_any())
}

/// A question with the controls of its answer, score and comment: `answer-7`, `score-7`, `comment-7`.
pub fn asked(locale: Locale, number: usize, ask: &Ask, written: &Written, error: Option<String>) -> AnyView {
    let id = ask.id;
    let scored = ask.kind == TaskType::Score;
    let guidance = ask.guidance.clone().map(|guidance| {
        view! {
            <details class="ask-guidance" open=true>
                <summary>{words::GUIDED.get(locale)}</summary>
                <p class="ask-lines anywhere" dir="auto">{guidance}</p>
            </details>
        }
    });
    let answer = (!scored).then(|| answer(locale, ask, &written.answer, words::ANSWER.get(locale), error.clone()));
    let error = if scored { error } else { None }.unwrap_or_default();
    view! {
        <section class="ask" id=format!("ask-{id}") aria-labelledby=format!("ask-{id}-title")>
            {head(locale, number, ask)}
            {guidance}
            {answer}
            <Scale
                locale
                name=format!("score-{id}")
                label=words::SCORE.get(locale)
                anchors=ask.anchors.clone()
                value=written.score.clone()
                error
            />
            <TextArea name=format!("comment-{id}") label=words::COMMENT.get(locale) value=written.comment.clone() rows=2/>
        </section>
    }
    .into_any()
}

/// The question itself.
pub fn head(locale: Locale, number: usize, ask: &Ask) -> AnyView {
    let required = ask.required.then(|| view! { <Tag tone=Tone::Caution>{words::REQUIRED.get(locale)}</Tag> });
    let skill = ask.skill.clone().map(|skill| view! { <Tag><span class="tag-text" dir="auto">{skill}</span></Tag> });
    view! {
        <div class="ask-head">
            <h3 class="ask-title" id=format!("ask-{}-title", ask.id)>
                <span class="ask-number">{number}</span>
                <span class="ask-lines anywhere" dir="auto">{ask.question.clone()}</span>
            </h3>
            <p class="ask-marks">{required}{skill}</p>
        </div>
    }
    .into_any()
}

/// The control of an answer, by what an answer is.
pub fn answer(locale: Locale, ask: &Ask, value: &str, label: &str, error: Option<String>) -> AnyView {
    let (name, label, value) = (format!("answer-{}", ask.id), label.to_owned(), value.to_owned());
    let options = || ask.options.iter().map(|option| Choice::new(option.clone(), option.clone())).collect::<Vec<_>>();
    let line = |input: Input| {
        let (name, label, value, error) = (name.clone(), label.clone(), value.clone(), error.clone());
        view! { <Field name label value input=input error autocomplete="off"/> }.into_any()
    };
    match ask.kind {
        TaskType::Text | TaskType::Number => line(Input::Text),
        TaskType::Date => line(Input::Date),
        TaskType::Url => line(Input::Url),
        TaskType::LongText | TaskType::Code => view! { <TextArea name label value error rows=4/> }.into_any(),
        TaskType::Boolean => {
            let choices = vec![Choice::new("true", kit::YES.get(locale)), Choice::new("false", kit::NO.get(locale))];
            view! { <Options name label choices value error=error.unwrap_or_default()/> }.into_any()
        }
        TaskType::SingleChoice => view! { <Options name label choices=options() value error=error.unwrap_or_default()/> }.into_any(),
        TaskType::MultiChoice => {
            view! { <Options name label choices=options() value several=true error=error.unwrap_or_default()/> }.into_any()
        }
        // Interviewers have the scale; a candidate scores themselves.
        TaskType::Score => {
            let choices = (1..=4).map(|score: i64| Choice::new(score.to_string(), score.to_string())).collect();
            view! { <Options name label choices value error=error.unwrap_or_default()/> }.into_any()
        }
    }
}
