import { spawnSync } from 'node:child_process';
import { unpaidInvoice } from '../../scripts/demo/unpaid-invoice';
import { billingDispute } from '../../scripts/demo/billing-dispute';
import { sleep } from '../../scripts/services/process';
import { processesOf, startRunningDesk, type RunningDesk } from '../support/running-desk';
import { outcomes } from '../support/story-outcomes';
import { expectAllAtRest, inspect, outcomeOf, tellStory } from '../support/told-stories';

let desk: RunningDesk;

beforeAll(async () => {
  desk = await startRunningDesk();
}, 180_000);
afterAll(() => desk?.remove(), 60_000);

test('a newcomer writes to the desk on the mailbox page, reads what comes back, and answers it', async () => {
  const { api, mailbox, logins } = desk.addresses;
  const token = logins.find(({ roles }) => roles.includes('agent'))?.token ?? '';
  const write = async (fields: Record<string, string>): Promise<number> => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    return (await fetch(`${mailbox}/write`, { method: 'POST', body, headers: { Accept: 'application/json' } })).status;
  };
  const ask = async <Body>(path: string): Promise<Body> =>
    (await (await fetch(path, { headers: { Authorization: `Bearer ${token}` } })).json()) as Body;
  const until = async <T>(find: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      const found = await find();
      if (found !== undefined) return found;
      await sleep(200);
    }
  };
  interface Mail {
    id: string;
    subject: string;
    headers: Record<string, string>;
  }
  const from = 'Newcomer <newcomer@customer.example>';
  const to = 'inquiries@inquiry-desk.example';
  expect(await write({ from, to, subject: 'An invoice of May', text: 'Is it paid by now?' })).toBe(201);
  // The acknowledgement carries the reference, and the keyed address that answers go to.
  const received = await until(async () =>
    (await ask<Mail[]>(`${mailbox}/mails?recipient=newcomer@customer.example`)).find(({ subject }) =>
      /INQ-/.test(subject),
    ),
  );
  const reference = /INQ-\d+-\d+/.exec(received.subject)?.[0] ?? '';
  const answerTo = /[^\s<]+\+[^\s>]+/.exec(received.headers['reply-to'] ?? '')?.[0] ?? '';
  expect(answerTo).toContain(`inquiries+${reference}.`);
  const answer = {
    from,
    to: answerTo,
    subject: `Re: ${received.subject}`,
    text: 'It was EUR 120.',
    answers: received.id,
  };
  expect(await write(answer)).toBe(201);
  const messages = await until(async () => {
    const { data } = await ask<{ data: { direction: string }[] }>(`${api}/v1/inquiries/${reference}/messages`);
    const incoming = data.filter(({ direction }) => direction === 'in');
    return incoming.length > 0 ? incoming : undefined;
  });
  expect(messages).toHaveLength(1);
  const listed = await ask<{ data: { disposition: string }[] }>(`${api}/v1/received-mails`);
  expect(listed.data.map(({ disposition }) => disposition).sort()).toEqual(['message_on_case', 'new_inquiry']);
}, 60_000);

test('Ctrl-C stops all in order; the next start finds every case, and a reminder due meanwhile goes out once', async () => {
  const { api, integration, logins } = desk.addresses;
  let stopped = '';
  const stopAndStart = async () => {
    const alive = processesOf(desk);
    expect(alive()).toEqual([true, true, true, true, true, true]);
    const before = desk.said().length;
    expect(await desk.interrupt()).toBe(0);
    stopped = desk.said().slice(before);
    expect(alive()).toEqual([false, false, false, false, false, false]);
    // The reminder is due twenty seconds after the copy of the invoice.
    await sleep(22_000);
    await desk.start();
  };
  // A case is in the middle of its life as well: resolved, and its answer on its way.
  const [dunned, disputed] = await Promise.all([
    tellStory(desk, unpaidInvoice, { reminder: stopAndStart }),
    tellStory(desk, billingDispute, { confirm: () => sleep(3_000) }),
  ]);
  const order = [...stopped.matchAll(/Stopping (\w+) … done/g)].map(([, name]) => name);
  expect(order).toEqual(['intake', 'api', 'worker', 'mail', 'temporal', 'postgres']);
  expect(desk.addresses).toMatchObject({ api, integration, logins: logins.map(({ person }) => ({ person })) });

  const inside = await inspect(desk);
  try {
    await expectAllAtRest(inside);
    expect(await outcomeOf(inside, dunned.tag)).toEqual(outcomes[3]);
    expect(await outcomeOf(inside, disputed.tag)).toEqual(outcomes[1]);
  } finally {
    await inside.close();
  }
}, 180_000);

test('a second start on the same data says that the desk runs already', async () => {
  const { data_directory: directory } = desk.addresses;
  const { status, stderr } = spawnSync(process.execPath, ['scripts/start.mjs'], {
    env: { ...process.env, DATA_DIRECTORY: directory },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('is running already') });
}, 60_000);

test('without a terminal to speak to it still stops what it started', async () => {
  const alive = processesOf(desk);
  desk.closeTerminal();
  expect(await desk.interrupt()).toBe(0);
  expect(alive()).toEqual([false, false, false, false, false, false]);
}, 60_000);
