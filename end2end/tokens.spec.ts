// Tokens of programs: made in the settings, used over the API, ended.
import { hire, requestsOf, unique } from './accounts';
import { awake, expectNoOverflow, open, said } from './steps';
import { axe, expect, test } from './support';

const TOKENS = '/settings/tokens';

test.describe('a recruiter', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (401|403|404|422)/ });

  test('makes a token for a program, sees it used, and revokes it @mobile', async ({ page }) => {
    const name = `Job board ${unique()}`;
    await open(page, TOKENS);
    const form = page.getByRole('region', { name: 'New token' });
    await form.getByLabel('Name', { exact: true }).fill(name);
    await form.getByLabel('Candidates', { exact: true }).selectOption('Read and change');
    await form.getByLabel('Names of colleagues').selectOption('Read');
    await form.getByLabel('Ends').selectOption('After 30 days');
    await form.getByRole('button', { name: 'Make the token' }).click();
    const secret = await page.getByRole('textbox', { name: 'Copy this token now' }).inputValue();
    expect(secret).toMatch(/^instroom_/);
    const entry = page.getByRole('region', { name: 'Tokens', exact: true }).locator('.entry', { hasText: name });
    await expect(entry).toContainText('Never used');
    await expect(entry.getByRole('list', { name: 'What it may do' }).getByRole('listitem')).toHaveText(['candidates:write', 'users:read']);
    await axe(page);
    await expectNoOverflow(page);

    const program = await requestsOf();
    const ask = (path: string) => program.get(`/api/${path}`, { headers: { Authorization: `Bearer ${secret}` } });
    expect((await ask('candidates')).status()).toBe(200);
    const refused = await ask('candidate-notes');
    expect(refused.status()).toBe(403);
    expect(await refused.text()).toContain('the token lacks the scope \\"candidate-notes:read\\"');

    await open(page, TOKENS);
    await expect(page.getByRole('textbox', { name: 'Copy this token now' })).toHaveCount(0);
    await expect(entry).toContainText('Last used');
    await awake(page);
    await entry.locator('summary').click();
    await entry.getByRole('button', { name: 'Revoke' }).click();
    await expect(said(page, 'The token was revoked. Whatever still uses it is refused.')).toBeVisible();
    await expect(entry).toHaveCount(0);
    expect((await ask('candidates')).status()).toBe(401);
    await program.dispose();
  });

  test('is told what a token lacks, and keeps what was chosen', async ({ page }) => {
    await open(page, TOKENS);
    const form = page.getByRole('region', { name: 'New token' });
    await form.getByLabel('Name', { exact: true }).fill('  ');
    await form.getByLabel('Ends').selectOption('Not by itself');
    await form.getByRole('button', { name: 'Make the token' }).click();
    await awake(page);
    await expect(form.getByRole('alert').getByRole('listitem')).toHaveCount(2);
    await expect(form.getByRole('group', { name: 'What it may do' })).toHaveAccessibleDescription('Choose at least one.');
    await form.getByRole('alert').getByRole('link', { name: 'What it may do' }).click();
    await expect(form.getByLabel('Candidates', { exact: true })).toBeFocused();
    await expect(form.getByLabel('Name', { exact: true })).toHaveValue('  ');
    await expect(form.getByLabel('Ends')).toHaveValue('');
    await axe(page);
  });
});

test('an administrator sees the tokens of others, who do not see each other’s', async ({ another }) => {
  const owner = await hire('interviewer');
  const name = `Kiosk ${unique()}`;
  const made = await requestsOf(owner.state);
  const answer = await made.post(`${TOKENS}?do=create_token`, { form: { name, 'recruitment-tasks': 'read', ends: '365' } });
  expect(await answer.text()).toContain('instroom_');
  await made.dispose();
  const other = await another('recruiter');
  await open(other, TOKENS);
  await expect(other.locator('.entry', { hasText: name })).toHaveCount(0);
  const admin = await another('admin');
  await open(admin, TOKENS);
  const entry = admin.locator('.entry', { hasText: name });
  await expect(entry).toContainText(owner.name);
  await awake(admin);
  await entry.locator('summary').click();
  await entry.getByRole('button', { name: 'Revoke' }).click();
  await expect(said(admin, 'The token was revoked. Whatever still uses it is refused.')).toBeVisible();
});

test.describe('an administrator', () => {
  test.use({ role: 'admin', expectedConsole: /status of 422/ });

  test('gives a program an account of its own, and a token @mobile', async ({ page }) => {
    const name = `Careers ${unique()}`;
    await open(page, '/settings/people');
    const program = page.getByRole('region', { name: 'Add a program' });
    await program.getByLabel('Name', { exact: true }).fill('  ');
    await program.getByRole('button', { name: 'Create the account' }).click();
    await awake(page);
    await expect(program.getByRole('alert').getByRole('listitem')).toHaveCount(1);
    await program.getByLabel('Name', { exact: true }).fill(name);
    await axe(page);
    await expectNoOverflow(page);
    await program.getByRole('button', { name: 'Create the account' }).click();
    const form = page.getByRole('region', { name: 'New token' });
    await expect(form.getByLabel('Whose it is').locator('option:checked')).toHaveText(name);
    await form.getByLabel('Name', { exact: true }).fill('Site 2027');
    await form.getByLabel('Candidates', { exact: true }).selectOption('Read');
    await form.getByRole('button', { name: 'Make the token' }).click();
    const secret = await page.getByRole('textbox', { name: 'Copy this token now' }).inputValue();
    const entry = page.getByRole('region', { name: 'Tokens', exact: true }).locator('.entry', { hasText: name });
    await expect(entry).toContainText('program');
    await axe(page);
    const requests = await requestsOf();
    const ask = (): Promise<number> =>
      requests.get('/api/candidates', { headers: { Authorization: `Bearer ${secret}` } }).then((answer) => answer.status());
    expect(await ask()).toBe(200);

    await open(page, '/settings/people');
    await awake(page);
    const account = page.locator('.entry', { hasText: name });
    await expect(account).toContainText('Nobody signs in with it');
    await account.locator('summary').click();
    await expect(account.getByRole('button', { name: 'Link for a new password' })).toHaveCount(0);
    await account.getByRole('button', { name: 'Deactivate' }).click();
    await expect(account).toContainText('Deactivated');
    expect(await ask()).toBe(401);
    await requests.dispose();
  });
});
