//! Links that are signed rather than stored: what they are about stands in them, and only this installation can have written it (HMAC-SHA-256,
//! RFC 2104, cut to 128 bits as its section 5 allows).

use crate::{
    error::{Error, Result},
    keys::Keys,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of a signature.
const TAG: usize = 16;

/// What a signed link is for; one for something else does not pass for it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Use {
    Invitation,
    Calendar,
    Assignment,
    Approval,
    Client,
}

impl Use {
    const fn label(self) -> &'static [u8] {
        match self {
            Use::Invitation => b"instroom invitation\0",
            Use::Calendar => b"instroom calendar\0",
            Use::Assignment => b"instroom assignment\0",
            Use::Approval => b"instroom approval\0",
            Use::Client => b"instroom client\0",
        }
    }
}

fn mac(keys: &Keys, used: Use, about: &[u8]) -> Result<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&*keys.links).map_err(|_| Error::broken("a signing key of no use"))?;
    mac.update(used.label());
    mac.update(about);
    Ok(mac)
}

/// The text of a link about this.
pub(crate) fn sign(keys: &Keys, used: Use, about: &[u8]) -> Result<String> {
    let tag = mac(keys, used, about)?.finalize().into_bytes();
    Ok(BASE64_URL_SAFE_NO_PAD.encode([about, &tag[..TAG]].concat()))
}

/// What a link is about; none where we did not write it. Compares in constant time.
pub(crate) fn read(keys: &Keys, used: Use, text: &str) -> Result<Option<Vec<u8>>> {
    let Ok(bytes) = BASE64_URL_SAFE_NO_PAD.decode(text) else { return Ok(None) };
    let Some(split) = bytes.len().checked_sub(TAG) else { return Ok(None) };
    let (about, tag) = bytes.split_at(split);
    Ok(mac(keys, used, about)?.verify_truncated_left(tag).is_ok().then(|| about.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_we_signed_for_this_use_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = |name: &str| Keys::load(&folder.path().join(name), true).expect("keys");
        let (ours, theirs) = (keys("a"), keys("b"));
        let link = sign(&ours, Use::Invitation, b"about").expect("signed");
        assert_eq!(read(&ours, Use::Invitation, &link).expect("read").as_deref(), Some(&b"about"[..]));
        assert_eq!(read(&ours, Use::Calendar, &link).expect("read"), None);
        assert_eq!(read(&theirs, Use::Invitation, &link).expect("read"), None);
        for wrong in ["", "x", "AAAA", &link[1..], &format!("{link}A")] {
            assert_eq!(read(&ours, Use::Invitation, wrong).expect("read"), None, "{wrong}");
        }
    }
}
