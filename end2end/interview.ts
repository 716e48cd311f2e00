// What journeys through interviews find on their pages, and do there.
import type { Locator, Page } from '@playwright/test';
import type { Account } from './accounts';
import type { Person } from './steps';
import { expect } from './support';

export const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });
export const nameOf = ({ firstname, lastname }: Person): string => `${firstname} ${lastname}`;
export const planning = (page: Page): Locator => page.locator('.plan-form');
export const field = (form: Locator, label: string): Locator => form.getByLabel(label, { exact: true });
export const people = (form: Locator): Locator => form.getByRole('group', { name: 'Interviewers', exact: true });
export const facts = (page: Page): Locator => page.locator('.facts').first();
export const status = (page: Page): Locator => page.locator('.group-facts');
export const ask = (page: Page, text: string): Locator => page.getByRole('region', { name: text });
export const score = (page: Page, text: string, word: string | RegExp): Locator => ask(page, text).getByRole('group', { name: 'Score' }).getByRole('radio', { name: word });
export const heard = (page: Page, text: string): Locator => ask(page, text).getByLabel('What was said');
export const overall = (page: Page, word: string): Locator => page.getByRole('group', { name: 'What would you do?' }).getByRole('radio', { name: word, exact: true });
export const table = (page: Page): Locator => page.getByRole('table', { name: 'Side by side' });
export const hidden = (page: Page): Locator => page.getByText('1 scorecard of somebody else is hidden until yours is in.');
export const state = (page: Page, words: string): Locator => page.locator('.keeper-state', { hasText: words });

/** Chooses who sits in it, and nobody else. */
export async function invite(form: Locator, ...who: Account[]): Promise<void> {
  for (const box of await people(form).getByRole('checkbox', { checked: true }).all()) await box.uncheck();
  for (const { name } of who) await people(form).getByRole('checkbox', { name, exact: true }).check();
}

export async function at(form: Locator, day: string, from: string, until: string, zone = 'UTC'): Promise<void> {
  await field(form, 'Day').fill(day);
  await field(form, 'From').fill(from);
  await field(form, 'Until').fill(until);
  await field(form, 'Time zone').selectOption(zone);
}

export const plan = (page: Page): Promise<void> => page.getByRole('button', { name: 'Plan and invite' }).click();

/** Waits until the server has all that was typed. */
export async function kept(page: Page): Promise<void> {
  await expect(state(page, 'Kept')).toHaveText('Kept');
}
