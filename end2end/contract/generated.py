"""A client that openapi-python-client made from the OpenAPI document does the daily work, as it came out of the generator.

INSTROOM_URL=http://127.0.0.1:3000 INSTROOM_TOKEN=… PYTHONPATH=<directory of instroom_client> python end2end/contract/generated.py
"""

import json
import os
import sys
import unittest
import urllib.request
import uuid
from http import HTTPStatus
from pathlib import Path

import instroom_client
from instroom_client import AuthenticatedClient
from instroom_client.api.candidate import (
    api_candidates_get_collection,
    api_candidates_id_get,
    api_candidates_id_patch,
    api_candidates_post,
)
from instroom_client.api.candidate_note import (
    api_candidate_notes_get_collection,
    api_candidate_notes_id_delete,
    api_candidate_notes_id_get,
    api_candidate_notes_post,
)
from instroom_client.api.recruitment_task import api_recruitment_tasks_post
from instroom_client.api.recruitment_task_answer import (
    api_recruitment_task_answers_get_collection,
    api_recruitment_task_answers_post,
)
from instroom_client.api.recruitment_task_group import api_recruitment_task_groups_id_get, api_recruitment_task_groups_post
from instroom_client.api.resource_request import api_resource_requests_get_collection, api_resource_requests_post
from instroom_client.api.resource_request_candidate import (
    api_resource_request_candidates_id_delete,
    api_resource_request_candidates_id_get,
    api_resource_request_candidates_id_patch,
    api_resource_request_candidates_post,
)
from instroom_client.models import (
    CandidateCandidateWrite,
    CandidateCandidateWriteJsonMergePatch,
    CandidateNoteCandidateNoteWrite,
    RecruitmentTaskAnswerRecruitmentTaskAnswerWrite,
    RecruitmentTaskGroupRecruitmentTaskGroupWrite,
    RecruitmentTaskRecruitmentTaskWrite,
    ResourceRequestCandidateResourceRequestCandidateWrite,
    ResourceRequestCandidateResourceRequestCandidateWriteJsonMergePatch,
    ResourceRequestResourceRequestWrite,
)

# What nobody asks for in particular is JSON-LD; the generator reads the first media type of the document, plain JSON, and does not say so.
CLIENT = AuthenticatedClient(
    base_url=os.environ["INSTROOM_URL"],
    token=os.environ["INSTROOM_TOKEN"],
    headers={"Accept": "application/json"},
    raise_on_unexpected_status=True,
)


CODE = Path(instroom_client.__file__).parent


