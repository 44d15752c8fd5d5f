import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { slowProgress } from '../audit/slow-progress';
import { compareLabels, readLabels, type LabelComparison } from './mail-labels';
import type { MailFinding } from './mail-process';
import { startMailReader } from './mail-reader';

export const mailOptions = { mails: { type: 'string' }, labels: { type: 'string' } } as const;
export interface MailArguments {
  mails: string;
  labels: string | undefined;
}

/** `npm run evaluate -- --mails`: names of files are relative to the folder, times in milliseconds, memory in MB. */
export interface MailReport {
  files: number;
  /** Files at which the process that reads mails ended, or did not answer in time. */
  crashed: number;
  crashes: Record<string, string>;
  /** By file: what it is (`MailKind`), or `unreadable` when it was refused as a mail. */
  kinds: Record<string, string>;
  counts: Record<string, number>;
  /** By file: the code with which it was refused as a mail. */
  unreadable: Record<string, string>;
  /** By bounce: whom it is about. */
  recipients: Record<string, string[]>;
  milliseconds: { p50: number; p99: number; largest: number; slowest: { file: string; milliseconds: number }[] };
  /** Of the whole process that reads, Node itself included; `grown`: by how much one file raised its peak. */
  memory: { before: number; peak: number; largest: { file: string; grown: number }[] };
  /** Readings that lie beside the mails as `NAME.json`; null when there are none. */
  expected: { files: number; fields: number; matched: number; differing: Record<string, string[]> } | null;
  labels: LabelComparison | null;
}

const shown = 5;

export async function evaluateMails(given: MailArguments): Promise<{ report: MailReport; lines: string[] }> {
  const folder = resolve(given.mails);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`There is no folder ${given.mails}.`);
  const labels = given.labels === undefined ? null : readLabels(given.labels);
  const files = mailsIn(folder);
  const findings = new Map<string, MailFinding>();
  const crashes: Record<string, string> = {};
  const reader = startMailReader();
  const progress = slowProgress(process.stderr, 'Reading mails');
  try {
    for (const [index, file] of files.entries()) {
      const finding = await reader.read(file);
      if ('crashed' in finding) crashes[relative(folder, file)] = finding.crashed;
      else findings.set(relative(folder, file), finding);
      progress.at(() => `${index + 1} of ${files.length}`);
    }
  } finally {
    progress.done();
    reader.stop();
  }
  const report = summarise(files.length, findings, crashes, labels && compareLabels(labels, findings));
  return { report, lines: sayReport(report) };
}

/** Every file but hidden ones and the expected readings of others. */
function mailsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/\.json$/.test(file) || !existsSync(file.replace(/(?:\.crlf)?\.json$/, '.eml')))
    .sort();
}

function summarise(
  files: number,
  findings: ReadonlyMap<string, MailFinding>,
  crashes: Record<string, string>,
  labels: LabelComparison | null,
): MailReport {
  const all = [...findings];
  const times = all.map(([, { milliseconds }]) => milliseconds).sort((one, other) => one - other);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  const compared = all.filter(([, { expected }]) => expected !== null);
  const counts: Record<string, number> = {};
  for (const [, { kind }] of all) counts[kind] = (counts[kind] ?? 0) + 1;
  const fields = compared.flatMap(([, { expected }]) => Object.values(expected ?? {}));
  return {
    files,
    crashed: Object.keys(crashes).length,
    crashes,
    kinds: Object.fromEntries(all.map(([file, { kind }]) => [file, kind])),
    counts,
    unreadable: Object.fromEntries(all.flatMap(([file, { problem }]) => (problem === null ? [] : [[file, problem]]))),
    recipients: Object.fromEntries(
      all.filter(([, { kind }]) => kind === 'bounce').map(([file, { recipients }]) => [file, recipients]),
    ),
    milliseconds: {
      p50: at(0.5),
      p99: at(0.99),
      largest: times.at(-1) ?? 0,
      slowest: largestOf(all, ({ milliseconds }) => milliseconds).map(([file, { milliseconds }]) => ({
        file,
        milliseconds,
      })),
    },
    memory: {
      before: Math.min(...all.map(([, { memoryBefore }]) => memoryBefore)),
      peak: Math.max(...all.map(([, { memoryPeak }]) => memoryPeak)),
      largest: largestOf(all, ({ memoryPeak, memoryBefore }) => memoryPeak - memoryBefore).map(([file, finding]) => ({
        file,
        grown: finding.memoryPeak - finding.memoryBefore,
      })),
    },
    expected:
      compared.length === 0
        ? null
        : {
            files: compared.length,
            fields: fields.length,
            matched: fields.filter(Boolean).length,
            differing: Object.fromEntries(
              compared
                .map(([file, { expected }]): [string, string[]] => [
                  file,
                  Object.entries(expected ?? {}).flatMap(([field, matches]) => (matches ? [] : [field])),
                ])
                .filter(([, differing]) => differing.length > 0),
            ),
          },
    labels,
  };
}

const largestOf = (all: readonly [string, MailFinding][], measure: (finding: MailFinding) => number) =>
  [...all].sort(([, one], [, other]) => measure(other) - measure(one)).slice(0, shown);

function sayReport({
  files,
  crashed,
  crashes,
  counts,
  unreadable,
  milliseconds,
  memory,
  expected,
  labels,
}: MailReport): string[] {
  const share = (part: number, whole: number): string => `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
  const kinds = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  const { p50, p99, largest, slowest } = milliseconds;
  const lines = [
    `${files} files, ${crashed} crashed. ${kinds.join(', ')}.`,
    ...Object.entries(crashes).map(([file, how]) => `  crashed: ${file} (${how})`),
    ...Object.entries(unreadable).map(([file, code]) => `  unreadable: ${file} (${code})`),
    `Milliseconds: half within ${p50}, 99 % within ${p99}, largest ${largest}.`,
    ...slowest.map((one) => `  ${one.milliseconds} ms: ${one.file}`),
    `Memory of the process: ${memory.before} MB before, ${memory.peak} MB at most.`,
  ];
  if (expected) {
    const same = expected.files - Object.keys(expected.differing).length;
    lines.push(
      `Expected readings: ${share(same, expected.files)} files, ${share(expected.matched, expected.fields)} fields.`,
    );
    lines.push(...Object.entries(expected.differing).map(([file, fields]) => `  ${file}: ${fields.join(', ')}`));
  }
  if (labels) {
    lines.push(
      `Labels: kind ${share(labels.kind_right, labels.labelled)}, recipients ${share(labels.recipients_found, labels.bounces)}` +
        `, reasons ${share(labels.reasons_right, labels.reasons)}.`,
      ...labels.wrong.map(({ file, what }) => `  ${file}: ${what}`),
    );
  }
  return lines;
}
