//! The API as its clients meet it, through every layer.

/// Plays a scene on both databases: `scene!(name, |stage| { … })`.
macro_rules! scene {
    ($(#[$doc:meta])* $name:ident, |$stage:ident| $body:block) => {
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn play($stage: &Stage) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                play(&Stage::set().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                play(&Stage::set_on_postgres().await).await;
            }
        }
    };
}

mod candidates;
mod changes;
mod discovery;
mod hiring;
mod hostile;
mod imports;
mod limits;
mod merges;
mod notes;
mod permissions;
mod problems;
mod support;
mod twins;
mod users;
mod webhooks;
