// docs/integrators.md, done. Every use case is run as it is printed, twice, and what it prints is compared with what the guide says it
// prints; every name in the reference is looked up in the API's own documentation. Run it against a fresh demo:
//
//   INSTROOM_URL=http://127.0.0.1:3000 node --test end2end/contract/guide.mjs
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';

const origin = (process.env.INSTROOM_URL ?? 'http://127.0.0.1:3000').replace(/\/$/, '');
const guide = readFileSync(new URL('../../docs/integrators.md', import.meta.url), 'utf8');

/** All that the guide says it needs. */
const TOOLS = ['bash', 'curl', 'sed', 'node'];
let tools;
let headers;
let openApi;

before(async () => {
  tools = mkdtempSync(join(tmpdir(), 'guide-'));
  for (const tool of TOOLS) symlinkSync(whereIs(tool), join(tools, tool));
  const login = await fetch(`${origin}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin@example.test', password: 'instroom-demo' }),
  });
  assert.equal(login.status, 200, 'is this a demo?');
  headers = { authorization: `Bearer ${(await login.json()).token}`, accept: 'application/json' };
  openApi = await (await fetch(`${origin}/api/docs.json`)).json();
});

after(() => rmSync(tools, { recursive: true }));

function whereIs(tool) {
  if (tool === 'node') return process.execPath;
  const found = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, tool)).find(isExecutable);
  assert.ok(found, `${tool} is needed`);
  return found;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The part of the guide below a heading, to the next one as high. */
function chapter(heading) {
  const level = heading.match(/^#+/)[0].length;
  const lines = guide.split('\n');
  const from = lines.findIndex((line) => line.startsWith(heading));
  assert.ok(from >= 0, `there is no "${heading}" in the guide`);
  let fenced = false;
  const to = lines.findIndex((line, n) => {
    if (line.startsWith('```')) fenced = !fenced;
    return n > from && !fenced && /^#+ /.test(line) && line.indexOf(' ') <= level;
  });
  return lines.slice(from + 1, to < 0 ? undefined : to).join('\n');
}

/** The fenced blocks of a text. */
function blocks(text) {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, content]) => ({ language, content }));
}

