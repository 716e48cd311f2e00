//! What people call the records that a page refers to. One list for each kind of record, and not one question for each of them; whoever may not
//! know of a record gets no name of it either.

use crate::i18n::{Locale, history};
use domain::{
    id,
    page::{Page, Paging},
    policy::Actor,
    query::{Condition, On, Operand, Query, Test},
    requests::RequestFields,
    resource::{Described, Field, Kind, Record, Target},
    value,
};
use serde_json::Value;
use service::{
    Service,
    candidates::{self, Archived},
    request_candidates, requests, task_groups, tasks, users,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    future::Future,
};

/// The longest name of another record.
const NAME: usize = 80;

/// The records whose names are looked for: ids, by the path of their kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted(BTreeMap<&'static str, BTreeSet<String>>);

impl Wanted {
    /// Whatever the value of this attribute refers to.
    pub fn add(&mut self, field: &Field, value: &Value) {
        match (field.kind, value) {
            (Kind::Relation(target), value) => self.one(target, value),
            (Kind::Relations(target) | Kind::Addresses(target), Value::Array(values)) => {
                values.iter().for_each(|value| self.one(target, value))
            }
            (kind, Value::Array(objects)) => objects.iter().for_each(|object| self.members(kind, object)),
            (kind, object) => self.members(kind, object),
        }
    }

    fn members(&mut self, kind: Kind, object: &Value) {
        for member in kind.members().unwrap_or_default() {
            self.add(member, object.get(member.name).unwrap_or(&Value::Null));
        }
    }

    fn one(&mut self, target: Target, value: &Value) {
        if let Some(id) = id_of(target, value) {
            self.0.entry(target.path).or_default().insert(id);
        }
    }

    /// Those of one kind, as a query asks for them.
    fn take(&mut self, target: Target) -> Vec<Operand> {
        let ids = self.0.remove(target.path).unwrap_or_default();
        let operand = |id: &String| if target.numbered { id.parse().ok().map(Operand::Int) } else { id.parse().ok().map(Operand::Id) };
        ids.iter().filter_map(operand).collect()
    }
}

/// The id in a relation, however it is written; none in the address of another system's record.
pub fn id_of(target: Target, value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if target.numbered => {
            let (parent, id) = text.rsplit_once('/').unwrap_or((target.path, text));
            parent.ends_with(target.path).then(|| id::number(id)).flatten().map(|number| number.to_string())
        }
        Value::String(text) => {
            let address = value::canonical(target, text);
            let id = address.strip_prefix('/')?.strip_prefix(target.path)?.strip_prefix('/')?;
            Some(id.to_owned())
        }
        _ => None,
    }
}

#[derive(Clone, Debug)]
struct Name {
    text: String,
    /// What the amounts of a request, and of whoever stands in it, are in.
    currency: Option<String>,
}

