//! Lists narrowed and ordered by an address: `?position=engineer&createdAt[after]=2026-01-01&order[lastname]=asc`. Pages and API read the same words.

use crate::{
    error::Malformed,
    id::{self, Key},
    page::Paging,
    resource::{Field, Filter, Kind, Resource},
    value::canonical,
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

/// What is asked of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    pub conditions: Vec<Condition>,
    pub order: Vec<Order>,
    pub paging: Paging,
    /// Free text, as typed: words, beginnings of words, `-word`.
    pub text: Option<String>,
    /// On the way through all of a list: then its pieces are asked for, which are neither counted nor ordered otherwise.
    pub walk: Option<Walk>,
}

/// Where somebody is who goes through a list, the last made first. What is there all the time is met once, whatever comes and goes meanwhile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The record that was met last: when it was made, and its id.
    pub behind: Option<(DateTime<Utc>, Key)>,
}

/// A condition on one attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    pub on: On,
    pub test: Test,
}

/// An attribute: one that is described, or one that every record has.
#[derive(Clone, Copy, Debug)]
pub enum On {
    Id,
    CreatedAt,
    UpdatedAt,
    Version,
    Field(&'static Field),
}

impl PartialEq for On {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl On {
    /// The attribute's name on the wire.
    pub const fn name(&self) -> &'static str {
        match self {
            On::Id => "id",
            On::CreatedAt => "createdAt",
            On::UpdatedAt => "updatedAt",
            On::Version => "version",
            On::Field(field) => field.name,
        }
    }

    /// Every attribute of a record: its id, what is described, its age, its version.
    pub fn all(resource: &Resource) -> impl Iterator<Item = Self> {
        std::iter::once(On::Id).chain(resource.fields.iter().map(On::Field)).chain([On::CreatedAt, On::UpdatedAt, On::Version])
    }

    /// The names under which a list is narrowed and ordered by it: `lastname`, `lastname[]`, `exists[position]`, `order[lastname]`.
    pub fn parameters(&self) -> Vec<String> {
        let name = self.name();
        let mut names = Vec::new();
        if let Some(filter) = self.filter() {
            names.extend([name.to_owned(), format!("{name}[]")]);
            if filter == Filter::Range {
                let number = matches!(self, On::Field(Field { kind: Kind::Integer { .. }, .. }));
                let operators = if number { ["lt", "lte", "gt", "gte"] } else { ["before", "strictly_before", "after", "strictly_after"] };
                names.extend(operators.map(|operator| format!("{name}[{operator}]")));
            }
        }
        if matches!(self, On::Field(field) if field.nullable() && !field.computed) {
            names.push(format!("exists[{name}]"));
        }
        if self.sorts() {
            names.push(format!("order[{name}]"));
        }
        names
    }

    /// The attribute with this name on the wire.
    pub fn find(resource: &Resource, name: &str) -> Option<Self> {
        match name {
            "id" => Some(On::Id),
            "createdAt" => Some(On::CreatedAt),
            "updatedAt" => Some(On::UpdatedAt),
            "version" => Some(On::Version),
            name => resource.field(name).map(On::Field),
        }
    }

    /// How a list is narrowed by it.
    pub fn filter(&self) -> Option<Filter> {
        match self {
            On::Id => Some(Filter::Exact),
            On::CreatedAt | On::UpdatedAt => Some(Filter::Range),
            On::Version => None,
            On::Field(field) => field.filter,
        }
    }

    /// Whether a list can be ordered by it.
    pub fn sorts(&self) -> bool {
        match self {
            On::Id | On::CreatedAt | On::UpdatedAt | On::Version => true,
            On::Field(field) => field.sort,
        }
    }
}

/// What must hold of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Equal to one of these.
    Is(Vec<Operand>),
    /// Contains one of these, whatever the case and the accents.
    Contains(Vec<String>),
    /// Has one of these among its words or skills.
    Has(Vec<String>),
    Compare(Comparison, Operand),
    Exists(bool),
}

/// A value to compare with, of the attribute's type.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    Text(String),
    Id(Uuid),
    Int(i64),
    Flag(bool),
    Day(NaiveDate),
    Moment(DateTime<Utc>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
}

/// An attribute to order by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    pub by: On,
    pub descending: bool,
}

