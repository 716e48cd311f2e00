//! Imports: people from a file. A file is rehearsed first, row by row, then applied, and what it did can be undone as one.

mod columns;

pub use columns::{Prepared, attributes, guessed};

use crate::{
    candidates::CandidateFields,
    error::{Conflict, Error, FieldErrors, Flaw},
    id::{CandidateId, ImportId, ImportRowId, UserId},
    resource::{Access, Described, Field, Filter, Kind, Record, Resource, Target},
    text,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// People from a file.
pub type Import = Record<ImportFields>;
/// One of its rows.
pub type ImportRow = Record<ImportRowFields>;

/// Rows of a file, at most.
pub const ROWS: u32 = 100_000;
/// Columns of a table, at most.
pub const COLUMNS: u32 = text::TAGS;
/// Bytes of a row, at most: more than a person's file can say.
pub const ROW_BYTES: usize = 256 * 1024;
/// What a row is called in the system that it comes from, as a column.
pub const EXTERNAL_ID: &str = "externalId";

words! {
    /// What a file is made of.
    Format { Csv = "csv", Ndjson = "ndjson" }
}

words! {
    /// What is done with a row whose e-mail address, phone number or LinkedIn profile is that of somebody who is here.
    OnDuplicate { Skip = "skip", Update = "update", Create = "create" }
}

words! {
    /// Where an import is.
    Status {
        /// Its file is still coming.
        Receiving = "receiving",
        /// It is not known what its columns are.
        Mapping = "mapping",
        /// It is being rehearsed.
        Checking = "checking",
        /// It is known what would become of every row, and nothing has happened.
        Ready = "ready",
        Applying = "applying",
        Applied = "applied",
        /// Whoever applied it may not do so any more.
        Stopped = "stopped",
        Undoing = "undoing",
        Undone = "undone",
    }
}

impl Status {
    /// What can be asked for from here.
    pub const fn ways(self) -> &'static [Status] {
        match self {
            Status::Ready => &[Status::Applying],
            Status::Applying | Status::Applied => &[Status::Undoing],
            Status::Stopped => &[Status::Applying, Status::Undoing],
            Status::Receiving | Status::Mapping | Status::Checking | Status::Undoing | Status::Undone => &[],
        }
    }

    /// Whether nothing has happened yet, and so it can still be said what its columns are.
    pub const fn open(self) -> bool {
        matches!(self, Status::Mapping | Status::Checking | Status::Ready)
    }

    /// Whether people are being changed by it.
    pub const fn changes(self) -> bool {
        matches!(self, Status::Applying | Status::Undoing)
    }

    /// Whether somebody works on it.
    pub const fn works(self) -> bool {
        matches!(self, Status::Receiving | Status::Checking | Status::Applying | Status::Undoing)
    }
}

words! {
    /// What becomes of a row, or what became of it once the import was applied.
    Outcome {
        /// Nobody has looked at it yet.
        Waiting = "waiting",
        /// Somebody new.
        Create = "create",
        /// Somebody who is here already is changed.
        Update = "update",
        /// Somebody whom an import that was undone had added comes back.
        Restore = "restore",
        /// Somebody who is here already, and is as the row says.
        Unchanged = "unchanged",
        /// Somebody who is here already, and is left alone.
        Duplicate = "duplicate",
        /// The person of an earlier row.
        Repeated = "repeated",
        /// Something in it cannot be.
        Invalid = "invalid",
        /// It was undone: who was added is archived.
        Removed = "removed",
        /// It was undone: who was changed is as before.
        Reverted = "reverted",
        /// It was not undone: somebody changed the file since.
        Kept = "kept",
    }
}

crate::resource! {
    /// What an import says.
    pub struct ImportFields [ImportId]
        Resource::new("Import", "imports", "import", "People from a file: rehearsed first, then applied, and undone as one.").deletable();
    /// What it is called: the name of the file.
    name "name": Option<String> = Field::line(text::SHORT),
    /// Where the people come from, unless a row says so itself; what an externalId belongs to.
    source "source": Option<String> = Field::line(text::SHORT).filter(Filter::Exact),
    /// What the file is made of.
    format "format": Format [Format::Csv] = Field::choice(Format::WORDS).access(Access::Read),
    /// Which column of the file is which attribute. In NDJSON, what is not named here is called as it is in the API.
    columns "columns": Vec<Column> = Field::new(Kind::List(COLUMN)),
    /// What becomes of a row with the e-mail address, phone number or LinkedIn profile of somebody who is here.
    on_duplicate "onDuplicate": OnDuplicate [OnDuplicate::Skip] = Field::choice(OnDuplicate::WORDS),
    /// Where it is. `applying` and `undoing` are asked for by writing them; other columns have it rehearsed again.
    status "status": Status [Status::Receiving] = Field::choice(Status::WORDS).filter(Filter::Exact),
    /// Whose it is.
    made_by "user": Option<UserId> = Field::new(Kind::Relation(Target::USER)).access(Access::Read).filter(Filter::Exact),
    /// Rows of the file.
    rows "rows": i64 = Field::new(Kind::Integer { min: 0, max: ROWS as i64 }).always().access(Access::Read),
    /// Rows that the work under way is done with.
    done "done": i64 = Field::new(Kind::Integer { min: 0, max: ROWS as i64 }).always().access(Access::Read),
    /// How many rows there are of each outcome, as of the end of the last work.
    counts "counts": Counts = Field::new(Kind::Object(COUNTS)).access(Access::Read),
}

