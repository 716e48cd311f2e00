// A structured interview from its questions to the report, by everybody who has a part in it, on both databases.
import type { Locator, Page } from '@playwright/test';
import { hire, requestsOf, unique } from './accounts';
import { ask, at, facts, field, heading, heard, hidden, invite, kept, nameOf, overall, plan, planning, score, state, status, table } from './interview';
import { add, addPublished, expectFlaw, expectNoOverflow, idOf, open, readLetter, said, somebody } from './steps';
import { axe, expect, test } from './support';

const QUESTIONS = 'How many days a week?\n- 3\n- 4\nWhat did you learn last year?\nWhy us? *';

/** What the first of them heard, which nobody reads before theirs is in. */
const WORDS = 'Because of the machine.';

/** A choice of a question, on a page in Dutch. */
const keuze = (page: Page, question: string, word: string): Locator =>
  ask(page, question).getByRole('group', { name: 'Score' }).getByRole('radio', { name: word, exact: true });

test.describe('three people, a candidate and an administrator', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (404|409|422)|ERR_INTERNET_DISCONNECTED/ });

  test('go from pasted questions to a report @js @databases', async ({ page, another }) => {
    test.setTimeout(240_000);
    const person = somebody();
    const [file, first, second] = [await add(person), await hire('interviewer'), await hire('interviewer')];
    const group = `Group ${unique()}`;

    await test.step('a recruiter writes the questions and publishes them', async () => {
      await open(page, '/recruitment-task-groups/new');
      await page.getByLabel('Name').fill(group);
      await page.getByRole('button', { name: 'Create the group' }).click();
      await expect(heading(page)).toHaveText(group);
      await page.getByLabel('Questions, one on each line').fill(QUESTIONS);
      await page.getByRole('button', { name: 'Add the questions' }).click();
      await expect(said(page, 'The questions were added.')).toBeVisible();
      await axe(page);
      await page.getByRole('button', { name: 'Publish', exact: true }).click();
      await expect(said(page, 'Published: it can be asked now.')).toBeVisible();
    });
    const bank = idOf(new URL(page.url()).pathname);

    await test.step('and plans the interview on the clocks of New York', async () => {
      await open(page, file);
      await page.getByRole('link', { name: 'Plan an interview' }).click();
      await expect(heading(page)).toHaveText(`Interview with ${nameOf(person)}`);
      const form = planning(page);
      await field(form, 'What is asked').selectOption(group);
      await invite(form, first, second);
      await at(form, '2031-03-04', '09:00', '10:00', 'America/New_York');
      await form.getByLabel(/^Place/).fill('Room 5');
      await form.getByLabel(/^Video link/).fill('https://meet.example.test/5');
      await axe(page);
      await plan(page);
      await expect(said(page, 'The interview is planned and the invitations are on their way.')).toBeVisible();
      await expect(facts(page)).toContainText('Tuesday 4 March 2031, 14:00–15:00 (UTC)');
      await expect(facts(page)).toContainText('Tuesday 4 March 2031, 09:00–10:00 in America/New_York');
      for (const { name } of [first, second]) await expect(facts(page)).toContainText(`${name} · has not answered`);
      await expect(facts(page)).toContainText('Room 5');
      await expect(facts(page).getByRole('link', { name: 'https://meet.example.test/5' })).toBeVisible();
      await expect(status(page)).toHaveText(`Planned${group}`);
    });
    const path = new URL(page.url()).pathname;

    const admin = await another('admin');
    await test.step('who is invited accepts from the letter, without signing in and without JavaScript', async () => {
      const letter = await readLetter(admin, first.email, 'Invitation to an interview');
      expect(letter).toContain('Tuesday 4 March 2031, 09:00–10:00 (America/New_York)');
      const stranger = await another(undefined, { javaScriptEnabled: false });
      await stranger.goto(/\/invitation\/\S+/.exec(letter)?.[0] ?? '');
      await expect(heading(stranger)).toHaveText('Invitation');
      await expect(stranger.getByText('Tuesday 4 March 2031, 09:00–10:00 (America/New_York)')).toBeVisible();
      await expect(stranger.getByText(`${first.name} · has not answered`)).toBeVisible();
      await axe(stranger);
      await stranger.getByRole('button', { name: 'Accept' }).click();
      await expect(stranger.getByRole('status')).toHaveText('Noted. You can close this page, or change your answer.');
      await expect(stranger.getByText(`${first.name} · will be there`)).toBeVisible();
      await page.reload();
      await expect(facts(page)).toContainText(`${first.name} · will be there`);
      await expect(facts(page)).toContainText(`${second.name} · has not answered`);
    });

    let mine = await another(first);
    const browser = mine.context();
    await test.step('and scores with the keys', async () => {
      await open(mine, path);
      await expect(facts(mine)).toContainText('Tuesday 4 March 2031, 14:00–15:00 (UTC)');
      await expect(mine.getByText('You are invited to this interview.')).toHaveCount(0);
      await axe(mine);
      await mine.keyboard.press('j');
      await expect(score(mine, 'How many days', 'Not assessed')).toBeFocused();
      await mine.keyboard.press('3');
      await expect(score(mine, 'How many days', /^Yes/)).toBeChecked();
      await mine.keyboard.press('j');
      await mine.keyboard.press('4');
      await expect(score(mine, 'What did you learn', 'Strong yes')).toBeChecked();
      await mine.keyboard.press('k');
      await mine.keyboard.press('2');
      await ask(mine, 'How many days').getByRole('radio', { name: '4', exact: true }).check();
      await heard(mine, 'What did you learn').fill('To ask.');
      await kept(mine);
    });

    await test.step('goes on writing without a connection', async () => {
      await browser.setOffline(true);
      await heard(mine, 'What did you learn').fill('To ask, and to wait.');
      await expect(state(mine, 'No connection: kept in this browser, and sent as soon as there is one.')).toBeVisible();
      await mine.getByRole('button', { name: 'Hand in' }).click();
      await expect(mine.getByText('There is no connection. What you wrote is kept in this browser; hand it in when you are back.')).toBeVisible();
      await browser.setOffline(false);
      await kept(mine);
      const elsewhere = await another(first);
      await open(elsewhere, path);
      await expect(heard(elsewhere, 'What did you learn')).toHaveValue('To ask, and to wait.');
    });

    await test.step('loses nothing with the page', async () => {
      await browser.setOffline(true);
      await ask(mine, 'What did you learn').getByLabel('Why this score').fill('Said so twice.');
      await mine.close();
      await browser.setOffline(false);
      mine = await browser.newPage();
      await open(mine, path);
      await expect(ask(mine, 'What did you learn').getByLabel('Why this score')).toHaveValue('Said so twice.');
      await expect(heard(mine, 'What did you learn')).toHaveValue('To ask, and to wait.');
      await expect(score(mine, 'What did you learn', 'Strong yes')).toBeChecked();
      await expect(ask(mine, 'How many days').getByRole('radio', { name: '4', exact: true })).toBeChecked();
      await kept(mine);
    });

    await test.step('is held back where an answer is missing, and hands in', async () => {
      await overall(mine, 'Yes').check();
      await mine.getByLabel('Why', { exact: true }).fill('Would ask her again.');
      await mine.getByRole('button', { name: 'Hand in' }).click();
      await expectFlaw(mine.locator('form#scorecard'), heard(mine, 'Why us?'), 'This is needed. Fill it in.');
      await axe(mine);
      await expect(heard(mine, 'What did you learn')).toHaveValue('To ask, and to wait.');
      await expect(score(mine, 'What did you learn', 'Strong yes')).toBeChecked();
      await expect(overall(mine, 'Yes')).toBeChecked();
      await expect(mine.getByLabel('Why', { exact: true })).toHaveValue('Would ask her again.');
      await heard(mine, 'Why us?').fill(WORDS);
      await score(mine, 'Why us?', 'Strong no').check();
      await mine.getByRole('button', { name: 'Hand in' }).click();
      await expect(said(mine, 'Handed in. Now you see what the others heard.')).toBeVisible();
      await expect(mine.locator('form#scorecard')).toHaveCount(0);
      const left = () => mine.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('instroom:scorecard')));
      await expect.poll(left, 'nothing of it stays in the browser').toEqual([]);
    });

    const theirs = await another(second, { locale: 'nl-NL', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await test.step('the other, on a phone and in Dutch, is told how many there are and nothing more', async () => {
      await open(theirs, path);
      await expect(theirs.locator('html')).toHaveAttribute('lang', 'nl');
      await expect(theirs.getByText('1 scoreformulier van een ander is verborgen tot het uwe is ingediend.')).toBeVisible();
      await expect(theirs.getByRole('table', { name: 'Naast elkaar' })).toHaveCount(0);
      await axe(theirs);
      await expectNoOverflow(theirs);
      const program = await requestsOf();
      const login = await program.post('/api/login', { data: { username: second.email, password: second.password } });
      const headers = { Authorization: `Bearer ${(await login.json()).token}`, Accept: 'application/json' };
      const answers = await program.get(`/api/recruitment-task-answers?candidate=${idOf(file)}`, { headers });
      expect([answers.status(), await answers.json()]).toEqual([200, []]);
      await program.dispose();
      await theirs.goto(file);
      await expect(heading(theirs)).toHaveText(nameOf(person));
      expect(await theirs.content()).not.toContain(WORDS);
    });

    await test.step('and sees it once theirs is in', async () => {
      await open(theirs, path);
      await keuze(theirs, 'How many days', 'Ja').check();
      await keuze(theirs, 'Why us?', 'Beslist wel').check();
      await theirs.getByRole('group', { name: 'Wat zou u doen?' }).getByRole('radio', { name: 'Beslist wel' }).check();
      await theirs.getByRole('button', { name: 'Indienen' }).click();
      await expect(said(theirs, 'Ingediend. Nu ziet u wat de anderen hebben gehoord.')).toBeVisible();
      const side = theirs.getByRole('table', { name: 'Naast elkaar' });
      await expect(side.getByRole('columnheader')).toHaveText(['Vraag', second.name, first.name, 'Gemiddelde']);
      const row = side.getByRole('row', { name: 'Why us?' });
      for (const words of [WORDS, '2,50 · n 2 · spreiding 3', 'Verdeeld']) await expect(row).toContainText(words);
      await expect(side.getByRole('row', { name: 'Als geheel' })).toContainText('Would ask her again.');
      await expect(status(theirs)).toContainText('Compleet');
      await axe(theirs);
      await expectNoOverflow(theirs);
    });

    await test.step('the first amends an answer, and says why', async () => {
      await open(mine, path);
      await expect(hidden(mine)).toHaveCount(0);
      await expect(table(mine).getByRole('columnheader')).toHaveText(['Question', first.name, second.name, 'Mean']);
      const asked = ask(mine, 'Why us?');
      await asked.locator('summary').click();
      await expect(asked.getByLabel('What was said')).toHaveValue(WORDS);
      await score(mine, 'Why us?', /^No\b/).check();
      await asked.getByLabel('Why it changes').fill('Heard it wrongly.');
      await asked.getByRole('button', { name: 'Amend' }).click();
      await expect(said(mine, 'Amended. What it was stays in the history.')).toBeVisible();
      await expect(ask(mine, 'Why us?')).toContainText('Amended: Heard it wrongly.');
      await expect(table(mine).getByRole('row', { name: 'Why us?' })).toContainText('3.00 · n 2 · spread 2');
      await expect(table(mine).getByRole('row', { name: 'Why us?' })).toContainText('Amended');
      await axe(mine);
    });

    await test.step('the candidate answers by a link, without JavaScript, and the open file has it within a second', async () => {
      const home = await addPublished('What would you change? *\nFrom when?\n- At once\n- In a month', { kind: 'take_home' });
      await open(page, file);
      await page.getByRole('link', { name: 'Send questions' }).click();
      await page.getByLabel('Which questions').selectOption(idOf(home));
      await page.getByRole('button', { name: 'Send by mail' }).click();
      await expect(said(page, 'The questions are on their way. The link can also be passed on from here.')).toBeVisible();
      const link = new URL(await page.getByLabel(/^Link for the candidate/).inputValue()).pathname;
      const candidate = await another(undefined, { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
      await candidate.goto(link);
      await axe(candidate);
      await expectNoOverflow(candidate);
      await candidate.getByRole('radio', { name: 'In a month' }).check();
      await candidate.getByRole('button', { name: 'Save and come back later' }).click();
      await expect(said(candidate, 'Kept. You can close this page and come back by the same link.')).toBeVisible();
      await candidate.goto(link);
      await expect(candidate.getByRole('radio', { name: 'In a month' })).toBeChecked();
      await candidate.getByRole('textbox', { name: 'Your answer' }).fill('The queue at the door.');
      const twice = await another(undefined, { javaScriptEnabled: false });
      await twice.goto(link);
      await twice.getByRole('textbox', { name: 'Your answer' }).fill('Twice.');
      await candidate.getByRole('button', { name: 'Hand in' }).click();
      await expect(said(candidate, 'Thank you. Your answers were handed in.')).toBeVisible();
      await expect(page.locator('#interviews')).toContainText('The queue at the door.', { timeout: 1_000 });
      await twice.getByRole('button', { name: 'Hand in' }).click();
      await expect(twice.getByText('What you typed now was not added.')).toBeVisible();
      await expect(twice.getByText('Twice.')).toBeVisible();
      await page.reload();
      await expect(page.locator('#interviews')).not.toContainText('Twice.');
      await axe(page);
    });

    await test.step('an administrator reads all of it in the file', async () => {
      await open(admin, file);
      const talks = admin.getByRole('region', { name: 'Interviews' });
      await expect(talks.getByRole('link', { name: 'Tuesday 4 March 2031, 14:00–15:00' })).toBeVisible();
      const cards = talks.getByRole('table', { name: 'Side by side' }).first();
      await expect(cards.getByRole('columnheader')).toHaveText(['Question', first.name, second.name, 'Mean']);
      await expect(cards.getByRole('row', { name: 'What did you learn' })).toContainText('To ask, and to wait.');
      await expect(cards.getByRole('row', { name: 'What did you learn' })).toContainText('Said so twice.');
      await axe(admin);
    });

    await test.step('and the report counts what was counted by hand', async () => {
      await open(page, '/reports');
      await page.getByLabel('Questions', { exact: true }).selectOption(bank);
      await page.getByRole('button', { name: 'Show' }).click();
      const agreement = page.getByRole('table', { name: 'How far interviewers agree' });
      // Days: 2 and 3. Why: 2 and 4. What was learned: one alone scored it.
      await expect(agreement.getByRole('row', { name: /^Agreed/ })).toContainText('1 of 2 (50%)');
      await expect(agreement.getByRole('row', { name: /^Apart/ })).toContainText('1 of 2 (50%)');
      const questions = page.getByRole('table', { name: 'What questions tell apart' });
      await expect(questions.getByRole('row', { name: /How many days/ })).toContainText('0 · 1 · 1 · 02.50 · n 2 · spread 1');
      await expect(questions.getByRole('row', { name: /What did you learn/ })).toContainText('0 · 0 · 0 · 14.00 · n 1 · spread 0');
      await expect(questions.getByRole('row', { name: /Why us/ })).toContainText('0 · 1 · 0 · 13.00 · n 2 · spread 2');
      const feedback = page.getByRole('table', { name: 'From interview to feedback' });
      for (const { name } of [first, second]) await expect(feedback.getByRole('row', { name: new RegExp(name) })).toContainText('10 h 00 min');
      await axe(page);
      await page.getByRole('link', { name: nameOf(person) }).click();
      await expect(page).toHaveURL(new RegExp(`^[^?]*${path}#scorecards$`));
      await page.goBack();
      await page.getByRole('link', { name: 'Why us?' }).click();
      await expect(page.getByRole('table').getByRole('row', { name: new RegExp(nameOf(person)) })).toHaveCount(2);
    });
  });
});
