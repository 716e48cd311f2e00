// Administrators and their colleagues' accounts.
import type { Page } from '@playwright/test';
import { hire, unique } from './accounts';
import { awake, expectFlaw, open, signIn } from './steps';
import { expect, test } from './support';

const PEOPLE = '/settings/people';

/** Opens the menu behind somebody in the list of accounts. */
async function menuOf(page: Page, email: string) {
  await awake(page);
  const entry = page.getByRole('region', { name: 'People and roles' }).getByRole('listitem').filter({ hasText: email });
  await entry.locator('summary').click();
  return entry;
}

/** Invites, and gives the link that is shown. */
async function invite(page: Page, name: string, email: string, role: string): Promise<string> {
  const form = page.getByRole('region', { name: 'Invite somebody' });
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('E-mail address').fill(email);
  await form.getByLabel('Role').selectOption(role);
  await form.getByRole('button', { name: 'Create the account and the link' }).click();
  return page.getByRole('textbox', { name: 'Hand over this link' }).inputValue();
}

test.describe('an administrator', () => {
  test.use({ role: 'admin', expectedConsole: /status of (401|404|422)/ });

  test('invites somebody, who sets a password and is in @mobile', async ({ page, another }) => {
    const who = unique();
    const email = `${who}@example.test`;
    await open(page, PEOPLE);
    const link = await invite(page, `Zoë ${who}`, email, 'Recruiter');
    await expect(page.getByText('It is shown only now and works once.')).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: email })).toContainText('Recruiter');
    await page.reload();
    await expect(page.getByRole('textbox', { name: 'Hand over this link' })).toHaveCount(0);

    const invited = await another();
    await open(invited, link);
    await expect(invited.getByRole('heading', { name: 'Welcome to Instroom' })).toBeVisible();
    await expect(invited.getByText(email)).toBeVisible();
    await invited.getByLabel('New password').fill('short');
    await invited.getByRole('button', { name: 'Set the password' }).click();
    await expectFlaw(invited.locator('form').filter({ has: invited.getByLabel('New password') }), invited.getByLabel('New password'), /too short/);
    await invited.getByLabel('New password').fill('a long enough password');
    await invited.getByRole('button', { name: 'Set the password' }).click();
    await expect(invited.getByRole('heading', { level: 1 })).toHaveText(`Hello, Zoë ${who}`);
    await open(invited, '/candidates');
    await expect(invited.getByRole('link', { name: 'Add a candidate' })).toBeVisible();

    const late = await another();
    const answer = await late.goto(link);
    expect(answer?.status()).toBe(404);
    await expect(late.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
    await late.getByRole('link', { name: 'To sign in' }).click();
    await expect(late).toHaveURL('/sign-in');
  });

  test('is told what an invitation lacks, and keeps what was typed', async ({ page }) => {
    await open(page, PEOPLE);
    const form = page.getByRole('region', { name: 'Invite somebody' });
    await form.getByLabel('Name').fill('Somebody Else');
    await form.getByLabel('E-mail address').fill('recruiter@example.test');
    await form.getByRole('button', { name: 'Create the account and the link' }).click();
    await expectFlaw(form, form.getByLabel('E-mail address'), /in use already/);
    await expect(form.getByLabel('Name')).toHaveValue('Somebody Else');
  });

  test('changes what somebody may do, and makes a link for a new password', async ({ page, another }) => {
    const colleague = await hire('interviewer');
    await open(page, PEOPLE);
    const entry = await menuOf(page, colleague.email);
    await entry.getByLabel('Role').selectOption('Hiring manager');
    await entry.getByRole('button', { name: 'Change the role' }).click();
    await expect(entry).toContainText('Hiring manager');
    await menuOf(page, colleague.email);
    await entry.getByRole('button', { name: 'Link for a new password' }).click();
    const link = await page.getByRole('textbox', { name: 'Hand over this link' }).inputValue();
    const forgot = await another();
    await open(forgot, link);
    await expect(forgot.getByRole('heading', { name: 'Set a new password' })).toBeVisible();
    await forgot.getByLabel('New password').fill('a long enough password');
    await forgot.getByRole('button', { name: 'Set the password' }).click();
    await expect(forgot.getByRole('heading', { level: 1 })).toHaveText(`Hello, ${colleague.name}`);
  });

  test('ends an account: its next click leads to signing in, until it is opened again', async ({ page, another }) => {
    const colleague = await hire('recruiter');
    const theirs = await another(colleague);
    await open(theirs, '/');
    await open(page, PEOPLE);
    const entry = await menuOf(page, colleague.email);
    await entry.getByRole('button', { name: 'Deactivate' }).click();
    await expect(entry).toContainText('Deactivated');
    await theirs.getByRole('link', { name: 'Candidates', exact: true }).click();
    await expect(theirs).toHaveURL('/sign-in?next=/candidates');
    await menuOf(page, colleague.email);
    await entry.getByRole('button', { name: 'Activate' }).click();
    await expect(entry).not.toContainText('Deactivated');
    await signIn(theirs, colleague.email, colleague.password);
    await expect(theirs).toHaveURL('/candidates');
  });
});

for (const role of ['recruiter', 'manager', 'interviewer'] as const) {
  test.describe(`a ${role}`, () => {
    test.use({ role, expectedConsole: /status of 403/ });

    test('is told that accounts are not for them', async ({ page }) => {
      const answer = await page.goto(PEOPLE);
      expect(answer?.status()).toBe(403);
      await expect(page.getByText('Your role may not manage accounts. Ask an administrator.')).toBeVisible();
      await page.goto('/settings/account');
      await expect(page.getByRole('link', { name: 'People and roles' })).toHaveCount(0);
    });
  });
}
