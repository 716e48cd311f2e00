//! The state of the list, as its address says it: search, filters, order and page, under the names the API has for them.

use crate::i18n::{Locale, candidates as words, fields, words as choices};
use domain::{
    candidates::CandidateFields,
    error::Malformed,
    query::{On, Query, TEXT_NAMES},
    resource::Described,
};

/// Where the list is.
const LIST: &str = "/candidates";
/// The order nobody asked for: the newest first.
const USUAL: (&str, &str) = ("order[createdAt]", "desc");

/// Filters that have a control in the form.
pub const CONTROLS: &[&str] = &["source", "position", "location", "skills", "tags", "createdAt[after]", "createdAt[before]", "lifecycle"];

/// The pairs of the address, without those that say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
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
    pub fn read(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query.trim_start_matches('?')).unwrap_or_default();
        let all = pairs.len();
        let mut kept: Vec<(String, String)> = Vec::new();
        for (name, value) in pairs {
            let value = value.trim();
            if !value.is_empty() && name != "do" && (name.as_str(), value) != ("page", "1") {
                kept.push((name, value.to_owned()));
            }
        }
        Self { wordy: kept.len() < all, pairs: kept }
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
        Query::read(&CandidateFields::RESOURCE, pairs.chain((!ordered).then_some(USUAL)))
    }

    /// Whether anything narrows the list.
    pub fn narrows(&self) -> bool {
        self.text().is_some() || self.pairs.iter().any(|(name, _)| is_filter(name))
    }

    /// The address itself.
    pub fn href(&self) -> String {
        written(self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// The address of a page of this list, up to its number.
    pub fn pages(&self) -> String {
        let kept = self.without(|name| name == "page");
        let joint = if kept.contains('?') { '&' } else { '?' };
        format!("{kept}{joint}page=")
    }

    fn without(&self, drop: impl Fn(&str) -> bool) -> String {
        written(self.pairs.iter().filter(|(name, _)| !drop(name)).map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// In which direction the list is ordered by an attribute first of all.
    pub fn descending(&self, field: &str) -> Option<bool> {
        let usual = (USUAL.0.to_owned(), USUAL.1.to_owned());
        let (name, direction) = self.pairs.iter().find(|(name, _)| name.starts_with("order[")).unwrap_or(&usual);
        (name.strip_prefix("order[").and_then(|rest| rest.strip_suffix(']')) == Some(field)).then(|| direction.eq_ignore_ascii_case("desc"))
    }

    /// The list by this attribute; in the other direction where it is ordered by it already.
    pub fn ordered(&self, field: &str) -> String {
        // Moments begin with the newest, words with A.
        let first = if matches!(field, "createdAt" | "updatedAt") { "desc" } else { "asc" };
        let direction = match self.descending(field) {
            Some(true) => "asc",
            Some(false) => "desc",
            None => first,
        };
        let order = format!("order[{field}]");
        let kept = self.pairs.iter().filter(|(name, _)| !name.starts_with("order[") && name != "page");
        written(kept.map(|(name, value)| (name.as_str(), value.as_str())).chain([(order.as_str(), direction)]))
    }

    /// What the form does not show but must send again.
    pub fn hidden(&self) -> impl Iterator<Item = &(String, String)> {
        self.pairs.iter().filter(|(name, _)| {
            let shown = CONTROLS.contains(&name.as_str()) || TEXT_NAMES.contains(&name.as_str());
            !shown && name != "page"
        })
    }

    /// The filters that are on: what they are called, and the list without each.
    pub fn filters(&self, locale: Locale) -> Vec<(String, String)> {
        let on = self.pairs.iter().enumerate().filter(|(_, (name, _))| is_filter(name));
        on.map(|(index, (name, value))| {
            let others = self.pairs.iter().enumerate().filter(|(other, (name, _))| *other != index && name != "page");
            (called(locale, name, value), written(others.map(|(_, (name, value))| (name.as_str(), value.as_str()))))
        })
        .collect()
    }
}

fn is_filter(name: &str) -> bool {
    let field = On::find(&CandidateFields::RESOURCE, stem(name));
    let filters = field.is_some_and(|on| match on {
        On::Field(field) => field.filter.is_some(),
        _ => true,
    });
    filters || name.starts_with("exists[")
}

/// `Source: Referral`.
fn called(locale: Locale, name: &str, value: &str) -> String {
    let label = match name {
        "createdAt[after]" => words::ADDED_FROM.get(locale),
        "createdAt[before]" => words::ADDED_BEFORE.get(locale),
        name => fields::label(locale, stem(name)),
    };
    let value =
        value.parse().map_or_else(|_| choices::word(locale, stem(name), value).to_owned(), |day| crate::i18n::dates::date(locale, day));
    format!("{label}: {value}")
}

fn written<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let pairs: Vec<_> = pairs.collect();
    let query = serde_urlencoded::to_string(&pairs).unwrap_or_default();
    if query.is_empty() { LIST.to_owned() } else { format!("{LIST}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_left_out() {
        let address = Address::read("?q=+kim+&source=&lifecycle=&page=1&do=x");
        assert_eq!(address.href(), "/candidates?q=kim");
        assert!(address.wordy && address.narrows());
        assert_eq!(Address::read("").href(), "/candidates");
        assert!(!Address::read("?q=a&page=2").wordy);
    }

    #[test]
    fn the_newest_come_first_unless_asked() {
        let order = |query: &str| Address::read(query).query().unwrap().order.first().map(|order| (order.by.name(), order.descending));
        assert_eq!(order(""), Some(("createdAt", true)));
        assert_eq!(order("order[lastname]=asc"), Some(("lastname", false)));
        assert_eq!(Address::read("").descending("createdAt"), Some(true));
        assert_eq!(Address::read("").descending("lastname"), None);
    }

    #[test]
    fn a_column_turns_around() {
        let address = Address::read("q=a&order[lastname]=asc&page=3");
        assert_eq!(address.ordered("lastname"), "/candidates?q=a&order%5Blastname%5D=desc");
        assert_eq!(address.ordered("updatedAt"), "/candidates?q=a&order%5BupdatedAt%5D=desc");
        assert_eq!(Address::read("").ordered("createdAt"), "/candidates?order%5BcreatedAt%5D=asc");
    }

    #[test]
    fn a_filter_can_be_taken_off() {
        let address = Address::read("q=x&source=Indeed&tags[]=a&tags[]=b&createdAt[after]=2026-01-02&page=2&unknown=1&order[lastname]=asc");
        let filters = address.filters(Locale::English);
        let labels: Vec<&str> = filters.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["Source: Indeed", "Tags: a", "Tags: b", "Added from: 2 January 2026"]);
        let without = Address::read(filters[1].1.split_once('?').unwrap().1);
        assert_eq!(without.get("tags[]"), Some("b"));
        assert_eq!((without.get("source"), without.get("page")), (Some("Indeed"), None));
        assert_eq!(Address::read("lifecycle=archived").filters(Locale::Dutch)[0].0, "Status van het dossier: Gearchiveerd");
    }

    #[test]
    fn the_form_keeps_what_it_does_not_show() {
        let address = Address::read("q=x&source=Indeed&order[lastname]=asc&itemsPerPage=10&page=2&employee=true");
        let hidden: Vec<&str> = address.hidden().map(|(name, _)| name.as_str()).collect();
        assert_eq!(hidden, ["order[lastname]", "itemsPerPage", "employee"]);
    }

    #[test]
    fn pages_follow_each_other() {
        assert_eq!(Address::read("q=a&page=4").pages(), "/candidates?q=a&page=");
        assert_eq!(Address::read("page=4").pages(), "/candidates?page=");
        assert!(Address::read("page=0").query().is_err());
    }
}
