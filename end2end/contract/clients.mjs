// The clients of API Platform find here what they would find there: @api-platform/api-doc-parser, which its admin and its code generators
// are built on, reads our two documents and sees these resources, fields and operations.
//
// What is expected is written out, from the contract: neither document may prove itself.
//
// INSTROOM_URL=http://127.0.0.1:3000 INSTROOM_TOKEN=… node --test end2end/contract/clients.mjs
import { parseHydraDocumentation, parseOpenApi3Documentation } from '@api-platform/api-doc-parser';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

const { INSTROOM_URL: url, INSTROOM_TOKEN: token } = process.env;
const options = { headers: { Authorization: `Bearer ${token}` } };

// The types that the parser reads from the Hydra document and from the OpenAPI document.
const text = ['string', 'string'];
const email = ['email', 'email'];
const link = ['url', 'iri'];
const moment = ['dateTime', 'dateTime'];
const integer = ['integer', 'integer'];
const flag = ['boolean', 'boolean'];
const list = ['string', 'array'];
// What may be null besides is told by `anyOf`, which the parser of OpenAPI does not look into.
const object = ['string', 'string'];
const anything = ['string', 'string'];
/** The address of a record of this type. */
const to = (reference) => Object.assign(['string', 'iriReference'], { reference });
/** Addresses of records of this type. */
const toMany = (reference) => Object.assign(['string', 'array'], { reference });

const required = (type) => Object.assign([...type], type, { required: true });
const readOnly = (type) => Object.assign([...type], type, { readOnly: true });

/** What every record has. */
const record = { createdAt: readOnly(moment), updatedAt: readOnly(moment), version: readOnly(integer) };
const byString = { id: readOnly(['string', 'uuid']), ...record };
const byNumber = { id: readOnly(integer), ...record };

const readAndWrite = ['create POST', 'edit PATCH', 'list GET', 'show GET'];
const readWriteAndDelete = ['create POST', 'delete DELETE', 'edit PATCH', 'list GET', 'show GET'];

