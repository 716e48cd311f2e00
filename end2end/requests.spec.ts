// Requests: begun as a draft that saves itself, found in a table and on a board, and taken through their states.
import type { Locator, Page } from '@playwright/test';
import { requestsOf, stateOf, unique, type Role } from './accounts';
import { awake, expectFlaw, expectNoOverflow, open, said } from './steps';
import { axe, expect, test } from './support';

const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });
const fact = (page: Page, label: string): Locator => page.locator('.fact', { has: page.locator('dt', { hasText: new RegExp(`^${label}$`) }) }).locator('dd').first();
const field = (page: Page, label: string): Locator => page.locator('form.brief').getByLabel(label, { exact: true });
const status = (page: Page): Locator => page.locator('.group-facts');
const step = (page: Page, name: string): Locator => page.locator('.ways').getByRole('button', { name, exact: true });
const column = (page: Page, name: string): Locator => page.getByRole('region', { name: new RegExp(`^${name}`) });
const save = (page: Page): Promise<void> => page.getByRole('button', { name: 'Save', exact: true }).click();

/** Begins a draft of this test's own; its address. */
async function draft(more: Record<string, string> = {}, role: Role = 'manager'): Promise<string> {
  const requests = await requestsOf(stateOf(role));
  const form = { position: `Engineer ${unique()}`, client: '', description: '', ...more };
  const made = await requests.post('/resource-requests/new?do=create_request', { form, maxRedirects: 0 });
  expect(made.status(), await made.text()).toBe(303);
  await requests.dispose();
  return made.headers().location.split('?')[0];
}

/** Takes a step without looking. */
async function take(path: string, name: string, reason = ''): Promise<void> {
  const requests = await requestsOf(stateOf('manager'));
  const page = await (await requests.get(path, { headers: { Accept: 'text/html' } })).text();
  const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';
  const form = { id: path.split('/').at(-1) ?? '', version, step: name, reason };
  const moved = await requests.post(`${path}?do=move_request`, { form, maxRedirects: 0 });
  expect(moved.status(), await moved.text()).toBe(303);
  await requests.dispose();
}

