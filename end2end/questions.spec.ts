// The question bank: groups and their questions are written, ordered, published, revised, copied and tried.
import type { Locator, Page } from '@playwright/test';
import { unique } from './accounts';
import { addGroup, awake, choose, editQuestion, expectFlaw, expectNoOverflow, open, question, said, undo } from './steps';
import { expect, test } from './support';

const TEN = `1. Why us? *

2) How many days a week?
  - 3
  - 4, or less
  - 5
Q3: From when?
- at once
- in a month
4. What did you learn last year?*
5. 4.5 days or five?
• PostgreSQL
\t• Kafka
6. <b>What</b> is “safe” & sound?
7. Who taught you most?
8. What would you not do again?
9.   What keeps you?
10. What would you ask us? *`;

const questions = (page: Page): Locator => page.locator('.questions-numbered > .question');
const texts = (page: Page): Locator => questions(page).locator('.question-text');
const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });
const status = (page: Page): Locator => page.locator('.group-facts');
const button = (page: Page, name: string): Locator => page.getByRole('main').getByRole('button', { name, exact: true });
const tab = (page: Page, name: string): Locator => page.getByRole('navigation', { name: 'Views of this question group' }).getByRole('link', { name });
const field = (form: Locator, label: string): Locator => form.getByLabel(label, { exact: true });

/** One of the forms behind a heading of its own: `paste` or `add`. */
async function unfold(page: Page, id: string): Promise<Locator> {
  const part = page.locator(`#${id}`);
  if ((await part.getAttribute('open')) === null) await part.locator('summary').first().click();
  await expect(part.locator('form')).toBeVisible();
  return part.locator('form');
}

async function publish(page: Page): Promise<void> {
  await button(page, 'Publish').click();
  await expect(said(page, 'Published: it can be asked now.')).toBeVisible();
}

/** Takes something and holds it over the lower half of another question. */
async function holdBelow(page: Page, what: Locator, under: Locator): Promise<void> {
  const [from, to] = [await what.boundingBox(), await under.boundingBox()];
  if (!from || !to) throw new Error('what is dragged is not in sight');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  // The browser tells of what is dragged when it likes to, not at every step.
  await page.mouse.move(to.x + 60, to.y + to.height - 8, { steps: 20 });
  for (let nudge = 0; nudge < 5; nudge += 1) await page.mouse.move(to.x + 60 + nudge, to.y + to.height - 8);
}

async function dragBelow(page: Page, what: Locator, under: Locator): Promise<void> {
  await holdBelow(page, what, under);
  await page.mouse.up();
}

const kept = (page: Page): Promise<unknown> => page.waitForResponse((answer) => answer.url().includes('/_call/order_questions'));

