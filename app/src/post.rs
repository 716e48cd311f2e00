//! What a form may be posted to: which server functions each page may be told to run, by the name in `?do=`.

/// On every page: one's own menu is everywhere.
const EVERYWHERE: &[&str] = &["sign_out", "set_theme", "set_locale"];

/// Pages with forms of their own, by their pattern.
const PAGES: &[(&str, &[&str])] = &[
    (
        "/",
        &[
            "decide_approval",
            "answer_invitation",
            "keep_scorecard",
            "hand_in_scorecard",
            "postpone_request",
            "move_standing",
            "undo_standing",
            "sign_out",
            "set_theme",
            "set_locale",
        ],
    ),
    ("/candidates/new", &["create_candidate", "sign_out", "set_theme", "set_locale"]),
    (
        "/candidates/{id}",
        &[
            "edit_candidate",
            "archive_candidate",
            "restore_candidate",
            "undo_change",
            "add_note",
            "edit_note",
            "delete_note",
            "withdraw_questions",
            "unmerge",
            "sign_out",
            "set_theme",
            "set_locale",
        ],
    ),
    ("/candidates/{id}/merge", &["merge_candidates", "sign_out", "set_theme", "set_locale"]),
    ("/imports/{id}", &["map_import", "apply_import", "undo_import", "delete_import", "sign_out", "set_theme", "set_locale"]),
    ("/approvals/{id}", &["decide_approval", "hand_over_approval", "sign_out", "set_theme", "set_locale"]),
    ("/approval/{secret}", &["decide_by_link", "sign_out", "set_theme", "set_locale"]),
    ("/client/{secret}", &["answer_as_client", "sign_out", "set_theme", "set_locale"]),
    ("/settings/approval", &["create_approval_flow", "edit_approval_flow", "archive_approval_flow", "sign_out", "set_theme", "set_locale"]),
    ("/assignments/new", &["send_questions", "sign_out", "set_theme", "set_locale"]),
    ("/answer/{secret}", &["keep_answers", "hand_in_answers", "sign_out", "set_theme", "set_locale"]),
    ("/interviews/new", &["plan_interview", "sign_out", "set_theme", "set_locale"]),
    (
        "/interviews/{id}",
        &[
            "move_interview",
            "cancel_interview",
            "note_no_show",
            "undo_no_show",
            "answer_invitation",
            "keep_scorecard",
            "hand_in_scorecard",
            "amend_answer",
            "amend_scorecard",
            "sign_out",
            "set_theme",
            "set_locale",
        ],
    ),
    ("/invitation/{secret}", &["answer_by_link", "sign_out", "set_theme", "set_locale"]),
    ("/recruitment-task-groups/new", &["create_task_group", "sign_out", "set_theme", "set_locale"]),
    (
        "/recruitment-task-groups/{id}",
        &[
            "edit_task_group",
            "move_task_group",
            "duplicate_task_group",
            "add_question",
            "paste_questions",
            "edit_question",
            "archive_question",
            "move_question",
            "sign_out",
            "set_theme",
            "set_locale",
        ],
    ),
    ("/resource-requests/new", &["create_request", "sign_out", "set_theme", "set_locale"]),
    (
        "/resource-requests/{id}",
        &[
            "edit_request",
            "move_request",
            "remind_of_approval",
            "propose_candidate",
            "move_standing",
            "rank_standing",
            "remove_standing",
            "undo_standing",
            "share_with_client",
            "revoke_client_view",
            "sign_out",
            "set_theme",
            "set_locale",
        ],
    ),
    ("/resource-request-candidates/{id}", &["move_standing", "edit_standing", "remove_standing", "sign_out", "set_theme", "set_locale"]),
    ("/sign-in", &["sign_in", "sign_out", "set_theme", "set_locale"]),
    ("/forgotten", &["request_reset", "sign_out", "set_theme", "set_locale"]),
    ("/link/{link}", &["redeem", "sign_out", "set_theme", "set_locale"]),
    ("/settings/account", &["save_account", "change_password", "end_session", "renew_calendar", "sign_out", "set_theme", "set_locale"]),
    ("/settings/tokens", &["create_token", "revoke_token", "sign_out", "set_theme", "set_locale"]),
    ("/settings/webhooks", &["create_webhook", "sign_out", "set_theme", "set_locale"]),
    (
        "/settings/webhooks/{id}",
        &["edit_webhook", "switch_webhook", "test_webhook", "replay_webhook", "delete_webhook", "sign_out", "set_theme", "set_locale"],
    ),
    (
        "/settings/people",
        &["invite", "add_program", "make_link", "change_role", "deactivate", "activate", "sign_out", "set_theme", "set_locale"],
    ),
];

/// The server functions that the page with this pattern (`/candidates/{id}`) may run.
pub fn allowed(pattern: &str) -> &'static [&'static str] {
    PAGES.iter().find(|(page, _)| *page == pattern).map_or(EVERYWHERE, |(_, names)| names)
}

/// Whether a browser that is sent there stays within this site: `/candidates?q=x`, but not `//evil.example`, `/\evil.example` or
/// `https://evil.example` (WHATWG URL: browsers read `\` as `/`, and skip tabs and line breaks).
pub fn is_local(location: &str) -> bool {
    location.starts_with('/') && !location.starts_with("//") && !location.contains('\\') && !location.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_everywhere_is_on_every_page() {
        for (page, names) in PAGES {
            assert!(EVERYWHERE.iter().all(|name| names.contains(name)), "{page}");
        }
        assert_eq!(allowed("/anything"), EVERYWHERE);
    }

    #[test]
    fn only_paths_of_this_site_are_local() {
        for location in ["/", "/candidates?q=a%20b", "/candidates/7#notes", "/a//b"] {
            assert!(is_local(location), "{location}");
        }
        for location in
            ["", "candidates", "//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example", "javascript:alert(1)"]
        {
            assert!(!is_local(location), "{location}");
        }
    }
}
