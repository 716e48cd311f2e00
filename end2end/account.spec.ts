// Signing in and out, and one's own account.
import { emailOf, PASSWORD } from './accounts';
import { awake, expectFlaw, open, openMenu, signIn } from './steps';
import { expect, test } from './support';

test.describe('signing in', () => {
  test.use({ expectedConsole: /status of 401/ });

  test('a wrong password is said, the address is kept, and the right one leads home @mobile', async ({ page }) => {
    await open(page, '/sign-in');
    await signIn(page, emailOf('recruiter'), 'not this one');
    await expect(page.getByRole('alert')).toContainText('The e-mail address or the password is not right.');
    await expect(page.getByLabel('E-mail address')).toHaveValue(emailOf('recruiter'));
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL('/');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hello, Ruben Claassen');
    await expect(page.getByRole('link', { name: 'To the candidates' })).toBeVisible();
  });

  test('somebody who does not exist is refused in the same words @nojs', async ({ page }) => {
    await open(page, '/sign-in');
    await signIn(page, 'nobody@example.test', 'not this one');
    await expect(page.getByRole('alert')).toContainText('The e-mail address or the password is not right.');
  });

  test('a click on a demo account fills in its address', async ({ page }) => {
    await open(page, '/sign-in');
    await page.getByRole('link', { name: emailOf('manager'), exact: true }).click();
    await expect(page.getByLabel('E-mail address')).toHaveValue(emailOf('manager'));
  });
});

test('one arrives where one wanted to go, within the site', async ({ page }) => {
  await page.goto('/settings/account?saved=profile');
  await expect(page).toHaveURL('/sign-in?next=/settings/account%3Fsaved%3Dprofile');
  await signIn(page, emailOf('interviewer'), PASSWORD);
  await expect(page).toHaveURL('/settings/account?saved=profile');
});

test('a link cannot send anybody to another site by way of signing in', async ({ page }) => {
  await page.goto('/sign-in?next=//evil.example/');
  await signIn(page, emailOf('interviewer'), PASSWORD);
  await expect(page).toHaveURL('/');
});

test('signing out ends it @mobile', async ({ page }) => {
  await open(page, '/sign-in');
  await signIn(page, emailOf('interviewer'), PASSWORD);
  await expect(page).toHaveURL('/');
  await (await openMenu(page)).getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/sign-in');
  await page.goto('/settings/account');
  await expect(page).toHaveURL('/sign-in?next=/settings/account');
});

test('who is not signed in can choose language and colours', async ({ page }) => {
  await open(page, '/sign-in');
  await page.getByRole('button', { name: 'Nederlands' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
  await page.getByRole('button', { name: 'Donker' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Inloggen bij Instroom' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test.describe('the account', () => {
  test.use({ own: 'recruiter', expectedConsole: /status of 422/ });

  test('the language sticks, to the account', async ({ page, me, another }) => {
    await open(page, '/');
    await (await openMenu(page)).getByRole('button', { name: 'Nederlands' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Dag, ${me.name}`);
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
    const elsewhere = await another(me);
    await elsewhere.goto('/settings/account');
    await expect(elsewhere.getByRole('heading', { name: 'Instellingen' })).toBeVisible();
  });

  test('the colours stick, in the browser @mobile', async ({ page }) => {
    await open(page, '/settings/account');
    const menu = await openMenu(page);
    await menu.getByRole('button', { name: 'Dark' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(page).toHaveURL('/settings/account');
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(page.locator('body')).toHaveCSS('color-scheme', 'dark');
    await (await openMenu(page)).getByRole('button', { name: 'System' }).click();
    await expect(page.locator('html')).not.toHaveAttribute('data-theme', /./);
  });

  test('the profile is saved, and nonsense is refused with what was typed', async ({ page }) => {
    await open(page, '/settings/account');
    const profile = page.getByRole('region', { name: 'Profile' });
    await profile.getByLabel('Name').fill('Nora Ş. Ünal');
    await profile.getByLabel('Time zone').fill('Mars/Olympus');
    await profile.getByRole('button', { name: 'Save' }).click();
    await expectFlaw(profile, profile.getByLabel('Time zone'), /not on offer/);
    await expect(profile.getByLabel('Time zone')).toHaveValue('Mars/Olympus');
    await expect(profile.getByLabel('Name')).toHaveValue('Nora Ş. Ünal');
    await profile.getByLabel('Time zone').fill('America/St_Johns');
    await profile.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('status')).toHaveText('Your account was saved.');
    await expect(page.getByLabel('Time zone')).toHaveValue('America/St_Johns');
    await open(page, '/');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hello, Nora Ş. Ünal');
  });

  test('the password is changed by whoever knows it, and must be long', async ({ page, me, another }) => {
    const elsewhere = await another(me);
    await open(elsewhere, '/');
    await open(page, '/settings/account');
    const section = page.getByRole('region', { name: 'Change the password' });
    const change = async (current: string, next: string) => {
      await section.getByLabel('Current password').fill(current);
      await section.getByLabel('New password').fill(next);
      await section.getByRole('button', { name: 'Change the password' }).click();
    };
    await change('not this one', 'another battery staple');
    await expectFlaw(section, section.getByLabel('Current password'), /not your current password/);
    await expect(section.getByLabel('New password')).toHaveValue('');
    await change(me.password, 'short');
    await expectFlaw(section, section.getByLabel('New password'), /too short. Use at least 10/);
    await change(me.password, 'another battery staple');
    await expect(page.getByRole('status')).toHaveText('The password was changed. Your other browsers were signed out, and your tokens have ended.');
    const again = await another();
    await again.goto('/sign-in');
    await signIn(again, me.email, 'another battery staple');
    await expect(again).toHaveURL('/');
  });

  test('another browser is seen and signed out', async ({ page, me, another }) => {
    const elsewhere = await another();
    await elsewhere.goto('/sign-in');
    await signIn(elsewhere, me.email, me.password);
    await expect(elsewhere).toHaveURL('/');
    await open(page, '/settings/account');
    const browsers = page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem');
    await expect(browsers).toHaveCount(2);
    await expect(browsers.filter({ hasText: 'This browser' })).toHaveCount(1);
    await browsers.getByRole('button', { name: 'Sign out there' }).click();
    await expect(page.getByRole('status')).toHaveText('Signed out there.');
    await expect(browsers).toHaveCount(1);
    await awake(elsewhere);
    await elsewhere.getByRole('link', { name: 'Settings' }).click();
    await expect(elsewhere).toHaveURL('/sign-in?next=/settings');
  });
});
