// A request from the first word to the last seat: a manager, a recruiter, two approvers and a client, each in a browser of their own, and the report that
// counts what they did.
import type { Locator, Page } from '@playwright/test';
import { hire, unique } from './accounts';
import { awake, draft, expectNoOverflow, flow, make, open, readLetter, said, somebody, undo } from './steps';
import { axe, expect, test } from './support';

const status = (page: Page): Locator => page.locator('main .group-facts').first();
const card = (page: Page, name: string): Locator => page.locator('.standing', { hasText: name });
const column = (page: Page, stage: string): Locator => page.locator('#shortlist .board-column', { has: page.getByRole('heading', { name: new RegExp(`^${stage} \\d`) }) });
const inColumn = (page: Page, stage: string, n: number): Promise<void> => expect(column(page, stage).locator('.tab-count')).toHaveText(String(n));
const step = (page: Page, name: string): Locator => page.locator('.ways').getByRole('button', { name, exact: true });
const shared = (page: Page): Locator => page.getByRole('region', { name: 'Shared with the client' });
const told = (page: Page, sentence: string): Promise<void> => expect(said(page, sentence)).toBeVisible();

/** Advances somebody one stage by the keyboard alone. */
async function advance(page: Page, name: string, to: string, n = 1): Promise<void> {
  await card(page, name).locator('summary').focus();
  await page.keyboard.press('a');
  await expect(column(page, to)).toContainText(name);
  await inColumn(page, to, n);
}

test.use({ expectedConsole: /status of (403|404|409|422)/ });

