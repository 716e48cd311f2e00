// People whose names, addresses and files are unlike those that programs are tried with.
import type { Locator, Page } from '@playwright/test';
import { add, cell, editCell, expectFlaw, expectNoOverflow, open, said, somebody, type Person } from './steps';
import { expect, test } from './support';

test.use({ role: 'recruiter', expectedConsole: /status of (409|412|422)/ });

/** Fills in the form for somebody new. */
async function fill(page: Page, person: Person): Promise<Locator> {
  await open(page, '/candidates/new');
  await page.getByLabel('First name').fill(person.firstname);
  await page.getByLabel('Last name').fill(person.lastname);
  await page.getByLabel('E-mail address').fill(person.email);
  return page.locator('form', { has: page.getByLabel('First name') });
}

const create = (page: Page) => page.getByRole('button', { name: 'Create candidate' }).click();

for (const [kind, firstname] of [
  ['an emoji', '👩🏽‍🚀 Zoë'],
  ['Arabic letters', 'محمد عبد الله'],
  ['a hundred letters', 'W'.repeat(100)],
] as const) {
  test(`a name with ${kind} is kept as it is, and fits @mobile`, async ({ page }) => {
    const person = somebody({ firstname });
    await fill(page, person);
    await create(page);
    await expect(said(page, 'The candidate was created.')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${firstname} ${person.lastname}`);
    await expectNoOverflow(page);
    await page.setViewportSize({ width: 320, height: 700 });
    await expectNoOverflow(page);
    await page.goto(`/candidates?q=${person.lastname}`);
    await expect(page.getByRole('link', { name: `${firstname} ${person.lastname}` })).toBeVisible();
    await expectNoOverflow(page);
  });
}

test('the server counts too: a hundred and one letters are refused', async ({ page }) => {
  const form = await fill(page, somebody({ firstname: '' }));
  const name = page.getByLabel('First name');
  await expect(name).toHaveAttribute('maxlength', '100');
  await name.evaluate((input) => input.removeAttribute('maxlength'));
  await name.fill('é'.repeat(101));
  await create(page);
  await expectFlaw(form, name, 'This is too long. At most 100 characters fit.');
  await expect(name).toHaveValue('é'.repeat(101));
});

test('a profile that is a script is refused', async ({ page }) => {
  const form = await fill(page, somebody());
  await page.getByLabel('LinkedIn profile').fill('javascript:alert(1)');
  await create(page);
  await expectFlaw(form, page.getByLabel('LinkedIn profile'), /not a web address/);
});

test('somebody who may be here already is shown beside', async ({ page }) => {
  const first = somebody({ firstname: 'First', position: 'Analyst' });
  const path = await add(first);
  const second = somebody({ firstname: 'Second', email: first.email.toUpperCase() });
  await fill(page, second);
  await create(page);
  await expect(page.getByText('This person may already be here')).toBeVisible();
  await expect(page.getByRole('link', { name: `Compare with First ${first.lastname}`, exact: true })).toBeVisible();
  await page.getByRole('link', { name: `First ${first.lastname}`, exact: true }).click();
  await expect(page).toHaveURL(path);
  await expect(page.getByRole('link', { name: `Second ${second.lastname}`, exact: true })).toBeVisible();
});

test('two who edit at once see both, and nothing is overwritten @mobile', async ({ page, another }) => {
  const path = await add(somebody({ position: 'Analyst' }));
  const colleague = await another('admin');
  await open(colleague, path);
  await open(page, path);
  await page.getByRole('link', { name: 'Edit: Position' }).click();
  await cell(page, 'position').getByRole('textbox').fill('Mine');
  await editCell(colleague, 'Position', 'position', 'Theirs');
  await expect(said(colleague, 'The changes were saved.')).toBeVisible();
  await cell(page, 'position').getByRole('button', { name: 'Save' }).click();
  await expect(cell(page, 'position').getByRole('alert')).toContainText('Somebody changed this file while you were typing');
  await expect(cell(page, 'position')).toContainText('Theirs');
  await expect(cell(page, 'position').getByRole('textbox')).toHaveValue('Mine');
  await expectNoOverflow(page);
  await cell(page, 'position').getByRole('button', { name: 'Save what I typed' }).click();
  await expect(said(page, 'The changes were saved.')).toBeVisible();
  await colleague.reload();
  await expect(cell(colleague, 'position')).toContainText('Mine');
});
