import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { auditFormat, type ExportEntry } from '../../contracts/audit';
import { canonicalJson } from '../../contracts/canonical';
import type { Findings } from './finding';

/** Reads the lines of an export one by one; null for a line that is none. Bad lines are findings, never errors. */
export interface ExportReader {
  take(line: string): ExportEntry | null;
  /** Says what a cut-off export lacks. */
  end(): void;
}

type Kind = ExportEntry['kind'];

/** In which order the kinds come. */
const order: readonly Kind[] = ['export', 'checkpoint', 'policy', 'head', 'row', 'end'];

const string = (value: unknown): boolean => typeof value === 'string';
const count = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const any = (value: unknown): boolean => value !== undefined;

const members: Record<Kind, Record<string, (value: unknown) => boolean>> = {
  export: {
    format: (value) => value === auditFormat,
    exported_at: string,
    owner: (value) => value === null || string(value),
  },
  policy: {
    version: string,
    hash: string,
    content: any,
    author: string,
    published_by: string,
    reason: string,
    published_at: string,
  },
  checkpoint: { line: string },
  head: { owner: string, sequence: count, hash: string },
  row: {
    owner: string,
    sequence: count,
    type: string,
    event: any,
    command_id: string,
    actor: any,
    automatic: (value) => typeof value === 'boolean',
    policy_version: string,
    occurred_at: string,
    previous_hash: string,
    hash: string,
  },
  end: { rows: count, chains: count, digest: string },
};

export function createExportReader(findings: Findings): ExportReader {
  const running = sha256.create();
  let lineNumber = 0;
  let place = -1;
  let ended = false;

  const unreadable = (detail: string): null => {
    findings.add({
      owner: 'export',
      sequence: lineNumber,
      problem: 'export_unreadable',
      detail: `line ${lineNumber}: ${detail}`,
    });
    return null;
  };

  function read(line: string): ExportEntry | null {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return unreadable('it is no JSON');
    }
    if (!isEntry(value)) return unreadable('it is nothing that an export holds');
    // One spelling only, so that no byte can be changed without a trace.
    if (canonicalJson(value) !== line) return unreadable('it is not written as exports are');
    return value;
  }

  return {
    take(line) {
      lineNumber += 1;
      if (ended) return unreadable('it comes after the end');
      const entry = read(line);
      if (entry?.kind === 'end') {
        ended = true;
        if (entry.digest !== bytesToHex(running.digest())) unreadable('what comes before has another digest');
        return entry;
      }
      running.update(utf8ToBytes(`${line}\n`));
      if (entry === null) return null;
      const at = order.indexOf(entry.kind);
      if (at < place || (at === 0 && place === 0)) return unreadable(`${entry.kind} comes too late`);
      if (place === -1 && at !== 0) return unreadable('an export begins with its header');
      place = at;
      return entry;
    },
    end() {
      if (ended) return;
      findings.add({
        owner: 'export',
        sequence: lineNumber,
        problem: 'export_incomplete',
        detail: 'it was cut off: its last line is missing',
      });
    },
  };
}

function isEntry(value: unknown): value is ExportEntry {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const kind = value.kind;
  if (typeof kind !== 'string' || !order.includes(kind as Kind)) return false;
  const expected = members[kind as Kind];
  const given = value as Record<string, unknown>;
  const inexact = ['row', 'policy'].includes(kind) && given['inexact'] === true ? 1 : 0;
  return (
    Object.keys(given).length === Object.keys(expected).length + 1 + inexact &&
    Object.entries(expected).every(([name, fits]) => name in given && fits(given[name]))
  );
}
