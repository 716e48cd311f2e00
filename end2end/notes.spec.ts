// Who hears what in a file, and what is being written there.
import { hire } from './accounts';
import { add, cell, editCell, noteWith, open, said, somebody, undo, writeNote } from './steps';
import { expect, test } from './support';

test.use({ role: 'recruiter', expectedConsole: /status of (404|412|422)/ });

test('a note is read by whom it is for', async ({ page, another }) => {
  const path = await add(somebody());
  await open(page, path);
  await writeNote(page, 'for everybody');
  await expect(noteWith(page, 'for everybody')).toBeVisible();
  await writeNote(page, 'for recruiters', { 'Who may read it': 'Recruiters, owners of the person’s requests, the author' });
  await expect(noteWith(page, 'for recruiters').getByText('Recruiters, owners of the person’s requests, the author')).toBeVisible();
  await writeNote(page, 'for administrators', { 'Who may read it': 'Administrators and the author' });
  await expect(noteWith(page, 'for administrators').getByText('Administrators and the author')).toBeVisible();
  await page.reload();
  await expect(noteWith(page, 'for administrators')).toBeVisible();

  const admin = await another('admin');
  await open(admin, path);
  for (const text of ['for everybody', 'for recruiters', 'for administrators']) {
    await expect(noteWith(admin, text)).toBeVisible();
    await expect(noteWith(admin, text).getByRole('link', { name: 'Edit', exact: true })).toHaveCount(0);
    await expect(noteWith(admin, text).getByRole('button', { name: 'Delete' })).toBeVisible();
  }
  await writeNote(admin, 'among administrators', { 'Who may read it': 'Administrators and the author' });
  await expect(noteWith(admin, 'among administrators')).toBeVisible();

  const colleague = await another(await hire('recruiter'));
  await open(colleague, path);
  for (const text of ['for everybody', 'for recruiters']) {
    await expect(noteWith(colleague, text)).toBeVisible();
    await expect(noteWith(colleague, text).getByRole('link', { name: 'Edit', exact: true })).toHaveCount(0);
    await expect(noteWith(colleague, text).getByRole('button', { name: 'Delete' })).toHaveCount(0);
  }
  await expect(noteWith(colleague, 'administrators')).toHaveCount(0);
  expect(await colleague.content()).not.toContain('administrators</');
  await page.reload();
  await expect(noteWith(page, 'for administrators')).toBeVisible();
  await expect(noteWith(page, 'among administrators')).toHaveCount(0);

  for (const role of ['manager', 'interviewer'] as const) {
    const outside = await another(role);
    expect((await outside.goto(path))?.status()).toBe(404);
  }
});

test('an unfinished note is kept in the browser, and leaving warns @js', async ({ page }) => {
  const path = await add(somebody());
  await open(page, path);
  const composer = page.getByRole('form', { name: 'Write a note' });
  await composer.getByRole('textbox').fill('half a thou');
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.getByRole('link', { name: 'Home' }).click();
  await expect(page).toHaveURL('/');
  expect(asked).toEqual(['beforeunload']);
  await open(page, path);
  await expect(composer.getByRole('textbox')).toHaveValue('half a thou');
  await expect(page.getByText('An unfinished text was restored.')).toBeVisible();
  await composer.getByRole('textbox').pressSequentially('ght');
  await page.keyboard.press('Control+Enter');
  await expect(said(page, 'The note was added.')).toBeVisible();
  await expect(noteWith(page, 'half a thought')).toBeVisible();
  await expect(composer.getByRole('textbox')).toHaveValue('');
  await open(page, path);
  await expect(composer.getByRole('textbox')).toHaveValue('');
  expect(asked).toHaveLength(1);
});

