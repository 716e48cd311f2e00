// Journeys in Debian's Chromium against the real binary with demo data.
//
// `cargo xtask test --only browser` builds the binary and says by environment where it is; by hand, `npx playwright test --config
// end2end/playwright.config.ts` takes target/debug/instroom.
//
// A test runs with JavaScript and without, unless its title carries a tag:
//   @js      what only islands can do: not without JavaScript
//   @nojs    what is only true without JavaScript
//   @mobile  on a phone too: the project `mobile` runs these and no others
//   @databases  on PostgreSQL too: `cargo xtask test` runs these once more with INSTROOM_DATABASE
import { defineConfig } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);

// Read in the runner and again in each of its workers, which inherit the environment: one directory for all, gone with the runner.
if (!process.env.INSTROOM_DATA) {
  const data = mkdtempSync(join(tmpdir(), 'instroom-end2end-'));
  process.env.INSTROOM_DATA = data;
  process.once('exit', () => rmSync(data, { recursive: true, force: true }));
}
export const data = process.env.INSTROOM_DATA;
const binary = process.env.INSTROOM_BIN ?? join(root, 'target/debug/instroom');
// An address of PostgreSQL; without it the demo is in a file that is gone with the runner.
const elsewhere = process.env.INSTROOM_DATABASE;
const address = `127.0.0.1:${process.env.INSTROOM_PORT ?? '3117'}`;
/** The file of its database. */
export const file = (home: string) => `sqlite:${join(home, 'instroom.db')}`;
/** A server with the demo, and the directory of its key. */
export const serve = (address: string, home: string, database: string, more: string) => ({
  command: `"${binary}" serve --demo --listen ${address} --database "${database}" ${more}`,
  cwd: root,
  env: { INSTROOM_DATA: home },
  url: `http://${address}/readyz`,
  timeout: 60_000,
  // A server that somebody left running is not the one under test.
  reuseExistingServer: false,
  stdout: 'ignore' as const,
  stderr: 'pipe' as const,
  gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 10_000 },
});

export default defineConfig({
  testDir: here,
  outputDir: join(here, 'results', elsewhere ? 'postgres' : 'sqlite'),
  globalSetup: join(here, 'accounts.ts'),
  reporter: [['list'], ['html', { outputFolder: join(here, 'report', elsewhere ? 'postgres' : 'sqlite'), open: 'never' }]],
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: `http://${address}`,
    locale: 'en-GB',
    timezoneId: 'UTC',
    // What is moving cannot be clicked, nor its colours measured.
    contextOptions: { reducedMotion: 'reduce' },
    // A trace of every step costs an eighth of the time: `--trace on` makes one by hand.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'chromium', grepInvert: /@nojs/, use: { viewport: { width: 1280, height: 800 } } },
    { name: 'nojs', grepInvert: /@js\b/, use: { viewport: { width: 1280, height: 800 }, javaScriptEnabled: false } },
    { name: 'mobile', grep: /@mobile/, grepInvert: /@nojs/, use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
  ],
  webServer: serve(address, data, elsewhere ?? file(data), '--webhook-networks 127.0.0.0/8'),
});
