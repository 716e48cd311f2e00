// What waits at home is done there: decisions, scorecards, invitations, requests that are late, and people who wait for a next step.
import type { Locator, Page } from '@playwright/test';
import { hire, unique } from './accounts';
import { ask, heard, kept, overall, score, table } from './interview';
import { add, addInterview, addPublished, awake, draft, expectFlaw, expectNoOverflow, flow, open, said, somebody, undo } from './steps';
import { axe, expect, test } from './support';

const part = (page: Page, name: string): Locator => page.getByRole('region', { name });

test.use({ expectedConsole: /status of (404|409|412|422)/ });

test('whoever is asked approves and rejects without leaving home @mobile', async ({ another }) => {
  test.slow();
  const client = `Client ${unique()}`;
  const [boss, approver] = [await hire('manager'), await hire('manager')];
  const [manager, admin, page] = [await another(boss), await another('admin'), await another(approver)];
  await flow(admin, client, 'Finance', 1, [approver]);
  const submit = async (): Promise<void> => {
    await manager.locator('.ways').getByRole('button', { name: 'Submit', exact: true }).click();
    await expect(said(manager, 'The request is now: Waiting for approval.')).toBeVisible();
  };
  const paths = [await draft(manager, client), await draft(manager, client)];
  for (const path of paths) {
    await open(manager, path);
    await submit();
  }
  await open(page, '/');
  const waiting = part(page, 'Waiting for your approval').getByRole('listitem');
  await expect(waiting).toHaveCount(2);
  await axe(page);
  await expectNoOverflow(page);
  const second = waiting.nth(1);
  await second.locator('summary').click();
  await second.getByLabel('Reason').press('Enter');
  await awake(page);
  await expectFlaw(second.locator('form.way-form'), second.getByLabel('Reason'), /This is needed\. Fill it in\./);
  await axe(page);
  await second.getByLabel('Reason').fill('Too dear.');
  await second.getByLabel('Reason').press('Enter');
  await expect(said(page, 'You rejected the request.')).toBeVisible();
  await expect(waiting).toHaveCount(1);
  // What is asked again says what has changed.
  await open(manager, paths[1]);
  await manager.locator('.ways').getByRole('button', { name: 'Revise', exact: true }).click();
  await open(manager, `${paths[1]}?edit=true`);
  await manager.getByLabel('People wanted').fill('2');
  await manager.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(said(manager, 'The request was saved.')).toBeVisible();
  await submit();
  await open(page, '/');
  await expect(waiting.nth(1)).toContainText('What has changed since it was last decided: People wanted');
  // Somebody was faster: what was typed is still there.
  await waiting.nth(0).locator('summary').click();
  await waiting.nth(0).getByLabel('Reason').fill('Kept.');
  await open(manager, paths[0]);
  await manager.locator('.ways').getByRole('button', { name: 'Withdraw', exact: true }).click();
  await expect(said(manager, 'The request is now: Draft.')).toBeVisible();
  await waiting.nth(0).getByLabel('Reason').press('Enter');
  await expect(page.getByRole('alert')).toContainText('Kept.');
  await expect(waiting).toHaveCount(1);
  await waiting.getByRole('button', { name: /^Approve/ }).click();
  await expect(said(page, 'You approved the request.')).toBeVisible();
  await expect(part(page, 'Waiting for your approval')).toHaveCount(0);
});

test('invitations are answered, and late requests get another day @mobile', async ({ another }) => {
  const me = await hire('manager');
  const page = await another(me);
  const [candidate, group] = [await add(somebody()), await addPublished('Why us?')];
  const day = new Date().toISOString().slice(0, 10);
  await addInterview({ candidate, group, who: [me], day, from: '00:01', until: '23:59', link: 'https://meet.example.test/abc' });
  const path = await draft(page, `Client ${unique()}`);
  await page.getByLabel('Needed by').fill('2026-01-01');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(said(page, 'The request was saved.')).toBeVisible();
  await page.locator('.ways').getByRole('button', { name: 'Submit', exact: true }).click();
  await expect(said(page, 'The request is now: Open.')).toBeVisible();
  await open(page, '/');
  await axe(page);
  await expectNoOverflow(page);
  await part(page, 'Interviews today').getByRole('button', { name: 'Accept' }).click();
  await expect(said(page, 'Your answer was passed on.')).toBeVisible();
  await expect(part(page, 'Interviews today').getByRole('button', { name: 'Accept' })).toHaveCount(0);
  await expect(part(page, 'Interviews today').getByRole('link', { name: /^Join/ })).toHaveAttribute('href', 'https://meet.example.test/abc');
  const late = part(page, 'Overdue requests').getByRole('listitem');
  await expect(late).toHaveCount(1);
  await late.locator('summary').click();
  await late.getByLabel('Needed by').fill('2099-01-01');
  await late.getByRole('button', { name: 'Save' }).click();
  await expect(said(page, 'There is another day by which somebody is needed.')).toBeVisible();
  await expect(part(page, 'Overdue requests')).toHaveCount(0);
  await open(page, path);
  await expect(page.locator('main')).toContainText('1 January 2099');
});