test('a note without words is refused, and its other fields are kept', async ({ page }) => {
  await open(page, await add(somebody()));
  const composer = page.getByRole('form', { name: 'Write a note' });
  await composer.getByRole('textbox').evaluate((area) => area.removeAttribute('required'));
  await writeNote(page, '   ', { Type: 'Call', Score: 'Strong yes' });
  await expect(composer.getByRole('textbox')).toHaveAccessibleDescription('This is needed. Fill it in.');
  await expect(composer.getByLabel('Type')).toHaveValue('call');
  await expect(composer.getByLabel('Score')).toHaveValue('4');
  await composer.getByRole('textbox').fill('Strong.');
  await composer.getByRole('button', { name: 'Add note' }).click();
  await expect(noteWith(page, 'Strong.')).toContainText('Strong yes');
});

test('what is pinned stays on top, and what was changed tells from what to what', async ({ page }) => {
  await open(page, await add(somebody()));
  await page.getByRole('form', { name: 'Write a note' }).getByLabel('Pin to the top').check();
  await writeNote(page, 'pinned first');
  await expect(noteWith(page, 'pinned first')).toBeVisible();
  await writeNote(page, 'written later');
  await expect(noteWith(page, 'written later')).toBeVisible();
  const events = page.getByRole('list', { name: 'Timeline' }).locator('.event');
  await expect(events.nth(0)).toContainText('pinned first');
  await expect(events.nth(1)).toContainText('written later');
  await noteWith(page, 'written later').getByRole('link', { name: 'Edit', exact: true }).click();
  const editor = page.getByRole('form', { name: 'Edit the note' });
  await editor.getByRole('textbox').fill('written anew');
  await editor.getByRole('button', { name: 'Save' }).click();
  const change = noteWith(page, 'edited a note');
  await expect(change.getByRole('deletion')).toHaveText('written later');
  await expect(change.getByRole('insertion')).toHaveText('written anew');
  await change.getByRole('button', { name: 'Undo this change' }).click();
  await expect(noteWith(page, 'Undoes an earlier change')).toBeVisible();
  await expect(events.nth(1).or(events.nth(2)).filter({ hasText: 'written later' }).first()).toBeVisible();
});

test('what a colleague writes appears in an open file, and waits while something is being edited there @js', async ({ page, another }) => {
  const path = await add(somebody({ position: 'Analyst' }));
  await open(page, path);
  const colleague = await another('admin');
  await open(colleague, path);
  await writeNote(colleague, 'rang them');
  await expect(noteWith(page, 'rang them')).toBeVisible({ timeout: 3_000 });

  await page.getByRole('link', { name: 'Edit: Position' }).click();
  await cell(page, 'position').getByRole('textbox').fill('Astronomer');
  let asked = 0;
  page.on('request', (request) => (asked += Number(request.url().endsWith('/_call/read_candidate'))));
  // The page is told, and renews what stands outside of the file; the file itself is not even asked for.
  const told = page.waitForResponse((answer) => answer.url().endsWith(path) && answer.request().resourceType() === 'fetch');
  await writeNote(colleague, 'they rang back');
  await (await told).finished();
  expect(asked, 'nothing is taken from under somebody’s hands').toBe(0);
  await expect(cell(page, 'position').getByRole('textbox')).toHaveValue('Astronomer');
  await expect(noteWith(page, 'they rang back')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(noteWith(page, 'they rang back')).toBeVisible();
  await expect(cell(page, 'position')).toContainText('Analyst');

  // What is brought back after a colleague changed the same is no newer than it was.
  await page.getByRole('link', { name: 'Edit: Position' }).click();
  await cell(page, 'position').getByRole('textbox').fill('Astronaut');
  await page.keyboard.press('Escape');
  await editCell(colleague, 'Position', 'position', 'Director');
  await expect(cell(page, 'position')).toContainText('Director');
  await undo(page);
  await expect(cell(page, 'position').getByRole('textbox')).toHaveValue('Astronaut');
  await cell(page, 'position').getByRole('button', { name: /^Save/ }).click();
  await expect(cell(page, 'position').locator('.versus')).toContainText('Director');
  await expect(cell(page, 'position').getByRole('textbox')).toHaveValue('Astronaut');
});
