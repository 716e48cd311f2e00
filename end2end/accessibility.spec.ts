// Every page, for every role, in both themes, on a screen, on a phone and at 320 pixels.
import type { Page } from '@playwright/test';
import { emailOf, hire, PASSWORD, requestsOf, stateOf, type Account, type Role } from './accounts';
import { add, addGroup, addInterview, addPublished, awake, editCell, editQuestion, expectNoOverflow, idOf, make } from './steps';
import { open, openMenu, question, readLetter, said, somebody, staffed } from './steps';
import { axe, expect, test } from './support';

/** Asserts that nothing is wrong with a page in either theme, and that it can be read through a narrow window. */
async function expectAccessible(page: Page): Promise<void> {
  await awake(page);
  const window = page.viewportSize() ?? { width: 1280, height: 800 };
  // As high as the page: what happens to lie half under a bar just now would count as too small to touch.
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: window.width, height: Math.max(height, window.height) });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await axe(page, colorScheme === 'dark');
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoOverflow(page);
  await page.setViewportSize(window);
}

async function expectAllAccessible(page: Page, paths: string[]): Promise<void> {
  for (const path of paths) {
    await test.step(path, async () => {
      await open(page, path);
      await expectAccessible(page);
    });
  }
}

/** Records that have no pages of their own yet. */
const LISTS = [
  '/resource-requests',
  '/resource-request-candidates',
  '/recruitment-tasks',
  '/recruitment-task-answers',
  '/candidate-notes',
];

/** The oldest record of a list, for whom the state is. */
async function oldest(role: Role, list: string): Promise<string> {
  const requests = await requestsOf(stateOf(role));
  const found = await (await requests.get(`${list}?order[createdAt]=asc`, { headers: { Accept: 'text/html' } })).text();
  await requests.dispose();
  return new RegExp(`${list}/[0-9a-f-]+`).exec(found)?.[0] ?? '';
}

/** A request with the longest words that fit. */
async function longest(): Promise<string> {
  const requests = await requestsOf(stateOf('recruiter'));
  const login = await requests.post('/api/login', { data: { username: emailOf('recruiter'), password: PASSWORD } });
  const { token } = (await login.json()) as { token: string };
  const data = {
    position: 'W'.repeat(255),
    client: 'M'.repeat(255),
    location: 'محمد عبد الله '.repeat(15).trim(),
    description: `${'W'.repeat(400)}\n<script>alert(1)</script>\n${'Long lines and short ones. '.repeat(200)}`,
    owners: [`https://elsewhere.example/users/${'x'.repeat(500)}`],
    skills: [{ skill: 'W'.repeat(50), minLevel: 4, required: true, weight: 100 }],
    salaryRangeMin: 0,
    salaryRangeMax: 10_000_000_000_000,
    currency: 'CHF',
  };
  const made = await requests.post('/api/resource-requests', { data, headers: { Authorization: `Bearer ${token}` } });
  expect(made.status(), await made.text()).toBe(201);
  const { id } = (await made.json()) as { id: string };
  await requests.dispose();
  return `/resource-requests/${id}`;
}

/** Ada's file, which has something of everything. */
async function ada(): Promise<string> {
  const requests = await requestsOf(stateOf('recruiter'));
  const found = await (await requests.get('/candidates?q=lovelace', { headers: { Accept: 'text/html' } })).text();
  await requests.dispose();
  return /\/candidates\/[0-9a-f-]{36}/.exec(found)?.[0] ?? '';
}

const FOR_ALL = ['/', '/candidates', '/interviews', '/interviews?view=day', '/settings/account', '/settings/tokens', '/nowhere'];
const PAGES: Record<Role, string[]> = {
  admin: [...FOR_ALL, '/candidates/new', '/settings/people', '/settings/outbox', '/settings/approval', '/settings/approval?new=true', '/settings/webhooks'],
  recruiter: [...FOR_ALL, '/candidates?q=akker&source=Indeed', '/candidates?q=xyzxyz', '/candidates?page=999', '/candidates/new', '/settings/people', '/resource-requests?view=board'],
  manager: [...FOR_ALL, '/candidates/new', '/resource-requests/new', '/resource-requests?view=board&status=nonsense'],
  interviewer: FOR_ALL,
};

