//! What the rows of the log touch: the records they are about, and those that are read otherwise because of them.

use super::{number, past};
use crate::{
    Service,
    db::{Param, Tx, Where},
    error::{Error, Result},
    merges, sql,
};
use chrono::{DateTime, Utc};
use domain::{
    change::{Entity, Facts, Kind},
    id::{AnswerId, CandidateId, Identifier, TaskGroupId},
    policy::{self, Actor, Reach},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A row of the log.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) position: i64,
    pub(super) command: Uuid,
    pub(super) hash: Vec<u8>,
    pub(super) actor: Option<Uuid>,
    pub(super) at: DateTime<Utc>,
    pub(super) entity: String,
    pub(super) entity_id: Uuid,
    pub(super) owner: Uuid,
    pub(super) kind: String,
    pub(super) facts: String,
}

/// A record that some rows of the log touched.
#[derive(Debug)]
pub(super) struct Touched {
    pub(super) entity: Entity,
    pub(super) id: Uuid,
    /// Whose file it is in.
    pub(super) file: Option<CandidateId>,
    pub(super) at: DateTime<Utc>,
    /// The places of these rows, as far as the record may have gone out of sight there; of a merge, where it begins.
    pub(super) places: Vec<i64>,
}

/// The records that are touched, in the order in which they first were.
pub(super) struct Records<'a> {
    /// What the reader reads at all.
    readable: &'a [Entity],
    /// Where each merge begins in the log, by its command.
    begun: BTreeMap<Uuid, i64>,
    pub(super) all: Vec<Touched>,
    places: BTreeMap<(&'static str, Uuid), usize>,
}

impl<'a> Records<'a> {
    pub(super) fn new(readable: &'a [Entity], begun: BTreeMap<Uuid, i64>) -> Self {
        Self { readable, begun, all: Vec::new(), places: BTreeMap::new() }
    }

    fn touch(&mut self, row: &Row, (entity, id): (Entity, Uuid), file: Option<CandidateId>, may_be_gone: bool) {
        if !self.readable.contains(&entity) {
            return;
        }
        let place = *self.places.entry((entity.word(), id)).or_insert_with(|| {
            self.all.push(Touched { entity, id, file, at: row.at, places: Vec::new() });
            self.all.len() - 1
        });
        if let Some(touched) = self.all.get_mut(place) {
            touched.at = row.at;
            if may_be_gone {
                touched.places.push(self.begun.get(&row.command).copied().unwrap_or(row.position));
            }
        }
    }
}

/// Notes what a row of the log touches: the record it is about, and those that are read otherwise because of it.
pub(super) async fn touch(tx: &mut Tx, service: &Service, actor: &Actor, row: &Row, records: &mut Records<'_>) -> Result<()> {
    let entity: Entity = row.entity.parse().map_err(|_| Error::broken("a change of an unknown kind of record"))?;
    let kind: Kind = row.kind.parse().map_err(|_| Error::broken("a change of an unknown kind"))?;
    let facts: Facts = serde_json::from_str(&row.facts)?;
    let changed = |names: &[&str]| facts.fields.iter().any(|field| names.contains(&field.as_str()));
    let (own, file) = ((entity, row.entity_id), Some(CandidateId(row.owner)));
    let made = kind == Kind::Created;
    let merge = matches!(kind, Kind::Merged | Kind::Unmerged);
    match entity {
        Entity::Candidate => {
            records.touch(row, own, file, !made);
            // Whoever reads every file reads this one whosever it is.
            if !made && changed(&["visibility", "recruiter"]) && !matches!(policy::scope(actor).reach, Reach::All) {
                touch_file(tx, row, row.owner, records).await?;
            }
        }
        Entity::Note | Entity::RequestCandidate => records.touch(row, own, file, !made),
        Entity::Answer => {
            // What becomes of an answer hides it from nobody, unless it goes to another file.
            records.touch(row, own, file, merge);
            if (made || merge) && records.readable.contains(&Entity::TaskGroup) {
                // A question bank tells about how many people it was used.
                let group: Option<(i64,)> = tx
                    .query(sql!(
                        "SELECT t.task_group FROM recruitment_task_answer a JOIN recruitment_task t ON t.id = a.task WHERE a.id = $1"
                    ))
                    .bind(number(row.entity_id))
                    .optional()
                    .await?;
                if let Some((group,)) = group {
                    records.touch(row, (Entity::TaskGroup, TaskGroupId(group).logged()), None, false);
                }
            }
        }
        Entity::TaskGroup => {
            records.touch(row, own, None, true);
            if !made && actor.user().is_some() && changed(&["blind"]) {
                touch_answers(tx, row, records).await?;
            }
        }
        Entity::Task | Entity::Request => records.touch(row, own, None, true),
        Entity::User if made || changed(&["name", "role"]) || matches!(kind, Kind::Activated | Kind::Deactivated) => {
            records.touch(row, own, None, true);
        }
        // A request tells how its approval stands.
        Entity::Approval => records.touch(row, (Entity::Request, row.owner), None, false),
        // Whoever sits in an interview finds the file, and reads what others say once they have said it themselves.
        Entity::Interview => {
            if let Some(user) = actor.user()
                && past::concerns(tx, service, row.entity_id, row.position, user).await?
            {
                touch_file(tx, row, row.owner, records).await?;
                // An interview that went to another file is none with the person of the one that it left.
                if let Some(left) = facts.with {
                    touch_file(tx, row, left, records).await?;
                }
            }
        }
        Entity::Scorecard if actor.user().map(|user| user.0) == row.actor => touch_file(tx, row, row.owner, records).await?,
        Entity::User
        | Entity::Token
        | Entity::Scorecard
        | Entity::Assignment
        | Entity::ApprovalFlow
        | Entity::ClientView
        | Entity::Webhook => {}
    }
    Ok(())
}

