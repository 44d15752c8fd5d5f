import { followUpOwner } from '../../contracts/ids';
import type { ReminderRush } from './reminder-rush';

/**
 * Holds a rush against scenario 5: each reminder has a key of its own, which reached the mail server once or is parked; none
 * is there twice; no more are parked than sends were under way at a kill, or cut off by the server.
 */
export async function expectRushAccounted(rush: ReminderRush): Promise<void> {
  const { desk, customers } = rush;
  const delivered = rush.delivered();
  expect(new Set(delivered).size).toBe(delivered.length);

  const parked = await rush.parked();
  const keys = new Set([...delivered, ...parked.map(({ messageId }) => messageId)]);
  expect(keys.size).toBe(customers.length);
  for (const id of rush.dropped()) expect(parked.map(({ messageId }) => messageId)).toContain(id);
  const cutOff = parked.filter(({ messageId }) => rush.dropped().includes(messageId)).map(({ message }) => message);
  const allowed = [...rush.underWay(), ...cutOff];
  expect(parked.map(({ message }) => message).filter((message) => !allowed.includes(message))).toEqual([]);

  const owners = customers.map(followUpOwner);
  const messages = await desk.db('messages').whereIn('owner', owners).where({ purpose: 'reminder' });
  expect(messages.map(({ owner }) => owner).sort()).toEqual([...owners].sort());
  // What nobody knows of is said to be unknown, and the journal names the effect that a person has to look into.
  const unknown = messages.filter(({ status }) => status === 'unknown').map(({ id }) => id);
  expect(parked.map(({ message }) => message).sort()).toEqual(unknown.sort());
  const effects = await desk.db('journal').whereIn('owner', owners).where({ type: 'effect_parked' });
  expect(effects).toHaveLength(parked.length);
  // Every step was decided once, with its reason.
  const decided = await desk.db('journal').whereIn('owner', owners).where({ type: 'reminder_decided' }).pluck('event');
  expect(decided.filter(({ decision }) => decision === 'send')).toHaveLength(customers.length);
  expect(decided.every(({ reason }) => reason === 'open_balance')).toBe(true);
}
