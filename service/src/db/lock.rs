//! One server for one SQLite file.

use crate::error::{Error, Result};
use std::{
    fs::{File, TryLockError},
    path::Path,
};

/// Held as long as the server runs; the operating system lets it go with the process, however that ends.
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock beside the database file.
    ///
    /// # Errors
    /// Another server holds it.
    pub fn take(database: &Path) -> Result<Self> {
        let mut path = database.as_os_str().to_owned();
        path.push(".lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(Error::broken(format!(
                "another Instroom already serves {}; stop it first, or name another database",
                database.display()
            ))),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Lets the next server in, though somebody may still hold this.
    pub fn release(&self) {
        // What cannot be let go goes with the process.
        _ = self.file.unlock();
    }
}