test('a request is asked for, approved, staffed, shown to the client, filled, and counted @js @databases', async ({ another }) => {
  test.setTimeout(240_000);
  const client = `Client ${unique()}`;
  const skill = `Skill ${unique()}`;
  const [boss, finance, director] = [await hire('manager'), await hire('interviewer'), await hire('manager')];
  const [manager, recruiter, admin] = [await another(boss), await another('recruiter'), await another('admin')];
  const phones = { javaScriptEnabled: false, viewport: { width: 390, height: 844 } };
  const phone = await another(undefined, phones);
  const dutch = await another(undefined, { ...phones, locale: 'nl-NL' });
  const visitor = await another(undefined, { ...phones, locale: 'nl-NL' });
  const person = async (level: number, more: object): Promise<string> => {
    const { firstname, lastname, email } = somebody();
    await make('candidates', { firstname, lastname, email, notes: 'Hush.', skills: [{ skill, level }], ...more });
    return `${firstname} ${lastname}`;
  };
  const ada = await person(4, { location: 'Utrecht', source: 'Referral', employee: true });
  const bob = await person(3, { location: 'Utrecht', source: 'Referral' });
  const cy = await person(1, { source: 'Meetup' });
  await flow(admin, client, 'Finance and direction', 2, [finance, director]);
  let path = '';

  await test.step('the manager writes a draft and submits it', async () => {
    path = await draft(manager, client);
    const brief = manager.locator('form.brief');
    await brief.getByLabel('Location', { exact: true }).fill('Utrecht');
    await brief.getByLabel('Highest rate').fill('120');
    await brief.getByLabel('Currency').fill('EUR');
    await brief.getByLabel('Skill 1', { exact: true }).fill(skill);
    await manager.locator('#minLevel-0').selectOption('3');
    await manager.locator('#required-0').check();
    await manager.getByRole('button', { name: 'Save', exact: true }).click();
    await told(manager, 'The request was saved.');
    await axe(manager);
    await step(manager, 'Submit').click();
    await told(manager, 'The request is now: Waiting for approval.');
  });

  const subject = 'A request waits for your approval';
  const link = async (email: string): Promise<string> => /\/approval\/\S+/.exec(await readLetter(admin, email, subject))?.[0] ?? '';
  await test.step('one approves from the mail on a phone without JavaScript, the other rejects it in Dutch', async () => {
    await phone.goto(await link(finance.email));
    await axe(phone);
    await phone.getByRole('button', { name: 'Approve' }).click();
    await expect(phone.getByText('You approved it. You can close this page.')).toBeVisible();
    await dutch.goto(await link(director.email));
    await dutch.locator('summary', { hasText: 'Afwijzen' }).click();
    await dutch.getByRole('button', { name: 'Afwijzen' }).click();
    await expect(dutch.getByLabel('Reden')).toHaveAttribute('aria-invalid', 'true');
    await dutch.getByLabel('Reden').fill('Te duur.');
    await axe(dutch);
    await dutch.getByRole('button', { name: 'Afwijzen' }).click();
    await expect(dutch.getByText('U hebt het afgewezen. U kunt deze pagina sluiten.')).toBeVisible();
  });

  await test.step('the manager revises it, both see the difference and approve', async () => {
    await open(manager, path);
    await expect(manager.getByRole('region', { name: 'Approval' })).toContainText('Te duur.');
    await step(manager, 'Revise').click();
    await open(manager, `${path}?edit=true`);
    await manager.getByLabel('Highest rate').fill('95');
    await manager.getByRole('button', { name: 'Save', exact: true }).click();
    await told(manager, 'The request was saved.');
    await step(manager, 'Submit').click();
    await told(manager, 'The request is now: Waiting for approval.');
    await phone.goto(await link(finance.email));
    await expect(phone.getByRole('row', { name: 'Highest rate' })).toContainText(/€\s120\.00.*€\s95\.00/);
    await axe(phone);
    await expectNoOverflow(phone);
    await phone.getByRole('button', { name: 'Approve' }).click();
    await dutch.goto(await link(director.email));
    await expect(dutch.getByRole('row', { name: 'Hoogste tarief' })).toContainText(/€\s120,00.*€\s95,00/);
    await axe(dutch);
    await dutch.getByRole('button', { name: 'Goedkeuren' }).click();
    await expect(dutch.getByText('U hebt het goedgekeurd. U kunt deze pagina sluiten.')).toBeVisible();
  });

  await test.step('the recruiter proposes the three who are suggested, in the order of their scores', async () => {
    await open(recruiter, path);
    await expect(status(recruiter)).toContainText('Open');
    const suggested = recruiter.locator('#propose .entry');
    await expect(suggested).toHaveCount(3);
    await expect(suggested).toContainText([ada, bob, cy]);
    await expect(suggested.nth(0)).toContainText('Match 100');
    await expect(suggested.nth(1)).toContainText('Match 100');
    // A third of 7,000 points, and half of 1,000 for a place that is not known, of 8,000.
    await expect(suggested.nth(2)).toContainText('Match 35');
    await axe(recruiter);
    for (const name of [ada, bob, cy]) {
      await suggested.filter({ hasText: name }).getByRole('button', { name: /^Propose/ }).click();
      await told(recruiter, 'The candidate was proposed.');
      await awake(recruiter);
    }
    await inColumn(recruiter, 'Proposed', 3);
    await expect(card(recruiter, ada)).toContainText('Employee');
    await expect(card(recruiter, bob)).toContainText('From outside');
  });

  await test.step('two are shared with the client, who says yes and no on a phone, in Dutch', async () => {
    await shared(recruiter).locator('summary').click();
    await shared(recruiter).getByRole('checkbox', { name: ada }).check();
    await shared(recruiter).getByRole('checkbox', { name: bob }).check();
    await shared(recruiter).getByLabel('Who at the client gets the link').fill('Kees');
    await shared(recruiter).getByRole('button', { name: 'Share with the client' }).click();
    await told(recruiter, 'Shared. Pass the link on from here.');
    await awake(recruiter);
    await inColumn(recruiter, 'Submitted to the client', 2);
    await visitor.goto(new URL(await shared(recruiter).getByLabel(/^Link for the client/).inputValue()).pathname);
    await expect(visitor.getByText(cy)).toHaveCount(0);
    await expect(visitor.getByText('Hush.')).toHaveCount(0);
    const shown = (name: string): Locator => visitor.getByRole('region', { name, exact: true });
    await shown(ada).getByLabel(/^Toelichting/).fill('Kan meteen beginnen.');
    await shown(ada).getByRole('button', { name: /^Ja/ }).click();
    await shown(bob).getByRole('button', { name: /^Nee/ }).click();
    await expect(shown(bob)).toContainText('Uw antwoord: Nee');
    await axe(visitor);
    await expectNoOverflow(visitor);
    // Whoever looks at the board reads it there at once.
    await expect(card(recruiter, ada)).toContainText('Client: Yes');
    await expect(card(recruiter, ada)).toContainText('Kan meteen beginnen.');
    await expect(card(recruiter, bob)).toContainText('Client: No');
    await axe(recruiter);
  });

  await test.step('by keys: one is rejected for the client, the other placed, and the manager sees it', async () => {
    await open(manager, path);
    await card(recruiter, bob).locator('summary').focus();
    await recruiter.keyboard.press('r');
    await recruiter.getByRole('dialog').getByLabel('Who said no').selectOption('Client');
    await recruiter.getByRole('dialog').getByLabel('Reason').fill('Too far away.');
    await recruiter.keyboard.press('Enter');
    await inColumn(recruiter, 'Rejected', 1);
    await advance(recruiter, ada, 'Interview at the client');
    await advance(recruiter, ada, 'Offered');
    await advance(recruiter, ada, 'Placed');
    await expect(status(recruiter)).toContainText('Filled');
    await expect(status(manager)).toContainText('1 of 1 placed');
    await expect(column(manager, 'Placed')).toContainText(ada);
    await axe(manager);
  });

  await test.step('the placement is undone, which opens the request, and done again', async () => {
    await undo(recruiter);
    await expect(status(recruiter)).toContainText('Open');
    await inColumn(recruiter, 'Offered', 1);
    await expect(status(manager)).toContainText('0 of 1 placed');
    await advance(recruiter, ada, 'Placed');
    await expect(status(manager)).toContainText('Filled');
  });

  await test.step('the report counts what happened: the manager reads that of their own request alone', async () => {
    await open(manager, '/reports/staffing');
    await axe(manager);
    const part = (name: string): Locator => manager.getByRole('region', { name, exact: true });
    const cells = (row: Locator): Promise<string[]> => row.locator('td').allInnerTexts();
    const funnel = async (stage: string): Promise<string> => (await cells(part('How far people get').getByRole('row', { name: new RegExp(`^${stage} `) }).first()))[0];
    // Three were proposed; two went to the client; one of them further, and is placed once, however often.
    const reached = { Proposed: '3', Shortlisted: '2', Screening: '2', Interviewing: '2', 'Submitted to the client': '2', 'Interview at the client': '1', Offered: '1', Placed: '1' };
    for (const [stage, count] of Object.entries(reached)) expect(await funnel(stage), stage).toBe(count);
    expect(await funnel('Rejected')).toBe('1');
    const stages = part('How long each stage takes');
    // Times that ended, and who is there now: two left the first stage and one is in it, two left that of the client, one went through the next two.
    const times = { Proposed: ['2', '1'], 'Submitted to the client': ['2', '0'], 'Interview at the client': ['1', '0'], Offered: ['1', '0'], Placed: ['0', '1'] };
    for (const [stage, [ended, now]] of Object.entries(times)) {
      const row = await cells(stages.getByRole('row', { name: new RegExp(`^${stage} `) }));
      expect([row[0], row[4]], stage).toEqual([ended, now]);
    }
    const sources = part('From where people come');
    expect((await cells(sources.getByRole('row', { name: /^Referral/ }))).slice(0, 4)).toEqual(['2', '2', '1', '1']);
    expect((await cells(sources.getByRole('row', { name: /^Meetup/ }))).slice(0, 4)).toEqual(['1', '0', '0', '0']);
    expect((await cells(part('How long it takes to fill a request').getByRole('row').nth(1)))[0]).toBe('1');
    await part('How far people get').getByRole('row', { name: /^Placed/ }).getByRole('link').first().click();
    await awake(manager);
    await expect(manager.locator('main')).toContainText(ada);
    await expect(manager.locator('main')).not.toContainText(bob);
    await axe(manager);
    const csv = await manager.request.get('/reports/staffing.csv?part=funnel');
    const lines = (await csv.text()).split('\r\n');
    expect(lines.slice(0, 3)).toEqual(['stage,reached,now', 'proposed,3,', 'shortlisted,2,']);
    // As of a day on which nothing of it had happened.
    await open(manager, '/reports/staffing?as_of=2020-01-01&from=2020-01-01');
    await expect(manager.getByText('Nothing moved in this time')).toBeVisible();
  });
});
