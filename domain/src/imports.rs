//! Imports: people from a file. A file is rehearsed first, row by row, then applied, and what it did can be undone as one.

use crate::{
    candidates::CandidateFields,
    error::{Conflict, Error, FieldErrors, Flaw},
    id::{CandidateId, ImportId, ImportRowId, UserId},
    resource::{Access, Attributes, Described, Field, Filter, Kind, Record, Resource, Target},
    text::{self, fold},
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
const SOURCE: &str = "source";

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

/// What a column may be.
pub fn attributes() -> impl Iterator<Item = &'static str> {
    let fields = const { CandidateFields::RESOURCE }.fields.iter();
    fields
        .filter(|field| field.access == Access::Write && !matches!(field.kind, Kind::Object(_)))
        .map(|field| field.name)
        .chain([EXTERNAL_ID])
}

/// How columns are called elsewhere, in letters and digits alone, beside the names of the attributes themselves.
const KNOWN_AS: &[(&str, &[&str])] = &[
    ("firstname", &["voornaam", "givenname", "first", "roepnaam"]),
    ("lastname", &["achternaam", "surname", "familyname", "last"]),
    ("email", &["emailaddress", "emailadres", "mail", "email1"]),
    ("phoneNumber", &["phone", "telefoon", "telefoonnummer", "mobile", "mobiel", "mobilephone", "phonecell", "cellphone"]),
    ("source", &["bron", "herkomst"]),
    ("location", &["locatie", "city", "plaats", "woonplaats", "stad"]),
    ("birthDate", &["dateofbirth", "birthday", "dob", "geboortedatum"]),
    ("position", &["functie", "jobtitle", "currenttitle", "currentposition"]),
    ("linkedinProfile", &["linkedin", "linkedinurl", "linkedinprofiel"]),
    ("notes", &["notities", "opmerkingen", "comments"]),
    ("expectations", &["verwachtingen"]),
    ("tags", &["labels"]),
    ("skills", &["vaardigheden", "keyskills"]),
    ("employee", &["medewerker"]),
    ("availableFrom", &["available", "beschikbaar", "beschikbaarvanaf", "dateavailable"]),
    (EXTERNAL_ID, &["externid", "externkenmerk", "candidateid"]),
];

/// What a column is that is called like this, as far as its name tells.
pub fn guess(column: &str) -> Option<&'static str> {
    let plain = |name: &str| fold(name).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let column = plain(column);
    attributes().find(|name| plain(name) == column || KNOWN_AS.iter().any(|(of, known)| of == name && known.contains(&column.as_str())))
}

/// The columns of a header, with what they are as far as their names tell. What comes twice is taken once.
pub fn guessed(header: &[String]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for column in header {
        let attribute = guess(column).filter(|name| !columns.iter().any(|known| known.attribute.as_deref() == Some(name)));
        columns.push(Column { column: column.clone(), attribute: attribute.map(str::to_owned) });
    }
    columns
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

    /// Whether it may become this.
    ///
    /// # Errors
    /// [`Conflict::Transition`].
    pub fn allows(&self, to: Status) -> Result<(), Error> {
        if self.status == to || self.status.ways().contains(&to) {
            return Ok(());
        }
        let allowed = self.status.ways().iter().map(ToString::to_string).collect();
        Err(Conflict::Transition { from: self.status.to_string(), allowed }.into())
    }

    /// What a row says of somebody.
    ///
    /// # Errors
    /// [`Error::Invalid`]: a cell cannot be read as what its column is, or nobody knows whose id its id is.
    pub fn prepare(&self, given: &Attributes) -> Result<Prepared, Error> {
        let mut flaws = FieldErrors::default();
        let mut attributes = Attributes::new();
        for (name, value) in given {
            let column = self.columns.iter().find(|column| column.column == *name);
            let name = match column {
                Some(Column { attribute: Some(name), .. }) => name,
                Some(_) => continue,
                None if self.format == Format::Ndjson => name,
                None => continue,
            };
            match (self.format, value, CandidateFields::RESOURCE.field(name)) {
                (Format::Csv, Value::String(text), Some(field)) => match cell(field, text) {
                    Ok(Some(value)) => _ = attributes.insert(name.clone(), value),
                    Ok(None) => {}
                    Err(flaw) => flaws.push(name, flaw),
                },
                _ => _ = attributes.insert(name.clone(), value.clone()),
            }
        }
        let external_id = match attributes.remove(EXTERNAL_ID) {
            None | Some(Value::Null) => None,
            Some(Value::String(id)) => said(&mut flaws, EXTERNAL_ID, &id),
            Some(Value::Number(id)) => Some(id.to_string()),
            Some(_) => {
                flaws.push(EXTERNAL_ID, Flaw::Type { expected: "string".to_owned() });
                None
            }
        };
        let own = attributes.get(SOURCE).and_then(Value::as_str).map(str::to_owned);
        let source = own.and_then(|own| said(&mut flaws, SOURCE, &own)).or_else(|| self.source.clone());
        if external_id.is_some() && source.is_none() {
            flaws.push(SOURCE, Flaw::Blank);
        }
        flaws.or(Prepared { external: source.clone().zip(external_id), source, attributes })
    }
}

fn said(flaws: &mut FieldErrors, field: &str, text: &str) -> Option<String> {
    text::said(text).unwrap_or_else(|flaw| {
        flaws.push(field, flaw);
        None
    })
}

/// What a row says of somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// Of the person's file, as the API takes them. What the row says nothing of is not among them.
    pub attributes: Attributes,
    /// Where the person comes from.
    pub source: Option<String>,
    /// What the person is called where they come from: source and id.
    pub external: Option<(String, String)>,
}