/** Runs a use case in one shell, with nothing but the tools named; gives its variables. */
async function run(heading, names) {
  const first = chapter('## Use cases').split(/^### /m)[0];
  const all = [...blocks(first), ...blocks(chapter(heading))];
  // What is done in Python, with a client that is made first, sdk.py does.
  const steps = all.filter((step, n) => !['sh', 'python'].includes(step.language) && all[n - 1]?.language !== 'python');
  const scripts = steps.filter((step) => step.language === 'bash').map((step) => step.content);
  assert.ok(scripts.length > 1, heading);
  const variables = `for name in ${names.join(' ')}; do printf '%s=%s\\n' "$name" "\${!name}"; done\n`;
  const { code, out, err } = await bash([...scripts, variables].join("printf '\\036'\n"));
  const printed = out.split('\x1e');
  const reached = `${heading}, step ${printed.length - 1}`;
  assert.equal(code, 0, `${reached}, after:\n${scripts[printed.length - 1] ?? ''}\nit printed:\n${printed.at(-1)}\n${err}`);
  let n = -1;
  for (const step of steps) {
    if (step.language === 'bash') n += 1;
    else if (step.language === 'json') fits(JSON.parse(step.content), JSON.parse(printed[n]), `${heading}, step ${n}: $`);
    else if (step.language === 'text') assert.match(`${printed[n].trimEnd()}\n`, pattern(step.content), `${heading}, step ${n}`);
    else assert.fail(`what is ${step.language}?`);
  }
  return Object.fromEntries(printed.at(-1).trim().split('\n').map((line) => line.split('=', 2)));
}

function bash(script) {
  return new Promise((resolve, reject) => {
    const env = { PATH: tools, INSTROOM_URL: origin, NO_PROXY: '*' };
    const shell = spawn(join(tools, 'bash'), ['-c', script], { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 });
    let [out, err] = ['', ''];
    shell.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    shell.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    shell.on('error', reject).on('close', (code) => resolve({ code, out, err }));
  });
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What a text of the guide stands for: `…` is anything, on a line of its own any lines. */
function pattern(text) {
  const lines = text.trimEnd().split('\n');
  return new RegExp(`^${lines.map((line) => (line === '…' ? '(?:.*\\n)*' : `${line.split('…').map(escaped).join('.*')}\\n`)).join('')}$`);
}

/** Asserts that a document has everything that the guide shows of it. */
function fits(shown, real, at) {
  if (typeof shown === 'string' && shown.includes('…')) {
    assert.equal(typeof real, 'string', at);
    assert.match(real, new RegExp(`^${shown.split('…').map(escaped).join('[^]+')}$`), at);
  } else if (Array.isArray(shown)) {
    assert.ok(Array.isArray(real), `${at} is no array: ${JSON.stringify(real)}`);
    assert.equal(real.length, shown.length, `${at}: ${JSON.stringify(real)}`);
    shown.forEach((one, n) => fits(one, real[n], `${at}[${n}]`));
  } else if (shown !== null && typeof shown === 'object') {
    assert.ok(real !== null && typeof real === 'object', `${at}: ${JSON.stringify(real)}`);
    for (const [name, value] of Object.entries(shown)) {
      assert.ok(name in real, `${at}.${name} is not there: ${JSON.stringify(real)}`);
      fits(value, real[name], `${at}.${name}`);
    }
  } else {
    assert.deepEqual(real, shown, at);
  }
}

async function get(path, status = 200) {
  const response = await fetch(`${origin}/api${path}`, { headers });
  assert.equal(response.status, status, path);
  return response.json();
}

/** A use case, tried twice: the second time on what the first left behind. */
function useCase(heading, names, check) {
  test(heading.replace(/^#+ /, ''), async () => {
    for (let time = 0; time < 2; time += 1) {
      const it = await run(heading, names);
      for (const name of names) assert.ok(it[name], `${heading}: $${name} is empty`);
      await check(it);
    }
  });
}

useCase('### 1. Sync applicants from a job board', ['application', 'person', 'since'], async ({ application, person, since }) => {
  const found = await get(`/candidates?email=${application}&order[createdAt]=asc`);
  assert.deepEqual(
    found.map((it) => it.email),
    [`joana.${application}@example.test`, `Joana.${application}@example.test`],
    'the same key made one person',
  );
  assert.equal(found[0].id, person);
  assert.equal(found[0].position, 'Senior data engineer', 'what If-Match let through, and nothing after it');
  assert.equal(found[0].version, 2);
  // Of the demo's recruiter, and nobody else's.
  const refused = await fetch(`${origin}/api/changes?since=${since}`, { headers });
  assert.equal(refused.status, 410);
});

useCase('### 2. Push screening scores to a profile', ['person', 'note'], async ({ person, note }) => {
  const ada = await get(`/candidates/${person}`);
  assert.equal(ada.email, 'ada.lovelace@example.test');
  const scores = await get(`/candidate-notes?candidate=${person}&exists[score]=true&pinned=true`);
  const pushed = scores.filter((it) => it.id === note);
  assert.equal(pushed.length, 1, 'the score is on the profile');
  assert.equal(pushed[0].score, 4);
  assert.match(pushed[0].content, /82 of 100/);
});

useCase('### 3. Create a scorecard from a handbook', ['group', 'design', 'level', 'areas', 'doubts'], async (it) => {
  const group = await get(`/recruitment-task-groups/${it.group}`);
  assert.equal(group.status, 'published');
  assert.equal(group.revision, 2);
  const order = [it.design, it.level, it.areas, it.doubts].map((id) => `/api/recruitment-tasks/${id}`);
  assert.deepEqual(group.tasks, order);
  const tasks = await get(`/recruitment-tasks?recruitmentTaskGroup=${it.group}&order[position]=asc`);
  assert.deepEqual(tasks.map((task) => task.type), ['score', 'single_choice', 'multi_choice', 'long_text']);
  assert.deepEqual(tasks.map((task) => task.required), [true, true, false, false]);
  assert.deepEqual(tasks.map((task) => task.weight), [3, 1, 0, 1]);
  assert.deepEqual(Object.keys(tasks[0].anchors).sort(), ['1', '2', '3', '4']);
  assert.deepEqual(tasks[1].options, ['Junior', 'Medior', 'Senior', 'Principal']);
  assert.ok(tasks.every((task) => typeof task.id === 'number'), 'numbers are numbers');
});

useCase('### 4. Collect and grade technical answers', ['person', 'code', 'limits', 'repository', 'review', 'second'], async (it) => {
  const of = `candidate=${it.person}&recruitmentTask[]=${it.code}&recruitmentTask[]=${it.limits}&order[id]=asc`;
  const answers = await get(`/recruitment-task-answers?${of}`);
  assert.deepEqual(
    answers.map((answer) => [answer.source, answer.status, answer.score]),
    [['api', 'amended', 3], ['api', 'submitted', null], ['interviewer', 'submitted', 4], ['interviewer', 'submitted', 2]],
  );
  const [repository, , review, second] = answers;
  assert.deepEqual([repository.id, review.id, second.id].map(String), [it.repository, it.review, it.second]);
  assert.equal(repository.answer, 'https://git.example.test/hopper/limiter', 'the refused answer did nothing');
  assert.equal(review.submittedAt, second.submittedAt, 'handed in at once');
});

useCase('### 5. Create a staffing request when a project starts', ['manager', 'request'], async ({ manager, request }) => {
  const it = await get(`/resource-requests/${request}`);
  assert.equal(it.status, 'open');
  assert.match(it.code, /^RR-\d{4}-\d{4,}$/);
  assert.deepEqual(it.owners, [`/api/users/${manager}`, '/employees/3']);
  assert.deepEqual([it.billRateMin, it.billRateMax, it.headcount, it.filledCount], [9500, 11000, 1, 0]);
  assert.deepEqual(it.skills.map((skill) => skill.skill), ['Kafka', 'Rust']);
  assert.equal((await get(`/users/${manager}`)).role, 'hiring_manager');
});

useCase('### 6. Match internal people to open requests', ['request', 'mila', 'daan', 'standing', 'mistake'], async (it) => {
  const request = await get(`/resource-requests/${it.request}`);
  assert.equal(request.status, 'filled');
  assert.equal(request.filledCount, 1);
  const standing = await get(`/resource-request-candidates/${it.standing}`);
  assert.equal(standing.candidate, `/api/candidates/${it.mila}`);
  assert.equal(standing.status, 'placed');
  assert.deepEqual(
    standing.history.map((change) => change.to),
    ['proposed', 'shortlisted', 'interviewing', 'submitted_to_client', 'placed'],
  );
  await get(`/resource-request-candidates/${it.mistake}`, 404);
  const others = await get(`/resource-request-candidates?resourceRequest=${it.request}&itemsPerPage=100`);
  assert.ok(others.every((other) => other.candidate !== `/api/candidates/${it.daan}`), 'the mistake is gone');
});

test('the use cases are six, and each is tried', () => {
  const headings = guide.split('\n').filter((line) => /^### \d\./.test(line));
  assert.equal(headings.length, 6);
  for (const [n, heading] of headings.entries()) {
    assert.ok(heading.startsWith(`### ${n + 1}. `), heading);
    assert.ok(guide.includes(`](#${heading.slice(4).toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-')})`), `${heading} is listed`);
  }
});

// The reference.

/** What belongs to HTTP, JSON and the command line, and is in no document of ours. */
const WORDS = new Set([
  ...['Accept', 'Allow', 'Authorization: Bearer …', 'Content-Type', 'X-Request-Id'],
  ...['true', 'false', 'null', 'asc', 'desc', '-word', '*/*', 'text/html', 'exp'],
  ...['curl -g', "curl -G -d 'order[lastname]=asc'", 'instroom token add'],
  ...['before', 'after', 'strictly_before', 'strictly_after', 'gt', 'gte', 'lt', 'lte', 'read', 'write'],
  ...['maxLength', '@context', '@id', '@type', 'hydra:member', 'hydra:totalItems', 'hydra:view', 'hydra:search'],
  // An owner that another system has, a scope's ending, a rule's name, a value.
  // What travels with an event.
  ...['changed', 'webhook-id', 'webhook-timestamp', '{webhook-id}.{webhook-timestamp}.{body}', 'v1,', 'whsec_', 'https://', 'webhook.test'],
  // What stands in a file, or beside it.
  ...['externalId', 'columns[Given name]=firstname', 'Rust: 3; SQL: 2', 'Content-Encoding'],
  ...['/employees/3', ':read', ':write', 'author', 'owner', 'approver', 'role:CreateCandidate', 'EUR'],
]);

/** What an event is called; that there is each of them, a test asks the API. */
const EVENT = /^[a-z_]+\.(created|updated|deleted|merged)$/;

/** Everything that `/docs.json` names. */
function vocabulary() {
  const names = { properties: new Set(), words: new Set(), parameters: new Set(), types: new Set(), operations: new Set() };
  names.headers = new Set(Object.keys(openApi.components.headers));
  const visit = (node) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (node === null || typeof node !== 'object') return undefined;
    for (const name of Object.keys(node.properties ?? {})) names.properties.add(name);
    for (const word of node.enum ?? []) names.words.add(word);
    if (typeof node.const === 'string') names.words.add(node.const);
    if (node.in === 'query') names.parameters.add(node.name);
    if (node.in === 'header') names.headers.add(node.name);
    for (const type of Object.keys(node.content ?? {})) names.types.add(type);
    return Object.values(node).forEach(visit);
  };
  visit(openApi);
  for (const [path, item] of Object.entries(openApi.paths)) {
    for (const method of Object.keys(item)) names.operations.add(`${method.toUpperCase()} ${path.replace(/^\/api(?=\/)/, '')}`);
  }
  return names;
}

/** The reference: everything before the use cases. */
const reference = () => guide.slice(0, guide.indexOf('\n## Use cases\n'));

/** The inline code of a text. */
function codes(text) {
  return [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);
}

/** Whether a code of the reference is something that there is. */
function exists(code, names) {
  if (WORDS.has(code) || EVENT.test(code) || names.headers.has(code)) return true;
  const path = (given) => given.replace(/^\/api(?=\/)/, '').replace(/\.json(ld)?$/, '');
  const call = code.match(/^([A-Z]+) (\/\S+)$/);
  if (call) return names.operations.has(`${call[1]} ${path(call[2])}`);
  if (code.startsWith('/')) return code === '/api' || SERVED.has(code) || names.operations.has(`GET ${path(code)}`);
  if (/^[a-z]+\/[\w.+-]+$/.test(code)) return names.types.has(code);
  const scope = code.match(/^(?:scope:)?([\w-]+):(?:read|write)$/);
  if (scope) return names.operations.has(`GET /${scope[1]}`);
  const query = code.match(/^([\w-]+\?)?([^=?]+=[^&]*(?:&[^=]+=[^&]*)*)$/);
  if (query) return query[2].split('&').every((pair) => names.parameters.has(pair.split('=')[0]));
  if (/^\d+$/.test(code)) return true;
  if (/^\w+(\[\w*\])?$/.test(code)) return [names.properties, names.words, names.parameters].some((known) => known.has(code));
  if (/^\d{4}-\d\d-\d\d(T[\d:+]+)?$/.test(code) || /^"v\d+-[0-9a-f]{16}"$/.test(code) || code.startsWith('Item not found for ')) return true;
  return code.startsWith('{') && keys(JSON.parse(code)).every((name) => names.properties.has(name));
}

/** The members of a document, at any depth. */
function keys(document) {
  if (document === null || typeof document !== 'object') return [];
  const own = Array.isArray(document) ? [] : Object.keys(document).filter((name) => !name.startsWith('@'));
  return [...own, ...Object.values(document).flatMap(keys)];
}

/** Addresses that are no operations. */
const SERVED = new Set(['/api/', '/api/docs', '/api/docs/guide', '/api/docs.json', '/api/docs.jsonld', '/api/contexts/Candidate']);

test('every path, field, parameter and word of the reference is in /docs.json', () => {
  const names = vocabulary();
  const unknown = codes(reference()).filter((code) => !exists(code, names));
  assert.deepEqual([...new Set(unknown)], []);
  for (const { language, content } of blocks(reference())) {
    if (language === 'json') assert.deepEqual(keys(JSON.parse(content)).filter((name) => !names.properties.has(name)), [], content);
    for (const [, given] of content.matchAll(/(\/api\/[\w-]+)\b/g)) {
      const path = given.replace('/api', '');
      assert.ok(names.operations.has(`GET ${path}`) || ['/contexts', '/errors'].includes(path), given);
    }
  }
});

test('the events are those that there are', async () => {
  const send = async (events) => {
    const body = JSON.stringify({ url: 'https://hooks.example.com/guide', active: false, events });
    const response = await fetch(`${origin}/api/webhooks`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
    return [response.status, await response.json()];
  };
  const told = codes(chapter('## Being told')).filter((code) => EVENT.test(code));
  assert.ok(told.length > 15);
  const [status, made] = await send([...new Set(told)]);
  assert.equal(status, 201, JSON.stringify(made));
  await fetch(`${origin}/api/webhooks/${made.id}`, { method: 'DELETE', headers });
  assert.equal((await send(['candidate.hired']))[0], 422, 'and no others');
});

test('the documents are where the reference says', async () => {
  for (const path of SERVED) {
    assert.ok(reference().includes(`\`${path}\``), path);
    assert.equal((await fetch(`${origin}${path}`)).status, 200, path);
  }
  const page = await fetch(`${origin}/api/docs`, { headers: { accept: 'text/html' } });
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
});

test('the resources are those of /docs.json', () => {
  const { operations } = vocabulary();
  const lines = chapter('## Resources').split('\n').filter((line) => line.startsWith('| `/api/'));
  const rows = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  const collections = [...operations].filter((name) => /^POST \/(?!login)[\w-]+$/.test(name)).map((name) => name.slice(5));
  assert.deepEqual(rows.map(([, path]) => path.replaceAll('`', '').replace('/api', '')).sort(), collections.sort());
  for (const [, cell, , id, needed] of rows) {
    const path = cell.replaceAll('`', '').replace('/api', '');
    const post = operation(path, 'post');
    if (needed === 'a file') {
      assert.deepEqual(Object.keys(post.requestBody.content), ['text/csv', 'application/x-ndjson']);
      continue;
    }
    const written = resolve(post.requestBody.content['application/json'].schema);
    const read = resolve(post.responses['201'].content['application/json'].schema);
    assert.equal([resolve(read.properties.id).type].flat()[0], id, `${path}: the id`);
    const either = needed.includes(' or ');
    for (const name of codes(needed)) {
      assert.ok(either ? name in written.properties : written.required.includes(name), `${path}: ${name}`);
    }
    if (!either) assert.deepEqual([...written.required].sort(), codes(needed).sort(), `${path}: what is needed`);
  }
});

test('the states are those of /docs.json, all of them', () => {
  for (const [heading, path, field] of [
    ['### Requests', '/resource-requests', 'status'],
    ['### People in a request', '/resource-request-candidates', 'status'],
    ['### People in a request', '/resource-request-candidates', 'rejectedBy'],
    ['### Question banks', '/recruitment-task-groups', 'status'],
    ['### Question banks', '/recruitment-tasks', 'type'],
    ['### Answers', '/recruitment-task-answers', 'status'],
    ['### Answers', '/recruitment-task-answers', 'source'],
  ]) {
    const read = resolve(operation(path, 'post').responses['201'].content['application/json'].schema);
    const words = enumeration(resolve(read.properties[field]));
    assert.ok(words.length > 1, `${path} ${field}: ${JSON.stringify(read.properties[field])}`);
    const told = codes(chapter(heading));
    for (const word of words) assert.ok(told.includes(word), `${heading} does not say what "${word}" is`);
  }
});

test('the errors are those of /docs.json', () => {
  const declared = Object.values(openApi.paths).flatMap(Object.values).flatMap((it) => Object.keys(it.responses ?? {}));
  const told = chapter('## Errors').match(/^\| \d{3}.*?(?= \|)/gm).flatMap((cell) => cell.match(/\d{3}/g));
  // No operation is there to declare that it is not.
  assert.deepEqual(told.sort(), [...new Set([...declared.filter((status) => status >= '400'), '405'])].sort());
});

function operation(path, method) {
  return (openApi.paths[path] ?? openApi.paths[`/api${path}`])[method];
}

/** A schema, with what it refers to and is made of. */
function resolve(schema) {
  if (schema.$ref) return resolve(schema.$ref.slice(2).split('/').reduce((node, name) => node[name], openApi));
  if (!schema.allOf) return schema;
  const parts = schema.allOf.map(resolve);
  const properties = Object.assign({}, ...parts.map((part) => part.properties));
  return { ...schema, properties, required: parts.flatMap((part) => part.required ?? []) };
}

function enumeration(schema) {
  const own = schema.enum ?? [];
  return [...own, ...(schema.anyOf ?? schema.oneOf ?? []).flatMap((one) => enumeration(resolve(one)))].filter((word) => word !== null);
}
