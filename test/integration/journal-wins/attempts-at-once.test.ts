import { inquiryOwner, type Reference } from '../../../contracts/ids';
import type { Command } from '../../../contracts/messages';
import { evolve } from '../../../domain/inquiry/evolve';
import type { InquiryState } from '../../../domain/inquiry/state';
import { composeActivities } from '../../../worker/compose-activities';
import { person, secretKey, startTestDesk, textReference, type TestDesk } from '../../support/desk';

jest.setTimeout(60_000);

/** An attempt that was given up can still commit: after its time is over it is as alive as the one that replaced it. */
const attempts = Array.from({ length: 6 }, (_, index) => index);

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(() => desk.stop());

test.each(['accepted', 'refused'] as const)(
  'of six attempts at one %s command at once, one decides',
  async (result) => {
    const { handleInquiry } = composeActivities({
      db: desk.db,
      client: desk.client,
      taskQueue: desk.taskQueue,
      mail: { url: desk.mail.smtpUrl, from: 'Halden Supply <desk@halden.example>' },
      publicUrl: 'http://localhost:3000',
      secretKey,
      auditDirectory: '/nowhere',
    });
    const reference: Reference = await desk.file();
    const owner = inquiryOwner(reference);
    /** As the shell does: again after what got in between, and after an error. */
    const ask = async (state: InquiryState | null, command: Command): Promise<InquiryState | null> => {
      for (;;) {
        const now = await desk.now();
        const record = await handleInquiry({ owner, state, command, now }).catch(() => null);
        for (const entry of record?.entries ?? []) state = evolve(state, entry);
        if (record?.outcome) return state;
      }
    };
    const atOnce = (state: InquiryState | null, command: Command) =>
      Promise.all(attempts.map(() => ask(state, command)));
    const rows = async (id: string) =>
      (await desk.journal(reference)).filter(({ commandId }) => commandId === id).length;

    const opened = await atOnce(null, {
      id: 'open',
      type: 'open',
      actor: { kind: 'policy', id: 'workflow' },
      data: {},
    });
    expect(await rows('open')).toBe(opened[0]?.sequence);
    for (const state of opened) expect(state).toEqual(opened[0]);

    const [type, data] = result === 'accepted' ? ['addNote', { text: textReference('note') }] : ['confirm', {}];
    const decided = await atOnce(opened[0] ?? null, { id: 'same', type, actor: person('nora.whitfield'), data });
    expect(await rows('same')).toBe(result === 'accepted' ? 1 : 0);
    for (const state of decided) expect(state).toEqual(decided[0]);
    const outcomes = await desk.db('outcomes').where({ owner, command_id: 'same' }).select('outcome');
    expect(outcomes).toEqual([{ outcome: expect.objectContaining({ result }) }]);
  },
);