/// Bytes of a text to look for. Longer ones are not looked for, and nothing contains them: SQLite refuses patterns of more than 50,000 bytes, which
/// is what these may become when folded.
const LONGEST: usize = 4_096;

/// The names under which free text is understood.
pub const TEXT_NAMES: &[&str] = &["q", "query", "search", "phrase", "term", "name"];

impl Query {
    /// Reads the decoded pairs of a query string. Unknown names and values that cannot be read are ignored, as the contract says. Of two that ask
    /// the same of the same attribute, the last one counts.
    ///
    /// # Errors
    /// [`Malformed::Paging`] for a page or a size that makes no sense.
    pub fn read<'a>(resource: &'static Resource, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Malformed> {
        let mut query = Self::default();
        let (mut page, mut per_page) = (None, None);
        for (name, value) in pairs {
            match name {
                "page" => page = Some(value),
                "itemsPerPage" => per_page = Some(value),
                name if TEXT_NAMES.contains(&name) && resource.field(name).is_none() => {
                    let text = value.trim();
                    query.text = (!text.is_empty()).then(|| text.to_owned());
                }
                // No text holds a NUL, and PostgreSQL does not even look for one.
                name if !value.contains('\0') => query.read_pair(resource, name, value),
                _ => {}
            }
        }
        query.paging = Paging::read(page, per_page)?;
        Ok(query)
    }

    fn read_pair(&mut self, resource: &'static Resource, name: &str, value: &str) {
        let (stem, key) = match name.split_once('[') {
            Some((stem, key)) => (stem, key.strip_suffix(']')),
            None => (name, None),
        };
        match (stem, key) {
            ("order", Some(by)) => {
                let descending = match value.to_ascii_lowercase().as_str() {
                    "asc" => false,
                    "desc" => true,
                    _ => return,
                };
                let Some(by) = On::find(resource, by).filter(On::sorts) else { return };
                match self.order.iter_mut().find(|order| order.by == by) {
                    Some(order) => order.descending = descending,
                    None => self.order.push(Order { by, descending }),
                }
            }
            ("exists", Some(name)) => {
                let wanted = match value {
                    "true" | "1" => true,
                    "false" | "0" => false,
                    _ => return,
                };
                if let Some(on) = On::find(resource, name).filter(|on| matches!(on, On::Field(field) if !field.computed)) {
                    self.conclude(on, Test::Exists(wanted));
                }
            }
            // `p`, `p[]`, and `p[0]` as PHP writes it.
            (stem, key) if key.is_none_or(|key| key.bytes().all(|byte| byte.is_ascii_digit())) => {
                if let Some(on) = On::find(resource, stem) {
                    self.equal(resource, on, value);
                }
            }
            (stem, operator) => {
                let operator = operator.unwrap_or_default();
                let on = On::find(resource, stem).filter(|on| on.filter() == Some(Filter::Range));
                if let Some((on, test)) = on.and_then(|on| Some((on, compare(resource, on, operator, value)?))) {
                    self.conclude(on, test);
                }
            }
        }
    }

    /// Adds a condition in the place of an earlier one of its kind.
    fn conclude(&mut self, on: On, test: Test) {
        let alike = |earlier: &Test| match (earlier, &test) {
            (Test::Exists(_), Test::Exists(_)) => true,
            (Test::Compare(one, _), Test::Compare(other, _)) => one == other,
            _ => false,
        };
        self.conditions.retain(|condition| !(condition.on == on && alike(&condition.test)));
        self.conditions.push(Condition { on, test });
    }

    /// `p=a`, or one of `p[]=a&p[]=b`, which are alternatives.
    fn equal(&mut self, resource: &Resource, on: On, value: &str) {
        let Some(filter) = on.filter() else { return };
        if value.is_empty() {
            return;
        }
        let test = match filter {
            Filter::Partial | Filter::Member if value.len() > LONGEST => Test::Contains(Vec::new()),
            Filter::Partial => Test::Contains(vec![value.to_owned()]),
            Filter::Member => Test::Has(vec![match on {
                On::Field(Field { kind: Kind::Addresses(target), .. }) => canonical(*target, value),
                _ => value.to_owned(),
            }]),
            Filter::Exact | Filter::Range => match operand(resource, on, value) {
                Some(operand) => Test::Is(vec![operand]),
                // An id that cannot exist finds nothing; any other value that cannot be read is ignored.
                None if matches!(on, On::Id) => Test::Is(Vec::new()),
                None => return,
            },
        };
        match self.conditions.iter_mut().find(|condition| condition.on == on).map(|condition| (&mut condition.test, test.clone())) {
            Some((Test::Is(values), Test::Is(more))) => values.extend(more),
            Some((Test::Contains(values), Test::Contains(more)) | (Test::Has(values), Test::Has(more))) => values.extend(more),
            _ => self.conditions.push(Condition { on, test }),
        }
    }

