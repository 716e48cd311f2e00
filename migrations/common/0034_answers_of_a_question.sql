-- How many people were asked is counted in the index, without opening an answer.
DROP INDEX recruitment_task_answer_by_task;
CREATE INDEX recruitment_task_answer_by_task ON recruitment_task_answer (task, candidate);
