-- Text compares by code point, as SQLite compares it.
ALTER TABLE recruitment_task_group
    ALTER COLUMN name_fold TYPE TEXT COLLATE "C", ALTER COLUMN description_fold TYPE TEXT COLLATE "C", ALTER COLUMN kind TYPE TEXT COLLATE "C",
    ALTER COLUMN blind TYPE TEXT COLLATE "C", ALTER COLUMN status TYPE TEXT COLLATE "C";
ALTER TABLE recruitment_task
    ALTER COLUMN question_fold TYPE TEXT COLLATE "C", ALTER COLUMN kind TYPE TEXT COLLATE "C", ALTER COLUMN skill_fold TYPE TEXT COLLATE "C";
ALTER TABLE recruitment_task_answer
    ALTER COLUMN source TYPE TEXT COLLATE "C", ALTER COLUMN comment_fold TYPE TEXT COLLATE "C", ALTER COLUMN status TYPE TEXT COLLATE "C";
ALTER TABLE resource_request
    ALTER COLUMN code_fold TYPE TEXT COLLATE "C", ALTER COLUMN client_fold TYPE TEXT COLLATE "C", ALTER COLUMN status TYPE TEXT COLLATE "C",
    ALTER COLUMN location_fold TYPE TEXT COLLATE "C", ALTER COLUMN position_fold TYPE TEXT COLLATE "C",
    ALTER COLUMN description_fold TYPE TEXT COLLATE "C", ALTER COLUMN billing_type TYPE TEXT COLLATE "C",
    ALTER COLUMN currency_fold TYPE TEXT COLLATE "C", ALTER COLUMN owners_fold TYPE TEXT COLLATE "C",
    ALTER COLUMN skills_fold TYPE TEXT COLLATE "C", ALTER COLUMN priority TYPE TEXT COLLATE "C", ALTER COLUMN reason TYPE TEXT COLLATE "C";
ALTER TABLE resource_request_candidate
    ALTER COLUMN status TYPE TEXT COLLATE "C", ALTER COLUMN note_fold TYPE TEXT COLLATE "C", ALTER COLUMN rejected_by TYPE TEXT COLLATE "C",
    ALTER COLUMN reason_fold TYPE TEXT COLLATE "C";
-- Long texts are ordered too, as they are written.
ALTER TABLE candidate ALTER COLUMN notes TYPE TEXT COLLATE "C", ALTER COLUMN expectations TYPE TEXT COLLATE "C";
ALTER TABLE recruitment_task ALTER COLUMN guidance TYPE TEXT COLLATE "C";
ALTER TABLE recruitment_task_answer ALTER COLUMN reason TYPE TEXT COLLATE "C";
ALTER TABLE resource_request
    ALTER COLUMN hold_reason TYPE TEXT COLLATE "C", ALTER COLUMN cancel_reason TYPE TEXT COLLATE "C",
    ALTER COLUMN rejection_reason TYPE TEXT COLLATE "C", ALTER COLUMN closing_reason TYPE TEXT COLLATE "C";
