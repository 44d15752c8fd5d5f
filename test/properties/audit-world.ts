import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { isSigned, publicKeyHex } from '../../adapters/audit/ed25519';
import {
  auditFormat,
  policyOwner,
  type Checkpoint,
  type CheckpointHead,
  type ExportedHead,
  type ExportedPolicy,
  type ExportedRow,
} from '../../contracts/audit';
import { canonicalJson, sha256Hex } from '../../contracts/canonical';
import { inquiryOwner } from '../../contracts/ids';
import { journalHash, publishedPolicyHash, type HashedRow } from '../../contracts/journal-hash';
import { checkpointMessage, followCheckpoint, nextIsFull, writeCheckpoint } from '../../domain/audit/checkpoint';
import { verifyExport, type ExportVerification } from '../../domain/audit/verify-export';
import { createExportWriter } from '../../domain/audit/write-export';

/** A journal with its checkpoints, and an export of it: everything that somebody could lay hands on. */
export interface AuditWorld {
  exportedAt: string;
  policies: ExportedPolicy[];
  /** The database's copies of the checkpoints. */
  copies: string[];
  heads: ExportedHead[];
  rows: ExportedRow[];
  /** The file outside. */
  file: string[];
}

const key = (() => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const hex = publicKeyHex(publicKey.export({ type: 'spki', format: 'pem' }));
  return { hex, sign: (message: string) => sign(null, Buffer.from(message), privateKey).toString('hex') };
})();
const thief = (() => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const hex = publicKeyHex(publicKey.export({ type: 'spki', format: 'pem' }));
  return { hex, sign: (message: string) => sign(null, Buffer.from(message), privateKey).toString('hex') };
})();

/** Signing again what was signed costs most of a run, and the answer is always the same. */
const known = new Map<string, boolean>();
const isSignedOnce = (publicKey: string, message: string, signature: string): boolean => {
  const question = `${publicKey} ${signature} ${message}`;
  const answer = known.get(question) ?? isSigned(publicKey, message, signature);
  if (known.size > 10_000) known.clear();
  known.set(question, answer);
  return answer;
};

export const hashRow = (row: Omit<ExportedRow, 'hash'>): string =>
  journalHash({
    owner: row.owner as HashedRow['owner'],
    sequence: row.sequence,
    event: row.event,
    commandId: row.command_id,
    actor: row.actor as HashedRow['actor'],
    automatic: row.automatic,
    policyVersion: row.policy_version,
    occurredAt: row.occurred_at,
    previousHash: row.previous_hash,
  });

/** Checkpoints with every link right, signed by somebody who has not got the desk's key: under their own, or claiming that one. */
export function signAgain(lines: string[], by: 'thief' | 'nobody'): string[] {
  let previous: string | null = null;
  return lines.map((line) => {
    const { signature: _, ...content } = JSON.parse(line) as Checkpoint;
    const changed = {
      ...content,
      key: by === 'thief' ? thief.hex : key.hex,
      previous: previous === null ? content.previous : sha256Hex(previous),
    };
    previous = writeCheckpoint({ ...changed, signature: thief.sign(checkpointMessage(changed)) });
    return previous;
  });
}

type Step =
  | { do: 'row'; chain: number; event: fc.JsonValue; automatic: boolean }
  | { do: 'policy' }
  | { do: 'checkpoint' }
  | { do: 'export' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('row' as const),
      chain: fc.nat(4),
      event: fc.jsonValue({ maxDepth: 2, noUnicodeString: false }),
      automatic: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'policy' } as const) },
  { weight: 4, arbitrary: fc.constant({ do: 'checkpoint' } as const) },
  { weight: 1, arbitrary: fc.constant({ do: 'export' } as const) },
);

/** A life of a desk: rows, policies and checkpoints in any order, with the export anywhere in it. */
export const auditWorld: fc.Arbitrary<AuditWorld> = fc.array(step, { minLength: 6, maxLength: 24 }).map(live);

const instant = (tick: number): string => new Date(Date.UTC(2026, 10, 23) + tick * 60_000).toISOString();
const ownerOf = (chain: number) => inquiryOwner(`INQ-2026-00000${chain + 1}`);

