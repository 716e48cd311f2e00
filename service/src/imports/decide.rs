//! What becomes of a row: decided when it is rehearsed, and once more, by the same rules, when it is applied.

use crate::{
    candidates,
    db::{Param, Tx, Where},
    error::{Error, Result},
    records, sql,
};
use domain::{
    candidates::{Candidate, CandidateFields, Lifecycle},
    error::{Error as Refusal, FieldErrors, Flaw},
    id::{CandidateId, ImportId},
    imports::{EXTERNAL_ID, Import, OnDuplicate, Outcome, Prepared, Reason, reasons},
    merge_patch,
    policy::{Action, Actor},
    resource::Attributes,
    text,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A row as it is stored.
#[derive(sqlx::FromRow)]
pub struct Row {
    pub id: Uuid,
    pub number: i64,
    pub outcome: String,
    pub candidate: Option<Uuid>,
    /// None: it could not be read, or was applied already.
    pub given: Option<String>,
    pub change: Option<Uuid>,
}

/// What becomes of a row.
pub enum Decision {
    Create(Box<CandidateFields>),
    /// Somebody who is here is changed; `back`: and comes back.
    Change {
        before: Box<Candidate>,
        fields: Box<CandidateFields>,
        back: bool,
    },
    Unchanged(CandidateId),
    Duplicate(CandidateId),
    Repeated {
        row: i64,
    },
    Invalid(Vec<Reason>),
}

impl Decision {
    pub fn outcome(&self) -> Outcome {
        match self {
            Decision::Create(_) => Outcome::Create,
            Decision::Change { back: false, .. } => Outcome::Update,
            Decision::Change { back: true, .. } => Outcome::Restore,
            Decision::Unchanged(_) => Outcome::Unchanged,
            Decision::Duplicate(_) => Outcome::Duplicate,
            Decision::Repeated { .. } => Outcome::Repeated,
            Decision::Invalid(_) => Outcome::Invalid,
        }
    }

    pub fn candidate(&self) -> Option<CandidateId> {
        match self {
            Decision::Change { before, .. } => Some(before.id),
            Decision::Unchanged(id) | Decision::Duplicate(id) => Some(*id),
            Decision::Create(_) | Decision::Repeated { .. } | Decision::Invalid(_) => None,
        }
    }
}

/// By what a person is recognised among the rows of a file: hashes of it.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    pub email: Option<String>,
    pub phone: Option<String>,
    pub linkedin: Option<String>,
    pub external: Option<String>,
}

impl Marks {
    fn of(prepared: &Prepared) -> Self {
        let said = |name: &str| prepared.attributes.get(name).and_then(Value::as_str).map(text::normal).filter(|text| !text.is_empty());
        Self {
            email: said("email").as_deref().map(text::email_key),
            phone: said("phoneNumber").as_deref().and_then(text::phone_key),
            linkedin: said("linkedinProfile").as_deref().and_then(text::linkedin_key),
            external: prepared.external.as_ref().map(|(source, id)| format!("{}:{source}:{id}", source.len())),
        }
        .hashed()
    }

    /// However long, or strange, what stands in a row is: what is compared is short and plain.
    fn hashed(self) -> Self {
        let hash = |mark: Option<String>| {
            let hash = Sha256::digest(mark?.as_bytes());
            Some(Uuid::from_slice(&hash[..16]).ok()?.simple().to_string())
        };
        let Self { email, phone, linkedin, external } = self;
        Self { email: hash(email), phone: hash(phone), linkedin: hash(linkedin), external: hash(external) }
    }
}

/// What is decided of a row, and by what others recognise its person.
pub struct Decided {
    pub decision: Decision,
    pub marks: Marks,
    /// What the person is called where they come from.
    pub external: Option<(String, String)>,
}

/// Decides. `rehearsed`: other rows have been looked at already.
pub async fn decide(tx: &mut Tx, actor: &Actor, import: &Import, row: &Row, rehearsed: bool) -> Result<Decided> {
    let given: Attributes = row.given.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
    let prepared = match import.prepare(&given) {
        Ok(prepared) => prepared,
        Err(refusal) => {
            return Ok(Decided { decision: Decision::Invalid(reasons(&refusal)), marks: Marks::default(), external: None });
        }
    };
    let marks = Marks::of(&prepared);
    let external = prepared.external.clone();
    let decision = match decision(tx, actor, import, row.number, &prepared, &marks, rehearsed).await {
        Ok(decision) => decision,
        // A moment's trouble is tried again; what is refused for good is this row's own, and stops no other.
        Err(error @ (Error::Refused(Refusal::Busy | Refusal::Full | Refusal::Internal(_)) | Error::Broken(_))) => return Err(error),
        Err(Error::Refused(refusal)) => Decision::Invalid(reasons(&refusal)),
    };
    Ok(Decided { decision, marks, external })
}