test.describe('a recruiter', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of (400|409|412|422)/ });

  test('makes a group, and pastes ten questions into it @mobile', async ({ page }) => {
    const name = `Group ${unique()}`;
    await open(page, '/recruitment-task-groups');
    await page.getByRole('link', { name: 'New question group' }).click();
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Occasion').selectOption('Screening');
    await page.getByLabel(/^Duration/).fill('45');
    await page.getByLabel(/^What it is for/).fill('First line.\nSecond line.');
    await page.getByRole('button', { name: 'Create the group' }).click();
    await expect(heading(page)).toHaveText(name);
    await expect(said(page, 'The group is there. Add its questions.')).toBeVisible();
    await expect(status(page)).toHaveText(/^Draft.*Screening.*0 questions.*45 minutes.*Asked about 0 people.*Revision 1$/);
    await expect(page.getByText('No questions yet')).toBeVisible();

    await page.getByLabel('Questions, one on each line').fill(TEN);
    await page.getByRole('button', { name: 'Add the questions' }).click();
    await expect(said(page, 'The questions were added.')).toBeVisible();
    await expect(texts(page)).toHaveText([
      'Why us?',
      'How many days a week?',
      'From when?',
      'What did you learn last year?',
      '4.5 days or five?',
      '<b>What</b> is “safe” & sound?',
      'Who taught you most?',
      'What would you not do again?',
      'What keeps you?',
      'What would you ask us?',
    ]);
    await expect(questions(page).filter({ hasText: 'Required' }).locator('.question-text')).toHaveText([
      'Why us?',
      'What did you learn last year?',
      'What would you ask us?',
    ]);
    const options = (text: string) => question(page, text).locator('.question-options').getByRole('listitem');
    await expect(options('How many days')).toHaveText(['3', '4, or less', '5']);
    await expect(options('From when')).toHaveText(['at once', 'in a month']);
    await expect(options('4.5 days')).toHaveText(['PostgreSQL', 'Kafka']);
    await expect(questions(page).filter({ hasText: 'One choice' })).toHaveCount(3);
    await expect(questions(page).filter({ hasText: 'Long text' })).toHaveCount(7);
    await expect(status(page)).toContainText('10 questions');
    await expect(tab(page, 'Questions')).toHaveText('Questions10');
    await open(page, `/recruitment-task-groups?name=${name}`);
    await expect(page.getByRole('row', { name })).toContainText('Draft');
  });

  test('is told what is wrong with a new group, and keeps what was typed', async ({ page }) => {
    await open(page, '/recruitment-task-groups/new');
    const form = page.getByRole('main').locator('form');
    await form.getByLabel(/^Duration/).fill('soon');
    await form.getByLabel('Answers of others').selectOption('Always hidden');
    await form.getByLabel(/^What it is for/).fill('Kept.');
    await form.getByRole('button', { name: 'Create the group' }).click();
    await expectFlaw(form, form.getByLabel('Name'), 'This is needed. Fill it in.');
    await expectFlaw(form, form.getByLabel(/^Duration/), 'This must be a whole number from 1 to 1,440.');
    await expect(form.getByLabel(/^Duration/)).toHaveValue('soon');
    await expect(form.getByLabel('Answers of others')).toHaveValue('always');
    await expect(form.getByLabel(/^What it is for/)).toHaveValue('Kept.');
  });

  test('adds a question with all that can be said of it, and sees it as the interviewer does @mobile', async ({ page }) => {
    const path = await addGroup('First?');
    await open(page, path);
    const form = await unfold(page, 'add');
    await field(form, 'Question').fill('Which of these did you run?\nFor how long?');
    await field(form, 'Kind of answer').selectOption('Several choices');
    await field(form, 'Options').fill('PostgreSQL, or like it\n\n  Kafka  \n');
    await field(form, 'Skill').fill('Operations');
    await field(form, 'Weight').fill('3');
    await form.getByLabel('Must be answered before').check();
    await form.getByText('Guidance and what each score looks like').click();
    await field(form, 'Guidance for the interviewer').fill('Ask for a bad night.\nWait for the answer.');
    await field(form, '1 · Strong no').fill('Never ran one');
    await field(form, '4 · Strong yes').fill('Ran it for years');
    await form.getByRole('button', { name: 'Add the question' }).click();
    await expect(said(page, 'The question was added.')).toBeVisible();
    await expect(texts(page)).toHaveText(['First?', /^Which of these did you run\?\s+For how long\?$/]);
    const added = question(page, 'Which of these');
    await expect(added.locator('.question-options').getByRole('listitem')).toHaveText(['PostgreSQL, or like it', 'Kafka']);
    await expect(added.locator('.question-facts')).toHaveText(/Required.*Several choices.*Weight 3.*Operations.*Guidance/);
    await expect(added).toBeInViewport();

    await tab(page, 'As the interviewer sees it').click();
    await expect(page.getByText('Try it: nothing of it is kept.')).toBeVisible();
    const ask = page.getByRole('region', { name: /Which of these/ });
    await expect(ask.getByText('Ask for a bad night.')).toBeVisible();
    await expect(ask.getByText('Required')).toBeVisible();
    await ask.getByRole('group', { name: 'What was said' }).getByRole('checkbox', { name: 'Kafka' }).check();
    const scale = ask.getByRole('group', { name: 'Score' });
    await expect(scale.getByRole('radio')).toHaveCount(5);
    await expect(scale.getByRole('radio', { name: 'Not assessed' })).toBeChecked();
    await expect(scale.getByText('Never ran one')).toBeVisible();
    await scale.getByRole('radio', { name: /Strong yes.*Ran it for years/ }).check();
    await ask.getByLabel('Why this score').fill('Nine years.');
    await expect(page.getByRole('region', { name: /First/ }).getByLabel('What was said')).toHaveValue('');
    await expectNoOverflow(page);
  });

  test('is told the line of what cannot be pasted, and keeps the text @mobile', async ({ page }) => {
    await open(page, await addGroup());
    const form = page.locator('#paste form');
    const area = form.getByLabel('Questions, one on each line');
    const text = `Why?\n- a\n- ${'x'.repeat(256)}\n- a`;
    await area.fill(text);
    await form.getByRole('button', { name: 'Add the questions' }).click();
    await expectFlaw(form, area, /Line 3: This is too long\. At most 255 characters fit\./);
    await expect(form.getByRole('alert')).toContainText('Line 4: The same is in it more than once.');
    await expect(area).toHaveValue(text);
    await expect(questions(page)).toHaveCount(0);
    await area.fill('  \n- \n');
    await form.getByRole('button', { name: 'Add the questions' }).click();
    await expectFlaw(form, area, /This is needed\. Fill it in\./);
    await area.fill('Why?');
    await form.getByRole('button', { name: 'Add the questions' }).click();
    await expect(texts(page)).toHaveText(['Why?']);
  });

  test('reads in the summary what the field is called that was refused', async ({ page }) => {
    await open(page, await addGroup());
    const form = page.locator('#paste form');
    await form.getByRole('button', { name: 'Add the questions' }).click();
    await expect(form.getByRole('alert').getByRole('link')).toHaveText(['Questions, one on each line']);
  });

  test('is told what is wrong with an added question, and keeps all of it @mobile', async ({ page }) => {
    await open(page, await addGroup('First?'));
    const form = await unfold(page, 'add');
    await field(form, 'Question').fill('Why?\nAnd why not?');
    await field(form, 'Kind of answer').selectOption('Short text');
    await field(form, 'Options').fill('yes\nno');
    await field(form, 'Skill').fill('Patience');
    await field(form, 'Weight').fill('7');
    await form.getByLabel('Must be answered before').check();
    await form.getByText('Guidance and what each score looks like').click();
    await field(form, 'Guidance for the interviewer').fill('Wait.');
    await field(form, '2 · No').fill('Shrugs');
    await form.getByRole('button', { name: 'Add the question' }).click();
    await expectFlaw(form, field(form, 'Options'), /Only a choice has options\./);
    await expect(field(form, 'Question')).toHaveValue('Why?\nAnd why not?');
    await expect(field(form, 'Kind of answer')).toHaveValue('text');
    await expect(field(form, 'Options')).toHaveValue('yes\nno');
    await expect(field(form, 'Skill')).toHaveValue('Patience');
    await expect(field(form, 'Weight')).toHaveValue('7');
    await expect(form.getByLabel('Must be answered before')).toBeChecked();
    await expect(field(form, 'Guidance for the interviewer')).toBeVisible();
    await expect(field(form, 'Guidance for the interviewer')).toHaveValue('Wait.');
    await expect(field(form, '2 · No')).toHaveValue('Shrugs');

    await field(form, 'Options').fill('');
    await field(form, 'Weight').fill('heavy');
    await form.getByRole('button', { name: 'Add the question' }).click();
    await expectFlaw(form, field(form, 'Weight'), /This must be a whole number from 0 to 100\./);
    await expect(field(form, 'Weight')).toHaveValue('heavy');
    await field(form, 'Weight').fill('7');
    await form.getByRole('button', { name: 'Add the question' }).click();
    await expect(texts(page)).toHaveText(['First?', /^Why\?\s+And why not\?$/]);
  });

  test('is led to the words of a score that are too long', async ({ page }) => {
    await open(page, await addGroup('First?'));
    const form = await unfold(page, 'add');
    await field(form, 'Question').fill('Why?');
    await form.getByText('Guidance and what each score looks like').click();
    await field(form, '3 · Yes').evaluate((input) => input.removeAttribute('maxlength'));
    await field(form, '3 · Yes').fill('x'.repeat(256));
    await form.getByRole('button', { name: 'Add the question' }).click();
    const anchors = form.getByRole('group', { name: 'What each score looks like', exact: true });
    await expect(anchors).toHaveAccessibleDescription(/^This is too long\./);
    await expect(field(form, '3 · Yes')).toHaveValue('x'.repeat(256));
    await form.getByRole('alert').getByRole('link').click();
    await expect(anchors).toBeFocused();
  });

  test('edits a question in its place, and can leave it as it was @mobile', async ({ page }) => {
    await open(page, await addGroup('First?\nSecond?\n- a\n- b\nThird?'));
    const form = await editQuestion(page, 'Second?');
    await expect(field(form, 'Question')).toHaveValue('Second?');
    await expect(field(form, 'Options')).toHaveValue('a\nb');
    await field(form, 'Question').fill('Thrown away');
    await form.getByRole('link', { name: 'Cancel' }).click();
    await expect(texts(page)).toHaveText(['First?', 'Second?', 'Third?']);
    const again = await editQuestion(page, 'Second?');
    await field(again, 'Question').fill('Second, anew?');
    await field(again, 'Kind of answer').selectOption('Several choices');
    await field(again, 'Options').fill('c\nd\ne');
    await again.getByRole('button', { name: 'Save' }).click();
    await expect(said(page, 'Saved.')).toBeVisible();
    await expect(texts(page)).toHaveText(['First?', 'Second, anew?', 'Third?']);
    await expect(question(page, 'Second, anew?').locator('.question-options').getByRole('listitem')).toHaveText(['c', 'd', 'e']);
    await expect(question(page, 'Second, anew?')).toContainText('Several choices');
    await expect(page.getByRole('form', { name: /^Edit the question/ })).toHaveCount(0);
  });

  test('is told in the place of a question what is wrong with it', async ({ page }) => {
    await open(page, await addGroup('First?\nSecond?'));
    const form = await editQuestion(page, 'Second?');
    await field(form, 'Question').fill(' ');
    await field(form, 'Options').fill('x'.repeat(256));
    await field(form, 'Weight').fill('101');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(field(form, 'Question')).toHaveValue(' ');
    await expect(field(form, 'Options')).toHaveValue('x'.repeat(256));
    await expect(field(form, 'Weight')).toHaveValue('101');
    await expectFlaw(form, field(form, 'Question'), 'This is needed. Fill it in.');
    await expectFlaw(form, field(form, 'Options'), /This is too long\./);
    await expectFlaw(form, field(form, 'Weight'), /This must be a whole number from 0 to 100\./);
  });

  test('goes on with the keyboard where a question was opened and closed', async ({ page }) => {
    await open(page, await addGroup('First?\nSecond?\nThird?'));
    await question(page, 'Second?').getByRole('link', { name: /^Edit/ }).focus();
    await page.keyboard.press('Enter');
    const form = page.getByRole('form', { name: /^Edit the question/ });
    await expect(form).toBeVisible();
    await awake(page);
    await page.keyboard.press('Tab');
    await expect(field(form, 'Question')).toBeFocused();
    await field(form, 'Question').fill('Second, anew?');
    await form.getByRole('button', { name: 'Save' }).focus();
    await page.keyboard.press('Enter');
    await expect(said(page, 'Saved.')).toBeVisible();
    await awake(page);
    await page.keyboard.press('Tab');
    await expect(question(page, 'Second, anew?').getByRole('link', { name: /^Edit/ })).toBeFocused();
  });

  test('moves questions from their menus @mobile', async ({ page }) => {
    await open(page, await addGroup('a?\nb?\nc?\nd?'));
    await choose(page, 'd?', 'Move to the top');
    await expect(texts(page)).toHaveText(['d?', 'a?', 'b?', 'c?']);
    await expect(said(page, 'The order was changed.')).toBeVisible();
    await choose(page, 'd?', 'Move down');
    await expect(texts(page)).toHaveText(['a?', 'd?', 'b?', 'c?']);
    await choose(page, 'c?', 'Move up');
    await expect(texts(page)).toHaveText(['a?', 'd?', 'c?', 'b?']);
    await choose(page, 'a?', 'Move to the bottom');
    await expect(texts(page)).toHaveText(['d?', 'c?', 'b?', 'a?']);
    await question(page, 'd?').locator('details.menu summary').click();
    await expect(question(page, 'd?').getByRole('button', { name: /^Move/ })).toHaveText(['Move down', 'Move to the bottom']);
  });

  test('drags a question by its grip, and takes that back @js', async ({ page }) => {
    const path = await addGroup('a?\nb?\nc?\nd?');
    await open(page, path);
    const first = kept(page);
    await dragBelow(page, question(page, 'a?').locator('.question-grip'), question(page, 'c?'));
    await expect(texts(page)).toHaveText(['b?', 'c?', 'a?', 'd?']);
    await first;
    await expect(said(page, 'The order was changed.')).toBeVisible();
    await expect(page).toHaveURL(path);
    await expect(questions(page).and(page.locator('.question-held, [draggable]'))).toHaveCount(0);
    await page.reload();
    await expect(texts(page)).toHaveText(['b?', 'c?', 'a?', 'd?']);

    await awake(page);
    const again = kept(page);
    await dragBelow(page, question(page, 'b?').locator('.question-grip'), question(page, 'd?'));
    await expect(texts(page)).toHaveText(['c?', 'a?', 'd?', 'b?']);
    await again;
    const back = kept(page);
    await undo(page);
    await expect(texts(page)).toHaveText(['b?', 'c?', 'a?', 'd?']);
    await back;
    await page.reload();
    await expect(texts(page)).toHaveText(['b?', 'c?', 'a?', 'd?']);
  });

  test('does not drag a question by its text, even after pressing the grip @js', async ({ page }) => {
    await open(page, await addGroup('a?\nb?\nc?'));
    await question(page, 'a?').locator('.question-grip').click();
    await dragBelow(page, question(page, 'a?').locator('.question-text'), question(page, 'c?'));
    await expect(texts(page)).toHaveText(['a?', 'b?', 'c?']);
    await expect(questions(page).and(page.locator('[draggable]'))).toHaveCount(0);
  });

  test('leaves everything where it was by Escape while dragging @js', async ({ page }) => {
    await open(page, await addGroup('a?\nb?\nc?'));
    await holdBelow(page, question(page, 'a?').locator('.question-grip'), question(page, 'b?'));
    await expect(texts(page)).toHaveText(['b?', 'a?', 'c?']);
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await expect(texts(page)).toHaveText(['a?', 'b?', 'c?']);
    await page.reload();
    await expect(texts(page)).toHaveText(['a?', 'b?', 'c?']);
  });

  test('moves a question with Alt and an arrow, and stays in it @js', async ({ page }) => {
    const path = await addGroup('a?\nb?\nc?');
    await open(page, path);
    const edit = question(page, 'a?').getByRole('link', { name: /^Edit/ });
    await edit.focus();
    const down = kept(page);
    await page.keyboard.press('Alt+ArrowDown');
    await expect(texts(page)).toHaveText(['b?', 'a?', 'c?']);
    await expect(edit).toBeFocused();
    await down;
    await expect(said(page, 'The order was changed.')).toBeVisible();
    await expect(edit).toBeFocused();
    await expect(page).toHaveURL(path);
    const up = kept(page);
    await page.keyboard.press('Alt+ArrowUp');
    await expect(texts(page)).toHaveText(['a?', 'b?', 'c?']);
    await up;
    await page.keyboard.press('Alt+ArrowUp');
    await expect(texts(page)).toHaveText(['a?', 'b?', 'c?']);
    await expect(edit).toBeFocused();
    await page.reload();
    await expect(texts(page)).toHaveText(['a?', 'b?', 'c?']);
  });

  test('may press Alt and an arrow faster than the server answers @js', async ({ page }) => {
    await open(page, await addGroup('a?\nb?\nc?\nd?\ne?'));
    await page.route('**/_call/order_questions*', async (route) => {
      await new Promise((later) => setTimeout(later, 300));
      await route.continue();
    });
    await question(page, 'a?').getByRole('link', { name: /^Edit/ }).focus();
    for (let times = 0; times < 3; times += 1) await page.keyboard.press('Alt+ArrowDown');
    await expect(said(page, 'The order was changed.')).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expect(texts(page)).toHaveText(['b?', 'c?', 'd?', 'a?', 'e?']);
    await page.reload();
    await expect(texts(page)).toHaveText(['b?', 'c?', 'd?', 'a?', 'e?']);
  });

  test('finds the way back in the menu of what was moved with the keyboard @js', async ({ page }) => {
    await open(page, await addGroup('a?\nb?\nc?'));
    await question(page, 'a?').getByRole('link', { name: /^Edit\s*: a\?$/ }).focus();
    const moved = kept(page);
    await page.keyboard.press('Alt+ArrowDown');
    await moved;
    await expect(question(page, 'a?').getByRole('link', { name: /^Edit\s*: a\?$/ })).toBeFocused();
    await choose(page, 'a?', 'Move up');
    await expect(texts(page)).toHaveText(['a?', 'b?', 'c?']);
  });

  test('publishes right after moving @js', async ({ page }) => {
    await open(page, await addGroup('a?\nb?'));
    await question(page, 'a?').getByRole('link', { name: /^Edit/ }).focus();
    const moved = kept(page);
    await page.keyboard.press('Alt+ArrowDown');
    await moved;
    await expect(said(page, 'The order was changed.')).toBeVisible();
    await publish(page);
    await expect(texts(page)).toHaveText(['b?', 'a?']);
  });

  test('sees no grip where nothing can be dragged @nojs', async ({ page }) => {
    await open(page, await addGroup('a?\nb?'));
    await expect(page.locator('.question-grip').filter({ visible: true })).toHaveCount(0);
  });

  test('asks a question no more, and again @mobile', async ({ page }) => {
    await open(page, await addGroup('a?\nb?\nc?'));
    await choose(page, 'b?', 'Ask no more');
    await expect(said(page, 'The question is asked no more. Its answers stay.')).toBeVisible();
    await expect(texts(page)).toHaveText(['a?', 'c?']);
    await expect(status(page)).toContainText('2 questions');
    await awake(page);
    const away = page.getByRole('group').filter({ hasText: 'Asked no more (1)' });
    if ((await away.getAttribute('open')) === null) await away.locator('summary').click();
    await expect(away.getByText('b?')).toBeVisible();
    await away.getByRole('button', { name: 'Ask again' }).click();
    await expect(said(page, 'The question is asked again.')).toBeVisible();
    await expect(texts(page)).toHaveText(['a?', 'b?', 'c?']);
    await expect(page.getByText('Asked no more')).toHaveCount(0);
  });

  test('publishes when there is a question, and a change makes a revision @mobile', async ({ page }) => {
    await open(page, await addGroup());
    await expect(button(page, 'Publish')).toHaveCount(0);
    await expect(page.getByText('There must be a question before it can be published.')).toBeVisible();
    await page.getByLabel('Questions, one on each line').fill('How many days?\n- 3\n- 4\nWhy us?');
    await page.getByRole('button', { name: 'Add the questions' }).click();
    await expect(texts(page)).toHaveText(['How many days?', 'Why us?']);
    await tab(page, 'Revisions').click();
    await expect(page.getByText('This is the first revision')).toBeVisible();
    await publish(page);
    await expect(status(page)).toHaveText(/^Published.*Revision 1$/);

    await expect(page.getByText('What you change makes revision 2;')).toBeVisible();
    const form = await editQuestion(page, 'How many days?');
    await field(form, 'Question').fill('How many days a week?');
    await field(form, 'Options').fill('3\n4\n5');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(said(page, 'Saved.')).toBeVisible();
    await expect(status(page)).toContainText('Revision 2');
    await tab(page, 'Revisions').click();
    const second = page.getByRole('list', { name: 'Revisions' }).getByRole('listitem').filter({ hasText: 'Revision 2' });
    await expect(second.getByRole('deletion')).toContainText(['How many days?', '3']);
    await expect(second.getByRole('insertion')).toContainText(['How many days a week?', '5']);
    await expectNoOverflow(page);

    await tab(page, 'Questions').click();
    await awake(page);
    const adding = await unfold(page, 'add');
    await field(adding, 'Question').fill('And now?');
    await adding.getByRole('button', { name: 'Add the question' }).click();
    await expect(status(page)).toContainText('Revision 3');
    await choose(page, 'Why us?', 'Ask no more');
    await expect(status(page)).toContainText('Revision 4');
    await tab(page, 'Revisions').click();
    await expect(page.getByRole('list', { name: 'Revisions' }).getByRole('heading', { level: 3 })).toHaveText(['Revision 4', 'Revision 3', 'Revision 2']);
    await expect(page.getByRole('list', { name: 'Revisions' }).getByText('And now?')).toBeVisible();
  });

  test('archives a group, in which nothing is written any more, and publishes it again @mobile', async ({ page }) => {
    const path = await addGroup('a?\nb?');
    await open(page, path);
    await publish(page);
    await button(page, 'Archive').click();
    await expect(said(page, 'Archived: it takes no more answers.')).toBeVisible();
    await expect(status(page)).toHaveText(/^Archived/);
    await expect(texts(page)).toHaveText(['a?', 'b?']);
    for (const address of [path, `${path}?edit=${await questions(page).first().getAttribute('data-task')}`]) {
      await open(page, address);
      await expect(questions(page)).toHaveCount(2);
      await expect(page.getByRole('main').getByRole('textbox')).toHaveCount(0);
      await expect(page.getByRole('main').getByRole('link', { name: /^Edit/ })).toHaveCount(0);
      await expect(questions(page).locator('details, form')).toHaveCount(0);
      await expect(page.locator('#paste, #add')).toHaveCount(0);
    }
    await button(page, 'Publish again').click();
    await expect(said(page, 'Published: it can be asked now.')).toBeVisible();
    await expect(status(page)).toHaveText(/^Published/);
    await expect(page.locator('#paste, #add')).toHaveCount(2);
  });

  test('duplicates a group, and the original stays @mobile', async ({ page }) => {
    const path = await addGroup('a? *\nb?\n- x\n- y\nc?', { description: 'What it is for.', expectedMinutes: '20' });
    await open(page, path);
    const name = await heading(page).innerText();
    await publish(page);
    await choose(page, 'c?', 'Ask no more');
    await expect(texts(page)).toHaveText(['a?', 'b?']);
    await awake(page);
    const menu = page.locator('details.menu', { hasText: 'Duplicate' });
    await menu.locator('summary').click();
    await menu.getByRole('button', { name: 'Duplicate' }).click();
    await expect(heading(page)).toHaveText(`${name} (copy)`);
    await expect(said(page, 'This is the copy. Change what you like; the original stays as it is.')).toBeVisible();
    await expect(status(page)).toHaveText(/^Draft.*2 questions.*20 minutes.*Revision 1$/);
    await expect(page.getByText('What it is for.')).toBeVisible();
    await expect(texts(page)).toHaveText(['a?', 'b?']);
    await expect(question(page, 'a?')).toContainText('Required');
    await expect(question(page, 'b?').locator('.question-options').getByRole('listitem')).toHaveText(['x', 'y']);
    await choose(page, 'b?', 'Move up');
    await expect(texts(page)).toHaveText(['b?', 'a?']);
    await open(page, path);
    await expect(heading(page)).toHaveText(name);
    await expect(texts(page)).toHaveText(['a?', 'b?']);
    await expect(status(page)).toHaveText(/^Published/);
  });

  test('changes the details of a group, and keeps what was typed when they are refused', async ({ page }) => {
    await open(page, await addGroup('a?', { description: 'Old words.' }));
    await tab(page, 'Details').click();
    const form = page.getByRole('main').locator('form', { has: page.getByLabel('Occasion') });
    await form.getByLabel('Name').fill(' ');
    await form.getByLabel('Occasion').selectOption('Assessment');
    await form.getByLabel(/^What it is for/).fill('New words.');
    await form.getByRole('button', { name: 'Save' }).click();
    await expectFlaw(form, form.getByLabel('Name'), 'This is needed. Fill it in.');
    await expect(form.getByLabel('Occasion')).toHaveValue('assessment');
    await expect(form.getByLabel(/^What it is for/)).toHaveValue('New words.');
    const name = `Group ${unique()}`;
    await form.getByLabel('Name').fill(name);
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(said(page, 'Saved.')).toBeVisible();
    await expect(heading(page)).toHaveText(name);
    await expect(status(page)).toContainText('Assessment');
    await expect(page.getByText('New words.').first()).toBeVisible();
  });

  test('who was slower reads what the other made of a question, and decides @mobile', async ({ page, another }) => {
    const path = await addGroup('How many days?');
    await open(page, path);
    const mine = await editQuestion(page, 'How many days?');
    await field(mine, 'Question').fill('How many hours?');
    const other = await another('admin');
    await open(other, path);
    const theirs = await editQuestion(other, 'How many days?');
    await field(theirs, 'Question').fill('How many weeks?');
    await theirs.getByRole('button', { name: 'Save' }).click();
    await expect(said(other, 'Saved.')).toBeVisible();

    await mine.getByRole('button', { name: 'Save' }).click();
    await expect(mine.getByRole('alert')).toContainText('Somebody else changed this since you opened it.');
    await expect(mine.getByText('How many weeks?')).toBeVisible();
    await expect(field(mine, 'Question')).toHaveValue('How many hours?');
    await other.reload();
    await expect(texts(other)).toHaveText(['How many weeks?']);
    await mine.getByRole('button', { name: 'Save' }).click();
    await expect(texts(page)).toHaveText(['How many hours?']);
  });

  test('who was slower reads what the other made of the rest of a question', async ({ page, another }) => {
    const path = await addGroup('How many days?\n- 3\n- 4');
    await open(page, path);
    const mine = await editQuestion(page, 'How many days?');
    await field(mine, 'Options').fill('3\n4\n5');
    const other = await another('admin');
    await open(other, path);
    const theirs = await editQuestion(other, 'How many days?');
    await field(theirs, 'Options').fill('none at all\n3\n4');
    await theirs.getByRole('button', { name: 'Save' }).click();
    await expect(said(other, 'Saved.')).toBeVisible();
    await mine.getByRole('button', { name: 'Save' }).click();
    await expect(mine.getByRole('alert')).toContainText('Somebody else changed this since you opened it.');
    await expect(field(mine, 'Options')).toHaveValue('3\n4\n5');
    await expect(mine.getByText('none at all')).toBeVisible();
  });

  test('who was slower with the details of a group reads what the other made of them', async ({ page, another }) => {
    const path = `${await addGroup('a?', { description: 'Old words.' })}?view=details`;
    const other = await another('admin');
    for (const [who, words] of [[page, 'My words.'], [other, 'Their words.']] as const) {
      await open(who, path);
      await who.getByLabel(/^What it is for/).fill(words);
    }
    await other.getByRole('button', { name: 'Save' }).click();
    await expect(said(other, 'Saved.')).toBeVisible();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('Somebody else changed this since you opened it.');
    await expect(page.getByLabel(/^What it is for/)).toHaveValue('My words.');
    await expect(page.getByText('Their words.').first()).toBeVisible();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(said(page, 'Saved.')).toBeVisible();
  });

  test('who was slower with the order is told so, and sees the order as it was @js', async ({ page, another }) => {
    const path = await addGroup('a?\nb?\nc?');
    await open(page, path);
    const other = await another('admin');
    await open(other, path);
    await choose(other, 'c?', 'Move to the top');
    await expect(texts(other)).toHaveText(['c?', 'a?', 'b?']);
    await question(page, 'a?').getByRole('link', { name: /^Edit/ }).focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect(page.getByText(/^Somebody else changed this since you opened it\./)).toBeVisible();
    await expect(texts(page)).toHaveText(['a?', 'b?', 'c?']);
    await page.reload();
    await expect(texts(page)).toHaveText(['c?', 'a?', 'b?']);
  });

  test('may name a skill of one long word @mobile', async ({ page }) => {
    const path = await addGroup('a?');
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, path);
    const form = await editQuestion(page, 'a?');
    await field(form, 'Skill').fill('W'.repeat(50));
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(said(page, 'Saved.')).toBeVisible();
    await expectNoOverflow(page);
    await open(page, `${path}?view=preview`);
    await expectNoOverflow(page);
  });

  test('may write as much as fits without a space @mobile', async ({ page }) => {
    test.slow();
    const path = await addGroup(`${'W'.repeat(20_000)}\n- ${'M'.repeat(255)}\n- b`, { name: 'W'.repeat(255), description: 'M'.repeat(20_000) });
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, path);
    await expectNoOverflow(page);
    await publish(page);
    const form = await editQuestion(page, 'WWWW');
    await expectNoOverflow(page);
    await field(form, 'Question').fill('V'.repeat(20_000));
    await field(form, 'Options').fill(`${'N'.repeat(255)}\nb`);
    await form.getByText('Guidance and what each score looks like').click();
    await field(form, 'Guidance for the interviewer').fill('W'.repeat(20_000));
    for (const score of ['1 · Strong no', '2 · No', '3 · Yes', '4 · Strong yes']) await field(form, score).fill('W'.repeat(255));
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(said(page, 'Saved.')).toBeVisible();
    await expectNoOverflow(page);
    for (const view of ['preview', 'revisions', 'details']) {
      await open(page, `${path}?view=${view}`);
      await expectNoOverflow(page);
    }
    await open(page, path);
    await choose(page, 'VVVV', 'Ask no more');
    await expect(said(page, 'The question is asked no more. Its answers stay.')).toBeVisible();
    await page.getByText('Asked no more (1)').click();
    await expectNoOverflow(page);
    await open(page, '/recruitment-task-groups?order[createdAt]=desc');
    await expectNoOverflow(page);
  });
});

