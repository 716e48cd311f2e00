// No page outgrows what budgets.json allows it: the bytes that are sent, of everything that a first visit loads.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Role } from './accounts';
import { awake } from './steps';
import { expect, test } from './support';

/** `link`: the page is where the first such link on `path` leads, with `query` behind it. `island`: the heavy one that it has; without it, it has none. */
type Budget = { page: string; path: string; role?: Role; link?: string; query?: string; island?: string; bytes: number };

const budgets = JSON.parse(readFileSync(fileURLToPath(new URL('budgets.json', import.meta.url)), 'utf8')) as Budget[];

for (const { page: name, path, role, link, query, island, bytes } of budgets) {
  test(`${name}: at most ${bytes} bytes`, async ({ another }) => {
    const who = path === '/sign-in' ? undefined : (role ?? 'recruiter');
    let target = path;
    if (link) {
      // In a browser of its own: what it has loaded would not be loaded again.
      const before = await another(who);
      await before.goto(path);
      target = `${await before.locator(link).first().getAttribute('href')}${query ?? ''}`;
    }
    const page = await another(who);
    const client = await page.context().newCDPSession(page);
    const kinds = new Map<string, string>();
    const sizes = new Map<string, number>();
    const loaded = new Set<string>();
    client.on('Network.responseReceived', ({ requestId, type, response }) => {
      loaded.add(new URL(response.url).pathname);
      kinds.set(requestId, response.mimeType === 'application/wasm' ? 'WebAssembly' : type);
    });
    client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const kind = kinds.get(requestId) ?? 'Other';
      sizes.set(kind, (sizes.get(kind) ?? 0) + encodedDataLength);
    });
    await client.send('Network.enable');
    const answer = await page.goto(target, { waitUntil: 'load' });
    await awake(page);
    // It is the page that is meant, with what belongs to it, asked for before it is needed.
    expect(answer?.status()).toBe(200);
    expect(new URL(page.url()).pathname).toBe(target.split('?')[0]);
    const preloaded = await page.locator('body link[rel=preload]').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(preloaded.filter((href) => href.includes('/split_')).map((href) => /split_(\w+)_loader/.exec(href)?.[1])).toEqual(island ? [island] : []);
    for (const href of preloaded) expect([...loaded], 'what is asked for is loaded').toContain(href);
    const whole = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const told = [...sizes].map(([kind, size]) => `${kind} ${size}`).join(', ');
    // The figures are what one looks for in the output of this run, also where they hold.
    process.stdout.write(`  ${name}: ${whole} of ${bytes} bytes (${told})\n`);
    expect(sizes.get('WebAssembly') ?? 0, 'the WebAssembly is part of it').toBeGreaterThan(0);
    expect(whole, told).toBeLessThanOrEqual(bytes);
  });
}
