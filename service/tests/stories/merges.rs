//! Two files of one person become one, and two again.

use crate::{
    interviews::{plan, questions},
    support::{Stage, object, refused},
};
use domain::{
    answers::AnswerFields,
    candidates::{Candidate, Lifecycle},
    change::Kind,
    error::{Conflict, Error, FieldErrors, Flaw},
    id::{CandidateId, RequestCandidateId, RequestId},
    notes::NoteFields,
    policy::{Action, Actor, Rule},
    query::Query,
    request_candidates::{RequestCandidateFields, Stage as Stands},
    resource::{Described, Resource},
    task_groups::Blind,
    users::Role,
};
use serde_json::{Value, json};
use service::{
    Service, answers,
    candidates::{self, Archived},
    check, interviews, merges, notes, request_candidates, requests, scorecards, users,
};
use std::collections::BTreeSet;

async fn person(service: &Service, given: Value) -> Candidate {
    let mut all = json!({ "firstname": "Sanne", "lastname": "de Vries", "email": "sanne@example.test" });
    all.as_object_mut().expect("an object").extend(object(given));
    candidates::create(service, &Actor::System, &object(all)).await.expect("a person")
}

async fn note(service: &Service, by: &Actor, about: CandidateId, content: &str) -> domain::notes::CandidateNote {
    notes::create(service, by, &object(json!({ "candidate": about, "content": content }))).await.expect("a note")
}

async fn request(service: &Service) -> RequestId {
    let given = object(json!({ "position": "Engineer", "status": "open", "headcount": 3 }));
    requests::create(service, &Actor::System, &given).await.expect("a request").id
}

async fn proposed(service: &Service, request: RequestId, whom: CandidateId) -> RequestCandidateId {
    let given = object(json!({ "resourceRequest": request, "candidate": whom }));
    request_candidates::create(service, &Actor::System, &given).await.expect("a proposal").id
}

async fn goes(service: &Service, standing: RequestCandidateId, status: &str) {
    let given = object(json!({ "status": status }));
    request_candidates::patch(service, &Actor::System, standing, &given, None).await.expect("a stage");
}

fn as_is(file: &Candidate) -> (CandidateId, Option<i64>) {
    (file.id, Some(file.version))
}

async fn whole(stage: &Stage) {
    stage.numbered().await;
    let report = check::check(&stage.service).await.expect("checked");
    assert!(report.is_good(), "{report:?}");
}

/// What there is about a person: notes, standings, interviews, answers.
async fn held(service: &Service, id: CandidateId) -> [usize; 4] {
    let id_text = id.to_string();
    let of = |resource: &'static Resource| Query::read(resource, [("candidate", id_text.as_str())]).expect("a query");
    let notes = notes::list(service, &Actor::System, &of(&NoteFields::RESOURCE)).await.expect("notes").items.len();
    let standings = of(&RequestCandidateFields::RESOURCE);
    let standings = request_candidates::list(service, &Actor::System, &standings).await.expect("standings");
    let file = candidates::get(service, &Actor::System, id).await.expect("a file").id;
    let interviews = interviews::with(service, &Actor::System, file).await.expect("interviews").len();
    let answers = answers::list(service, &Actor::System, &of(&AnswerFields::RESOURCE)).await.expect("answers");
    let counted = answers.items.iter().filter(|answer| answer.status.is_some_and(|status| status.counts())).count();
    [notes, standings.items.len(), interviews, counted]
}

