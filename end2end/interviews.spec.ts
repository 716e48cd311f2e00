// Structured interviews: planned, answered, scored apart, and read side by side.
import type { Locator, Page } from '@playwright/test';
import { hire, requestsOf, unique, type Account } from './accounts';
import { ask, at, facts, field, heading, heard, invite, kept, nameOf, overall, people, plan, planning, score, state, status, table } from './interview';
import { add, addInterview, addPublished, awake, choose, expectFlaw, expectNoOverflow, idOf, open, readLetter, said, somebody, type Person } from './steps';
import { expect, test } from './support';

const QUESTIONS = 'How many days a week?\n- 3\n- 4\nWhat did you learn last year?\nWhy us? *';

/** Something to change in a planned interview. */
async function change(page: Page, path: string): Promise<Locator> {
  await open(page, path);
  await page.getByRole('link', { name: 'Change', exact: true }).click();
  await expect(planning(page)).toBeVisible();
  await awake(page);
  return planning(page);
}

type Set = { person: Person; file: string; group: string; path: string; who: Account[] };

/** An interview of this test's own, with a candidate and an interviewer whom no other test has. */
async function interview(day: string, more: Record<string, string> = {}): Promise<Set> {
  const person = somebody();
  const [who, file, group] = [[await hire('interviewer')], await add(person), await addPublished(QUESTIONS)];
  return { person, file, group, who, path: await addInterview({ candidate: file, group, who, day, ...more }) };
}

