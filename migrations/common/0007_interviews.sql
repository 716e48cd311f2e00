-- The next number of whatever is numbered: neither database's own numbering is the other's.
CREATE TABLE counter (
    name  TEXT   PRIMARY KEY NOT NULL,
    value BIGINT NOT NULL
);

-- Question banks, their questions, and what was answered.
CREATE TABLE recruitment_task_group (
    id               BIGINT      PRIMARY KEY NOT NULL,
    version          BIGINT      NOT NULL,
    created_at       TIMESTAMPTZ NOT NULL,
    updated_at       TIMESTAMPTZ NOT NULL,
    name             TEXT        NOT NULL CHECK (LENGTH(name) <= 255),
    name_fold        TEXT        NOT NULL,
    description      TEXT        CHECK (LENGTH(description) <= 20000),
    description_fold TEXT,
    kind             TEXT        NOT NULL CHECK (kind IN ('interview', 'screening', 'assessment', 'take_home')),
    expected_minutes BIGINT      CHECK (expected_minutes BETWEEN 1 AND 1440),
    position         BIGINT      CHECK (position BETWEEN 0 AND 1000000),
    blind            TEXT        NOT NULL CHECK (blind IN ('after_own', 'always', 'never')),
    status           TEXT        NOT NULL CHECK (status IN ('draft', 'published', 'archived')),
    revision         BIGINT      NOT NULL CHECK (revision >= 1)
);
CREATE INDEX recruitment_task_group_by_age ON recruitment_task_group (created_at, id);

CREATE TABLE recruitment_task (
    id            BIGINT      PRIMARY KEY NOT NULL,
    version       BIGINT      NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    question      TEXT        NOT NULL CHECK (LENGTH(question) <= 20000),
    question_fold TEXT        NOT NULL,
    options       JSONB,
    task_group    BIGINT      NOT NULL REFERENCES recruitment_task_group (id),
    kind          TEXT        NOT NULL,
    required      BOOLEAN     NOT NULL,
    position      BIGINT      CHECK (position BETWEEN 0 AND 1000000),
    guidance      TEXT        CHECK (LENGTH(guidance) <= 20000),
    anchors       JSONB,
    skill         TEXT        CHECK (LENGTH(skill) <= 50),
    skill_fold    TEXT,
    weight        BIGINT      CHECK (weight BETWEEN 0 AND 100),
    archived      BOOLEAN     NOT NULL
);
CREATE INDEX recruitment_task_by_age ON recruitment_task (created_at, id);
CREATE INDEX recruitment_task_by_group ON recruitment_task (task_group, position, id);

-- An answer is a JSON text: a JSON column holds objects and arrays alone.
CREATE TABLE recruitment_task_answer (
    id                BIGINT      PRIMARY KEY NOT NULL,
    version           BIGINT      NOT NULL,
    created_at        TIMESTAMPTZ NOT NULL,
    updated_at        TIMESTAMPTZ NOT NULL,
    task              BIGINT      NOT NULL REFERENCES recruitment_task (id),
    candidate         UUID        NOT NULL REFERENCES candidate (id),
    request_candidate UUID,
    interview         UUID,
    interviewer       UUID        REFERENCES user_account (id),
    source            TEXT        NOT NULL CHECK (source IN ('interviewer', 'candidate', 'api')),
    answer            TEXT,
    score             BIGINT      CHECK (score BETWEEN 1 AND 4),
    comment           TEXT        CHECK (LENGTH(comment) <= 20000),
    comment_fold      TEXT,
    snapshot          JSONB       NOT NULL,
    status            TEXT        NOT NULL CHECK (status IN ('draft', 'submitted', 'amended', 'withdrawn')),
    reason            TEXT        CHECK (LENGTH(reason) <= 255),
    submitted_at      TIMESTAMPTZ
);
CREATE INDEX recruitment_task_answer_by_age ON recruitment_task_answer (created_at, id);
CREATE INDEX recruitment_task_answer_by_candidate ON recruitment_task_answer (candidate, task);
CREATE INDEX recruitment_task_answer_by_task ON recruitment_task_answer (task);
-- One answer of one interviewer about one person in one conversation; what was withdrawn is out of the way.
CREATE UNIQUE INDEX recruitment_task_answer_once ON recruitment_task_answer (
    task,
    candidate,
    COALESCE(request_candidate, '00000000-0000-0000-0000-000000000000'),
    COALESCE(interview, '00000000-0000-0000-0000-000000000000'),
    COALESCE(interviewer, '00000000-0000-0000-0000-000000000000')
) WHERE status <> 'withdrawn';
