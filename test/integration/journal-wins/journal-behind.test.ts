import { randomUUID } from 'node:crypto';
import { inquiryOwner, type Owner, type Reference } from '../../../contracts/ids';
import { connect } from '../../../db/connect';
import { expectAtRest, untilAnswered } from '../../support/at-rest';
import { person, startTestDesk, textReference, type TestDesk } from '../../support/desk';

jest.setTimeout(60_000);

const lead = person('nora.whitfield');
const note = { text: textReference('note') };

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
});
afterAll(() => desk.stop());

/** What a restore from an old backup does to one case. Returns how to restore the rest. */
async function loseTheNewestRow(owner: Owner): Promise<() => Promise<void>> {
  const tables = connect(desk.database.ownerUrl, { asOwner: true });
  // Nobody can do this by the desk's own role, and not even the owner of the tables without taking a trigger away.
  const withoutTriggers = (work: (sql: typeof tables) => Promise<unknown>) =>
    tables.transaction(async (trx) => {
      await trx.raw('alter table journal disable trigger user; alter table outcomes disable trigger user');
      await work(trx);
      await trx.raw('alter table journal enable trigger user; alter table outcomes enable trigger user');
    });
  const head = await tables('owners').where({ owner }).first();
  const lost = await tables('journal').where({ owner, sequence: head.sequence }).first();
  const answered = await tables('outcomes').where({ owner, command_id: lost.command_id }).first();
  const json = ({ position: _, ...row }: Record<string, unknown>, ...names: string[]) => ({
    ...row,
    ...Object.fromEntries(names.map((name) => [name, JSON.stringify(row[name])])),
  });
  await withoutTriggers(async (trx) => {
    await trx('journal').where({ owner, sequence: head.sequence }).delete();
    await trx('outcomes').where({ owner, command_id: lost.command_id }).delete();
    await trx('owners')
      .where({ owner })
      .update({ sequence: head.sequence - 1, hash: lost.previous_hash });
  });
  return async () => {
    await withoutTriggers(async (trx) => {
      await trx('journal').insert(json(lost, 'event', 'actor'));
      await trx('outcomes').insert(json(answered, 'outcome'));
      await trx('owners').where({ owner }).update({ sequence: head.sequence, hash: head.hash });
    });
    await tables.destroy();
  };
}

const tell = (reference: Reference, type: string, id: string, data: unknown): Promise<void> =>
  desk.engine.signal(inquiryOwner(reference), type, {
    id,
    type,
    actor: { kind: 'customer', id: 'C-1003' },
    data,
  });

test('a case whose journal is behind decides nothing and says so; restored, it catches up and goes on', async () => {
  const reference = await desk.file();
  const owner = inquiryOwner(reference);
  await desk.eventually(async () => (await desk.journal(reference)).length > 0);
  await expectAtRest(desk, owner);
  await desk.command(reference, 'addNote', note, lead);
  const restore = await loseTheNewestRow(owner);
  const rows = (await desk.journal(reference)).length;

  const [letter, decision, later] = [randomUUID(), randomUUID(), randomUUID()];
  await tell(reference, 'receiveMessage', letter, { message: letter, text: textReference(letter), thanksOnly: true });
  const handle = desk.client.workflow.getHandle(owner);
  const details = () =>
    handle.query<string>('__temporal_workflow_metadata').then((metadata) => JSON.stringify(metadata));
  await desk.eventually(async () => (await details()).includes('ALARM'));

  // A decision is turned away at the door, so that it can be repeated; catching up in vain changes nothing.
  await expect(desk.command(reference, 'addNote', note, lead, decision)).rejects.toThrow('the journal is behind');
  await tell(reference, 'catchUp', 'sweep', {});
  await tell(reference, 'catchUp', 'sweep', {});
  await expect(desk.command(reference, 'addNote', note, lead, later)).rejects.toThrow('the journal is behind');
  expect(await desk.journal(reference)).toHaveLength(rows);
  const length = (await handle.describe()).historyLength;
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect((await handle.describe()).historyLength).toBeLessThanOrEqual(length + 3);

  await restore();
  await tell(reference, 'catchUp', 'sweep', {});
  expect(await untilAnswered(() => desk.command(reference, 'addNote', note, lead, decision))).toMatchObject({
    result: 'accepted',
  });
  const journal = await expectAtRest(desk, owner);
  expect(journal.slice(-2).map((row) => row.command_id)).toEqual([letter, decision]);
  expect(await details()).not.toContain('ALARM');
});

test('a case whose workflow was terminated is started again from its journal by the sweep', async () => {
  const reference = await desk.file();
  const owner = inquiryOwner(reference);
  await desk.eventually(async () => (await desk.journal(reference)).length > 0);
  await expectAtRest(desk, owner);
  const { sequence } = await desk.state(reference);
  await desk.client.workflow.getHandle(owner).terminate('by mistake');
  await desk
    .db('owners')
    .where({ owner })
    .update({ wake_at: new Date(Date.now() - 180_000).toISOString() });
  const swept = await desk.client.workflow.execute('sweep', {
    workflowId: `sweep-${owner}`,
    taskQueue: desk.taskQueue,
  });
  expect(swept).toMatchObject({ caughtUp: 1 });
  await desk.eventually(async () => (await desk.state(reference).catch(() => null))?.sequence === sequence);
  expect(await desk.command(reference, 'addNote', note, lead)).toMatchObject({ result: 'accepted' });
  await expectAtRest(desk, owner);
});
