import { randomUUID } from 'node:crypto';
import { inquiryOwner } from '../../../contracts/ids';
import { workflowTypes } from '../../../contracts/messages';
import { planErasure, type ErasureSubject } from '../../../db/plan-erasure';
import { recordErasure } from '../../../db/record-erasure';
import { insertRetentionPeriod } from '../../../db/insert-retention-period';
import { addElapsed, dayInMilliseconds } from '../../../domain/instant';
import {
  auditScheduleId,
  ensureSchedules,
  retentionScheduleId,
  sweepScheduleId,
} from '../../../temporal-config/register';
import { expectAtRest } from '../../support/at-rest';
import { person, startTestDesk, type TestDesk } from '../../support/desk';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
}, 60_000);
afterAll(() => desk.stop());

const erase = (subject: ErasureSubject) =>
  desk.db.transaction(async (transaction) => {
    const plan = await planErasure(transaction, subject, 'request');
    if (!plan) throw new Error('nothing there');
    const actor = person('rosa.lindgren');
    return recordErasure(transaction, plan, { subject, basis: 'request', reason: 'x', actor, at: await desk.now() });
  });

test('a running case goes on when its words and its requester are erased; what waits to be sent fails with its code', async () => {
  // Erased before its workflow has read anything.
  const early = await desk.file();
  await erase({ kind: 'inquiry', id: early });
  await desk.startWorker();
  await desk.eventually(async () => (await desk.journal(early)).length > 0);
  expect(await desk.state(early)).toMatchObject({ category: 'general', customer: 'C-1003' });

  const reference = await desk.file();
  await desk.eventually(async () => (await desk.journal(reference)).length > 0);
  await erase({ kind: 'contact', id: 'contact-1003-1' });
  const { assignee } = await desk.state(reference);
  const agent = person(assignee ?? '');
  const reply = await desk.command(reference, 'reply', { text: await desk.text() }, agent);
  expect(reply).toMatchObject({ result: 'accepted' });
  await desk.eventually(async () => (await desk.state(reference)).effectsParked.length > 0);
  const parked = (await desk.journal(reference)).flatMap(({ event }) =>
    event.type === 'effect_parked' ? [event.code] : [],
  );
  expect(parked).toEqual(['recipient_erased']);
  const { messages } = await desk.state(reference);
  const replies = Object.values(messages).filter(({ purpose }) => purpose === 'reply');
  expect(replies).toEqual([{ purpose: 'reply', status: 'failed' }]);
  expect(desk.mail.mails().filter(({ text }) => text.includes('We have looked into it.'))).toEqual([]);

  const answer = await desk.text('Nobody reads this.');
  const resolution = { outcome: 'answered', rootCause: 'Price list', answer };
  expect(await desk.command(reference, 'resolve', resolution, agent)).toMatchObject({ result: 'accepted' });
  await expectAtRest(desk, inquiryOwner(reference));
  await expectAtRest(desk, inquiryOwner(early));
});

test('the daily run erases what is over', async () => {
  const now = await desk.now();
  const long = addElapsed(now, -400 * dayInMilliseconds);
  await desk
    .db('contacts')
    .insert({ id: 'old', customer: null, name: 'Old', email: 'old@x.example', created_at: long });
  const period = { category: 'contacts_without_customer' as const, days: 365, reason: 'x', by: 'petra.novak', at: now };
  await insertRetentionPeriod(desk.db, period);
  const result = await desk.client.workflow.execute(workflowTypes.retention, {
    taskQueue: desk.taskQueue,
    workflowId: `retention-${randomUUID()}`,
  });
  expect(result).toEqual({ erased: 1 });
  expect(await desk.db('contacts').where({ id: 'old' }).first('name')).toEqual({ name: null });
});

test('all schedules are there, and a second start leaves them as they are', async () => {
  await ensureSchedules(desk.client, desk.taskQueue);
  await ensureSchedules(desk.client, desk.taskQueue);
  for (const id of [sweepScheduleId, auditScheduleId, retentionScheduleId]) {
    const schedule = desk.client.schedule.getHandle(id);
    expect((await schedule.describe()).action.type).toBe('startWorkflow');
    await schedule.delete();
  }
});
