//! A short word about a record.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// What a colour means. It only repeats what the words beside it say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Accent,
    Good,
    Caution,
    Danger,
}

impl Tone {
    /// Every tone, for the gallery.
    #[cfg(feature = "ssr")]
    pub const ALL: &'static [Self] = &[Self::Neutral, Self::Accent, Self::Good, Self::Caution, Self::Danger];

    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Accent => "tone-accent",
            Self::Good => "tone-good",
            Self::Caution => "tone-caution",
            Self::Danger => "tone-danger",
        }
    }
}

/// A short word about a record: a label, a state, a skill.
#[component]
pub fn Tag(#[prop(optional)] tone: Tone, #[prop(optional_no_strip, into)] icon: Option<Glyph>, children: Children) -> impl IntoView {
    view! { <span class=tone.class() class=("tag", true)>{icon.map(|glyph| view! { <Icon glyph/> })}{children()}</span> }.into_any()
}
