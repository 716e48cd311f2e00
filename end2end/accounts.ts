// Who can sign in: the demo's accounts, signed in once for all tests, and new ones.
import { request, type APIRequestContext, type FullConfig } from '@playwright/test';
import { join } from 'node:path';

export type Role = 'admin' | 'recruiter' | 'manager' | 'interviewer';

type State = Awaited<ReturnType<APIRequestContext['storageState']>>;

export type Account = { name: string; email: string; password: string; state: State };

/** Every demo account's. */
export const PASSWORD = 'instroom-demo';
export const NOBODY: Account = { name: '', email: '', password: '', state: { cookies: [], origins: [] } };

const ROLES: Role[] = ['admin', 'recruiter', 'manager', 'interviewer'];

export const emailOf = (role: Role): string => `${role}@example.test`;

/** The file with the cookies of a demo account. */
export const stateOf = (role: Role): string => join(process.env.INSTROOM_DATA ?? '', `${role}.json`);

/** Letters that spell no word of a page: a name with "day" in it would be found by the label "Day" too. */
const LETTERS = 'bdfghjkmqvwxz';

/** Letters that nobody else has, so that tests find their own people and nobody else's. */
export function unique(): string {
  return Array.from({ length: 10 }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)]).join('');
}

const origin = (): string => `http://127.0.0.1:${process.env.INSTROOM_PORT ?? '3117'}`;

/** Requests as a browser with this state would send them. */
export function requestsOf(state?: string | State): Promise<APIRequestContext> {
  return request.newContext({ baseURL: origin(), storageState: state, extraHTTPHeaders: { Origin: origin() } });
}

/** Before all tests: every demo account signs in. */
export default async function signInAll(_: FullConfig): Promise<void> {
  for (const role of ROLES) {
    const requests = await requestsOf();
    const answer = await requests.post('/sign-in?do=sign_in', { form: { email: emailOf(role), password: PASSWORD, next: '' } });
    if (!answer.ok()) throw new Error(`${role} cannot sign in: ${answer.status()}`);
    await requests.storageState({ path: stateOf(role) });
    await requests.dispose();
  }
}

/** A new account: an administrator invites, the link is opened, a password is set. */
export async function hire(role: Role): Promise<Account> {
  const name = `Test ${unique()}`;
  const account = { name, email: `${name.replace(' ', '.')}@example.test`.toLowerCase(), password: 'correct horse battery' };
  const admin = await requestsOf(stateOf('admin'));
  const form = { name, email: account.email, role: role === 'manager' ? 'hiring_manager' : role };
  const page = await (await admin.post('/settings/people?do=invite', { form })).text();
  const link = /\/link\/([\w-]+)/.exec(page)?.[1];
  if (!link) throw new Error('the invitation shows no link');
  await admin.dispose();
  const own = await requestsOf();
  await own.post(`/link/${link}?do=redeem`, { form: { link, email: account.email, password: account.password } });
  const state = await own.storageState();
  await own.dispose();
  return { ...account, state };
}