for (const [role, paths] of Object.entries(PAGES) as [Role, string[]][]) {
  test.describe(`pages of a ${role}`, () => {
    test.use({ role, expectedConsole: /status of (403|404)/ });

    test('are accessible @js @mobile', async ({ page }) => {
      await expectAllAccessible(page, paths);
    });
  });
}

for (const role of ['admin', 'recruiter'] as const) {
  test.describe(`a person's file, for a ${role}`, () => {
    test.use({ role });

    test('is accessible @js @mobile', async ({ page }) => {
      const path = await ada();
      await expectAllAccessible(page, [path, `${path}?edit=skills`, `${path}?edit=consent`]);
      await page.getByText('Whom can I call with @?').click();
      await (await openMenu(page)).getByText('Language').waitFor();
      await expectAccessible(page);
    });
  });
}

for (const role of ['recruiter', 'manager'] as const) {
  test.describe(`records without pages of their own, for a ${role}`, () => {
    test.use({ role });

    test('are accessible @js @mobile', async ({ page }) => {
      await expectAllAccessible(page, LISTS);
      for (const list of LISTS.slice(0, 4)) await expectAllAccessible(page, [await oldest(role, list)]);
    });
  });
}

/** A question group with something of everything; its address, and the number of its first question. */
async function group(): Promise<{ path: string; first: string }> {
  const path = await addGroup('Why us? *\nHow many days?\n- 3\n- 4\nAnd what else?\nNo more?', { description: 'What it is for.', expectedMinutes: '30' });
  const requests = await requestsOf(stateOf('recruiter'));
  const id = path.split('/').at(-1) ?? '';
  const page = await (await requests.get(path, { headers: { Accept: 'text/html' } })).text();
  const [first = '', , , last = ''] = [...page.matchAll(/data-task="(\d+)"/g)].map(([, task]) => task);
  const send = async (action: string, form: Record<string, string>) => {
    const answer = await requests.post(`${path}?do=${action}`, { form: { id, ...form }, maxRedirects: 0 });
    expect(answer.status(), action).toBe(303);
  };
  const whole = { skill: 'Patience', weight: '3', guidance: 'Wait for the answer.', 1: 'Shrugs', 4: 'Has a reason' };
  await send('add_question', { question: 'What did you run?', type: 'multi_choice', options: 'PostgreSQL\nKafka', required: 'true', ...whole });
  for (const type of ['text', 'number', 'boolean', 'date', 'url', 'code', 'score']) {
    await send('add_question', { question: `Of the type ${type}?`, type, weight: '1' });
  }
  const draft = await (await requests.get(path, { headers: { Accept: 'text/html' } })).text();
  await send('move_task_group', { status: 'published', version: /name="version" value="(\d+)"/.exec(draft)?.[1] ?? '' });
  await send('edit_question', { question_id: first, version: '1', question: 'Why us, of all?', type: 'long_text', ...whole });
  await send('archive_question', { question_id: last, archived: 'true' });
  await requests.dispose();
  return { path, first };
}

/** A request with people in every kind of stage, with all that can be said of them; its address, and those of two of them. */
async function shortlisted(): Promise<string[]> {
  const long = 'Hottentottententententoonstelling '.repeat(6).trim();
  const request = { client: long.slice(0, 255), location: 'Utrecht', start: '2030-01-01', billRateMax: 9_000, headcount: 3, skills: [{ skill: 'Dutch', minLevel: 2, required: true }] };
  const { path, standings } = await staffed({ people: 2, request, more: { proposedRate: 12_345, costRate: 9_999, note: long } });
  const { lastname, ...whole } = somebody({ position: 'Engineer of everything', location: 'Arnhem' });
  const said = { status: 'rejected', rejectedBy: 'client', reason: long.slice(0, 255) };
  const candidate = await make('candidates', { ...whole, lastname: `${lastname}wolfeschlegelsteinhausenbergerdorff`, employee: true });
  standings.push(await make('resource-request-candidates', { resourceRequest: idOf(path), candidate, ...said }));
  return [path, `/resource-request-candidates/${standings[0]}`, `/resource-request-candidates/${standings[2]}`];
}