for (const role of ['interviewer', 'manager'] as const) {
  test.describe(`one who is a ${role}`, () => {
    test.use({ role, expectedConsole: /status of 403/ });

    test('reads the question bank, and finds no forms in it @mobile', async ({ page, another }) => {
      const path = await addGroup('How many days?\n- 3\n- 4\nWhy us?');
      const recruiter = await another('recruiter');
      await open(recruiter, path);
      await publish(recruiter);
      const name = await heading(recruiter).innerText();

      await open(page, `/recruitment-task-groups?name=${encodeURIComponent(name)}`);
      await expect(page.getByRole('link', { name: 'New question group' })).toHaveCount(0);
      await page.getByRole('link', { name, exact: true }).click();
      await expect(heading(page)).toHaveText(name);
      await expect(page.getByRole('navigation', { name: 'Views of this question group' }).getByRole('link')).toHaveText([
        'Questions2',
        'As the interviewer sees it',
        'Revisions1',
      ]);
      const id = await questions(page).first().getAttribute('data-task');
      for (const query of ['', '?view=details', `?edit=${id}`]) {
        await open(page, path + query);
        await expect(texts(page)).toHaveText(['How many days?', 'Why us?']);
        await expect(page.getByRole('main').locator('form, button, textarea, input')).toHaveCount(0);
        await expect(page.getByRole('main').getByRole('link', { name: /^Edit/ })).toHaveCount(0);
      }
      await tab(page, 'As the interviewer sees it').click();
      await page.getByRole('region', { name: /Why us/ }).getByRole('radio', { name: /Strong yes/ }).check();
      await expect(page.getByRole('main').locator('form, button')).toHaveCount(0);
      expect((await page.goto('/recruitment-task-groups/new'))?.status()).toBe(403);
      await expect(page.getByText('Your role may not change the question bank. Ask an administrator.')).toBeVisible();
    });
  });
}