story!(two_files_become_one_and_two_again, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (ida, interviewer) = stage.user("Ida", Role::Interviewer).await;
    let stays = person(service, json!({ "tags": ["senior"], "position": "Engineer" })).await;
    let given = json!({ "firstname": "S.", "phoneNumber": "06 1815 1852", "tags": ["night shift"], "position": "Welder" });
    let ends = person(service, given).await;
    let early = note(service, &recruiter, ends.id, "Called about kangaroos.").await;
    let task = questions(stage, &Actor::System, Blind::Never).await;
    let asked = plan(ends.id, task.task_group, vec![ida.id], "2027-01-04", "10:00", "11:00");
    let interview = interviews::schedule(service, &Actor::System, &asked).await.expect("an interview");
    scorecards::hand_in(service, &interviewer, interview.id, &[(format!("score-{}", task.id), "3".to_owned())].into(), None)
        .await
        .expect("a scorecard");
    let standing = proposed(service, request(service).await, ends.id).await;
    goes(service, standing, "shortlisted").await;
    assert_eq!((held(service, stays.id).await, held(service, ends.id).await), ([0; 4], [1, 1, 1, 1]));
    let pair = merges::compare(service, &recruiter, stays.id, ends.id).await.expect("both");
    assert_eq!((pair.carried.notes, pair.carried.requests, pair.carried.interviews), (1, 1, 1));

    let taken = BTreeSet::from(["position".to_owned()]);
    let one = merges::merge(service, &recruiter, as_is(&stays), as_is(&ends), &taken).await.expect("one");
    assert_eq!((one.id, one.firstname.as_str(), one.position.as_deref()), (stays.id, "Sanne", Some("Welder")));
    assert_eq!((one.phone_number.as_deref(), one.tags.len()), (Some("06 1815 1852"), 2));
    // Whoever asks for the one that ended is given the other, by every way.
    assert_eq!(candidates::get(service, &recruiter, ends.id).await.expect("found"), one);
    assert_eq!(candidates::get(service, &interviewer, ends.id).await.expect("found").id, stays.id, "who sat there finds the other");
    assert_eq!(held(service, stays.id).await, [1, 1, 1, 1]);
    assert_eq!(held(service, ends.id).await, [1, 1, 1, 1], "asked for by the id of the one that ended");
    let patch = object(json!({ "location": "Delft" }));
    let patched = candidates::patch(service, &recruiter, ends.id, &patch, Some(one.version)).await.expect("patched");
    assert_eq!((patched.id, patched.location.as_deref()), (stays.id, Some("Delft")));
    let late = note(service, &recruiter, ends.id, "Came in.").await;
    assert_eq!(late.candidate, Some(stays.id));
    // It is in no list, and in no search; what was noted in it leads to the other.
    for archived in [Archived::Shown, Archived::Hidden] {
        for (words, found) in [("kangaroos", vec![stays.id]), ("Sanne", vec![stays.id]), ("", vec![stays.id])] {
            let query = Query { text: Some(words.to_owned()).filter(|words| !words.is_empty()), ..Query::default() };
            let list = candidates::list(service, &recruiter, &query, archived).await.expect("a list");
            let ids: Vec<CandidateId> = list.items.iter().map(|item| item.id).collect();
            assert_eq!((ids, list.total), (found, 1), "{words} {archived:?}");
        }
    }
    assert_eq!(candidates::duplicates(service, &recruiter, &one.fields, Some(stays.id)).await.expect("looked"), []);
    // The history is whole: what happened to a record in the other file can still be read.
    let moves = request_candidates::history(service, &recruiter, standing).await.expect("a history");
    assert_eq!(moves.iter().map(|change| change.kind).collect::<Vec<_>>(), [Kind::Merged, Kind::Moved, Kind::Created]);
    assert!(moves.iter().all(|change| change.values.is_some()), "each is opened with the key of its own file");
    let history = candidates::history(service, &recruiter, ends.id).await.expect("a history");
    assert_eq!(history.iter().filter(|change| change.kind == Kind::Merged).count(), 1, "told once, not for each record");
    let merge = history.iter().find(|change| change.kind == Kind::Merged).expect("told");
    let undone = candidates::undo_change(service, &recruiter, merge.id).await;
    assert_eq!(refused(undone), Error::Conflict(Conflict::NotUndoable), "taking apart is another thing");
    let files = merges::of_candidate(service, &recruiter, stays.id).await.expect("files");
    assert_eq!(files.iter().map(|merge| (merge.file.id, merge.by)).collect::<Vec<_>>(), [(ends.id, recruiter.user())]);
    whole(stage).await;

    // What was written meanwhile stays, also where the merge wrote something else before.
    candidates::patch(service, &recruiter, stays.id, &object(json!({ "tags": ["lead"] })), None).await.expect("patched");
    let two = merges::unmerge(service, &recruiter, ends.id).await.expect("two");
    assert_eq!((two.id, &two.fields), (ends.id, &ends.fields));
    let back = candidates::get(service, &recruiter, stays.id).await.expect("found");
    assert_eq!((back.position.as_deref(), back.phone_number.as_deref(), back.location.as_deref()), (Some("Engineer"), None, Some("Delft")));
    assert_eq!(back.tags, ["lead"]);
    assert_eq!((held(service, stays.id).await, held(service, ends.id).await), ([1, 0, 0, 0], [1, 1, 1, 1]));
    assert_eq!(notes::get(service, &recruiter, early.id).await.expect("a note").candidate, Some(ends.id));
    assert!(candidates::get(service, &interviewer, ends.id).await.is_ok(), "who sat there finds it again");
    assert_eq!(refused(candidates::get(service, &interviewer, stays.id).await), Error::NotFound);
    let once = refused(merges::unmerge(service, &recruiter, ends.id).await);
    assert_eq!(once, Error::Conflict(Conflict::Transition { from: "active".to_owned(), allowed: Vec::new() }));
    whole(stage).await;
});

