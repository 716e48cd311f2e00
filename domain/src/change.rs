//! The change log's rows: who changed what, when, from what to what.

use crate::{
    id::{ChangeId, CommandId, UserId},
    resource::Attributes,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// What kind of record changed.
    Entity {
        Candidate = "candidate",
        Note = "note",
        User = "user",
        Token = "token",
        TaskGroup = "task_group",
        Task = "task",
        Answer = "answer",
        Interview = "interview",
        Scorecard = "scorecard",
        Assignment = "assignment",
        Request = "request",
        RequestCandidate = "request_candidate",
        ApprovalFlow = "approval_flow",
        Approval = "approval",
        ClientView = "client_view",
        Webhook = "webhook",
    }
}

words! {
    /// What happened to it.
    Kind {
        Created = "created",
        Updated = "updated",
        Deleted = "deleted",
        Restored = "restored",
        Archived = "archived",
        Activated = "activated",
        Deactivated = "deactivated",
        Password = "password",
        /// From one state to another.
        Moved = "moved",
        /// Two files became one: the file that ends, the one that stays, and each record that went from one to the other.
        Merged = "merged",
        /// Two files that were merged are two again: the same records, the other way.
        Unmerged = "unmerged",
    }
}

/// What may stand in clear for ever: ids, names of fields, states. Never a value that a person typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The attributes that changed, by their names on the wire.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The version the record has since.
    pub version: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The change that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<ChangeId>,
    /// The other file of a merge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<uuid::Uuid>,
    /// Whether the record is deleted, and stays so: it went to another file all the same.
    #[serde(default, skip_serializing_if = "is_false")]
    pub gone: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// What was typed: the changed attributes before and after. Encrypted at rest with the key of the one candidate they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    pub before: Attributes,
    pub after: Attributes,
}

/// One row of the log, opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub id: ChangeId,
    pub command: CommandId,
    /// The user who did it; none: the system.
    pub actor: Option<UserId>,
    pub at: DateTime<Utc>,
    pub entity: Entity,
    pub entity_id: uuid::Uuid,
    pub kind: Kind,
    pub facts: Facts,
    /// None where the person was erased.
    pub values: Option<Values>,
}
