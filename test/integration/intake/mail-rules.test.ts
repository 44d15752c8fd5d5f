import type { Knex } from 'knex';
import type { Instant } from '../../../contracts/ids';
import { connect } from '../../../db/connect';
import { createPolicyStore } from '../../../db/policies';
import { addElapsed, dayInMilliseconds, minuteInMilliseconds } from '../../../domain/instant';
import type { ProcessMailPorts } from '../../../intake/ports';
import { processMail } from '../../../intake/process-mail';
import { receiveMail } from '../../../intake/receive-mail';
import { storeMail } from '../../../intake/store-mail';
import { loadDemoCompany } from '../../../scripts/demo-company';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { secretKey } from '../../support/desk';
import { fakeEngine } from '../../support/fake-engine';
import { writeRawMail, type RawMail } from '../../support/write-raw-mail';

let database: TestDatabase;
let db: Knex;
let ports: ProcessMailPorts;
let now: Instant;

beforeEach(async () => {
  database = await createTestDatabase();
  db = connect(database.url, { poolSize: 10 });
  now = '2026-03-02T09:00:00.000Z';
  await loadDemoCompany(db, now);
  ports = {
    db,
    engine: fakeEngine({ start: async () => undefined, signal: async () => undefined }),
    policies: createPolicyStore(db),
    secret: secretKey,
    ownAddress: 'desk@halden.example',
    clock: { now: () => now },
  };
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

const billing = { name: 'billing', team: 'billing' };
const arrives = (mail: Partial<RawMail>, mailbox = billing) =>
  receiveMail(ports, {
    mailbox,
    source: 'smtp',
    raw: writeRawMail({
      from: 'Robot <robot@machine.example>',
      to: 'desk@halden.example',
      subject: 'Ticket 1',
      text: 'We have received your mail.',
      ...mail,
    }),
  });

test('a machine that says nothing of being one, and answers every answer for 30 days, gets one a thread and day', async () => {
  const answers: { thread: string; day: number }[] = [];
  let ticket = 0;
  for (let day = 0; day < 30; day += 3) {
    // What starts it anew every third morning; then each answer of ours is answered within the minute, under a new number.
    let subject = `Daily report ${day}`;
    for (let round = 0; round < 10; round += 1) {
      const { id } = await arrives({ subject });
      const row = await db('received_mails')
        .where({ id })
        .first<{ acknowledged: boolean; thread: string; owner: string }>();
      if (!row?.acknowledged) break;
      answers.push({ thread: row.thread, day });
      ticket += 1;
      subject = `[Ticket#${ticket}] Re: We have received your inquiry ${row.owner.slice('inquiry:'.length)}`;
      now = addElapsed(now, minuteInMilliseconds);
    }
    now = addElapsed(now, 3 * dayInMilliseconds);
  }
  const keys = answers.map(({ thread, day }) => `${thread} ${day}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(answers.map(({ thread }) => thread)).size).toBe(2);
  expect(answers.length).toBeLessThanOrEqual(20);
});

test('a machine that says what it is gets no answer at all', async () => {
  const machines: Record<string, string>[] = [
    { 'Auto-Submitted': 'auto-generated' },
    { 'Return-Path': '<>' },
    { Precedence: 'bulk' },
    { 'List-Id': '<news.machine.example>' },
    { 'X-Auto-Response-Suppress': 'All' },
  ];
  for (const [index, headers] of machines.entries()) {
    const { id } = await arrives({ subject: `From machine ${index}`, headers });
    expect(await db('received_mails').where({ id }).first('acknowledged')).toEqual({ acknowledged: false });
  }
  await arrives({ from: 'Halden <desk@halden.example>', subject: 'From ourselves' });
  expect(await db('intakes').where({ acknowledge: null }).whereNotNull('reference').pluck('reference')).toEqual([]);
});

test('of ten mailboxes that bring the same mail at once one opens the case', async () => {
  const mail = { from: 'Ruth <ap@meridian-outdoor.example>', subject: 'At once', messageId: '<at-once@x.example>' };
  const taken = await Promise.all(
    Array.from({ length: 10 }, (_, index) => arrives(mail, { name: `mailbox-${index}`, team: 'billing' })),
  );
  expect(taken.map(({ disposition }) => disposition).sort()).toEqual([
    ...Array<string>(9).fill('duplicate'),
    'new_inquiry',
  ]);
  expect(await db('intakes').whereNotNull('reference').pluck('reference')).toHaveLength(1);
  expect(await db('dispatches').where({ kind: 'signal' }).pluck('id')).toHaveLength(9);
});

test('the same mail that is stored and processed many times at once is taken once', async () => {
  const raw = writeRawMail({
    from: 'Ruth <ap@meridian-outdoor.example>',
    to: 'desk@halden.example',
    subject: 'Once',
    text: 'One.',
  });
  const arrived = { mailbox: billing, source: 'imap' as const, raw };
  const stored = await Promise.all(Array.from({ length: 8 }, () => storeMail(ports, arrived)));
  expect(new Set(stored.map(({ id }) => id)).size).toBe(1);
  expect(stored.filter((each) => each.stored === 'now')).toHaveLength(1);
  await Promise.all(Array.from({ length: 8 }, () => processMail(ports, stored[0]!.id)));
  expect(await db('intakes').count('* as n').first()).toEqual({ n: 1 });
  expect(await db('dispatches').count('* as n').first()).toEqual({ n: 1 });
});

test('two disputes of one customer in the same words but for the amount are two cases; a sender cannot suppress another', async () => {
  const mail = { from: 'Ruth <ap@meridian-outdoor.example>', subject: 'Dispute', messageId: '<one@x.example>' };
  const first = await arrives({ ...mail, text: 'We dispute USD 7,800.00 of INV-10421.' });
  const second = await arrives({ ...mail, text: 'We dispute USD 7,800.00 of INV-10433.' });
  // Somebody else under the Message-ID of a mail that is still to come.
  const rival = await arrives({
    ...mail,
    from: 'Eve <eve@elsewhere.example>',
    text: 'We dispute USD 7,800.00 of INV-10421.',
  });
  expect([first, second, rival].map(({ disposition }) => disposition)).toEqual(Array(3).fill('new_inquiry'));
});

test('mails that say nothing of themselves are the same only byte for byte', async () => {
  const arrivesAs = (raw: string) => receiveMail(ports, { mailbox: billing, source: 'smtp', raw: Buffer.from(raw) });
  const dispositions = [];
  for (const raw of ['x', '\u00ff\u00fe', 'x']) dispositions.push((await arrivesAs(raw)).disposition);
  expect(dispositions[1]).toBe(dispositions[0]);
  expect(dispositions[0]).not.toBe('duplicate');
});

test('a mail on which its reader dies is tried again, and in the end waits for a person', async () => {
  const raw = writeRawMail({ from: 'a@b.example', to: 'desk@halden.example', subject: 'Deadly', text: 'Boom.' });
  const { id } = await storeMail(ports, { mailbox: billing, source: 'imap', raw });
  const failing = { ...ports, policies: { ...ports.policies, newest: () => Promise.reject(new TypeError('boom')) } };
  const statuses: string[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1) {
    statuses.push((await processMail(failing, id)).status);
    now = addElapsed(now, dayInMilliseconds);
  }
  expect(statuses).toEqual(['waiting', 'waiting', 'waiting', 'waiting', 'failed', 'failed']);
  expect(await db('received_mails').where({ id }).first('problem', 'attempts')).toEqual({
    problem: 'processing_failed',
    attempts: 5,
  });
  expect(await db('intakes').count('* as n').first()).toEqual({ n: 0 });
});