story!(where_both_stand_in_a_request_one_stands, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (ida, _) = stage.user("Ida", Role::Interviewer).await;
    let (stays, ends) = (person(service, json!({})).await, person(service, json!({})).await);
    let task = questions(stage, &Actor::System, Blind::Never).await;
    let (first, second, seats) = (request(service).await, request(service).await, request(service).await);
    // In the first the one that stays is further, in the second the one that ends.
    let (here, there) = (proposed(service, first, stays.id).await, proposed(service, first, ends.id).await);
    goes(service, here, "interviewing").await;
    goes(service, there, "screening").await;
    let (other, further) = (proposed(service, second, stays.id).await, proposed(service, second, ends.id).await);
    goes(service, further, "interviewing").await;
    let mut asked = plan(stays.id, task.task_group, vec![ida.id], "2027-01-04", "10:00", "11:00");
    asked.request_candidate = Some(other);
    let interview = interviews::schedule(service, &Actor::System, &asked).await.expect("an interview");
    // Two answers to one question, by a program: one person gives one.
    for (file, score) in [(stays.id, 2), (ends.id, 3)] {
        let given = json!({ "recruitmentTask": task.id.0, "candidate": file, "source": "api", "score": score, "status": "submitted" });
        answers::create(service, &Actor::System, &object(given)).await.expect("an answer");
    }
    merges::merge(service, &recruiter, as_is(&stays), as_is(&ends), &BTreeSet::new()).await.expect("one");
    let there_is = async |id| request_candidates::get(service, &recruiter, id).await.map(|standing| standing.candidate);
    assert_eq!(there_is(here).await.expect("further"), Some(stays.id));
    assert_eq!(refused(there_is(there).await), Error::NotFound);
    assert_eq!(refused(there_is(other).await), Error::NotFound);
    assert_eq!(there_is(further).await.expect("further"), Some(stays.id));
    let talk = interviews::get(service, &recruiter, interview.id).await.expect("an interview");
    assert_eq!((talk.candidate, talk.request_candidate), (Some(stays.id), Some(further)), "it is part of the standing that there is");
    assert_eq!(held(service, stays.id).await, [0, 2, 1, 1]);

    merges::unmerge(service, &recruiter, ends.id).await.expect("two");
    for (standing, file) in [(here, stays.id), (there, ends.id), (other, stays.id), (further, ends.id)] {
        assert_eq!(there_is(standing).await.expect("as before"), Some(file));
    }
    let talk = interviews::get(service, &recruiter, interview.id).await.expect("an interview");
    assert_eq!((talk.candidate, talk.request_candidate), (Some(stays.id), Some(other)));
    assert_eq!((held(service, stays.id).await, held(service, ends.id).await), ([0, 2, 1, 1], [0, 2, 0, 1]));

    // Two seats of one request are not one person's.
    for file in [stays.id, ends.id] {
        let standing = proposed(service, seats, file).await;
        goes(service, standing, "placed").await;
    }
    let code = requests::get(service, &recruiter, seats).await.expect("a request").fields.code;
    let both = merges::merge(service, &recruiter, (stays.id, None), (ends.id, None), &BTreeSet::new()).await;
    assert_eq!(refused(both), Error::Conflict(Conflict::BothPlaced { request: code }));
    assert_eq!((held(service, stays.id).await, held(service, ends.id).await), ([0, 3, 1, 1], [0, 3, 0, 1]), "nothing half done");
});