class Generated(unittest.TestCase):
    maxDiff = None

    def answered(self, status: HTTPStatus, operation, *arguments, **parameters):
        """What an operation answers, as the type that the generator made of it."""
        response = operation.sync_detailed(*arguments, client=CLIENT, **parameters)
        self.assertEqual(response.status_code, status, response.content)
        return response.parsed

    def candidate(self, firstname: str):
        body = CandidateCandidateWrite(firstname=firstname, lastname="Generated", email=f"{uuid.uuid4()}@example.test")
        return self.answered(HTTPStatus.CREATED, api_candidates_post, body=body)

    def test_no_operation_was_left_out(self):
        with urllib.request.urlopen(f"{os.environ['INSTROOM_URL']}/docs.json") as answer:
            paths = json.load(answer)["paths"]
        operations = [operation["operationId"] for path in paths.values() for operation in path.values() if "operationId" in operation]
        modules = {path.stem for path in CODE.glob("api/*/*.py")}
        self.assertGreaterEqual(len(operations), 31)
        # No module of Python has a dash in its name.
        self.assertEqual([operation for operation in operations if operation.replace("-", "_") not in modules], [])

    def test_candidates_are_created_found_and_changed(self):
        made = self.candidate("Ada")
        self.candidate("Grace")
        found = self.answered(HTTPStatus.OK, api_candidates_get_collection, email=made.email)
        self.assertEqual([one.id for one in found], [made.id])
        page = self.answered(HTTPStatus.OK, api_candidates_get_collection, items_per_page=1, page=2)
        self.assertEqual(len(page), 1)

        body = CandidateCandidateWriteJsonMergePatch(position="Engineer", phone_number="+31 6 12345678", tags=["priority"])
        changed = self.answered(HTTPStatus.OK, api_candidates_id_patch, made.id, body=body)
        self.assertEqual((changed.position, changed.tags, changed.firstname), ("Engineer", ["priority"], "Ada"))
        # What is null is cleared, what is absent stays.
        body = CandidateCandidateWriteJsonMergePatch(phone_number=None)
        self.answered(HTTPStatus.OK, api_candidates_id_patch, made.id, body=body)
        read = self.answered(HTTPStatus.OK, api_candidates_id_get, made.id)
        self.assertEqual((read.phone_number, read.position), (None, "Engineer"))

    def test_notes_are_written_and_deleted(self):
        person = self.candidate("Edsger")
        body = CandidateNoteCandidateNoteWrite(candidate=f"/candidates/{person.id}", content="Called back. **Interested.**")
        note = self.answered(HTTPStatus.CREATED, api_candidate_notes_post, body=body)
        self.assertEqual(note.candidate, f"/candidates/{person.id}")
        found = self.answered(HTTPStatus.OK, api_candidate_notes_get_collection, candidate=person.id)
        self.assertEqual([one.id for one in found], [note.id])
        self.answered(HTTPStatus.NO_CONTENT, api_candidate_notes_id_delete, note.id)
        self.answered(HTTPStatus.NOT_FOUND, api_candidate_notes_id_get, note.id)

    def test_questions_are_asked_and_answered(self):
        body = RecruitmentTaskGroupRecruitmentTaskGroupWrite(name="Generated")
        group = self.answered(HTTPStatus.CREATED, api_recruitment_task_groups_post, body=body)
        self.assertIsInstance(group.id, int)
        body = RecruitmentTaskRecruitmentTaskWrite(
            question="Which one?", options=["this", "that"], recruitment_task_group=f"/recruitment-task-groups/{group.id}"
        )
        task = self.answered(HTTPStatus.CREATED, api_recruitment_tasks_post, body=body)
        self.assertEqual((task.type_, task.options), ("single_choice", ["this", "that"]))
        group = self.answered(HTTPStatus.OK, api_recruitment_task_groups_id_get, group.id)
        self.assertEqual(group.tasks, [f"/recruitment-tasks/{task.id}"])

        person = self.candidate("Barbara")
        body = RecruitmentTaskAnswerRecruitmentTaskAnswerWrite(
            recruitment_task=f"/recruitment-tasks/{task.id}", candidate=f"/candidates/{person.id}", answer="that", score=3
        )
        answer = self.answered(HTTPStatus.CREATED, api_recruitment_task_answers_post, body=body)
        self.assertEqual((answer.answer, answer.score), ("that", 3))
        found = self.answered(HTTPStatus.OK, api_recruitment_task_answers_get_collection, candidate=person.id)
        self.assertEqual([one.id for one in found], [answer.id])

    def test_people_are_proposed_and_go_through_the_stages(self):
        client = f"Client {uuid.uuid4()}"
        body = ResourceRequestResourceRequestWrite(
            client=client, position="Engineer", status="pending_approval", salary_range_min=400_000, salary_range_max=600_000
        )
        request = self.answered(HTTPStatus.CREATED, api_resource_requests_post, body=body)
        self.assertEqual((request.client, request.salary_range_min), (client, 400_000))
        found = self.answered(HTTPStatus.OK, api_resource_requests_get_collection, client_query=client)
        self.assertEqual([one.id for one in found], [request.id])

        def propose(firstname: str):
            body = ResourceRequestCandidateResourceRequestCandidateWrite(
                resource_request=f"/resource-requests/{request.id}", candidate=f"/candidates/{self.candidate(firstname).id}"
            )
            return self.answered(HTTPStatus.CREATED, api_resource_request_candidates_post, body=body)

        proposed = propose("Frances")
        self.assertEqual(proposed.status, "proposed")
        for stage in ("shortlisted", "interviewing", "offered"):
            body = ResourceRequestCandidateResourceRequestCandidateWriteJsonMergePatch(status=stage)
            moved = self.answered(HTTPStatus.OK, api_resource_request_candidates_id_patch, proposed.id, body=body)
            self.assertEqual(moved.status, stage)
        self.assertEqual([change.to for change in moved.history], ["proposed", "shortlisted", "interviewing", "offered"])
        # Who was met is not proposed by mistake; who was not, may be.
        self.answered(HTTPStatus.CONFLICT, api_resource_request_candidates_id_delete, proposed.id)
        mistake = propose("Katherine")
        self.answered(HTTPStatus.NO_CONTENT, api_resource_request_candidates_id_delete, mistake.id)
        self.answered(HTTPStatus.NOT_FOUND, api_resource_request_candidates_id_get, mistake.id)


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed", flush=True)
    sys.exit(not result.wasSuccessful())
