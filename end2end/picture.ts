// Takes the pictures in docs/images.
import { fileURLToPath } from 'node:url';
import { open } from './steps';
import { expect, test } from './support';

test.use({ role: 'recruiter' });

const image = (name: string) => fileURLToPath(new URL(`../docs/images/${name}.png`, import.meta.url));

test('the candidates', async ({ page }) => {
  await open(page, '/candidates');
  await page.screenshot({ path: image('candidates') });
});

test('a candidate', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await open(page, '/candidates?q=lovelace');
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ada Lovelace');
  await page.mouse.move(0, 0);
  await page.screenshot({ path: image('candidate') });
});