test('a scorecard that is due is written without leaving home @mobile', async ({ another, javaScriptEnabled }) => {
  test.slow();
  const [me, colleague] = [await hire('interviewer'), await hire('interviewer')];
  const [page, theirs] = [await another(me), await another(colleague)];
  const group = await addPublished('Why us?\nWhat is hard?');
  const past = { group, who: [me, colleague], day: '2025-04-07' };
  const [first, second] = [somebody(), somebody()];
  const paths = [await addInterview({ ...past, candidate: await add(first) }), await addInterview({ ...past, candidate: await add(second), from: '12:00', until: '13:00' })];
  await open(page, '/');
  const owed = part(page, 'Waiting for your scorecard');
  const row = owed.locator('.entry', { hasText: second.lastname });
  await expect(owed.locator('.entry')).toHaveCount(2);
  await row.getByRole('link', { name: /^Write it/ }).click();
  await awake(page);
  await expect(page).toHaveURL(/\/\?write=/);
  await expect(row.getByRole('heading', { name: 'Your scorecard' })).toBeVisible();
  await axe(page);
  await expectNoOverflow(page);
  await heard(page, 'Why us?').fill('Because.');
  await ask(page, 'What is hard?').getByLabel('Why this score').fill('W'.repeat(200));
  const keeps = row.getByRole('button', { name: 'Keep for later' });
  if (javaScriptEnabled) {
    await expect(keeps).toBeHidden();
    await kept(page);
    await open(page, '/');
    await row.getByRole('link', { name: /^Write it/ }).click();
    await awake(page);
  } else {
    await keeps.click();
    await expect(said(page, 'Kept. It is not handed in yet.')).toBeVisible();
  }
  await expect(heard(page, 'Why us?')).toHaveValue('Because.');
  await expect(owed.locator('.entry')).toHaveCount(2);
  // Whoever goes on later loses nothing.
  await ask(page, 'What is hard?').getByLabel('Why this score').fill('Two lines.');
  await row.getByRole('button', { name: /^Later/ }).click();
  await expect(said(page, 'Kept. It is not handed in yet.')).toBeVisible();
  await expect(row.getByRole('heading', { name: 'Your scorecard' })).toHaveCount(0);
  await row.getByRole('link', { name: /^Write it/ }).click();
  await awake(page);
  await expect(ask(page, 'What is hard?').getByLabel('Why this score')).toHaveValue('Two lines.');
  // The first is not touched by what is written about the second.
  await owed.locator('.entry', { hasText: first.lastname }).getByRole('link', { name: /^Write it/ }).click();
  await awake(page);
  await expect(heard(page, 'Why us?')).toHaveValue('');
  await row.getByRole('link', { name: /^Write it/ }).click();
  await awake(page);
  await overall(page, 'Yes').check();
  await score(page, 'Why us?', 'Strong yes').check();
  await row.getByRole('button', { name: 'Hand in' }).click();
  await expect(said(page, 'Handed in. Now you see what the others heard.')).toBeVisible();
  await expect(owed.locator('.entry')).toHaveCount(1);
  await axe(page);
  await page.getByRole('link', { name: 'To the interview' }).click();
  await expect(page).toHaveURL(new RegExp(`${paths[1]}#scorecards`));
  await expect(table(page)).toContainText('Because.');
  // Only what was handed in is read by the colleague, once theirs is in.
  await open(theirs, `/?write=${paths[1].split('/').at(-1)}`);
  await overall(theirs, 'No').check();
  await part(theirs, 'Waiting for your scorecard').getByRole('button', { name: 'Hand in' }).click();
  await theirs.getByRole('link', { name: 'To the interview' }).click();
  await expect(table(theirs)).toContainText('Because.');
});

test('a scorecard refused at home keeps what was written @mobile', async ({ another }) => {
  test.slow();
  const me = await hire('interviewer');
  const [page, recruiter] = [await another(me), await another('recruiter')];
  const group = await addPublished('Why us?\nHow many days? *\n- 3\n- 4');
  const path = await addInterview({ group, who: [me], day: '2025-04-08', candidate: await add(somebody()) });
  const home = `/?write=${path.split('/').at(-1)}`;
  await open(page, home);
  const owed = part(page, 'Waiting for your scorecard');
  await heard(page, 'Why us?').fill('Because.');
  await owed.getByRole('button', { name: 'Hand in' }).click();
  await awake(page);
  const left = ask(page, 'How many days').getByRole('group', { name: 'What was said' });
  await expect(left).toHaveAccessibleDescription('This is needed. Fill it in.');
  await owed.locator('form').getByRole('alert').getByRole('link').click();
  await expect(left.getByRole('radio').first()).toBeFocused();
  await expect(heard(page, 'Why us?')).toHaveValue('Because.');
  await axe(page);
  // Meanwhile somebody notes that nobody came: the form is gone, the words are not.
  await open(recruiter, path);
  await recruiter.getByRole('button', { name: 'The candidate did not come' }).click();
  await expect(said(recruiter, 'Noted that the candidate did not come.')).toBeVisible();
  await page.getByLabel('Why', { exact: true }).fill('Short.');
  await owed.getByRole('button', { name: 'Hand in' }).click();
  await expect(page.getByRole('alert')).toContainText('Because.');
  await expect(page.getByRole('alert')).toContainText('Short.');
  await expect(owed).toHaveCount(0);
});

test.describe('a recruiter', () => {
  test.use({ role: 'recruiter' });

  test('moves on who has waited for long, and takes it back @js', async ({ page }) => {
    await open(page, '/');
    const waiting = part(page, 'Waiting for a next step').getByRole('listitem');
    await expect(waiting).toHaveCount(1);
    await axe(page);
    await waiting.getByRole('button', { name: /^Move to: Placed/ }).click();
    await expect(said(page, 'Moved to: Placed.')).toBeVisible();
    await expect(waiting).toHaveCount(0);
    await undo(page);
    await expect(said(page, 'The change was undone.')).toBeVisible();
    await expect(page).toHaveURL(/\/\?did=undone/);
  });
});