for (const language of ['English', 'Dutch'] as const) {
  test.describe(`a shortlist, in ${language}`, () => {
    test.use({ role: 'recruiter', locale: language === 'Dutch' ? 'nl-NL' : 'en-GB' });

    test('is accessible, with its menus and what it asks @js @mobile', async ({ page }) => {
      test.slow();
      const paths = await shortlisted();
      await expectAllAccessible(page, [...paths, `${paths[0]}?find=a`, '/reports/staffing?from=2001-01-01', '/']);
      await expect(page.locator('html')).toHaveAttribute('lang', language === 'Dutch' ? 'nl' : 'en');
      await open(page, paths[0]);
      await page.locator('.standing summary').first().click();
      await expectAccessible(page);
      await page.locator('.standing a[data-to=rejected]').first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await axe(page);
    });
  });
}

for (const role of ['recruiter', 'manager'] as const) {
  test.describe(`the report of staffing, for a ${role}`, () => {
    test.use({ role });

    test('is accessible, with what is behind a number @js @mobile', async ({ page }) => {
      test.slow();
      await expectAllAccessible(page, ['/reports/staffing?from=2001-01-01', '/reports/staffing?from=2002-01-01&until=2001-01-01&as_of=2001-01-01']);
      await expectAllAccessible(page, ['/reports/people', '/reports/people?from=2001-01-01&behind=now&stage=proposed']);
    });
  });
}

for (const role of ['recruiter', 'interviewer'] as const) {
  test.describe(`the question bank, for a ${role}`, () => {
    test.use({ role, expectedConsole: /status of 403/ });

    test('is accessible @js @mobile', async ({ page }) => {
      test.slow();
      const { path } = await group();
      await expectAllAccessible(page, ['/recruitment-task-groups', '/recruitment-task-groups/new']);
      await expectAllAccessible(page, [path, `${path}?view=preview`, `${path}?view=revisions`, `${path}?view=details`]);
    });
  });
}

test.describe('the forms of the question bank', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (409|412|422)/ });

  test('are accessible, open and refused @js @mobile', async ({ page }) => {
    test.slow();
    const { path, first } = await group();
    await expectAllAccessible(page, [`${path}?edit=${first}`]);
    const form = await editQuestion(page, 'How many days?');
    await form.getByLabel('Question', { exact: true }).fill(' ');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form.getByRole('alert')).toBeVisible();
    await expectAccessible(page);

    await open(page, path);
    for (const part of ['#paste > summary', '#add > summary']) await page.locator(part).click();
    await page.getByText('Asked no more (1)').click();
    await question(page, 'How many days?').locator('details.menu summary').click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Add the questions' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expectAccessible(page);
    await open(page, await addGroup());
    await expectAccessible(page);
  });
});

/** Questions of every kind, and what one may not forget. */
const ASKED = 'Why us? *\nHow many days?\n- 3\n- 4\nWhat did you learn?';

/** An interview in which these sit; the addresses of it, of the file and of the questions. */
async function talk(who: Account[], day: string, more: Record<string, string> = {}): Promise<{ path: string; file: string; group: string }> {
  const [file, group] = [await add(somebody({ position: 'Analyst' })), await addPublished(ASKED)];
  const path = await addInterview({ candidate: file, group, who, day, place: 'Room 5', link: 'https://meet.example.test/5', ...more });
  return { path, file, group };
}

