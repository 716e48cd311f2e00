// The keyboard alone: everything is reached, seen and left again.
import type { Page } from '@playwright/test';
import { add, cell, noteWith, open, openMenu, said, somebody, writeNote } from './steps';
import { expect, test } from './support';

test.use({ role: 'recruiter' });

test('the first Tab leads past the navigation', async ({ page }) => {
  await open(page, '/candidates');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('main').getByRole('link', { name: 'Add a candidate' })).toBeFocused();
});

/** Marks what has the focus; says what it is where nothing shows that it has. */
function mark(page: Page): Promise<{ done: boolean; hidden?: string }> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body || focused.hasAttribute('data-reached')) return { done: true };
    focused.setAttribute('data-reached', '');
    const style = getComputedStyle(focused);
    const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    const { width, height } = focused.getBoundingClientRect();
    return { done: false, hidden: seen && width > 0 && height > 0 ? undefined : focused.outerHTML.slice(0, 200) };
  });
}

test('Tab reaches everything in a file, and one sees where one is', async ({ page }) => {
  const path = await add(somebody({ position: 'Analyst' }));
  await open(page, path);
  await writeNote(page, 'Something to edit and to delete.');
  await expect(noteWith(page, 'Something to edit')).toBeVisible();
  await open(page, `${path}?did=saved`);
  const unseen: string[] = [];
  for (let step = 0; step < 200; step += 1) {
    await page.keyboard.press('Tab');
    const { done, hidden } = await mark(page);
    if (hidden) unseen.push(hidden);
    if (done) break;
  }
  expect(unseen, 'the focus can be seen').toEqual([]);
  const missed = await page.evaluate(() => {
    const reachable = document.querySelectorAll('a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary, [tabindex="0"]');
    const shown = [...reachable].filter((element) => element.checkVisibility());
    return shown.filter((element) => !element.hasAttribute('data-reached')).map((element) => element.outerHTML.slice(0, 200));
  });
  expect(missed, 'Tab reaches everything').toEqual([]);
});

test('Escape closes a menu, and gives the focus back @js', async ({ page }) => {
  await open(page, '/candidates');
  const menu = await openMenu(page);
  await page.keyboard.press('Tab');
  await expect(menu.getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).not.toHaveAttribute('open');
  await expect(menu.locator('summary')).toBeFocused();
  await openMenu(page);
  await page.getByRole('heading', { level: 1 }).click();
  await expect(menu).not.toHaveAttribute('open');
});

test('a field is edited, left and brought back without the mouse @js', async ({ page }) => {
  await open(page, await add(somebody({ position: 'Analyst' })));
  const edit = page.getByRole('link', { name: 'Edit: Position' });
  await edit.focus();
  await page.keyboard.press('Enter');
  const field = cell(page, 'position').getByRole('textbox');
  await expect(field).toBeFocused();
  await field.fill('Engineer');
  await page.keyboard.press('Escape');
  await expect(field).toHaveCount(0);
  await expect(cell(page, 'position')).toContainText('Analyst');
  await expect(edit).toBeFocused();
  await expect(page.getByText('Closed without saving.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(field).toHaveValue('Engineer');
  await field.press('Enter');
  await expect(cell(page, 'position')).toContainText('Engineer');
  await expect(field).toHaveCount(0);
  await expect(edit).toBeFocused();
  await expect(said(page, 'The changes were saved.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(cell(page, 'position')).toContainText('Analyst');
});

test('J and K walk through the list, Enter opens, N writes and E edits @js', async ({ page }) => {
  await open(page, '/candidates?q=akker');
  const people = page.locator('.row-link');
  await page.keyboard.press('j');
  await expect(people.nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await expect(people.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(people.nth(0)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Akker');
  await page.locator('html[data-islands]').waitFor({ state: 'attached' });
  await page.keyboard.press('e');
  await expect(page.getByRole('link', { name: 'Edit: First name' })).toBeFocused();
  await page.keyboard.press('n');
  const composer = page.getByRole('form', { name: 'Write a note' }).getByRole('textbox');
  await expect(composer).toBeFocused();
  await page.keyboard.press('n');
  await expect(composer).toHaveValue('n');
  await composer.fill('');
});