/// The names that were found.
#[derive(Clone, Debug, Default)]
pub struct Names(HashMap<(&'static str, String), Name>);

impl Names {
    /// What people call this record.
    pub fn of(&self, target: Target, id: &str) -> Option<String> {
        self.0.get(&(target.path, id.to_owned())).map(|name| name.text.clone())
    }

    /// The currency of a request.
    pub fn currency(&self, request: &str) -> Option<&str> {
        self.0.get(&(Target::REQUEST.path, request.to_owned()))?.currency.as_deref()
    }

    /// As filters ask for it: by an id, or by an address.
    pub fn told(&self, field: &Field, value: &str) -> Option<String> {
        let (Kind::Relation(target) | Kind::Relations(target) | Kind::Addresses(target)) = field.kind else { return None };
        self.of(target, &id_of(target, &Value::from(value))?)
    }

    pub fn add(&mut self, target: Target, id: impl ToString, text: String) {
        self.0.insert((target.path, id.to_string()), Name { text, currency: None });
    }

    fn add_request(&mut self, request: &Record<RequestFields>) {
        let name = Name { text: request_name(request), currency: request.currency.clone() };
        self.0.insert((Target::REQUEST.path, request.id.to_string()), name);
    }
}

/// `RR-2026-0042 · Rust engineer`.
pub fn request_name(request: &RequestFields) -> String {
    match &request.position {
        Some(position) => format!("{} · {}", request.code, excerpt(position, NAME)),
        None => request.code.clone(),
    }
}

/// The names of these records, as far as this actor may know them.
///
/// # Errors
/// The service's.
pub async fn gather(service: &Service, actor: &Actor, locale: Locale, mut wanted: Wanted) -> service::Result<Names> {
    let mut names = Names::default();
    // Who stands in a request goes by the request's name, which has to be asked for too.
    let proposals =
        each(wanted.take(Target::REQUEST_CANDIDATE), |query| async move { request_candidates::list(service, actor, &query).await });
    let proposals = proposals.await?;
    for request in proposals.iter().filter_map(|proposal| proposal.request) {
        wanted.one(Target::REQUEST, &Value::from(request.to_string()));
    }
    let found = each(wanted.take(Target::REQUEST), |query| async move { requests::list(service, actor, &query).await });
    for request in found.await? {
        names.add_request(&request);
    }
    for proposal in proposals {
        if let Some(request) = proposal.request.and_then(|request| names.of(Target::REQUEST, &request.to_string())) {
            names.add(Target::REQUEST_CANDIDATE, proposal.id, request);
        }
    }
    let found =
        each(wanted.take(Target::CANDIDATE), |query| async move { candidates::list(service, actor, &query, Archived::Shown).await });
    for candidate in found.await? {
        names.add(Target::CANDIDATE, candidate.id, candidate.name());
    }
    let found = each(wanted.take(Target::TASK), |query| async move { tasks::list(service, actor, &query).await });
    for task in found.await? {
        names.add(Target::TASK, task.id, excerpt(&task.question, NAME));
    }
    let found = each(wanted.take(Target::TASK_GROUP), |query| async move { task_groups::names(service, actor, &query).await });
    for group in found.await? {
        names.add(Target::TASK_GROUP, group.id, excerpt(&group.name, NAME));
    }
    if let Some(ids) = wanted.0.remove(Target::USER.path) {
        let users = users::list(service, actor).await?;
        for id in ids {
            let user = users.iter().find(|user| user.id.to_string() == id).map(|user| user.name.clone());
            names.add(Target::USER, id, user.unwrap_or_else(|| history::FORMER.get(locale).to_owned()));
        }
    }
    Ok(names)
}

/// All records with these ids that a list finds.
async fn each<F, Found>(ids: Vec<Operand>, list: impl Fn(Query) -> Found) -> service::Result<Vec<Record<F>>>
where
    F: Described,
    Found: Future<Output = service::Result<Page<Record<F>>>>,
{
    let mut records = Vec::new();
    for ids in ids.chunks(Paging::MOST as usize) {
        let conditions = vec![Condition { on: On::Id, test: Test::Is(ids.to_vec()) }];
        let query = Query { conditions, paging: Paging { page: 1, per_page: Paging::MOST }, ..Query::default() };
        records.extend(list(query).await?.items);
    }
    Ok(records)
}

/// The first line of a text, and of that no more than so many characters.
pub fn excerpt(text: &str, most: usize) -> String {
    let first = text.lines().next().unwrap_or_default();
    match first.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", first.get(..end).unwrap_or_default().trim_end()),
        None if first.len() < text.len() => format!("{first} …"),
        None => first.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{answers::AnswerFields, request_candidates::RequestCandidateFields, requests::RequestFields};
    use serde_json::json;

    const USER: &str = "01979f3a-0000-7000-8000-000000000001";

    #[test]
    fn a_record_says_whom_it_refers_to() {
        let mut wanted = Wanted::default();
        let history = RequestCandidateFields::RESOURCE.field("history").unwrap();
        wanted.add(history, &json!([{ "from": null, "to": "proposed", "at": "2026-01-02T00:00:00Z", "by": USER }, { "by": null }]));
        let owners = RequestFields::RESOURCE.field("owners").unwrap();
        wanted.add(owners, &json!([format!("/users/{USER}"), "https://other.example/users/9", "nonsense"]));
        wanted.add(RequestFields::RESOURCE.field("client").unwrap(), &json!("Acme"));
        assert_eq!(wanted, Wanted([("users", BTreeSet::from([USER.to_owned()]))].into()));
    }

    #[test]
    fn a_filter_finds_the_name_by_id_and_by_address() {
        let mut names = Names::default();
        names.add(Target::USER, USER, "Ruben".to_owned());
        let owners = RequestFields::RESOURCE.field("owners").unwrap();
        for address in [USER.to_owned(), format!("/users/{USER}"), format!("/api/users/{USER}")] {
            assert_eq!(names.told(owners, &address).as_deref(), Some("Ruben"), "{address}");
        }
        assert_eq!(names.told(owners, "9"), None);
        assert_eq!(names.told(owners, &format!("https://jobs.example/api/users/{USER}")), None, "another host's user is nobody of ours");
        names.add(Target::TASK, 12, "Why Rust?".to_owned());
        let task = AnswerFields::RESOURCE.field("recruitmentTask").unwrap();
        for address in ["12", "/recruitment-tasks/12", "https://jobs.example/api/recruitment-tasks/12"] {
            assert_eq!(names.told(task, address).as_deref(), Some("Why Rust?"), "{address}");
        }
        assert_eq!(names.told(task, "/candidates/12"), None);
    }

    #[test]
    fn an_excerpt_says_that_there_is_more() {
        assert_eq!(excerpt("Why Rust?", 80), "Why Rust?");
        assert_eq!(excerpt("Why Rust?\nAnd why not?", 80), "Why Rust? …");
        assert_eq!(excerpt("Zoë works", 4), "Zoë…");
        assert_eq!(excerpt("", 4), "");
    }
}
