import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { inquiryOwner, type Instant, type Reference } from '../../contracts/ids';
import type { InquiryEvent } from '../../contracts/inquiry';
import type { JournalEntry } from '../../contracts/messages';
import { expectAtRest } from '../support/at-rest';
import { person, startTestDesk, textReference, type TestDesk } from '../support/desk';
import { createTimeSkippingEnvironment, describeTimeSkipping } from '../support/time-skipping';

jest.setTimeout(60_000);

const hour = 3_600_000;
const day = 24 * hour;
const lead = person('nora.whitfield');

describeTimeSkipping('service levels of a case', () => {
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

  const later = (instant: Instant, milliseconds: number): Instant =>
    new Date(Date.parse(instant) + milliseconds).toISOString();

  async function until(instant: Instant): Promise<void> {
    const wait = Date.parse(instant) + 60_000 - Date.parse(await desk.now());
    if (wait > 0) await environment.sleep(wait);
  }

  async function decide(reference: Reference, type: string, data: unknown): Promise<void> {
    const outcome = await desk.command(reference, type, data, lead);
    expect([type, outcome]).toEqual([type, expect.objectContaining({ result: 'accepted' })]);
  }

  async function file(): Promise<Reference> {
    const reference = await desk.file();
    await desk.eventually(async () => (await desk.journal(reference)).length > 0);
    return reference;
  }

  type Of<Type extends InquiryEvent['type']> = JournalEntry<Extract<InquiryEvent, { type: Type }>>;

  /** All of a type, once there are so many. */
  async function happened<Type extends InquiryEvent['type']>(
    reference: Reference,
    type: Type,
    count: number,
  ): Promise<Of<Type>[]> {
    return desk.eventually(async () => {
      const found = (await desk.journal(reference)).filter(({ event }) => event.type === type) as Of<Type>[];
      return found.length >= count && found;
    });
  }

  test('an overdue case that is reopened begins the ladder anew, level by level, and everyone it names gets a mail', async () => {
    const reference = await file();
    const filedAt = await desk.now();
    await until(later(filedAt, 37 * hour));
    await happened(reference, 'escalated', 1);
    const answer = await desk.text('It was delivered on Monday.');
    await decide(reference, 'resolve', { outcome: 'answered', rootCause: 'unclear', answer });
    const before = (await desk.journal(reference)).filter(({ event }) => event.type === 'escalated').length;
    await environment.sleep(3 * day);

    const id = randomUUID();
    const data = { message: id, text: textReference(id), thanksOnly: false };
    const actor = { kind: 'customer' as const, id: 'C-1003' };
    await desk.engine.signal(inquiryOwner(reference), 'receiveMessage', { id, type: 'receiveMessage', actor, data });
    const [reopened] = await happened(reference, 'reopened', 1);
    const at = reopened?.occurredAt ?? '';

    const again = await happened(reference, 'escalated', before + 1);
    expect(again).toHaveLength(before + 1);
    expect(again.at(-1)).toMatchObject({ event: { level: 1, cause: 'breach' } });
    expect(Date.parse(again.at(-1)?.occurredAt ?? '') - Date.parse(at)).toBeLessThan(60_000);

    await until(later(at, 8 * hour - 120_000));
    expect(await desk.state(reference)).toMatchObject({ escalation: { level: 1 } });
    await until(later(at, 8 * hour));
    const second = (await happened(reference, 'escalated', before + 2)).at(-1);
    expect(second).toMatchObject({ event: { level: 2, told: ['victor.almeida'] } });
    await desk.mail.waitFor((mail) => mail.recipients.some((address) => address.startsWith('victor.almeida@')));
    const mails = desk.mail
      .mails()
      .filter(({ text }) => text.includes(reference) && !text.includes('delivered on Monday'));
    expect(mails.map(({ text }) => text).join('\n')).not.toContain('Meridian');
    await until(later(at, 24 * hour));
    expect((await happened(reference, 'escalated', before + 3)).at(-1)).toMatchObject({ event: { level: 3 } });
    await expectAtRest(desk, inquiryOwner(reference));
  });

  test('a case that was put off is back at its instant, or earlier when a clock is near its end; no clock has waited', async () => {
    const reference = await file();
    await decide(reference, 'reply', { text: await desk.text('We are looking into it.') });
    const clock = (await desk.state(reference)).clocks.find(({ name }) => name === 'resolution');
    const soon = later(await desk.now(), 2 * hour);
    await decide(reference, 'snooze', { until: soon });
    await until(later(soon, -120_000));
    expect(await desk.state(reference)).toMatchObject({ snoozedUntil: soon });
    await until(soon);
    expect((await happened(reference, 'snooze_ended', 1))[0]).toMatchObject({ event: { because: 'time' } });

    await decide(reference, 'snooze', { until: later(soon, 30 * day) });
    expect(await desk.state(reference)).toMatchObject({ snoozedUntil: later(soon, 30 * day) });
    await until(later(soon, 60 * hour));
    expect((await happened(reference, 'snooze_ended', 2))[1]).toMatchObject({ event: { because: 'service_level' } });
    const breached = await happened(reference, 'service_level_breached', 1);
    const ours = breached.find(({ event }) => event.clock === 'resolution');
    expect(Math.abs(Date.parse(ours?.occurredAt ?? '') - Date.parse(clock?.dueAt ?? ''))).toBeLessThan(60_000);
    await expectAtRest(desk, inquiryOwner(reference));
  });
});
