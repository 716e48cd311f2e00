//! Every page and every call for everybody: what must be answered follows from the policy's table, and one that is not listed here fails.

use super::{
    pages,
    tests::{BROWSER, FORM, Server},
};
use crate::testing;
use domain::{
    interviews::When,
    policy::{self, Action, Actor, AnswerFacts, CandidateFacts, InterviewFacts, NoteFacts, On, Own, RequestFacts, Rule},
    resource::Attributes,
    users::Role,
};
use http::{Request as Builder, header};
use serde_json::{Value, json};
use service::demo;
use std::collections::BTreeSet;

/// Every page by its pattern, and the action that it is. None: whoever comes.
pub(super) const PAGES: &[(&str, Option<Action>)] = &[
    ("/", Some(Action::ManageAccount)),
    ("/sign-in", None),
    ("/forgotten", None),
    ("/link/{link}", None),
    ("/ui", None),
    ("/candidates", Some(Action::ListCandidates)),
    ("/candidates/new", Some(Action::CreateCandidate)),
    ("/candidates/{id}", Some(Action::ReadCandidate)),
    ("/candidates/{id}/merge", Some(Action::MergeCandidates)),
    ("/candidate-notes", Some(Action::ListNotes)),
    ("/candidate-notes/{id}", Some(Action::ReadNote)),
    ("/resource-requests", Some(Action::ListRequests)),
    ("/approvals/{id}", Some(Action::ReadRequest)),
    ("/approval/{secret}", None),
    ("/client/{secret}", None),
    ("/settings/approval", Some(Action::ManageApprovalFlows)),
    ("/resource-requests/new", Some(Action::CreateRequest)),
    ("/resource-requests/{id}", Some(Action::ReadRequest)),
    ("/resource-request-candidates", Some(Action::ListRequestCandidates)),
    ("/resource-request-candidates/{id}", Some(Action::ReadRequestCandidate)),
    ("/interviews", Some(Action::ListInterviews)),
    ("/interviews/new", Some(Action::ScheduleInterview)),
    ("/interviews/{id}", Some(Action::ReadInterview)),
    ("/invitation/{secret}", None),
    ("/answer/{secret}", None),
    ("/reports", Some(Action::ReadReports)),
    ("/reports/staffing", Some(Action::ReadReports)),
    ("/reports/people", Some(Action::ReadReports)),
    ("/assignments/new", Some(Action::SendAssignment)),
    ("/settings/outbox", Some(Action::ManageUsers)),
    ("/recruitment-task-groups", Some(Action::ReadTaskGroups)),
    ("/recruitment-task-groups/new", Some(Action::WriteTaskGroups)),
    ("/recruitment-task-groups/{id}", Some(Action::ReadTaskGroups)),
    ("/recruitment-tasks", Some(Action::ReadTasks)),
    ("/recruitment-tasks/{id}", Some(Action::ReadTasks)),
    ("/recruitment-task-answers", Some(Action::ListAnswers)),
    ("/recruitment-task-answers/{id}", Some(Action::ReadAnswer)),
    ("/settings", Some(Action::ManageAccount)),
    ("/settings/account", Some(Action::ManageAccount)),
    ("/settings/tokens", Some(Action::ManageAccount)),
    ("/settings/people", Some(Action::ManageUsers)),
    ("/imports", Some(Action::ImportCandidates)),
    ("/imports/{id}", Some(Action::ImportCandidates)),
    ("/settings/webhooks", Some(Action::ReadWebhooks)),
    ("/settings/webhooks/{id}", Some(Action::ReadWebhooks)),
];

