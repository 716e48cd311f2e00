//! What requests ask of the database beyond what every resource asks.

use crate::{
    db::{Param, Tx, Where},
    error::Result,
    records::Keyed,
    sql,
};
use domain::{
    policy::{self, Actor, Reach},
    requests::{RequestFields, ResourceRequest},
};

impl Keyed for RequestFields {}

/// The requests that an actor finds: `policy::manages`, said in SQL. `column` holds the id of a request.
pub(crate) fn within_reach(within: &mut Where, actor: &Actor, column: &'static str) {
    match policy::requests(actor) {
        Reach::All | Reach::Open { .. } => {}
        Reach::Own { user } => {
            let mut own = Where::default();
            own.and("user_id = ?", [Param::Id(Some(user.0))]);
            within.and_in_select(column, "SELECT request FROM resource_request_owner", own);
        }
        Reach::Nobody => within.and("1 = 0", []),
    }
}

/// The requests that an actor finds.
pub(crate) fn found(actor: &Actor) -> Where {
    let mut within = Where::default();
    within_reach(&mut within, actor, "id");
    within
}

/// Notes who has the rights of an owner.
pub(crate) async fn set_owners(tx: &mut Tx, request: &ResourceRequest) -> Result<()> {
    tx.query(sql!("DELETE FROM resource_request_owner WHERE request = $1")).bind(request.id.0).execute().await?;
    for owner in policy::owners(&request.fields) {
        tx.query(sql!("INSERT INTO resource_request_owner (request, user_id) VALUES ($1, $2)"))
            .bind(request.id.0)
            .bind(owner.0)
            .execute()
            .await?;
    }
    Ok(())
}
