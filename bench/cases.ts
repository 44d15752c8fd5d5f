import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { projectDirectory } from '../config';
import { buildWorkflowBundle } from '../scripts/build-workflow-bundle';
import type { BenchDesk } from './servers';
import { twinUpdates } from './twin/workflow-updates';

/** Milliseconds of each request, by what it was for. */
export type Durations = Record<'filing' | 'command' | 'detail' | 'list', number[]>;

export async function startTwinWorker(desk: BenchDesk): Promise<void> {
  const bundle = join(projectDirectory, 'dist', 'twin-bundle.js');
  await buildWorkflowBundle(join(projectDirectory, 'dist', 'bench', 'twin', 'workflow.js'), bundle);
  await desk.run('bench/twin/worker.js', [desk.temporal.address, desk.temporal.namespace, 'twin', bundle]);
}

export async function twinCase(client: Client): Promise<void> {
  const handle = await client.workflow.start('twin', { workflowId: `twin:${randomUUID()}`, taskQueue: 'twin' });
  for (const update of twinUpdates) {
    await handle.executeUpdate<number, [string]>(update, { updateId: randomUUID(), args: [randomUUID()] });
  }
  await handle.result();
}

/** File, classify, assign, reply, resolve, close: as staff and customers do, over HTTP. */
export async function wholeCase(desk: BenchDesk, durations: Durations): Promise<string> {
  const reference = await timed(durations.filing, () => file(desk));
  const command = (path: string, person: string, body: unknown) =>
    timed(durations.command, () => call(desk, 'POST', `/v1/inquiries/${reference}/${path}`, person, body));
  await command('classifications', 'nora.whitfield', { category: 'billing_dispute', urgency: 'low' });
  const { assignee } = (await timed(durations.detail, () =>
    call(desk, 'GET', `/v1/inquiries/${reference}`, 'nora.whitfield'),
  )) as { assignee: { id: string } };
  const owner = assignee.id === 'mei.tanaka' ? 'lukas.brandt' : 'mei.tanaka';
  await command('assignments', 'nora.whitfield', { team: 'billing', person: owner });
  await command('replies', owner, { text: 'We are looking into the second delivery and will come back to you.' });
  await timed(durations.list, () => call(desk, 'GET', '/v1/inquiries?status=in_progress&limit=20', owner));
  await command('resolutions', owner, {
    outcome: 'answered',
    root_cause: 'Second delivery was split by the carrier',
    answer: 'The second delivery arrived on the third; the invoice stands.',
  });
  await command('closures', owner, {});
  return reference;
}

export async function file(desk: BenchDesk): Promise<string> {
  const filed = (await call(desk, 'POST', '/v1/inquiries', 'jonah.reyes', {
    subject: 'Dispute of invoice INV-10421',
    body: 'We dispute the second half of invoice INV-10421: the delivery of USD 3,900.00 never arrived.',
    requester: { email: 'ap@meridian-outdoor.example' },
  })) as { reference: string };
  return filed.reference;
}

/** A history is whole when the last mail of the case has come back. */
export async function untilAllIsSent(desk: BenchDesk, reference: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await call(desk, 'GET', `/v1/inquiries/${reference}/messages`, 'nora.whitfield');
    if (!(answer as { data: { status: string }[] }).data.some(({ status }) => status === 'pending')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function call(desk: BenchDesk, method: string, path: string, person: string, body?: unknown): Promise<unknown> {
  const token = desk.logins.find((login) => login.person === person)?.token ?? '';
  const response = await fetch(`${desk.api}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

async function timed<T>(durations: number[], work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  durations.push(performance.now() - started);
  return result;
}
