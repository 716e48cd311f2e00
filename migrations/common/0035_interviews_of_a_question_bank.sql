-- Whoever follows the changes is told what a question bank hides from now on, in the files of those who were interviewed with it.
CREATE INDEX interview_by_task_group ON interview (task_group);
