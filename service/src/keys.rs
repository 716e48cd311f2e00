//! The installation's secrets: a key file outside the database, and what is derived from it.
//!
//! Personal data in the change log is encrypted with a key of the one person it is about. Those data keys lie in the database, wrapped by
//! the master key. Forgetting a data key forgets the person, in every backup too.

use crate::error::{Error, Result};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use sha2::{Digest, Sha256};
use std::{fs, io::Write, path::Path, sync::Arc};

/// Bytes of every key.
const KEY: usize = 32;
/// Bytes of an XChaCha20 nonce: long enough to be drawn at random.
const NONCE: usize = 24;

/// A key that encrypts and authenticates (XChaCha20-Poly1305, RFC 8439 with the extended nonce).
#[derive(Clone)]
pub struct Key([u8; KEY]);

/// The installation's keys.
#[derive(Clone)]
pub struct Keys {
    master: Key,
    /// Signs login tokens.
    pub signing: Arc<[u8; KEY]>,
    /// Signs links.
    pub links: Arc<[u8; KEY]>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(***)")
    }
}

impl Keys {
    /// Reads the key file. Where it is not there, and `may_make`, makes it: readable by its owner alone.
    ///
    /// # Errors
    /// The file cannot be read or made, is not there, or is not a key file.
    pub fn load(path: &Path, may_make: bool) -> Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).ok_or_else(|| Error::broken(format!("{} is not a key file of Instroom", path.display()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && may_make => Self::make(path),
            Err(error) => Err(Error::broken(format!("the key file {} cannot be read: {error}", path.display()))),
        }
    }

    fn make(path: &Path) -> Result<Self> {
        let master = secret_bytes()?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        writeln!(file, "{}", BASE64_URL_SAFE_NO_PAD.encode(master))?;
        file.sync_all()?;
        Ok(Self::of(master))
    }

    fn parse(text: &str) -> Option<Self> {
        BASE64_URL_SAFE_NO_PAD.decode(text.trim()).ok()?.try_into().ok().map(Self::of)
    }

    fn of(master: [u8; KEY]) -> Self {
        let derived = |label: &str| Sha256::new().chain_update(label).chain_update(master).finalize().into();
        Self {
            master: Key(derived("instroom data keys")),
            signing: Arc::new(derived("instroom login tokens")),
            links: Arc::new(derived("instroom signed links")),
        }
    }

    /// A new data key, and its wrapped form for the database.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub fn data_key(&self, owner: &[u8]) -> Result<(Key, Vec<u8>)> {
        let key = secret_bytes()?;
        Ok((Key(key), self.master.seal(&key, owner)?))
    }

    /// Opens a wrapped data key.
    ///
    /// # Errors
    /// It was not wrapped by this installation, or was tampered with.
    pub fn unwrap_key(&self, wrapped: &[u8], owner: &[u8]) -> Result<Key> {
        let bytes = self.master.open(wrapped, owner)?;
        bytes.try_into().map(Key).map_err(|_| Error::broken("a data key has a wrong length"))
    }
}

impl Key {
    /// Encrypts; `about` must be the same when it is opened.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub fn seal(&self, plain: &[u8], about: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE] = random()?;
        let payload = Payload { msg: plain, aad: about };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| Error::broken("sealing failed"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Decrypts.
    ///
    /// # Errors
    /// Another key, another subject, or tampering.
    pub fn open(&self, sealed: &[u8], about: &[u8]) -> Result<Vec<u8>> {
        let opened = sealed.split_first_chunk::<NONCE>().and_then(|(nonce, msg)| {
            let payload = Payload { msg, aad: about };
            self.cipher().decrypt(&XNonce::from(*nonce), payload).ok()
        });
        opened.ok_or_else(|| Error::broken("sealed data does not open: another key file, or tampering"))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

/// A secret for a link, a cookie or a token: 256 bits, URL-safe. Only its [`digest`] is stored.
///
/// # Errors
/// The operating system gives no randomness.
pub fn secret() -> Result<String> {
    Ok(BASE64_URL_SAFE_NO_PAD.encode(secret_bytes()?))
}

/// What is stored of a secret. A plain hash suffices: the secret has 256 random bits.
pub fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

/// 256 bits that nobody knows.
pub(crate) fn secret_bytes() -> Result<[u8; KEY]> {
    random()
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::broken(format!("no randomness: {error}")))?;
    Ok(bytes)
}
