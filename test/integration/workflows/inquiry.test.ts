import { inquiryOwner } from '../../../contracts/ids';
import { evolve } from '../../../domain/inquiry/evolve';
import type { InquiryState } from '../../../domain/inquiry/state';
import { person, startTestDesk, textReference, type TestDesk } from '../../support/desk';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
}, 60_000);
afterAll(() => desk.stop());

test('an inquiry is classified, identified, routed and acknowledged, all on its journal', async () => {
  const reference = await desk.file();
  const state = await desk.eventually(async () => {
    const now = await desk.state(reference).catch(() => undefined);
    const sent = Object.values(now?.messages ?? {}).some(({ status }) => status === 'sent');
    return now && sent ? now : undefined;
  });
  expect(state).toMatchObject({
    phase: 'assigned',
    category: 'billing_dispute',
    team: 'billing',
    customer: 'C-1003',
    identification: { level: 'verified' },
    links: [{ kind: 'invoice', id: 'INV-10421' }],
  });
  const types = (await desk.journal(reference)).map(({ event }) => event.type);
  expect(types.slice(0, 6)).toEqual([
    'inquiry_received',
    'classified',
    'customer_identified',
    'linked',
    'clocks_set',
    'routed',
  ]);
  expect(desk.mail.mails()).toHaveLength(1);
});

test('the workflow’s state is the fold of its journal', async () => {
  const reference = await desk.file();
  await desk.eventually(async () => (await desk.journal(reference)).length > 0);
  expect(await desk.command(reference, 'addNote', { text: textReference('note') })).toMatchObject({
    result: 'accepted',
  });
  const refused = await desk.command(reference, 'confirm', {}, person('jonah.reyes'));
  expect(refused).toMatchObject({ result: 'refused', refusal: { code: 'transition_not_allowed' } });
  const journal = await desk.journal(reference);
  const fold = journal.reduce<InquiryState | null>((state, entry) => evolve(state, entry), null);
  await desk.eventually(async () => (await desk.state(reference)).sequence >= journal.length);
  const now = await desk.state(reference);
  expect({ ...now, messages: {}, sequence: 0 }).toEqual({ ...fold, messages: {}, sequence: 0 });
});

test('a repeated command is answered, not done again', async () => {
  const reference = await desk.file();
  const data = { text: textReference('note') };
  const first = await desk.command(reference, 'addNote', data, person('nora.whitfield'), 'same-command');
  const again = await desk.command(reference, 'addNote', data, person('nora.whitfield'), 'same-command');
  expect(again).toEqual(first);
  const notes = (await desk.journal(reference)).filter(({ event }) => event.type === 'note_added');
  expect(notes).toHaveLength(1);
  expect(inquiryOwner(reference)).toMatch(/^inquiry:INQ-\d{4}-\d{6,}$/);
});