story!(who_merges_and_what_is_refused, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (rosa, other) = stage.user("Rosa", Role::Recruiter).await;
    let (mo, manager) = stage.user("Mo", Role::HiringManager).await;
    let (stays, ends) = (person(service, json!({})).await, person(service, json!({})).await);
    let hidden = person(service, json!({ "visibility": "confidential", "recruiter": rosa.id })).await;
    let merge = async |by: &Actor, stays, ends| merges::merge(service, by, (stays, None), (ends, None), &BTreeSet::new()).await;
    assert_eq!(refused(merge(&manager, stays.id, ends.id).await), Error::NotFound);
    let scoped = |scope: &str| Actor::Token {
        person: *recruiter.person().expect("a person"),
        scopes: domain::policy::Scopes([scope.to_owned()].into()),
    };
    let reads = refused(merge(&scoped("candidates:read"), stays.id, ends.id).await);
    assert_eq!(reads, Error::Forbidden(Rule::Scope("candidates:write".to_owned())));
    assert_eq!(refused(merge(&recruiter, stays.id, hidden.id).await), Error::NotFound);
    assert_eq!(refused(merge(&recruiter, hidden.id, stays.id).await), Error::NotFound);
    assert_eq!(refused(merge(&recruiter, stays.id, stays.id).await), FieldErrors::one("ends", Flaw::Choice));
    let stale = merges::merge(service, &recruiter, as_is(&stays), (ends.id, Some(9)), &BTreeSet::new()).await;
    assert_eq!(refused(stale), Error::Conflict(Conflict::Stale { seen: 9, current: 1 }));
    let long = object(json!({ "notes": "a".repeat(15_000) }));
    candidates::patch(service, &recruiter, stays.id, &long, None).await.expect("patched");
    candidates::patch(service, &recruiter, ends.id, &object(json!({ "notes": "b".repeat(15_000) })), None).await.expect("patched");
    let full = refused(merge(&recruiter, stays.id, ends.id).await);
    assert_eq!(full, FieldErrors::one("notes", Flaw::TooLong { max: domain::text::LONG }));
    candidates::patch(service, &recruiter, ends.id, &object(json!({ "notes": null })), None).await.expect("patched");
    assert_eq!(
        candidates::list(service, &recruiter, &Query::default(), Archived::Shown).await.expect("a list").total,
        2,
        "nothing happened"
    );

    // What is confidential stays so, in either direction, and whoever has a file of their own does not see the one that it becomes.
    stage.user("Amira", Role::Admin).await;
    let (mina, own) = stage.user("Mina", Role::Recruiter).await;
    users::patch(service, &Actor::System, mina.id, &object(json!({ "candidate": ends.id })), None).await.expect("linked");
    merge(&other, stays.id, ends.id).await.expect("one");
    let linked = users::get(service, &Actor::System, mina.id).await.expect("a user");
    assert_eq!(linked.candidate, Some(stays.id));
    let herself = Actor::User(domain::policy::Person { candidate: linked.candidate, ..*own.person().expect("a person") });
    for id in [stays.id, ends.id] {
        assert_eq!(refused(candidates::get(service, &herself, id).await), Error::NotFound);
    }
    users::patch(service, &Actor::System, mina.id, &object(json!({ "candidate": null })), None).await.expect("not linked");
    let again = object(json!({ "candidate": ends.id }));
    let linked = users::patch(service, &Actor::System, mina.id, &again, None).await.expect("linked by the other's id");
    assert_eq!(linked.candidate, Some(stays.id));
    // One after the other: the last merge is the first that is taken apart.
    let one = merge(&other, hidden.id, stays.id).await.expect("one");
    assert_eq!((one.visibility, one.lifecycle), (domain::candidates::Visibility::Confidential, Lifecycle::Active));
    for id in [stays.id, ends.id, hidden.id] {
        assert_eq!(candidates::get(service, &other, id).await.expect("found").id, hidden.id);
        assert_eq!(refused(candidates::get(service, &recruiter, id).await), Error::NotFound, "the trail ends where it is hidden");
    }
    assert_eq!(refused(merges::unmerge(service, &other, ends.id).await), Error::Conflict(Conflict::MergedOn));
    assert_eq!(refused(merges::unmerge(service, &recruiter, stays.id).await), Error::NotFound);
    assert_eq!(refused(merges::unmerge(service, &manager, stays.id).await), Error::NotFound);
    let standing = proposed(service, request(service).await, hidden.id).await;
    let of_mo = request_candidates::get(service, &Actor::System, standing).await.expect("a standing").request.expect("a request");
    requests::patch(service, &Actor::System, of_mo, &object(json!({ "owners": [format!("/users/{}", mo.id)] })), None).await.expect("hers");
    assert_eq!(candidates::get(service, &manager, hidden.id).await.expect("found").id, hidden.id);
    let may_not = refused(merge(&manager, hidden.id, hidden.id).await);
    assert_eq!(may_not, Error::Forbidden(Rule::Role(Action::MergeCandidates)));
    merges::unmerge(service, &other, stays.id).await.expect("two");
    merges::unmerge(service, &other, ends.id).await.expect("three");
    let linked = users::get(service, &Actor::System, mina.id).await.expect("a user");
    assert_eq!(linked.candidate, Some(ends.id), "the link went back");
});

