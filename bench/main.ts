import { cpus, totalmem } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import { inquiryOwner } from '../contracts/ids';
import { file, startTwinWorker, twinCase, untilAllIsSent, wholeCase, type Durations } from './cases';
import { startBenchDesk } from './servers';
import { measureServiceLevels } from './service-levels';

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

interface BenchResult {
  cases_per_s: number;
  twin_cases_per_s: number;
  ratio_to_twin: number;
  intake_per_s: number;
  latency_ms: { filing: Percentiles; command: Percentiles; detail: Percentiles; list: Percentiles };
  /** Seconds for 48,000 cases with three clocks each. */
  service_levels_s: number;
  history_events: number;
  history_bytes: number;
  history_events_by_type: Record<string, number>;
  machine: { cpus: number; model: string; memory_gib: number; node: string };
}

async function measure(asJson: boolean): Promise<void> {
  // Before anything else runs here.
  const serviceLevels = await measureServiceLevels();
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
    const alone: Durations = { filing: [], command: [], detail: [], list: [] };
    let last = '';
    for (let count = 0; count < 50; count += 1) last = await wholeCase(desk, alone);
    await untilAllIsSent(desk, last);
    const history = await measureHistory(client, last);
    // Last, because what was filed goes on being worked on.
    const intake = await rate(500, () => file(desk));

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
      service_levels_s: rounded(serviceLevels),
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

async function measureHistory(
  client: Client,
  reference: string,
): Promise<Pick<BenchResult, 'history_events' | 'history_bytes' | 'history_events_by_type'>> {
  const handle = client.workflow.getHandle(inquiryOwner(reference));
  const { events } = await handle.fetchHistory();
  const { raw } = await handle.describe();
  const byType: Record<string, number> = {};
  for (const event of events ?? []) {
    // Each event carries exactly one member with its attributes, named after its type.
    const attributes = Object.entries(event).find(([member, value]) => member.endsWith('EventAttributes') && value);
    const name = attributes?.[0].replace('EventAttributes', '') ?? 'unknown';
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
    `Service levels     ${result.service_levels_s} s for 48,000 cases with three clocks each`,
    `History of a case  ${result.history_events} events, ${result.history_bytes} bytes`,
    ...Object.entries(result.history_events_by_type).map(([type, count]) => `  ${String(count).padStart(3)} ${type}`),
    `Machine            ${result.machine.cpus} × ${result.machine.model}, ${result.machine.memory_gib} GiB, Node ${result.machine.node}`,
  ].join('\n');
}

/** `npm run bench`, with `-- --json` one line of JSON. */
export function main(programArguments: string[]): void {
  measure(programArguments.includes('--json')).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
}
