//! Webhooks: who is told that a record changed, of which records, and what came of it.

use crate::{
    candidates::Lifecycle,
    change::{Entity, Facts, Kind as What},
    error::{FieldErrors, Flaw},
    id::{WebhookId, WebhookLogId},
    network::Reach,
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
    text,
};
use std::net::IpAddr;

/// An address that is told what happens.
pub type Webhook = Record<WebhookFields>;
/// One attempt at telling it something.
pub type WebhookLog = Record<WebhookLogFields>;

crate::resource! {
    /// What a webhook says.
    pub struct WebhookFields [WebhookId]
        Resource::new("Webhook", "webhooks", "webhook", "An address that is told when a record changes.").deletable();
    /// Where events are sent to, by POST. Its host must be on the public internet, or in a network that the operator allowed.
    url "url": String = Field::new(Kind::Url).required().filter(Filter::Exact),
    /// The events that it is told of, `candidate.created`; none is all of them.
    events "events": Vec<String> = Field::new(Kind::Words),
    /// What it is for.
    description "description": Option<String> = Field::line(text::SHORT),
    /// Whether an event carries the record as it is; else ids alone.
    include_data "includeData": bool = Field::new(Kind::Flag).filter(Filter::Exact),
    /// Whether anything is sent. What happens meanwhile is sent later.
    active "active": bool [true] = Field::new(Kind::Flag).filter(Filter::Exact),
    /// Whether the receiver answered 410, which switched it off.
    gone "gone": bool = Field::new(Kind::Flag).access(Access::Read),
    /// Signs what is sent (Standard Webhooks); told once, when it is made.
    secret "secret": Option<String> = Field::line(text::SHORT).computed(),
}

crate::resource! {
    /// What one attempt says.
    pub struct WebhookLogFields [WebhookLogId]
        Resource::new("WebhookLog", "webhook-logs", "webhook_log", "One attempt at telling a webhook something.");
    /// Whose.
    webhook "webhook": Option<WebhookId> = Field::new(Kind::Relation(Target::WEBHOOK)).access(Access::Read).filter(Filter::Exact),
    /// Where it was sent to.
    url "url": String = Field::new(Kind::Url).access(Access::Read),
    /// The event, `candidate.created`.
    event "event": String = Field::line(text::SHORT).access(Access::Read).filter(Filter::Exact),
    /// Its id: the `webhook-id` that was sent along, the same in every attempt.
    message "messageId": String = Field::line(text::SHORT).access(Access::Read).filter(Filter::Exact),
    /// The status of the answer; none, where there was no answer.
    status_code "statusCode": Option<i64> = Field::new(Kind::Integer { min: 100, max: 599 }).access(Access::Read).filter(Filter::Range),
    /// Milliseconds until the answer, or until it was given up.
    response_time "responseTime": Option<i64> [Some(0)] = Field::new(Kind::Integer { min: 0, max: 3_600_000 }).always().access(Access::Read),
    /// The beginning of the answer, or why there was none.
    response "response": String = Field::lines(text::SHORT * 4).access(Access::Read),
}

/// The event of a trial, which nobody subscribes to: whoever asks for it gets it.
pub const TEST: &str = "webhook.test";

/// A change of a record as the world hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub name: &'static str,
    pub entity: Entity,
}

/// Every event there is. What is put away, moved or switched off is updated; what is deleted or merged and put back is created again.
#[rustfmt::skip]
pub const EVENTS: &[&str] = &[
    "candidate.created", "candidate.updated", "candidate.merged",
    "candidate_note.created", "candidate_note.updated", "candidate_note.deleted",
    "recruitment_task.created", "recruitment_task.updated",
    "recruitment_task_group.created", "recruitment_task_group.updated",
    "recruitment_task_answer.created", "recruitment_task_answer.updated",
    "resource_request.created", "resource_request.updated",
    "resource_request_candidate.created", "resource_request_candidate.updated", "resource_request_candidate.deleted",
    "user.created", "user.updated",
];

