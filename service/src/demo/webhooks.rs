//! The demo's webhook: a receiver that was not ready in time, so that there is something that did not arrive. It is made as everything else that sends is, by a
//! clock that is behind, and left switched off: a demo asks nothing of anybody. Where its making is interrupted it stays on; its address is one of those that lead
//! nowhere (RFC 2606).

use crate::{
    Service,
    clock::Clock,
    error::Result,
    webhooks::{
        self,
        outbox::{self, Attempt},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{policy::Actor, resource::Attributes};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// When it was made.
const AGO: TimeDelta = TimeDelta::days(3);
/// Hours after which it was tried; the last of them is when it was given up.
const TRIED: [i64; 5] = [0, 1, 4, 12, 25];

/// A clock that is behind.
struct Behind {
    clock: Arc<dyn Clock>,
    by: TimeDelta,
}

impl Clock for Behind {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now() - self.by
    }

    fn id(&self) -> Uuid {
        self.clock.id()
    }
}

fn behind(service: &Service, by: TimeDelta) -> Service {
    Service { clock: Arc::new(Behind { clock: Arc::clone(&service.clock), by }), ..service.clone() }
}

/// Makes it, tries it for a day, and switches it off.
pub(super) async fn fill(service: &Service, admin: &Actor) -> Result<()> {
    let given: [(&str, serde_json::Value); 3] = [
        ("url", json!("https://payroll.example.test/instroom")),
        ("description", json!("Payroll")),
        ("events", json!(["candidate.created", "resource_request_candidate.updated"])),
    ];
    let given: Attributes = given.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let webhook = webhooks::create(&behind(service, AGO), admin, &given).await?.id;
    outbox::test(&behind(service, AGO), admin, webhook).await?;
    for hours in TRIED {
        let then = behind(service, AGO - TimeDelta::hours(hours));
        for message in outbox::take(&then, webhook, 1).await? {
            let response = "no healthy upstream".to_owned();
            outbox::done(&then, &message, Attempt { status: Some(503), took: 41, response, retry_after: None }).await?;
        }
    }
    let off: Attributes = [("active".to_owned(), json!(false))].into_iter().collect();
    webhooks::patch(&behind(service, AGO - TimeDelta::hours(26)), admin, webhook, &off, None).await.map(drop)
}