test.describe('interviews, for a recruiter', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (409|422)/ });

  test('are accessible @js @mobile', async ({ page }) => {
    test.slow();
    const who = [await hire('interviewer'), await hire('interviewer')];
    const { path, file } = await talk(who, '2032-03-02', { timeZone: 'America/New_York' });
    const over = await talk(who, '2025-03-02');
    for (const on of ['2032-03-02', '2040-01-01']) await expectAllAccessible(page, [`/interviews?on=${on}`, `/interviews?view=day&on=${on}`]);
    await expectAllAccessible(page, ['/interviews/new', '/interviews/new?q=akker', '/interviews/new?q=xyzxyz', path, `${path}?edit=true`, over.path, file]);
    await open(page, path);
    await page.getByText('Call the interview off').click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Call off' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel('Reason').fill('W'.repeat(255));
    await page.getByRole('button', { name: 'Call off' }).click();
    await expect(page.locator('.group-facts')).toContainText('Called off');
    await expectAccessible(page);
  });

  test('are accessible where they are planned, and refused @js @mobile', async ({ page }) => {
    test.slow();
    const who = await hire('interviewer');
    const { group } = await talk([who], '2032-03-09');
    await open(page, `/interviews/new?candidate=${idOf(await add(somebody()))}`);
    await expectAccessible(page);
    const form = page.locator('.plan-form');
    await form.getByLabel('What is asked').selectOption(idOf(group));
    for (const box of await form.getByRole('checkbox', { checked: true }).all()) await box.uncheck();
    await form.getByLabel('Day', { exact: true }).fill('2032-03-09');
    await form.getByLabel('Time zone').selectOption('UTC');
    await form.getByLabel('Until').fill('09:00');
    await page.getByRole('button', { name: 'Plan and invite' }).click();
    await expect(form.getByRole('alert')).toBeVisible();
    await expectAccessible(page);
    await form.getByLabel('Until').fill('11:00');
    await form.getByRole('checkbox', { name: who.name }).check();
    await page.getByRole('button', { name: 'Plan and invite' }).click();
    await expect(form.getByText('Then there is another interview:')).toBeVisible();
    await expectAccessible(page);
  });

  test('are accessible with the longest words @js @mobile', async ({ page }) => {
    test.slow();
    const who = [await hire('interviewer')];
    const file = await add(somebody({ position: 'W'.repeat(255) }));
    const group = await addPublished(`${'W'.repeat(400)}\n- ${'M'.repeat(255)}\n- b`, { name: 'W'.repeat(255) });
    const long = { place: 'M'.repeat(255), link: `https://meet.example.test/${'x'.repeat(200)}` };
    const path = await addInterview({ candidate: file, group, who, day: '2032-03-16', ...long });
    await expectAllAccessible(page, [path, `${path}?edit=true`, '/interviews?on=2032-03-16', '/interviews?view=day&on=2032-03-16', file]);
  });
});