/// Every call, the action that it is, and what is sent along; `{id}`, `{note}` and `{user}` stand for the ids of others' records.
const CALLS: &[(&str, Option<Action>, &str)] = &[
    ("sign_in", None, ""),
    ("sign_out", None, ""),
    ("set_theme", None, ""),
    ("set_locale", None, ""),
    ("redeem", None, ""),
    ("request_reset", None, ""),
    // Made by the tests of `pages`.
    ("say", None, ""),
    ("save_account", Some(Action::ManageAccount), "name=Kim"),
    ("change_password", Some(Action::ManageAccount), "current=x&password=short"),
    ("end_session", Some(Action::ManageAccount), "session=x"),
    ("create_token", Some(Action::ManageAccount), "name=Board&candidates=read"),
    ("revoke_token", Some(Action::ManageAccount), "token=x"),
    ("invite", Some(Action::ManageUsers), "name=Kim&email=nobody&role=recruiter"),
    ("add_program", Some(Action::ManageUsers), "name=Board&role=interviewer"),
    ("make_link", Some(Action::ManageUsers), "user={user}"),
    ("change_role", Some(Action::ManageUsers), "user={user}&role=interviewer"),
    ("deactivate", Some(Action::ManageUsers), "user={user}"),
    ("activate", Some(Action::ManageUsers), "user={user}"),
    ("map_import", Some(Action::ImportCandidates), "id={import}&version=99"),
    ("apply_import", Some(Action::ImportCandidates), "id={import}&version=99"),
    ("undo_import", Some(Action::ImportCandidates), "id={import}&version=99"),
    ("delete_import", Some(Action::ImportCandidates), "id={import}&version=99"),
    ("create_webhook", Some(Action::WriteWebhooks), "url=x"),
    ("edit_webhook", Some(Action::WriteWebhooks), "id={webhook}&version=99&url=x"),
    ("switch_webhook", Some(Action::WriteWebhooks), "id={webhook}&version=99&active=false"),
    ("test_webhook", Some(Action::WriteWebhooks), "id={webhook}"),
    ("replay_webhook", Some(Action::WriteWebhooks), "id={webhook}"),
    ("delete_webhook", Some(Action::WriteWebhooks), "id={webhook}&version=99"),
    ("create_candidate", Some(Action::CreateCandidate), "firstname=Kim"),
    ("read_candidate", Some(Action::ReadCandidate), "id={id}&all=false"),
    ("edit_candidate", Some(Action::EditCandidate), "id={id}&version=1&field=position&position=Engineer"),
    ("archive_candidate", Some(Action::ArchiveCandidate), "id={id}&version=99"),
    ("restore_candidate", Some(Action::ArchiveCandidate), "id={id}&version=99"),
    ("merge_candidates", Some(Action::MergeCandidates), "id={id}&version=99&ends={id}&ends_version=99"),
    ("unmerge", Some(Action::MergeCandidates), "id={id}"),
    ("undo_change", Some(Action::ReadCandidate), "id={id}&change={id}"),
    ("add_note", Some(Action::CreateNote), "id={id}&content=x"),
    ("edit_note", Some(Action::EditNote), "id={id}&note={note}&version=1&content=x"),
    ("plan_interview", Some(Action::ScheduleInterview), "candidate={id}&recruitmentTaskGroup={group}"),
    (
        "move_interview",
        Some(Action::EditInterview),
        "id={interview}&version=99&candidate={id}&recruitmentTaskGroup={group}&interviewers-0={user}&day=2027-01-04&from=10:00&until=11:00&timeZone=UTC",
    ),
    ("cancel_interview", Some(Action::EditInterview), "id={interview}&version=99&reason=x"),
    ("note_no_show", Some(Action::EditInterview), "id={interview}&version=99"),
    ("undo_no_show", Some(Action::EditInterview), "id={interview}&version=99"),
    ("answer_invitation", Some(Action::AnswerInvitation), "id={interview}&rsvp=accepted"),
    ("answer_by_link", None, ""),
    ("keep_answers", None, ""),
    ("hand_in_answers", None, ""),
    ("send_questions", Some(Action::SendAssignment), "candidate={id}&recruitment_task_group={group}&days=0"),
    ("withdraw_questions", Some(Action::SendAssignment), "assignment={assignment}"),
    ("keep_scorecard", Some(Action::HandInScorecard), "id={interview}&comment=x"),
    ("hand_in_scorecard", Some(Action::HandInScorecard), "id={interview}&recommendation=maybe"),
    ("amend_answer", Some(Action::HandInScorecard), "id={interview}&task={task}&reason=x"),
    ("amend_scorecard", Some(Action::HandInScorecard), "id={interview}&reason=x&recommendation=yes"),
    ("renew_calendar", Some(Action::ManageAccount), ""),
    ("create_approval_flow", Some(Action::ManageApprovalFlows), "name=x"),
    ("edit_approval_flow", Some(Action::ManageApprovalFlows), "id={flow}&version=99&name=x&step-0=x&required-0=1&role-0=admin"),
    ("archive_approval_flow", Some(Action::ManageApprovalFlows), "id={flow}&version=99&archived=true"),
    ("decide_approval", Some(Action::DecideApproval), "id={approval}&verdict=approve"),
    ("hand_over_approval", Some(Action::DecideApproval), "id={approval}&from={user}&to="),
    ("remind_of_approval", Some(Action::EditRequest), "id={request}&approval={shown}"),
    ("decide_by_link", None, ""),
    ("share_with_client", Some(Action::EditRequest), "id={request}&contact=x&days=0"),
    ("revoke_client_view", Some(Action::EditRequest), "view={view}"),
    ("answer_as_client", None, ""),
    ("create_request", Some(Action::CreateRequest), "position=x"),
    ("edit_request", Some(Action::EditRequest), "id={request}&version=99"),
    ("keep_request", Some(Action::EditRequest), "id={request}&version=99"),
    ("postpone_request", Some(Action::EditRequest), "id={request}&version=99&needed_by=2030-01-01"),
    ("move_request", Some(Action::EditRequest), "id={request}&version=99&step=submit"),
    ("propose_candidate", Some(Action::CreateRequestCandidate), "request={request}&candidate={id}"),
    ("move_standing", Some(Action::EditRequestCandidate), "id={standing}&version=99&to=screening"),
    ("edit_standing", Some(Action::EditRequestCandidate), "id={standing}&version=99&note=x"),
    ("rank_standing", Some(Action::EditRequestCandidate), "id={standing}&way=up"),
    ("arrange_standings", Some(Action::EditRequestCandidate), "order={standing}"),
    ("remove_standing", Some(Action::DeleteRequestCandidate), "id={standing}&version=99"),
    ("undo_standing", Some(Action::EditRequestCandidate), "change={moved}"),
    ("create_task_group", Some(Action::WriteTaskGroups), "name=x"),
    ("edit_task_group", Some(Action::WriteTaskGroups), "id={group}&version=1&name=x"),
    ("move_task_group", Some(Action::WriteTaskGroups), "id={group}&version=1&status=published"),
    ("duplicate_task_group", Some(Action::WriteTaskGroups), "id={group}"),
    ("add_question", Some(Action::WriteTasks), "id={group}&question=x"),
    ("paste_questions", Some(Action::WriteTasks), "id={group}&text=x"),
    ("edit_question", Some(Action::WriteTasks), "id={group}&question_id={task}&version=1&question=x"),
    ("archive_question", Some(Action::WriteTasks), "id={group}&question_id={task}&archived=false"),
    ("move_question", Some(Action::WriteTasks), "id={group}&question_id={task}&way=up"),
    ("order_questions", Some(Action::WriteTasks), "id={group}&version=1&order={task}"),
    ("delete_note", Some(Action::DeleteNote), "id={id}&note={note}&version=99"),
];

