//! Initials in place of a picture: no photo, no bias, no request.

use leptos::prelude::*;

/// Tells people apart at a glance; means nothing, and the name always stands beside it.
const TINTS: [&str; 6] = ["avatar avatar-1", "avatar avatar-2", "avatar avatar-3", "avatar avatar-4", "avatar avatar-5", "avatar avatar-6"];

/// The first letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

/// The same name has the same tint, for ever (FNV-1a).
fn tint(name: &str) -> &'static str {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    TINTS.get(hash as usize % TINTS.len()).copied().unwrap_or("avatar")
}

/// Initials of a name that stands beside it.
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    /// For the head of a page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    view! { <span class=tint(&name) class=("avatar-large", large) aria-hidden="true">{initials(&name)}</span> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        let found = ["Zoë van den Berg", "Ørjan", "李 小龍", " \"Bob\" (Robert) Ng ", "", "ß x"].map(initials);
        assert_eq!(found, ["ZB", "Ø", "李小", "BN", "", "SSX"]);
    }

    #[test]
    fn a_tint_stays() {
        assert_eq!(tint("Eva de Vries"), tint("Eva de Vries"));
        assert!(TINTS.contains(&tint("")));
    }
}
