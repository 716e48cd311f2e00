// The reference of the API, for people: read by anybody, tried by whoever has a token.
import { expectNoOverflow } from './steps';
import { axe, expect, test } from './support';

test.use({ expectedConsole: /status of 401/ });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`is read without an account, ${colorScheme} @mobile`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/docs');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Instroom API');
    await page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'POST /candidates', exact: true }).click();
    const operation = page.locator('#api_candidates_post');
    await operation.locator('summary').first().scrollIntoViewIfNeeded();
    if (!(await operation.getAttribute('open'))) await operation.evaluate((details) => details.setAttribute('open', ''));
    await expect(operation).toContainText('Idempotency-Key');
    await expect(operation).toContainText('application/ld+json');
    await expectNoOverflow(page);
    await axe(page);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`leads to the guide, ${colorScheme} @mobile`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/docs');
    await page.getByRole('link', { name: 'Guide', exact: true }).click();
    await expect(page).toHaveURL('/docs/guide');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connecting to Instroom');
    const contents = page.getByRole('navigation', { name: 'Contents' });
    await contents.getByRole('link', { name: '1. Sync applicants from a job board' }).click();
    await expect(page.getByRole('heading', { name: '1. Sync applicants from a job board' })).toBeInViewport();
    await expect(page.getByText('apply() {')).toBeVisible();
    await expectNoOverflow(page);
    await axe(page);
    await page.goto('/docs/matching');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('How people are matched to requests');
    await expectNoOverflow(page);
    await axe(page);
  });
}

test('is tried by keyboard @js', async ({ page }) => {
  await page.goto('/api/docs#api_candidates_get_collection');
  const operation = page.locator('#api_candidates_get_collection');
  const form = operation.getByRole('form', { name: 'Try GET /candidates' });
  await form.getByRole('button', { name: 'Send' }).click();
  await expect(operation.getByRole('status')).toContainText('401');
  await page.getByLabel('E-mail address').fill('recruiter@example.test');
  await page.getByLabel('Password').fill('instroom-demo');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Signed in as recruiter@example.test.')).toBeVisible();
  await form.getByLabel('itemsPerPage').fill('1');
  await page.keyboard.press('Enter');
  await expect(operation.getByRole('status')).toContainText('200');
  await expect(operation.getByRole('status')).toContainText('/api/candidates?itemsPerPage=1');
  await expect(operation.locator('.try')).toContainText('hydra:PartialCollectionView');
  await axe(page);
});

test('asks nothing of others, and keeps the token to itself @js', async ({ page, baseURL }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('/docs');
  await page.getByLabel('Or a token').fill('secret');
  await page.reload();
  await expect(page.getByLabel('Or a token')).toHaveValue('');
  expect(asked.filter((url) => !url.startsWith(baseURL ?? 'http'))).toEqual([]);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, '']);
});
