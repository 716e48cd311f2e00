// The people of a request: proposed, moved over the board by menu, mouse and keys, taken back, placed, and seen by everybody who looks.
import type { Locator, Page } from '@playwright/test';
import { unique } from './accounts';
import { add, awake, expectFlaw, expectNoOverflow, idOf, make, open, said, somebody, staffed, undo } from './steps';
import { axe, expect, test } from './support';

const card = (page: Page, name: string): Locator => page.locator('.standing', { hasText: name });
const column = (page: Page, stage: string): Locator => page.locator('#shortlist .board-column', { has: page.getByRole('heading', { name: new RegExp(`^${stage} \\d`) }) });
const status = (page: Page): Locator => page.locator('main .group-facts').first();
const sheet = (page: Page): Locator => page.getByRole('dialog');

/** Does something from the menu of somebody's card. */
async function choose(page: Page, name: string, way: string): Promise<void> {
  await awake(page);
  await card(page, name).locator('summary').click();
  await card(page, name).locator('.menu-list').getByText(way, { exact: true }).click();
}

/** The names in a column, in their order. */
const among = (page: Page, stage: string): Promise<string[]> => column(page, stage).locator('.standing-head > a').allInnerTexts();

test.describe('a recruiter', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (404|409|412|422)|ERR_FAILED/ });

  test('proposes who fits, moves them by their menus, says why, and takes it back @mobile @databases', async ({ page }) => {
    test.slow();
    const skill = `Skill ${unique()}`;
    const [ada, bob] = [somebody(), somebody()];
    const name = ({ firstname, lastname }: { firstname: string; lastname: string }) => `${firstname} ${lastname}`;
    const fits = { skills: [{ skill, level: 4 }], location: 'Utrecht', employee: true };
    await make('candidates', { ...ada, ...fits });
    await make('candidates', { ...bob, skills: [{ skill, level: 1 }], location: 'Arnhem' });
    const wanted = { skills: [{ skill, minLevel: 2, required: true }], location: 'Utrecht', start: '2030-01-01', headcount: 1 };
    const { path, names } = await staffed({ people: 1, request: wanted });
    const [cy] = names;

    await test.step('suggestions say what fits and what does not', async () => {
      await open(page, path);
      const suggested = page.locator('#propose .entry');
      await expect(suggested).toHaveCount(2);
      await expect(suggested.first()).toContainText(name(ada));
      await expect(suggested.first()).toContainText('Employee');
      await expect(suggested.first()).toContainText('Match 92');
      await expect(suggested.first()).toContainText(`${skill} 4/2`);
      await expect(suggested.last()).toContainText('From outside');
      await expect(suggested.last()).toContainText('Match 45');
      await expect(suggested.last()).toContainText('not in Utrecht');
      await axe(page);
      await expectNoOverflow(page);
      await suggested.first().getByRole('button', { name: 'Propose' }).click();
      await expect(said(page, 'The candidate was proposed.')).toBeVisible();
      await expect(card(page, name(ada))).toContainText('Match 92');
      await expect(suggested).toHaveCount(1);
    });

    await test.step('somebody can be looked for', async () => {
      await page.getByLabel('Find somebody').fill(bob.lastname);
      await page.locator('#propose').getByRole('button', { name: 'Find somebody' }).click();
      await awake(page);
      const found = page.locator('#propose .entry');
      await expect(found).toHaveCount(1);
      await found.getByRole('button', { name: 'Propose' }).click();
      await expect(card(page, name(bob))).toBeVisible();
      await page.getByLabel('Find somebody').fill(bob.lastname);
      await page.locator('#propose').getByRole('button', { name: 'Find somebody' }).click();
      await expect(found).toContainText('Proposed already');
    });

    await test.step('by menu, forward and back again', async () => {
      await open(page, path);
      await choose(page, name(ada), 'Interviewing');
      await expect(column(page, 'Interviewing')).toContainText(name(ada));
      await undo(page);
      await expect(column(page, 'Proposed')).toContainText(name(ada));
      await axe(page);
    });

    await test.step('a rejection needs a reason and says who said no', async () => {
      await open(page, path);
      await choose(page, cy, 'Rejected…');
      const scripted = await page.evaluate(() => !window.matchMedia('(scripting: none)').matches);
      const form = scripted ? sheet(page).locator('form.form') : page.locator('#move');
      if (scripted) {
        await form.getByRole('button', { name: 'Move' }).click();
        await expect(sheet(page).getByRole('alert')).toContainText('Rejected by: This is needed. Fill it in.');
        await expect(sheet(page).getByRole('alert')).toContainText('Reason: This is needed. Fill it in.');
        await axe(page);
      } else {
        await expect(form.getByLabel('Move to:')).toHaveValue('rejected');
        await form.getByRole('button', { name: 'Move' }).click();
        await expect(form.getByLabel('Who said no')).toHaveAccessibleDescription('This is needed. Fill it in.');
        await form.getByRole('alert').getByRole('link', { name: 'Reason' }).click();
        await expect(form.getByLabel('Reason')).toBeFocused();
        await axe(page);
      }
      await form.getByLabel('Who said no').selectOption('Candidate');
      await form.getByLabel('Reason').fill('Found another job.');
      await form.getByRole('button', { name: 'Move' }).click();
      await expect(column(page, 'Rejected')).toContainText(cy);
      await expect(card(page, cy)).toContainText('Who said no: Candidate');
      await expect(card(page, cy)).toContainText('Found another job.');
      await undo(page);
      await expect(column(page, 'Proposed')).toContainText(cy);
      await expect(card(page, cy)).not.toContainText('Found another job.');
    });

    await test.step('who is placed fills the request, which takes nobody else, and undoing opens it again', async () => {
      await open(page, path);
      await choose(page, name(ada), 'Placed');
      await expect(column(page, 'Placed')).toContainText(name(ada));
      await expect(status(page)).toContainText('1 of 1 placed');
      await expect(status(page)).toContainText('Filled');
      await card(page, name(bob)).locator('summary').click();
      await expect(card(page, name(bob))).toContainText('Nobody can be placed: the request is not open, or every seat is taken.');
      await expect(card(page, name(bob)).getByRole('button', { name: 'Placed', exact: true })).toHaveCount(0);
      await card(page, name(bob)).locator('summary').click();
      await undo(page);
      await expect(status(page)).toContainText('0 of 1 placed');
      await expect(column(page, 'Proposed')).toContainText(name(ada));
    });

    await test.step('who was proposed by mistake goes, and comes back', async () => {
      await open(page, path);
      await choose(page, name(bob), 'Remove: proposed by mistake');
      await expect(card(page, name(bob))).toHaveCount(0);
      await undo(page);
      await expect(card(page, name(bob))).toBeVisible();
      await choose(page, name(bob), 'Interviewing');
      await expect(column(page, 'Interviewing')).toContainText(name(bob));
      // The card moves at once: what can be undone is what the server has.
      await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeVisible();
      await open(page, path);
      await card(page, name(bob)).locator('summary').click();
      await expect(card(page, name(bob)).getByText('Remove: proposed by mistake')).toHaveCount(0);
    });
  });

  test('keeps the terms of somebody, and reads how they fit @mobile', async ({ page }) => {
    const skill = `Skill ${unique()}`;
    const request = { skills: [{ skill, minLevel: 2, required: true, weight: 3 }], billRateMax: 10_000 };
    const { path, position, names, standings } = await staffed({ people: 1, request });
    await open(page, path);
    await card(page, names[0]).locator('.standing-head > a').click();
    await awake(page);
    await expect(page).toHaveURL(new RegExp(standings[0]));
    const form = page.locator('form', { has: page.getByLabel('Proposed rate') });
    await form.getByLabel('Proposed rate').fill('plenty');
    await form.getByLabel('Why this person').fill('Knows the client.');
    await form.getByRole('button', { name: 'Save' }).click();
    await expectFlaw(form, form.getByLabel('Proposed rate'), 'This is not an amount. Write it like 4,500 or 4,500.00.');
    await expect(form.getByLabel('Why this person')).toHaveValue('Knows the client.');
    await form.getByLabel('Proposed rate').fill('€ 95,50');
    await form.getByLabel('Cost rate').fill('70');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(said(page, 'The terms were saved.')).toBeVisible();
    await expect(page.getByText(/^Margin: €\s25\.50$/)).toBeVisible();
    const match = page.getByRole('region', { name: 'Match' }).getByRole('row');
    await expect(match.filter({ hasText: `no ${skill}` })).toContainText('7,000');
    await expect(match.filter({ hasText: 'rate fits' })).toContainText('500');
    await axe(page);
    await expectNoOverflow(page);
    await page.locator('#move').getByRole('button', { name: 'Move' }).click();
    await expect(column(page, 'Shortlisted')).toContainText(names[0]);
    await expect(card(page, names[0])).toContainText(/Rate €\s95\.50 · Margin €\s25\.50/);
    await axe(page);
    await expectNoOverflow(page);
    // The file of the person leads back here.
    await card(page, names[0]).locator('.standing-head > a').click();
    await page.getByRole('link', { name: 'To the file' }).click();
    await awake(page);
    const stands = page.getByRole('region', { name: 'Proposed for' }).getByRole('listitem');
    await expect(stands).toHaveText(new RegExp(`${position}.*Shortlisted`));
    await axe(page);
    await expectNoOverflow(page);
    await stands.getByRole('link').click();
    await expect(page).toHaveURL(new RegExp(standings[0]));
  });

  test('who was slower with the terms reads what the other agreed @mobile', async ({ page, another }) => {
    const { standings } = await staffed({ people: 1 });
    const other = await another('admin');
    const terms = (of: Page): Locator => of.locator('form', { has: of.getByLabel('Proposed rate') });
    for (const of of [page, other]) await open(of, `/resource-request-candidates/${standings[0]}`);
    await terms(other).getByLabel('Proposed rate').fill('120');
    await terms(other).getByRole('button', { name: 'Save' }).click();
    await expect(said(other, 'The terms were saved.')).toBeVisible();
    await terms(page).getByLabel('Cost rate').fill('70');
    await terms(page).getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('.question-theirs')).toContainText('120.00');
    await expect(terms(page).getByLabel('Cost rate')).toHaveValue('70');
    await axe(page);
    await expectNoOverflow(page);
  });

  test('drags people over the board, and puts them in an order @js', async ({ page }) => {
    const { path, names } = await staffed({ people: 3 });
    const [ada, bob, cy] = names;
    await open(page, path);
    await page.locator('#shortlist').scrollIntoViewIfNeeded();
    await card(page, ada).locator('.told-marks').first().dragTo(column(page, 'Screening'));
    await expect(column(page, 'Screening')).toContainText(ada);
    await expect(said(page, `${ada}: Screening`)).toBeVisible();
    await expect(column(page, 'Screening').locator('.tab-count')).toHaveText('1');
    await page.keyboard.press('Control+z');
    await expect(column(page, 'Proposed')).toContainText(ada);
    // Among others, above the first of them.
    await expect.poll(() => among(page, 'Proposed')).toEqual([ada, bob, cy]);
    await card(page, cy).locator('.told-marks').first().dragTo(card(page, ada), { targetPosition: { x: 20, y: 4 } });
    await expect.poll(() => among(page, 'Proposed')).toEqual([cy, ada, bob]);
    await page.reload();
    await expect.poll(() => among(page, 'Proposed')).toEqual([cy, ada, bob]);
    // Back over the board asks why, and nobody moves who does not say.
    await awake(page);
    await choose(page, bob, 'Offered');
    await expect(column(page, 'Offered')).toContainText(bob);
    await expect(column(page, 'Offered').locator('.tab-count')).toHaveText('1');
    await card(page, bob).locator('.told-marks').first().dragTo(column(page, 'Interview at the client'));
    await expect(sheet(page)).toContainText(`${bob}: Interview at the client`);
    await page.keyboard.press('Escape');
    await expect(sheet(page)).toBeHidden();
    await expect(column(page, 'Offered')).toContainText(bob);
  });

  test('does all of it by keys @js', async ({ page }) => {
    const { path, names } = await staffed({ people: 2 });
    const [ada, bob] = names;
    await open(page, path);
    await card(page, ada).locator('summary').focus();
    await page.keyboard.press('a');
    await expect(column(page, 'Shortlisted')).toContainText(ada);
    await expect(column(page, 'Shortlisted').locator('.tab-count')).toHaveText('1');
    await expect(card(page, ada).locator('summary')).toBeFocused();
    await page.keyboard.press('a');
    await expect(column(page, 'Screening').locator('.tab-count')).toHaveText('1');
    await card(page, bob).locator('summary').focus();
    await page.keyboard.press('r');
    await expect(sheet(page)).toContainText(`${bob}: Rejected`);
    await sheet(page).getByLabel('Who said no').selectOption('Us');
    await sheet(page).getByLabel('Reason').fill('Not now.');
    await page.keyboard.press('Enter');
    await expect(column(page, 'Rejected')).toContainText(bob);
    // What was said of one says nothing of the other.
    await card(page, ada).locator('summary').focus();
    await page.keyboard.press('R');
    await expect(sheet(page)).toContainText(`${ada}: Rejected`);
    await expect(sheet(page).getByLabel('Reason')).toHaveValue('');
    await expect(sheet(page).getByLabel('Who said no')).toHaveValue('');
    await page.keyboard.press('Escape');
    await expect(sheet(page)).toBeHidden();
    await expect(card(page, ada).locator('summary')).toBeFocused();
    // Twice in a hurry is two stages.
    await page.keyboard.press('a');
    await page.keyboard.press('a');
    await expect(column(page, 'Submitted to the client').locator('.tab-count')).toHaveText('1');
    await open(page, path);
    await card(page, bob).locator('summary').click();
    await page.keyboard.press('Escape');
    await expect(card(page, bob).locator('details')).not.toHaveAttribute('open');
    const { path: other, names: two } = await staffed({ people: 2 });
    await open(page, other);
    await card(page, two[1]).locator('summary').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => among(page, 'Proposed')).toEqual([two[1], two[0]]);
    await expect(card(page, two[1]).locator('summary')).toBeFocused();
    await undo(page);
    await expect.poll(() => among(page, 'Proposed')).toEqual([two[0], two[1]]);
  });

  test('is asked before a move that was not answered yet is given up @js', async ({ page }) => {
    const { path, names } = await staffed({ people: 1 });
    const [ada] = names;
    await open(page, path);
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/move_standing*', async (route) => {
      await held;
      await route.continue();
    });
    await choose(page, ada, 'Interviewing');
    await expect(column(page, 'Interviewing')).toContainText(ada);
    await page.getByRole('link', { name: 'Candidates', exact: true }).first().click();
    await expect.poll(() => asked).toEqual(['beforeunload']);
    answer();
    await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Candidates', exact: true }).first().click();
    await expect(page).toHaveURL(/\/candidates/);
    expect(asked).toEqual(['beforeunload']);
  });

  test('sees at once what others do, and is told when they were faster @js', async ({ page, another }) => {
    const { path, names } = await staffed({ people: 2 });
    const [ada, bob] = names;
    await open(page, path);
    const other = await another('admin');
    await open(other, path);
    await choose(other, ada, 'Screening');
    await expect(column(page, 'Screening')).toContainText(ada);
    // A reason that is being typed for the request stays, whatever others do meanwhile.
    const hold = page.locator('.step-way', { has: page.locator('summary', { hasText: 'Put on hold' }) });
    await hold.locator('summary').click();
    await hold.getByLabel('Reason').fill('Half a sen');
    await page.locator('#shortlist-title').focus();
    await choose(other, ada, 'Interviewing');
    await expect(column(page, 'Interviewing')).toContainText(ada);
    await expect(hold.getByLabel('Reason')).toHaveValue('Half a sen');
    // Without the news: what was moved meanwhile stands where the other put it.
    await page.route('**/live?**', (route) => route.abort());
    await page.reload();
    await awake(page);
    await choose(other, bob, 'Shortlisted');
    await expect(column(other, 'Shortlisted').locator('.tab-count')).toHaveText('1');
    await choose(page, bob, 'Offered');
    await expect(page.locator('.toast').last()).toContainText(/changed/i);
    await expect(column(page, 'Shortlisted')).toContainText(bob);
    const candidate = idOf(await add(somebody()));
    await make('resource-request-candidates', { resourceRequest: idOf(path), candidate });
    await expect(other.locator('.standing')).toHaveCount(3);
  });
});
