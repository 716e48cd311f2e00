//! The control of one attribute of a file, by its description: the same in the form and where a file is edited in place.

use super::sheet::Colleague;
use crate::{
    i18n::{Locale, candidates as words, fields, kit},
    ui::{Checkbox, Choice, Field, Input, Select, TextArea},
};
use domain::{
    candidates::{CandidateFields, Visibility},
    resource::{Described, Kind},
};
use leptos::prelude::*;

/// What a control shows.
pub struct Control<'a> {
    pub locale: Locale,
    /// The attribute.
    pub name: &'a str,
    /// Keeps the ids of two forms on a page apart.
    pub prefix: &'static str,
    /// As forms hold it; the parts of a consent on lines.
    pub value: String,
    pub error: Option<String>,
    /// Who may look after the person.
    pub people: &'a [Colleague],
    /// Says "optional" beside the label.
    pub marked: bool,
}

impl Control<'_> {
    /// The control; nothing for an attribute that there is not.
    pub fn view(self) -> AnyView {
        let Self { locale, name, prefix, value, error, people, marked } = self;
        let Some(rule) = CandidateFields::RESOURCE.field(name) else { return ().into_any() };
        let (id, label) = (format!("{prefix}{name}"), fields::label(locale, name).to_owned());
        let optional = (marked && !rule.required).then_some(locale);
        let hint = match name {
            "tags" => Some(words::TAGS_HINT),
            "skills" => Some(words::SKILLS_HINT),
            "linkedinProfile" => Some(words::LINKEDIN_HINT),
            "visibility" => Some(words::VISIBILITY_HINT),
            _ => None,
        };
        let hint = hint.map(|hint| hint.get(locale).to_owned()).unwrap_or_default();
        match rule.kind {
            Kind::Lines(_) | Kind::Skills => {
                if hint.is_empty() {
                    view! { <TextArea name=rule.name id label rule=rule value error optional=optional rows=3/> }.into_any()
                } else {
                    view! { <TextArea name=rule.name id label rule=rule value error optional=optional hint rows=3/> }.into_any()
                }
            }
            Kind::Flag => view! { <Checkbox name=rule.name id label checked=value == "true"/> }.into_any(),
            Kind::Choice(_) => {
                let choices = Choice::all(locale, Visibility::ALL);
                view! { <Select name=rule.name id label choices value error hint/> }.into_any()
            }
            Kind::Relation(_) => {
                let able = people.iter().filter(|person| person.recruits || person.id == value);
                let choices = able.map(|person| Choice::new(person.id.clone(), person.name.clone())).collect();
                view! { <Select name=rule.name id label choices value error optional=optional empty=kit::NOT_CHOSEN.get(locale)/> }
                    .into_any()
            }
            Kind::Object(_) => consent(locale, prefix, &label, &value, error),
            _ => {
                let input = (rule.name == "phoneNumber").then_some(Input::Phone);
                if hint.is_empty() {
                    view! { <Field name=rule.name id label rule=rule input=input value error optional=optional autocomplete="off"/> }
                        .into_any()
                } else {
                    view! { <Field name=rule.name id label rule=rule input=input value error optional=optional hint autocomplete="off"/> }
                        .into_any()
                }
            }
        }
    }
}

/// The ground on which a file is kept: what it is, since when, until when. The group has the id of the attribute, for whoever follows a link to
/// its error.
fn consent(locale: Locale, prefix: &str, label: &str, value: &str, error: Option<String>) -> AnyView {
    let mut parts = value.split('\n').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let (basis, given, expires) = (part(), part(), part());
    let id = |name: &str| format!("{prefix}{name}");
    let error = error.map(|error| view! { <p class="field-error">{error}</p> });
    view! {
        <fieldset class="parts" id=id("consent") tabindex="-1">
            <legend class="field-label">{label.to_owned()}</legend>
            {error}
            <Field name="basis" id=id("basis") label=fields::label(locale, "basis") value=basis hint=words::BASIS_HINT.get(locale)/>
            <div class="form-columns">
                <Field name="givenAt" id=id("givenAt") label=fields::label(locale, "givenAt") input=Input::Date value=given/>
                <Field name="expiresAt" id=id("expiresAt") label=fields::label(locale, "expiresAt") input=Input::Date value=expires/>
            </div>
        </fieldset>
    }
    .into_any()
}