story!(while_two_files_become_one_others_write_in_both, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (stays, ends) = (person(service, json!({})).await, person(service, json!({})).await);
    let writers: Vec<_> = (0..4)
        .map(|n| {
            let (service, by, about) = (service.clone(), recruiter.clone(), if n % 2 == 0 { stays.id } else { ends.id });
            tokio::spawn(async move {
                for n in 0..25 {
                    let given = object(json!({ "candidate": about, "content": format!("Note {n}.") }));
                    // Whoever was overtaken again and again is told to come back.
                    while let Err(error) = notes::create(&service, &by, &given).await {
                        assert_eq!(refused::<()>(Err(error)), Error::Busy);
                    }
                }
            })
        })
        .collect();
    for turn in 0..6 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        if turn % 2 == 0 {
            merges::merge(service, &recruiter, (stays.id, None), (ends.id, None), &BTreeSet::new()).await.expect("one");
        } else {
            merges::unmerge(service, &recruiter, ends.id).await.expect("two");
        }
    }
    merges::merge(service, &recruiter, (stays.id, None), (ends.id, None), &BTreeSet::new()).await.expect("one");
    for writer in writers {
        writer.await.expect("no panic");
    }
    let notes = notes::of_candidate(service, &recruiter, stays.id).await.expect("notes");
    assert!(notes.iter().all(|note| note.candidate == Some(stays.id)), "nothing stays behind in the file that ended");
    let all = notes::list(service, &Actor::System, &Query::default()).await.expect("notes");
    assert_eq!((all.total, held(service, stays.id).await[0] as i64), (100, all.items.len().min(30) as i64));
    whole(stage).await;
});

