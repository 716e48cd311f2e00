//! One line of text, with its label, hint and error.

use crate::i18n::{Locale, kit};
use domain::resource::{Field as Rule, Kind};
use leptos::prelude::*;

/// What a line of text holds; the browser offers the right keyboard and completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Text,
    Email,
    Password,
    Phone,
    Date,
    Time,
    Url,
    Search,
}

impl Input {
    const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Password => "password",
            Self::Phone => "tel",
            Self::Date => "date",
            Self::Time => "time",
            Self::Url => "url",
            Self::Search => "search",
        }
    }

    /// What the description of an attribute asks for.
    const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Email => Self::Email,
            Kind::Url => Self::Url,
            Kind::Day => Self::Date,
            _ => Self::Text,
        }
    }
}

/// The ids by which a control, its hint and its error know each other.
#[derive(Clone)]
pub(super) struct Ids {
    pub control: String,
    hint: Option<String>,
    error: String,
}

impl Ids {
    pub fn new(name: &str, id: Option<String>, hint: bool) -> Self {
        let control = id.unwrap_or_else(|| name.to_owned());
        Self { hint: hint.then(|| format!("{control}-hint")), error: format!("{control}-error"), control }
    }

    /// The value of `aria-describedby`: the error before the hint.
    pub fn described_by(&self, wrong: bool) -> Option<String> {
        match (wrong, &self.hint) {
            (true, Some(hint)) => Some(format!("{} {hint}", self.error)),
            (true, None) => Some(self.error.clone()),
            (false, hint) => hint.clone(),
        }
    }
}

/// What stands around a control: its label above, error and hint below. `optional` is said in words, since most people overlook asterisks.
pub(super) fn around(
    ids: Ids,
    label: String,
    hint: Option<String>,
    error: MaybeProp<String>,
    optional: Option<Locale>,
    control: AnyView,
) -> AnyView {
    let optional = optional.map(|locale| view! { <span class="field-optional">{kit::OPTIONAL.get(locale)}</span> });
    let hint = hint.map(|hint| view! { <p class="field-hint" id=ids.hint.clone()>{hint}</p> });
    let error_id = ids.error;
    view! {
        <div class="field">
            <label class="field-label" for=ids.control>{label}{optional}</label>
            {control}
            {move || error.get().map(|error| view! { <p class="field-error" id=error_id.clone()>{error}</p> })}
            {hint}
        </div>
    }
    .into_any()
}

/// One line of text.
///
/// Handlers put on it (`on:input`) sit on its root and hear the control's events as they bubble.
#[component]
pub fn Field(
    /// Of the value in the form; also the id, unless `id` is given.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    /// Unique in the page, where two forms have a field of this name.
    #[prop(optional, into)]
    id: Option<String>,
    /// The attribute's description: gives the kind of input, the longest value and whether one is needed.
    #[prop(optional_no_strip, into)]
    rule: Option<&'static Rule>,
    /// Overrides what the description asks for.
    #[prop(optional_no_strip, into)]
    input: Option<Input>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    /// A sentence; none where nothing is wrong.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Where no description says it.
    #[prop(optional)]
    required: bool,
    /// Says "optional" beside the label, where most of the form's fields are needed.
    #[prop(optional_no_strip, into)]
    optional: Option<Locale>,
    /// A token of the HTML standard: `username`, `current-password`.
    #[prop(optional_no_strip, into)]
    autocomplete: Option<&'static str>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional)] node_ref: NodeRef<leptos::html::Input>,
) -> impl IntoView {
    let input = input.or_else(|| rule.map(|rule| Input::of(rule.kind))).unwrap_or(Input::Text);
    let ids = Ids::new(&name, id, hint.is_some());
    let wrong = move || error.with(Option::is_some);
    let described_by = {
        let ids = ids.clone();
        move || ids.described_by(wrong())
    };
    let control = view! {
        <input
            class="control"
            type=input.word()
            id=ids.control.clone()
            name=name
            value=value
            maxlength=rule.and_then(Rule::max).map(|max| max.to_string())
            required=required || rule.is_some_and(|rule| rule.required)
            autocomplete=autocomplete
            placeholder=placeholder
            aria-invalid=move || wrong().then_some("true")
            aria-describedby=described_by
            node_ref=node_ref
        />
    };
    around(ids, label, hint, error, optional, control.into_any())
}