/// A column of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// As the file calls it.
    pub column: String,
    /// The attribute of a candidate, or `externalId`; none: it is left out.
    pub attribute: Option<String>,
}

const COLUMN: &[Field] = &[
    Field::line(text::SHORT).required().named("column", "column").doc("As the file calls it."),
    Field::line(text::SHORT).named("attribute", "attribute").doc("The attribute of a candidate, or externalId; null: it is left out."),
];

/// How many rows have an outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    pub create: i64,
    pub update: i64,
    pub restore: i64,
    pub unchanged: i64,
    pub duplicate: i64,
    pub repeated: i64,
    pub invalid: i64,
    pub removed: i64,
    pub reverted: i64,
    pub kept: i64,
}

impl Counts {
    /// The number of an outcome; none, of rows that nobody has looked at.
    pub fn of(&mut self, outcome: Outcome) -> Option<&mut i64> {
        Some(match outcome {
            Outcome::Waiting => return None,
            Outcome::Create => &mut self.create,
            Outcome::Update => &mut self.update,
            Outcome::Restore => &mut self.restore,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Duplicate => &mut self.duplicate,
            Outcome::Repeated => &mut self.repeated,
            Outcome::Invalid => &mut self.invalid,
            Outcome::Removed => &mut self.removed,
            Outcome::Reverted => &mut self.reverted,
            Outcome::Kept => &mut self.kept,
        })
    }

    /// Rows that change something.
    pub const fn changes(&self) -> i64 {
        self.create + self.update + self.restore
    }
}

const fn counted(name: &'static str, doc: &'static str) -> Field {
    Field::new(Kind::Integer { min: 0, max: ROWS as i64 }).named(name, name).doc(doc)
}

const COUNTS: &[Field] = &[
    counted("create", "People who are new."),
    counted("update", "People who are here already, and are changed."),
    counted("restore", "People whom an import that was undone had added, and who come back."),
    counted("unchanged", "People who are here already, and are as the row says."),
    counted("duplicate", "People who are here already, and are left alone."),
    counted("repeated", "Rows of the person of an earlier row."),
    counted("invalid", "Rows in which something cannot be."),
    counted("removed", "Undone: who was added is archived."),
    counted("reverted", "Undone: who was changed is as before."),
    counted("kept", "Not undone: somebody changed the file since."),
];

crate::resource! {
    /// What a row of an import says.
    pub struct ImportRowFields [ImportRowId]
        Resource::new("ImportRow", "import-rows", "import_row", "A row of an import, and what becomes of it.");
    /// Whose it is.
    import "import": Option<ImportId> = Field::new(Kind::Relation(Target::IMPORT)).access(Access::Read).filter(Filter::Exact),
    /// Its place in the file, from 1; the header of a table is not counted.
    number "number": i64 = Field::new(Kind::Integer { min: 1, max: ROWS as i64 }).always().access(Access::Read).filter(Filter::Range).sort(),
    /// What becomes of it.
    outcome "outcome": Outcome [Outcome::Waiting] = Field::choice(Outcome::WORDS).access(Access::Read).filter(Filter::Exact),
    /// Who it is about, where that is known.
    candidate "candidate": Option<CandidateId> = Field::new(Kind::Relation(Target::CANDIDATE)).access(Access::Read).filter(Filter::Exact),
    /// The earlier row of the same person.
    same_as "sameAs": Option<i64> = Field::new(Kind::Integer { min: 1, max: ROWS as i64 }).access(Access::Read),
    /// What cannot be.
    reasons "reasons": Vec<Reason> = Field::new(Kind::List(REASON)).access(Access::Read),
    /// What stands in it, until it was applied.
    given "given": Value = Field::new(Kind::Any).access(Access::Read),
}

/// What is wrong with a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The attribute; empty, where it is the row.
    #[serde(rename = "propertyPath")]
    pub property_path: String,
    /// In words, for whoever asks over the API.
    #[serde(default)]
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flaw: Option<Flaw>,
}

