//! What can be done with a request as it stands; what cannot says why.

use crate::{
    call::Posted,
    i18n::{Locale, errors, fields, requests as words, words::Named},
    ui::{Button, Field, Look, Refusal},
};
use domain::{
    error::Error,
    policy::{Actor, RequestFacts},
    requests::{self, MOVES, Move, RequestFields, ResourceRequest, Step, Who},
    resource::Described,
};
use leptos::prelude::*;

/// Why the asker cannot take a step, apart from a reason, which its form asks for.
fn hindrance(actor: &Actor, row: &Move, request: &ResourceRequest) -> Option<Error> {
    match requests::may(actor, row, &RequestFacts::from(request), &request.fields) {
        Err(Error::Invalid(flaws)) if row.reason.is_some_and(|reason| flaws.of(reason).is_some()) => None,
        Err(error) => Some(error),
        Ok(()) => None,
    }
}

fn look(step: Step) -> Look {
    match step {
        Step::Submit | Step::Approve | Step::Resume | Step::Revise => Look::Primary,
        Step::Cancel | Step::Reject => Look::Danger,
        _ => Look::Quiet,
    }
}

/// The steps from here: buttons, forms where a reason is needed, and what stands in the way of the others.
pub fn ways(locale: Locale, actor: &Actor, request: &ResourceRequest, posted: Option<&Posted>) -> Option<AnyView> {
    // Whose turn it is decides in the approval.
    let rows: Vec<&Move> =
        MOVES.iter().filter(|row| row.from == request.status && !matches!(row.who, Who::System | Who::Approver)).collect();
    if rows.is_empty() {
        return None;
    }
    let off: Vec<(Step, Error)> = rows.iter().filter_map(|row| Some((row.step, hindrance(actor, row, request)?))).collect();
    let buttons = rows
        .iter()
        .map(|row| match off.iter().find(|(step, _)| *step == row.step) {
            Some((step, _)) => {
                let label = step.label(locale);
                view! {
                    <button type="button" class="button" disabled=true aria-describedby=format!("off-{step}")>{label}</button>
                }
                .into_any()
            }
            None if row.says_why().is_some() => with_reason(locale, request, row, posted),
            None => plain(locale, request, row.step),
        })
        .collect_view();
    let why = (!off.is_empty()).then(|| {
        let lines = off
            .iter()
            .map(|(step, error)| {
                let text = format!("{}: {}", step.label(locale), sentence(locale, error));
                view! { <li id=format!("off-{step}")>{text}</li> }
            })
            .collect_view();
        view! { <ul class="ways-off" aria-label=words::WHY_OFF.get(locale)>{lines}</ul> }
    });
    Some(view! { <div class="ways"><div class="row ways-row">{buttons}</div>{why}</div> }.into_any())
}

fn sentence(locale: Locale, error: &Error) -> String {
    match error {
        Error::Forbidden(rule) => errors::forbidden(locale, rule),
        Error::Invalid(flaws) => {
            let names = flaws.0.iter().map(|flaw| fields::label_in(locale, &RequestFields::RESOURCE, &flaw.field)).collect::<Vec<_>>();
            format!("{} {}.", words::FIRST.get(locale), names.join(", "))
        }
        other => errors::sentence(locale, other),
    }
}

fn action(request: &ResourceRequest) -> String {
    format!("/resource-requests/{}?do=move_request", request.id)
}

fn marks(request: &ResourceRequest, step: Step) -> AnyView {
    view! {
        <input type="hidden" name="id" value=request.id.to_string()/>
        <input type="hidden" name="version" value=request.version.to_string()/>
        <input type="hidden" name="step" value=step.to_string()/>
    }
    .into_any()
}

fn plain(locale: Locale, request: &ResourceRequest, step: Step) -> AnyView {
    view! {
        <form method="post" action=action(request)>
            {marks(request, step)}
            <Button look=look(step)>{step.label(locale)}</Button>
        </form>
    }
    .into_any()
}

fn with_reason(locale: Locale, request: &ResourceRequest, row: &Move, posted: Option<&Posted>) -> AnyView {
    let step = row.step;
    let refused = posted.filter(|posted| posted.values.get("step").map(String::as_str) == Some(step.word()));
    let error = refused.and_then(|posted| posted.error.clone());
    let value = refused.and_then(|posted| posted.values.get("reason").cloned()).unwrap_or_default();
    let rule = row.says_why().and_then(|name| RequestFields::RESOURCE.field(name));
    let flaw = errors::at(locale, error.as_ref(), "reason");
    let id = format!("reason-{step}");
    let named = vec![("reason".to_owned(), words::REASON.get(locale).to_owned(), id.clone())];
    let field = if row.reason.is_some() {
        view! { <Field name="reason" id label=words::REASON.get(locale) rule=rule value error=flaw required=true autocomplete="off"/> }
            .into_any()
    } else {
        view! { <Field name="reason" id label=words::REASON.get(locale) rule=rule value error=flaw optional=locale autocomplete="off"/> }
            .into_any()
    };
    view! {
        <details class="filters step-way" open=refused.is_some()>
            <summary class="button">{step.label(locale)}</summary>
            <form class="form form-narrow way-form" method="post" novalidate=true action=action(request)>
                <Refusal locale error named=named/>
                {marks(request, step)}
                {field}
                <div class="row"><Button look=look(step)>{step.label(locale)}</Button></div>
            </form>
        </details>
    }
    .into_any()
}
