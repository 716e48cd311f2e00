//! The form in which an interviewer scores, and what they handed in, to be amended.

use super::{
    keeper::{FORM, Keeper},
    when,
};
use crate::{
    call::Posted,
    i18n::{Locale, errors, interviews as words, words::Named},
    islands::preload,
    tasks::{Ask, Written, answer, asked, gone, head},
    ui::{Banner, Button, Choice, Field, Look, Options, Refusal, Scale, TextArea},
    visit::Visit,
};
use domain::{
    answers::RecruitmentTaskAnswer,
    interviews::Interview,
    resource::Described,
    scorecards::{Recommendation, ScorecardFields},
    tasks::{RecruitmentTask, TaskType, chosen},
};
use leptos::prelude::*;
use serde_json::Value;
use service::scorecards::{Heard, Kit, Typed};
use std::collections::BTreeMap;

/// What was typed about a question.
fn written(typed: &Typed, task: i64) -> Written {
    let of = |control: &str| chosen(typed, &format!("{control}-{task}"));
    Written { answer: of("answer"), score: of("score"), comment: of("comment") }
}

/// An answer as forms hold it.
fn as_typed(answer: &Value) -> String {
    match answer {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(options) => options.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
        other => other.to_string(),
    }
}

/// What the controls of a question are called where they were refused: by the question.
fn named(number: usize, ask: &Ask) -> Vec<(String, String, String)> {
    let name = format!("{number} · {}", crate::records::excerpt(&ask.question, 60));
    ["answer", "score", "comment"].map(|control| (format!("{control}-{}", ask.id), name.clone(), format!("{control}-{}", ask.id))).to_vec()
}

/// The flaw of a question, whichever of its controls has it.
fn flaw(locale: Locale, posted: Option<&Posted>, task: i64) -> Option<String> {
    let error = posted.and_then(|posted| posted.error.as_ref());
    ["answer", "score", "comment"].iter().find_map(|control| errors::at(locale, error, &format!("{control}-{task}")))
}

/// The form of a scorecard that is not handed in, posted to the page on which it stands.
pub fn form(visit: &Visit, kit: &Kit, reader: &str, page: &str, posted: Option<&Posted>) -> AnyView {
    let (locale, opened_at) = (visit.locale, visit.clock.now.timestamp_millis());
    let id = kit.interview.id.to_string();
    let early = (visit.clock.now < when::times(&kit.interview).0).then(|| view! { <Banner><p>{words::NOT_YET.get(locale)}</p></Banner> });
    let (kept, typed_at) = kit.draft.clone().unwrap_or_default();
    let typed: BTreeMap<String, String> = posted.map_or(kept, |posted| posted.values.clone());
    let asks = (1..)
        .zip(&kit.tasks)
        .map(|(number, task)| {
            let ask = Ask::from(task);
            asked(locale, number, &ask, &written(&typed, ask.id), flaw(locale, posted, ask.id))
        })
        .collect_view();
    let (lost, carried) = gone(locale, &kit.tasks, &typed);
    let error = posted.and_then(|posted| posted.error.clone());
    let controls = (1..).zip(&kit.tasks).flat_map(|(number, task)| named(number, &Ask::from(task))).collect();
    let keep = format!("{page}?do=keep_scorecard");
    let body = view! {
        <form class="asks" id=FORM method="post" novalidate=true autocomplete="off" action=format!("{page}?do=hand_in_scorecard#scorecard")>
            <Refusal locale error=error.clone() named=controls/>
            <input type="hidden" name="id" value=id.clone()/>
            <input type="hidden" name="revision" value=kit.group.revision.to_string()/>
            <input type="hidden" name="back" value=page.to_owned()/>
            {carried}
            {asks}
            <section class="ask" id="overall" aria-labelledby="overall-title">
                <h3 class="ask-title" id="overall-title">{words::WHOLE.get(locale)}</h3>
                {overall(locale, &typed, error.as_ref())}
            </section>
            <p class="muted">{words::HAND_IN_WHY.get(locale)}</p>
            <div class="row">
                <Button look=Look::Primary>{words::HAND_IN.get(locale)}</Button>
                <button class="button keep-button" formaction=keep formnovalidate=true>{words::KEEP_NOW.get(locale)}</button>
            </div>
        </form>
    };
    let body = body.into_any();
    view! {
        <div class="kit">
            {early}
            <section class="stack" aria-labelledby="yours">
                <h2 id="yours">{words::YOURS.get(locale)}</h2>
                <p class="muted">{words::KIT_WHY.get(locale)}<span class="keys-hint">" "{words::KEYS.get(locale)}</span></p>
                {lost}
                {preload("keeper")}
                <Keeper locale interview=id reader=reader.to_owned() typed_at opened_at refused=posted.is_some()>{body}</Keeper>
            </section>
        </div>
    }
    .into_any()
}

