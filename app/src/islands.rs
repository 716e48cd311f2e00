//! Every island, by name: the browser finds them in the module that exports them. The heavy ones are parts of their own.

pub use crate::candidates::{Finder, KeepTyped, Profile};
pub use crate::draft::Forget;
pub use crate::imports::Progress;
pub use crate::interviews::Keeper;
pub use crate::live::Live;
pub use crate::request_candidates::Shortlist;
pub use crate::requests::KeepBrief;
pub use crate::task_groups::Arrange;
pub use crate::ui::{Manners, Toasts};

#[cfg(feature = "ssr")]
pub use parts::{Parts, preload};

#[cfg(feature = "ssr")]
mod parts {
    use leptos::prelude::*;
    use std::{collections::BTreeMap, sync::Arc};

    /// What islands need beyond what every page loads: addresses, by the island's name in snake case.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Parts(Arc<BTreeMap<String, Vec<String>>>);

    impl Parts {
        /// From what the build wrote (`{"keep_brief_loader_123": ["chunk_6", …]}`); the files lie in `folder`.
        ///
        /// # Errors
        /// It is something else.
        pub fn read(written: &[u8], folder: &str) -> serde_json::Result<Self> {
            let written: BTreeMap<String, Vec<String>> = serde_json::from_slice(written)?;
            let named = |(loader, files): (String, Vec<String>)| {
                let island = loader.rsplit_once("_loader_").map_or(loader.clone(), |(island, _)| island.to_owned());
                (island, files.iter().map(|file| format!("{folder}/{file}.wasm")).collect())
            };
            Ok(Self(Arc::new(written.into_iter().map(named).collect())))
        }
    }

    /// Has the browser fetch what an island needs while it still reads the page, rather than once the island is to answer.
    pub fn preload(island: &str) -> AnyView {
        let parts: Parts = use_context().unwrap_or_default();
        let files = parts.0.get(island).cloned().unwrap_or_default();
        files
            .into_iter()
            .map(|href| view! { <link rel="preload" href=href r#as="fetch" type="application/wasm" crossorigin="anonymous"/> })
            .collect_view()
            .into_any()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn an_island_is_found_by_its_name() {
            let read = Parts::read(br#"{"keep_brief_loader_42":["chunk_6","split_keep_brief_loader_42"]}"#, "/pkg/abc").unwrap();
            assert_eq!(read.0["keep_brief"], ["/pkg/abc/chunk_6.wasm", "/pkg/abc/split_keep_brief_loader_42.wasm"]);
            assert!(Parts::read(b"[]", "/pkg/abc").is_err());
        }
    }
}