test.describe('a recruiter', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (404|409|412|422)/ });

  test('looks for a candidate to plan an interview with @mobile', async ({ page }) => {
    const person = somebody({ position: 'Analyst' });
    await add(person);
    await addPublished('Why us?');
    await open(page, '/interviews');
    await page.getByRole('link', { name: 'Plan an interview' }).click();
    const search = page.getByRole('main').getByRole('search');
    await search.getByRole('searchbox').fill('qzxqzxqzx');
    await search.getByRole('button', { name: 'Find' }).click();
    await expect(page.getByText('Nobody matches')).toBeVisible();
    await search.getByRole('searchbox').fill(person.lastname);
    await search.getByRole('button', { name: 'Find' }).click();
    const found = page.getByRole('main').getByRole('listitem').filter({ hasText: person.lastname });
    await expect(found).toContainText(`Analyst · ${person.email}`);
    await expectNoOverflow(page);
    await found.getByRole('link', { name: nameOf(person) }).click();
    await expect(heading(page)).toHaveText(`Interview with ${nameOf(person)}`);
    await expect(planning(page)).toBeVisible();
    await page.getByRole('link', { name: 'Another candidate' }).click();
    await expect(page.getByRole('main').getByRole('searchbox')).toHaveValue('');
  });

  test('is told what is wrong with a plan, and keeps all of it @mobile', async ({ page }) => {
    const [file, colleague] = [await add(somebody()), await hire('interviewer')];
    const group = await addPublished('Why us?');
    await open(page, `/interviews/new?candidate=${idOf(file)}`);
    const form = planning(page);
    await field(form, 'What is asked').selectOption(idOf(group));
    await invite(form);
    await at(form, '2031-04-01', '10:00', '09:00', 'Asia/Tokyo');
    await form.getByLabel(/^Place/).fill('Room 5');
    await form.getByLabel(/^Video link/).fill('meet.example.test');
    await plan(page);
    await expectFlaw(form, field(form, 'Until'), 'This must not be lower or earlier than “From”.');
    await expectFlaw(form, form.getByLabel(/^Video link/), /not a web address/);
    await expect(people(form)).toHaveAccessibleDescription('This is needed. Fill it in.');
    await form.getByRole('alert').getByRole('link', { name: 'Interviewers' }).click();
    await expect(people(form).getByRole('checkbox').first()).toBeFocused();
    await expect(field(form, 'What is asked')).toHaveValue(idOf(group));
    await expect(field(form, 'Day')).toHaveValue('2031-04-01');
    await expect(field(form, 'From')).toHaveValue('10:00');
    await expect(field(form, 'Until')).toHaveValue('09:00');
    await expect(field(form, 'Time zone')).toHaveValue('Asia/Tokyo');
    await expect(form.getByLabel(/^Place/)).toHaveValue('Room 5');
    await expect(form.getByLabel(/^Video link/)).toHaveValue('meet.example.test');

    await invite(form, colleague);
    await form.getByLabel(/^Video link/).fill('');
    await at(form, '2027-03-28', '02:30', '04:00', 'Europe/Amsterdam');
    await plan(page);
    await expectFlaw(form, field(form, 'From'), 'This time does not exist on that day: the clocks go forward. Choose another.');
    await expect(people(form).getByRole('checkbox', { checked: true })).toHaveCount(1);
    await expect(people(form).getByRole('checkbox', { name: colleague.name })).toBeChecked();
    await expect(field(form, 'Until')).toHaveValue('04:00');
    await expectNoOverflow(page);
    await field(form, 'Day').fill('');
    await plan(page);
    await expectFlaw(form, field(form, 'Day'), 'This is needed. Fill it in.');
    await at(form, '2027-03-28', '03:30', '04:30', 'Europe/Amsterdam');
    await plan(page);
    await expect(facts(page)).toContainText('Sunday 28 March 2027, 01:30–02:30 (UTC)');
  });

  test('who would be in two interviews at once is named, and an offered time is taken @mobile', async ({ page }) => {
    const { who, group } = await interview('2031-05-06');
    const [person, free] = [somebody(), await hire('interviewer')];
    await open(page, `/interviews/new?candidate=${idOf(await add(person))}`);
    const form = planning(page);
    await field(form, 'What is asked').selectOption(idOf(group));
    await invite(form, ...who, free);
    await at(form, '2031-05-06', '10:30', '11:15');
    await form.getByLabel(/^Place/).fill('Room 5');
    await plan(page);
    await expect(form.getByRole('alert')).toContainText('Somebody is in another interview then.');
    await expect(form.getByText('Then there is another interview:')).toBeVisible();
    await expect(form.locator('.banner').getByRole('listitem')).toHaveText([`${who[0].name}: Tuesday 6 May 2031, 10:00–11:00`]);
    await expect(form.locator('button[name=slot]')).toHaveText(['Tuesday 6 May 2031, 11:00', 'Tuesday 6 May 2031, 11:30', 'Tuesday 6 May 2031, 12:00']);
    await expect(form.getByLabel(/^Place/)).toHaveValue('Room 5');
    await expect(people(form).getByRole('checkbox', { checked: true })).toHaveCount(2);
    await expectNoOverflow(page);
    await form.getByRole('button', { name: 'Tuesday 6 May 2031, 11:30' }).click();
    await expect(said(page, 'The interview is planned and the invitations are on their way.')).toBeVisible();
    await expect(facts(page)).toContainText('Tuesday 6 May 2031, 11:30–12:15 (UTC)');
    await expect(facts(page)).toContainText('Room 5');
    await expect(facts(page).getByRole('listitem')).toHaveCount(2);
  });

  test('may not book a candidate twice either, and takes a time in the zone of the form', async ({ page }) => {
    const { file, group } = await interview('2031-05-07', { timeZone: 'Asia/Tokyo' });
    const other = await hire('interviewer');
    await open(page, `/interviews/new?candidate=${idOf(file)}`);
    const form = planning(page);
    await field(form, 'What is asked').selectOption(idOf(group));
    await invite(form, other);
    await at(form, '2031-05-07', '10:30', '11:30', 'Asia/Tokyo');
    await plan(page);
    await expect(form.locator('.banner').getByRole('listitem')).toHaveText(['The candidate: Wednesday 7 May 2031, 10:00–11:00']);
    await form.getByRole('button', { name: 'Wednesday 7 May 2031, 11:00' }).click();
    await expect(facts(page)).toContainText('Wednesday 7 May 2031, 11:00–12:00 in Asia/Tokyo');
  });

  test('moves an interview: who said they would come is asked again @mobile', async ({ page, another }) => {
    const { path, who, person } = await interview('2031-06-03');
    const theirs = await another(who[0]);
    await open(theirs, path);
    await expect(theirs.getByText('You are invited to this interview.')).toBeVisible();
    await theirs.getByRole('button', { name: 'Accept' }).click();
    await expect(said(theirs, 'Your answer was noted.')).toBeVisible();

    const form = await change(page, path);
    await expect(field(form, 'Day')).toHaveValue('2031-06-03');
    await form.getByLabel(/^Place/).fill('Room 7');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(said(page, 'The interview was changed, and who sits in it is told.')).toBeVisible();
    await expect(facts(page)).toContainText('Room 7');
    await expect(facts(page)).toContainText(`${who[0].name} · will be there`);
    await at(await change(page, path), '2031-06-04', '13:00', '14:30');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(said(page, 'The interview was changed, and who sits in it is told.')).toBeVisible();
    await expect(facts(page)).toContainText('Wednesday 4 June 2031, 13:00–14:30 (UTC)');
    await expect(facts(page)).toContainText(`${who[0].name} · has not answered`);
    await expectNoOverflow(page);
    await open(theirs, path);
    await theirs.getByRole('button', { name: 'Decline' }).click();
    await expect(facts(theirs)).toContainText(`${who[0].name} · will not be there`);
    const letter = await readLetter(await another('admin'), who[0].email, `Changed interview: ${nameOf(person)}`);
    expect(letter).toContain('Wednesday 4 June 2031, 13:00–14:30 (UTC)');
  });

  test('is told what is wrong with a move, and can leave it as it was', async ({ page }) => {
    const { path, who } = await interview('2031-06-10', { place: 'Room 5' });
    const busy = await interview('2031-06-11');
    const form = await change(page, path);
    await field(form, 'Until').fill('08:00');
    await form.getByLabel(/^Place/).fill('Room 6');
    await form.getByRole('button', { name: 'Save' }).click();
    await expectFlaw(form, field(form, 'Until'), /“From”/);
    await expect(form.getByLabel(/^Place/)).toHaveValue('Room 6');
    await invite(form, ...who, ...busy.who);
    await at(form, '2031-06-11', '10:00', '11:00');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form.getByText('Then there is another interview:')).toBeVisible();
    await form.getByRole('link', { name: 'Cancel' }).click();
    await expect(planning(page)).toHaveCount(0);
    await expect(facts(page)).toContainText('Tuesday 10 June 2031, 10:00–11:00 (UTC)');
    await expect(facts(page)).toContainText('Room 5');
    await at(await change(page, path), '2031-06-11', '10:00', '11:00');
    await invite(planning(page), ...who, ...busy.who);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Wednesday 11 June 2031, 11:00' }).click();
    await expect(facts(page)).toContainText('Wednesday 11 June 2031, 11:00–12:00 (UTC)');
    await expect(status(page)).toContainText('Planned');
  });

  test('who was slower is told what the other made of it, and decides', async ({ page, another }) => {
    const { path } = await interview('2031-06-17', { place: 'Room 5' });
    const mine = await change(page, path);
    await mine.getByLabel(/^Place/).fill('My room');
    const other = await another('admin');
    const theirs = await change(other, path);
    await theirs.getByLabel(/^Place/).fill('Their room');
    await theirs.getByRole('button', { name: 'Save' }).click();
    await expect(facts(other)).toContainText('Their room');
    await mine.getByRole('button', { name: 'Save' }).click();
    await expect(mine.getByRole('alert')).toContainText('Somebody else changed this since you opened it.');
    await expect(mine.getByLabel(/^Place/)).toHaveValue('My room');
    await expect(page.getByText('Their room').first()).toBeVisible();
    await mine.getByRole('button', { name: 'Save' }).click();
    await expect(facts(page)).toContainText('My room');
  });

  test('calls an interview off with a reason, which closes the file to its interviewers @mobile', async ({ page, another }) => {
    const { path, file, who, person } = await interview('2031-07-01');
    const theirs = await another(who[0]);
    await open(theirs, file);
    await expect(heading(theirs)).toHaveText(nameOf(person));
    await open(page, path);
    const off = page.locator('#call-off');
    await off.locator('summary').click();
    await off.getByRole('button', { name: 'Call off' }).click();
    await expectFlaw(off.locator('form'), off.getByLabel('Reason'), 'This is needed. Fill it in.');
    await off.getByLabel('Reason').fill('Found something else.');
    await off.getByRole('button', { name: 'Call off' }).click();
    await expect(said(page, 'The interview was called off, and who sat in it is told.')).toBeVisible();
    await expect(status(page)).toContainText('Called off');
    await expect(facts(page)).toContainText('Found something else.');
    await expect(page.getByRole('link', { name: 'Change', exact: true })).toHaveCount(0);
    await expect(page.locator('#call-off')).toHaveCount(0);
    await expectNoOverflow(page);
    expect((await theirs.goto(file))?.status()).toBe(404);
    const letter = await readLetter(await another('admin'), who[0].email, `Interview called off: ${nameOf(person)}`);
    expect(letter).toContain('Reason: Found something else.');
  });

  test('is told that somebody else called it off already', async ({ page, another }) => {
    const { path } = await interview('2031-07-02');
    const other = await another('admin');
    for (const who of [page, other]) {
      await open(who, path);
      await who.locator('#call-off summary').click();
      await who.getByLabel('Reason').fill('Ill.');
    }
    await other.getByRole('button', { name: 'Call off' }).click();
    await expect(status(other)).toContainText('Called off');
    await page.getByRole('button', { name: 'Call off' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(status(page)).toContainText('Called off');
  });

  test('cannot say that nobody came before it began @mobile', async ({ page }) => {
    const { path } = await interview('2031-07-08');
    await open(page, path);
    await page.getByRole('button', { name: 'The candidate did not come' }).click();
    await expect(page.getByRole('alert')).toContainText('This has not happened yet.');
    await expect(status(page)).toContainText('Planned');
  });

  test('notes that nobody came @mobile', async ({ page }) => {
    const { path } = await interview('2025-07-08');
    await open(page, path);
    await expect(status(page)).toContainText('Awaiting feedback');
    await expect(page.getByRole('link', { name: 'Change', exact: true })).toHaveCount(0);
    await page.getByRole('button', { name: 'The candidate did not come' }).click();
    await expect(said(page, 'Noted that the candidate did not come.')).toBeVisible();
    await expect(status(page)).toContainText('Did not come');
    await expect(page.getByRole('button', { name: 'The candidate did not come' })).toHaveCount(0);
    await page.getByRole('button', { name: 'The candidate did come' }).click();
    await expect(said(page, 'Noted that the candidate did come.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'The candidate did not come' })).toBeVisible();
  });

  test('plans an interview from the file, where it stands from then on @mobile', async ({ page }) => {
    const [person, colleague] = [somebody(), await hire('interviewer')];
    const group = await addPublished('Why us?');
    const file = await add(person);
    await open(page, file);
    await page.getByRole('link', { name: 'Plan an interview' }).click();
    await field(planning(page), 'What is asked').selectOption(idOf(group));
    await invite(planning(page), colleague);
    await at(planning(page), '2031-07-15', '16:00', '16:30');
    await plan(page);
    await page.getByRole('link', { name: nameOf(person) }).click();
    const talks = page.getByRole('region', { name: 'Interviews' });
    await expect(talks.getByRole('listitem')).toHaveText([new RegExp(`Tuesday 15 July 2031, 16:00–16:30.*${colleague.name}.*Planned`)]);
    await expectNoOverflow(page);
  });
});

test.describe('an interviewer', () => {
  test.use({ own: 'interviewer', expectedConsole: /status of (403|404|409|422)|ERR_INTERNET_DISCONNECTED/ });

  /** An interview in which this interviewer sits. */
  async function mine(me: Account, day: string, more: Record<string, string> = {}, questions = QUESTIONS) {
    const person = somebody();
    const [candidate, group] = [await add(person), await addPublished(questions)];
    return { person, file: candidate, group, path: await addInterview({ candidate, group, who: [me], day, ...more }) };
  }

  test('finds their interviews by day and by week, on their own clocks @mobile', async ({ page, me }) => {
    const one = await mine(me, '2031-09-02');
    const two = await mine(me, '2031-09-05', { from: '08:00', until: '09:00', timeZone: 'Asia/Tokyo' });
    const later = await mine(me, '2031-09-08');
    const day = (name: string) => page.getByRole('region', { name });
    const way = (name: string) => page.getByRole('main').getByRole('link', { name, exact: true });
    await open(page, '/');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Interviews' }).click();
    await expect(heading(page)).toHaveText('Interviews');
    await expect(page.getByText('No interviews in this time')).toBeVisible();
    await expect(page.getByText('What you are invited to stands here.')).toBeVisible();
    await expect(way('Plan an interview')).toHaveCount(0);
    await open(page, '/interviews?on=2031-09-04');
    await expect(page.getByText('1 September 2031 – 7 September 2031 · UTC')).toBeVisible();
    await expect(page.locator('.agenda-day')).toHaveCount(7);
    await expect(page.locator('.agenda-entry')).toHaveCount(2);
    await expect(day('Tuesday').getByRole('listitem')).toHaveText([new RegExp(`10:00–11:00.*${nameOf(one.person)}.*with ${me.name}.*Planned`)]);
    await expect(day('Thursday').getByRole('listitem')).toHaveText([new RegExp(`23:00–00:00.*${nameOf(two.person)}`)]);
    await expectNoOverflow(page);
    await way('Later').click();
    await expect(page).toHaveURL('/interviews?on=2031-09-08');
    await expect(day('Monday').getByRole('listitem')).toContainText(nameOf(later.person));
    await expect(page.locator('.agenda-entry')).toHaveCount(1);
    await way('Earlier').click();
    await expect(page.locator('.agenda-entry')).toHaveCount(2);

    await open(page, '/interviews?view=day&on=2031-09-02');
    await expect(page.getByText('Tuesday 2 September 2031 · UTC')).toBeVisible();
    await expect(page.locator('.agenda-entry')).toHaveCount(1);
    await way('Later').click();
    await expect(page).toHaveURL('/interviews?view=day&on=2031-09-03');
    await expect(page.getByText('No interviews in this time')).toBeVisible();
    await way('Earlier').click();
    await page.getByRole('link', { name: nameOf(one.person) }).click();
    await expect(heading(page)).toHaveText(`Interview with ${nameOf(one.person)}`);
    await page.goBack();
    await page.getByRole('navigation', { name: 'How much of the agenda' }).getByRole('link', { name: 'Week' }).click();
    await expect(page.locator('.agenda-entry')).toHaveCount(2);
    await page.getByRole('navigation', { name: 'How much of the agenda' }).getByRole('link', { name: 'Day' }).click();
    await expect(page).toHaveURL('/interviews?view=day&on=2031-09-01');
  });

  test('finds the way to today, and is not led astray by nonsense', async ({ page }) => {
    const today = new Date().toISOString().slice(0, 10);
    for (const query of ['', '?on=never', '?on=9999-99-99', '?view=month', '?on=0001-01-01']) {
      await open(page, `/interviews${query}`);
      await expect(page.getByText('No interviews in this time')).toBeVisible();
    }
    await open(page, '/interviews?on=2031-09-02');
    await page.getByRole('main').getByRole('link', { name: 'Today' }).click();
    await expect(page).toHaveURL(`/interviews?on=${today}`);
  });

  test('plans nothing, changes nothing, and sees nothing of other interviews', async ({ page, me }) => {
    const { path, file } = await mine(me, '2031-09-16');
    const other = await interview('2031-09-16');
    await open(page, path);
    await expect(page.getByRole('link', { name: 'Change', exact: true })).toHaveCount(0);
    await expect(page.locator('#call-off')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'The candidate did not come' })).toHaveCount(0);
    await open(page, `${path}?edit=true`);
    await expect(planning(page)).toHaveCount(0);
    await open(page, file);
    await expect(page.getByRole('link', { name: 'Plan an interview' })).toHaveCount(0);
    expect((await page.goto('/interviews/new'))?.status()).toBe(403);
    for (const closed of [other.path, other.file, '/interviews/nonsense']) expect((await page.goto(closed))?.status(), closed).toBe(404);
  });

  test('accepts, and the banner goes @mobile', async ({ page, me }) => {
    const { path } = await mine(me, '2031-09-23');
    await open(page, path);
    await expect(page.getByText('The interview has not begun. You can prepare here.')).toBeVisible();
    await page.getByRole('button', { name: 'Accept' }).click();
    await expect(said(page, 'Your answer was noted.')).toBeVisible();
    await expect(facts(page)).toContainText(`${me.name} · will be there`);
    await expect(page.getByText('You are invited to this interview.')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Accept' })).toHaveCount(0);
    await expectNoOverflow(page);
  });

  test('keeps a scorecard for later by a button, and hands it in @nojs', async ({ page, me, another }) => {
    const { path } = await mine(me, '2025-09-24');
    await open(page, path);
    await score(page, 'What did you learn', 'Strong yes').check();
    await heard(page, 'What did you learn').fill('First line.\nSecond line.');
    await ask(page, 'How many days').getByRole('radio', { name: '3', exact: true }).check();
    await overall(page, 'Strong yes').check();
    await page.getByRole('button', { name: 'Keep for later' }).click();
    await expect(said(page, 'Kept. It is not handed in yet.')).toBeVisible();
    const elsewhere = await another(me);
    await elsewhere.goto(path);
    for (const browser of [page, elsewhere]) {
      await expect(score(browser, 'What did you learn', 'Strong yes')).toBeChecked();
      await expect(heard(browser, 'What did you learn')).toHaveValue('First line.\nSecond line.');
      await expect(ask(browser, 'How many days').getByRole('radio', { name: '3', exact: true })).toBeChecked();
      await expect(overall(browser, 'Strong yes')).toBeChecked();
    }
    await page.getByRole('button', { name: 'Hand in' }).click();
    await expectFlaw(page.locator('form#scorecard'), heard(page, 'Why us?'), 'This is needed. Fill it in.');
    await expect(heard(page, 'What did you learn')).toHaveValue('First line.\nSecond line.');
    await score(page, 'Why us?', 'Strong no').check();
    await page.getByRole('button', { name: 'Hand in' }).click();
    await expect(said(page, 'Handed in. Now you see what the others heard.')).toBeVisible();
    await expect(table(page)).toContainText('Second line.');
    await elsewhere.getByRole('button', { name: 'Keep for later' }).click();
    await expect(elsewhere.getByRole('alert')).toContainText('You have handed this in already.');
  });

  test('is led to the question that was left out, by its words @mobile', async ({ page, me }) => {
    const { path } = await mine(me, '2025-09-25', {}, 'How many days? *\n- 3\n- 4');
    await open(page, path);
    await page.getByRole('button', { name: 'Hand in' }).click();
    const left = ask(page, 'How many days').getByRole('group', { name: 'What was said' });
    await expect(left).toHaveAccessibleDescription('This is needed. Fill it in.');
    const summary = page.locator('form#scorecard').getByRole('alert').getByRole('link');
    await expect(summary).toHaveCount(1);
    await expect(summary).not.toHaveText(/^answer-\d+$/);
    await summary.click();
    await expect(left.getByRole('radio').first()).toBeFocused();
    await expectNoOverflow(page);
  });

  test('needs no button where a script keeps what is typed @js @mobile', async ({ page, me }) => {
    const { path } = await mine(me, '2025-09-26');
    await open(page, path);
    await expect(page.getByRole('button', { name: 'Keep for later' })).toHaveCount(0);
    await heard(page, 'Why us?').fill('Because.');
    await kept(page);
    await page.reload();
    await awake(page);
    await expect(heard(page, 'Why us?')).toHaveValue('Because.');
    await expectNoOverflow(page);
  });

  test.describe('to whom a part of the script does not come', () => {
    test.use({ expectedConsole: /ERR_FAILED|Failed to fetch|panicked|unreachable|callback/ });

    test('has the button that keeps a scorecard @js', async ({ page, me }) => {
      const { path } = await mine(me, '2025-10-02');
      await page.route('**/split_keeper*', (route) => route.abort());
      await page.goto(path);
      await heard(page, 'Why us?').fill('Because.');
      await page.getByRole('button', { name: 'Keep for later' }).click();
      await expect(said(page, 'Kept. It is not handed in yet.')).toBeVisible();
      await expect(heard(page, 'Why us?')).toHaveValue('Because.');
    });
  });

  test('can empty what was kept @js', async ({ page, me }) => {
    const { path } = await mine(me, '2025-09-27');
    await open(page, path);
    await heard(page, 'Why us?').fill('Because.');
    await score(page, 'Why us?', 'Strong yes').check();
    await kept(page);
    await page.reload();
    await awake(page);
    await heard(page, 'Why us?').fill('');
    await score(page, 'Why us?', 'Not assessed').check();
    await kept(page);
    await page.reload();
    await awake(page);
    await expect(heard(page, 'Why us?')).toHaveValue('');
    await expect(score(page, 'Why us?', 'Not assessed')).toBeChecked();
  });

  test('prints the kit: the whole width, every word, and nothing to click', async ({ page, me }) => {
    const { path } = await mine(me, '2025-10-05');
    await open(page, path);
    const text = heard(page, 'What did you learn');
    await text.fill(Array.from({ length: 40 }, (_, line) => `Line ${line}`).join('\n'));
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    const [main, box] = [await page.locator('main').boundingBox(), await text.boundingBox()];
    expect([main?.x, main?.width]).toEqual([0, 718]);
    const wanted = await text.evaluate((area) => area.scrollHeight);
    expect(box?.height ?? 0, 'all lines of a long answer').toBeGreaterThanOrEqual(wanted);
    for (const button of await page.getByRole('button').all()) await expect(button).toBeHidden();
    await expect(page.getByRole('navigation')).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });

  test('scores with 1 to 4 and 0, and goes on with J and K @js', async ({ page, me }) => {
    const { path } = await mine(me, '2025-09-28');
    await open(page, path);
    for (const [key, word] of [['1', 'Strong no'], ['2', 'No'], ['3', 'Yes'], ['4', 'Strong yes'], ['0', 'Not assessed']]) {
      await page.keyboard.press(key);
      const chosen = ask(page, 'How many days').locator('.scale label', { has: page.locator('input:checked') });
      await expect(chosen.locator('.scale-word')).toHaveText(new RegExp(`^[1-4]?${word}$`));
    }
    await page.keyboard.press('j');
    await expect(score(page, 'What did you learn', 'Not assessed')).toBeFocused();
    await page.keyboard.press('J');
    await expect(score(page, 'Why us?', 'Not assessed')).toBeFocused();
    await page.keyboard.press('4');
    await page.keyboard.press('k');
    await expect(score(page, 'What did you learn', 'Not assessed')).toBeFocused();
    await page.keyboard.press('j');
    await expect(score(page, 'Why us?', 'Strong yes')).toBeFocused();
    await page.keyboard.press('Control+1');
    await expect(score(page, 'Why us?', 'Strong yes')).toBeChecked();
    await kept(page);
  });

  test('writes digits, J and K in a text @js', async ({ page, me }) => {
    const { path } = await mine(me, '2025-09-29');
    await open(page, path);
    const text = heard(page, 'What did you learn');
    await text.focus();
    await page.keyboard.type('1 2 3 4 0 jkJK');
    await expect(text).toBeFocused();
    await expect(text).toHaveValue('1 2 3 4 0 jkJK');
    for (const question of ['How many days', 'What did you learn', 'Why us?']) await expect(score(page, question, 'Not assessed')).toBeChecked();
  });

  test('writes in two browsers, and the later counts @js', async ({ page, me, another }) => {
    const { path } = await mine(me, '2025-09-30');
    await open(page, path);
    await heard(page, 'Why us?').fill('Earlier.');
    await kept(page);
    const other = await another(me);
    await open(other, path);
    await expect(heard(other, 'Why us?')).toHaveValue('Earlier.');
    await heard(other, 'Why us?').fill('Later.');
    await kept(other);
    await page.reload();
    await awake(page);
    await expect(heard(page, 'Why us?')).toHaveValue('Later.');
  });

  test('is told that another window holds a newer text, and decides @js', async ({ page, me, another }) => {
    const { path } = await mine(me, '2025-10-03');
    await open(page, path);
    await page.context().setOffline(true);
    await heard(page, 'Why us?').fill('Written on the train.');
    await expect(state(page, 'No connection')).toBeVisible();
    const other = await another(me);
    await open(other, path);
    await heard(other, 'Why us?').fill('Written at the desk.');
    await kept(other);
    await page.context().setOffline(false);
    await expect(state(page, 'Another window holds a newer text.')).toBeVisible();
    await expect(heard(page, 'Why us?')).toHaveValue('Written on the train.');
    await other.reload();
    await expect(heard(other, 'Why us?')).toHaveValue('Written at the desk.');
    await heard(page, 'Why us?').fill('Written on the train, after all.');
    await kept(page);
    await other.reload();
    await expect(heard(other, 'Why us?')).toHaveValue('Written on the train, after all.');
  });

  test('keeps what was written about a question that is asked no more', async ({ page, me, another }) => {
    const { path, group } = await mine(me, '2025-10-04');
    await open(page, path);
    await heard(page, 'What did you learn').fill('To let go.');
    if (await page.locator('.keeper-state').count()) await kept(page);
    else await page.getByRole('button', { name: 'Keep for later' }).click();
    const recruiter = await another('recruiter');
    await open(recruiter, group);
    await choose(recruiter, 'What did you learn', 'Ask no more');
    await expect(said(recruiter, 'The question is asked no more. Its answers stay.')).toBeVisible();
    await open(page, path);
    await expect(page.getByText('These questions are asked no more. You had typed about them:')).toBeVisible();
    await expect(page.getByText('To let go.')).toBeVisible();
    await heard(page, 'Why us?').fill('Because.');
    await page.getByRole('button', { name: 'Hand in' }).click();
    await expect(said(page, 'Handed in. Now you see what the others heard.')).toBeVisible();
  });

  test('amends what was handed in, and is led to a reason that is too long @mobile', async ({ page, me }) => {
    const { path } = await mine(me, '2025-10-01');
    await open(page, path);
    await score(page, 'Why us?', 'Strong no').check();
    await page.getByRole('button', { name: 'Hand in' }).click();
    await expect(said(page, 'Handed in. Now you see what the others heard.')).toBeVisible();
    await awake(page);
    const asked = ask(page, 'Why us?');
    await asked.locator('summary').click();
    await score(page, 'Why us?', 'Strong yes').check();
    const reason = asked.getByLabel('Why it changes');
    await reason.evaluate((input) => input.removeAttribute('maxlength'));
    await reason.fill('x'.repeat(256));
    await asked.getByRole('button', { name: 'Amend' }).click();
    await expectFlaw(asked.locator('form'), reason, /This is too long\./);
    await expect(score(page, 'Why us?', 'Strong yes')).toBeChecked();
    await reason.fill('');
    await asked.getByRole('button', { name: 'Amend' }).click();
    await expect(said(page, 'Amended. What it was stays in the history.')).toBeVisible();
    await expect(table(page).getByRole('row', { name: 'Why us?' })).toContainText('Strong yes');
    await awake(page);
    const whole = page.locator('#overall');
    await whole.locator('summary').click();
    await overall(page, 'Definitely not').check();
    await whole.getByLabel('Why', { exact: true }).fill('On second thoughts.');
    await whole.getByRole('button', { name: 'Amend' }).click();
    await expect(said(page, 'Amended. What it was stays in the history.')).toBeVisible();
    await expect(whole).toContainText('Definitely not');
    await expect(table(page)).toContainText('On second thoughts.');
    await expectNoOverflow(page);
  });

  test('finds at home what is waited for, and what is today @mobile', async ({ page, me }) => {
    const today = new Date().toISOString().slice(0, 10);
    const owed = await mine(me, '2025-10-02', {}, 'Why us?');
    const now = await mine(me, today, { from: '00:01', until: '23:59' }, 'Why us?');
    await open(page, '/');
    const [waiting, todays] = [page.getByRole('region', { name: 'Waiting for your scorecard' }), page.getByRole('region', { name: 'Interviews today' })];
    await expect(todays.getByRole('listitem')).toHaveText([new RegExp(`00:01–23:59.*${nameOf(now.person)}.*with ${me.name}`)]);
    await expect(waiting.getByRole('listitem')).toHaveCount(1);
    await expect(waiting).toContainText('Thursday 2 October 2025, 10:00–11:00');
    await expectNoOverflow(page);
    await waiting.getByRole('link', { name: new RegExp(`^Write it ?: ${nameOf(owed.person)}$`) }).click();
    await expect(page).toHaveURL(`/?write=${idOf(owed.path)}#owed-${idOf(owed.path)}`);
    await awake(page);
    await expect(page.getByRole('heading', { name: 'Your scorecard', exact: true })).toBeInViewport();
    await page.getByRole('button', { name: 'Hand in' }).click();
    await expect(said(page, 'Handed in. Now you see what the others heard.')).toBeVisible();
    await open(page, '/');
    await expect(todays).toBeVisible();
    await expect(waiting).toHaveCount(0);
  });

  test('has a calendar at a private address, and can renew it @mobile', async ({ page, me, another }) => {
    const { path, person } = await mine(me, '2031-10-07', { place: 'Room 5' });
    await open(page, '/settings/account');
    const section = page.getByRole('region', { name: 'Calendar' });
    const address = await section.getByLabel('Private address').inputValue();
    expect(address).toMatch(/\/calendar\/[\w-]+\.ics$/);
    const anybody = await requestsOf();
    const read = async () => {
      const answer = await anybody.get(address);
      expect(answer.headers()['content-type']).toContain('text/calendar');
      return (await answer.text()).replaceAll('\r\n ', '').split('\r\n');
    };
    const told = [`UID:${idOf(path)}@instroom`, `SUMMARY:Interview with ${nameOf(person)}`];
    expect(await read()).toEqual(expect.arrayContaining(['BEGIN:VEVENT', ...told, 'SEQUENCE:0', 'DTSTART:20311007T100000Z', 'LOCATION:Room 5']));
    const recruiter = await another('recruiter');
    await at(await change(recruiter, path), '2031-10-08', '12:00', '13:00');
    await recruiter.getByRole('button', { name: 'Save' }).click();
    await expect(facts(recruiter)).toContainText('Wednesday 8 October 2031, 12:00–13:00');
    expect(await read()).toEqual(expect.arrayContaining([...told, 'SEQUENCE:1', 'DTSTART:20311008T120000Z']));
    expect((await read()).filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1);

    await section.getByRole('button', { name: 'Make another address' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'The calendar has another address.' })).toBeVisible();
    const next = await section.getByLabel('Private address').inputValue();
    expect(next).not.toBe(address);
    expect((await anybody.get(address)).status()).toBe(404);
    expect((await anybody.get(next)).status()).toBe(200);
    await anybody.dispose();
    await expectNoOverflow(page);
  });
});