test.describe('a hiring manager', () => {
  test.use({ role: 'manager', expectedConsole: /status of (404|409|412|422)|ERR_INTERNET_DISCONNECTED/ });

  test('begins a draft, writes the brief, and submits it @mobile', async ({ page }) => {
    const position = `Engineer ${unique()}`;
    await open(page, '/resource-requests');
    await page.getByRole('link', { name: 'New request' }).click();
    await expect(heading(page)).toHaveText('New request');
    await axe(page);
    await page.getByRole('button', { name: 'Begin the draft' }).click();
    await expectFlaw(page.locator('main form.form'), page.getByLabel('Position'), 'This is needed. Fill it in.');
    await page.getByLabel('Position').fill(position);
    await page.getByLabel(/^Client/).fill(`Client ${unique()}`);
    await page.getByRole('button', { name: 'Begin the draft' }).click();
    await expect(said(page, 'The draft is there. What you type from here on is saved.')).toBeVisible();
    await expect(status(page)).toContainText('Draft');
    await axe(page);
    await expectNoOverflow(page);
    await field(page, 'Lowest salary').fill('4.500,50');
    await field(page, 'Highest salary').fill('5,000');
    await field(page, 'Currency').fill('eur');
    await field(page, 'First day').fill('2020-01-01');
    await field(page, 'People wanted').fill('2');
    await field(page, 'Skill 1').fill('Rust');
    await page.locator('#minLevel-0').selectOption('3');
    await page.locator('#required-0').check();
    await page.locator('form.brief').getByLabel('Marijke van Veen').check();
    await save(page);
    await expect(said(page, 'The request was saved.')).toBeVisible();
    await expect(page.getByText('The first day lies in the past.')).toBeVisible();
    await expect(fact(page, 'Lowest salary')).toHaveText(/^€\s4,500\.50$/);
    await expect(fact(page, 'Highest salary')).toHaveText(/^€\s5,000\.00$/);
    await expect(page.getByRole('region', { name: 'Skills' }).getByRole('row', { name: 'Rust' })).toContainText('3 – works on their own');
    await expect(status(page)).toContainText('0 of 2 placed');
    await axe(page);
    await expectNoOverflow(page);
    await step(page, 'Submit').click();
    await expect(said(page, 'The request is now: Open.')).toBeVisible();
    await expect(status(page)).toContainText('Open');
    await expect(heading(page)).toContainText(position);
  });

  test('need not press anything: a draft saves itself @js @mobile', async ({ page }) => {
    const path = await draft();
    await open(page, `${path}?edit=true`);
    const told = page.locator('.keeper-state');
    await field(page, 'Client').fill('Stad aan het water');
    await expect(told).toHaveText('Draft saved');
    await field(page, 'Highest salary').fill('plenty');
    await expect(told).toContainText('Not saved yet: Highest salary: This is not an amount.');
    await expect(field(page, 'Highest salary')).toHaveValue('plenty');
    await field(page, 'Highest salary').fill('6000');
    await expect(told).toHaveText('Draft saved');
    await page.context().setOffline(true);
    await field(page, 'Description').fill('Written on the train.');
    await expect(told).toContainText('No connection.');
    await page.context().setOffline(false);
    await expect(told).toHaveText('Draft saved', { timeout: 15_000 });
    await open(page, path);
    await expect(fact(page, 'Client')).toHaveText('Stad aan het water');
    await expect(fact(page, 'Highest salary')).toContainText('6,000.00');
    await expect(fact(page, 'Description')).toHaveText('Written on the train.');
  });

  test('is told what is wrong with a brief, and loses nothing', async ({ page }) => {
    const path = await draft();
    await take(path, 'submit');
    await open(page, `${path}?edit=true`);
    await field(page, 'Lowest salary').fill('5000');
    await field(page, 'Highest salary').fill('4000');
    await field(page, 'People wanted').fill('none');
    await field(page, 'Description').fill('Kept.\nBoth lines.');
    await save(page);
    await expectFlaw(page.locator('form.brief'), field(page, 'People wanted'), /whole number from 1 to 1,000/);
    await expect(field(page, 'Description')).toHaveValue('Kept.\nBoth lines.');
    await field(page, 'People wanted').fill('1');
    await save(page);
    await expectFlaw(page.locator('form.brief'), field(page, 'Highest salary'), /Lowest salary/);
    await field(page, 'Highest salary').fill('much');
    await save(page);
    await expectFlaw(page.locator('form.brief'), field(page, 'Highest salary'), 'This is not an amount. Write it like 4,500 or 4,500.00.');
    await field(page, 'Highest salary').fill('6000');
    await save(page);
    await expect(said(page, 'The request was saved.')).toBeVisible();
    await expect(fact(page, 'Description')).toContainText('Both lines.');
  });

  test('who was slower reads what the other made of it, and decides', async ({ page, another }) => {
    const path = await draft();
    await take(path, 'submit');
    await open(page, `${path}?edit=true`);
    const other = await another('admin');
    await open(other, `${path}?edit=true`);
    await field(other, 'Client').fill('Theirs');
    await save(other);
    await expect(said(other, 'The request was saved.')).toBeVisible();
    await field(page, 'Client').fill('Mine');
    await save(page);
    await expect(page.locator('.question-theirs')).toContainText('Theirs');
    await expect(field(page, 'Client')).toHaveValue('Mine');
    await save(page);
    await expect(said(page, 'The request was saved.')).toBeVisible();
    await expect(fact(page, 'Client')).toHaveText('Mine');
  });

  test('holds, resumes, cancels with a reason, and reopens @mobile', async ({ page }) => {
    const path = await draft();
    await take(path, 'submit');
    await open(page, path);
    const way = (name: string) => page.locator('.step-way', { has: page.locator('summary', { hasText: name }) });
    await way('Put on hold').locator('summary').click();
    await way('Put on hold').getByRole('button', { name: 'Put on hold' }).click();
    await expectFlaw(way('Put on hold').locator('form'), way('Put on hold').getByLabel('Reason'), 'This is needed. Fill it in.');
    await way('Put on hold').getByLabel('Reason').fill('Budget.');
    await axe(page);
    await expectNoOverflow(page);
    await way('Put on hold').getByRole('button', { name: 'Put on hold' }).click();
    await expect(said(page, 'The request is now: On hold.')).toBeVisible();
    await expect(fact(page, 'Why it is on hold')).toHaveText('Budget.');
    await step(page, 'Resume').click();
    await expect(said(page, 'The request is now: Open.')).toBeVisible();
    await way('Cancel the request').locator('summary').click();
    await way('Cancel the request').getByLabel('Reason').fill('No longer needed.');
    await way('Cancel the request').getByRole('button', { name: 'Cancel the request' }).click();
    await expect(said(page, 'The request is now: Cancelled.')).toBeVisible();
    await step(page, 'Reopen').click();
    await expect(status(page)).toContainText('Open');
  });

  test('is told at home which of their requests are late @mobile', async ({ page }) => {
    const position = `Engineer ${unique()}`;
    const path = await draft({ position });
    await open(page, `${path}?edit=true`);
    await field(page, 'Needed by').fill('2024-02-29');
    await save(page);
    await expect(said(page, 'The request was saved.')).toBeVisible();
    await open(page, '/');
    const late = page.getByRole('region', { name: 'Overdue requests' }).getByRole('listitem').filter({ hasText: position });
    await expect(late).toHaveCount(0);
    await take(path, 'submit');
    await open(page, '/');
    await expect(late).toContainText('Needed by 29 February 2024');
    await late.getByRole('link').click();
    await expect(page).toHaveURL(path);
    await take(path, 'cancel', 'No longer needed.');
  });

  test('finds requests on a board, by the same filters as in the table @mobile', async ({ page }) => {
    const client = `Client ${unique()}`;
    const [one, two] = [await draft({ client, position: 'Analyst' }), await draft({ client, position: 'Tester' })];
    await take(two, 'submit');
    await open(page, `/resource-requests?client=${encodeURIComponent(client)}`);
    await expect(page.getByRole('row')).toHaveCount(3);
    await page.getByRole('link', { name: 'Board', exact: true }).click();
    await expect(page).toHaveURL(/client=.*view=board/);
    await expect(column(page, 'Draft').getByRole('link')).toHaveText(['Analyst']);
    await expect(column(page, 'Open').getByRole('link')).toHaveText(['Tester']);
    await expect(column(page, 'Filled')).toContainText('None');
    await axe(page);
    await expectNoOverflow(page);
    await page.getByLabel('Position').fill('analyst');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL(/view=board/);
    await expect(column(page, 'Open').getByRole('link')).toHaveCount(0);
    await column(page, 'Draft').getByRole('link', { name: 'Analyst' }).click();
    await expect(page).toHaveURL(one);
    await page.goBack();
    await expect(page).toHaveURL(/view=board/);
  });
});

