// What a first visit weighs, by `cargo xtask test --only budget`: the site as it is released, in a browser that has nothing of it yet.
import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

export default defineConfig({
  ...tests,
  testMatch: 'budget.ts',
  reporter: 'list',
  workers: 1,
  projects: [{ name: 'budget', use: { viewport: { width: 1280, height: 800 } } }],
});
