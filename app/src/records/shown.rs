//! Values as people read them, made from the description of their attribute.

use super::names::{Names, id_of};
use crate::i18n::{Locale, amounts, candidates, dates, fields, kit, number, records as words, words as choices};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    resource::{Attributes, Field, Kind, Resource, Target},
    tasks::TaskType,
};
use serde_json::Value;

/// Kinds of records without a page: their names are no links.
const PAGELESS: &[&str] = &[Target::USER.path, Target::INTERVIEW.path];

/// A value, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    Nothing,
    Text(String),
    /// A state, or a word among others.
    Tag(String),
    /// A text whose lines are kept.
    Lines(String),
    /// The same, in letters of one width.
    Code(String),
    /// An address and what it is called.
    Link(String, String),
    Day(NaiveDate),
    Moment(DateTime<Utc>),
    Score(i64),
    Several(Vec<Shown>),
    /// An object: names and values.
    Members(Vec<(String, Shown)>),
    /// Several objects: what the columns are called, and the rows.
    Table(Vec<String>, Vec<Vec<Shown>>),
}

impl Shown {
    /// Whether it needs the whole width of a page.
    pub fn is_wide(&self) -> bool {
        match self {
            Self::Lines(_) | Self::Code(_) | Self::Members(_) | Self::Table(..) => true,
            Self::Several(values) => values.iter().any(|value| matches!(value, Self::Link(..))),
            _ => false,
        }
    }

    /// In a few words, for a line of several values.
    pub fn brief(&self, locale: Locale) -> Option<String> {
        match self {
            Self::Text(text) | Self::Tag(text) | Self::Link(_, text) => Some(text.clone()),
            Self::Day(day) => Some(dates::short_date(locale, *day)),
            Self::Score(score) => Some(choices::score(locale, *score).to_owned()),
            _ => None,
        }
    }

    fn several(values: Vec<Self>) -> Self {
        if values.is_empty() { Self::Nothing } else { Self::Several(values) }
    }
}

/// What the values of one record are told by.
pub struct Teller<'a> {
    pub locale: Locale,
    pub resource: &'static Resource,
    pub names: &'a Names,
    /// Of the record's amounts.
    currency: Option<String>,
    /// What the answer to a question is.
    answers: Option<TaskType>,
}

impl<'a> Teller<'a> {
    pub fn new(locale: Locale, resource: &'static Resource, attributes: &Attributes, names: &'a Names) -> Self {
        let text = |name: &str| attributes.get(name).and_then(Value::as_str);
        let currency = text("currency").or_else(|| text("resourceRequest").and_then(|request| names.currency(request))).map(str::to_owned);
        let asked = attributes.get("taskSnapshot").and_then(|snapshot| snapshot.get("type")).and_then(Value::as_str);
        Self { locale, resource, names, currency, answers: asked.and_then(|word| word.parse().ok()) }
    }

    /// What an attribute is called.
    pub fn label(&self, name: &str) -> String {
        fields::label_in(self.locale, self.resource, name).to_owned()
    }

    /// One attribute.
    pub fn tell(&self, field: &Field, value: &Value) -> Shown {
        match (field.kind, value) {
            (Kind::Any, value) => self.answer(value),
            (_, Value::Null) => Shown::Nothing,
            (Kind::Flag, Value::Bool(flag)) => self.yes_or_no(*flag),
            (Kind::Integer { .. }, Value::Number(value)) => self.number(field.name, value),
            (Kind::Choice(choices), Value::String(word)) => {
                let name = choices::word(self.locale, choices, word).to_owned();
                if field.name == "status" { Shown::Tag(name) } else { Shown::Text(name) }
            }
            (Kind::Lines(_), Value::String(text)) => Shown::Lines(text.clone()),
            (Kind::Url, Value::String(text)) => link(text),
            (Kind::Day, Value::String(text)) => text.parse().map_or_else(|_| Shown::Text(text.clone()), Shown::Day),
            (Kind::Moment, Value::String(text)) => text.parse().map_or_else(|_| Shown::Text(text.clone()), Shown::Moment),
            (Kind::Words, Value::Array(values)) => Shown::several(values.iter().map(|value| Shown::Tag(written(value))).collect()),
            (Kind::Texts(_), Value::Array(values)) => texts(values),
            (Kind::Relation(target), value) => self.relation(target, value),
            (Kind::Relations(target) | Kind::Addresses(target), Value::Array(values)) => {
                Shown::several(values.iter().map(|value| self.relation(target, value)).collect())
            }
            (Kind::Object(members), Value::Object(object)) => self.object(members, object),
            (Kind::Skills | Kind::List(_), Value::Array(objects)) => self.table(field.kind.members().unwrap_or_default(), objects),
            (_, value) => Shown::Text(written(value)),
        }
    }

