//! The site map, and the document around it.

use crate::{
    account::{
        Account,
        pages::{Forgotten, Redeem, SignIn},
    },
    approvals::{ApprovalByLink, ApprovalFlows, ApprovalPage},
    assignments::{Answer, NewAssignment},
    candidates::{CandidateFile, Candidates, MergeCandidates, NewCandidate},
    client_views::ClientViewPage,
    home::Home,
    imports::{ImportPage, Imports},
    interviews::{Agenda, InterviewPage, Invitation, NewInterview, Outbox},
    not_found::NotFound,
    notes::NoteAddress,
    records::{Answers, Notes, RequestCandidates, Requests, TaskGroups, Tasks, list, record},
    reports::{ReportPeople, Reports, StaffingReport},
    request_candidates::StandingPage,
    requests::{NewRequest, RequestPage},
    shell::Frame,
    task_groups::{NewTaskGroup, TaskGroup},
    tokens::Tokens,
    users::{People, Settings},
    visit::visit,
    webhooks::{WebhookPage, Webhooks},
};
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

/// A release has no gallery.
#[cfg(not(debug_assertions))]
use crate::not_found::NotFound as Gallery;
#[cfg(debug_assertions)]
use crate::ui::gallery::Gallery;

/// The document of every page. Language and colours are decided before its first byte, by the [`Visit`](crate::visit::Visit).
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let visit = visit();
    let stylesheet = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang=visit.locale.word() data-theme=visit.theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content=visit.theme.attribute().unwrap_or("light dark")/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=stylesheet/>
                <HydrationScripts options islands=true/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Every page there is.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Instroom".to_owned() } else { format!("{title} · Instroom") }/>
        <Router>
            <Frame>
                <Routes fallback=NotFound>
                    <Route path=path!("/") view=Home ssr=SsrMode::Async/>
                    <Route path=path!("/candidates") view=Candidates ssr=SsrMode::Async/>
                    <Route path=path!("/candidates/new") view=NewCandidate ssr=SsrMode::Async/>
                    <Route path=path!("/candidates/:id") view=CandidateFile ssr=SsrMode::Async/>
                    <Route path=path!("/candidates/:id/merge") view=MergeCandidates ssr=SsrMode::Async/>
                    <Route path=path!("/imports") view=Imports ssr=SsrMode::Async/>
                    <Route path=path!("/imports/:id") view=ImportPage ssr=SsrMode::Async/>
                    <Route path=path!("/candidate-notes") view={list::<Notes>} ssr=SsrMode::Async/>
                    <Route path=path!("/candidate-notes/:id") view=NoteAddress ssr=SsrMode::Async/>
                    <Route path=path!("/resource-requests") view={list::<Requests>} ssr=SsrMode::Async/>
                    <Route path=path!("/resource-requests/new") view=NewRequest ssr=SsrMode::Async/>
                    <Route path=path!("/resource-requests/:id") view=RequestPage ssr=SsrMode::Async/>
                    <Route path=path!("/resource-request-candidates") view={list::<RequestCandidates>} ssr=SsrMode::Async/>
                    <Route path=path!("/resource-request-candidates/:id") view=StandingPage ssr=SsrMode::Async/>
                    <Route path=path!("/approvals/:id") view=ApprovalPage ssr=SsrMode::Async/>
                    <Route path=path!("/approval/:secret") view=ApprovalByLink ssr=SsrMode::Async/>
                    <Route path=path!("/client/:secret") view=ClientViewPage ssr=SsrMode::Async/>
                    <Route path=path!("/assignments/new") view=NewAssignment ssr=SsrMode::Async/>
                    <Route path=path!("/answer/:secret") view=Answer ssr=SsrMode::Async/>
                    <Route path=path!("/interviews") view=Agenda ssr=SsrMode::Async/>
                    <Route path=path!("/interviews/new") view=NewInterview ssr=SsrMode::Async/>
                    <Route path=path!("/interviews/:id") view=InterviewPage ssr=SsrMode::Async/>
                    <Route path=path!("/invitation/:secret") view=Invitation ssr=SsrMode::Async/>
                    <Route path=path!("/recruitment-task-groups") view={list::<TaskGroups>} ssr=SsrMode::Async/>
                    <Route path=path!("/recruitment-task-groups/new") view=NewTaskGroup ssr=SsrMode::Async/>
                    <Route path=path!("/recruitment-task-groups/:id") view=TaskGroup ssr=SsrMode::Async/>
                    <Route path=path!("/recruitment-tasks") view={list::<Tasks>} ssr=SsrMode::Async/>
                    <Route path=path!("/recruitment-tasks/:id") view={record::<Tasks>} ssr=SsrMode::Async/>
                    <Route path=path!("/recruitment-task-answers") view={list::<Answers>} ssr=SsrMode::Async/>
                    <Route path=path!("/recruitment-task-answers/:id") view={record::<Answers>} ssr=SsrMode::Async/>
                    <Route path=path!("/reports") view=Reports ssr=SsrMode::Async/>
                    <Route path=path!("/reports/staffing") view=StaffingReport ssr=SsrMode::Async/>
                    <Route path=path!("/reports/people") view=ReportPeople ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view=SignIn ssr=SsrMode::Async/>
                    <Route path=path!("/forgotten") view=Forgotten ssr=SsrMode::Async/>
                    <Route path=path!("/link/:link") view=Redeem ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=Settings ssr=SsrMode::Async/>
                    <Route path=path!("/settings/account") view=Account ssr=SsrMode::Async/>
                    <Route path=path!("/settings/tokens") view=Tokens ssr=SsrMode::Async/>
                    <Route path=path!("/settings/webhooks") view=Webhooks ssr=SsrMode::Async/>
                    <Route path=path!("/settings/webhooks/:id") view=WebhookPage ssr=SsrMode::Async/>
                    <Route path=path!("/settings/outbox") view=Outbox ssr=SsrMode::Async/>
                    <Route path=path!("/settings/approval") view=ApprovalFlows ssr=SsrMode::Async/>
                    <Route path=path!("/settings/people") view=People ssr=SsrMode::Async/>
                    <Route path=path!("/ui") view=Gallery ssr=SsrMode::Async/>
                </Routes>
            </Frame>
        </Router>
    }
}
