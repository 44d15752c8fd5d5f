import { ownerKind, ownerSubject, type Owner } from '../../contracts/ids';
import type { InquiryEvent } from '../../contracts/inquiry';
import { journalHash } from '../../contracts/journal-hash';
import type { JournalEntry } from '../../contracts/messages';
import type { JournalRow, OwnerRow } from '../../db/rows';
import { evolve as evolveFollowUp } from '../../domain/follow-up/evolve';
import { initialFollowUp } from '../../domain/follow-up/state';
import { evolve } from '../../domain/inquiry/evolve';
import type { InquiryState } from '../../domain/inquiry/state';
import type { TestDesk } from './desk';

/**
 * Waits until an owner is at rest and holds it against invariant I11: journal = fold of the journal = stored projection =
 * state of the live workflow; the chain is whole; each command has one outcome and its rows in one piece; each message was
 * sent once, and nothing waits. Returns the journal.
 */
export async function expectAtRest(desk: TestDesk, owner: Owner, seconds = 60): Promise<JournalRow[]> {
  const { db, engine } = desk;
  await desk.eventually(async () => {
    const waiting = await db('effects').where({ owner, status: 'waiting' }).first('key');
    const head = await db<OwnerRow>('owners').where({ owner }).first('sequence', 'ended');
    if (waiting || !head) return false;
    if (head.ended) return true;
    const live = (await engine.state(owner, Date.now() + 5_000).catch(() => null)) as { sequence: number } | null;
    return live?.sequence === head.sequence;
  }, seconds);

  const rows = await db<JournalRow>('journal').where({ owner }).orderBy('sequence');
  const stored = await db<OwnerRow>('owners').where({ owner }).first();
  const folded = fold(owner, rows);
  expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1));
  expect(stored?.state).toEqual(plain(folded));
  if (!stored?.ended) expect(await engine.state(owner, Date.now() + 5_000)).toEqual(plain(folded));

  let previous: string = owner;
  for (const row of rows) {
    expect(row.previous_hash).toBe(previous);
    const { sequence, event, actor, automatic, hash } = row;
    const hashed = { commandId: row.command_id, policyVersion: row.policy_version, occurredAt: row.occurred_at };
    expect(journalHash({ owner, sequence, event, actor, automatic, previousHash: previous, ...hashed })).toBe(hash);
    previous = hash;
  }
  expect(stored?.hash).toBe(previous);

  const outcomes = await db('outcomes').where({ owner }).select('command_id', 'outcome');
  const groups = rows.map((row) => row.command_id).filter((id, index, all) => all[index - 1] !== id);
  expect(new Set(groups).size).toBe(groups.length);
  expect(outcomes.map((row) => row.command_id)).toEqual(expect.arrayContaining(groups));
  await expectMailsOnce(desk, owner);
  return rows;
}

/** Every message of an owner that counts as sent reached the mail server exactly once. */
export async function expectMailsOnce(desk: TestDesk, owner: Owner): Promise<void> {
  const attempts: { message_id: string; result: string | null }[] = await desk
    .db('send_attempts as a')
    .join('messages as m', 'm.id', 'a.message')
    .where('m.owner', owner)
    .select('a.message_id', 'a.result');
  const received = desk.mail.mails().map(({ messageId }) => messageId);
  const times = (id: string) => received.filter((candidate) => candidate === id).length;
  for (const { message_id: id, result } of attempts) {
    expect({ id, result, times: times(id) }).toEqual({ id, result: 'sent', times: 1 });
  }
}

function fold(owner: Owner, rows: JournalRow[]): unknown {
  const entries = rows.map((row) => ({
    sequence: row.sequence,
    commandId: row.command_id,
    occurredAt: row.occurred_at,
    actor: row.actor,
    event: row.event,
  }));
  return ownerKind(owner) === 'inquiry'
    ? (entries as JournalEntry<InquiryEvent>[]).reduce<InquiryState | null>(
        (state, entry) => evolve(state, entry),
        null,
      )
    : (entries as JournalEntry<Parameters<typeof evolveFollowUp>[1]['event']>[]).reduce(
        (state, entry) => evolveFollowUp(state, entry),
        initialFollowUp(ownerSubject(owner)),
      );
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Repeats a decision with the same id until the answer is clear, as the API does; a stored answer comes first. */
export async function untilAnswered<T>(ask: () => Promise<T>, seconds = 40): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!['EngineUnclear', 'JournalBehind'].includes((error as Error).name) || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