const resources = {
  candidates: {
    type: 'Candidate',
    operations: readAndWrite,
    fields: {
      ...byString,
      firstname: required(text),
      lastname: required(text),
      email: required(email),
      phoneNumber: text,
      source: text,
      location: text,
      birthDate: moment,
      position: text,
      linkedinProfile: link,
      notes: text,
      expectations: text,
      tags: list,
      skills: list,
      employee: flag,
      visibility: text,
      recruiter: to('users'),
      availableFrom: moment,
      consent: object,
      attachments: readOnly(toMany('attachments')),
      lifecycle: readOnly(text),
    },
    parameters: [
      'id[]',
      'firstname',
      'email',
      'order[lastname]',
      'exists[position]',
      'birthDate[before]',
      'tags',
      'skills',
      'employee',
      'recruiter',
      'availableFrom[after]',
      'createdAt[strictly_after]',
      'updatedAt[after]',
      'order[updatedAt]',
    ],
  },
  'candidate-notes': {
    type: 'CandidateNote',
    operations: readWriteAndDelete,
    fields: {
      ...byString,
      candidate: required(to('candidates')),
      content: required(text),
      type: text,
      visibility: text,
      score: integer,
      pinned: flag,
      author: readOnly(to('users')),
      mentions: readOnly(toMany('users')),
    },
    parameters: ['candidate', 'content', 'type', 'visibility', 'score[gte]', 'exists[score]', 'pinned', 'author', 'order[createdAt]'],
  },
  'recruitment-tasks': {
    type: 'RecruitmentTask',
    operations: readAndWrite,
    fields: {
      ...byNumber,
      question: required(text),
      options: list,
      recruitmentTaskGroup: required(to('recruitment-task-groups')),
      type: text,
      required: flag,
      position: integer,
      guidance: text,
      anchors: object,
      skill: text,
      weight: integer,
      archived: flag,
    },
    parameters: ['id', 'question', 'recruitmentTaskGroup', 'type', 'required', 'position[lt]', 'order[position]', 'skill', 'weight[gt]', 'archived'],
  },
  'recruitment-task-groups': {
    type: 'RecruitmentTaskGroup',
    operations: readAndWrite,
    fields: {
      ...byNumber,
      name: required(text),
      description: text,
      kind: text,
      expectedMinutes: integer,
      position: integer,
      blind: text,
      status: text,
      revision: readOnly(integer),
      tasks: readOnly(toMany('recruitment-tasks')),
      usageCount: readOnly(integer),
    },
    parameters: ['name', 'order[name]', 'kind', 'expectedMinutes[lte]', 'exists[expectedMinutes]', 'position', 'blind', 'status', 'revision'],
  },
  'recruitment-task-answers': {
    type: 'RecruitmentTaskAnswer',
    operations: readAndWrite,
    fields: {
      ...byNumber,
      recruitmentTask: required(to('recruitment-tasks')),
      candidate: required(to('candidates')),
      resourceRequestCandidate: to('resource-request-candidates'),
      interview: readOnly(to('interviews')),
      interviewer: readOnly(to('users')),
      source: text,
      answer: anything,
      score: integer,
      comment: text,
      taskSnapshot: readOnly(object),
      status: text,
      reason: text,
      submittedAt: readOnly(moment),
    },
    parameters: ['recruitmentTask', 'candidate', 'resourceRequestCandidate', 'interviewer', 'source', 'score', 'status', 'submittedAt[after]'],
  },
  'resource-requests': {
    type: 'ResourceRequest',
    operations: readAndWrite,
    fields: {
      ...byString,
      code: readOnly(text),
      client: text,
      status: text,
      location: text,
      position: text,
      description: text,
      start: moment,
      end: moment,
      neededBy: moment,
      salaryRangeMin: integer,
      salaryRangeMax: integer,
      billingType: text,
      currency: text,
      billRateMin: integer,
      billRateMax: integer,
      owners: toMany('users'),
      requester: readOnly(to('users')),
      headcount: integer,
      filledCount: readOnly(integer),
      allocationPercent: integer,
      skills: list,
      priority: text,
      reason: text,
      approval: readOnly(object),
      holdReason: text,
      cancelReason: text,
      rejectionReason: readOnly(text),
      closingReason: text,
    },
    parameters: [
      'code',
      'client',
      'status',
      'position',
      'start[before]',
      'neededBy[strictly_before]',
      'salaryRangeMin[gte]',
      'salaryRangeMax[lte]',
      'order[salaryRangeMax]',
      'billingType',
      'owners',
      'requester',
      'headcount[gt]',
      'priority',
      'exists[billingType]',
    ],
  },
  'resource-request-candidates': {
    type: 'ResourceRequestCandidate',
    operations: readWriteAndDelete,
    fields: {
      ...byString,
      resourceRequest: required(to('resource-requests')),
      candidate: required(to('candidates')),
      status: text,
      rank: integer,
      proposedBy: readOnly(to('users')),
      note: text,
      proposedRate: integer,
      costRate: integer,
      margin: readOnly(integer),
      availableFrom: moment,
      allocationPercent: integer,
      rejectedBy: text,
      reason: text,
      clientVerdict: readOnly(text),
      clientComment: readOnly(text),
      clientAnsweredAt: readOnly(moment),
      matchScore: readOnly(integer),
      matchFormula: readOnly(integer),
      matchTerms: readOnly(list),
      matchReasons: readOnly(list),
      history: readOnly(list),
    },
    parameters: ['resourceRequest', 'candidate', 'status', 'order[rank]', 'rank[lt]', 'proposedBy', 'proposedRate[lte]', 'availableFrom[before]', 'matchScore[gte]', 'clientVerdict'],
  },
};

const names = (things) => things.map(({ name }) => name).sort();
const named = (fields, choose) =>
  Object.entries(fields)
    .filter(([, field]) => choose(field))
    .map(([name]) => name)
    .sort();
