import { policyOwner, type Checkpoint, type ExportedRow } from '../../contracts/audit';
import { canonicalJson, sha256Hex } from '../../contracts/canonical';
import { hashRow, signAgain, type AuditWorld } from './audit-world';

/** What somebody did, and where the verifier has to see it first; `null` where that is not one entry. */
export interface Tampered {
  world: AuditWorld;
  first: { owner: string; sequence: number } | null;
}

/** Something to choose from, by a number that chance gives. */
export type Choose = (options: number) => number;

/** Each does one thing that must be found, in a copy; null where this world offers nothing to do it to. */
export type Tampering = (world: AuditWorld, choose: Choose) => Tampered | null;

const pick = <T>(choose: Choose, from: readonly T[]): T => from[choose(from.length)] as T;
const otherHash = (text: string): string => sha256Hex(`other ${text}`);

/** What the checkpoints that count know of an owner. */
const witnessed = ({ file, exportedAt }: AuditWorld, owner: string): number[] =>
  file
    .map((line) => JSON.parse(line) as Checkpoint)
    .filter((checkpoint) => checkpoint.taken_at < exportedAt)
    .flatMap(({ heads }) => heads.filter(([name]) => name === owner).map(([, sequence]) => sequence));
const lastWitnessed = (world: AuditWorld, owner: string): number => Math.max(0, ...witnessed(world, owner));

const ownersOf = ({ rows }: AuditWorld): string[] => [...new Set(rows.map(({ owner }) => owner))];
const chainOf = ({ rows }: AuditWorld, owner: string): ExportedRow[] => rows.filter((row) => row.owner === owner);

/** A chain with every hash right, from any content. */
function relink(rows: ExportedRow[]): ExportedRow[] {
  const chain: ExportedRow[] = [];
  for (const [index, row] of rows.entries()) {
    const changed = { ...row, sequence: index + 1, previous_hash: chain.at(-1)?.hash ?? row.owner };
    chain.push({ ...changed, hash: hashRow(changed) });
  }
  return chain;
}

/** Puts a chain in place of another one, and the desk's own head with it: whoever rules the database can do that. */
function replaceChain(world: AuditWorld, owner: string, chain: ExportedRow[]): AuditWorld {
  const rows = ownersOf(world).flatMap((name) => (name === owner ? chain : chainOf(world, name)));
  const last = chain.at(-1);
  const heads = world.heads
    .filter((head) => head.owner !== owner || last)
    .map((head) => (head.owner === owner && last ? { ...head, sequence: last.sequence, hash: last.hash } : head));
  return { ...world, rows, heads };
}

const edits: Record<string, (row: ExportedRow, choose: Choose) => Partial<ExportedRow>> = {
  event: ({ event }, choose) => ({
    event: pick<object>(choose, [
      { ...(event as object), amount: choose(1_000_000) + 1_000_000 },
      { ...(event as object), more: null },
      { ...(event as object), content: { changed: true } },
      { type: 'noted' },
    ]),
  }),
  type: () => ({ type: 'closed' }),
  command: ({ command_id: id }) => ({ command_id: `${id}x` }),
  actor: () => ({ actor: { kind: 'person', id: 'somebody.else' } }),
  automatic: ({ automatic }) => ({ automatic: !automatic }),
  policy: ({ policy_version: version }) => ({ policy_version: `${version}0` }),
  instant: ({ occurred_at: at }, choose) => ({
    occurred_at: pick(choose, [at.replace('Z', '001Z'), at.replace('T00', 'T23'), at.replace('2026', '2025')]),
  }),
  previous: ({ previous_hash: previous }) => ({ previous_hash: otherHash(previous) }),
  hash: ({ hash }) => ({ hash: otherHash(hash) }),
  inexact: () => ({ inexact: true }),
};

