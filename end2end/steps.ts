// Steps that several journeys take.
import { type Locator, type Page } from '@playwright/test';
import { emailOf, PASSWORD, requestsOf, stateOf, unique, type Account, type Role } from './accounts';
import { expect } from './support';

/** Waits until the islands answer. Without scripting there is nothing to wait for. */
export async function awake(page: Page): Promise<void> {
  const scripted = await page.evaluate(() => !window.matchMedia('(scripting: none)').matches);
  if (scripted) await page.locator('html[data-islands]').waitFor({ state: 'attached' });
}

/** Opens a page of the site, and waits until all of it answers. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Opens one's own menu, in the language that the page is in. */
export async function openMenu(page: Page): Promise<Locator> {
  await awake(page);
  const menu = page.locator('.topbar details.menu');
  await menu.locator('summary').click();
  await expect(menu).toHaveAttribute('open', '');
  return menu;
}

/** Asserts that a form says at a control what is wrong with it, and leads there from the summary above. */
export async function expectFlaw(form: Locator, control: Locator, sentence: string | RegExp): Promise<void> {
  await expect(control).toHaveAttribute('aria-invalid', 'true');
  await expect(control).toHaveAccessibleDescription(sentence);
  const summary = form.getByRole('alert').getByRole('listitem').filter({ hasText: sentence });
  await summary.getByRole('link').click();
  await expect(control).toBeFocused();
}

export type Person = { firstname: string; lastname: string; email: string } & Record<string, string>;

/** Somebody of this test's own: the last name is nobody else's. */
export function somebody(more: Record<string, string> = {}): Person {
  const name = unique();
  const lastname = name[0].toUpperCase() + name.slice(1);
  return { firstname: 'Test', lastname, email: `${name}@example.test`, ...more };
}