/// What a cell says; an empty one says nothing.
fn cell(field: &Field, text: &str) -> Result<Option<Value>, Flaw> {
    let text = unguarded(text);
    let given = text.trim();
    if given.is_empty() {
        return Ok(None);
    }
    let value = match field.kind {
        Kind::Flag => match fold(given).as_str() {
            "true" | "yes" | "y" | "1" | "x" | "ja" | "j" | "on" => Value::Bool(true),
            "false" | "no" | "n" | "0" | "-" | "nee" | "off" => Value::Bool(false),
            _ => return Err(Flaw::Choice),
        },
        Kind::Choice(_) => Value::String(given.to_lowercase()),
        // Where commas stand between columns, semicolons stand between words.
        Kind::Words | Kind::Skills => field.from_form(&given.replace(';', "\n")),
        _ => field.from_form(&text),
    };
    Ok(Some(value))
}

/// A text without the apostrophes that keep spreadsheets from taking it for a formula.
fn unguarded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut begins = true;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let guards = begins && c == '\'' && letters.peek().is_some_and(|next| matches!(next, '=' | '+' | '-' | '@' | '\t' | '\r'));
        begins = matches!(c, ';' | '\t' | '\r' | '\n');
        if !guards {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn table(columns: &[(&str, &str)]) -> ImportFields {
        let column = |(column, attribute): &(&str, &str)| Column {
            column: (*column).to_owned(),
            attribute: (!attribute.is_empty()).then(|| (*attribute).to_owned()),
        };
        ImportFields { columns: columns.iter().map(column).collect(), ..ImportFields::default() }
    }

    fn given(value: Value) -> Attributes {
        value.as_object().cloned().expect("an object")
    }

    #[test]
    fn columns_are_recognised_by_what_they_are_called() {
        for (column, attribute) in [
            ("firstname", Some("firstname")),
            ("First Name", Some("firstname")),
            ("Voornaam", Some("firstname")),
            ("E-mail", Some("email")),
            ("phone_number", Some("phoneNumber")),
            ("LinkedIn URL", Some("linkedinProfile")),
            ("External ID", Some("externalId")),
            ("Ville préférée", None),
            ("", None),
            ("id", None),
            ("lifecycle", None),
            ("consent", None),
        ] {
            assert_eq!(guess(column), attribute, "{column}");
        }
        let twice = guessed(&["email".to_owned(), "E-mail".to_owned()]);
        assert_eq!((twice[0].attribute.as_deref(), &twice[1].attribute), (Some("email"), &None));
        assert!(KNOWN_AS.iter().all(|(of, _)| attributes().any(|name| name == *of)), "every name is of an attribute");
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

    #[test]
    fn cells_are_read_as_what_their_column_is() {
        let import = table(&[
            ("V", "firstname"),
            ("T", "tags"),
            ("S", "skills"),
            ("E", "employee"),
            ("Z", "visibility"),
            ("X", ""),
            ("L", "location"),
            ("P", "phoneNumber"),
        ]);
        let row = given(json!({
            "V": " Ada ", "T": "a; b\nc", "S": "Rust: 3; SQL", "E": "Ja", "Z": "Confidential", "X": "x", "L": "", "P": "'+31 6", "Q": "q"
        }));
        let prepared = import.prepare(&row).expect("prepared");
        assert_eq!(
            Value::Object(prepared.attributes),
            json!({
                "firstname": " Ada ", "tags": ["a", "b", "c"], "employee": true, "visibility": "confidential", "phoneNumber": "+31 6",
                "skills": [{ "skill": "Rust", "level": 3 }, { "skill": "SQL", "level": 2 }]
            })
        );
        let refused = import.prepare(&given(json!({ "E": "maybe" }))).unwrap_err();
        assert_eq!(reasons(&refused)[0].flaw, Some(Flaw::Choice));
    }

    #[test]
    fn an_id_is_one_of_a_source() {
        let import = table(&[("I", "externalId"), ("B", "source")]);
        let own = import.prepare(&given(json!({ "I": " 7 ", "B": "Indeed" }))).expect("prepared");
        assert_eq!(own.external, Some(("Indeed".to_owned(), "7".to_owned())));
        let refused = import.prepare(&given(json!({ "I": "7" }))).unwrap_err();
        assert_eq!(reasons(&refused)[0].property_path, "source");
        let with = ImportFields { source: Some("Board".to_owned()), ..import };
        assert_eq!(with.prepare(&given(json!({ "I": "7" }))).expect("prepared").external, Some(("Board".to_owned(), "7".to_owned())));
        let lines = ImportFields { format: Format::Ndjson, source: Some("Board".to_owned()), ..ImportFields::default() };
        let prepared = lines.prepare(&given(json!({ "externalId": 7, "location": null, "x": 1 }))).expect("prepared");
        assert_eq!(prepared.external, Some(("Board".to_owned(), "7".to_owned())));
        assert_eq!(Value::Object(prepared.attributes), json!({ "location": null, "x": 1 }));
        assert!(lines.prepare(&given(json!({ "externalId": ["7"] }))).is_err());
    }

    #[test]
    fn what_was_guarded_is_what_it_was() {
        for (cell, text) in
            [("'=1+1", "=1+1"), ("a;'=1", "a;=1"), ("'", "'"), ("'t Hart", "'t Hart"), ("a '=1", "a '=1"), ("a\n'- b", "a\n- b")]
        {
            assert_eq!(unguarded(cell), text);
        }
    }
}