export const tamperings: Record<string, Tampering> = {
  editAField(world, choose) {
    const at = choose(world.rows.length);
    const row = world.rows[at] as ExportedRow;
    const change = pick(choose, Object.values(edits))(row, choose);
    if (canonicalJson({ ...row, ...change }) === canonicalJson(row)) return null;
    const rows = world.rows.with(at, { ...row, ...change });
    return { world: { ...world, rows }, first: { owner: row.owner, sequence: row.sequence } };
  },

  /** Its own hash is made right again, and nothing after it. */
  editAndHashARow(world, choose) {
    const owner = pick(choose, ownersOf(world));
    const chain = chainOf(world, owner);
    if (chain.length < 2) return null;
    const at = choose(chain.length - 1);
    const row = chain[at] as ExportedRow;
    const changed = { ...row, command_id: 'other' };
    const rows = world.rows.map((other) => (other === row ? { ...changed, hash: hashRow(changed) } : other));
    const seen = witnessed(world, owner).includes(at + 1);
    return { world: { ...world, rows }, first: { owner, sequence: seen ? at + 1 : at + 2 } };
  },

  deleteARow(world, choose) {
    const owner = pick(choose, ownersOf(world));
    const chain = chainOf(world, owner);
    if (chain.length < 2) return null;
    const at = choose(chain.length - 1);
    return {
      world: { ...world, rows: world.rows.filter((row) => row !== chain[at]) },
      first: { owner, sequence: at + 1 },
    };
  },

  swapTwoRows(world, choose) {
    const owner = pick(choose, ownersOf(world));
    const chain = chainOf(world, owner);
    if (chain.length < 2) return null;
    const at = choose(chain.length - 1);
    const [left, right] = [chain[at], chain[at + 1]] as [ExportedRow, ExportedRow];
    const rows = world.rows.map((row) => (row === left ? right : row === right ? left : row));
    return { world: { ...world, rows }, first: { owner, sequence: at + 1 } };
  },

  repeatARow(world, choose) {
    const at = choose(world.rows.length);
    const row = world.rows[at] as ExportedRow;
    const first = { owner: row.owner, sequence: row.sequence };
    return { world: { ...world, rows: world.rows.toSpliced(at, 0, row) }, first };
  },

  insertARow(world, choose) {
    const owner = pick(choose, ownersOf(world));
    const seen = lastWitnessed(world, owner);
    if (seen === 0) return null;
    const chain = chainOf(world, owner);
    const at = choose(seen);
    const forged = { ...(chain[at] as ExportedRow), command_id: 'forged' };
    const first = witnessed(world, owner).filter((sequence) => sequence > at);
    const changed = replaceChain(world, owner, relink(chain.toSpliced(at, 0, forged)));
    return { world: changed, first: { owner, sequence: Math.min(...first) } };
  },

  cutATail(world, choose) {
    const owner = pick(choose, ownersOf(world));
    const seen = lastWitnessed(world, owner);
    if (seen < 2) return null;
    const left = 1 + choose(seen - 1);
    return {
      world: replaceChain(world, owner, chainOf(world, owner).slice(0, left)),
      first: { owner, sequence: left + 1 },
    };
  },

  /** Younger than any checkpoint, and only the desk's own head speaks against it. */
  cutAYoungTail(world, choose) {
    const owner = pick(choose, ownersOf(world));
    const chain = chainOf(world, owner);
    if (chain.length < 2) return null;
    const left = 1 + choose(chain.length - 1);
    const rows = ownersOf(world).flatMap((name) => (name === owner ? chain.slice(0, left) : chainOf(world, name)));
    return { world: { ...world, rows }, first: { owner, sequence: left + 1 } };
  },

  rewriteATail(world, choose) {
    const owner = pick(choose, ownersOf(world));
    const seen = lastWitnessed(world, owner);
    if (seen === 0) return null;
    const from = choose(seen);
    const chain = chainOf(world, owner).map((row, index) =>
      index < from ? row : { ...row, command_id: `other-${index}` },
    );
    const first = Math.min(...witnessed(world, owner).filter((sequence) => sequence > from));
    return { world: replaceChain(world, owner, relink(chain)), first: { owner, sequence: first } };
  },

  deleteAChain(world, choose) {
    const owner = pick(choose, ownersOf(world));
    if (lastWitnessed(world, owner) === 0) return null;
    return { world: replaceChain(world, owner, []), first: { owner, sequence: 1 } };
  },

  swapTwoChains(world, choose) {
    const owners = ownersOf(world);
    const [left, right] = [pick(choose, owners), pick(choose, owners)];
    if (left === right || lastWitnessed(world, left) === 0 || lastWitnessed(world, right) === 0) return null;
    const named = (rows: ExportedRow[], owner: string) => relink(rows.map((row) => ({ ...row, owner })));
    const [ofLeft, ofRight] = [chainOf(world, left), chainOf(world, right)];
    return {
      world: replaceChain(replaceChain(world, left, named(ofRight, left)), right, named(ofLeft, right)),
      first: null,
    };
  },

  moveARowToAnotherChain(world, choose) {
    const [from, to] = [pick(choose, ownersOf(world)), pick(choose, ownersOf(world))];
    if (from === to) return null;
    const row = pick(choose, chainOf(world, from));
    const rows = ownersOf(world).flatMap((name) => {
      const chain = chainOf(world, name);
      if (name === from) return chain.filter((other) => other !== row);
      return name === to ? [...chain, { ...row, owner: to }] : chain;
    });
    return { world: { ...world, rows }, first: null };
  },

  editAPolicy(world, choose) {
    const at = choose(world.policies.length);
    const policy = world.policies[at];
    if (!policy) return null;
    const change = pick<object>(choose, [
      { content: { warnAt: 0.9 } },
      { hash: otherHash(policy.hash) },
      { inexact: true },
    ]);
    return {
      world: { ...world, policies: world.policies.with(at, { ...policy, ...change }) },
      first: { owner: policyOwner(policy.version), sequence: 1 },
    };
  },

  rewriteAPolicy(world, choose) {
    const seen = world.policies.filter(({ version }) => lastWitnessed(world, policyOwner(version)) > 0);
    if (seen.length === 0) return null;
    const policy = pick(choose, seen);
    const content = { warnAt: 0.99 };
    const change = pick<object>(choose, [
      { content, hash: sha256Hex(canonicalJson(content)) },
      { author: 'somebody.else' },
      { published_at: '2020-01-01T00:00:00.000Z' },
    ]);
    const policies = world.policies.map((other) => (other === policy ? { ...policy, ...change } : other));
    return { world: { ...world, policies }, first: { owner: policyOwner(policy.version), sequence: 1 } };
  },

  deleteAPolicy(world, choose) {
    const seen = world.policies.filter(({ version }) => lastWitnessed(world, policyOwner(version)) > 0);
    if (seen.length === 0) return null;
    const policy = pick(choose, seen);
    return { world: { ...world, policies: world.policies.filter((other) => other !== policy) }, first: null };
  },

  cutTheFile(world, choose) {
    if (world.copies.length === 0) return null;
    return { world: { ...world, file: world.file.slice(0, choose(world.copies.length)) }, first: null };
  },

  editALineOfTheFile(world, choose) {
    // What stands behind the last copy could have been torn by a crash.
    const at = choose(world.copies.length);
    const line = world.file[at];
    if (line === undefined) return null;
    const place = choose(line.length);
    const put = pick(choose, [...'0123456789abcdef"{}[],: ']);
    if (line[place] === put) return null;
    return {
      world: { ...world, file: world.file.with(at, line.slice(0, place) + put + line.slice(place + 1)) },
      first: null,
    };
  },

  editWhatACheckpointSays(world, choose) {
    const at = choose(world.file.length);
    const checkpoint = JSON.parse(world.file[at] ?? '') as Checkpoint;
    const changed = pick<Partial<Checkpoint>>(choose, [
      { heads: checkpoint.heads.slice(1) },
      { heads: checkpoint.heads.map(([owner, sequence, hash]) => [owner, sequence, otherHash(hash)]) },
      { taken_at: '2020-01-01T00:00:00.000Z' },
      { number: checkpoint.number + 1 },
      { desk: 'another' },
      { full: !checkpoint.full },
      { signature: sha256Hex('a').repeat(2) },
    ]);
    const line = canonicalJson({ ...checkpoint, ...changed });
    return line === world.file[at] ? null : { world: { ...world, file: world.file.with(at, line) }, first: null };
  },

  deleteALineOfTheFile(world, choose) {
    if (world.copies.length === 0) return null;
    return { world: { ...world, file: world.file.toSpliced(choose(world.copies.length), 1) }, first: null };
  },

  swapTwoLinesOfTheFile(world, choose) {
    if (world.file.length < 2) return null;
    const at = choose(world.file.length - 1);
    const file = world.file.toSpliced(at, 2, world.file[at + 1] ?? '', world.file[at] ?? '');
    return { world: { ...world, file }, first: null };
  },

  /** The whole file written anew, every link right, by somebody who has not got the key; with or without the copies. */
  forgeTheFile(world, choose) {
    if (world.copies.length === 0) return null;
    const file = signAgain(world.file, pick(choose, ['thief', 'nobody'] as const));
    const copies = choose(2) === 0 ? world.copies : file.slice(0, world.copies.length);
    return { world: { ...world, file, copies }, first: null };
  },

  editACopy(world, choose) {
    const at = choose(world.copies.length);
    const line = world.copies[at];
    if (line === undefined) return null;
    const place = choose(line.length);
    const put = pick(choose, [...'0123456789abcdef"{}[],: ']);
    if (line[place] === put) return null;
    return {
      world: { ...world, copies: world.copies.with(at, line.slice(0, place) + put + line.slice(place + 1)) },
      first: null,
    };
  },

  deleteACopy(world, choose) {
    if (world.copies.length < 2) return null;
    return { world: { ...world, copies: world.copies.toSpliced(choose(world.copies.length - 1), 1) }, first: null };
  },
};
