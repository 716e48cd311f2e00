//! What candidates ask of the database beyond what every resource asks.

use crate::{
    db::{Param, Tx, Where},
    error::Result,
    records::{self, Keyed},
    sql,
};
use domain::{
    candidates::{Candidate, CandidateFields},
    id::{CandidateId, UserId},
    policy::{self, Actor, Reach, Scope},
    text,
};
use uuid::Uuid;

impl Keyed for CandidateFields {
    fn keys(&self) -> Vec<(&'static str, Param)> {
        vec![
            ("email_key", Param::Text(Some(text::email_key(&self.email)))),
            ("phone_key", Param::Text(self.phone_number.as_deref().and_then(text::phone_key))),
            ("linkedin_key", Param::Text(self.linkedin_profile.as_deref().and_then(text::linkedin_key))),
        ]
    }
}

/// A column that holds a file of whom somebody interviews, or did.
pub(super) const INTERVIEWED: &str = "{} IN (SELECT candidate FROM interview_seat WHERE user_id = ? AND live)";
/// What a recruiter finds without being an interviewer.
pub(super) const OPEN: &str = "(visibility = 'normal' OR recruiter = ?)";

/// The files that an actor finds: `policy::sees`, said in SQL.
pub(crate) fn within_scope(within: &mut Where, scope: Scope) {
    within_scope_by(within, scope, "id");
}

/// As [`within_scope`], of rows that have the file's visibility and recruiter, and its id in this column.
pub(crate) fn within_scope_by(within: &mut Where, scope: Scope, id: &'static str) {
    let mut reached = Where::default();
    match scope.reach {
        Reach::All | Reach::Nobody => {}
        Reach::Open { recruiter } => reached.and(OPEN, [Param::Id(Some(recruiter.0))]),
        Reach::Own { user } => reached.and_on(
            "{} IN (SELECT c.candidate FROM resource_request_candidate c JOIN resource_request_owner o ON o.request = c.request
             WHERE c.deleted_at IS NULL AND o.user_id = ?)",
            &[id],
            [Param::Id(Some(user.0))],
        ),
    }
    if scope.reach != Reach::All {
        let interviewed = scope.interviewer.map(|user| {
            let mut interviewed = Where::default();
            interviewed.and_on(INTERVIEWED, &[id], [Param::Id(Some(user.0))]);
            interviewed
        });
        // For none of them, nothing fits; one that never fits would have all be read.
        within.and_any(Some(reached).filter(|reached| !reached.is_empty()).into_iter().chain(interviewed).collect());
    }
    if let Some(own) = scope.own_file {
        within.and_on("{} <> ?", &[id], [Param::Id(Some(own.0))]);
    }
}

/// What belongs to the files that an actor finds: `column` names the file, with its table. Whoever finds a few people's alone goes from those to what is in
/// them.
pub(crate) fn in_files(within: &mut Where, column: &'static str, actor: &Actor) {
    let (scope, mut files) = (policy::scope(actor), Where::default());
    within_scope(&mut files, scope);
    match scope.reach {
        Reach::All | Reach::Open { .. } => of_files(within, column, files),
        Reach::Own { .. } | Reach::Nobody => within.and_in_select(column, "SELECT id FROM candidate", files),
    }
}

/// What belongs to such files: `column` names the file, with its table. Row by row, so that a list goes by the index of its order, and not from everybody's file
/// to what is in it.
pub(crate) fn of_files(within: &mut Where, column: &'static str, files: Where) {
    if !files.is_empty() {
        let mut this = Where::default();
        this.and_on("candidate.id = {}", &[column], []);
        this.and_all(&files);
        within.and_exists("SELECT 1 FROM candidate", this);
    }
}

/// Who has the rights of an owner of a request in which a person stands; and who interviews the person, or did.
pub(super) async fn managers_and_interviewers(tx: &mut Tx, id: CandidateId) -> Result<(Vec<UserId>, Vec<UserId>)> {
    let rows: Vec<(bool, Uuid)> = tx
        .query(sql!(
            "SELECT TRUE, o.user_id FROM resource_request_candidate c JOIN resource_request_owner o ON o.request = c.request
             WHERE c.candidate = $1 AND c.deleted_at IS NULL
             UNION SELECT FALSE, user_id FROM interview_seat WHERE candidate = $1 AND live"
        ))
        .bind(id.0)
        .all()
        .await?;
    let (managers, interviewers): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(manages, _)| *manages);
    let ids = |rows: Vec<(bool, Uuid)>| rows.into_iter().map(|(_, id)| UserId(id)).collect();
    Ok((ids(managers), ids(interviewers)))
}

/// Those that somebody may still be proposed for something.
pub(crate) fn active(within: &mut Where) {
    within.and("lifecycle = 'active'", []);
}

/// The same, for a list in some order. SQLite takes an equation for something rare: it would read the whole table and sort what it finds, rather than
/// read the first few by the index of the order (at 100,000 people 400 ms rather than 0.3).
pub(super) fn listed(within: &mut Where) {
    within.and("lifecycle NOT IN ('archived', 'anonymised', 'merged')", []);
}

/// Those that did not end in another.
pub(super) fn whole(within: &mut Where) {
    within.and("lifecycle <> 'merged'", []);
}

/// Files with the same e-mail address, phone number or LinkedIn profile.
pub(super) async fn recognised(
    tx: &mut Tx,
    actor: &Actor,
    of: &CandidateFields,
    except: Option<CandidateId>,
    limit: i64,
) -> Result<Vec<Candidate>> {
    let mut alternatives = Vec::new();
    for (column, key) in of.keys() {
        if let Param::Text(Some(_)) = key {
            let mut alternative = Where::default();
            alternative.and_on("{} = ?", &[column], [key]);
            alternatives.push(alternative);
        }
    }
    let mut within = Where::default();
    within.and_any(alternatives);
    whole(&mut within);
    within_scope(&mut within, policy::scope(actor));
    if let Some(except) = except {
        within.and("id <> ?", [Param::Id(Some(except.0))]);
    }
    records::some(tx, &within, false, limit).await
}
