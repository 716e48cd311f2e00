//! Is everything still what it was? The chain of changes, the database's own structure, and the search index.

use crate::{
    Service, candidates,
    changes::{self, Audit},
    db::Tx,
    error::Result,
    search, sql,
};

/// What a check found.
#[derive(Debug)]
pub struct Report {
    pub audit: Audit,
    /// What the database says of its own files; empty when all is well. PostgreSQL looks after its own.
    pub structure: Vec<String>,
    /// Files that cannot be found by words, because they are missing in the index, or it says something else of them than they do.
    pub unindexed: i64,
    /// Numbers of files that are kept, and are not how many there are.
    pub miscounted: i64,
}

impl Report {
    pub fn is_good(&self) -> bool {
        self.audit.bad.is_empty() && self.audit.unordered == 0 && self.structure.is_empty() && self.unindexed == 0 && self.miscounted == 0
    }
}

/// Checks everything. Reads only; a server may run beside it.
///
/// # Errors
/// The database's.
pub async fn check(service: &Service) -> Result<Report> {
    let audit = changes::audit(service).await?;
    service
        .db
        .read(async |tx: &mut Tx| {
            let structure: Vec<(String,)> =
                if tx.is_sqlite() { tx.query(sql!(Sqlite, "PRAGMA integrity_check")).all().await? } else { Vec::new() };
            let structure = structure.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect();
            let unindexed = search::unfindable(tx).await?;
            let miscounted = candidates::miscounted(tx).await?;
            Ok(Report { audit, structure, unindexed, miscounted })
        })
        .await
}
