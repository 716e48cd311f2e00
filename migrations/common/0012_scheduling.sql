-- Interviews: when, where and with whom.
CREATE TABLE interview (
    id                UUID        PRIMARY KEY NOT NULL,
    version           BIGINT      NOT NULL,
    created_at        TIMESTAMPTZ NOT NULL,
    updated_at        TIMESTAMPTZ NOT NULL,
    candidate         UUID        NOT NULL REFERENCES candidate (id),
    request_candidate UUID        REFERENCES resource_request_candidate (id),
    task_group        BIGINT      NOT NULL REFERENCES recruitment_task_group (id),
    starts_at         TIMESTAMPTZ NOT NULL,
    ends_at           TIMESTAMPTZ NOT NULL CHECK (ends_at > starts_at),
    time_zone         TEXT        NOT NULL CHECK (LENGTH(time_zone) <= 64),
    place             TEXT        CHECK (LENGTH(place) <= 255),
    link              TEXT        CHECK (LENGTH(link) <= 2048),
    interviewers      JSONB       NOT NULL,
    status            TEXT        NOT NULL CHECK (status IN ('scheduled', 'complete', 'cancelled', 'no_show')),
    reason            TEXT        CHECK (LENGTH(reason) <= 255),
    organiser         UUID        REFERENCES user_account (id),
    sequence          BIGINT      NOT NULL
);
CREATE INDEX interview_by_age ON interview (created_at, id);
CREATE INDEX interview_by_start ON interview (starts_at, ends_at);
CREATE INDEX interview_by_candidate ON interview (candidate, starts_at);

-- Who sits in an interview. `live`: it takes place, or took place.
CREATE TABLE interview_seat (
    interview    UUID        NOT NULL REFERENCES interview (id) ON DELETE CASCADE,
    user_id      UUID        NOT NULL REFERENCES user_account (id),
    candidate    UUID        NOT NULL REFERENCES candidate (id),
    task_group   BIGINT      NOT NULL REFERENCES recruitment_task_group (id),
    live         BOOLEAN     NOT NULL,
    declined     BOOLEAN     NOT NULL,
    handed_in_at TIMESTAMPTZ,
    PRIMARY KEY (interview, user_id)
);
CREATE INDEX interview_seat_by_user ON interview_seat (user_id, candidate);
CREATE INDEX interview_seat_by_candidate ON interview_seat (candidate, task_group, user_id);

-- What one interviewer made of one interview as a whole.
CREATE TABLE scorecard (
    id             UUID        PRIMARY KEY NOT NULL,
    version        BIGINT      NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    updated_at     TIMESTAMPTZ NOT NULL,
    interview      UUID        NOT NULL REFERENCES interview (id),
    candidate      UUID        NOT NULL REFERENCES candidate (id),
    task_group     BIGINT      NOT NULL REFERENCES recruitment_task_group (id),
    interviewer    UUID        NOT NULL REFERENCES user_account (id),
    recommendation TEXT        NOT NULL CHECK (recommendation IN ('strong_yes', 'yes', 'no', 'definitely_not', 'no_decision')),
    comment        TEXT        CHECK (LENGTH(comment) <= 20000),
    reason         TEXT        CHECK (LENGTH(reason) <= 255),
    submitted_at   TIMESTAMPTZ
);
CREATE UNIQUE INDEX scorecard_once ON scorecard (interview, interviewer);
CREATE INDEX scorecard_by_candidate ON scorecard (candidate, task_group);

-- What an interviewer has written and not handed in yet, as typed.
CREATE TABLE scorecard_draft (
    interview  UUID        NOT NULL REFERENCES interview (id) ON DELETE CASCADE,
    user_id    UUID        NOT NULL REFERENCES user_account (id),
    typed      JSONB       NOT NULL,
    -- When it was typed, in milliseconds by the writer's clock: what arrives late does not overwrite what was typed later.
    typed_at   BIGINT      NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (interview, user_id)
);

-- Questions sent to a candidate, to be answered by a link.
CREATE TABLE assignment (
    id                UUID        PRIMARY KEY NOT NULL,
    version           BIGINT      NOT NULL,
    created_at        TIMESTAMPTZ NOT NULL,
    updated_at        TIMESTAMPTZ NOT NULL,
    candidate         UUID        NOT NULL REFERENCES candidate (id),
    request_candidate UUID        REFERENCES resource_request_candidate (id),
    task_group        BIGINT      NOT NULL REFERENCES recruitment_task_group (id),
    sender            UUID        REFERENCES user_account (id),
    expires_at        TIMESTAMPTZ NOT NULL,
    status            TEXT        NOT NULL CHECK (status IN ('sent', 'submitted', 'withdrawn')),
    submitted_at      TIMESTAMPTZ
);
CREATE INDEX assignment_by_candidate ON assignment (candidate, created_at);

-- What a candidate has written and not handed in yet, as typed.
CREATE TABLE assignment_draft (
    assignment UUID        PRIMARY KEY NOT NULL REFERENCES assignment (id) ON DELETE CASCADE,
    typed      JSONB       NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

-- Letters about interviews and to candidates, written when they are due and kept when they are sent.
CREATE TABLE letter (
    id         UUID        PRIMARY KEY NOT NULL,
    -- None: the candidate of the assignment.
    user_id    UUID        REFERENCES user_account (id),
    about      TEXT        NOT NULL,
    interview  UUID        REFERENCES interview (id) ON DELETE CASCADE,
    assignment UUID        REFERENCES assignment (id) ON DELETE CASCADE,
    sequence   BIGINT      NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    due_at     TIMESTAMPTZ NOT NULL,
    claimed_at TIMESTAMPTZ,
    sent_at    TIMESTAMPTZ,
    attempts   BIGINT      NOT NULL,
    failure    TEXT        CHECK (LENGTH(failure) <= 255)
);
CREATE INDEX letter_by_due ON letter (due_at, id) WHERE sent_at IS NULL;
CREATE INDEX letter_by_interview ON letter (interview);

-- The address of a user's calendar is void once it has another generation.
CREATE TABLE calendar_feed (
    user_id    UUID   PRIMARY KEY NOT NULL REFERENCES user_account (id),
    generation BIGINT NOT NULL
);

CREATE INDEX recruitment_task_answer_by_interview ON recruitment_task_answer (interview);
CREATE INDEX recruitment_task_answer_by_submission ON recruitment_task_answer (submitted_at);
-- What a candidate says and what a program says of the same question do not stand in each other's way.
DROP INDEX recruitment_task_answer_once;
CREATE UNIQUE INDEX recruitment_task_answer_once ON recruitment_task_answer (
    task,
    candidate,
    source,
    COALESCE(request_candidate, '00000000-0000-0000-0000-000000000000'),
    COALESCE(interview, '00000000-0000-0000-0000-000000000000'),
    COALESCE(interviewer, '00000000-0000-0000-0000-000000000000')
) WHERE status <> 'withdrawn';
