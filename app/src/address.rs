//! The state of a list, as its address says it: search, filters, order and page, under the names the API has for them.

use crate::{
    i18n::{Locale, amounts, dates, fields, kit, lists, words},
    ui::Chip,
};
use domain::{
    error::Malformed,
    query::{On, Query, TEXT_NAMES},
    resource::{Field, Kind, Resource},
};

/// A list that has an address.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// What it is of; the path is the resource's.
    pub resource: &'static Resource,
    /// The order nobody asked for: `order[createdAt]` and `desc`.
    pub usual: (&'static str, &'static str),
}

/// The newest first.
pub const NEWEST: (&str, &str) = ("order[createdAt]", "desc");

/// The name of a record that an attribute refers to, by its id or address; none where it is not known.
pub type Names<'a> = &'a dyn Fn(&Field, &str) -> Option<String>;

/// The pairs of the address, without those that say nothing.
#[derive(Clone, Debug)]
pub struct Address {
    list: List,
    pairs: Vec<(String, String)>,
    /// Whether something was left out.
    pub wordy: bool,
}

/// The attribute a filter is on: `createdAt` of `createdAt[after]`.
fn stem(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

impl Address {
    /// Reads a query string, with or without its question mark.
    pub fn read(list: List, query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query.trim_start_matches('?')).unwrap_or_default();
        let all = pairs.len();
        let mut kept: Vec<(String, String)> = Vec::new();
        for (name, value) in pairs {
            let value = value.trim();
            if !value.is_empty() && name != "do" && (name.as_str(), value) != ("page", "1") {
                kept.push((name, value.to_owned()));
            }
        }
        Self { list, wordy: kept.len() < all, pairs: kept }
    }

    /// The first value under a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What is searched for.
    pub fn text(&self) -> Option<&str> {
        self.pairs.iter().rev().find(|(name, _)| TEXT_NAMES.contains(&name.as_str())).map(|(_, value)| value.as_str())
    }

    /// As the service understands it.
    ///
    /// # Errors
    /// [`Malformed::Paging`].
    pub fn query(&self) -> Result<Query, Malformed> {
        let ordered = self.pairs.iter().any(|(name, _)| name.starts_with("order["));
        let pairs = self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Query::read(self.list.resource, pairs.chain((!ordered).then_some(self.list.usual)))
    }

    /// Whether words are looked for: only what is searchable is found by them.
    fn searches(&self) -> bool {
        self.list.resource.searchable && self.text().is_some()
    }

    /// Whether anything narrows the list.
    pub fn narrows(&self) -> bool {
        self.searches() || self.pairs.iter().any(|(name, _)| self.is_filter(name))
    }

    /// The address itself.
    pub fn href(&self) -> String {
        self.written(self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// The whole list.
    pub fn whole(&self) -> String {
        format!("/{}", self.list.resource.path)
    }

    /// All of the list as a table for spreadsheets.
    pub fn export(&self) -> String {
        let kept = self.without(|name| name == "page" || name.starts_with("order[") || name == "view");
        let (path, query) = kept.split_once('?').unwrap_or((&kept, ""));
        format!("/export{path}.csv{}{query}", if query.is_empty() { "" } else { "?" })
    }

    /// The address of a page of this list, up to its number.
    pub fn pages(&self) -> String {
        let kept = self.without(|name| name == "page");
        let joint = if kept.contains('?') { '&' } else { '?' };
        format!("{kept}{joint}page=")
    }

    /// The list with this instead of what stands under the name, from its first page.
    pub fn with(&self, name: &str, value: Option<&str>) -> String {
        let kept = self.pairs.iter().filter(|(key, _)| key != name && key != "page").map(|(name, value)| (name.as_str(), value.as_str()));
        self.written(kept.chain(value.map(|value| (name, value))))
    }

    fn without(&self, drop: impl Fn(&str) -> bool) -> String {
        self.written(self.pairs.iter().filter(|(name, _)| !drop(name)).map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// In which direction the list is ordered by an attribute first of all.
    pub fn descending(&self, field: &str) -> Option<bool> {
        let usual = (self.list.usual.0.to_owned(), self.list.usual.1.to_owned());
        let (name, direction) = self.pairs.iter().find(|(name, _)| name.starts_with("order[")).unwrap_or(&usual);
        (name.strip_prefix("order[").and_then(|rest| rest.strip_suffix(']')) == Some(field)).then(|| direction.eq_ignore_ascii_case("desc"))
    }

    /// The list by this attribute; in the other direction where it is ordered by it already.
    pub fn ordered(&self, field: &str) -> String {
        // Moments begin with the newest, words with A.
        let first = if On::find(self.list.resource, field).is_some_and(is_moment) { "desc" } else { "asc" };
        let direction = match self.descending(field) {
            Some(true) => "asc",
            Some(false) => "desc",
            None => first,
        };
        let order = format!("order[{field}]");
        let kept = self.pairs.iter().filter(|(name, _)| !name.starts_with("order[") && name != "page");
        self.written(kept.map(|(name, value)| (name.as_str(), value.as_str())).chain([(order.as_str(), direction)]))
    }

    /// What a form with these controls does not show but must send again.
    pub fn hidden(&self, controls: &[&str]) -> impl Iterator<Item = &(String, String)> {
        self.pairs.iter().filter(|(name, _)| {
            let shown = controls.contains(&name.as_str()) || TEXT_NAMES.contains(&name.as_str());
            !shown && name != "page"
        })
    }

    /// The filters that are on: what they are called, and the list without each.
    pub fn filters(&self, locale: Locale, names: Names<'_>) -> Vec<Chip> {
        let on = self.pairs.iter().enumerate().filter(|(_, (name, _))| self.is_filter(name));
        on.map(|(index, (name, value))| {
            let others = self.pairs.iter().enumerate().filter(|(other, (name, _))| *other != index && name != "page");
            let href = self.written(others.map(|(_, (name, value))| (name.as_str(), value.as_str())));
            Chip { label: self.called(locale, name, value, names), href }
        })
        .collect()
    }

    /// The attributes that are filtered by, with what is asked of them.
    pub fn asked(&self) -> impl Iterator<Item = (&'static Field, &str)> {
        self.pairs.iter().filter_map(|(name, value)| match On::find(self.list.resource, stem(name)) {
            Some(On::Field(field)) => Some((field, value.as_str())),
            _ => None,
        })
    }

    fn is_filter(&self, name: &str) -> bool {
        let filters = On::find(self.list.resource, stem(name)).is_some_and(|on| on.filter().is_some());
        filters || exists(name).is_some()
    }

    /// `Source: Referral`.
    fn called(&self, locale: Locale, name: &str, value: &str, names: Names<'_>) -> String {
        let on = On::find(self.list.resource, exists(name).unwrap_or_else(|| stem(name)));
        let label = match on {
            Some(On::CreatedAt) => lists::ADDED.get(locale),
            Some(on) => fields::label_in(locale, self.list.resource, on.name()),
            None => stem(name),
        };
        if exists(name).is_some() {
            let given = if matches!(value, "true" | "1") { lists::GIVEN } else { lists::NOT_GIVEN };
            return format!("{label}: {}", given.get(locale));
        }
        let value = told(locale, on, value, names);
        let on_moments = on.is_some_and(is_moment);
        match name.split_once('[').and_then(|(_, operator)| lists::operator(operator.trim_end_matches(']'), on_moments)) {
            Some(operator) => format!("{label} {}: {value}", operator.get(locale)),
            None => format!("{label}: {value}"),
        }
    }

    fn written<'a>(&self, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let pairs: Vec<_> = pairs.collect();
        let (list, query) = (self.whole(), serde_urlencoded::to_string(&pairs).unwrap_or_default());
        if query.is_empty() { list } else { format!("{list}?{query}") }
    }
}

fn is_moment(on: On) -> bool {
    match on {
        On::Field(field) => matches!(field.kind, Kind::Moment),
        On::CreatedAt | On::UpdatedAt => true,
        On::Id | On::Version => false,
    }
}

/// The attribute in `exists[position]`.
fn exists(name: &str) -> Option<&str> {
    name.strip_prefix("exists[").and_then(|rest| rest.strip_suffix(']'))
}

/// A value of a filter, in the reader's words.
fn told(locale: Locale, on: Option<On>, value: &str, names: Names<'_>) -> String {
    let Some(On::Field(field)) = on else {
        return value.parse().map_or_else(|_| value.to_owned(), |day| dates::date(locale, day));
    };
    let known = match field.kind {
        Kind::Choice(choices) => Some(words::word(locale, choices, value).to_owned()),
        Kind::Flag => Some(if matches!(value, "true" | "1") { kit::YES } else { kit::NO }.get(locale).to_owned()),
        Kind::Day | Kind::Moment => value.parse().ok().map(|day| dates::date(locale, day)),
        Kind::Integer { .. } if amounts::is_amount(field.name) => value.parse().ok().map(|minor| amounts::amount(locale, minor, None)),
        Kind::Relation(_) | Kind::Addresses(_) => names(field, value),
        _ => None,
    };
    known.unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{candidates::CandidateFields, requests::RequestFields, resource::Described};

    fn read(query: &str) -> Address {
        Address::read(List { resource: &CandidateFields::RESOURCE, usual: NEWEST }, query)
    }

    fn requests(query: &str) -> Address {
        Address::read(List { resource: &RequestFields::RESOURCE, usual: NEWEST }, query)
    }

    fn labels(address: &Address, locale: Locale) -> Vec<String> {
        let names = |_: &Field, id: &str| (id == "7").then(|| "Ruben".to_owned());
        address.filters(locale, &names).into_iter().map(|chip| chip.label).collect()
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        let address = read("?q=+kim+&source=&lifecycle=&page=1&do=x");
        assert_eq!(address.href(), "/candidates?q=kim");
        assert!(address.wordy && address.narrows());
        assert_eq!(read("").href(), "/candidates");
        assert!(!read("?q=a&page=2").wordy);
        assert!(!requests("?q=kim").narrows(), "requests are not found by free text");
    }

    #[test]
    fn a_table_has_all_of_the_list() {
        assert_eq!(read("").export(), "/export/candidates.csv");
        assert_eq!(read("?q=kim&source=Indeed&page=3&order[lastname]=asc").export(), "/export/candidates.csv?q=kim&source=Indeed");
        assert_eq!(requests("?view=board&status=open").export(), "/export/resource-requests.csv?status=open");
    }

    #[test]
    fn the_newest_come_first_unless_asked() {
        let order = |query: &str| read(query).query().unwrap().order.first().map(|order| (order.by.name(), order.descending));
        assert_eq!(order(""), Some(("createdAt", true)));
        assert_eq!(order("order[lastname]=asc"), Some(("lastname", false)));
        assert_eq!(read("").descending("createdAt"), Some(true));
        assert_eq!(read("").descending("lastname"), None);
    }

    #[test]
    fn a_column_turns_around() {
        let address = read("q=a&order[lastname]=asc&page=3");
        assert_eq!(address.ordered("lastname"), "/candidates?q=a&order%5Blastname%5D=desc");
        assert_eq!(address.ordered("updatedAt"), "/candidates?q=a&order%5BupdatedAt%5D=desc");
        assert_eq!(read("").ordered("createdAt"), "/candidates?order%5BcreatedAt%5D=asc");
    }

    #[test]
    fn a_filter_can_be_taken_off() {
        let address = read("q=x&source=Indeed&tags[]=a&tags[]=b&createdAt[after]=2026-01-02&page=2&unknown=1&order[lastname]=asc");
        assert_eq!(labels(&address, Locale::English), ["Source: Indeed", "Tags: a", "Tags: b", "Added from: 2 January 2026"]);
        let chips = address.filters(Locale::English, &|_, _| None);
        let without = read(chips[1].href.split_once('?').unwrap().1);
        assert_eq!(without.get("tags[]"), Some("b"));
        assert_eq!((without.get("source"), without.get("page")), (Some("Indeed"), None));
        assert_eq!(labels(&read("lifecycle=archived"), Locale::Dutch), ["Status van het dossier: Gearchiveerd"]);
    }

    #[test]
    fn a_filter_is_told_in_words() {
        let address = requests(
            "status=on_hold&requester=7&owners=8&neededBy[strictly_before]=2026-07-01&salaryRangeMin[gte]=450000&exists[client]=false&headcount=2",
        );
        let told = [
            "Status: On hold",
            "Requested by: Ruben",
            "Owners: 8",
            "Needed by before: 1 July 2026",
            "Lowest salary at least: 4,500.00",
            "Client: not given",
            "People wanted: 2",
        ];
        assert_eq!(labels(&address, Locale::English), told);
    }

    #[test]
    fn the_form_keeps_what_it_does_not_show() {
        let address = read("q=x&source=Indeed&order[lastname]=asc&itemsPerPage=10&page=2&employee=true");
        let hidden: Vec<&str> = address.hidden(&["source"]).map(|(name, _)| name.as_str()).collect();
        assert_eq!(hidden, ["order[lastname]", "itemsPerPage", "employee"]);
    }

    #[test]
    fn pages_follow_each_other() {
        assert_eq!(read("q=a&page=4").pages(), "/candidates?q=a&page=");
        assert_eq!(read("page=4").pages(), "/candidates?page=");
        assert!(read("page=0").query().is_err());
    }
}
