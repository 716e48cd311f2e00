// The list of people: search, filters, order and pages, all of it in the address.
import type { Page } from '@playwright/test';
import { requestsOf, stateOf, unique } from './accounts';
import { add, open, somebody } from './steps';
import { expect, test } from './support';

const names = (page: Page) => page.locator('.row-link > span[dir=auto]');
const box = (page: Page) => page.getByRole('searchbox', { name: 'Find', exact: true });

/** Looks for words, as one does without JavaScript too. */
async function find(page: Page, words: string): Promise<void> {
  await box(page).fill(words);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
}

test.describe('a recruiter', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of 404/ });

  test('meets who is new at home @mobile', async ({ page }) => {
    const person = somebody();
    const file = await add(person);
    await open(page, '/');
    const fresh = page.getByRole('region', { name: 'New candidates' });
    await fresh.getByRole('link', { name: `Test ${person.lastname}` }).click();
    await expect(page).toHaveURL(file);
  });

  test('finds while typing, and the address follows @js @mobile', async ({ page }) => {
    await open(page, '/candidates');
    await expect(page.getByRole('status')).toHaveText(/^\d+ candidates$/);
    await box(page).pressSequentially('lovel', { delay: 20 });
    await expect(names(page)).toHaveText(['Ada Lovelace']);
    await expect(page.getByRole('status')).toHaveText('1 candidate');
    await expect(page).toHaveURL('/candidates?q=lovel');
    await expect(box(page)).toBeFocused();
    await box(page).fill('');
    await expect(page).toHaveURL('/candidates');
    await expect(names(page)).toHaveCount(30);
  });

  test.describe('whose connection is gone', () => {
    test.use({ expectedConsole: /ERR_INTERNET_DISCONNECTED/ });

    test('is told so, and keeps what was found and typed @js', async ({ page, context }) => {
      await open(page, '/candidates?q=lovelace');
      await context.setOffline(true);
      await box(page).fill('hopper');
      await expect(page.locator('.toast')).toContainText('Instroom could not be reached');
      await expect(names(page)).toHaveText(['Ada Lovelace']);
      await context.setOffline(false);
      await box(page).press('Enter');
      await expect(names(page)).toHaveText(['Grace Hopper']);
      await expect(page).toHaveTitle('Candidates for “hopper” · Instroom');
    });
  });

  test('whose session has ended meanwhile is asked to sign in @js', async ({ page, context }) => {
    await open(page, '/candidates');
    await context.clearCookies();
    await box(page).fill('hopper');
    await expect(page.getByLabel('Password', { exact: true })).toBeVisible();
    await expect(page).toHaveURL(/\/sign-in\?next=/);
  });

  test('forgives a typo, and knows what is written with accents without them @mobile', async ({ page }) => {
    await open(page, '/candidates');
    await find(page, 'lovelcae');
    await expect(names(page)).toHaveText(['Ada Lovelace']);
    await expect(page).toHaveURL('/candidates?q=lovelcae');
    await expect(box(page)).toHaveValue('lovelcae');
    await find(page, 'lois akker');
    await expect(names(page)).toHaveText(['Lois v.d. Akker', 'Loïs van den Akker']);
    await find(page, 'LOÏS AKKER -kafka');
    await expect(names(page)).toHaveText(['Loïs van den Akker']);
  });

  test('searches from every page', async ({ page }) => {
    await open(page, '/settings/account');
    await page.getByRole('searchbox', { name: 'Search candidates' }).fill('hopper');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL('/candidates?q=hopper');
    await expect(names(page)).toHaveText(['Grace Hopper']);
    await expect(page).toHaveTitle('Candidates for “hopper” · Instroom');
  });

  test('comes back to what was found', async ({ page }) => {
    await open(page, '/candidates');
    await find(page, 'hopper');
    await expect(page).toHaveURL('/candidates?q=hopper');
    await page.getByRole('link', { name: 'Grace Hopper' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Grace Hopper');
    await page.goBack();
    await expect(page).toHaveURL('/candidates?q=hopper');
    await expect(box(page)).toHaveValue('hopper');
    await expect(names(page)).toHaveText(['Grace Hopper']);
  });

  test('is told when nobody matches, and led on', async ({ page }) => {
    await open(page, '/candidates');
    await find(page, unique());
    await expect(page.getByText('Nobody matches')).toBeVisible();
    await page.getByRole('link', { name: 'Show everybody' }).click();
    await expect(page).toHaveURL('/candidates');
    await expect(names(page)).toHaveCount(30);
  });

  test('filters, sorts and pages, and can send the address to a colleague', async ({ page, another }) => {
    const tag = unique();
    const source = `Fair ${tag}`;
    const people = ['Aya', 'Bob', 'Cas'].map((firstname, n) => somebody({ firstname, tags: tag, source: n < 2 ? source : 'Elsewhere' }));
    for (const [n, person] of people.entries()) await add({ ...person, lastname: `${'CBA'[n]}${tag}` });
    const [aya, bob, cas] = people.map((person, n) => `${person.firstname} ${'CBA'[n]}${tag}`);

    await open(page, '/candidates');
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('Tags').fill(tag);
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(names(page)).toHaveText([cas, bob, aya]);
    await expect(page).toHaveURL(`/candidates?tags=${tag}`);
    await page.getByLabel('Source').fill(source);
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(names(page)).toHaveText([bob, aya]);

    const chips = page.getByRole('list', { name: 'Filters that are on' });
    await expect(chips.getByRole('listitem')).toHaveCount(3);
    await chips.getByRole('link', { name: `Source: ${source}` }).click();
    await expect(page).toHaveURL(`/candidates?tags=${tag}`);
    await expect(names(page)).toHaveText([cas, bob, aya]);

    await page.getByRole('columnheader', { name: 'Name' }).getByRole('link').click();
    await expect(names(page)).toHaveText([cas, bob, aya]);
    await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('link').click();
    await expect(names(page)).toHaveText([aya, bob, cas]);
    await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending');

    await page.goto(`${page.url()}&itemsPerPage=2`);
    await expect(names(page)).toHaveText([aya, bob]);
    const pages = page.getByRole('navigation', { name: 'Pages' });
    await expect(pages).toContainText('1–2 of 3');
    await pages.getByRole('link', { name: 'Next' }).click();
    await expect(names(page)).toHaveText([cas]);
    await expect(pages).toContainText('3–3 of 3');
    const colleague = await another('admin');
    await colleague.goto(page.url());
    await expect(names(colleague)).toHaveText([cas]);
    await page.goBack();
    await expect(names(page)).toHaveText([aya, bob]);
    await page.getByRole('link', { name: 'Clear all' }).click();
    await expect(page).toHaveURL('/candidates');
  });

  test('saves all that was found as a table for a spreadsheet @mobile', async ({ page }) => {
    await open(page, '/candidates?source=Indeed&order[lastname]=asc');
    const found = await page.getByRole('status').first().innerText();
    const link = page.getByRole('link', { name: 'Save this list as CSV' });
    await expect(link).toHaveAttribute('href', '/export/candidates.csv?source=Indeed');
    const requests = await requestsOf(stateOf('recruiter'));
    const table = await requests.get('/export/candidates.csv?source=Indeed');
    expect(table.headers()['content-disposition']).toBe('attachment; filename="instroom-candidates.csv"');
    const lines = (await table.text()).split('\r\n');
    expect(lines[0]).toMatch(/^id,firstname,lastname,email,/);
    expect(`${String(lines.length - 2)} candidates`).toBe(found);
    await requests.dispose();
    await open(page, '/resource-requests');
    await expect(link).toHaveAttribute('href', '/export/resource-requests.csv');
  });

  test('is led back from behind the last page', async ({ page }) => {
    await open(page, '/candidates?page=9999');
    await expect(page.getByText('The list is shorter than that')).toBeVisible();
    await page.getByRole('link', { name: 'Show everybody' }).click();
    await expect(names(page)).toHaveCount(30);
  });

  test('does not find what is confidential', async ({ page, another }) => {
    await open(page, '/candidates?q=bouchard');
    await expect(page.getByText('Nobody matches')).toBeVisible();
    const admin = await another('admin');
    await admin.goto('/candidates?q=bouchard');
    await expect(names(admin)).toHaveText(['Noémie Bouchard']);
    const file = await admin.getByRole('link', { name: 'Noémie Bouchard' }).getAttribute('href');
    expect((await page.goto(file ?? ''))?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  });
});

for (const role of ['manager', 'interviewer'] as const) {
  test.describe(`a ${role} without requests`, () => {
    // An account of the test's own: the demo's manager has people in requests.
    test.use({ own: role });

    test('is told why the list is empty @mobile', async ({ page }) => {
      await open(page, '/');
      await expect(page.getByText('No candidates yet')).toBeVisible();
      await expect(page.getByRole('link', { name: 'Add a candidate' })).toHaveCount(0);
      await open(page, '/candidates');
      await expect(page.getByText('No candidates yet')).toBeVisible();
      await expect(page.getByText('You see the people of your own requests and interviews.')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Add a candidate' })).toBeDisabled();
      await expect(page.getByText('Your role may not add candidates. Ask an administrator.')).toBeVisible();
    });
  });
}
