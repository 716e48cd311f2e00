//! Who fits a request: ranked by the database in one index, with the formula of [`domain::matching`], which then tells the terms.

use crate::{
    Service, candidates,
    db::{Db, Param, Tx, Where},
    error::Result,
    records, requests,
    search::Indexed,
    sql,
};
use chrono::NaiveDate;
use domain::{
    candidates::{Candidate, CandidateFields, Lifecycle},
    id::{CandidateId, RequestId},
    matching::{self, Fit, Match, Worth},
    policy::{self, Action, Actor, On, Reach},
    requests::{RequestFields, ResourceRequest},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How many of those who fit are looked at for those who may be suggested: few, and where they do not do, many. Who stands in the request, or is hidden from
/// the asker, takes a place.
const RANKED: [i64; 2] = [100, 2_000];
/// People whose skills are read at once where the index is made anew.
const BATCH: i64 = 500;

/// Somebody who may be proposed.
#[derive(Clone, Debug)]
pub struct Suggestion {
    pub person: Candidate,
    pub found: Match,
}

/// Notes what the formula looks at in a file; of a file that is put away, nothing.
pub(crate) async fn index(tx: &mut Tx, candidate: &Candidate, before: Indexed) -> Result<()> {
    if before == Indexed::Perhaps {
        tx.query(sql!("DELETE FROM candidate_skill WHERE candidate = $1")).bind(candidate.id.0).execute().await?;
    }
    if candidate.lifecycle != Lifecycle::Active {
        return Ok(());
    }
    let mut levels: BTreeMap<String, i64> = BTreeMap::new();
    for skill in &candidate.skills {
        let level = levels.entry(domain::text::fold(skill.skill.trim())).or_default();
        *level = (*level).max(i64::from(skill.level));
    }
    for (skill, level) in levels {
        tx.query(sql!(
            "INSERT INTO candidate_skill (skill, candidate, level, place, available_on) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (skill, candidate) DO UPDATE SET level = excluded.level, place = excluded.place, available_on = excluded.available_on"
        ))
            .bind(skill)
            .bind(candidate.id.0)
            .bind(level)
            .bind(candidate.location.as_deref().map(matching::place))
            .bind(candidate.available_from.map(number))
            .execute()
            .await?;
    }
    Ok(())
}

/// Makes the index of a database that was filled before there was one: in parts, each of them again where it was stopped midway.
pub(crate) async fn fill(db: &Db) -> Result<()> {
    let filled = sql!("SELECT COUNT(*) FROM counter WHERE name = 'candidate_skill'");
    if db.read(async |tx: &mut Tx| tx.query(filled).number().await).await? > 0 {
        return Ok(());
    }
    let mut behind = Some(Uuid::nil());
    while let Some(from) = behind {
        behind = db
            .housekeep(move |tx| {
                Box::pin(async move {
                    let mut within = Where::default();
                    within.and("id > ?", [Param::Id(Some(from))]);
                    let people = records::ordered::<CandidateFields>(tx, &within, "id", false, BATCH).await?;
                    for person in people.iter().filter(|person| !person.skills.is_empty()) {
                        index(tx, person, Indexed::Perhaps).await?;
                    }
                    if people.is_empty() {
                        let done = sql!("INSERT INTO counter (name, value) VALUES ('candidate_skill', 1) ON CONFLICT (name) DO NOTHING");
                        tx.query(done).execute().await?;
                    }
                    Ok(people.last().map(|last| last.id.0))
                })
            })
            .await?;
    }
    Ok(())
}

/// Days since 1970-01-01.
fn number(day: NaiveDate) -> i64 {
    day.signed_duration_since(NaiveDate::default()).num_days()
}

/// Who fits a request best among those who do not stand in it, the best first; of those who fit equally well, whoever has been known for longest.
///
/// # Errors
/// [`domain::error::Error::NotFound`] for whoever may not know of the request; [`domain::error::Error::Forbidden`] for whoever proposes nobody.
pub async fn suggestions(service: &Service, actor: &Actor, id: RequestId, limit: usize) -> Result<Vec<Suggestion>> {
    policy::can(actor, Action::CreateRequestCandidate, On::Nothing)?;
    let found = service
        .db
        .read(async |tx: &mut Tx| {
            let request = requests::find(tx, actor, Action::ReadRequest, id).await?;
            let mut standing = Where::default();
            standing.and("request = ? AND deleted_at IS NULL", [Param::Id(Some(id.0))]);
            let sql = format!("SELECT candidate FROM resource_request_candidate{}", standing.clause());
            let standing: Vec<(Uuid,)> = tx.query_built(sql).bind_all(standing.params().to_vec()).all().await?;
            let standing: BTreeSet<Uuid> = standing.into_iter().map(|(id,)| id).collect();
            let mut suggested = Vec::new();
            for many in RANKED {
                let ranked = ranking(tx, actor, &request, many).await?;
                let all = (ranked.len() as i64) < many;
                let free: Vec<CandidateId> = ranked.into_iter().map(|(id, _)| id).filter(|id| !standing.contains(&id.0)).collect();
                suggested = suggestible(tx, actor, &request, &free, limit).await?;
                if all || suggested.len() >= limit {
                    break;
                }
            }
            suggested.truncate(limit);
            Ok(suggested)
        })
        .await?;
    let redacted = found.into_iter().map(|one| Ok(Suggestion { person: records::redact(actor, one.person)?, found: one.found }));
    redacted.collect()
}

/// The first of these people whom an actor may be told of.
async fn suggestible(
    tx: &mut Tx,
    actor: &Actor,
    request: &ResourceRequest,
    ranked: &[CandidateId],
    limit: usize,
) -> Result<Vec<Suggestion>> {
    let mut within = Where::default();
    candidates::within_scope(&mut within, policy::scope(actor));
    candidates::active(&mut within);
    let mut suggested = Vec::new();
    // Nearly always the first few may be.
    for some in ranked.chunks(limit.max(1) * 2) {
        let people = records::of_ids_within::<CandidateFields>(tx, &within, some.iter().copied()).await?;
        let mut people: BTreeMap<CandidateId, Candidate> = people.into_iter().map(|person| (person.id, person)).collect();
        let known = some.iter().filter_map(|id| people.remove(id));
        suggested.extend(known.filter_map(|person| Some(Suggestion { found: assessed(request, &person)?, person })));
        if suggested.len() >= limit {
            break;
        }
    }
    Ok(suggested)
}

/// How well somebody who stands in no request yet fits one.
pub fn assessed(request: &RequestFields, person: &CandidateFields) -> Option<Match> {
    let fit = Fit { skills: &person.skills, available_from: person.available_from, location: person.location.as_deref(), cost_rate: None };
    matching::assess(request, &fit)
}

/// The people with any of the skills that are asked for, by their scores: [`matching::assess`], said in SQL. A story compares the two.
async fn ranking(tx: &mut Tx, actor: &Actor, request: &ResourceRequest, limit: i64) -> Result<Vec<(CandidateId, i64)>> {
    let asked = matching::worth(&request.fields);
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    // Whoever has all that is required and scores more than those without it can comes before all of them: if they are enough, the others need no counting.
    if asked.iter().any(|worth| worth.required) {
        let able = ranked(tx, actor, (request, &asked), true, limit).await?;
        if able.len() as i64 == limit && able.last().is_some_and(|(_, score)| *score > matching::LACKING) {
            return Ok(able);
        }
    }
    ranked(tx, actor, (request, &asked), false, limit).await
}

/// As [`ranking`]; `able`: of those who have all that is required.
async fn ranked(
    tx: &mut Tx,
    actor: &Actor,
    (request, asked): (&ResourceRequest, &[Worth]),
    able: bool,
    limit: i64,
) -> Result<Vec<(CandidateId, i64)>> {
    let mut within = Where::default();
    let keys: BTreeSet<&str> = asked.iter().map(|worth| worth.key.as_str()).collect();
    let keys: Vec<Param> = keys.into_iter().map(|key| Param::Text(Some(key.to_owned()))).collect();
    within.and_in("skill", keys.clone());
    let place_of = |key: &str| keys.iter().position(|known| matches!(known, Param::Text(Some(text)) if text == key)).map_or(0, |at| at + 1);
    let points: Vec<String> = asked.iter().map(|worth| points(worth, place_of(&worth.key))).collect();
    let met: Vec<String> = asked
        .iter()
        .filter(|worth| worth.required)
        .map(|worth| format!("CASE WHEN skill = ${} AND level >= {} THEN 1 ELSE 0 END", place_of(&worth.key), worth.min_level))
        .collect();
    for worth in asked.iter().filter(|worth| able && worth.required) {
        let mut having = Where::default();
        having.and("skill = ? AND level >= ?", [Param::Text(Some(worth.key.clone())), Param::Int(Some(worth.min_level))]);
        within.and_in_select("candidate", "SELECT candidate FROM candidate_skill", having);
    }
    // Whoever sees few people has them ranked, and nobody else; whoever sees nearly all has the few others left out afterwards.
    let scope = policy::scope(actor);
    if !matches!(scope.reach, Reach::All | Reach::Open { .. }) {
        let mut seen = Where::default();
        candidates::within_scope(&mut seen, scope);
        within.and_in_select("candidate", "SELECT id FROM candidate", seen);
    }
    let (required, met) = (met.len(), if met.is_empty() { "0".to_owned() } else { met.join(" + ") });
    let (mut params, mut of) = (within.params().to_vec(), asked.iter().map(|worth| worth.of).sum::<i64>());
    let mut others = Vec::new();
    if let Some(start) = request.starts_on.map(number) {
        of += matching::AVAILABILITY;
        others.push(format!(
            "MAX(CASE WHEN available_on IS NULL THEN {half} WHEN available_on <= {start} THEN {all} WHEN available_on >= {start} + {late} THEN 0
             ELSE {all} * ({late} - (available_on - {start})) / {late} END)",
            half = matching::AVAILABILITY / 2,
            all = matching::AVAILABILITY,
            late = matching::LATE,
        ));
    }
    if let Some(location) = &request.location {
        of += matching::LOCATION;
        let place = matching::place(location);
        others.push(if matching::is_anywhere(&place) {
            matching::LOCATION.to_string()
        } else {
            params.push(Param::Text(Some(place)));
            format!(
                "MAX(CASE WHEN place IS NULL THEN {} WHEN place = ${} THEN {} ELSE 0 END)",
                matching::LOCATION / 2,
                params.len(),
                matching::LOCATION
            )
        });
    }
    let others = if others.is_empty() { "0".to_owned() } else { others.join(" + ") };
    let sql = format!(
        "SELECT candidate, CASE WHEN met < {required} AND score > {most} THEN {most} ELSE score END AS capped FROM (
            SELECT candidate, met, points, (100 * points + {half}) / {of} AS score FROM (
                SELECT candidate, CAST(SUM({met}) AS BIGINT) AS met, CAST(SUM({points}) AS BIGINT) + {others} AS points
                FROM candidate_skill{within} GROUP BY candidate) summed) scored
         ORDER BY capped DESC, candidate LIMIT {limit}",
        most = matching::LACKING,
        half = of / 2,
        points = points.join(" + "),
        within = within.clause(),
    );
    let rows: Vec<(Uuid, i64)> = tx.query_built(sql).bind_all(params).all().await?;
    Ok(rows.into_iter().map(|(candidate, score)| (CandidateId(candidate), score)).collect())
}

/// The points for each level of a skill, which is the argument with this number.
fn points(worth: &Worth, argument: usize) -> String {
    let [one, two, three, four] = [1, 2, 3, 4].map(|level| worth.points(level));
    format!(
        "CASE WHEN skill = ${argument} THEN CASE level WHEN 1 THEN {one} WHEN 2 THEN {two} WHEN 3 THEN {three} ELSE {four} END ELSE 0 END"
    )
}
