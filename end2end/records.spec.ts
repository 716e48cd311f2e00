// The lists of records, and those that have no pages of their own yet: each of them can be read at its address.
import type { Locator, Page } from '@playwright/test';
import { expectNoOverflow, open } from './steps';
import { expect, test } from './support';

const CODE = /^RR-\d{4}-\d{4}$/;

const titles = (page: Page): Locator => page.locator('.row-link');
const row = (page: Page, text: string): Locator => page.locator('tbody tr', { hasText: text });
const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });
/** The value of an attribute. */
const fact = (page: Page, label: string): Locator => page.locator('.fact', { has: page.locator('dt', { hasText: new RegExp(`^${label}$`) }) }).locator('dd').first();
const above = (page: Page): Locator => page.getByRole('navigation', { name: 'You are here' });

test.describe('a recruiter', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (400|404)/ });

  test('finds the lists in the rail', async ({ page }) => {
    await open(page, '/');
    const rail = page.getByRole('navigation', { name: 'Main' });
    await expect(rail.getByRole('listitem')).toHaveText(['Home', 'Candidates', 'Requests', 'Interviews', 'Question bank', 'Reports', 'Settings']);
    await rail.getByRole('link', { name: 'Requests' }).click();
    await expect(heading(page)).toHaveText('Requests');
    await expect(rail.getByRole('link', { name: 'Requests' })).toHaveAttribute('aria-current', 'page');
    await rail.getByRole('link', { name: 'Question bank' }).click();
    await expect(heading(page)).toHaveText('Question bank');
  });

  test('reads a request @mobile', async ({ page }) => {
    await open(page, '/resource-requests?position=backend');
    await expect(page.getByRole('list', { name: 'Filters that are on' })).toContainText('Position: backend');
    await expect(titles(page)).toHaveText([CODE]);
    await titles(page).click();
    await expect(heading(page)).toHaveText(/^RR-\d{4}-\d{4} · Backend engineer$/);
    await expect(fact(page, 'Lowest salary')).toHaveText(/^€\s4,200\.00$/);
    await expect(fact(page, 'Highest rate')).toHaveText(/^€\s110\.00$/);
    await expect(fact(page, 'Owners')).toHaveText('Marijke van Veen');
    await expect(fact(page, 'Last day')).toHaveText('Not given');
    const skills = page.getByRole('region', { name: 'Skills' });
    await expect(skills.getByRole('row', { name: 'Rust' })).toContainText('3 – works on their own');
    await expectNoOverflow(page);
    await above(page).getByRole('link', { name: 'Requests' }).click();
    await expect(page).toHaveURL('/resource-requests');
  });

  test('sees which request is late, and how many were placed @mobile', async ({ page }) => {
    await open(page, '/resource-requests?position=data+engineer');
    await expect(row(page, 'Data engineer')).toContainText('Overdue');
    await expect(row(page, 'Data engineer')).toContainText('0 of 1');
    await open(page, '/resource-requests?status=filled');
    await expect(row(page, 'Scrum master')).toContainText('1 of 1');
    await expect(page.getByText('Overdue')).toHaveCount(0);
  });

  test('orders a list by a column and keeps the filters', async ({ page }) => {
    await open(page, '/resource-requests?client=waterschap');
    const positions = page.locator('tbody td:nth-of-type(1)');
    const column = page.getByRole('columnheader', { name: 'Position' });
    await column.getByRole('link').click();
    await expect(page).toHaveURL(/client=waterschap.*order%5Bposition%5D=asc/);
    await expect(positions).toHaveText(['Backend engineer', 'Scrum master']);
    await expect(column).toHaveAttribute('aria-sort', 'ascending');
    await column.getByRole('link').click();
    await expect(positions).toHaveText(['Scrum master', 'Backend engineer']);
    await expect(column).toHaveAttribute('aria-sort', 'descending');
    await page.getByRole('link', { name: 'Clear all' }).click();
    await expect(page).toHaveURL('/resource-requests');
  });

  test('goes from a request to who was proposed, and to the person @mobile', async ({ page }) => {
    await open(page, '/resource-requests?position=backend');
    await titles(page).click();
    await page.getByRole('link', { name: 'Proposed candidates' }).click();
    await expect(page.getByRole('list', { name: 'Filters that are on' })).toContainText(/Request: RR-\d{4}-\d{4} · Backend engineer/);
    await expect(row(page, 'Ada Lovelace')).toContainText('Interviewing');
    await page.getByRole('link', { name: 'Ada Lovelace' }).click();
    await expect(heading(page)).toHaveText('Ada Lovelace');
    await expect(page.locator('main .group-facts')).toContainText('Interviewing');
    await expect(page.getByText(/^Margin: €\s25\.00$/)).toBeVisible();
    await expect(page.getByRole('region', { name: 'Stages so far' }).getByRole('listitem')).toHaveCount(2);
    await expect(above(page)).toContainText('Backend engineer');
    await page.getByRole('link', { name: 'To the file' }).click();
    await expect(page).toHaveURL(/\/candidates\/[0-9a-f-]{36}$/);
  });

  test('reads the question bank, a question and an answer @mobile', async ({ page }) => {
    await open(page, '/recruitment-task-groups');
    await page.getByRole('link', { name: 'First conversation', exact: true }).click();
    await expect(page.locator('.group-facts')).toHaveText(/^Published.*Screening.*4 questions.*30 minutes/);
    const asked = page.locator('.questions-numbered > .question', { hasText: 'How many days a week do you want to work?' });
    await expect(asked).toContainText('One choice');
    await expect(asked.locator('.question-options').getByRole('listitem')).toHaveText(['3', '4', '5']);
    await open(page, '/recruitment-tasks?question=How+many+days+a+week+do+you+want');
    await titles(page).click();
    await expect(heading(page)).toHaveText('How many days a week do you want to work?');
    await expect(fact(page, 'Options').getByRole('listitem')).toHaveText(['3', '4', '5']);
    await expect(above(page).getByRole('link')).toHaveText(['Question bank', 'First conversation']);
    await page.getByRole('link', { name: 'Answers' }).click();
    await titles(page).filter({ hasText: 'How many days a week' }).first().click();
    await expect(fact(page, 'Status')).toHaveText('Handed in');
    await expect(fact(page, 'As it was asked')).toContainText('One choice');
  });

  test('turns the pages of a list, and is led back from behind the last one @mobile', async ({ page }) => {
    await open(page, '/recruitment-tasks?itemsPerPage=3');
    await expect(titles(page)).toHaveCount(3);
    const pages = page.getByRole('navigation', { name: 'Pages' });
    await expect(pages).toContainText(/^1–3 of \d+/);
    await pages.getByRole('link', { name: 'Next' }).click();
    await expect(pages).toContainText(/^4–6 of \d+/);
    await open(page, '/recruitment-tasks?page=999');
    await expect(page.getByText('The list is shorter than that')).toBeVisible();
    await page.getByRole('link', { name: 'Show the whole list' }).click();
    await expect(page).toHaveURL('/recruitment-tasks');
    await expect(titles(page).first()).toBeVisible();
  });

  test('is told when nothing matches, and what an address cannot mean', async ({ page }) => {
    await open(page, '/recruitment-task-answers?createdAt[after]=2090-01-01');
    await expect(page.getByText('Nothing matches')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Added from: 1 January 2090' })).toBeVisible();
    for (const list of ['resource-requests', 'resource-request-candidates', 'recruitment-task-groups', 'recruitment-tasks']) {
      const nonsense = await page.goto(`/${list}?status=nonsense&order[x]=y&exists[q]=1&a[b][c]=1&createdAt[after]=x&itemsPerPage=0`);
      expect(nonsense?.status(), list).toBe(200);
      expect((await page.goto(`/${list}?page=abc`))?.status(), list).toBe(400);
      await expect(page.getByText('There is no such page of the list.')).toBeVisible();
      expect((await page.goto(`/${list}/nonsense`))?.status(), list).toBe(404);
    }
  });

  test('is led from the address of a note to the note', async ({ page }) => {
    await open(page, '/candidate-notes');
    await titles(page).first().click();
    await expect(page).toHaveURL(/\/candidates\/[0-9a-f-]{36}\?all=true#note-[0-9a-f-]{36}$/);
    await expect(page.locator(new URL(page.url()).hash)).toBeVisible();
  });

  test('reads all of it in Dutch', async ({ browser, page, watch }) => {
    const dutch = await browser.newContext({ locale: 'nl-NL', storageState: await page.context().storageState() });
    watch(dutch);
    const pagina = await dutch.newPage();
    await pagina.goto('/resource-requests?position=data+engineer');
    await expect(heading(pagina)).toHaveText('Aanvragen');
    await expect(row(pagina, 'Data engineer')).toContainText('Te laat');
    await titles(pagina).click();
    await expect(fact(pagina, 'Laagste salaris')).toHaveText(/^€\s4\.400,00$/);
    await expect(fact(pagina, 'Facturering')).toHaveText('Nacalculatie');
    await dutch.close();
  });
});

