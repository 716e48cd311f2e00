// What waits at home is done there: decisions, invitations, requests that are late, and people who wait for a next step.
import type { Locator, Page } from '@playwright/test';
import { hire, unique } from './accounts';
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
  await addInterview({ candidate, group, who: [me], day, from: '00:01', until: '23:59' });
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