/** Adds somebody without looking at the form; the address of the file. */
export async function add(person: Person, role: Role = 'recruiter'): Promise<string> {
  const requests = await requestsOf(stateOf(role));
  const answer = await requests.post('/candidates/new?do=create_candidate', { form: person, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  await requests.dispose();
  return answer.headers().location.split('?')[0];
}

/** Begins a question group of this test's own, with the questions of a text where there is one; its address. */
export async function addGroup(questions = '', more: Record<string, string> = {}): Promise<string> {
  const requests = await requestsOf(stateOf('recruiter'));
  const form = { name: `Group ${unique()}`, kind: 'interview', blind: 'after_own', ...more };
  const made = await requests.post('/recruitment-task-groups/new?do=create_task_group', { form, maxRedirects: 0 });
  expect(made.status()).toBe(303);
  const path = made.headers().location.split('?')[0];
  const id = path.split('/').at(-1) ?? '';
  if (questions) {
    const pasted = await requests.post(`${path}?do=paste_questions`, { form: { id, text: questions }, maxRedirects: 0 });
    expect(pasted.status()).toBe(303);
  }
  await requests.dispose();
  return path;
}

/** A question group of this test's own that can be asked; its address. */
export async function addPublished(questions: string, more: Record<string, string> = {}): Promise<string> {
  const path = await addGroup(questions, more);
  const requests = await requestsOf(stateOf('recruiter'));
  const draft = await (await requests.get(path, { headers: { Accept: 'text/html' } })).text();
  const form = { id: idOf(path), status: 'published', version: /name="version" value="(\d+)"/.exec(draft)?.[1] ?? '' };
  const moved = await requests.post(`${path}?do=move_task_group`, { form, maxRedirects: 0 });
  expect(moved.status()).toBe(303);
  await requests.dispose();
  return path;
}

/** The id at the end of an address. */
export const idOf = (path: string): string => path.split('/').at(-1) ?? '';

export type Talk = { candidate: string; group: string; who: Account[]; day: string } & Partial<Record<'from' | 'until' | 'timeZone' | 'place' | 'link', string>>;

/** Plans an interview without looking at the form; its address. `candidate` and `group` are addresses. */
export async function addInterview({ candidate, group, who, ...when }: Talk): Promise<string> {
  const requests = await requestsOf(stateOf('recruiter'));
  const offered = await (await requests.get(`/interviews/new?candidate=${idOf(candidate)}`, { headers: { Accept: 'text/html' } })).text();
  const boxes = [...offered.matchAll(/<input[^>]* name="interviewers-\d+" value="([\w-]+)"[^>]*>(?:<!--.*?-->)*<span[^>]*>([^<]*)/g)];
  const user = ({ name }: Account) => boxes.find(([, , label]) => label === name)?.[1] ?? '';
  const about = { candidate: idOf(candidate), recruitmentTaskGroup: idOf(group) };
  const form: Record<string, string> = { ...about, from: '10:00', until: '11:00', timeZone: 'UTC', place: '', link: '', ...when };
  who.forEach((account, place) => (form[`interviewers-${place}`] = user(account)));
  const made = await requests.post('/interviews/new?do=plan_interview', { form, maxRedirects: 0 });
  expect(made.status(), await made.text()).toBe(303);
  await requests.dispose();
  return made.headers().location.split('?')[0];
}

export type Said = { status: number; headers: Record<string, string>; body: Record<string, unknown> };

/** Asks the API something, as the recruiter. */
export async function ask(method: 'GET' | 'POST' | 'PATCH', path: string, data?: object): Promise<Said> {
  const requests = await requestsOf(stateOf('recruiter'));
  const login = await requests.post('/api/login', { data: { username: emailOf('recruiter'), password: PASSWORD } });
  const { token } = (await login.json()) as { token: string };
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const answer = await requests.fetch(`/api${path}`, { method, data, headers: { Authorization: `Bearer ${token}`, 'Content-Type': type } });
  const said = { status: answer.status(), headers: answer.headers(), body: (await answer.json()) as Record<string, unknown> };
  await requests.dispose();
  return said;
}

/** Makes a record over the API, as the recruiter; its id. */
export async function make(noun: string, data: object): Promise<string> {
  const made = await ask('POST', `/${noun}`, data);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return String(made.body.id);
}

export type Staffed = { path: string; position: string; names: string[]; standings: string[] };

/** An open request of this test's own with so many people in it: its address, what is looked for, the people's names, and their standings. */
export async function staffed({ people, request = {}, more = {} }: { people: number; request?: object; more?: object }): Promise<Staffed> {
  const position = `Engineer ${unique()}`;
  const id = await make('resource-requests', { position, currency: 'EUR', description: 'Hush.', status: 'open', ...request });
  const [names, standings]: string[][] = [[], []];
  for (let n = 0; n < people; n++) {
    const who = somebody({ notes: 'Hush.' });
    const candidate = idOf(await add(who));
    standings.push(await make('resource-request-candidates', { resourceRequest: id, candidate, ...more }));
    names.push(`${who.firstname} ${who.lastname}`);
  }
  return { path: `/resource-requests/${id}`, position, names, standings };
}

/** A flow of one step for the requests of a client whom only this test has. */
export async function flow(admin: Page, client: string, name: string, need: number, who: Account[]): Promise<void> {
  await open(admin, '/settings/approval?new=true');
  const form = admin.locator('form.form');
  await form.getByLabel('Name', { exact: true }).fill(`Flow ${client}`);
  await form.getByLabel('Client').fill(client);
  await form.getByLabel('Step 1').fill(name);
  await admin.locator('#required-0').fill(String(need));
  const people = admin.locator('.flow-step').first().getByRole('group', { name: 'These people' });
  for (const { name } of who) await people.getByRole('checkbox', { name, exact: true }).check();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(said(admin, 'The approval flow is there, for what is submitted from now on.')).toBeVisible();
}

/** A draft of this client, written by whoever's page it is; its address. */
export async function draft(page: Page, client: string): Promise<string> {
  await open(page, '/resource-requests/new');
  await page.getByLabel('Position').fill(`Engineer ${unique()}`);
  await page.getByLabel(/^Client/).fill(client);
  await page.getByRole('button', { name: 'Begin the draft' }).click();
  await expect(said(page, 'The draft is there. What you type from here on is saved.')).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Opens a letter about a person in the outbox; what it says. */
export async function readLetter(page: Page, to: string, subject: string): Promise<string> {
  await open(page, '/settings/outbox');
  const letter = page.getByRole('listitem').filter({ hasText: to.toLowerCase() }).filter({ hasText: subject }).first();
  await letter.locator('summary').click();
  await expect(letter.locator('pre')).toBeVisible();
  return letter.locator('pre').innerText();
}

/** A question in the list of those that are asked. */
export const question = (page: Page, text: string): Locator => page.locator('.questions-numbered > .question', { hasText: text });

/** Does something from the menu of a question. */
export async function choose(page: Page, text: string, way: string): Promise<void> {
  await awake(page);
  await question(page, text).locator('details.menu summary').click();
  await question(page, text).getByRole('button', { name: way, exact: true }).click();
}

/** Opens the form of a question in its place. */
export async function editQuestion(page: Page, text: string): Promise<Locator> {
  await question(page, text).getByRole('link', { name: /^Edit/ }).click();
  const form = page.getByRole('form', { name: /^Edit the question/ });
  await expect(form).toBeVisible();
  return form;
}

/** The page is no wider than the window. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const { wanted, given, who } = await page.evaluate(() => {
    const given = document.documentElement.clientWidth;
    const out = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > given + 1);
    return { wanted: document.documentElement.scrollWidth, given, who: out.slice(0, 5).map((element) => element.outerHTML.slice(0, 120)) };
  });
  expect(wanted, `wider than ${given} px: ${page.url()}\n${who.join('\n')}`).toBeLessThanOrEqual(given);
}

/** What was just said to have been done: in a toast, or without JavaScript above the page. */
export const said = (page: Page, sentence: string): Locator => page.getByText(sentence, { exact: true }).last();

/** Takes back what was just done. */
export const undo = (page: Page): Promise<void> => page.getByRole('button', { name: 'Undo', exact: true }).last().click();

/** The place of an attribute in a file. */
export const cell = (page: Page, name: string): Locator => page.locator(`#edit-${name}`);

/** Changes an attribute in its place. */
export async function editCell(page: Page, label: string, name: string, value: string): Promise<void> {
  await awake(page);
  await page.getByRole('link', { name: `Edit: ${label}` }).click();
  await cell(page, name).getByRole('textbox').fill(value);
  await cell(page, name).getByRole('button', { name: /^Save/ }).click();
}

/** A note, or a change, in the timeline. */
export const noteWith = (page: Page, text: string): Locator => page.getByRole('list', { name: 'Timeline' }).locator('.event', { hasText: text });

/** Writes a note in a file. */
export async function writeNote(page: Page, text: string, more: Record<string, string> = {}): Promise<void> {
  await awake(page);
  const composer = page.getByRole('form', { name: 'Write a note' });
  await composer.getByRole('textbox').fill(text);
  for (const [label, choice] of Object.entries(more)) await composer.getByLabel(label).selectOption(choice);
  await composer.getByRole('button', { name: 'Add note' }).click();
}
