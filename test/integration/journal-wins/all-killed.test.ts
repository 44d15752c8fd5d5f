import { randomUUID } from 'node:crypto';
import { inquiryOwner } from '../../../contracts/ids';
import { expectAtRest } from '../../support/at-rest';
import { person, startTestDesk } from '../../support/desk';
import { startOwnTemporal } from '../../support/own-servers';
import { startWorkerProcess } from '../../support/worker-process';

jest.setTimeout(120_000);

test('worker, caller and server die together after a commit: the sweep starts its effects, though nobody writes again', async () => {
  const server = await startOwnTemporal();
  const desk = await startTestDesk({ temporal: server });
  const worker = await startWorkerProcess(desk, { temporal: server, killAfterCommitOf: 'reply' });
  try {
    const reference = await desk.file();
    const owner = inquiryOwner(reference);
    const waiting = () => desk.db('effects').where({ owner, status: 'waiting' }).first('key', 'created_at');
    await desk.eventually(async () => (await desk.journal(reference)).length > 0 && !(await waiting()));
    const reply = randomUUID();
    const text = await desk.text('Your second delivery was credited.');
    // The caller asks for four seconds, and is then as dead as the others.
    const command = { id: reply, type: 'reply', actor: person('nora.whitfield'), data: { text } };
    const caller = desk.engine.update(owner, command, Date.now() + 4_000).catch((error: Error) => error.name);
    await worker.ended;
    await server.kill();
    expect(await caller).toBe('EngineUnclear');

    expect(await waiting()).toBeDefined();
    await server.start();
    await desk.startWorker();
    // Without a message, and without a task that would run again: the update was never durable on the server.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await waiting()).toBeDefined();

    // The sweep looks a minute back; the effect is made a minute old instead of waiting for it.
    const sweep = () =>
      desk.client.workflow.execute('sweep', { workflowId: `sweep-${randomUUID()}`, taskQueue: desk.taskQueue });
    expect(await sweep()).toMatchObject({ caughtUp: 0 });
    await desk
      .db('effects')
      .where({ owner, status: 'waiting' })
      .update({
        created_at: new Date(Date.now() - 61_000).toISOString(),
      });
    expect(await sweep()).toMatchObject({ caughtUp: 1 });
    await desk.mail.waitFor(({ text: body }) => body.includes('Your second delivery was credited.'), 20_000);
    const journal = await expectAtRest(desk, owner);
    expect(journal.filter(({ command_id: id }) => id === reply)).not.toHaveLength(0);
    const repeated = await desk.command(reference, 'reply', { text }, person('nora.whitfield'), reply);
    expect(repeated).toMatchObject({ result: 'accepted' });
    expect(desk.mail.mails().filter(({ text: body }) => body.includes('Your second delivery'))).toHaveLength(1);
  } finally {
    await worker.kill();
    await desk.stop();
    await server.stop();
  }
});