/// Touches all that was in a file when this row was written.
async fn touch_file(tx: &mut Tx, row: &Row, file: Uuid, records: &mut Records<'_>) -> Result<()> {
    for (entity, id) in made_before(tx, file, row.position).await? {
        records.touch(row, (entity, id), Some(CandidateId(file)), true);
    }
    Ok(())
}

/// What was made in a file before this place in the log, or came to it by a merge. What was made later is told where it was made, and never before.
async fn made_before(tx: &mut Tx, file: Uuid, position: i64) -> Result<Vec<(Entity, Uuid)>> {
    let made: Vec<(String, Uuid)> = tx
        .query(sql!(
            "SELECT c.entity, c.entity_id FROM change c JOIN change_order o ON o.change_id = c.id
             WHERE c.owner = $1 AND c.kind IN ('created', 'merged', 'unmerged') AND c.entity IN ('candidate', 'note', 'answer', 'request_candidate') AND o.position < $2
             ORDER BY o.position"
        ))
        .bind(file)
        .bind(position)
        .all()
        .await?;
    let known =
        |(entity, id): (String, Uuid)| Ok((entity.parse().map_err(|_| Error::broken("a change of an unknown kind of record"))?, id));
    made.into_iter().map(known).collect()
}

/// Where the merges begin of which these rows are a part. All of one is written in one transaction, in which interviews go before what is said in them: nobody ever saw what
/// stood halfway. Other commands are judged row by row: an import is one of many transactions, and others write in between.
pub(super) async fn begun(tx: &mut Tx, rows: &[Row]) -> Result<BTreeMap<Uuid, i64>> {
    let merges = [Kind::Merged.word(), Kind::Unmerged.word()];
    let commands: BTreeSet<Uuid> = rows.iter().filter(|row| merges.contains(&row.kind.as_str())).map(|row| row.command).collect();
    if commands.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut within = Where::default();
    within.and_in("c.command", commands.into_iter().map(|command| Param::Id(Some(command))).collect());
    let sql = format!(
        "SELECT c.command, MIN(o.position) FROM change c JOIN change_order o ON o.change_id = c.id{} GROUP BY c.command",
        within.clause()
    );
    let begun: Vec<(Uuid, i64)> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
    Ok(begun.into_iter().collect())
}

/// Touches the answers to the questions of the question bank that this row is about, in the files of those who are or were interviewed with them: who sat
/// there at that time may have been taken out since, and the interview or the answer may have come to another file by a merge.
async fn touch_answers(tx: &mut Tx, row: &Row, records: &mut Records<'_>) -> Result<()> {
    let bank = number(row.entity_id);
    let answers: Vec<(Uuid, i64)> = tx
        .query(sql!(
            "SELECT DISTINCT a.candidate, a.id FROM recruitment_task_answer a JOIN recruitment_task t ON t.id = a.task
             JOIN interview i ON i.candidate = a.candidate AND i.task_group = t.task_group WHERE t.task_group = $1"
        ))
        .bind(bank)
        .all()
        .await?;
    let mut files: BTreeMap<BTreeSet<CandidateId>, BTreeSet<Uuid>> = BTreeMap::new();
    for (file, answer) in answers {
        files.entry(BTreeSet::from([CandidateId(file)])).or_default().insert(AnswerId(answer).logged());
    }
    let merged: Vec<(Uuid,)> = tx
        .query(sql!(
            "SELECT DISTINCT i.candidate FROM interview i JOIN change c ON c.owner = i.candidate
             WHERE i.task_group = $1 AND c.entity || '' = 'candidate' AND c.kind = 'merged'"
        ))
        .bind(bank)
        .all()
        .await?;
    for (file,) in merged {
        if files.keys().any(|files| files.len() > 1 && files.contains(&CandidateId(file))) {
            continue;
        }
        let one = merges::ever_one_with(tx, CandidateId(file)).await?;
        let mut within = Where::default();
        within.and("t.task_group = ?", [Param::Int(Some(bank))]);
        within.and_in("a.candidate", one.iter().map(|file| Param::key(*file)).collect());
        let sql = format!("SELECT a.id FROM recruitment_task_answer a JOIN recruitment_task t ON t.id = a.task{}", within.clause());
        let answers: Vec<(i64,)> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
        files.insert(one, answers.into_iter().map(|(answer,)| AnswerId(answer).logged()).collect());
    }
    for (files, answers) in files {
        for file in files {
            let made = made_before(tx, file.0, row.position).await?.into_iter();
            for (entity, id) in made.filter(|(entity, id)| *entity == Entity::Answer && answers.contains(id)) {
                records.touch(row, (entity, id), Some(file), true);
            }
        }
    }
    Ok(())
}