    fn yes_or_no(&self, flag: bool) -> Shown {
        Shown::Text(if flag { kit::YES } else { kit::NO }.get(self.locale).to_owned())
    }

    fn number(&self, name: &str, value: &serde_json::Number) -> Shown {
        let Some(value) = value.as_i64() else { return Shown::Text(self.decimal(value)) };
        let level = || u8::try_from(value).unwrap_or_default();
        Shown::Text(match name {
            "score" => return Shown::Score(value),
            "allocationPercent" => words::percent(self.locale, value),
            "expectedMinutes" => words::MINUTES.of(self.locale, value),
            "level" | "minLevel" => format!("{value} – {}", candidates::level(self.locale, level())),
            name if amounts::is_amount(name) => amounts::amount(self.locale, value, self.currency.as_deref()),
            _ => number(self.locale, value),
        })
    }

    /// A number that is not whole, as it was given.
    fn decimal(&self, value: &serde_json::Number) -> String {
        match self.locale {
            Locale::English => value.to_string(),
            Locale::Dutch => value.to_string().replace('.', ","),
        }
    }

    /// What was answered: what it is, the question says.
    fn answer(&self, value: &Value) -> Shown {
        match (self.answers, value) {
            (_, Value::Null) => Shown::Nothing,
            (_, Value::Bool(flag)) => self.yes_or_no(*flag),
            (Some(TaskType::Score), Value::Number(score)) => self.number("score", score),
            (_, Value::Number(value)) => self.number("answer", value),
            (Some(TaskType::Date), Value::String(text)) => text.parse().map_or_else(|_| Shown::Text(text.clone()), Shown::Day),
            (Some(TaskType::Url), Value::String(text)) => link(text),
            (Some(TaskType::Code), Value::String(text)) => Shown::Code(text.clone()),
            (_, Value::String(text)) => Shown::Lines(text.clone()),
            (_, Value::Array(values)) => texts(values),
            (_, object) => Shown::Code(serde_json::to_string_pretty(object).unwrap_or_default()),
        }
    }

    /// Another record: by its name, or where that is not known by its address.
    fn relation(&self, target: Target, value: &Value) -> Shown {
        let Some(id) = id_of(target, value) else { return Shown::Text(written(value)) };
        let href = format!("/{}/{id}", target.path);
        match self.names.of(target, &id) {
            Some(name) if PAGELESS.contains(&target.path) => Shown::Text(name),
            Some(name) => Shown::Link(href, name),
            None => Shown::Text(href),
        }
    }

    /// The members that say something.
    fn object(&self, members: &[Field], object: &Attributes) -> Shown {
        let told = members.iter().map(|member| (self.label(member.name), self.member(member, object)));
        let told: Vec<_> = told.filter(|(_, shown)| *shown != Shown::Nothing).collect();
        if told.is_empty() { Shown::Nothing } else { Shown::Members(told) }
    }

    fn table(&self, members: &[Field], objects: &[Value]) -> Shown {
        if objects.is_empty() {
            return Shown::Nothing;
        }
        let row = |object: &Value| {
            let object = object.as_object().cloned().unwrap_or_default();
            members.iter().map(|member| self.member(member, &object)).collect()
        };
        Shown::Table(members.iter().map(|member| self.label(member.name)).collect(), objects.iter().map(row).collect())
    }

    fn member(&self, member: &Field, object: &Attributes) -> Shown {
        self.tell(member, object.get(member.name).unwrap_or(&Value::Null))
    }
}

fn texts(values: &[Value]) -> Shown {
    Shown::several(values.iter().map(|value| Shown::Text(written(value))).collect())
}

/// A web address can be followed; whatever else says it is one cannot.
fn link(text: &str) -> Shown {
    match domain::text::url(text) {
        Ok(()) => Shown::Link(text.to_owned(), text.to_owned()),
        Err(_) => Shown::Text(text.to_owned()),
    }
}

fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        answers::AnswerFields, request_candidates::RequestCandidateFields, requests::RequestFields, resource::Described,
        task_groups::TaskGroupFields, tasks::TaskFields,
    };
    use serde_json::json;

    const ID: &str = "01979f3a-0000-7000-8000-000000000001";

    fn names() -> Names {
        let mut names = Names::default();
        names.add(Target::USER, ID, "Ruben".to_owned());
        names.add(Target::TASK, 3, "Why Rust?".to_owned());
        names
    }

    /// An attribute of a record that says this.
    fn told<F: Described>(name: &str, record: &Value) -> Shown {
        let resource: &'static Resource = const { &F::RESOURCE };
        let attributes = record.as_object().unwrap();
        let field = resource.field(name).unwrap();
        Teller::new(Locale::English, resource, attributes, &names()).tell(field, &attributes[name])
    }

    fn text(text: &str) -> Shown {
        Shown::Text(text.to_owned())
    }

    #[test]
    fn amounts_are_in_the_currency_of_the_request() {
        let record = json!({ "salaryRangeMin": 450_000, "currency": "EUR" });
        assert_eq!(told::<RequestFields>("salaryRangeMin", &record), text("€\u{a0}4,500.00"));
        assert_eq!(told::<RequestFields>("salaryRangeMin", &json!({ "salaryRangeMin": 5 })), text("0.05"));
    }

    #[test]
    fn values_are_words() {
        assert_eq!(told::<RequestFields>("status", &json!({ "status": "on_hold" })), Shown::Tag("On hold".into()));
        assert_eq!(told::<RequestFields>("allocationPercent", &json!({ "allocationPercent": 80 })), text("80%"));
        assert_eq!(told::<RequestFields>("neededBy", &json!({ "neededBy": null })), Shown::Nothing);
        assert_eq!(told::<RequestFields>("end", &json!({ "end": "2026-07-10" })), Shown::Day("2026-07-10".parse().unwrap()));
        assert_eq!(told::<TaskGroupFields>("expectedMinutes", &json!({ "expectedMinutes": 1 })), text("1 minute"));
        assert_eq!(told::<TaskFields>("required", &json!({ "required": false })), text("No"));
        assert_eq!(told::<TaskFields>("options", &json!({ "options": ["a", "b"] })), Shown::Several(vec![text("a"), text("b")]));
        assert_eq!(told::<TaskFields>("options", &json!({ "options": null })), Shown::Nothing);
    }

    #[test]
    fn others_go_by_their_names_and_lead_to_their_pages() {
        assert_eq!(told::<RequestFields>("requester", &json!({ "requester": ID })), text("Ruben"));
        let owners = json!({ "owners": [format!("/users/{ID}"), "https://other.example/users/9"] });
        assert_eq!(told::<RequestFields>("owners", &owners), Shown::Several(vec![text("Ruben"), text("https://other.example/users/9")]));
        let tasks = json!({ "tasks": [3, 4] });
        let expected = vec![Shown::Link("/recruitment-tasks/3".into(), "Why Rust?".into()), text("/recruitment-tasks/4")];
        assert_eq!(told::<TaskGroupFields>("tasks", &tasks), Shown::Several(expected));
        let candidate = json!({ "candidate": ID });
        assert_eq!(told::<AnswerFields>("candidate", &candidate), text(&format!("/candidates/{ID}")));
    }

    #[test]
    fn an_answer_is_what_the_question_asked_for() {
        let answer = |kind: &str, answer: Value| {
            let snapshot = json!({ "question": "Q", "type": kind, "options": null, "revision": 1 });
            told::<AnswerFields>("answer", &json!({ "answer": answer, "taskSnapshot": snapshot }))
        };
        assert_eq!(answer("score", json!(4)), Shown::Score(4));
        assert_eq!(answer("number", json!(1_200)), text("1,200"));
        assert_eq!(answer("number", json!(2.5)), text("2.5"));
        assert_eq!(answer("boolean", json!(true)), text("Yes"));
        assert_eq!(answer("date", json!("2026-07-10")), Shown::Day("2026-07-10".parse().unwrap()));
        assert_eq!(answer("code", json!("a\n  b")), Shown::Code("a\n  b".into()));
        assert_eq!(answer("long_text", json!("a\nb")), Shown::Lines("a\nb".into()));
        assert_eq!(answer("multi_choice", json!(["a"])), Shown::Several(vec![text("a")]));
        assert_eq!(answer("url", json!("javascript:alert(1)")), text("javascript:alert(1)"));
        assert_eq!(answer("text", Value::Null), Shown::Nothing);
    }

    #[test]
    fn objects_are_small_lists_and_tables() {
        let anchors = json!({ "anchors": { "1": null, "2": null, "3": null, "4": "Teaches it" } });
        assert_eq!(told::<TaskFields>("anchors", &anchors), Shown::Members(vec![("4 · Strong yes".into(), text("Teaches it"))]));
        let skills = json!({ "skills": [{ "skill": "Rust", "minLevel": 3, "required": true, "weight": null }] });
        let head = ["Skill", "Lowest level", "Required", "Weight"].map(str::to_owned).to_vec();
        let row = vec![text("Rust"), text("3 – works on their own"), text("Yes"), Shown::Nothing];
        assert_eq!(told::<RequestFields>("skills", &skills), Shown::Table(head, vec![row]));
        let history = json!({ "history": [{ "from": null, "to": "proposed", "at": "2026-07-10T10:00:00Z", "by": ID }] });
        let Shown::Table(_, rows) = told::<RequestCandidateFields>("history", &history) else { panic!("no table") };
        assert_eq!((&rows[0][0], &rows[0][1], &rows[0][3]), (&Shown::Nothing, &text("Proposed"), &text("Ruben")));
    }
}
