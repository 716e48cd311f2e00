//! Somebody who keeps a copy by following the changes, and what the lists say that it should be.

use domain::{
    answers::AnswerFields,
    candidates::CandidateFields,
    change::Entity,
    id::Identifier,
    notes::NoteFields,
    page::{Page, Paging},
    policy::Actor,
    query::Query,
    request_candidates::RequestCandidateFields,
    requests::RequestFields,
    resource::{Described, Record},
    task_groups::TaskGroupFields,
    tasks::TaskFields,
    users::UserFields,
};
use service::{
    Result, Service, answers,
    candidates::{self, Archived},
    feed::{self, Feed, Since, Told},
    live, notes, request_candidates, requests, task_groups, tasks, users,
};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::timeout;
use uuid::Uuid;

/// What somebody has who follows.
pub type Copy = BTreeMap<(&'static str, Uuid), Told>;

/// One who follows, and asks again from where they were.
pub struct Follower {
    pub actor: Actor,
    pub since: Since,
    pub copy: Copy,
}

impl Follower {
    pub fn new(actor: &Actor) -> Self {
        Self { actor: actor.clone(), since: Since::Beginning, copy: Copy::new() }
    }

    pub async fn step(&mut self, service: &Service) -> Feed {
        let feed = feed::since(service, &self.actor, &self.since).await.expect("a piece");
        for item in &feed.items {
            let key = (item.entity.word(), item.id);
            match &item.now {
                Some(told) => drop(self.copy.insert(key, told.clone())),
                None => drop(self.copy.remove(&key)),
            }
        }
        // As it travels.
        self.since = feed.next.to_string().parse().expect("a cursor");
        feed
    }

    /// Until there is nothing more; on PostgreSQL changes get their places a moment later.
    pub async fn catch_up(&mut self, service: &Service) {
        loop {
            while self.step(service).await.more {}
            let feed = self.step(service).await;
            if timeout(Duration::from_millis(400), live::ahead(service, feed.next.position())).await.is_err() {
                return;
            }
        }
    }
}

/// What the lists give.
pub async fn listed(service: &Service, actor: &Actor) -> Copy {
    let mut copy = Copy::new();
    let candidates = async |query: Query| candidates::list(service, actor, &query, Archived::Shown).await;
    collect(&mut copy, Entity::Candidate, Told::Candidate, &CandidateFields::RESOURCE, candidates).await;
    collect(&mut copy, Entity::Note, Told::Note, &NoteFields::RESOURCE, async |query| notes::list(service, actor, &query).await).await;
    collect(&mut copy, Entity::Task, Told::Task, &TaskFields::RESOURCE, async |query| tasks::list(service, actor, &query).await).await;
    let groups = async |query: Query| task_groups::list(service, actor, &query).await;
    collect(&mut copy, Entity::TaskGroup, Told::TaskGroup, &TaskGroupFields::RESOURCE, groups).await;
    collect(&mut copy, Entity::Answer, Told::Answer, &AnswerFields::RESOURCE, async |query| answers::list(service, actor, &query).await)
        .await;
    let found = async |query: Query| requests::list(service, actor, &query).await;
    collect(&mut copy, Entity::Request, Told::Request, &RequestFields::RESOURCE, found).await;
    let standings = async |query: Query| request_candidates::list(service, actor, &query).await;
    collect(&mut copy, Entity::RequestCandidate, Told::RequestCandidate, &RequestCandidateFields::RESOURCE, standings).await;
    collect(&mut copy, Entity::User, Told::User, &UserFields::RESOURCE, async |query| users::page(service, actor, &query).await).await;
    copy
}

async fn collect<F: Described>(
    copy: &mut Copy,
    entity: Entity,
    told: fn(Record<F>) -> Told,
    resource: &'static domain::resource::Resource,
    list: impl AsyncFn(Query) -> Result<Page<Record<F>>>,
) {
    let whole = Query::read(resource, [("itemsPerPage", "100")]).expect("a query");
    for page in 1.. {
        let query = Query { paging: Paging { page, per_page: Paging::MOST }, ..whole.clone() };
        // A token without the scope has none of them.
        let Ok(found) = list(query).await else { return };
        let last = i64::from(page) >= found.paging.last(found.total);
        copy.extend(found.items.into_iter().map(|record| ((entity.word(), record.id.logged()), told(record))));
        if last {
            return;
        }
    }
}

/// What somebody has is what the lists give.
pub fn same(copy: &Copy, listed: &Copy, actor: &Actor) {
    for (key, told) in copy {
        assert_eq!(Some(told), listed.get(key), "{key:?} of {actor:?}");
    }
    for key in listed.keys() {
        assert!(copy.contains_key(key), "{key:?} is missing for {actor:?}");
    }
}
