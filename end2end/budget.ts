// No page outgrows what budgets.json allows it: the bytes that are sent, of everything that a first visit loads.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { awake } from './steps';
import { expect, test } from './support';

/** `link`: the page is where the first such link on `path` leads, with `query` behind it. */
type Budget = { page: string; path: string; link?: string; query?: string; bytes: number };

const budgets = JSON.parse(readFileSync(fileURLToPath(new URL('budgets.json', import.meta.url)), 'utf8')) as Budget[];

for (const { page: name, path, link, query, bytes } of budgets) {
  test(`${name}: at most ${bytes} bytes`, async ({ another }) => {
    const who = path === '/sign-in' ? undefined : 'recruiter';
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
    client.on('Network.responseReceived', ({ requestId, type, response }) => {
      kinds.set(requestId, response.mimeType === 'application/wasm' ? 'WebAssembly' : type);
    });
    client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const kind = kinds.get(requestId) ?? 'Other';
      sizes.set(kind, (sizes.get(kind) ?? 0) + encodedDataLength);
    });
    await client.send('Network.enable');
    await page.goto(target, { waitUntil: 'load' });
    await awake(page);
    const whole = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const told = [...sizes].map(([kind, size]) => `${kind} ${size}`).join(', ');
    console.log(`  ${name}: ${whole} of ${bytes} bytes (${told})`);
    expect(sizes.get('WebAssembly') ?? 0, 'the WebAssembly is part of it').toBeGreaterThan(0);
    expect(whole, told).toBeLessThanOrEqual(bytes);
  });
}