/// What the world hears of a change; none of what it does not follow. A round of approval is told as an update of its request.
pub fn event(entity: Entity, kind: What, facts: &Facts) -> Option<Event> {
    // What is deleted was told to be.
    if facts.gone {
        return None;
    }
    let (stem, entity) = match entity {
        Entity::Candidate => ("candidate", entity),
        Entity::Note => ("candidate_note", entity),
        Entity::Task => ("recruitment_task", entity),
        Entity::TaskGroup => ("recruitment_task_group", entity),
        Entity::Answer => ("recruitment_task_answer", entity),
        Entity::Request => ("resource_request", entity),
        Entity::RequestCandidate => ("resource_request_candidate", entity),
        Entity::User => {
            let shown = facts.fields.iter().any(|field| matches!(field.as_str(), "name" | "role"));
            let told = shown || matches!(kind, What::Created | What::Activated | What::Deactivated);
            told.then_some(("user", entity))?
        }
        Entity::Approval => return Some(Event { name: "resource_request.updated", entity: Entity::Request }),
        Entity::Token
        | Entity::Interview
        | Entity::Scorecard
        | Entity::Assignment
        | Entity::ApprovalFlow
        | Entity::ClientView
        | Entity::Webhook => return None,
    };
    let back = kind == What::Restored && matches!(entity, Entity::Note | Entity::RequestCandidate);
    let merged = Lifecycle::Merged.word();
    let happened = match kind {
        What::Created => "created",
        What::Restored if back => "created",
        // Of the two files the one that ends; the other one goes on, and is updated.
        What::Merged if facts.to.as_deref() == Some(merged) => "merged",
        What::Unmerged if facts.from.as_deref() == Some(merged) => "created",
        What::Deleted => "deleted",
        What::Updated
        | What::Restored
        | What::Archived
        | What::Activated
        | What::Deactivated
        | What::Password
        | What::Moved
        | What::Merged
        | What::Unmerged => "updated",
    };
    let name = EVENTS.iter().find(|name| name.split_once('.') == Some((stem, happened)))?;
    Some(Event { name, entity })
}

impl WebhookFields {
    /// Whether it wants to hear of this event.
    pub fn wants(&self, event: &str) -> bool {
        self.events.is_empty() || self.events.iter().any(|wanted| wanted == event)
    }

    /// Whether everything in it can be, as far as that is seen without asking anybody: names are resolved when they are called.
    ///
    /// # Errors
    /// [`Flaw::NotPublic`], [`Flaw::Insecure`] or, where nothing could ever be sent there, [`Flaw::Url`] of `url`, [`Flaw::Choice`] of `events`.
    pub fn consistent(&self, reach: &Reach) -> Result<(), crate::error::Error> {
        let mut flaws = FieldErrors::default();
        let host = host(&self.url);
        let name = host.trim_end_matches('.').to_ascii_lowercase();
        let literal = address(&name);
        let ours = match literal {
            Some(ip) => !reach.includes(ip),
            // Only this machine is called by these (RFC 6761 §6.3).
            None => (name == "localhost" || name.ends_with(".localhost")) && reach.0.is_empty(),
        };
        if !host.is_ascii() || !has_port(&self.url) {
            flaws.push("url", Flaw::Url);
        } else if ours {
            flaws.push("url", Flaw::NotPublic);
        } else if is_plain(&self.url) && !literal.map_or(!reach.0.is_empty(), |ip| reach.allows(ip)) {
            flaws.push("url", Flaw::Insecure);
        }
        if self.events.iter().any(|event| !EVENTS.contains(&event.as_str())) {
            flaws.push("events", Flaw::Choice);
        }
        flaws.or(())
    }
}

/// Whether what is sent to an address can be read on the way.
fn is_plain(url: &str) -> bool {
    !url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
}

/// The host in an address, with its port.
fn authority(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    behind.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Whether there is a port where one is written.
fn has_port(url: &str) -> bool {
    let authority = authority(url);
    let behind = authority.rsplit_once(']').map_or(authority, |(_, behind)| behind);
    behind
        .split_once(':')
        .is_none_or(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0))
}

/// The host in an address, without its port.
fn host(url: &str) -> &str {
    let host = authority(url);
    match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((literal, _)) => literal,
        None => host.split_once(':').map_or(host, |(name, _)| name),
    }
}