test.describe('an administrator', () => {
  test.use({ role: 'admin', expectedConsole: /status of (403|404)/ });

  test('reads the letters, and whoever has the link answers by it until the plan changes @mobile', async ({ page, another }) => {
    const { path, person, who } = await interview('2031-11-04', { place: 'Room 5', link: 'https://meet.example.test/5' });
    const letter = await readLetter(page, who[0].email, `Invitation to an interview: ${nameOf(person)}`);
    for (const line of [
      `Hello ${who[0].name},`,
      `You are invited to an interview with ${nameOf(person)}.`,
      'When: Tuesday 4 November 2031, 10:00–11:00 (UTC)',
      'Where: Room 5',
      'Video: https://meet.example.test/5',
      path,
    ]) {
      expect(letter).toContain(line);
    }
    await expectNoOverflow(page);
    const link = /\/invitation\/\S+/.exec(letter)?.[0] ?? '';
    const guest = await another();
    await open(guest, link);
    await guest.getByRole('button', { name: 'Decline' }).click();
    await expect(guest.getByText(`${who[0].name} · will not be there`)).toBeVisible();
    await awake(guest);
    await guest.getByRole('button', { name: 'Accept' }).click();
    await expect(guest.getByText(`${who[0].name} · will be there`)).toBeVisible();
    await expectNoOverflow(guest);
    await open(page, path);
    await expect(facts(page)).toContainText(`${who[0].name} · will be there`);

    await (await change(page, path)).getByLabel(/^Place/).fill('Room 6');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(facts(page)).toContainText('Room 6');
    for (const void_ of [link, '/invitation/nonsense']) {
      expect((await guest.goto(void_))?.status()).toBe(404);
      await expect(guest.getByText('This link no longer works: the interview was changed, called off, or is over.')).toBeVisible();
    }
  });

  test('alone reads the letters', async ({ another }) => {
    for (const role of ['recruiter', 'interviewer'] as const) {
      const other = await another(role);
      expect((await other.goto('/settings/outbox'))?.status()).toBe(403);
      await open(other, '/settings/account');
      await expect(other.getByRole('link', { name: 'Outbox' })).toHaveCount(0);
    }
  });
});