const operationsOf = (resource) => resource.operations.map(({ type, method }) => `${type} ${method}`).sort();
const sorted = (table) => Object.fromEntries(Object.entries(table).sort(([one], [other]) => (one < other ? -1 : 1)));
const typesOf = (fields, document) => sorted(Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, type[document]])));

const missing = (wanted, parameters) => {
  const there = new Set(parameters.map(({ variable }) => variable));
  return wanted.filter((name) => !there.has(name));
};

for (const base of [`${url}/api`, url]) {
  describe(`Hydra at ${base}`, () => {
    let api;
    const found = (path) => api.resources.find(({ name }) => name === path);
    before(async () => {
      ({ api } = await parseHydraDocumentation(base, options));
    });

    test('has the seven resources and no other', () => {
      assert.deepEqual(names(api.resources), Object.keys(resources).sort());
    });

    for (const [path, { type, operations, fields, parameters }] of Object.entries(resources)) {
      test(`${path} has its type, its address and its operations`, () => {
        const resource = found(path);
        assert.equal(resource.title, type);
        assert.equal(resource.url, `${base}/${path}`);
        assert.deepEqual(operationsOf(resource), operations);
      });

      test(`${path} has its fields`, () => {
        const resource = found(path);
        const types = Object.fromEntries(resource.fields.map(({ name, type }) => [name, type]));
        assert.deepEqual(sorted(types), typesOf(fields, 0));
        assert.deepEqual(names(resource.fields.filter(({ required }) => required)), named(fields, ({ required }) => required));
        assert.deepEqual(names(resource.readableFields), named(fields, () => true));
        assert.deepEqual(names(resource.writableFields), named(fields, ({ readOnly }) => !readOnly));
      });

      test(`${path} points to others`, () => {
        const references = Object.fromEntries(found(path).fields.map(({ name, reference }) => [name, reference?.name ?? null]));
        const wanted = Object.entries(fields).map(([name, { reference }]) => [name, reference in resources ? reference : null]);
        assert.deepEqual(sorted(references), sorted(Object.fromEntries(wanted)));
      });

      test(`${path} is narrowed and ordered`, async () => {
        const told = await found(path).getParameters();
        assert.deepEqual(missing(parameters, told), []);
        assert.deepEqual(told.filter(({ required }) => required), []);
      });
    }
  });

  for (const address of [`${base}/docs.json`, `${base}/docs`]) {
    describe(`OpenAPI at ${address}`, () => {
      let api;
      const found = (path) => api.resources.find(({ name }) => name === path);
      before(async () => {
        ({ api } = await parseOpenApi3Documentation(address, options));
      });

      test('has the seven resources, and what is beside them', () => {
        assert.deepEqual(names(api.resources), [...Object.keys(resources), 'import-rows', 'imports', 'users', 'webhook-logs', 'webhooks'].sort());
      });

      for (const [path, { operations, fields, parameters }] of Object.entries(resources)) {
        test(`${path} has its address and its operations`, () => {
          const resource = found(path);
          assert.equal(resource.url, `${base}/${path}`);
          assert.deepEqual(operationsOf(resource), operations);
        });

        test(`${path} has its fields`, () => {
          const resource = found(path);
          // The type of what may be null is a list of two.
          const types = Object.fromEntries(resource.fields.map(({ name, type }) => [name, [type].flat().find((type) => type !== 'null')]));
          assert.deepEqual(sorted(types), typesOf(fields, 1));
          assert.deepEqual(names(resource.writableFields), named(fields, ({ readOnly }) => !readOnly));
        });

        test(`${path} points to others`, () => {
          // This parser goes by the names of attributes, and knows one word from another only.
          const { candidate } = Object.fromEntries(found(path).fields.map((field) => [field.name, field]));
          assert.equal(candidate?.reference?.name, fields.candidate?.reference);
        });

        test(`${path} is narrowed and ordered`, () => {
          const wanted = ['page', 'itemsPerPage', ...parameters];
          assert.deepEqual(missing(wanted, found(path).parameters), []);
        });
      }
    });
  }
}