story!(what_became_part_of_what_came_goes_back_with_it, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (ida, interviewer) = stage.user("Ida", Role::Interviewer).await;
    let (stays, ends) = (person(service, json!({})).await, person(service, json!({ "phoneNumber": "06 1815 1852" })).await);
    let task = questions(stage, &Actor::System, Blind::Never).await;
    let asked = plan(ends.id, task.task_group, vec![ida.id], "2027-01-04", "10:00", "11:00");
    let interview = interviews::schedule(service, &Actor::System, &asked).await.expect("an interview");
    let request = request(service).await;
    let (here, there) = (proposed(service, request, stays.id).await, proposed(service, request, ends.id).await);
    goes(service, here, "interviewing").await;
    // A draft gives way to what was handed in.
    for (file, status) in [(stays.id, "draft"), (ends.id, "submitted")] {
        let given = json!({ "recruitmentTask": task.id.0, "candidate": file, "source": "api", "score": 3, "status": status });
        answers::create(service, &Actor::System, &object(given)).await.expect("an answer");
    }
    merges::merge(service, &recruiter, as_is(&stays), as_is(&ends), &BTreeSet::new()).await.expect("one");
    assert_eq!(held(service, stays.id).await, [0, 1, 1, 1]);
    let typed = [(format!("score-{}", task.id), "4".to_owned())].into();
    scorecards::hand_in(service, &interviewer, interview.id, &typed, None).await.expect("a scorecard");
    let over = object(json!({ "status": "cancelled", "cancelReason": "No money." }));
    requests::patch(service, &Actor::System, request, &over, None).await.expect("cancelled");
    let version = candidates::get(service, &recruiter, stays.id).await.expect("found").version;
    let two = merges::unmerge(service, &recruiter, ends.id).await.expect("two");
    assert!(two.version > version, "what was seen of the one is not taken for the other");
    assert_eq!((held(service, stays.id).await, held(service, ends.id).await), ([0, 1, 0, 0], [0, 1, 1, 2]));
    let sheets = scorecards::about(service, &recruiter, ends.id).await.expect("scorecards");
    assert!(sheets.iter().flat_map(|sheet| &sheet.heard).any(|heard| heard.scorecard.is_some()), "it is where the interview is");
    for standing in [here, there] {
        let standing = request_candidates::get(service, &recruiter, standing).await.expect("a standing");
        assert_eq!(standing.status, Stands::Withdrawn, "nobody is in the running in what is over");
    }
    // Neither tells what the other said.
    let history = candidates::history(service, &recruiter, stays.id).await.expect("a history");
    let merges = history.iter().filter(|change| matches!(change.kind, Kind::Merged | Kind::Unmerged));
    assert!(merges.clone().count() == 2 && merges.flat_map(|change| &change.values).all(|values| values.after.is_empty()));
    whole(stage).await;
});

story!(nobody_merges_a_file_out_of_their_own_sight, |stage| {
    let service = &stage.service;
    let (ruben, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (rosa, _) = stage.user("Rosa", Role::Recruiter).await;
    let stays = person(service, json!({ "recruiter": rosa.id })).await;
    let ends = person(service, json!({ "recruiter": ruben.id, "visibility": "confidential" })).await;
    let lost = merges::merge(service, &recruiter, as_is(&stays), as_is(&ends), &BTreeSet::new()).await;
    assert_eq!(refused(lost), FieldErrors::one("recruiter", Flaw::Choice));
    let taken = BTreeSet::from(["recruiter".to_owned()]);
    let one = merges::merge(service, &recruiter, as_is(&stays), as_is(&ends), &taken).await.expect("one");
    assert_eq!((one.recruiter, one.version), (Some(ruben.id), 3), "above both");
    merges::unmerge(service, &recruiter, ends.id).await.expect("two");
    assert_eq!(candidates::get(service, &recruiter, stays.id).await.expect("found").recruiter, Some(rosa.id));
});
