//! Passwords: Argon2id (RFC 9106) with 19 MiB and two passes, on a bounded pool.

use crate::{
    Service,
    error::{Error, Result},
};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::{
    error::{Error as Refusal, FieldErrors, Flaw},
    text,
};
use std::{sync::OnceLock, time::Duration};

/// How long anybody waits for a turn before hearing [`Refusal::Busy`].
const PATIENCE: Duration = Duration::from_secs(5);

/// Checks a new password.
///
/// # Errors
/// A flaw of `field`.
pub(crate) fn check(field: &str, password: &str) -> Result<(), Refusal> {
    let length = u32::try_from(password.chars().count()).unwrap_or(u32::MAX);
    let (min, max) = text::PASSWORD.into_inner();
    match length {
        0 => Err(FieldErrors::one(field, Flaw::Blank)),
        length if length < min => Err(FieldErrors::one(field, Flaw::TooShort { min })),
        length if length > max => Err(FieldErrors::one(field, Flaw::TooLong { max })),
        _ => Ok(()),
    }
}

/// The hash to store (PHC string).
pub(crate) async fn hash(service: &Service, password: String) -> Result<String> {
    in_turn(service, move || {
        let hash = Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| Error::broken(error.to_string()))
    })
    .await?
}

/// Whether a password is the one. For an account that is not there, or has none, it takes as long and is not.
pub(crate) async fn verify(service: &Service, password: String, stored: Option<String>) -> Result<bool> {
    // Longer ones were never accepted, and would buy work.
    if password.len() > 4 * *text::PASSWORD.end() as usize {
        return Ok(false);
    }
    in_turn(service, move || {
        let known = stored.is_some();
        let stored = match stored {
            Some(stored) => stored,
            None => nobodys()?,
        };
        let hash = PasswordHash::new(&stored).map_err(|error| Error::broken(error.to_string()))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known)
    })
    .await?
}

/// A hash that no account has, of the same cost.
fn nobodys() -> Result<String> {
    static NOBODYS: OnceLock<String> = OnceLock::new();
    if let Some(hash) = NOBODYS.get() {
        return Ok(hash.clone());
    }
    let hash = Argon2::default().hash_password(b"nobody's password").map_err(|error| Error::broken(error.to_string()))?;
    Ok(NOBODYS.get_or_init(|| hash.to_string()).clone())
}

async fn in_turn<T: Send + 'static>(service: &Service, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let busy = || Error::Refused(Refusal::Busy);
    let turn = tokio::time::timeout(PATIENCE, service.hashing.clone().acquire_owned()).await;
    let turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
    let task = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    task.await.map_err(Error::broken)
}