test.describe('a recruiter', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (404|409)|ERR_FAILED/ });

  test('sees why a step is not theirs', async ({ page }) => {
    const path = await draft();
    await open(page, path);
    await expect(step(page, 'Submit')).toBeDisabled();
    await expect(step(page, 'Submit')).toHaveAccessibleDescription(/owner/);
    await axe(page);
  });

  test('is told when somebody else was faster', async ({ page }) => {
    const path = await draft({}, 'recruiter');
    // With the news the page would have said so already.
    await page.route('**/live?**', (route) => route.abort());
    await open(page, path);
    await awake(page);
    const requests = await requestsOf(stateOf('recruiter'));
    const form = { id: path.split('/').at(-1) ?? '', version: '1', step: 'submit' };
    expect((await requests.post(`${path}?do=move_request`, { form, maxRedirects: 0 })).status()).toBe(303);
    expect((await requests.post(`${path}?do=move_request`, { form, maxRedirects: 0 })).status()).toBe(409);
    await requests.dispose();
    await step(page, 'Submit').click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(status(page)).toContainText('Open');
  });
});

test.describe('an interviewer', () => {
  test.use({ role: 'interviewer', expectedConsole: /status of (403|404)/ });

  test('begins no requests', async ({ page }) => {
    expect((await page.goto('/resource-requests/new'))?.status()).toBe(403);
    await open(page, '/resource-requests');
    await expect(page.getByRole('link', { name: 'New request' })).toHaveCount(0);
  });
});
