import type { Knex } from 'knex';
import type { Owner } from '../../../contracts/ids';
import { connect } from '../../../db/connect';
import { recordDecision, type Guard } from '../../../db/journal';
import { loadDemoCompany } from '../../../scripts/demo-company';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = '2026-11-22T09:00:00.000Z';
const counter = { customer: 'acme', kind: 'credit_note' };

let database: TestDatabase;
let desk: Knex;
let policyVersion: string;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = connect(database.url);
  await loadDemoCompany(desk, now);
  const [policy] = await desk('policies').pluck('version');
  policyVersion = String(policy);
  await desk('approval_counters').insert(counter);
});
afterAll(async () => {
  await desk.destroy();
  await database.drop();
});

/** One row for an owner that is at `seen`, while the guards hold. */
const decide = (owner: Owner, seen: number, guards: Guard[], countUp = false): Promise<boolean> =>
  recordDecision(desk, {
    owner,
    kind: 'inquiry',
    command: { id: `command-${seen + 1}`, type: 'start' },
    outcome: { result: 'accepted', sequence: seen + 1, status: 'open' },
    now,
    head: { sequence: seen, hash: seen === 0 ? owner : 'unused' },
    guards,
    entries: [
      {
        sequence: seen + 1,
        commandId: `command-${seen + 1}`,
        occurredAt: now,
        actor: { kind: 'timer', id: 'test' },
        event: { type: 'work_started' },
      },
    ],
    automatic: true,
    policyVersion,
    effects: [],
    settled: undefined,
    state: { sequence: seen + 1 },
    wakeAt: null,
    ended: false,
    projections: countUp
      ? [{ update: 'approval_counters', key: counter, set: { sequence: guards[0] ? guards[0].sequence + 1 : 1 } }]
      : [],
  });

test('a decision is not written once a row that it looked at has moved on', async () => {
  const [left, right] = ['inquiry:INQ-2026-000101', 'inquiry:INQ-2026-000102'] as const;
  expect(await decide(left, 0, [])).toBe(true);
  const seen: Guard = { table: 'owners', key: { owner: left }, sequence: 0 };
  expect(await decide(right, 0, [seen])).toBe(false);
  expect(await desk('journal').where({ owner: right })).toEqual([]);
  expect(await decide(right, 0, [{ ...seen, sequence: 1 }])).toBe(true);
});

test('of many decisions that count together, each is written after it has seen all before it', async () => {
  const read = async () => {
    const [sequence] = await desk('approval_counters').where(counter).pluck('sequence');
    return Number(sequence);
  };
  const numbers: number[] = [];
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const owner: Owner = `inquiry:INQ-2026-0002${String(index).padStart(2, '0')}`;
      for (;;) {
        const sequence = await read();
        if (await decide(owner, 0, [{ table: 'approval_counters', key: counter, sequence }], true)) {
          numbers.push(sequence);
          return;
        }
      }
    }),
  );
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('two cases that decide about each other at once never both decide', async () => {
  for (let round = 0; round < 10; round += 1) {
    const [left, right]: Owner[] = [`inquiry:INQ-2026-0003${round}0`, `inquiry:INQ-2026-0003${round}1`];
    const about = (owner: Owner | undefined): Guard[] => [
      { table: 'owners', key: { owner: String(owner) }, sequence: 1 },
    ];
    await desk('owners').insert(
      [left, right].map((owner) => ({ owner, kind: 'inquiry', sequence: 1, hash: 'unused', state: '{}' })),
    );
    await desk('journal').insert(
      [left, right].map((owner) => ({
        owner,
        sequence: 1,
        type: 'work_started',
        event: '{"type":"work_started"}',
        command_id: 'command-1',
        actor: '{"kind":"timer","id":"test"}',
        automatic: true,
        policy_version: policyVersion,
        occurred_at: now,
        previous_hash: owner,
        hash: 'unused',
      })),
    );
    const written = await Promise.all([decide(left as Owner, 1, about(right)), decide(right as Owner, 1, about(left))]);
    expect(written.filter(Boolean).length).toBeLessThanOrEqual(1);
  }
});
