// Questions sent to a candidate, who answers without an account; and what the reports make of what was said.
import type { Page } from '@playwright/test';
import { add, addPublished, expectNoOverflow, idOf, open, said, somebody } from './steps';
import { axe, expect, test } from './support';

const field = (page: Page, label: string | RegExp) => page.getByLabel(label);

/** Sends the questions of a new group to somebody new; where the person's file is, and the link. */
async function send(page: Page, questions: string): Promise<{ file: string; link: string }> {
  const file = await add(somebody());
  const group = await addPublished(questions);
  await open(page, file);
  await page.getByRole('link', { name: 'Send questions' }).click();
  await field(page, 'Which questions').selectOption(idOf(group));
  await page.getByRole('button', { name: 'Send by mail' }).click();
  await expect(said(page, 'The questions are on their way. The link can also be passed on from here.')).toBeVisible();
  const link = await field(page, /^Link for the candidate/).inputValue();
  return { file, link: new URL(link).pathname };
}

test.describe('a recruiter and a candidate', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (404|409|422)/ });

  test('the candidate saves, comes back, hands in once, and the answers are in the file @mobile', async ({ page, another }) => {
    const { file, link } = await send(page, 'Why us? *\nHow many days?\n- 3\n- 4\n- 5');
    const candidate = await another();
    await open(candidate, link);
    await axe(candidate);
    await expectNoOverflow(candidate);
    await expect(candidate.getByText('Guidance')).toHaveCount(0);
    await candidate.getByRole('radio', { name: '4' }).check();
    await candidate.getByRole('button', { name: 'Save and come back later' }).click();
    await expect(said(candidate, 'Kept. You can close this page and come back by the same link.')).toBeVisible();
    await candidate.close();

    const again = await another();
    await open(again, link);
    await expect(again.getByRole('radio', { name: '4' })).toBeChecked();
    await again.getByRole('button', { name: 'Hand in' }).click();
    await expect(again.getByRole('alert')).toContainText('This is needed. Fill it in.');
    await expect(again.getByRole('radio', { name: '4' })).toBeChecked();
    await again.getByRole('textbox', { name: 'Your answer' }).fill('</textarea><b>Because</b>');
    await again.getByRole('button', { name: 'Hand in' }).click();
    await expect(said(again, 'Thank you. Your answers were handed in.')).toBeVisible();
    await again.reload();
    await expect(again.getByRole('button', { name: 'Hand in' })).toHaveCount(0);

    await open(page, file);
    const cards = page.locator('#interviews');
    await expect(cards).toContainText('Answered');
    await expect(cards.getByRole('row', { name: /Why us\?/ })).toContainText('</textarea><b>Because</b>');
    await expect(cards.getByRole('row', { name: /How many days\?/ })).toContainText('4');
  });

  test('what a candidate hands in appears on an open page within a moment @js', async ({ page, another }) => {
    const { file, link } = await send(page, 'Why us?');
    await open(page, file);
    const candidate = await another();
    await open(candidate, link);
    await candidate.getByRole('textbox', { name: 'Your answer' }).fill('Because of the machine.');
    await candidate.getByRole('button', { name: 'Hand in' }).click();
    await expect(said(candidate, 'Thank you. Your answers were handed in.')).toBeVisible();
    await expect(page.locator('#interviews')).toContainText('Because of the machine.', { timeout: 2_000 });
    await axe(page);
  });

  test('the recruiter takes questions back, and the link says nothing any more', async ({ page, another }) => {
    const { link } = await send(page, 'Why us?');
    await page.getByRole('button', { name: 'Take back' }).click();
    await expect(said(page, 'Taken back: the link no longer works.')).toBeVisible();
    const candidate = await another();
    expect((await candidate.goto(link))?.status()).toBe(404);
  });

  test('the recruiter is told when the days make no sense, and nothing is lost', async ({ page }) => {
    const file = await add(somebody());
    const group = await addPublished('Why us?');
    await open(page, `/assignments/new?candidate=${idOf(file)}`);
    await field(page, 'Which questions').selectOption(idOf(group));
    await field(page, 'For how many days the link works').fill('soon');
    await page.getByRole('button', { name: 'Send by mail' }).click();
    await expect(field(page, 'For how many days the link works')).toHaveAccessibleDescription(/whole number from 1 to 90/);
    await expect(field(page, 'For how many days the link works')).toHaveValue('soon');
    await axe(page);
  });

  test('the recruiter reads the reports, and what is behind a number @mobile', async ({ page }) => {
    await open(page, '/reports');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reports');
    const table = page.getByRole('region', { name: 'What questions tell apart' });
    await expect(table.getByRole('row', { name: /Tell of a fault in production/ })).toContainText(/n \d+ · spread \d/);
    await axe(page);
    await expectNoOverflow(page);
    await table.getByRole('link', { name: /Tell of a fault/ }).click();
    await expect(page).toHaveURL(/\/recruitment-task-answers\?recruitmentTask=\d+/);
    await open(page, '/reports?from=2001-01-01&until=2001-02-01');
    await expect(page.getByText('Nothing was handed in in this time')).toBeVisible();
  });
});

test.describe('an interviewer', () => {
  test.use({ role: 'interviewer', expectedConsole: /status of 403/ });

  test('has no reports', async ({ page }) => {
    expect((await page.goto('/reports'))?.status()).toBe(403);
  });
});
