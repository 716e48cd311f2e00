// Imports: a file is chosen, its rows are looked at, its columns named, and its people come in, and go again.
import type { Locator, Page } from '@playwright/test';
import { unique } from './accounts';
import { awake, expectNoOverflow, make, open, somebody } from './steps';
import { axe, expect, test } from './support';

const IMPORTS = '/imports';

/** Chooses a file of this text on the page of imports. */
async function choose(page: Page, name: string, text: string | Buffer): Promise<void> {
  await page.getByLabel('File', { exact: true }).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('button', { name: 'Check the file' }).click();
  await awake(page);
}

const state = (page: Page): Locator => page.locator('#import-now .tag').first();

/** Waits until the work is done: the page says so by itself where it can. */
async function becomes(page: Page, text: string): Promise<void> {
  const scripted = await page.evaluate(() => !window.matchMedia('(scripting: none)').matches);
  if (!scripted) {
    await expect
      .poll(async () => (await state(page).innerText()) === text || (await page.reload().then(() => state(page).innerText())) === text, { timeout: 20_000 })
      .toBe(true);
  }
  await expect(state(page)).toHaveText(text, { timeout: 20_000 });
  await awake(page);
}

const row = (page: Page, text: string): Locator => page.locator('#rows tbody tr', { hasText: text });

test.describe('a recruiter', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (412|422)/ });

  test('has a table checked, imports who is new, and undoes it @mobile', async ({ page }) => {
    test.slow();
    const known = somebody();
    await make('candidates', known);
    const [ada, bob] = [somebody(), somebody()];
    const table = [
      'Voornaam;Achternaam;E-mail;Plaats',
      `${ada.firstname};${ada.lastname};${ada.email};Utrecht`,
      `${known.firstname};${known.lastname};${known.email};Utrecht`,
      `${bob.firstname};${bob.lastname};no address;`,
      'broken',
      `${ada.firstname};${ada.lastname};${ada.email};`,
    ].join('\r\n');
    await open(page, '/candidates');
    await page.getByRole('link', { name: 'Import', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Import candidates');
    await awake(page);
    await axe(page);
    await page.getByLabel('Where they come from').fill('Job fair');
    await choose(page, 'fair.csv', table);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('fair.csv');
    await becomes(page, 'Checked');
    await expect(page.getByText('It was a rehearsal: nothing has happened yet.')).toBeVisible();
    await expect(row(page, ada.lastname).first()).toContainText('New');
    await expect(row(page, known.lastname)).toContainText('Here already');
    await expect(row(page, bob.lastname)).toContainText('E-mail address: This is not an e-mail address.');
    await expect(page.locator('#rows')).toContainText('This row has 1 cell, and the header has 4.');
    await expect(row(page, 'The same person as row 1')).toHaveCount(1);
    await axe(page);
    await expectNoOverflow(page);
    await page.getByRole('navigation', { name: 'Rows by what becomes of them' }).getByRole('link', { name: /^Refused/ }).click();
    await awake(page);
    await expect(page.locator('#rows tbody tr')).toHaveCount(2);
    await page.getByRole('button', { name: 'Import 1 person' }).click();
    await awake(page);
    await becomes(page, 'Imported');
    await expect(row(page, ada.lastname).first()).toBeVisible();
    await row(page, ada.lastname).first().getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(`${ada.firstname} ${ada.lastname}`);
    await expect(page.getByRole('main')).toContainText('Job fair');
    await page.goBack();
    await awake(page);
    await becomes(page, 'Imported');
    await page.getByRole('button', { name: 'Undo the import' }).click();
    await awake(page);
    await becomes(page, 'Undone');
    await expect(row(page, ada.lastname).first()).toContainText('Archived again');
    await page.getByRole('button', { name: 'Forget' }).click();
    await expect(page.getByText('The import was forgotten.')).toBeVisible();
  });

  test('does nothing twice that was asked for in two windows', async ({ page, context }) => {
    const ada = somebody();
    await open(page, IMPORTS);
    // Nobody who comes a second time is left out for being here.
    await page.getByLabel('Who is here already').selectOption('Add them once more');
    await choose(page, 'twice.csv', `firstname,lastname,email\n${ada.firstname},${ada.lastname},${ada.email}\n`);
    await becomes(page, 'Checked');
    const other = await context.newPage();
    await other.goto(page.url());
    await page.getByRole('button', { name: 'Import 1 person' }).click();
    await becomes(page, 'Imported');
    await other.getByRole('button', { name: 'Import 1 person' }).click();
    await expect(other.getByRole('main').getByRole('alert')).toContainText('Somebody else changed this');
    await expect(state(other)).toHaveText('Imported');
    await axe(other);
    await open(page, `/candidates?q=${ada.lastname}`);
    await expect(page.getByRole('row', { name: new RegExp(ada.lastname) })).toHaveCount(1);
  });

  test('says what the columns are where their names do not tell @mobile', async ({ page }) => {
    const ada = somebody();
    await open(page, IMPORTS);
    await choose(page, 'odd.csv', `One,Two,Three,Four\n${ada.firstname},${ada.lastname},${ada.email},x\n`);
    await expect(state(page)).toHaveText('Columns unknown');
    await expect(page.getByLabel('Two', { exact: true })).toHaveAccessibleDescription(`For example: ${ada.lastname}`);
    await axe(page);
    await expectNoOverflow(page);
    await page.getByLabel('One', { exact: true }).selectOption('First name');
    await page.getByLabel('Two', { exact: true }).selectOption('Last name');
    await page.getByRole('button', { name: 'Check it like this' }).click();
    const refused = page.getByRole('main').getByRole('alert');
    await expect(refused).toContainText('E-mail address: No column is this. Say which one is.');
    await expect(page.getByLabel('Two', { exact: true })).toHaveValue('lastname');
    await awake(page);
    await axe(page);
    await page.getByLabel('Three', { exact: true }).selectOption('E-mail address');
    await page.getByRole('button', { name: 'Check it like this' }).click();
    await awake(page);
    await becomes(page, 'Checked');
    await expect(page.getByRole('button', { name: 'Import 1 person' })).toBeVisible();
  });

  test('is told why a file cannot be taken, and keeps what was typed @mobile', async ({ page }) => {
    await open(page, IMPORTS);
    const source = `Fair ${unique()}`;
    await page.getByLabel('Where they come from').fill(source);
    await page.getByLabel('Who is here already').selectOption('Change to what the file says');
    await choose(page, 'people.xlsx', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x14, 0x00]));
    await expect(page.getByLabel('File', { exact: true })).toHaveAccessibleDescription(/^This is a compressed file or a workbook\./);
    await expect(page.getByLabel('Where they come from')).toHaveValue(source);
    await expect(page.getByLabel('Who is here already')).toHaveValue('update');
    await axe(page);
    await expectNoOverflow(page);
  });
});
