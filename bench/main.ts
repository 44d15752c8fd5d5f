import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { projectDirectory } from '../config';
import { inquiryOwner } from '../contracts/ids';
import { buildWorkflowBundle } from '../scripts/build-workflow-bundle';
import { startBenchDesk, type BenchDesk } from './servers';
import { twinUpdates } from './twin/workflow-updates';

/**
 * Whole cases over HTTP, and in the same run, on the same servers, the bare twin. Rounds alternate, so that both meet the same
 * machine; the ratio is the message, absolute figures are this machine's.
 */
const clients = 20;
const rounds = 3;
const casesARound = 100;

interface Percentiles {
  p50: number;
  p99: number;
}

export interface BenchResult {
  cases_per_s: number;
  twin_cases_per_s: number;
  ratio_to_twin: number;
  intake_per_s: number;
  latency_ms: { filing: Percentiles; command: Percentiles; detail: Percentiles; list: Percentiles };
  history_events: number;
  history_bytes: number;
  history_events_by_type: Record<string, number>;
  machine: { cpus: number; model: string; memory_gib: number; node: string };
}

type Durations = Record<'filing' | 'command' | 'detail' | 'list', number[]>;

async function main(): Promise<void> {
  const asJson = process.argv.includes('--json');
  const desk = await startBenchDesk();
  const connection = await Connection.connect({ address: desk.temporal.address });
  const client = new Client({ connection, namespace: desk.temporal.namespace });
  try {
    await startTwinWorker(desk);
    const busy: Durations = { filing: [], command: [], detail: [], list: [] };
    await inParallel(clients, () => wholeCase(desk, busy));
    await inParallel(clients, () => twinCase(client));

    const ours: number[] = [];
    const twins: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      twins.push(await rate(casesARound, () => twinCase(client)));
      ours.push(await rate(casesARound, () => wholeCase(desk, busy)));
      process.stderr.write(
        `round ${round + 1}: ours ${ours.at(-1)?.toFixed(1)}, twin ${twins.at(-1)?.toFixed(1)} cases/s\n`,
      );
    }
    const intake = await rate(500, () => file(desk).then(() => undefined));
    const alone: Durations = { filing: [], command: [], detail: [], list: [] };
    let last = '';
    for (let count = 0; count < 50; count += 1) last = await wholeCase(desk, alone);
    const history = await measureHistory(client, last);

    const result: BenchResult = {
      cases_per_s: rounded(median(ours)),
      twin_cases_per_s: rounded(median(twins)),
      ratio_to_twin: rounded(median(ours) / median(twins)),
      intake_per_s: rounded(intake),
      latency_ms: {
        filing: percentiles(alone.filing),
        command: percentiles(alone.command),
        detail: percentiles(alone.detail),
        list: percentiles(alone.list),
      },
      ...history,
      machine: {
        cpus: cpus().length,
        model: cpus()[0]?.model ?? 'unknown',
        memory_gib: Math.round(totalmem() / 2 ** 30),
        node: process.version,
      },
    };
    process.stdout.write(asJson ? `${JSON.stringify(result)}\n` : `${table(result)}\n`);
  } finally {
    await connection.close();
    await desk.stop();
  }
}

async function startTwinWorker(desk: BenchDesk): Promise<void> {
  const bundle = join(projectDirectory, 'dist', 'twin-bundle.js');
  await buildWorkflowBundle(join(projectDirectory, 'dist', 'bench', 'twin', 'workflow.js'), bundle);
  await desk.run('bench/twin/worker.js', [desk.temporal.address, desk.temporal.namespace, 'twin', bundle]);
}

async function twinCase(client: Client): Promise<void> {
  const handle = await client.workflow.start('twin', { workflowId: `twin:${randomUUID()}`, taskQueue: 'twin' });
  for (const update of twinUpdates) {
    await handle.executeUpdate<number, [string]>(update, { updateId: randomUUID(), args: [randomUUID()] });
  }
  await handle.result();
}

/** File, classify, assign, reply, resolve, close: as staff and customers do, over HTTP. */
async function wholeCase(desk: BenchDesk, durations: Durations): Promise<string> {
  const reference = await timed(durations.filing, () => file(desk));
  const command = (path: string, person: string, body: unknown) =>
    timed(durations.command, () => call(desk, 'POST', `/v1/inquiries/${reference}/${path}`, person, body));
  await command('classifications', 'nora.whitfield', { category: 'billing_dispute', urgency: 'low' });
  const { assignee } = (await timed(durations.detail, () =>
    call(desk, 'GET', `/v1/inquiries/${reference}`, 'nora.whitfield'),
  )) as { assignee: string };
  const owner = assignee === 'mei.tanaka' ? 'jonah.reyes' : 'mei.tanaka';
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

async function file(desk: BenchDesk): Promise<string> {
  const filed = (await call(desk, 'POST', '/v1/inquiries', 'jonah.reyes', {
    subject: 'Dispute of invoice INV-10421',
    body: 'We dispute the second half of invoice INV-10421: the delivery of USD 3,900.00 never arrived.',
    requester: { email: 'ap@meridian-outdoor.example' },
  })) as { reference: string };
  return filed.reference;
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

async function measureHistory(
  client: Client,
  reference: string,
): Promise<Pick<BenchResult, 'history_events' | 'history_bytes' | 'history_events_by_type'>> {
  const handle = client.workflow.getHandle(inquiryOwner(reference));
  const { events } = await handle.fetchHistory();
  const { raw } = await handle.describe();
  const byType: Record<string, number> = {};
  for (const { eventType } of events ?? []) {
    const name = String(eventType);
    byType[name] = (byType[name] ?? 0) + 1;
  }
  return {
    history_events: events?.length ?? 0,
    history_bytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0),
    history_events_by_type: byType,
  };
}

async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  let left = count;
  await inParallel(clients, async () => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  });
  return count / ((performance.now() - started) / 1000);
}

const inParallel = (count: number, work: () => Promise<unknown>): Promise<unknown> =>
  Promise.all(Array.from({ length: count }, work));

async function timed<T>(durations: number[], work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  durations.push(performance.now() - started);
  return result;
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

const median = (values: number[]): number => quantile(values, 0.5);

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const percentiles = (values: number[]): Percentiles => ({
  p50: rounded(quantile(values, 0.5)),
  p99: rounded(quantile(values, 0.99)),
});

function table(result: BenchResult): string {
  const latency = Object.entries(result.latency_ms).map(
    ([name, { p50, p99 }]) => `  ${name.padEnd(10)} p50 ${p50} ms, p99 ${p99} ms`,
  );
  return [
    `Whole cases        ${result.cases_per_s} per second (${clients} clients)`,
    `Bare twin          ${result.twin_cases_per_s} per second`,
    `Ratio              ${result.ratio_to_twin}`,
    `Intake             ${result.intake_per_s} per second`,
    'Latency, one client',
    ...latency,
    `History of a case  ${result.history_events} events, ${result.history_bytes} bytes`,
    ...Object.entries(result.history_events_by_type).map(([type, count]) => `  ${String(count).padStart(3)} ${type}`),
    `Machine            ${result.machine.cpus} × ${result.machine.model}, ${result.machine.memory_gib} GiB, Node ${result.machine.node}`,
  ].join('\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
