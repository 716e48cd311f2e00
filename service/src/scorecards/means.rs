//! What all scores of a person make together, for many people at once.

use crate::{
    Service, answers,
    db::{Param, Tx},
    error::Result,
};
use domain::{
    id::CandidateId,
    policy::{self, Action, Actor, On},
    scorecards::Mean,
};
use std::{collections::BTreeMap, iter};
use uuid::Uuid;

/// The mean of the scores of each of these people, as far as this actor may read them; who has none is not there.
///
/// # Errors
/// [`domain::error::Error::Forbidden`].
pub async fn means(service: &Service, actor: &Actor, people: &[CandidateId]) -> Result<BTreeMap<CandidateId, Mean>> {
    policy::can(actor, Action::ListAnswers, On::Nothing)?;
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut within = answers::learned(actor);
    within.and("status IN ('submitted', 'amended') AND score IS NOT NULL", []);
    within.and_in("candidate", people.iter().map(|id| Param::Id(Some(id.0))).collect());
    let sql = format!(
        "SELECT candidate, score, weight, COUNT(*) FROM (
            SELECT candidate, score, COALESCE((SELECT t.weight FROM recruitment_task t WHERE t.id = task), 1) AS weight
            FROM recruitment_task_answer{}) weighed
         GROUP BY candidate, score, weight",
        within.clause()
    );
    let rows: Vec<(Uuid, i64, i64, i64)> =
        service.db.read(async |tx: &mut Tx| tx.query_built(sql.clone()).bind_all(within.params().to_vec()).all().await).await?;
    let mut scores: BTreeMap<CandidateId, Vec<(i64, i64)>> = BTreeMap::new();
    for (candidate, score, weight, n) in rows {
        scores.entry(CandidateId(candidate)).or_default().extend(iter::repeat_n((score, weight), n as usize));
    }
    Ok(scores.into_iter().map(|(candidate, scores)| (candidate, Mean::of(scores))).collect())
}
