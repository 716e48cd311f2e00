//! How far the work on an import is. Without this island a link looks again.

use crate::live::{fetched, replace};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// Between two looks.
const LOOK: Duration = Duration::from_millis(900);
/// The place that tells how far it is.
pub const NOW: &str = "import-now";
/// The place of everything else.
pub const REST: &str = "import-rest";

/// Whether the page says that somebody works on it.
fn works(page: &web_sys::Document) -> bool {
    page.get_element_by_id(NOW).is_some_and(|now| now.query_selector("[data-works]").is_ok_and(|mark| mark.is_some()))
}

/// Whether everything else is as the server has it: somebody may be at it, and it waits until they are done.
fn is_renewed(now: &web_sys::Document) -> bool {
    let (Some(here), Some(there)) = (document().get_element_by_id(REST), now.get_element_by_id(REST)) else { return true };
    here.inner_html() == there.inner_html()
}

fn look() {
    set_timeout(
        || {
            spawn_local(async {
                let now = fetched().await;
                if let Some(now) = &now {
                    replace(now, NOW);
                    if !works(now) {
                        replace(now, REST);
                    }
                }
                if now.is_none_or(|now| works(&now) || !is_renewed(&now)) {
                    look();
                }
            });
        },
        LOOK,
    );
}

/// Looks how far it is, as long as somebody works on it.
#[island(lazy)]
pub fn Progress() -> impl IntoView {
    Effect::new(|_| {
        if works(&document()) {
            look();
        }
    });
    view! { <span hidden></span> }
}
