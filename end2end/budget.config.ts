// What a first visit weighs, by `cargo xtask test --only budget`: the site as it is released, in a browser that has nothing of it yet.
import { defineConfig } from '@playwright/test';
import { join } from 'node:path';
import tests, { data, file, serve } from './playwright.config';

/** Where the server is that sends letters. */
export const MAILING = `127.0.0.1:${process.env.INSTROOM_MAILING_PORT ?? '3118'}`;

// Beside the one that keeps its letters in the outbox, one that sends them: only there is a password forgotten by letter. Nobody answers at its mail server's address.
const home = join(data, 'mailing');
const mailing = serve(MAILING, home, file(home), '--smtp smtp://127.0.0.1:9 --mail-from instroom@example.test');

export default defineConfig({
  ...tests,
  webServer: [tests.webServer ?? [], mailing].flat(),
  testMatch: 'budget.ts',
  reporter: 'list',
  workers: 1,
  projects: [{ name: 'budget', use: { viewport: { width: 1280, height: 800 } } }],
});
