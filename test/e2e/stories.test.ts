import { spawn } from 'node:child_process';
import { billingDispute } from '../../scripts/demo/billing-dispute';
import { changedPolicy } from '../../scripts/demo/changed-policy';
import { delayedPosting } from '../../scripts/demo/delayed-posting';
import { editedCredit } from '../../scripts/demo/edited-credit';
import { mailAndPortal } from '../../scripts/demo/mail-and-portal';
import { twoMails } from '../../scripts/demo/two-mails';
import { unpaidInvoice } from '../../scripts/demo/unpaid-invoice';
import { startRunningDesk, type RunningDesk } from '../support/running-desk';
import { outcomes } from '../support/story-outcomes';
import { expectAllAtRest, inspect, outcomeOf, tellStory, type Inspection } from '../support/told-stories';

let desk: RunningDesk;
let inside: Inspection;

beforeAll(async () => {
  desk = await startRunningDesk();
  inside = await inspect(desk);
}, 180_000);
afterAll(async () => {
  await inside?.close();
  await desk?.remove();
}, 60_000);

test('the three stories of money go as told, at the same time, on real processes, and leave what they should', async () => {
  const stories = [billingDispute, delayedPosting, unpaidInvoice];
  const told = await Promise.all(stories.map((story) => tellStory(desk, story)));
  for (const [index, { tag }] of told.entries()) {
    expect(await outcomeOf(inside, tag)).toEqual(outcomes[index + 1]);
  }
  await expectAllAtRest(inside);
}, 120_000);

test('approvals that are edited, cases that are merged and split, a policy that changes, and a conversation by mail, go as told', async () => {
  await Promise.all([editedCredit, twoMails, changedPolicy, mailAndPortal].map((story) => tellStory(desk, story)));
  await expectAllAtRest(inside);
}, 120_000);

test('who prepared an allocation is refused by the database as well', async () => {
  let attempt: Promise<unknown> = Promise.resolve();
  await tellStory(desk, delayedPosting, {
    refuse: async () => {
      const waiting = await inside.db('proposals').where({ kind: 'payment_allocation', status: 'open' }).first();
      attempt = inside.db('proposal_decisions').insert({
        proposal: waiting.id,
        version: waiting.version,
        stage: 0,
        decision: 'approve',
        decider: 'pilar.santos',
        content_hash: waiting.content_hash,
        decided_at: new Date().toISOString(),
        owner: waiting.owner,
        sequence: 1,
      });
      await expect(attempt).rejects.toThrow('segregation: decider took part');
    },
  });
  await expect(attempt).rejects.toThrow('segregation');
}, 60_000);

test('the demo is told by its own command, in words and in JSON, and says what it does not know', async () => {
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'demo', ...args], {
      env: { ...process.env, DATA_DIRECTORY: desk.addresses.data_directory },
    });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (out += part));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, out };
  };
  const plain = await run('--story', '1', '--no-color');
  expect(plain).toMatchObject({ code: 0, out: expect.stringMatching(/Story 1 went as told/) });
  expect(plain.out).toContain(`${desk.addresses.temporal.ui}/namespaces/default/workflows/inquiry%3AINQ-`);
  expect(plain.out).not.toContain('\u001b');
  const json = await run('--story=2', '--json');
  const lines = json.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({ told: 'end', story: 2 });
  expect(await run('--story', '8')).toMatchObject({ code: 1, out: expect.stringContaining('stories 1 to 7') });
}, 60_000);
