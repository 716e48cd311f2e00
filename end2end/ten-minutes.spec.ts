// A recruiter's first ten minutes, with JavaScript and without.
import { hire } from './accounts';
import { cell, editCell, expectFlaw, noteWith, open, openMenu, said, signIn, somebody, undo, writeNote } from './steps';
import { expect, test } from './support';

test.use({ expectedConsole: /status of 422/ });

test('from signing in to a file that is kept @mobile', async ({ page }) => {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.accept();
  });
  const recruiter = await hire('recruiter');
  const person = somebody({ firstname: 'Zoë', position: 'Analyst' });
  const name = `${person.firstname} ${person.lastname}`;

  await test.step('sign in', async () => {
    await open(page, '/');
    await signIn(page, recruiter.email, recruiter.password);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hello, ${recruiter.name}`);
  });

  await test.step('find somebody, with a typo', async () => {
    await page.getByRole('link', { name: 'To the candidates' }).click();
    await page.getByRole('searchbox', { name: 'Find', exact: true }).fill('lovelcae');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await page.getByRole('link', { name: 'Ada Lovelace' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ada Lovelace');
    await page.getByRole('navigation', { name: 'You are here' }).getByRole('link', { name: 'Candidates' }).click();
  });

  await test.step('add somebody: at first something is missing, and nothing that was typed is lost', async () => {
    await page.getByRole('link', { name: 'Add a candidate' }).click();
    await page.getByLabel('First name').fill(person.firstname);
    await page.getByLabel('Last name').fill(person.lastname);
    await page.getByLabel('E-mail address').fill(person.email);
    await page.getByLabel('LinkedIn profile').fill('ftp://linkedin.example/in/zoe');
    await page.getByLabel('Position').fill(person.position);
    await page.getByLabel('Remarks').fill('</textarea><script>alert(1)</script>\nsecond line');
    await page.getByRole('button', { name: 'Create candidate' }).click();
    const form = page.locator('form', { has: page.getByLabel('First name') });
    await expectFlaw(form, page.getByLabel('LinkedIn profile'), /not a web address/);
    await expect(page.getByLabel('LinkedIn profile')).toHaveValue('ftp://linkedin.example/in/zoe');
    await expect(page.getByLabel('First name')).toHaveValue(person.firstname);
    await expect(page.getByLabel('E-mail address')).toHaveValue(person.email);
    await expect(page.getByLabel('Position')).toHaveValue(person.position);
    await expect(page.getByLabel('Remarks')).toHaveValue('</textarea><script>alert(1)</script>\nsecond line');
    await page.getByLabel('LinkedIn profile').fill('https://linkedin.example/in/zoe');
    await page.getByRole('button', { name: 'Create candidate' }).click();
    await expect(said(page, 'The candidate was created.')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(cell(page, 'notes')).toContainText('</textarea><script>alert(1)</script>');
  });

  await test.step('write a note', async () => {
    await writeNote(page, '**Very** clear.\n\n- starts in May\n\n</textarea><script>alert(1)</script>');
    await expect(said(page, 'The note was added.')).toBeVisible();
    const note = noteWith(page, 'starts in May');
    await expect(note.locator('strong', { hasText: 'Very' })).toBeVisible();
    await expect(note.getByRole('listitem')).toHaveText('starts in May');
    await expect(note).toContainText('</textarea><script>alert(1)</script>');
    await expect(note).toContainText(recruiter.name);
  });

  await test.step('change a field in its place, and take that back', async () => {
    await editCell(page, 'Position', 'position', 'Engineer');
    await expect(said(page, 'The changes were saved.')).toBeVisible();
    await expect(cell(page, 'position')).toContainText('Engineer');
    await expect(page.locator('.file-head')).toContainText('Engineer');
    await expect(page.getByRole('list', { name: 'Timeline' })).toContainText('edited the file');
    await undo(page);
    await expect(said(page, 'The change was undone.')).toBeVisible();
    await expect(cell(page, 'position')).toContainText('Analyst');
    await expect(page.locator('.file-head')).toContainText('Analyst');
  });

  await test.step('correct the note', async () => {
    await noteWith(page, 'starts in May').getByRole('link', { name: 'Edit', exact: true }).click();
    const editor = page.getByRole('form', { name: 'Edit the note' });
    await expect(editor.getByRole('textbox')).toHaveValue(/<\/textarea><script>alert\(1\)<\/script>$/);
    await editor.getByRole('textbox').fill('Starts in **June**.');
    await editor.getByRole('button', { name: 'Save' }).click();
    await expect(said(page, 'The note was saved.')).toBeVisible();
    await expect(noteWith(page, 'Starts in June.')).toContainText('edited');
    await expect(editor).toHaveCount(0);
  });

  await test.step('delete the note, and take that back', async () => {
    await noteWith(page, 'Starts in June.').getByRole('button', { name: 'Delete' }).click();
    await expect(said(page, 'The note was deleted.')).toBeVisible();
    await expect(noteWith(page, 'Starts in June.')).toHaveCount(0);
    await undo(page);
    await expect(noteWith(page, 'Starts in June.')).toBeVisible();
  });

  await test.step('archive and restore', async () => {
    await page.getByRole('button', { name: 'Archive', exact: true }).click();
    await expect(said(page, 'The file was archived.')).toBeVisible();
    await expect(page.getByText('This file is archived')).toBeVisible();
    const file = new URL(page.url()).pathname;
    await open(page, `/candidates?q=${person.lastname}`);
    await expect(page.getByText('Nobody matches')).toBeVisible();
    await open(page, `/candidates?q=${person.lastname}&lifecycle=archived`);
    await page.getByRole('link', { name }).click();
    await expect(page).toHaveURL(file);
    await page.getByRole('button', { name: 'Restore', exact: true }).click();
    await expect(said(page, 'The file was restored.')).toBeVisible();
    await expect(page.getByText('This file is archived')).toHaveCount(0);
  });

  await test.step('switch to Dutch and to dark', async () => {
    await (await openMenu(page)).getByRole('button', { name: 'Nederlands' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(page.getByRole('button', { name: 'Archiveren', exact: true })).toBeVisible();
    await (await openMenu(page)).getByRole('button', { name: 'Donker' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  });

  expect(dialogs, 'nothing asked and nothing ran').toEqual([]);
});