function live(steps: Step[]): AuditWorld {
  const rows: ExportedRow[] = [];
  const policies: ExportedPolicy[] = [];
  const file: string[] = [];
  let last: { checkpoint: Checkpoint; line: string } | null = null;
  let settled = 0;
  let exported: AuditWorld | null = null;
  let tick = 0;

  const headOf = (owner: string) => rows.findLast((row) => row.owner === owner);
  const publish = () => {
    const content = { warnAt: 0.75, number: policies.length };
    const hash = sha256Hex(canonicalJson(content));
    const version = String(policies.length + 1);
    const by = { author: 'elin.hart', published_by: 'marcus.bell', reason: 'better', published_at: instant(tick) };
    policies.push({ kind: 'policy', version, hash, content, ...by });
  };
  const append = ({ chain, event, automatic }: Extract<Step, { do: 'row' }>) => {
    const owner = ownerOf(chain);
    const before = headOf(owner);
    const unsigned = {
      kind: 'row' as const,
      owner,
      sequence: (before?.sequence ?? 0) + 1,
      type: 'noted',
      event: { type: 'noted', content: event, amount: tick },
      command_id: `command-${tick}`,
      actor: { kind: 'person', id: `person-${tick % 3}` },
      automatic,
      policy_version: String(policies.length),
      occurred_at: instant(tick),
      previous_hash: before?.hash ?? owner,
    };
    rows.push({ ...unsigned, hash: hashRow(unsigned) });
  };
  const checkpoint = () => {
    const since: Checkpoint | null = nextIsFull(last?.checkpoint ?? null) ? null : (last?.checkpoint ?? null);
    const grown = new Set(rows.slice(since?.settled ?? 0).map(({ owner }) => owner));
    const heads: CheckpointHead[] = [...grown].map((owner) => {
      const head = headOf(owner);
      return [owner, head?.sequence ?? 0, head?.hash ?? ''];
    });
    if (policies.length !== since?.policies)
      heads.push(
        ...policies.map((policy): CheckpointHead => [policyOwner(policy.version), 1, publishedPolicyHash(policy)]),
      );
    const found = { heads, settled, policies: policies.length, takenAt: instant(tick) };
    const content = followCheckpoint(last, { desk: 'desk', newFile: 'file', key: key.hex }, found);
    settled = rows.length;
    if (!content) return;
    const signed = { ...content, signature: key.sign(checkpointMessage(content)) };
    last = { checkpoint: signed, line: writeCheckpoint(signed) };
    file.push(last.line);
  };
  const takeExport = () => {
    const owners = [...new Set(rows.map(({ owner }) => owner))].sort();
    exported = {
      exportedAt: instant(tick),
      policies: [...policies],
      copies: [...file],
      heads: owners.map((owner) => {
        const { sequence = 0, hash = '' } = headOf(owner) ?? {};
        return { kind: 'head', owner, sequence, hash };
      }),
      rows: owners.flatMap((owner) => rows.filter((row) => row.owner === owner)),
      file,
    };
  };

  publish();
  append({ do: 'row', chain: 0, event: null, automatic: true });
  checkpoint();
  for (const next of steps) {
    tick += 1;
    if (next.do === 'row') append(next);
    else if (next.do === 'policy') publish();
    else if (next.do === 'checkpoint') checkpoint();
    else takeExport();
  }
  tick += 1;
  if (!exported) takeExport();
  return exported as unknown as AuditWorld;
}

/** The lines of an export as somebody writes it who knows how. */
export function writeWorld({ exportedAt, policies, copies, heads, rows }: AuditWorld): string[] {
  const writer = createExportWriter();
  const lines = [
    writer.write({ kind: 'export', format: auditFormat, exported_at: exportedAt, owner: null }),
    ...copies.map((line) => writer.write({ kind: 'checkpoint', line })),
    ...policies.map((policy) => writer.write(policy)),
    ...heads.map((head) => writer.write(head)),
    ...rows.map((row) => writer.write(row)),
  ];
  return [...lines, writer.end()].map((line) => line.slice(0, -1));
}

/** As an auditor does who holds the public key and the file. */
export const auditLines = (lines: string[], file: string[]): ExportVerification =>
  verifyExport(lines, [{ name: 'checkpoints.jsonl', lines: file }], { keys: [key.hex], isSigned: isSignedOnce });

export const audit = (world: AuditWorld): ExportVerification => auditLines(writeWorld(world), world.file);
