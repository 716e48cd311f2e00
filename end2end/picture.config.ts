// Pictures for the documentation, by `cargo xtask picture`: the demo as a visitor would first see it.
import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

export default defineConfig({
  ...tests,
  testMatch: 'picture.ts',
  reporter: 'list',
  projects: [{ name: 'picture', use: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' } }],
});
