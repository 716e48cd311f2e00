// What a client sees by a link: people of a request are shared, and the client says yes or no to each without an account.
import type { Locator, Page } from '@playwright/test';
import { expectFlaw, expectNoOverflow, open, said, staffed } from './steps';
import { axe, expect, test } from './support';

const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });
const panel = (page: Page): Locator => page.getByRole('region', { name: 'Shared with the client' });
const person = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

test.describe('a recruiter and a client', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (404|409|422)/ });

  test('two of three are shared, the client says yes and no on a phone, and the link is taken back @mobile @databases', async ({ page, another }) => {
    test.slow();
    const { path, position, names } = await staffed({ people: 3, more: { note: 'Hush.', proposedRate: 9_000, costRate: 7_531 } });
    const [ada, bob, cy] = names;
    const form = panel(page).locator('form.way-form');

    await test.step('the recruiter is told what is missing, and shares two', async () => {
      await open(page, path);
      await panel(page).locator('summary').click();
      await form.getByRole('checkbox', { name: ada }).check();
      await form.getByRole('button', { name: 'Share with the client' }).click();
      await expectFlaw(form, form.getByLabel('Who at the client gets the link'), 'This is needed. Fill it in.');
      await expect(form.getByRole('checkbox', { name: ada })).toBeChecked();
      await axe(page);
      await form.getByRole('checkbox', { name: bob }).check();
      await form.getByLabel('Who at the client gets the link').fill('Kees of the client');
      await form.getByRole('button', { name: 'Share with the client' }).click();
      await expect(said(page, 'Shared. Pass the link on from here.')).toBeVisible();
      await expect(panel(page)).toContainText(`${ada} · Submitted to the client`);
      await expect(panel(page)).toContainText(`${cy} · Proposed`);
      await axe(page);
      await expectNoOverflow(page);
    });

    const link = new URL(await panel(page).getByLabel(/^Link for the client/).inputValue()).pathname;
    const phone = await another(undefined, { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    await test.step('the client sees these two and nothing else, and answers without signing in', async () => {
      const answer = await phone.goto(link);
      // Whoever has the address has all of it: it is kept nowhere, and found by nobody.
      expect(answer?.headers()).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' });
      await expect(heading(phone)).toHaveText(position);
      await expect(person(phone, ada)).toContainText(/€\s90\.00/);
      await expect(person(phone, bob)).toBeVisible();
      await expect(phone.getByText(cy)).toHaveCount(0);
      await expect(phone.getByText('Hush.')).toHaveCount(0);
      await axe(phone);
      await expectNoOverflow(phone);
      await person(phone, ada).getByLabel(/^Comment/).fill('</textarea><b>When?</b>');
      await person(phone, ada).getByRole('button', { name: /^Yes/ }).click();
      await expect(phone.getByText('Thank you. Your answer was passed on; until the link ends you can change it.')).toBeVisible();
      await expect(person(phone, ada)).toContainText(/Your answer: Yes · /);
      await person(phone, bob).getByRole('button', { name: /^No/ }).click();
      await expect(person(phone, bob)).toContainText(/Your answer: No · /);
      await axe(phone);
      await expectNoOverflow(phone);
    });

    await test.step('and changes their mind', async () => {
      await person(phone, ada).locator('summary').click();
      await expect(person(phone, ada).getByLabel(/^Comment/)).toHaveValue('</textarea><b>When?</b>');
      await person(phone, ada).getByLabel(/^Comment/).fill('As soon as can be.');
      await person(phone, ada).getByRole('button', { name: /^Yes/ }).click();
      await expect(person(phone, ada)).toContainText('As soon as can be.');
    });

    await test.step('both are told on the page of the request', async () => {
      await open(page, path);
      await expect(panel(page)).toContainText(`${ada}: Yes`);
      await expect(panel(page)).toContainText('As soon as can be.');
      await expect(panel(page)).toContainText(`${bob}: No`);
      await axe(page);
    });

    await test.step('the recruiter takes the link back, and it says so, with what was being typed', async () => {
      await person(phone, bob).locator('summary').click();
      await person(phone, bob).getByLabel(/^Comment/).fill('Kept.');
      await panel(page).getByRole('button', { name: /^Take back/ }).click();
      await expect(said(page, 'Taken back: the link shows nobody any more.')).toBeVisible();
      await expect(panel(page).getByLabel(/^Link for the client/)).toHaveCount(0);
      await expect(panel(page)).toContainText(`${bob}: No`);
      await person(phone, bob).getByRole('button', { name: /^Yes/ }).click();
      await expect(phone.getByText('This link was taken back. Answers that were given were passed on.')).toBeVisible();
      await expect(phone.getByText('Kept.')).toBeVisible();
      await expect(person(phone, ada)).toHaveCount(0);
      await axe(phone);
      await open(page, path);
      await expect(panel(page)).toContainText(`${bob}: No`);
    });

    await test.step('what is no link of ours says so', async () => {
      expect((await phone.goto('/client/nonsense'))?.status()).toBe(404);
      await expect(phone.getByText('This link is not one of ours. Look whether all of it was copied.')).toBeVisible();
      await axe(phone);
    });
  });
});