test.describe('interviews, for those who sit in them', () => {
  test.use({ own: 'interviewer', expectedConsole: /status of (409|422)/ });

  test('are accessible from the invitation to the scorecards side by side @js @mobile', async ({ page, me, another }) => {
    test.slow();
    const colleague = await hire('interviewer');
    const { path, file } = await talk([me, colleague], '2032-04-06', { timeZone: 'America/New_York' });
    const today = await talk([me], new Date().toISOString().slice(0, 10), { from: '00:01', until: '23:59' });
    const owed = await talk([me], '2025-04-06');
    await expectAllAccessible(page, ['/', `/?write=${idOf(owed.path)}`, path, today.path, '/interviews?on=2032-04-06']);
    await open(page, path);
    await page.getByRole('region', { name: 'Why us?' }).getByRole('textbox').first().fill('B');
    await expect(page.locator('.keeper-state')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('region', { name: 'Why us?' }).getByRole('textbox').first().fill('');
    await page.getByRole('button', { name: 'Hand in' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expectAccessible(page);

    const theirs = await another(colleague);
    for (const [who, words] of [[theirs, 'Because.'], [page, 'W'.repeat(300)]] as const) {
      await open(who, path);
      if (who === page) await expectAccessible(page);
      const asked = who.getByRole('region', { name: 'Why us?' });
      await asked.getByRole('textbox').first().fill(words);
      await asked.getByRole('radio', { name: who === page ? 'Strong no' : 'Strong yes' }).check();
      await who.getByLabel('Why', { exact: true }).fill(words);
      await who.getByRole('button', { name: 'Hand in' }).click();
      await expect(who.getByRole('table', { name: 'Side by side' }).or(who.getByText('Handed in. Now you see what the others heard.')).first()).toBeVisible();
    }
    await expect(page.getByRole('table', { name: 'Side by side' })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('region', { name: 'Why us?' }).locator('summary').click();
    await page.locator('#overall summary').click();
    await expectAccessible(page);
    const admin = await another('admin');
    for (const read of [path, file]) {
      await open(admin, read);
      await expect(admin.getByRole('table', { name: 'Side by side' })).toBeVisible();
      await expectAccessible(admin);
    }
  });
});

test.describe('letters about interviews', () => {
  test.use({ role: 'admin', expectedConsole: /status of 404/ });

  test('and their links are accessible @js @mobile', async ({ page, another }) => {
    test.slow();
    const who = await hire('interviewer');
    await talk([who], '2032-04-13', { timeZone: 'America/New_York' });
    const letter = await readLetter(page, who.email, 'Invitation to an interview');
    await expectAccessible(page);
    const link = /\/invitation\/\S+/.exec(letter)?.[0] ?? '';
    const guest = await another();
    await expectAllAccessible(guest, [link, '/invitation/nonsense']);
    await open(guest, link);
    await guest.getByRole('button', { name: 'Accept' }).click();
    await expect(guest.getByRole('status')).toBeVisible();
    await expectAccessible(guest);
  });
});

test.describe('records with long words, and lists with nothing in them', () => {
  test.use({ role: 'recruiter' });

  test('are accessible @js @mobile', async ({ page }) => {
    // On a phone its way up takes two lines, a link in each.
    const { standings } = await staffed({ people: 1, request: { position: 'Engineer of the machines that sort letters' } });
    const deep = `/resource-request-candidates/${standings[0]}`;
    await expectAllAccessible(page, [await longest(), deep, '/resource-requests', '/recruitment-tasks?page=999', '/candidate-notes?score[gt]=4']);
  });
});

test.describe('pages for who is not signed in', () => {
  test.use({ expectedConsole: /status of (401|404)/ });

  test('are accessible @js @mobile', async ({ page }) => {
    await expectAllAccessible(page, ['/sign-in', '/link/nonsense', '/ui']);
    const admin = await requestsOf(stateOf('admin'));
    const email = `${somebody().lastname}@example.test`;
    const invited = await admin.post('/settings/people?do=invite', { form: { name: 'Invited', email, role: 'interviewer' } });
    const link = /\/link\/[\w-]+/.exec(await invited.text())?.[0] ?? '';
    await admin.dispose();
    await expectAllAccessible(page, [link]);
    await open(page, '/sign-in');
    await page.getByLabel('E-mail address').fill('a@b.example');
    await page.getByLabel('Password', { exact: true }).fill('');
    await page.getByLabel('Password', { exact: true }).evaluate((input) => input.removeAttribute('required'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expectAccessible(page);
  });
});

test.describe('what was refused, and what was done', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (409|412|422)/ });

  test('is accessible, with JavaScript and without @mobile', async ({ page }) => {
    await open(page, '/candidates/new');
    await page.getByLabel('First name').fill(' ');
    await page.getByLabel('Last name').fill('x');
    await page.getByLabel('E-mail address').fill('x@example.test');
    await page.getByLabel('LinkedIn profile').fill('javascript:alert(1)');
    await page.getByRole('button', { name: 'Create candidate' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expectAccessible(page);

    const path = await add(somebody());
    await open(page, `${path}?edit=linkedinProfile`);
    await page.getByRole('textbox', { name: 'LinkedIn profile' }).fill('javascript:alert(1)');
    await page.locator('#edit-linkedinProfile').getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('textbox', { name: 'LinkedIn profile' })).toHaveAccessibleDescription(/not a web address/);
    await expectAccessible(page);
    await editCell(page, 'Position', 'position', 'Analyst');
    await expect(said(page, 'The changes were saved.')).toBeVisible();
    await expectAccessible(page);
  });
});
