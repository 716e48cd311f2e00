// Approval of requests: a flow is made, a request is submitted, and others decide about it, in the pages or by the link in a letter.
import type { Locator, Page } from '@playwright/test';
import { hire, unique } from './accounts';
import { draft, expectFlaw, expectNoOverflow, flow, open, readLetter, said } from './steps';
import { axe, expect, test } from './support';

const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });
const status = (page: Page): Locator => page.locator('main .group-facts').first();
const rail = (page: Page): Locator => page.getByRole('region', { name: 'Approval' });
const step = (page: Page, name: string): Locator => page.locator('.ways').getByRole('button', { name, exact: true });

test.describe('a hiring manager and two approvers', () => {
  test.use({ role: 'manager', expectedConsole: /status of (403|404|409|422)/ });

  test('a request is submitted, approved by mail on a phone, rejected, revised, and approved @databases', async ({ page, another }) => {
    test.setTimeout(180_000);
    const client = `Client ${unique()}`;
    const [finance, director] = [await hire('interviewer'), await hire('manager')];
    const admin = await another('admin');

    await test.step('an administrator says who approves', async () => {
      await open(admin, '/settings/approval?new=true');
      await admin.locator('form.form').getByRole('button', { name: 'Save' }).click();
      await expectFlaw(admin.locator('form.form'), admin.getByLabel('Name', { exact: true }), 'This is needed. Fill it in.');
      await axe(admin);
      await flow(admin, client, 'Finance and direction', 2, [finance, director]);
      await expect(admin.getByRole('listitem').filter({ hasText: `Flow ${client}` })).toContainText(`Finance and direction: ${finance.name}, ${director.name} (2)`);
      await axe(admin);
    });

    const path = await draft(page, client);
    await test.step('what is submitted waits', async () => {
      await page.getByLabel('Highest rate').fill('120');
      await page.getByLabel('Currency').fill('EUR');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(said(page, 'The request was saved.')).toBeVisible();
      await step(page, 'Submit').click();
      await expect(said(page, 'The request is now: Waiting for approval.')).toBeVisible();
      await expect(rail(page)).toContainText('Step 1 of 1 · Finance and direction · 0 of 2 approved');
      await expect(rail(page)).toContainText(`Waits for ${finance.name}, ${director.name}`);
      await expect(rail(page).getByRole('link', { name: 'Decide' })).toHaveCount(0);
      await axe(page);
    });

    await test.step('one approves from the letter: on a phone, without JavaScript and without signing in', async () => {
      const letter = await readLetter(admin, finance.email, 'A request waits for your approval');
      const phone = await another(undefined, { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
      const link = /\/approval\/\S+/.exec(letter)?.[0] ?? '';
      await phone.goto(link);
      await expect(heading(phone)).toContainText('Engineer');
      await expect(phone.getByText(/^€\s120\.00$/)).toBeVisible();
      await axe(phone);
      await expectNoOverflow(phone);
      await phone.goto(link);
      await phone.getByRole('button', { name: 'Approve' }).click();
      await expect(phone.getByText('You approved it. You can close this page.')).toBeVisible();
      await expect(phone.getByRole('button', { name: 'Approve' })).toHaveCount(0);
      await phone.goto(link);
      await expect(phone.getByText('You approved it. You can close this page.')).toBeVisible();
      await axe(phone);
      expect((await phone.goto('/approval/nonsense'))?.status()).toBe(404);
    });

    const boss = await another(director);
    await test.step('the other finds it at home, and rejects it with a reason', async () => {
      await open(boss, '/');
      const waiting = boss.getByRole('region', { name: 'Waiting for your approval' });
      await expect(waiting.getByRole('listitem')).toHaveCount(1);
      await axe(boss);
      await waiting.getByRole('link', { name: /^Decide/ }).click();
      await boss.locator('summary', { hasText: 'Reject' }).click();
      await boss.getByLabel('Reason').press('Enter');
      await expectFlaw(boss.locator('form.way-form').first(), boss.getByLabel('Reason'), /This is needed\. Fill it in\./);
      await boss.getByLabel('Reason').fill('Too dear.');
      await boss.getByLabel('Reason').press('Enter');
      await expect(boss.getByText('You rejected it. You can close this page.')).toBeVisible();
      await expect(boss.getByText('Highest rate')).toHaveCount(0);
      await open(boss, '/');
      await expect(waiting).toHaveCount(0);
    });

    await test.step('the manager reads why, revises, and submits again', async () => {
      await open(page, path);
      await expect(status(page)).toContainText('Rejected');
      await expect(rail(page)).toContainText('Too dear.');
      await step(page, 'Revise').click();
      await open(page, `${path}?edit=true`);
      await page.getByLabel('Highest rate').fill('95');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(said(page, 'The request was saved.')).toBeVisible();
      await step(page, 'Submit').click();
      await expect(said(page, 'The request is now: Waiting for approval.')).toBeVisible();
    });

    await test.step('both see what has changed, and approve', async () => {
      const other = await another(finance);
      for (const who of [boss, other]) {
        await open(who, '/');
        await who.getByRole('region', { name: 'Waiting for your approval' }).getByRole('link', { name: /^Decide/ }).click();
        const changes = who.getByRole('table', { name: 'What has changed since it was last decided' });
        await expect(changes.getByRole('row', { name: 'Highest rate' })).toContainText(/€\s120\.00.*€\s95\.00/);
        await axe(who);
        await who.getByRole('button', { name: 'Approve' }).click();
        await expect(who.getByText('You approved it. You can close this page.')).toBeVisible();
      }
      await open(page, path);
      await expect(status(page)).toContainText('Open');
      await expect(rail(page)).toContainText('2 of 2 approved');
      await page.getByText('Earlier rounds').click();
      await expect(rail(page)).toContainText('Too dear.');
    });

    await test.step('who changes what was approved asks again', async () => {
      await open(page, `${path}?edit=true`);
      await page.getByLabel('People wanted').fill('3');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(status(page)).toContainText('Waiting for approval');
      await step(page, 'Withdraw').click();
      await expect(said(page, 'The request is now: Draft.')).toBeVisible();
    });
  });

  test('a link from before a change says so, and decides nothing @mobile', async ({ page, another }) => {
    const client = `Client ${unique()}`;
    const approver = await hire('manager');
    const admin = await another('admin');
    await flow(admin, client, 'Finance', 1, [approver]);
    const path = await draft(page, client);
    await open(page, path);
    await step(page, 'Submit').click();
    await expect(said(page, 'The request is now: Waiting for approval.')).toBeVisible();
    const link = /\/approval\/\S+/.exec(await readLetter(admin, approver.email, 'A request waits for your approval'))?.[0] ?? '';
    const guest = await another();
    await open(guest, link);
    await open(page, `${path}?edit=true`);
    await page.getByLabel('People wanted').fill('2');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(said(page, 'The request was saved.')).toBeVisible();
    await guest.locator('summary', { hasText: 'Reject' }).click();
    await guest.getByLabel('Reason').fill('Kept.');
    await guest.getByRole('button', { name: 'Reject' }).click();
    await expect(guest.getByText('The request has changed since this was asked. Another letter asks about what it says now.')).toBeVisible();
    await expect(guest.getByText('Kept.')).toBeVisible();
    await expectNoOverflow(guest);
    await open(page, path);
    await expect(status(page)).toContainText('Waiting for approval');
    await expect(rail(page)).toContainText('0 of 1 approved');
  });
});

test.describe('who is asked', () => {
  test.use({ role: 'manager', expectedConsole: /status of (403|404|409|412|422)/ });

  test('is reminded, hands over, and is replaced @mobile', async ({ page, another }) => {
    test.slow();
    const client = `Client ${unique()}`;
    const [first, second, third] = [await hire('manager'), await hire('interviewer'), await hire('recruiter')];
    const admin = await another('admin');
    await flow(admin, client, 'Finance', 1, [first]);
    const path = await draft(page, client);
    await open(page, path);
    await step(page, 'Submit').click();
    await expect(said(page, 'The request is now: Waiting for approval.')).toBeVisible();
    await rail(page).getByRole('button', { name: 'Remind them' }).click();
    await expect(said(page, 'Everybody for whom it waits is written to once more.')).toBeVisible();
    expect(await readLetter(admin, first.email, 'Reminder: a request waits for your approval')).toContain(`Hello ${first.name}`);

    const one = await another(first);
    await open(one, '/');
    await one.getByRole('link', { name: /^Decide/ }).click();
    await one.locator('summary', { hasText: 'Hand over to somebody else' }).click();
    await one.getByRole('button', { name: 'Hand over to somebody else' }).click();
    await expect(one.locator('#hand-over')).toContainText('This is needed. Fill it in.');
    await one.getByLabel('To whom').selectOption(second.name);
    await axe(one);
    await expectNoOverflow(one);
    await one.getByRole('button', { name: 'Hand over to somebody else' }).click();
    await open(page, path);
    await expect(rail(page)).toContainText(`Waits for ${second.name}`);

    await open(admin, path);
    await rail(admin).getByRole('link', { name: 'Let somebody else decide' }).click();
    await admin.locator('summary', { hasText: 'Let somebody else decide' }).click();
    await admin.getByLabel('In the place of').selectOption(second.name);
    await admin.getByLabel('To whom').selectOption(third.name);
    await admin.getByRole('button', { name: 'Let somebody else decide' }).click();
    await expect(said(admin, 'Somebody else decides now, and is written to.')).toBeVisible();
    const three = await another(third);
    await open(three, '/');
    await three.getByRole('link', { name: /^Decide/ }).click();
    await three.getByRole('button', { name: 'Approve' }).click();
    await expect(three.getByText('You approved it. You can close this page.')).toBeVisible();
    await open(page, path);
    await expect(status(page)).toContainText('Open');
  });
});

test.describe('an administrator', () => {
  test.use({ role: 'admin', expectedConsole: /status of (403|404|422)/ });

  test('changes a flow, uses it no more, and again @mobile', async ({ page, another }) => {
    const client = `Client ${unique()}`;
    const approver = await hire('manager');
    await flow(page, client, 'Finance', 1, [approver]);
    const row = page.getByRole('listitem').filter({ hasText: `Flow ${client}` }).first();
    await row.getByRole('link', { name: `Flow ${client}` }).click();
    await page.getByLabel('From this amount').fill('much');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expectFlaw(page.locator('form.form'), page.getByLabel('From this amount'), /not an amount/);
    await page.getByLabel('From this amount').fill('1.000');
    await page.locator('#required-0').fill('2');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.locator('#steps')).toContainText('from 1 to 1');
    await page.locator('#required-0').fill('1');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(said(page, 'The approval flow was saved. What is under way goes on as it began.')).toBeVisible();
    await expect(row).toContainText('From this amount 1,000.00');
    await expectNoOverflow(page);
    await row.getByRole('button', { name: /^Use no more/ }).click();
    await expect(said(page, 'The approval flow is used no more.')).toBeVisible();
    await row.getByRole('button', { name: /^Use again/ }).click();
    await expect(said(page, 'The approval flow is used again.')).toBeVisible();
    for (const role of ['recruiter', 'manager'] as const) {
      const other = await another(role);
      expect((await other.goto('/settings/approval'))?.status()).toBe(403);
      expect(await other.getByRole('link', { name: 'Approval', exact: true }).count()).toBe(0);
    }
  });
});
