import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { inquiryOwner, type Instant, type Reference } from '../../contracts/ids';
import type { InquiryEvent } from '../../contracts/inquiry';
import type { Actor } from '../../contracts/messages';
import { expectAtRest } from '../support/at-rest';
import { person, startTestDesk, textReference, type TestDesk } from '../support/desk';
import { createTimeSkippingEnvironment, describeTimeSkipping } from '../support/time-skipping';

jest.setTimeout(60_000);

const hour = 3_600_000;
const day = 24 * hour;
const lead = person('nora.whitfield');

describeTimeSkipping('the life of a case', () => {
  let environment: TestWorkflowEnvironment;
  let desk: TestDesk;

  beforeAll(async () => {
    environment = await createTimeSkippingEnvironment();
    desk = await startTestDesk({ environment });
    await desk.startWorker();
  });
  afterAll(async () => {
    await desk?.stop();
    await environment?.teardown();
  });

  /** Skips to a minute after an instant. */
  async function until(instant: Instant): Promise<void> {
    const wait = Date.parse(instant) + 60_000 - Date.parse(await desk.now());
    if (wait > 0) await environment.sleep(wait);
  }

  async function decide(reference: Reference, type: string, data: unknown, actor: Actor = lead): Promise<void> {
    const outcome = await desk.command(reference, type, data, actor);
    expect([type, outcome]).toEqual([type, expect.objectContaining({ result: 'accepted' })]);
  }

  async function file(): Promise<Reference> {
    const reference = await desk.file();
    await desk.eventually(async () => (await desk.journal(reference)).length > 0);
    return reference;
  }

  function customerWrites(reference: Reference, thanksOnly = false): Promise<void> {
    const id = randomUUID();
    const data = { message: id, text: textReference(id), thanksOnly };
    const actor = { kind: 'customer' as const, id: 'C-1003' };
    return desk.engine.signal(inquiryOwner(reference), 'receiveMessage', { id, type: 'receiveMessage', actor, data });
  }

  type Of<Type extends InquiryEvent['type']> = Extract<InquiryEvent, { type: Type }>;

  /** Waits for the event and tells when it was. */
  async function when<Type extends InquiryEvent['type']>(
    reference: Reference,
    type: Type,
    matches: (event: Of<Type>) => boolean = () => true,
  ): Promise<Instant> {
    return desk.eventually(async () => {
      const entries = await desk.journal(reference);
      return entries.find(({ event }) => event.type === type && matches(event as Of<Type>))?.occurredAt;
    });
  }

  const resolutionClock = async (reference: Reference) => {
    const clock = (await desk.state(reference)).clocks.find(({ name }) => name === 'resolution');
    if (!clock) throw new Error('no resolution clock');
    return clock;
  };
  const later = (instant: Instant, milliseconds: number): Instant =>
    new Date(Date.parse(instant) + milliseconds).toISOString();
  /** A timer fires when it is due, give or take the second in which the server looks. */
  const expectAt = (happened: Instant, due: Instant): void => {
    expect(Date.parse(happened) - Date.parse(due)).toBeGreaterThanOrEqual(0);
    expect(Date.parse(happened) - Date.parse(due)).toBeLessThan(60_000);
  };

  test('a dispute nobody works on is warned of at 75 %, breached at 36 hours, and climbs the ladder', async () => {
    const reference = await file();
    const { startedAt, warnAt, dueAt } = await resolutionClock(reference);
    expect(warnAt).toBe(later(startedAt, 27 * hour));
    expect(dueAt).toBe(later(startedAt, 36 * hour));
    const breachedBy = later(startedAt, 36 * hour);

    await until(later(startedAt, 27 * hour));
    expectAt(await when(reference, 'service_level_warned', ({ clock }) => clock === 'resolution'), warnAt ?? '');
    await until(breachedBy);
    expectAt(await when(reference, 'service_level_breached', ({ clock }) => clock === 'resolution'), breachedBy);
    // The first clock that is breached begins the ladder.
    const first = (await desk.state(reference)).clocks.flatMap(({ breachedAt }) => breachedAt ?? []).sort()[0] ?? '';
    expectAt(await when(reference, 'escalated', ({ level }) => level === 1), first);
    await until(later(first, 8 * hour));
    expectAt(await when(reference, 'escalated', ({ level }) => level === 2), later(first, 8 * hour));
    await until(later(first, 24 * hour));
    expectAt(await when(reference, 'escalated', ({ level }) => level === 3), later(first, 24 * hour));
    expect(await desk.state(reference)).toMatchObject({ phase: 'assigned', escalation: { level: 3 } });
    await expectAtRest(desk, inquiryOwner(reference));
  });

  test('while the customer is asked the clock stands still; when they answer it goes on with what was left', async () => {
    const reference = await file();
    const { startedAt } = await resolutionClock(reference);
    await environment.sleep(10 * hour);
    await decide(reference, 'requestInformation', { text: await desk.text('Which delivery was it?') });
    const asked = await desk.now();
    expect(await resolutionClock(reference)).toMatchObject({ dueAt: null, runningSince: null });
    await environment.sleep(5 * day);
    await customerWrites(reference);
    const answered = await when(reference, 'message_received');
    const clock = await desk.eventually(async () => {
      const present = await resolutionClock(reference);
      return present.dueAt !== null && present;
    });
    expect(clock.breachedAt).toBeNull();
    const consumed = Date.parse(asked) - Date.parse(startedAt);
    const left = 36 * hour - consumed;
    expect(Math.abs(Date.parse(clock.dueAt ?? '') - Date.parse(answered) - left)).toBeLessThan(60_000);
    await expectAtRest(desk, inquiryOwner(reference));
  });

  test('a proposal nobody decides on expires after fourteen days', async () => {
    const reference = await file();
    await decide(reference, 'assign', { team: 'billing', person: 'mei.tanaka' }).catch(() => undefined);
    const mei = person('mei.tanaka');
    const amount = { minor: 780_000, currency: 'USD' };
    const explanation = await desk.text('The second delivery never left.');
    const content = { kind: 'credit_note', invoice: 'INV-10421', amount, reason: 'not_received', explanation };
    await decide(reference, 'propose', { content }, mei);
    const { expiresAt } = (await desk.state(reference)).proposals[0] ?? { expiresAt: '' };
    await until(expiresAt);
    expectAt(await when(reference, 'proposal_closed', ({ how }) => how === 'expired'), expiresAt);
    expect((await desk.state(reference)).proposals).toMatchObject([{ status: 'expired' }]);
    await expectAtRest(desk, inquiryOwner(reference));
  });

  test('a resolved case closes when nobody objects; a late mail begins it again; in the end its workflow ends', async () => {
    const reference = await file();
    const owner = inquiryOwner(reference);
    const resolve = async () => {
      const answer = await desk.text('It was delivered on Monday.');
      await decide(reference, 'resolve', { outcome: 'answered', rootCause: 'unclear', answer });
      return (await desk.state(reference)).resolution?.confirmBy ?? '';
    };
    const closedAt = async (count: number) =>
      desk.eventually(async () => {
        const closed = (await desk.journal(reference)).filter(({ event }) => event.type === 'closed');
        return closed[count - 1]?.occurredAt;
      });

    const confirmBy = await resolve();
    await environment.sleep(2 * hour);
    await customerWrites(reference, true);
    await when(reference, 'message_received');
    expect(await desk.state(reference)).toMatchObject({ phase: 'resolved', reopenCount: 0 });
    // Spread over an hour by the reference, so that thousands do not close in one minute.
    await until(later(confirmBy, hour));
    const closed = await closedAt(1);
    expect(closed >= confirmBy && closed < later(confirmBy, hour + 60_000)).toBe(true);

    await environment.sleep(20 * day);
    await customerWrites(reference);
    await when(reference, 'reopened');
    expect(await desk.state(reference)).toMatchObject({ phase: 'reopened', reopenCount: 1 });
    await until(later(await resolve(), hour));
    const { closure } = await desk.eventually(async () => {
      await closedAt(2);
      const state = await desk.state(reference);
      return state.closure !== null && state;
    });

    await until(later(closure?.reopenUntil ?? '', hour));
    await when(reference, 'ended');
    const handle = desk.client.workflow.getHandle(owner);
    await desk.eventually(async () => (await handle.describe()).status.name === 'COMPLETED');
    const journal = await expectAtRest(desk, owner);
    expect(journal.at(-1)?.type).toBe('ended');
    await expect(customerWrites(reference)).rejects.toThrow('no running workflow');
  });
});