async fn decision(
    tx: &mut Tx,
    actor: &Actor,
    import: &Import,
    number: i64,
    prepared: &Prepared,
    marks: &Marks,
    rehearsed: bool,
) -> Result<Decision> {
    let given = records::readable::<CandidateFields>(actor, &prepared.attributes);
    if let Some(known) = known(tx, actor, prepared).await? {
        // Who is known by an id may share a phone number with whomever.
        let alike = Marks { external: marks.external.clone(), ..Marks::default() };
        if !rehearsed && let Some(row) = earlier(tx, import, number, &alike).await? {
            return Ok(Decision::Repeated { row });
        }
        return changed(tx, actor, known, &given).await;
    }
    let mut fields: CandidateFields = merge_patch::create(&given)?;
    fields.source = fields.source.or_else(|| prepared.source.clone());
    let fields = candidates::in_sight(actor, fields);
    candidates::known_recruiter(tx, fields.recruiter).await?;
    if !rehearsed && let Some(row) = earlier(tx, import, number, marks).await? {
        return Ok(Decision::Repeated { row });
    }
    let recognised = candidates::recognised_in(tx, actor, &fields, None).await?;
    let mut removed = None;
    for candidate in &recognised {
        if was_removed(tx, candidate).await? {
            removed = Some(candidate);
        }
    }
    let active = recognised.iter().find(|candidate| candidate.lifecycle == Lifecycle::Active);
    match (active, removed, import.on_duplicate) {
        (None, Some(removed), _) => recognised_as(tx, actor, removed, &given).await,
        (_, _, OnDuplicate::Create) => Ok(Decision::Create(Box::new(fields))),
        (active, _, on_duplicate) => match (active.or(recognised.first()), on_duplicate) {
            (None, _) => Ok(Decision::Create(Box::new(fields))),
            (Some(known), OnDuplicate::Update) => recognised_as(tx, actor, known, &given).await,
            (Some(known), _) => Ok(Decision::Duplicate(known.id)),
        },
    }
}

/// Somebody who was recognised is changed by whoever may do that: to find a file is not to write in it.
async fn recognised_as(tx: &mut Tx, actor: &Actor, known: &Candidate, given: &Attributes) -> Result<Decision> {
    match candidates::find(tx, actor, Action::EditCandidate, known.id).await {
        Ok(candidate) => changed(tx, actor, candidate, given).await,
        Err(Error::Refused(Refusal::NotFound | Refusal::Forbidden(_))) => Ok(Decision::Duplicate(known.id)),
        Err(error) => Err(error),
    }
}

/// Who is called like this where they come from.
async fn known(tx: &mut Tx, actor: &Actor, prepared: &Prepared) -> Result<Option<Candidate>> {
    let Some((source, id)) = &prepared.external else { return Ok(None) };
    let statement = sql!("SELECT candidate FROM candidate_external_id WHERE source = $1 AND external_id = $2");
    let found: Option<(Uuid,)> = tx.query(statement).bind(source.clone()).bind(id.clone()).optional().await?;
    let Some((id,)) = found else { return Ok(None) };
    match candidates::find(tx, actor, Action::EditCandidate, CandidateId(id)).await {
        Ok(candidate) => Ok(Some(candidate)),
        // Somebody else's, of whom nothing more is told.
        Err(Error::Refused(Refusal::NotFound)) => Err(FieldErrors::one(EXTERNAL_ID, Flaw::Taken).into()),
        Err(error) => Err(error),
    }
}

/// What a row makes of somebody who is here.
async fn changed(tx: &mut Tx, actor: &Actor, before: Candidate, given: &Attributes) -> Result<Decision> {
    let mut fields: CandidateFields = merge_patch::patch(&before.fields, given)?;
    if fields.recruiter != before.recruiter {
        candidates::known_recruiter(tx, fields.recruiter).await?;
    }
    let back = was_removed(tx, &before).await?;
    if back {
        fields.lifecycle = Lifecycle::Active;
    }
    let fields = candidates::in_sight(actor, fields);
    if fields == before.fields {
        return Ok(Decision::Unchanged(before.id));
    }
    Ok(Decision::Change { before: Box::new(before), fields: Box::new(fields), back })
}

/// Whether somebody is archived because the import that added them was undone, and nothing happened to them since.
async fn was_removed(tx: &mut Tx, candidate: &Candidate) -> Result<bool> {
    if candidate.lifecycle != Lifecycle::Archived {
        return Ok(false);
    }
    let statement = sql!("SELECT number FROM import_row WHERE candidate = $1 AND outcome = 'removed' AND updated_at = $2 LIMIT 1");
    let found: Option<(i64,)> = tx.query(statement).bind(candidate.id.0).bind(candidate.updated_at).optional().await?;
    Ok(found.is_some())
}

/// The first row before this one that is about the same person, and about which nothing else is wrong.
async fn earlier(tx: &mut Tx, import: &Import, number: i64, marks: &Marks) -> Result<Option<i64>> {
    let persons = [("email_key", &marks.email), ("phone_key", &marks.phone), ("linkedin_key", &marks.linkedin)];
    // Whoever wants two files of one person gets them, unless both are called alike where they come from.
    let persons = persons.into_iter().filter(|_| import.on_duplicate != OnDuplicate::Create);
    let mut first: Option<i64> = None;
    for (column, mark) in persons.chain([("external_key", &marks.external)]) {
        let Some(mark) = mark else { continue };
        let found = first_with(tx, import.id, number, column, mark).await?;
        first = first.into_iter().chain(found).min();
    }
    Ok(first)
}

async fn first_with(tx: &mut Tx, import: ImportId, number: i64, column: &'static str, mark: &str) -> Result<Option<i64>> {
    let mut within = Where::default();
    within.and("import = ?", [Param::key(import)]);
    within.and_on("{} = ?", &[column], [Param::Text(Some(mark.to_owned()))]);
    within.and("number < ? AND outcome NOT IN ('invalid', 'repeated')", [Param::Int(Some(number))]);
    let sql = format!("SELECT number FROM import_row{} ORDER BY number LIMIT 1", within.clause());
    let found: Option<(i64,)> = tx.query_built(sql).bind_all(within.params().to_vec()).optional().await?;
    Ok(found.map(|(number,)| number))
}