/// The recommendation and its comment.
fn overall(locale: Locale, typed: &Typed, error: Option<&domain::error::Error>) -> AnyView {
    let at = |name: &str| errors::at(locale, error, name);
    let recommendation = typed.get("recommendation").cloned().unwrap_or_else(|| Recommendation::NoDecision.to_string());
    let rule = ScorecardFields::RESOURCE.field("comment");
    view! {
        <Options
            name="recommendation"
            label=words::OVERALL.get(locale)
            choices=Choice::all(locale, Recommendation::ALL)
            value=recommendation
            error=at("recommendation").unwrap_or_default()
        />
        <TextArea
            name="comment"
            label=words::OVERALL_WHY.get(locale)
            rule=rule
            value=typed.get("comment").cloned().unwrap_or_default()
            error=at("comment")
            rows=3
        />
    }
    .into_any()
}

/// What one handed in, each part with the way to amend it.
pub fn amend(locale: Locale, interview: &Interview, tasks: &[&RecruitmentTask], own: &Heard, posted: Option<&Posted>) -> AnyView {
    let id = interview.id.to_string();
    let asks = (1..)
        .zip(tasks)
        .map(|(number, task)| {
            let given = own.answers.iter().find(|answer| answer.task == Some(task.id));
            question(locale, &id, number, task, given, posted)
        })
        .collect_view();
    let refused = posted.filter(|posted| posted.action == "amend_scorecard");
    let whole = own.scorecard.as_ref().map(|scorecard| scorecard.fields.clone()).unwrap_or_default();
    let typed = refused.map_or_else(
        || {
            let held = [
                ("recommendation".to_owned(), whole.recommendation.to_string()),
                ("comment".to_owned(), whole.comment.clone().unwrap_or_default()),
            ];
            held.into()
        },
        |posted| posted.values.clone(),
    );
    let error = refused.and_then(|posted| posted.error.clone());
    let open = refused.is_some();
    let comment = whole.comment.clone().map(|text| view! { <p class="ask-lines anywhere" dir="auto">{text}</p> });
    let reason = whole.reason.clone().map(|text| amended(locale, &text));
    view! {
        <section class="stack" id="scorecard" aria-labelledby="yours">
            <h2 id="yours">{words::YOURS.get(locale)}</h2>
            <div class="asks">
                {asks}
                <section class="ask" id="overall" aria-labelledby="overall-title">
                    <h3 class="ask-title" id="overall-title">{words::WHOLE.get(locale)}</h3>
                    <p><strong>{whole.recommendation.label(locale)}</strong></p>
                    {comment}
                    {reason}
                    <details class="filters" open=open>
                        <summary class="button button-bare"><span>{words::AMEND.get(locale)}<span class="sr-only">": "{words::WHOLE.get(locale)}</span></span></summary>
                        <form class="form question-guide" method="post" novalidate=true action=format!("/interviews/{id}?do=amend_scorecard#overall")>
                            <Refusal locale error=error.clone() named=reasoned(locale, "overall")/>
                            <input type="hidden" name="id" value=id.clone()/>
                            {overall(locale, &typed, error.as_ref())}
                            {reason_field(locale, "overall", refused)}
                            <div class="row"><Button look=Look::Primary>{words::AMEND.get(locale)}</Button></div>
                        </form>
                    </details>
                </section>
            </div>
        </section>
    }
    .into_any()
}

fn amended(locale: Locale, reason: &str) -> AnyView {
    view! { <p class="muted anywhere" dir="auto">{words::AMENDED_MARK.get(locale)}": "{reason.to_owned()}</p> }.into_any()
}

