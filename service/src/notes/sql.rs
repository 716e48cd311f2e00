//! What notes ask of the database beyond what every resource asks.

use crate::{
    Service,
    candidates::{self, in_files},
    db::{Param, Tx, Where},
    error::{Error, Result},
    records::{self, Keyed},
    sql,
    tally::Tally,
};
use chrono::{DateTime, Utc};
use domain::{
    id::{CandidateId, NoteId},
    notes::{CandidateNote, NoteFields, NoteVisibility},
    policy::{self, Actor, NoteFacts},
    query::Query,
    users::Role,
};
use uuid::Uuid;

/// The file that a note belongs to.
const FILE: &str = "candidate_note.candidate";
/// Notes shown of one file.
const SHOWN: i64 = 500;

impl Keyed for NoteFields {}

/// The notes that an actor hears, in the files that they see: `policy::hears` and `policy::sees`, said in SQL.
pub(super) fn heard(actor: &Actor) -> Where {
    let mut within = Where::default();
    within.and("deleted_at IS NULL", []);
    if let Some(person) = actor.person() {
        let (mut audience, mut own) = (Where::default(), Where::default());
        audience.and_one_of("visibility", words(policy::audience(person)));
        own.and("author = ?", [Param::Id(Some(person.id.0))]);
        let mut heard = vec![audience, own];
        if person.role == Role::HiringManager {
            let mut owners = Where::default();
            owners.and(
                "visibility = 'private' AND candidate IN (SELECT c.candidate FROM resource_request_candidate c
                 JOIN resource_request_owner o ON o.request = c.request WHERE c.deleted_at IS NULL AND o.user_id = ?)",
                [Param::Id(Some(person.id.0))],
            );
            heard.push(owners);
        }
        within.and_any(heard);
    }
    in_files(&mut within, FILE, actor);
    within
}

fn words<'a>(visibilities: impl IntoIterator<Item = &'a NoteVisibility>) -> impl Iterator<Item = &'static str> {
    visibilities.into_iter().map(|visibility| visibility.word())
}

/// How many notes an actor hears, where the tally knows: those for such as they are, and what they wrote themselves beside.
pub(super) fn tally<'a>(service: &'a Service, actor: &Actor, query: &'a Query) -> Option<Tally<'a>> {
    let audience = actor.person().map_or(NoteVisibility::ALL, policy::audience);
    let (mut counted, mut within, mut own) = (Where::default(), Where::default(), Where::default());
    counted.and_one_of("audience", words(audience));
    within.and("deleted_at IS NULL", []);
    within.and_one_of("visibility", words(audience));
    let mut tally = candidates::of_records(service, policy::scope(actor), query, ("candidate_note", FILE), &within, counted)?;
    let others: Vec<_> = NoteVisibility::ALL.iter().filter(|visibility| !audience.contains(visibility)).collect();
    if let Some(author) = actor.user().filter(|_| !others.is_empty()) {
        own.and_one_of("visibility", words(others));
        own.and("author = ?", [Param::Id(Some(author.0))]);
        own.and("deleted_at IS NULL", []);
        in_files(&mut own, FILE, actor);
        tally.with("candidate_note", own);
    }
    Some(tally)
}

pub(super) async fn in_file(tx: &mut Tx, actor: &Actor, id: CandidateId) -> Result<Vec<CandidateNote>> {
    let mut within = heard(actor);
    within.and("candidate = ?", [Param::Id(Some(id.0))]);
    records::some(tx, &within, true, SHOWN).await
}

/// Who may read the notes of a file, the deleted ones among them.
pub(crate) async fn facts_in(tx: &mut Tx, id: CandidateId) -> Result<Vec<(NoteId, NoteFacts)>> {
    let rows: Vec<(Uuid, String, Option<Uuid>)> =
        tx.query(sql!("SELECT id, visibility, author FROM candidate_note WHERE candidate = $1")).bind(id.0).all().await?;
    let facts = |(id, visibility, author): (Uuid, String, Option<Uuid>)| {
        let visibility = visibility.parse().map_err(|_| Error::broken("a note of an unknown visibility"))?;
        Ok((NoteId(id), NoteFacts { visibility, author: author.map(Into::into) }))
    };
    rows.into_iter().map(facts).collect()
}

pub(crate) async fn is_deleted(tx: &mut Tx, id: NoteId) -> Result<bool> {
    tx.exists(sql!("SELECT CAST(1 AS BIGINT) FROM candidate_note WHERE id = $1 AND deleted_at IS NOT NULL"), id.0).await
}

pub(super) async fn mark_deleted(tx: &mut Tx, id: NoteId, at: Option<DateTime<Utc>>) -> Result<()> {
    tx.query(sql!("UPDATE candidate_note SET deleted_at = $2 WHERE id = $1")).bind(id.0).bind(at).execute().await?;
    Ok(())
}
