import type { Knex } from 'knex';
import { createEnforceRetention } from '../../../activities/enforce-retention';
import { connect } from '../../../db/connect';
import { insertRetentionPeriod } from '../../../db/insert-retention-period';
import { placeLegalHold } from '../../../db/place-legal-hold';
import { planErasure, type ErasureSubject } from '../../../db/plan-erasure';
import { createPolicyStore } from '../../../db/policies';
import { recordErasure } from '../../../db/record-erasure';
import { addElapsed, dayInMilliseconds } from '../../../domain/instant';
import type { ProcessMailPorts } from '../../../intake/ports';
import { receiveMail } from '../../../intake/receive-mail';
import { loadDemoCompany } from '../../../scripts/demo-company';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { person, secretKey } from '../../support/desk';
import { fakeEngine } from '../../support/fake-engine';
import { writeRawMail, type RawMail } from '../../support/write-raw-mail';

const now = '2026-03-02T09:00:00.000Z';
let database: TestDatabase;
let db: Knex;
let ports: ProcessMailPorts;

beforeAll(async () => {
  database = await createTestDatabase();
  db = connect(database.url);
  await loadDemoCompany(db, now);
  ports = {
    db,
    engine: fakeEngine({ start: async () => undefined }),
    policies: createPolicyStore(db),
    secret: secretKey,
    ownAddress: 'desk@halden.example',
    clock: { now: () => now },
  };
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

async function arrives(mail: Partial<RawMail> = {}) {
  const attachment = { name: 'proof.txt', type: 'text/plain', content: 'Personal.' };
  const raw = writeRawMail({
    from: 'Ruth <ap@meridian-outdoor.example>',
    to: 'desk@halden.example',
    subject: 'To be forgotten',
    text: 'Personal words.',
    attachment,
    ...mail,
  });
  const envelope = { from: 'ap@meridian-outdoor.example', to: ['desk@halden.example'] };
  const { id } = await receiveMail(ports, { mailbox: { name: 'billing' }, source: 'smtp', raw, envelope });
  const row = (await db('received_mails').where({ id }).first())!;
  return { id, file: row.file as string, owner: row.owner as string | null, content: row.content as string };
}

const erase = (subject: ErasureSubject) =>
  db.transaction(async (transaction) => {
    const plan = (await planErasure(transaction, subject, 'request'))!;
    return recordErasure(transaction, plan, { subject, basis: 'request', reason: 'x', actor: person('rosa'), at: now });
  });

test('with the words of a case its mails, its files and the addresses on them are erased; ids and hashes stay', async () => {
  const { id, owner } = await arrives();
  const reference = owner!.slice('inquiry:'.length);
  const before = await db('files').where({ owner }).select('id', 'hash').orderBy('id');
  expect(before).toHaveLength(2);
  const erasure = await erase({ kind: 'inquiry', id: reference });
  expect([...erasure.files].sort()).toEqual(before.map((file: { id: string }) => file.id).sort());
  expect(await db('files').where({ owner }).select('id', 'hash').orderBy('id')).toEqual(before);
  expect(await db('files').where({ owner }).whereNotNull('content')).toEqual([]);
  expect(await db('received_mails').where({ id }).first('envelope', 'message_id')).toEqual({
    envelope: null,
    message_id: null,
  });
  expect(await db('texts').whereLike('id', `${owner}/%`).whereNotNull('content')).toEqual([]);
});

test('a legal hold keeps the files of a case, whoever asks, and however', async () => {
  const { file, owner } = await arrives({ subject: 'Held' });
  const subject = { kind: 'inquiry' as const, id: owner!.slice('inquiry:'.length) };
  await placeLegalHold(db, { subject, reason: 'A lawsuit', by: 'rosa.lindgren', at: now });
  const erasure = await erase(subject);
  expect(erasure.files).toEqual([]);
  expect(erasure.held_back).toContainEqual(expect.objectContaining({ what: 'files', count: 2, because: 'legal_hold' }));
  const gone = { content: null, salt: null, name: null, erased_at: now };
  await expect(db('files').where({ id: file }).update(gone)).rejects.toThrow('legal hold');
  await expect(db('files').where({ id: file }).delete()).rejects.toThrow();
});

test('a file is neither moved to another case nor given other bytes', async () => {
  const { file } = await arrives({ subject: 'Stays' });
  await expect(db('files').where({ id: file }).update({ owner: 'inquiry:INQ-2026-000001' })).rejects.toThrow(
    'as it came',
  );
  await expect(
    db('files')
      .where({ id: file })
      .update({ content: Buffer.from('other') }),
  ).rejects.toThrow();
});

test('mail that reached no case goes when the period of inquiry texts is over', async () => {
  const { file, content, owner } = await arrives({
    from: 'Robot <robot@machine.example>',
    subject: 'Out of office',
    headers: { 'Auto-Submitted': 'auto-replied' },
  });
  expect(owner).toBeNull();
  await insertRetentionPeriod(db, {
    category: 'inquiry_texts',
    days: 30,
    reason: 'As short as may be',
    by: 'admin',
    at: now,
  });
  const enforce = createEnforceRetention(db);
  await enforce({ now: addElapsed(now, 29 * dayInMilliseconds), place: null });
  expect(await db('files').where({ id: file }).whereNotNull('content')).toHaveLength(1);
  await enforce({ now: addElapsed(now, 31 * dayInMilliseconds), place: null });
  expect(await db('files').where({ id: file }).first('content')).toEqual({ content: null });
  expect(await db('texts').where({ id: content }).first('content')).toEqual({ content: null });
  expect(await db('erasures').where({ subject_kind: 'mails' }).select('files')).toEqual([{ files: [file] }]);
});