test.describe('a manager', () => {
  test.use({ role: 'manager', expectedConsole: /status of 404/ });

  test('finds the own requests, the people in them, and no others @mobile', async ({ page, another }) => {
    await open(page, '/resource-requests');
    await expect(row(page, 'Backend engineer')).toBeVisible();
    await expect(row(page, 'Data engineer')).toHaveCount(0);
    const recruiter = await another('recruiter');
    await recruiter.goto('/resource-requests?position=data+engineer');
    const others = (await titles(recruiter).getAttribute('href')) ?? '';
    expect((await page.goto(others))?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
    await open(page, '/resource-request-candidates');
    await expect(titles(page).filter({ hasText: 'Ada Lovelace' })).toHaveCount(1);
    await expect(titles(page).filter({ hasText: 'Grace Hopper' })).toHaveCount(0);
    await open(page, '/candidates?q=lovelace');
    await expect(page.getByRole('link', { name: 'Ada Lovelace' })).toBeVisible();
  });
});

for (const own of ['manager', 'interviewer'] as const) {
  test.describe(`a ${own} without requests`, () => {
    test.use({ own });

    test('is told why the lists are empty @mobile', async ({ page }) => {
      await open(page, '/resource-requests');
      await expect(page.getByText('No requests yet')).toBeVisible();
      await expect(page.getByText('A request says who is looked for, and for which client. You see the requests that you made or own.')).toBeVisible();
      await open(page, '/resource-request-candidates');
      await expect(page.getByText('Nobody was proposed yet')).toBeVisible();
      await open(page, '/recruitment-task-groups');
      await expect(page.getByRole('link', { name: 'First conversation' })).toBeVisible();
    });
  });
}
