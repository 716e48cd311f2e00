// No page outgrows what budgets.json allows it: the bytes that are sent, of everything that a first visit loads.
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hire, requestsOf, stateOf, unique, type Role } from './accounts';
import { MAILING } from './budget.config';
import { add, addInterview, addPublished, ask, awake, flow, idOf, make, readLetter, somebody, staffed } from './steps';
import { expect, test } from './support';

type Another = (who: Role) => Promise<Page>;

/** Sends a form, and finds an address on the page that it leads to. */
async function sent(role: Role, path: string, form: Record<string, string>, address: RegExp): Promise<string> {
  const requests = await requestsOf(stateOf(role));
  const page = await (await requests.post(path, { form, headers: { Accept: 'text/html' } })).text();
  await requests.dispose();
  return address.exec(page)?.[0] ?? '';
}

/** What the demo does not have, and what only a link leads to: each makes it, and says where its page is. */
const MADE = {
  async account() {
    const { lastname, email } = somebody();
    return sent('admin', '/settings/people?do=invite', { name: lastname, email, role: 'interviewer' }, /\/link\/[\w-]+/);
  },
  async merge() {
    return `${await add(somebody())}/merge?with=${idOf(await add(somebody()))}`;
  },
  async import() {
    // As many as a page shows.
    const people = Array.from({ length: 50 }, () => Object.values(somebody()).join());
    const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(['firstname,lastname,email', ...people].join('\n')) };
    const requests = await requestsOf(stateOf('recruiter'));
    const { location } = (await requests.post('/upload/candidates', { multipart: { file }, maxRedirects: 0 })).headers();
    await requests.dispose();
    // The page of one that is still being checked is loaded again.
    await expect.poll(async () => (await ask('GET', location)).body.status).toBe('ready');
    return location;
  },
  async approval(another: Another) {
    const [client, approver, admin] = [`Client ${unique()}`, await hire('manager'), await another('admin')];
    await flow(admin, client, 'Finance', 1, [approver]);
    await make('resource-requests', { position: 'Engineer', client, status: 'pending_approval' });
    return /\/approval\/\S+/.exec(await readLetter(admin, approver.email, 'A request waits for your approval'))?.[0] ?? '';
  },
  async client() {
    const { path, standings } = await staffed({ people: 2 });
    const form = { id: idOf(path), contact: 'Kees', days: '14', 'standings-0': standings[0], 'standings-1': standings[1] };
    return sent('recruiter', `${path}?do=share_with_client`, form, /\/client\/[\w.-]+/);
  },
  async invitation(another: Another) {
    const [candidate, group, who] = [await add(somebody()), await addPublished('Why us?'), await hire('interviewer')];
    await addInterview({ candidate, group, who: [who], day: '2031-01-07' });
    return /\/invitation\/\S+/.exec(await readLetter(await another('admin'), who.email, 'Invitation to an interview'))?.[0] ?? '';
  },
  async answer() {
    const [candidate, group] = [await add(somebody()), await addPublished('Why us? *\nHow many days?\n- 3\n- 4\n- 5')];
    const form = { candidate: idOf(candidate), recruitment_task_group: idOf(group), days: '7' };
    return sent('recruiter', '/assignments/new?do=send_questions', form, /\/answer\/[\w.-]+/);
  },
  async imports() {
    await MADE.import();
    return '/imports';
  },
  async tokens() {
    const requests = await requestsOf(stateOf('recruiter'));
    for (let n = 0; n < 5; n++) {
      const form = { name: `Board ${unique()}`, 'recruitment-tasks': 'read', ends: '365' };
      expect((await requests.post('/settings/tokens?do=create_token', { form })).ok()).toBe(true);
    }
    await requests.dispose();
    return '/settings/tokens';
  },
  async outbox(another: Another) {
    await MADE.invitation(another);
    return '/settings/outbox';
  },
};

/**
 * `pattern`: that of the page, of which every one but a few is here: a test of the server says so. The page is at `path`, or where what is `made` has
 * its own; with a `link`, where the first such link there leads, with `query` behind it. `island`: the heavy one that it has; without it, it has none.
 * `mailing`: on the server that sends letters.
 */
type Budget = {
  page: string;
  pattern: string;
  role?: Role | 'nobody';
  link?: string;
  query?: string;
  island?: string;
  mailing?: boolean;
  bytes: number;
} & ({ path: string; made?: never } | { path?: never; made: keyof typeof MADE });

const budgets = JSON.parse(readFileSync(fileURLToPath(new URL('budgets.json', import.meta.url)), 'utf8')) as Budget[];
// What is made stands in lists too: the lists are weighed before it is.
budgets.sort((one, other) => Number(!!one.made) - Number(!!other.made));

for (const { page: name, pattern, path, made, role = 'recruiter', link, query, island, mailing, bytes } of budgets) {
  test(`${name}: at most ${bytes} bytes`, async ({ another }) => {
    const who = role === 'nobody' ? undefined : role;
    let target = made ? await MADE[made](another) : path;
    if (link) {
      // In a browser of its own: what it has loaded would not be loaded again.
      const before = await another(who);
      await before.goto(target);
      target = `${await before.locator(link).first().getAttribute('href')}${query ?? ''}`;
    }
    expect(target, 'an address was found').toMatch(/^\//);
    const page = await another(who, mailing ? { baseURL: `http://${MAILING}` } : {});
    const client = await page.context().newCDPSession(page);
    const kinds = new Map<string, string>();
    const sizes = new Map<string, number>();
    const loaded = new Set<string>();
    const coming = new Set<string>();
    // A live stream does not end.
    client.on('Network.requestWillBeSent', ({ requestId, type }) => type !== 'EventSource' && coming.add(requestId));
    client.on('Network.responseReceived', ({ requestId, type, response }) => {
      loaded.add(new URL(response.url).pathname);
      kinds.set(requestId, response.mimeType === 'application/wasm' ? 'WebAssembly' : type);
    });
    client.on('Network.loadingFailed', ({ requestId }) => coming.delete(requestId));
    client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      coming.delete(requestId);
      const kind = kinds.get(requestId) ?? 'Other';
      sizes.set(kind, (sizes.get(kind) ?? 0) + encodedDataLength);
    });
    await client.send('Network.enable');
    const answer = await page.goto(target, { waitUntil: 'load' });
    await awake(page);
    // It is the page that is meant, with what belongs to it, asked for before it is needed.
    expect(answer?.status()).toBe(200);
    expect(page.url()).toBe(new URL(target, page.url()).href);
    expect(new URL(page.url()).pathname).toMatch(new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`));
    const preloaded = await page.locator('body link[rel=preload]').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(preloaded.filter((href) => href.includes('/split_')).map((href) => /split_(\w+)_loader/.exec(href)?.[1])).toEqual(island ? [island] : []);
    await expect.poll(() => coming.size, 'all of it has come').toBe(0);
    for (const href of preloaded) expect([...loaded], 'what is asked for is loaded').toContain(href);
    const whole = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const told = [...sizes].map(([kind, size]) => `${kind} ${size}`).join(', ');
    // The figures are what one looks for in the output of this run, also where they hold.
    process.stdout.write(`  ${name}: ${whole} of ${bytes} bytes (${told})\n`);
    expect(sizes.get('WebAssembly') ?? 0, 'the WebAssembly is part of it').toBeGreaterThan(0);
    expect(whole, told).toBeLessThanOrEqual(bytes);
  });
}