const REASON: &[Field] = &[
    Field::line(text::SHORT).named("propertyPath", "property_path").doc("The attribute; empty, where it is the row."),
    Field::line(text::SHORT).named("message", "message").doc("What is wrong with it."),
];

/// What a refusal of a row says.
pub fn reasons(refusal: &Error) -> Vec<Reason> {
    let reason = |field: &str, flaw: Flaw| Reason { property_path: field.to_owned(), message: String::new(), flaw: Some(flaw) };
    match refusal {
        Error::Invalid(flaws) => flaws.0.iter().map(|error| reason(&error.field, error.flaw.clone())).collect(),
        Error::Malformed(crate::error::Malformed::Type { field, expected, .. }) => {
            vec![reason(field, Flaw::Type { expected: expected.clone() })]
        }
        // What points to nobody: of a candidate's attributes, only one points anywhere.
        Error::Malformed(_) => vec![reason("recruiter", Flaw::Choice)],
        _ => vec![reason("", Flaw::NotRead)],
    }
}

impl ImportFields {
    /// Whether its columns can make people.
    ///
    /// # Errors
    /// [`Error::Invalid`]: a column is something that there is not, or that another is already; nothing says who somebody is.
    pub fn consistent(&self) -> Result<(), Error> {
        let mut flaws = FieldErrors::default();
        let taken: Vec<&str> = self.columns.iter().filter_map(|column| column.attribute.as_deref()).collect();
        if taken.iter().any(|name| !attributes().any(|known| known == *name)) {
            flaws.push("columns", Flaw::Choice);
        } else if (1..taken.len()).any(|at| taken[..at].contains(&taken[at])) {
            flaws.push("columns", Flaw::Twice);
        }
        // Whoever is known by another system's id need not be named once more.
        if self.format == Format::Csv && !taken.contains(&EXTERNAL_ID) {
            for required in CandidateFields::RESOURCE.fields.iter().filter(|field| field.required && !taken.contains(&field.name)) {
                flaws.push(required.name, Flaw::NoColumn);
            }
        }
        flaws.or(())
    }

    /// Whether it may become this, and whether what its columns are, or what is done with whom, may be said otherwise in the same breath: only as long as nothing
    /// has happened, and nothing is asked to.
    ///
    /// # Errors
    /// [`Conflict::Transition`].
    pub fn may_become(&self, to: Status, otherwise: bool) -> Result<(), Error> {
        let may = if otherwise { self.status.open() && self.status == to } else { self.status == to || self.status.ways().contains(&to) };
        if may { Ok(()) } else { Err(self.refusal()) }
    }

    /// Whether it may be forgotten.
    ///
    /// # Errors
    /// [`Conflict::Transition`] while people are being changed by it.
    pub fn may_go(&self) -> Result<(), Error> {
        if self.status.changes() { Err(self.refusal()) } else { Ok(()) }
    }

    fn refusal(&self) -> Error {
        let allowed = self.status.ways().iter().map(ToString::to_string).collect();
        Conflict::Transition { from: self.status.to_string(), allowed }.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table with these columns, and what each of them is.
    pub(super) fn table(columns: &[(&str, &str)]) -> ImportFields {
        let column = |(column, attribute): &(&str, &str)| Column {
            column: (*column).to_owned(),
            attribute: (!attribute.is_empty()).then(|| (*attribute).to_owned()),
        };
        ImportFields { columns: columns.iter().map(column).collect(), ..ImportFields::default() }
    }

    #[test]
    fn columns_must_say_who_somebody_is() {
        let names = [("a", "firstname"), ("b", "lastname"), ("c", "email")];
        assert_eq!(table(&names).consistent(), Ok(()));
        assert_eq!(table(&[("a", "externalId")]).consistent(), Ok(()));
        let flaws = |import: ImportFields| match import.consistent() {
            Err(Error::Invalid(flaws)) => flaws.0.into_iter().map(|error| (error.field, error.flaw)).collect(),
            other => panic!("{other:?}"),
        };
        let missing: Vec<(String, Flaw)> = flaws(table(&names[..1]));
        assert_eq!(missing, [("lastname".to_owned(), Flaw::NoColumn), ("email".to_owned(), Flaw::NoColumn)]);
        let twice: Vec<(String, Flaw)> = flaws(table(&[names[0], names[1], names[2], ("d", "email")]));
        assert_eq!(twice, [("columns".to_owned(), Flaw::Twice)]);
        let unknown: Vec<(String, Flaw)> = flaws(table(&[names[0], names[1], names[2], ("d", "lifecycle")]));
        assert_eq!(unknown, [("columns".to_owned(), Flaw::Choice)]);
    }
}
