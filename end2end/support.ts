// What every journey uses instead of Playwright's own `test`.
import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hire, NOBODY, stateOf, type Account, type Role } from './accounts';

export { expect };

type Options = {
  /** Messages of the browser's console that a test provokes on purpose, such as the 422 of a refused form. */
  expectedConsole: RegExp | undefined;
  /** Signed in as the demo's account with this role, which all tests share. */
  role: Role | undefined;
  /** Signed in with this role by an account that only this test has: for what changes the account itself. */
  own: Role | undefined;
};

type Fixtures = {
  /** The account of `own`. */
  me: Account;
  /** A second browser, signed in with a role, with an account's state, or not at all. */
  another: (who?: Role | Account, more?: BrowserContextOptions) => Promise<Page>;
  /** Watches a context that a test opens itself, for a second person. The test's own context is watched already. */
  watch: (context: BrowserContext, scripted?: boolean) => void;
};

/**
 * A test that also fails on any console error or warning and any uncaught error, in all pages of its contexts. An island that does not
 * hydrate says so by a warning only.
 */
export const test = base.extend<Options & Fixtures>({
  expectedConsole: [undefined, { option: true }],
  role: [undefined, { option: true }],
  own: [undefined, { option: true }],
  me: async ({ own }, use) => use(own ? await hire(own) : NOBODY),
  storageState: async ({ role, own, me }, use) => use(role ? stateOf(role) : own ? me.state : undefined),
  another: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (who, more = {}) => {
      // What a context leaves out, Playwright fills in from the test's own: signed in, that is.
      const storageState = typeof who === 'string' ? stateOf(who) : (who ?? NOBODY).state;
      const context = await browser.newContext({ storageState, ...more });
      watch(context, more.javaScriptEnabled);
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  watch: [
    async ({ context, expectedConsole, javaScriptEnabled }, use) => {
      const problems: string[] = [];
      // Without scripting, what islands need is fetched and never used, and Chromium says so.
      const unused = /was preloaded using link preload but not used/;
      const watch = (watched: BrowserContext, scripted = javaScriptEnabled) => {
        const note = (text: string) => {
          if (!expectedConsole?.test(text) && (scripted || !unused.test(text))) problems.push(text);
        };
        watched.on('console', (message) => {
          if (message.type() === 'error' || message.type() === 'warning') {
            note(`${message.type()}: ${message.text()} (${message.location().url})`);
          }
        });
        watched.on('weberror', (error) => note(`uncaught: ${error.error().stack ?? error.error().message}`));
      };
      watch(context);
      await use(watch);
      expect(problems.length, `the browser complained:\n${problems.join('\n')}`).toBe(0);
    },
    { auto: true },
  ],
});

/** Part of the conformance levels A and AA of WCAG 2.2. */
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Violation = { id: string; help: string; helpUrl: string; nodes: { target: unknown[]; failureSummary?: string }[] };

/** What a theme changes. */
const COLOURS = { type: 'rule', values: ['color-contrast'] };
const ALL = { type: 'tag', values: wcag };

/** Asserts that axe finds nothing on the page as it is now, with scripts or without. `colours`: everything else was asked of this page already. */
export async function axe(page: Page, colours = false): Promise<void> {
  const scripted = await page.evaluate(() => !window.matchMedia('(scripting: none)').matches);
  const look = (): Promise<Violation[]> => (scripted ? violationsOf(page, colours ? COLOURS : ALL) : violationsOfCopy(page));
  let violations = await look();
  const size = page.viewportSize();
  if (size !== null && violations.some(({ id }) => id === 'target-size')) {
    // The bar at the foot of a phone covers half of something wherever one has scrolled to. What is too small without a fold as well is too small.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: size.width, height: Math.max(height, size.height) });
    violations = await look();
    await page.setViewportSize(size);
  }
  const told = violations.flatMap(({ id, help, helpUrl, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n  at ${node.target.join(' ')}\n  ${(node.failureSummary ?? '').replaceAll('\n', '\n  ')}\n  ${helpUrl}`),
  );
  expect(told.length, `accessibility of ${page.url()}:\n${told.join('\n')}`).toBe(0);
}

/** Evaluated rather than added as a script, which the page's CSP would refuse. */
async function violationsOf(page: Page, asked: typeof ALL): Promise<Violation[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  return page.evaluate(async (asked) => {
    const { axe } = window as unknown as { axe: { run: (where: Document, how: object) => Promise<{ violations: Violation[] }> } };
    const result = await axe.run(document, { runOnly: asked, resultTypes: ['violations'] });
    return result.violations.map(({ id, help, helpUrl, nodes }) => ({
      id,
      help,
      helpUrl,
      nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })),
    }));
  }, asked);
}

/** axe needs timers, which do not run without scripting: it reads the same HTML in a page that has them and loads no script. */
async function violationsOfCopy(page: Page): Promise<Violation[]> {
  const html = (await page.content()).replaceAll(/<\/?noscript[^>]*>/g, '');
  const browser = page.context().browser();
  if (!browser) throw new Error('axe needs a page of a browser');
  const dark = await page.evaluate(() => window.matchMedia('(prefers-color-scheme: dark)').matches);
  const context = await browser.newContext({
    javaScriptEnabled: true,
    viewport: page.viewportSize(),
    colorScheme: dark ? 'dark' : 'light',
    storageState: await page.context().storageState(),
  });
  const copy = await context.newPage();
  await copy.route('**/*', async (route) => {
    if (route.request().isNavigationRequest()) await route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
    else if (route.request().resourceType() === 'script') await route.abort();
    else await route.continue();
  });
  await copy.goto(page.url());
  const violations = await violationsOf(copy, ALL);
  await context.close();
  return violations;
}
