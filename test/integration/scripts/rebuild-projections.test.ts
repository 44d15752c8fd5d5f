import { connect } from '../../../db/connect';
import { rebuildProjections } from '../../../scripts/rebuild-projections';
import { person, startTestDesk, textReference, type TestDesk } from '../../support/desk';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
}, 60_000);
afterAll(() => desk.stop());

test('projections rebuilt from the journal are equal to those in use, and what was changed by hand is found and mended', async () => {
  const reference = await desk.file();
  await desk.eventually(async () => (await desk.journal(reference)).length > 0);
  const { assignee } = await desk.state(reference);
  const owner = person(assignee ?? '');
  const amount = { minor: 780_000, currency: 'USD' };
  await desk.command(reference, 'dispute', { invoice: 'INV-10421', amount, reason: 'not_received' }, owner);
  const content = {
    kind: 'credit_note',
    invoice: 'INV-10421',
    amount,
    reason: 'not_received',
    explanation: textReference('e'),
  };
  expect(await desk.command(reference, 'propose', { content }, owner)).toMatchObject({ result: 'accepted' });
  const { proposals } = await desk.state(reference);
  const decision = { proposal: proposals[0]?.id, contentHash: proposals[0]?.contentHash, decision: 'approve' };
  expect(await desk.command(reference, 'decide', decision, person('victor.almeida'))).toMatchObject({
    result: 'accepted',
  });
  await desk.eventually(async () => (await desk.state(reference)).proposals[0]?.status === 'posted');
  const refused = await desk.command(reference, 'decide', decision, owner);
  expect(refused).toMatchObject({ refusal: { code: 'segregation_excluded' } });

  await desk.stopWorker();
  const { ownerUrl } = desk.database;
  const whole = await rebuildProjections(ownerUrl);
  expect(whole.differences).toEqual({});
  expect(whole.rows).toBeGreaterThan(10);

  const knex = connect(ownerUrl, { asOwner: true });
  await knex('inquiries').where({ reference }).update({ status: 'closed' });
  await knex('messages').del();
  await knex.destroy();
  const found = await rebuildProjections(ownerUrl, { replace: true });
  expect(Object.keys(found.differences).sort()).toEqual(['inquiries', 'messages']);
  expect((await rebuildProjections(ownerUrl)).differences).toEqual({});
});