/// The address that a host is, written in any of the ways that resolvers read: `127.0.0.1`, `0x7f.1`, `2130706433`, `::1`.
fn address(host: &str) -> Option<IpAddr> {
    if let Ok(ip) = host.parse() {
        return Some(ip);
    }
    let number = |part: &str| match (part.strip_prefix("0x"), part.strip_prefix('0')) {
        (Some(hex), _) => u32::from_str_radix(if hex.is_empty() { "0" } else { hex }, 16).ok(),
        (None, Some(octal)) if !octal.is_empty() => u32::from_str_radix(octal, 8).ok(),
        _ => part.parse().ok(),
    };
    let parts: Vec<u32> = host.split('.').map(number).collect::<Option<_>>()?;
    let (last, first) = parts.split_last()?;
    let left = 4usize.checked_sub(first.len())?;
    let high = first.iter().try_fold(0u32, |bits, part| (*part < 256).then_some(bits << 8 | part))?;
    let low_bits = 8 * u32::try_from(left).ok()?;
    let fits = low_bits == 32 || *last < 1 << low_bits;
    fits.then(|| IpAddr::from((if low_bits == 32 { 0 } else { high << low_bits } | last).to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{error::Error, resource::Described};

    fn flaw(url: &str, reach: &[&str]) -> Option<Flaw> {
        let reach = Reach(reach.iter().map(|network| network.parse().expect("a network")).collect());
        let fields = WebhookFields { url: url.to_owned(), ..WebhookFields::default() };
        match fields.consistent(&reach) {
            Ok(()) => None,
            Err(Error::Invalid(flaws)) => flaws.of("url").cloned(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn what_only_we_can_reach_is_refused() {
        #[rustfmt::skip]
        let ours = [
            "https://127.0.0.1/x", "https://169.254.169.254/latest/meta-data", "https://[::1]:8080/", "https://[::ffff:10.0.0.1]/", "https://localhost/x",
            "https://a.localhost./", "https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://127.1/", "http://10.0.0.1/", "https://0/",
        ];
        for url in ours {
            assert_eq!(flaw(url, &[]), Some(Flaw::NotPublic), "{url}");
        }
        for url in ["https://jobs.example.com/hook", "https://8.8.8.8/", "HTTPS://[2a00:1450:4001::1]:8443/x?y", "https://1.example/"] {
            assert_eq!(flaw(url, &[]), None, "{url}");
        }
    }

    #[test]
    fn what_can_never_be_called_is_refused() {
        for url in [
            "https://münchen.example/",
            "https://hooks.example.com:84430/",
            "https://hooks.example.com:0/",
            "https://[2a00::1]:x/",
            "https://a:1:2/",
        ] {
            assert_eq!(flaw(url, &[]), Some(Flaw::Url), "{url}");
        }
        for url in ["https://xn--mnchen-3ya.example/", "https://hooks.example.com:8443?x", "https://[2a00:1450:4001::1]:8443"] {
            assert_eq!(flaw(url, &[]), None, "{url}");
        }
    }

    #[test]
    fn plain_http_stays_within_what_the_operator_allowed() {
        for (url, expected) in [
            ("http://jobs.example.com/hook", Some(Flaw::Insecure)),
            ("http://8.8.8.8/", Some(Flaw::Insecure)),
            ("https://jobs.example.com/hook", None),
        ] {
            assert_eq!(flaw(url, &[]), expected, "{url}");
        }
        for (url, expected) in [
            ("http://10.0.0.1:9000/hook", None),
            ("http://hooks.internal/", None),
            ("http://localhost:9000/", None),
            ("http://8.8.8.8/", Some(Flaw::Insecure)),
            ("http://127.0.0.1/", Some(Flaw::NotPublic)),
        ] {
            assert_eq!(flaw(url, &["10.0.0.0/8"]), expected, "{url}");
        }
    }

    #[test]
    fn events_are_those_there_are() {
        let fields = |events: &[&str]| WebhookFields {
            url: "https://jobs.example.com".to_owned(),
            events: events.iter().map(|event| (*event).to_owned()).collect(),
            ..WebhookFields::default()
        };
        assert_eq!(fields(&["candidate.created", "user.updated"]).consistent(&Reach::default()), Ok(()));
        for bad in ["candidate", "candidate.deleted", TEST, "*"] {
            assert_eq!(fields(&[bad]).consistent(&Reach::default()), Err(FieldErrors::one("events", Flaw::Choice)), "{bad}");
        }
        assert!(fields(&[]).wants("candidate.created") && !fields(&["user.created"]).wants("candidate.created"));
    }

    #[test]
    fn every_event_happens() {
        let mut told: Vec<&str> = Vec::new();
        for entity in Entity::ALL {
            for kind in What::ALL {
                let to = (entity, kind) == (&Entity::Candidate, &What::Merged);
                let to = to.then(|| Lifecycle::Merged.to_string());
                let facts = Facts { fields: vec!["name".to_owned()], to, ..Facts::default() };
                told.extend(event(*entity, *kind, &facts).map(|event| event.name));
            }
        }
        for name in EVENTS {
            assert!(told.contains(name), "{name}");
            assert!(name.chars().count() <= text::TAG as usize, "{name}");
        }
        let password = Facts { fields: vec!["locale".to_owned()], ..Facts::default() };
        assert_eq!(event(Entity::User, What::Updated, &password), None, "nobody else sees it");
        let gone = Facts { gone: true, ..Facts::default() };
        assert_eq!(event(Entity::Note, What::Merged, &gone), None, "it is deleted already");
        assert_eq!(event(Entity::Note, What::Restored, &password).map(|event| event.name), Some("candidate_note.created"));
        let ends = |from: &str, to: &str| Facts { from: Some(from.to_owned()), to: Some(to.to_owned()), ..Facts::default() };
        for (kind, facts, name) in [
            (What::Restored, &password, "candidate.updated"),
            (What::Merged, &ends("archived", "merged"), "candidate.merged"),
            (What::Merged, &ends("archived", "active"), "candidate.updated"),
            (What::Unmerged, &ends("merged", "archived"), "candidate.created"),
            (What::Unmerged, &Facts::default(), "candidate.updated"),
        ] {
            assert_eq!(event(Entity::Candidate, kind, facts).map(|event| event.name), Some(name), "{kind} {facts:?}");
        }
    }

    #[test]
    fn the_log_has_what_the_contract_names() {
        for name in ["url", "event", "statusCode", "responseTime", "response"] {
            assert!(WebhookLogFields::RESOURCE.field(name).is_some(), "{name}");
        }
    }
}
