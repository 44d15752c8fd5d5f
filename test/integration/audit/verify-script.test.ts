import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { auditPaths } from '../../../adapters/audit/signing-key';
import { createTakeCheckpoint } from '../../../activities/take-checkpoint';
import { followUpOwner, inquiryOwner } from '../../../contracts/ids';
import { connect } from '../../../db/connect';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { addRow, publishAnyPolicy } from '../../support/journal-rows';

const owners = [inquiryOwner('INQ-2026-000001'), inquiryOwner('INQ-2026-000002'), followUpOwner('C-1003')] as const;
const [, second] = owners;

let database: TestDatabase;
let db: Knex;
/** As the role that owns the tables, with nothing to stop it. */
let intruder: Knex;
let directory: string;

beforeEach(async () => {
  database = await createTestDatabase();
  db = connect(database.url);
  intruder = connect(database.ownerUrl, { asOwner: true });
  directory = mkdtempSync(join(tmpdir(), 'inquiry-desk-audit-'));
  await publishAnyPolicy(db);
  for (const owner of owners) for (let row = 0; row < 4; row += 1) await addRow(db, owner, { amount: 780_000, row });
  await createTakeCheckpoint(db, directory)();
  await intruder.raw('alter table journal disable trigger user');
});
afterEach(async () => {
  await intruder.destroy();
  await db.destroy();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

/** A tool as `npm run` starts it, in a process of its own. */
async function run(script: string, args: string[] = [], given: Record<string, string> = {}) {
  const launcher = [
    join(__dirname, '../../support/run-typescript.mjs'),
    join(__dirname, '../../support/run-script.ts'),
  ];
  const child = spawn(process.execPath, [...launcher, script, ...args], {
    env: { ...process.env, DATABASE_URL: database.url, AUDIT_DIRECTORY: directory, ...given },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

test('one stored byte is changed: the verifier names that entry and exits non-zero', async () => {
  expect(await run('audit-verify')).toMatchObject({
    code: 0,
    output: expect.stringMatching(
      /12 rows of 3 chains.*1 signed checkpoints compared.*Everything is as it was written\./s,
    ),
  });
  await intruder.raw(
    `update journal set event = replace(event::text, '780000', '780001')::jsonb where owner = ? and sequence = 3`,
    [second],
  );
  expect(await run('audit-verify')).toMatchObject({
    code: 1,
    output: expect.stringContaining(
      `First bad entry: ${second}, 3: what it says does not give its hash (entry_edited)`,
    ),
  });
});

test.each([
  ['a digit behind the point', `event = jsonb_set(event, '{amount}', '780000.0')`, 'entry_inexact'],
  [
    'a digit that no program reads',
    `event = jsonb_set(event, '{amount}', '780000.0000000000000000001')`,
    'entry_inexact',
  ],
  ['a microsecond', `occurred_at = occurred_at + interval '1 microsecond'`, 'entry_edited'],
  ['the time altogether', `occurred_at = 'infinity'`, 'entry_edited'],
  ['who did it', `actor = jsonb_set(actor, '{id}', '"somebody.else"')`, 'entry_edited'],
  ['the column that queries look at', `type = 'closed'`, 'entry_edited'],
])('%s is changed: found', async (_what, change, problem) => {
  await intruder.raw(`update journal set ${change} where owner = ? and sequence = 2`, [second]);
  const { code, output } = await run('audit-verify', ['--json']);
  expect(code).toBe(1);
  expect(JSON.parse(output)).toMatchObject({
    verified: false,
    bad: 1,
    first_bad: { owner: second, sequence: 2, problem },
  });
});

test('an auditor verifies elsewhere, with nothing but the export, the file and the key', async () => {
  const { checkpoints, publicKey } = auditPaths(directory);
  const path = join(directory, 'export.jsonl');
  expect(await run('audit-export', [path])).toMatchObject({
    code: 0,
    output: expect.stringContaining('12 rows of 3 chains'),
  });
  const offline = {
    DATABASE_URL: '',
    DATA_DIRECTORY: join(directory, 'none'),
    AUDIT_DIRECTORY: join(directory, 'none'),
  };
  const args = [path, '--checkpoints', checkpoints, '--public-key', publicKey];
  expect(await run('audit-verify', args, offline)).toMatchObject({
    code: 0,
    output: expect.stringContaining('which was given'),
  });

  // A chain that is gone from the database, with all that the database knew of it.
  await intruder('journal').where({ owner: second }).del();
  await intruder('owners').where({ owner: second }).del();
  await run('audit-export', [path]);
  expect(await run('audit-verify', args, offline)).toMatchObject({
    code: 1,
    output: expect.stringContaining(`First bad entry: ${second}, 1: the whole chain is missing`),
  });

  // One case alone.
  await run('audit-export', [path, '--owner', owners[0]]);
  expect(await run('audit-verify', [...args, '--json'], offline)).toMatchObject({
    code: 0,
    output: expect.stringContaining('"rows":4,"chains":1'),
  });
  writeFileSync(checkpoints, readFileSync(checkpoints, 'utf8').replace(`["${second}",4`, `["${second}",3`));
  expect(await run('audit-verify', args, offline)).toMatchObject({
    code: 1,
    output: expect.stringContaining('checkpoint_edited'),
  });
});

test('what cannot be checked says so, with an exit code of its own', async () => {
  expect(await run('audit-verify', [join(directory, 'nothing.jsonl')])).toMatchObject({
    code: 2,
    output: expect.stringContaining('There is no file'),
  });
  expect(await run('audit-verify', [], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).toMatchObject({
    code: 2,
  });
  expect(await run('audit-export', [])).toMatchObject({ code: 2, output: expect.stringContaining('Say where to') });
});