/// Others' records, and the facts that permissions look at. The hiring manager owns the request in which the person stands.
pub(super) struct Subject {
    candidate: CandidateFacts,
    note: NoteFacts,
    request: RequestFacts,
    answer: AnswerFacts,
    interview: InterviewFacts,
    ids: [(&'static str, String); 17],
    /// The id in the address of a page, by what the address begins with.
    records: [(&'static str, String); 10],
}

impl Subject {
    pub async fn new(server: &Server) -> Self {
        let service = &server.service;
        let admin = service::users::with_email(service, "admin@example.test").await.unwrap();
        let manager = service::users::with_email(service, "manager@example.test").await.unwrap();
        let other = service::users::with_email(service, "manager2@example.test").await.unwrap();
        let actor = Actor::User(service::users::person(&admin));
        let given = |value: Value| value.as_object().unwrap().clone();
        let candidate = given(json!({ "firstname": "Kim", "lastname": "B", "email": "kim@example.test" }));
        let candidate = service::candidates::create(service, &actor, &candidate).await.unwrap();
        let note = given(json!({ "candidate": candidate.id.to_string(), "content": "Hello" }));
        let note = service::notes::create(service, &actor, &note).await.unwrap();
        let group = service::task_groups::create(service, &actor, &given(json!({ "name": "First talk" }))).await.unwrap();
        let task = given(json!({ "question": "Why?", "recruitmentTaskGroup": group.id.0 }));
        let task = service::tasks::create(service, &actor, &task).await.unwrap();
        let answer = given(json!({ "recruitmentTask": task.id.0, "candidate": candidate.id.to_string(), "answer": "Because" }));
        let answer = service::answers::create(service, &actor, &answer).await.unwrap();
        let request = given(json!({ "position": "Analyst", "owners": [format!("/users/{}", manager.id)] }));
        let request = service::requests::create(service, &actor, &request).await.unwrap();
        // Two flows, and a round of each: one about the manager's request, and one that waits for everybody.
        let users = service::users::list(service, &actor).await.unwrap();
        let all: Vec<_> = users.iter().map(|user| user.id).collect();
        let flow = async |client: &str, approvers: Vec<domain::id::UserId>| {
            let step = json!({ "name": "Finance", "approvers": approvers, "approvalsRequired": 1 });
            let flow = given(json!({ "name": client, "client": client, "steps": [step] }));
            service::approval_flows::create(service, &actor, &flow).await.unwrap()
        };
        flow("One", vec![other.id]).await;
        let flow = flow("All", all).await;
        let round = async |client: &str, by: &Actor, owners: Vec<String>| {
            let request = given(json!({ "position": "x", "client": client, "owners": owners, "status": "pending_approval" }));
            let request = service::requests::create(service, by, &request).await.unwrap();
            service::approvals::of_request(service, by, request.id).await.unwrap()[0].approval.id
        };
        let shown = round("One", &actor, vec![format!("/users/{}", manager.id)]).await;
        let asked = round("All", &Actor::System, Vec::new()).await;
        let proposal = given(json!({ "resourceRequest": request.id.to_string(), "candidate": candidate.id.to_string() }));
        let proposal = service::request_candidates::create(service, &actor, &proposal).await.unwrap();
        let moved = service::request_candidates::last_change(service, &actor, proposal.id).await.unwrap().unwrap();
        let view = service::client_views::share(service, &actor, request.id, &[proposal.id], "Kees", 14).await.unwrap();
        let publish = given(json!({ "status": "published" }));
        service::task_groups::patch(service, &actor, group.id, &publish, None).await.unwrap();
        let plan = service::interviews::Plan {
            candidate: candidate.id,
            task_group: group.id,
            interviewers: vec![other.id],
            when: When { day: "2030-01-07".into(), from: "10:00".into(), until: "11:00".into(), zone: "UTC".into() },
            ..Default::default()
        };
        let interview = service::interviews::schedule(service, &actor, &plan).await.unwrap();
        let screening = service::task_groups::duplicate(service, &actor, group.id, "Screening").await.unwrap();
        service::task_groups::patch(service, &actor, screening.id, &publish, None).await.unwrap();
        let assignment = service::assignments::send(service, &actor, candidate.id, screening.id, None, 7).await.unwrap();
        let webhook = given(json!({ "url": "https://hooks.example.com/x" }));
        let webhook = service::webhooks::create(service, &actor, &webhook).await.unwrap();
        // A recruiter's own, which an administrator sees too.
        let recruiter = service::users::with_email(service, "recruiter@example.test").await.unwrap();
        let recruiter = Actor::User(service::users::person(&recruiter));
        let import = testing::import(service, &recruiter, Attributes::new()).await;
        Self {
            interview: InterviewFacts::from(&interview),
            candidate: service::candidates::facts(service, &candidate).await.unwrap(),
            note: NoteFacts::from(&note.fields),
            request: RequestFacts::from(&request),
            answer: AnswerFacts { interviewer: answer.interviewer, blind: group.blind, own: Own::Nothing },
            ids: [
                ("{id}", candidate.id.to_string()),
                ("{note}", note.id.to_string()),
                ("{user}", other.id.to_string()),
                ("{link}", "none".to_owned()),
                ("{group}", group.id.to_string()),
                ("{task}", task.id.to_string()),
                ("{interview}", interview.id.to_string()),
                ("{assignment}", assignment.id.to_string()),
                ("{request}", request.id.to_string()),
                ("{flow}", flow.id.to_string()),
                ("{approval}", asked.to_string()),
                ("{shown}", shown.to_string()),
                ("{standing}", proposal.id.to_string()),
                ("{moved}", moved.to_string()),
                ("{view}", view.id.to_string()),
                ("{webhook}", webhook.id.to_string()),
                ("{import}", import.id.to_string()),
            ],
            records: [
                ("/approvals/", shown.to_string()),
                ("/candidate-notes/", note.id.to_string()),
                ("/resource-requests/", request.id.to_string()),
                ("/resource-request-candidates/", proposal.id.to_string()),
                ("/interviews/", interview.id.to_string()),
                ("/recruitment-task-groups/", group.id.to_string()),
                ("/recruitment-tasks/", task.id.to_string()),
                ("/recruitment-task-answers/", answer.id.to_string()),
                ("/imports/", import.id.to_string()),
                ("/settings/webhooks/", webhook.id.to_string()),
            ],
        }
    }

    /// What a call is sent.
    pub fn fill(&self, text: &str) -> String {
        self.ids.iter().fold(text.to_owned(), |text, (mark, id)| text.replace(mark, id))
    }

    /// Where a page is.
    pub fn address(&self, page: &str) -> String {
        match self.records.iter().find(|(stem, _)| page.starts_with(stem)) {
            Some((_, id)) => page.replace("{id}", id),
            None => self.fill(page),
        }
    }

    fn decide(&self, actor: &Actor, action: Action) -> Result<(), Rule> {
        let on = match action {
            Action::ReadCandidate | Action::EditCandidate | Action::ArchiveCandidate | Action::MergeCandidates | Action::CreateNote => {
                On::Candidate(&self.candidate)
            }
            Action::ReadNote | Action::EditNote | Action::DeleteNote => On::Note(&self.note, &self.candidate),
            Action::ReadInterview | Action::EditInterview | Action::AnswerInvitation | Action::HandInScorecard => {
                On::Interview(&self.interview, &self.candidate)
            }
            Action::ReadAnswer => On::Answer(&self.answer, &self.candidate),
            Action::ReadRequest | Action::EditRequest => On::Request(&self.request),
            Action::ReadRequestCandidate | Action::EditRequestCandidate | Action::DeleteRequestCandidate => {
                On::RequestCandidate(&self.request, &self.candidate)
            }
            _ => On::Nothing,
        };
        policy::can(actor, action, on)
    }
}

pub(super) async fn everybody(server: &Server) -> Vec<(Actor, String)> {
    let mut everybody = Vec::new();
    for role in Role::ALL {
        let (email, _) = demo::ACCOUNTS.iter().find(|(_, of)| of == role).unwrap();
        let signed_in = service::sessions::sign_in(&server.service, email, demo::PASSWORD, "::1", "test").await.unwrap();
        everybody.push((signed_in.1.actor, format!("__Host-instroom={}", signed_in.0)));
    }
    everybody
}

#[tokio::test]
async fn every_page_answers_everybody_as_the_table_says() {
    let server = Server::start(&[]).await;
    let subject = Subject::new(&server).await;
    let patterns = pages::patterns(&server.context(), app::App);
    assert_eq!(patterns.iter().map(String::as_str).collect::<BTreeSet<_>>(), PAGES.iter().map(|(page, _)| *page).collect());
    let everybody = everybody(&server).await;
    for (page, action) in PAGES {
        let Some(action) = *action else { continue };
        let target = subject.address(page);
        for (actor, cookie) in &everybody {
            let request = Builder::get(&target).header(header::ACCEPT, BROWSER).header(header::COOKIE, cookie);
            let status = server.send(request, "").await.0.status.as_u16();
            let expected: &[u16] = match subject.decide(actor, action) {
                Ok(()) if matches!(*page, "/settings" | "/candidate-notes/{id}") => &[303],
                Ok(()) => &[200],
                Err(Rule::Hidden) => &[404],
                Err(_) => &[403],
            };
            assert!(expected.contains(&status), "{page} {actor:?}: {status}");
        }
        let (parts, _) = server.get(&target, BROWSER).await;
        assert_eq!(parts.status, 303, "{page}: nobody is shown anything");
        assert!(parts.headers[header::LOCATION].to_str().unwrap().starts_with("/sign-in"));
    }
}

/// Pages that `cargo xtask test --only budget` does not weigh.
const WITHOUT_BUDGET: &[&str] = &[
    // A release has none.
    "/ui",
    // They only lead elsewhere.
    "/candidate-notes/{id}",
    "/settings",
];

#[test]
fn pages_have_budgets() {
    let budgets: Vec<Value> = serde_json::from_str(include_str!("../../../end2end/budgets.json")).unwrap();
    let mut pages: BTreeSet<&str> = budgets.iter().map(|budget| budget["pattern"].as_str().unwrap()).collect();
    for page in WITHOUT_BUDGET {
        assert!(pages.insert(page), "{page} has a budget");
    }
    assert_eq!(pages, PAGES.iter().map(|(page, _)| *page).collect());
}

#[tokio::test]
async fn every_call_answers_everybody_as_the_table_says() {
    let server = Server::start(&[]).await;
    let subject = Subject::new(&server).await;
    let calls: BTreeSet<String> = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.replace("/_call/", "")).collect();
    assert_eq!(calls.iter().map(String::as_str).collect::<BTreeSet<_>>(), CALLS.iter().map(|(call, ..)| *call).collect());
    let everybody = everybody(&server).await;
    let say = async |call: &str, cookie: &str, body: String| {
        let request = Builder::post(format!("/_call/{call}")).header("sec-fetch-site", "same-origin").header(header::CONTENT_TYPE, FORM);
        server.send(request.header(header::COOKIE, cookie), body).await.0.status.as_u16()
    };
    for (call, action, body) in CALLS {
        let Some(action) = *action else { continue };
        let body = subject.fill(body);
        for (actor, cookie) in &everybody {
            let status = say(call, cookie, body.clone()).await;
            // Where it is allowed, what is sent along may still be wrong: done, or told what is wrong with it.
            let fits = match subject.decide(actor, action) {
                Ok(()) if *call == "undo_change" => status == 404,
                Ok(()) => matches!(status, 200 | 409 | 412 | 422),
                // A note about somebody whom the writer does not see is a note about nobody.
                Err(Rule::Hidden) if *call == "add_note" => status == 400,
                Err(Rule::Hidden) => status == 404,
                Err(_) => status == 403,
            };
            assert!(fits, "{call} {actor:?}: {status}");
        }
        assert_eq!(say(call, "", body).await, 401, "{call}: nobody does anything");
    }
}
