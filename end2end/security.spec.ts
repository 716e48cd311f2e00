// What pages let in, and from whom.
import { emailOf, PASSWORD, requestsOf, stateOf } from './accounts';
import { open, openMenu, signIn, somebody } from './steps';
import { expect, test } from './support';

test.describe('a page', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of 404|violates the following Content Security Policy/ });

  test('runs no script but its own, each by a nonce of this answer', async ({ page }) => {
    const nonces: string[] = [];
    for (const path of ['/candidates', '/candidates/new', '/settings/account', '/nowhere', '/candidates']) {
      const answer = await page.goto(path);
      const headers = answer?.headers() ?? {};
      const policy = headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe-inline');
      expect(policy).not.toContain("'unsafe-eval'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['cache-control']).toBe('private, no-cache');
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      nonces.push(nonce);
      const html = (await answer?.text()) ?? '';
      for (const [script, attributes] of html.matchAll(/<script\b([^>]*)>/g)) {
        expect(attributes, `${path}: ${script}`).toContain(`nonce="${nonce}"`);
      }
      expect(html).not.toMatch(/<[a-z][^>]*\son[a-z]+\s*=/i);
      expect(html).not.toMatch(/<style|<[a-z][^>]*\sstyle\s*=/i);
    }
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  test('does not run a script that found its way in @js', async ({ page }) => {
    await open(page, '/candidates');
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      return 'ran' in window;
    });
    expect(ran).toBe(false);
  });
});

test('what another site sends is refused, with whatever cookies', async () => {
  const state = stateOf('recruiter');
  const forms: [string, Record<string, string>][] = [
    ['/candidates/new?do=create_candidate', somebody()],
    ['/settings/account?do=sign_out', {}],
    ['/sign-in?do=sign_in', { email: emailOf('recruiter'), password: PASSWORD, next: '' }],
    ['/_call/create_candidate', somebody()],
    ['/_call/set_locale', { locale: 'nl' }],
  ];
  const foreign: Record<string, string>[] = [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
  ];
  const requests = await requestsOf(state);
  for (const [path, form] of forms) {
    for (const headers of foreign) {
      const answer = await requests.post(path, { form, headers, maxRedirects: 0 });
      expect(answer.status(), `${path} ${JSON.stringify(headers)}`).toBe(403);
      expect(answer.headers()['set-cookie']).toBeUndefined();
    }
  }
  expect((await requests.get('/settings/account', { headers: { Accept: 'text/html' }, maxRedirects: 0 })).status()).toBe(200);
  await requests.dispose();
});

test('a page runs what it is for and nothing else', async () => {
  const requests = await requestsOf(stateOf('recruiter'));
  const post = async (path: string, form: Record<string, string>) => (await requests.post(path, { form, maxRedirects: 0 })).status();
  expect(await post('/candidates?do=invite', { name: 'x', email: 'x@example.test', role: 'admin' })).toBe(404);
  expect(await post('/settings/people?do=invite', { name: 'x', email: 'x@example.test', role: 'admin' })).toBe(403);
  expect(await post('/_call/invite', { name: 'x', email: 'x@example.test', role: 'admin' })).toBe(403);
  expect(await post('/candidates/new', {})).toBe(405);
  expect((await requests.get('/_call/create_candidate', { maxRedirects: 0 })).status()).toBe(405);
  await requests.dispose();
});

test('signing in gives a cookie that no script reads and no other site sends, and a new one each time', async ({ page, context }) => {
  const secrets: string[] = [];
  for (let round = 0; round < 2; round += 1) {
    await open(page, '/sign-in');
    await signIn(page, emailOf('interviewer'), PASSWORD);
    await expect(page).toHaveURL('/');
    const cookie = (await context.cookies()).find(({ name }) => name === '__Host-instroom');
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
    secrets.push(cookie?.value ?? '');
    expect(await page.evaluate(() => document.cookie)).not.toContain('instroom');
    const old = await context.storageState();
    await (await openMenu(page)).getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL('/sign-in');
    const thief = await requestsOf(old);
    const answer = await thief.get('/settings/account', { headers: { Accept: 'text/html' }, maxRedirects: 0 });
    expect(answer.status(), 'what was signed out stays out').toBe(303);
    await thief.dispose();
  }
  expect(secrets[0]).not.toBe(secrets[1]);
});
