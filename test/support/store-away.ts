import { randomUUID } from 'node:crypto';
import { inquiryOwner } from '../../contracts/ids';
import { expectAtRest } from './at-rest';
import { person, startTestDesk, textReference } from './desk';
import { startOwnPostgres } from './own-servers';

/**
 * PostgreSQL goes away for so many seconds while more cases want to decide something than the worker has task slots (40).
 * A case that wants nothing answers all the while; afterwards every decision is made, once.
 */
export async function storeAwayFor(seconds: number, cases = 50): Promise<void> {
  const postgres = await startOwnPostgres();
  const desk = await startTestDesk({ database: postgres.database });
  try {
    await desk.startWorker();
    const references: string[] = [];
    for (let count = 0; count <= cases; count += 1) references.push(await desk.file());
    const [idle, ...busy] = references as [string, ...string[]];
    await desk.eventually(async () => !(await desk.db('effects').where({ status: 'waiting' }).first('key')), 60);
    for (const reference of references) await desk.eventually(async () => (await desk.state(reference)).sequence > 0);

    await postgres.stop();
    const away = Date.now();
    const told = new Map(busy.map((reference) => [reference, randomUUID()]));
    for (const [reference, id] of told) {
      const data = { message: id, text: textReference(id), thanksOnly: true };
      const actor = { kind: 'customer' as const, id: 'C-1003' };
      await desk.engine.signal(inquiryOwner(reference), 'receiveMessage', { id, type: 'receiveMessage', actor, data });
    }
    const waits: number[] = [];
    const until = away + seconds * 1000;
    while (Date.now() < until) {
      const asked = Date.now();
      await desk.engine.state(inquiryOwner(idle), Date.now() + 10_000);
      waits.push(Date.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await postgres.start();

    for (const [reference, id] of told) {
      const answered = () => desk.db('outcomes').where({ command_id: id }).first('outcome');
      await desk.eventually(async () => !!(await answered().catch(() => undefined)), 60);
      const journal = await expectAtRest(desk, inquiryOwner(reference));
      expect(journal.filter(({ command_id: commandId }) => commandId === id)).toHaveLength(1);
    }
    expect(
      await desk.command(idle, 'addNote', { text: textReference('note') }, person('nora.whitfield')),
    ).toMatchObject({
      result: 'accepted',
    });
    expect(Math.max(...waits)).toBeLessThan(10_000);
  } finally {
    await desk.stop();
    await postgres.remove();
  }
}
