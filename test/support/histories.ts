import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { History } from '@temporalio/common/lib/proto-utils';
import { temporal } from '@temporalio/proto';
import { Worker, type ReplayResult } from '@temporalio/worker';

export const historiesDirectory = join(__dirname, '../replay/histories');

export interface RecordedHistory {
  workflowId: string;
  /** `temporal.api.history.v1.History` as plain objects: bytes in base64, numbers of 64 bits as text. */
  history: { events: Record<string, unknown>[] };
}

const { History: historyType } = temporal.api.history.v1;

/** Without who polled: of no use to a replay, and it names a machine. */
export function recordable(workflowId: string, history: History): RecordedHistory {
  const plain = historyType.toObject(historyType.fromObject(history), { longs: String, bytes: String, enums: String });
  return { workflowId, history: withoutIdentities(plain) as RecordedHistory['history'] };
}

/** The golden histories, by the story they tell. */
export function readHistories(directory = historiesDirectory): Map<string, RecordedHistory> {
  const files = readdirSync(directory).filter((name) => name.endsWith('.json'));
  return new Map(
    files
      .sort()
      .map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(directory, name), 'utf8')) as RecordedHistory]),
  );
}

/** Replays histories against a bundle; returns why each of them failed, or null. */
export async function replay(
  code: { code: string } | { codePath: string },
  histories: Map<string, RecordedHistory>,
): Promise<Record<string, string | null>> {
  const results: ReplayResult[] = [];
  for await (const result of Worker.runReplayHistories(
    { workflowBundle: code, replayName: 'golden' },
    [...histories.values()].map(({ workflowId, history }) => ({
      workflowId,
      history: historyType.fromObject(history),
    })),
  )) {
    results.push(result);
  }
  const names = [...histories.keys()];
  return Object.fromEntries(results.map(({ error }, index) => [names[index] ?? '', error?.message ?? null]));
}

const isSticky = (value: object): boolean => 'kind' in value && value.kind === 'TASK_QUEUE_KIND_STICKY';

function withoutIdentities(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIdentities);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'identity')
      // A sticky queue is named after its worker.
      .map(([name, inner]) => [name, isSticky(value) && name === 'name' ? 'sticky' : withoutIdentities(inner)]),
  );
}

/** Everything readable in a history: its own words, and those in payloads. */
export function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordsOf).join('\n');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, inner]) =>
        name === 'data' && typeof inner === 'string' ? Buffer.from(inner, 'base64').toString('utf8') : wordsOf(inner),
      )
      .join('\n');
  }
  return String(value);
}
