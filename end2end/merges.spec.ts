// Two files of one person become one, and two again.
import { add, ask, awake, expectNoOverflow, idOf, make, noteWith, open, said, somebody, staffed } from './steps';
import { axe, expect, test } from './support';

test.describe('a recruiter', () => {
  test.use({ role: 'recruiter' });

  test('makes one of two files, chooses what is right, and takes them apart again @mobile @databases', async ({ page }) => {
    const one = somebody({ phoneNumber: '+31 6 5550 77' + Math.floor(Math.random() * 90 + 10), position: 'Engineer' });
    const other = { ...somebody({ phoneNumber: one.phoneNumber, position: 'Welder', location: 'Delft' }), firstname: 'T.' };
    const stays = await add(one);
    const ends = await add(other);
    await make('candidate-notes', { candidate: idOf(ends), content: 'Called about a boat.' });

    await open(page, stays);
    await page.getByRole('link', { name: `Compare with T. ${other.lastname}` }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Merge two files');
    await expect(page.getByText('1 note', { exact: true })).toBeVisible();
    await expect(page.getByText('Delft', { exact: true })).toBeVisible();
    await awake(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await axe(page, colorScheme === 'dark');
    }
    await expectNoOverflow(page);
    // The other way round, and back.
    await page.getByRole('link', { name: 'The other way round' }).click();
    await expect(page).toHaveURL(`${ends}/merge?with=${idOf(stays)}`);
    await page.getByRole('link', { name: 'The other way round' }).click();

    const before = await ask('GET', '/changes?since=now');
    await page.getByRole('radio', { name: 'Welder' }).check();
    await page.getByRole('button', { name: 'Merge these files' }).click();
    await expect(page).toHaveURL(new RegExp(`${stays}\\?did=merged`));
    await expect(said(page, 'The files were merged.')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Test ${one.lastname}`);
    await expect(noteWith(page, 'Called about a boat.')).toBeVisible();
    await expect(noteWith(page, 'merged two files')).toBeVisible();
    await expect(page.locator('#edit-position')).toContainText('Welder');

    // The one that ended is in no list, and its address leads to the other.
    await open(page, `/candidates?q=${other.lastname}`);
    await expect(page.getByText('Nobody matches')).toBeVisible();
    await open(page, ends);
    await expect(page).toHaveURL(stays);
    // Whoever keeps a copy is told that it is gone, and where to.
    await expect(async () => {
      const feed = await ask('GET', `/changes?since=${String(before.body.next)}`);
      const tombstone = { type: 'Candidate', record: `/api${ends}`, deleted: true, mergedInto: `/api${stays}` };
      expect(feed.body.changes).toContainEqual(expect.objectContaining(tombstone));
    }).toPass();
    const answer = await ask('GET', ends);
    expect([answer.status, answer.headers['content-location'], answer.body['@id']]).toEqual([200, `/api${stays}`, `/api${stays}`]);

    const merged = page.getByRole('region', { name: 'Merged into this file' });
    await expect(merged).toContainText(other.email);
    await axe(page);
    await merged.getByRole('button', { name: 'Take apart' }).click();
    await expect(page).toHaveURL(new RegExp(`${ends}\\?did=unmerged`));
    await expect(said(page, 'The files were taken apart.')).toBeVisible();
    await expect(noteWith(page, 'Called about a boat.')).toBeVisible();
    await open(page, stays);
    await expect(page.locator('#edit-position')).toContainText('Engineer');
    await expect(noteWith(page, 'Called about a boat.')).toHaveCount(0);
  });

  test('finds the other file by words, and is told where nobody is found', async ({ page }) => {
    const [one, other] = [somebody(), somebody()];
    const stays = await add(one);
    await add(other);
    await open(page, stays);
    await page.getByRole('link', { name: 'Merge…' }).click();
    const box = page.getByRole('searchbox', { name: 'Find the other file' });
    await box.fill('xyzxyzxyz');
    await box.press('Enter');
    await expect(page.getByText('Nobody else was found')).toBeVisible();
    await axe(page);
    await box.fill(other.lastname);
    await box.press('Enter');
    await page.getByRole('link', { name: `Compare with Test ${other.lastname}` }).click();
    await expect(page.getByText(`Test ${other.lastname} ends in Test ${one.lastname}`)).toBeVisible();
    await page.getByRole('link', { name: 'Leave them as they are' }).click();
    await expect(page).toHaveURL(stays);
  });

  test.describe('who is refused', () => {
    test.use({ expectedConsole: /status of 4(09|12|22)/ });

    test('keeps what was chosen, and is told why', async ({ page }) => {
      const { path } = await staffed({ people: 0, request: { headcount: 2 } });
      const files = [await add(somebody({ position: 'Engineer' })), await add(somebody({ position: 'Welder' }))];
      const [stays = '', ends = ''] = files;
      for (const file of files) {
        const standing = await make('resource-request-candidates', { resourceRequest: idOf(path), candidate: idOf(file) });
        const placed = await ask('PATCH', `/resource-request-candidates/${standing}`, { status: 'placed' });
        expect(placed.status, JSON.stringify(placed.body)).toBe(200);
      }
      await open(page, `${stays}/merge?with=${idOf(ends)}`);
      await page.getByRole('radio', { name: 'Welder' }).check();
      await page.getByRole('button', { name: 'Merge these files' }).click();
      await expect(page.getByRole('alert')).toContainText('Both files have a seat of RR-');
      await expect(page.getByRole('radio', { name: 'Welder' })).toBeChecked();
      await axe(page);
    });

    test('sees both as they are now, and merges then', async ({ page }) => {
      const notes = (letter: string) => letter.repeat(15_000);
      const stays = await add(somebody({ notes: notes('a') }));
      const ends = await add(somebody({ notes: notes('b') }));
      await open(page, `${stays}/merge?with=${idOf(ends)}`);
      const merge = page.getByRole('button', { name: 'Merge these files' });
      await merge.click();
      await page.getByRole('alert').getByRole('link', { name: 'Remarks' }).click();
      await expect(page).toHaveURL(/#together$/);
      await expect(page.locator('#together')).toContainText('bbbb');
      await axe(page);
      // Somebody is faster.
      expect((await ask('PATCH', ends, { notes: 'Short.' })).status).toBe(200);
      await merge.click();
      await expect(page.getByRole('alert')).toContainText('Somebody else changed this');
      await expect(page.locator('#together')).toContainText('Short.');
      await merge.click();
      await expect(said(page, 'The files were merged.')).toBeVisible();
      // There is nothing to merge any more.
      await open(page, `${stays}/merge?with=${idOf(ends)}`);
      await expect(page).toHaveURL(stays);
    });
  });
});

test.describe('a hiring manager', () => {
  test.use({ role: 'manager', expectedConsole: /status of 404/ });

  test('is not offered it', async ({ page }) => {
    const file = await add(somebody());
    await open(page, `${file}/merge`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
  });
});