    /// The values of a condition as they were given, for a form that shows them again.
    pub fn given(&self, name: &str) -> Vec<String> {
        let of = |condition: &Condition| match &condition.test {
            Test::Contains(values) | Test::Has(values) => values.clone(),
            Test::Is(values) => values.iter().map(Operand::to_string).collect(),
            Test::Compare(..) | Test::Exists(_) => Vec::new(),
        };
        self.conditions.iter().filter(|condition| condition.on.name() == name).flat_map(of).collect()
    }
}

impl std::fmt::Display for Operand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Operand::Text(text) => f.write_str(text),
            Operand::Id(id) => id.fmt(f),
            Operand::Int(number) => number.fmt(f),
            Operand::Flag(flag) => flag.fmt(f),
            Operand::Day(day) => day.fmt(f),
            Operand::Moment(moment) => f.write_str(&moment.to_rfc3339()),
        }
    }
}

fn operand(resource: &Resource, on: On, value: &str) -> Option<Operand> {
    match on {
        On::Id => identifier(resource.numbered, value),
        On::CreatedAt | On::UpdatedAt => moment(value).map(Operand::Moment),
        On::Version => value.parse().ok().map(Operand::Int),
        On::Field(field) => match field.kind {
            Kind::Flag => match value {
                "true" | "1" => Some(Operand::Flag(true)),
                "false" | "0" => Some(Operand::Flag(false)),
                _ => None,
            },
            Kind::Integer { .. } => value.parse().ok().map(Operand::Int),
            Kind::Day => moment(value).map(|moment| Operand::Day(moment.date_naive())),
            Kind::Moment => moment(value).map(Operand::Moment),
            Kind::Relation(target) => identifier(target.numbered, value),
            Kind::Choice(words) => words.contains(&value).then(|| Operand::Text(value.to_owned())),
            _ => Some(Operand::Text(value.to_owned())),
        },
    }
}

fn compare(resource: &Resource, on: On, operator: &str, value: &str) -> Option<Test> {
    let dated = !matches!(on, On::Field(Field { kind: Kind::Integer { .. }, .. }));
    let comparison = match operator {
        "lt" | "strictly_before" => Comparison::Less,
        "lte" | "before" => Comparison::AtMost,
        "gt" | "strictly_after" => Comparison::More,
        "gte" | "after" => Comparison::AtLeast,
        _ => return None,
    };
    // `after` is for dates, `gt` for numbers (and, harmlessly, for dates).
    let fits = dated || matches!(operator, "lt" | "lte" | "gt" | "gte");
    fits.then(|| operand(resource, on, value)).flatten().map(|operand| Test::Compare(comparison, operand))
}

/// A moment: RFC 3339, or a day, which is its midnight in UTC. A `+` that a form turned into a space is one again. Years have four digits: others
/// are beyond what the databases compare alike.
fn moment(value: &str) -> Option<DateTime<Utc>> {
    let value = value.trim();
    let moment = match value.parse::<NaiveDate>() {
        Ok(day) => day.and_time(NaiveTime::MIN).and_utc(),
        Err(_) => {
            let moment = DateTime::parse_from_rfc3339(value).or_else(|_| DateTime::parse_from_rfc3339(&value.replace(' ', "+")));
            moment.ok()?.with_timezone(&Utc)
        }
    };
    (1..=9999).contains(&moment.year()).then_some(moment)
}

/// The id at the end of an IRI, or a bare one.
fn identifier(numbered: bool, value: &str) -> Option<Operand> {
    let id = value.rsplit('/').next().unwrap_or_default();
    if numbered { id::number(id).map(Operand::Int) } else { Uuid::try_parse(id).ok().map(Operand::Id) }
}

#[cfg(test)]
mod tests;
