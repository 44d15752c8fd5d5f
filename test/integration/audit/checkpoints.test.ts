import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSigned } from '../../../adapters/audit/ed25519';
import { auditPaths, openSigningKey } from '../../../adapters/audit/signing-key';
import { createTakeCheckpoint } from '../../../activities/take-checkpoint';
import type { Checkpoint } from '../../../contracts/audit';
import { inquiryOwner, type Owner } from '../../../contracts/ids';
import { connect } from '../../../db/connect';
import { verifyExport } from '../../../domain/audit/verify-export';
import { auditScheduleId, ensureSchedules } from '../../../temporal-config/register';
import { writeExport } from '../../../scripts/audit/write-export';
import type { Knex } from 'knex';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { startTestDesk } from '../../support/desk';
import { addRow, publishAnyPolicy } from '../../support/journal-rows';
import { collectLines } from '../../support/collect-lines';

let database: TestDatabase;
let db: Knex;
let directory: string;

beforeEach(async () => {
  database = await createTestDatabase();
  db = connect(database.url);
  await publishAnyPolicy(db);
  directory = mkdtempSync(join(tmpdir(), 'inquiry-desk-audit-'));
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

const owners = [1, 2, 3].map((number) => inquiryOwner(`INQ-2026-00000${number}`));
const [first] = owners as [Owner];

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n').filter(Boolean);
const checkpointsIn = (path: string): Checkpoint[] => linesOf(path).map((line) => JSON.parse(line) as Checkpoint);

async function verify() {
  const { publicKey } = openSigningKey(directory);
  const file = { name: 'checkpoints.jsonl', lines: linesOf(auditPaths(directory).checkpoints) };
  return verifyExport(await collectLines((into) => writeExport(db, null, into, () => {})), [file], {
    keys: [publicKey],
    isSigned,
  });
}

test('the first names every chain, the next only what has grown, and none is taken when nothing has', async () => {
  const { checkpoints, signingKey } = auditPaths(directory);
  const take = createTakeCheckpoint(db, directory);
  for (const owner of owners) await addRow(db, owner);
  expect(await take()).toEqual({ result: 'taken', number: 1 });
  expect(statSync(signingKey).mode & 0o777).toBe(0o600);
  expect(await take()).toEqual({ result: 'unchanged', number: 1 });
  await addRow(db, first);
  expect(await take()).toEqual({ result: 'taken', number: 2 });
  const [full, grown] = checkpointsIn(checkpoints);
  expect(full?.heads.map(([owner, sequence]) => [owner, sequence])).toEqual([
    ...owners.map((owner) => [owner, 1]),
    ['policy:1', 1],
  ]);
  expect(grown?.heads.map(([owner, sequence]) => [owner, sequence])).toEqual([[first, 2]]);
  expect(await verify()).toMatchObject({
    report: { verified: true, rows: 4, checkpoints: { compared: 2 } },
    findings: [],
  });
});

test('many workers at once add one line at a time', async () => {
  const others = await Promise.all([1, 2, 3, 4].map(async () => connect(database.url)));
  try {
    for (let round = 0; round < 5; round += 1) {
      await addRow(db, first);
      const taken = await Promise.all(others.map((knex) => createTakeCheckpoint(knex, directory)()));
      expect(taken.filter(({ result }) => result === 'taken')).toHaveLength(1);
    }
  } finally {
    for (const knex of others) await knex.destroy();
  }
  expect(checkpointsIn(auditPaths(directory).checkpoints).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  expect(await verify()).toMatchObject({ findings: [] });
});

test('a line that a crash tore is passed over, and one that never reached the database is copied later', async () => {
  const { checkpoints } = auditPaths(directory);
  const take = createTakeCheckpoint(db, directory);
  await addRow(db, first);
  await take();
  // Killed while it wrote.
  appendFileSync(checkpoints, '{"chains":2,"desk":"01');
  await addRow(db, first);
  expect(await take()).toEqual({ result: 'taken', number: 2 });
  // Killed after it wrote, before its copy was committed; the last byte is lost as well.
  const owner = connect(database.ownerUrl, { asOwner: true });
  await owner.raw('alter table audit_checkpoints disable trigger user');
  await owner('audit_checkpoints').where({ number: 2 }).del();
  await owner.raw('alter table audit_checkpoints enable trigger user');
  await owner.destroy();
  truncateSync(checkpoints, statSync(checkpoints).size - 1);
  expect(await take()).toEqual({ result: 'unchanged', number: 2 });
  await addRow(db, first);
  expect(await take()).toEqual({ result: 'taken', number: 3 });
  expect(await db('audit_checkpoints').orderBy('number').pluck('number')).toEqual([1, 2, 3]);
  expect(await verify()).toMatchObject({ report: { checkpoints: { torn_lines: 1 } }, findings: [] });
});

test('a file that somebody shortened, edited or brought from elsewhere is not continued', async () => {
  const { checkpoints, signingKey } = auditPaths(directory);
  const take = createTakeCheckpoint(db, directory);
  await addRow(db, first);
  await take();
  await addRow(db, first);
  await take();
  const whole = readFileSync(checkpoints, 'utf8');
  const [one = '', two = ''] = whole.split('\n');

  writeFileSync(checkpoints, `${one}\n`);
  await expect(take()).rejects.toThrow('ends with checkpoint 1, and 2 were taken');
  expect((await verify()).report.first_bad).toMatchObject({ problem: 'checkpoints_truncated', sequence: 2 });
  writeFileSync(checkpoints, `${one}\n${two.replace('"policies":1', '"policies":2')}\n`);
  await expect(take()).rejects.toThrow('its last line was edited');
  writeFileSync(checkpoints, whole);
  rmSync(signingKey);
  await expect(take()).rejects.toThrow('signed with another key');
  // Moved aside, a new one is begun, also beside what the database knows of the old one.
  rmSync(checkpoints);
  await addRow(db, first);
  expect(await take()).toEqual({ result: 'taken', number: 1 });
});

test('a journal that has lost rows since, as after a restored backup, gets no checkpoint over them', async () => {
  const take = createTakeCheckpoint(db, directory);
  const owner = connect(database.ownerUrl, { asOwner: true });
  await owner.raw('alter table journal disable trigger user');
  await addRow(db, first);
  await addRow(db, first);
  await owner('journal').update({ recorded_at: '2026-11-22T09:00:00.000Z' });
  await take();
  await owner('journal').where({ sequence: 2 }).del();
  await owner.destroy();
  await expect(take()).rejects.toThrow('has lost rows that it knows');
  expect((await verify()).report.first_bad).toMatchObject({ owner: first, sequence: 2, problem: 'tail_missing' });
});

test('the schedule lets a worker take one', async () => {
  const desk = await startTestDesk();
  try {
    await desk.startWorker();
    const reference = await desk.file();
    await desk.eventually(async () => (await desk.journal(reference)).length > 0);
    await ensureSchedules(desk.client, desk.taskQueue);
    await desk.client.schedule.getHandle(auditScheduleId).trigger();
    const row = await desk.eventually(() => desk.db('audit_checkpoints').first());
    expect(row.line).toContain(inquiryOwner(reference));
    expect(existsSync(auditPaths(desk.auditDirectory).checkpoints)).toBe(true);
  } finally {
    for await (const { scheduleId } of desk.client.schedule.list()) {
      await desk.client.schedule.getHandle(scheduleId).delete();
    }
    await desk.stop();
  }
}, 60_000);
