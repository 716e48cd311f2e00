// Webhooks: made in the settings, tried, switched off, and what did not arrive sent again.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { add, awake, expectFlaw, expectNoOverflow, open, said, somebody } from './steps';
import { unique } from './accounts';
import { axe, expect, test } from './support';

const WEBHOOKS = '/settings/webhooks';

type Event = { headers: IncomingHttpHeaders; body: string };

/** A receiver of this test's own. `status` is what it answers, and can be changed. */
class Receiver {
  status = 204;
  readonly events: Event[] = [];
  private server?: Server;

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        this.events.push({ headers: request.headers, body });
        response.writeHead(this.status).end(this.status === 204 ? undefined : 'not today');
      });
    });
    await new Promise<void>((done) => this.server?.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/${unique()}`;
  }

  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  /** The first event in which a text stands, once it has come so often: other tests make events too. */
  async heard(text: string, times = 1): Promise<Event> {
    const all = (): Event[] => this.events.filter(({ headers, body }) => body.includes(text) || headers['webhook-id'] === text);
    await expect.poll(() => all().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(times);
    return all()[0];
  }
}

/** Loads the page until something is on it. */
async function until(page: Page, there: () => Promise<boolean>): Promise<void> {
  await expect
    .poll(async () => (await there()) || (await page.reload().then(there)), { timeout: 20_000 })
    .toBe(true);
  await awake(page);
}

test.describe('an administrator', () => {
  test.use({ role: 'admin', expectedConsole: /status of 422/ });

  test('makes a webhook, tries it, and sees what came of it @mobile', async ({ page }) => {
    const receiver = new Receiver();
    const url = await receiver.start();
    await open(page, WEBHOOKS);
    const form = page.getByRole('region', { name: 'New webhook' });
    await form.getByLabel('Address').fill(url);
    await form.getByLabel('What it is for').fill('Payroll');
    await form.getByLabel('Candidate added (candidate.created)').check();
    await form.getByRole('button', { name: 'Make the webhook' }).click();
    const secret = await page.getByRole('textbox', { name: 'Copy this secret now' }).inputValue();
    expect(secret).toMatch(/^whsec_/);
    await expect(page.getByText('Nothing was sent yet')).toBeVisible();
    await axe(page);
    await expectNoOverflow(page);

    await page.getByRole('button', { name: 'Send a trial event' }).click();
    const trial = await receiver.heard('webhook.test');
    const { type, data } = JSON.parse(trial.body) as { type: string; data: object };
    expect({ type, data }).toEqual({ type: 'webhook.test', data: {} });
    const id = String(trial.headers['webhook-id']);
    const signed = `${id}.${String(trial.headers['webhook-timestamp'])}.${trial.body}`;
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    expect(trial.headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    const log = page.getByRole('region', { name: 'What was sent' }).first();
    await until(page, () => log.getByText('204').isVisible());
    await expect(page.getByRole('textbox', { name: 'Copy this secret now' })).toHaveCount(0);

    const path = await add(somebody());
    const told = JSON.parse((await receiver.heard(path)).body) as { type: string; data: { record: string; data?: object } };
    expect(told.type).toBe('candidate.created');
    expect(told.data.record).toBe(`/api${path}`);
    expect(told.data.data).toBeUndefined();
    receiver.stop();

    await open(page, WEBHOOKS);
    const entry = page.locator('.entry', { hasText: url });
    await expect(entry).toContainText('Payroll · 1 event');
    await expect(entry).toContainText('On');
    await axe(page);
    await expectNoOverflow(page);
    await entry.getByRole('link').click();
    await awake(page);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(said(page, 'The webhook was deleted.')).toBeVisible();
    await expect(page.locator('.entry', { hasText: url })).toHaveCount(0);
  });

  test('sees what did not arrive, and what to do about it @mobile', async ({ page }) => {
    await open(page, WEBHOOKS);
    const entry = page.locator('.entry', { hasText: 'https://payroll.example.test/instroom' });
    await expect(entry).toContainText('Off');
    await expect(entry).toContainText('1 did not arrive');
    await entry.getByRole('link').click();
    await awake(page);
    const dead = page.getByRole('region', { name: 'What did not arrive' });
    await expect(dead).toContainText('webhook.test');
    await expect(dead).toContainText('5 attempts');
    await expect(dead.getByRole('button', { name: 'Send again : webhook.test' })).toBeVisible();
    await expect(page.getByText('503')).toHaveCount(5);
    await expect(page.getByText('no healthy upstream').first()).toBeVisible();
    await expectNoOverflow(page);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await axe(page);
    }
  });

  test('is told what is wrong with an address, and keeps what was chosen', async ({ page }) => {
    await open(page, WEBHOOKS);
    const form = page.getByRole('region', { name: 'New webhook' });
    await form.getByLabel('Note written (candidate_note.created)').check();
    await form.getByLabel('Send the record along').check();
    const address = form.getByLabel('Address');
    for (const [url, sentence] of [
      ['https://169.254.169.254/latest/meta-data', /Only this network reaches this address/],
      ['http://8.8.8.8/', /everybody could read along/],
      ['nowhere', /This is not a web address/],
    ] as const) {
      await address.fill(url);
      await form.getByRole('button', { name: 'Make the webhook' }).click();
      await awake(page);
      await expectFlaw(form, address, sentence);
      await expect(address).toHaveValue(url);
    }
    await expect(form.getByLabel('Note written (candidate_note.created)')).toBeChecked();
    await expect(form.getByLabel('Candidate added (candidate.created)')).not.toBeChecked();
    await expect(form.getByLabel('Send the record along')).toBeChecked();
    await axe(page);
  });

  test('switches a webhook off and on, and changes what it hears', async ({ page }) => {
    const receiver = new Receiver();
    const url = await receiver.start();
    receiver.status = 503;
    await open(page, WEBHOOKS);
    const form = page.getByRole('region', { name: 'New webhook' });
    await form.getByLabel('Address').fill(url);
    await form.getByLabel('Request made (resource_request.created)').check();
    await form.getByRole('button', { name: 'Make the webhook' }).click();
    await page.getByRole('button', { name: 'Send a trial event' }).click();
    const trial = await receiver.heard('webhook.test');
    await until(page, () => page.getByText('503').first().isVisible());
    await expect(page.getByText(/^\d+ waits?$/)).toBeVisible();
    await page.getByRole('button', { name: 'Switch off' }).click();
    await expect(said(page, 'The webhook is off. What happens now is sent when it is switched on.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Send a trial event' })).toHaveCount(0);
    receiver.status = 204;
    await page.getByRole('button', { name: 'Switch on' }).click();
    await expect(said(page, 'The webhook is on. What happened meanwhile is sent now.')).toBeVisible();
    await receiver.heard(String(trial.headers['webhook-id']), 2);
    await until(page, () => page.getByText('Something arrived last').isVisible());

    const edit = page.getByRole('region', { name: 'What it is told' });
    await edit.getByLabel('What it is for').fill('Finance');
    await edit.getByLabel('Request made (resource_request.created)').uncheck();
    await edit.getByRole('button', { name: 'Save' }).click();
    await expect(said(page, 'The webhook was saved.')).toBeVisible();
    await expect(edit.getByLabel('What it is for')).toHaveValue('Finance');
    receiver.stop();
    await open(page, WEBHOOKS);
    await expect(page.locator('.entry', { hasText: url })).toContainText('Finance · All events');
  });
});

test.describe('a recruiter', () => {
  test.use({ role: 'recruiter', expectedConsole: /status of 403/ });

  test('has no webhooks', async ({ page }) => {
    await open(page, '/settings/account');
    await expect(page.getByRole('link', { name: 'Webhooks' })).toHaveCount(0);
    expect((await page.goto(WEBHOOKS))?.status()).toBe(403);
  });
});