/// The reason, as the form with this prefix has it.
fn reasoned(locale: Locale, prefix: &str) -> Vec<(String, String, String)> {
    vec![("reason".to_owned(), words::AMEND_REASON.get(locale).to_owned(), format!("{prefix}-reason"))]
}

fn reason_field(locale: Locale, prefix: &str, posted: Option<&Posted>) -> AnyView {
    let value = posted.and_then(|posted| posted.values.get("reason").cloned()).unwrap_or_default();
    let error = errors::at(locale, posted.and_then(|posted| posted.error.as_ref()), "reason");
    let rule = ScorecardFields::RESOURCE.field("reason");
    view! {
        <Field
            name="reason"
            id=format!("{prefix}-reason")
            label=words::AMEND_REASON.get(locale)
            rule=rule
            value
            error
            hint=words::AMEND_HINT.get(locale)
            autocomplete="off"
        />
    }
    .into_any()
}

fn question(
    locale: Locale,
    interview: &str,
    number: usize,
    task: &RecruitmentTask,
    given: Option<&RecruitmentTaskAnswer>,
    posted: Option<&Posted>,
) -> AnyView {
    let mut ask = Ask::from(task);
    if let Some(asked) = given.and_then(|given| given.snapshot.as_ref()) {
        ask.question.clone_from(&asked.question);
        ask.kind = asked.kind;
        ask.options = asked.options.clone().unwrap_or_default();
    }
    let id = ask.id;
    let refused = posted.filter(|posted| posted.action == "amend_answer" && posted.values.get("task") == Some(&id.to_string()));
    let typed = match (refused, given) {
        (Some(posted), _) => written(&posted.values, id),
        (None, Some(given)) => Written {
            answer: if ask.kind == TaskType::Score { String::new() } else { as_typed(&given.answer) },
            score: given.score.map(|score| score.to_string()).unwrap_or_default(),
            comment: given.comment.clone().unwrap_or_default(),
        },
        (None, None) => Written::default(),
    };
    let error = refused.and_then(|posted| posted.error.clone());
    let flaw = flaw(locale, refused, id);
    let control = (ask.kind != TaskType::Score)
        .then(|| answer(locale, &ask, &typed.answer, crate::i18n::task_groups::ANSWER.get(locale), flaw.clone()));
    let scale_flaw = if ask.kind == TaskType::Score { flaw.unwrap_or_default() } else { String::new() };
    let said = given.map(|given| super::cards::said(locale, &ask, given));
    let reason = given.and_then(|given| given.reason.clone()).map(|text| amended(locale, &text));
    let open = refused.is_some();
    let mut controls = named(number, &ask);
    controls.extend(reasoned(locale, &format!("ask-{id}")));
    let heard = format!(": {number}");
    view! {
        <section class="ask" id=format!("ask-{id}") aria-labelledby=format!("ask-{id}-title")>
            {head(locale, number, &ask)}
            {said}
            {reason}
            <details class="filters" open=open>
                <summary class="button button-bare"><span>{words::AMEND.get(locale)}<span class="sr-only">{heard}</span></span></summary>
                <form class="form question-guide" method="post" novalidate=true action=format!("/interviews/{interview}?do=amend_answer#ask-{id}")>
                    <Refusal locale error named=controls/>
                    <input type="hidden" name="id" value=interview.to_owned()/>
                    <input type="hidden" name="task" value=id.to_string()/>
                    {control}
                    <Scale
                        locale
                        name=format!("score-{id}")
                        label=crate::i18n::task_groups::SCORE.get(locale)
                        anchors=ask.anchors.clone()
                        value=typed.score.clone()
                        error=scale_flaw
                    />
                    <TextArea
                        name=format!("comment-{id}")
                        label=crate::i18n::task_groups::COMMENT.get(locale)
                        value=typed.comment.clone()
                        rows=2
                    />
                    {reason_field(locale, &format!("ask-{id}"), refused)}
                    <div class="row"><Button look=Look::Primary>{words::AMEND.get(locale)}</Button></div>
                </form>
            </details>
        </section>
    }
    .into_any()
}
