import { policyOwner, type ExportedHead, type ExportedPolicy, type ExportedRow } from '../../contracts/audit';
import { canonicalJson, sha256Hex } from '../../contracts/canonical';
import type { Owner } from '../../contracts/ids';
import { journalHash, publishedPolicyHash } from '../../contracts/journal-hash';
import type { Actor } from '../../contracts/messages';
import type { Finding, Findings } from './finding';
import { sayWho, type KnownHead, type KnownHeads } from './known-heads';

/** Takes policies and heads first, then rows chain by chain, each in order. */
export interface JournalVerifier {
  takePolicy(policy: ExportedPolicy): void;
  takeHead(head: ExportedHead): void;
  takeRow(row: ExportedRow): void;
  /** What is missing altogether. */
  end(): void;
  totals(): { rows: number; chains: number; policies: number };
}

/** The chain that is being read. */
interface Chain {
  owner: string;
  /** Sequence and hash of the last row; the owner's name before the first. */
  sequence: number;
  hash: string;
  /** By sequence; several may speak of one row. */
  heads: Map<number, KnownHead[]>;
  /** The last row that somebody vouched for, and that agrees. */
  agreed: number;
  bad: boolean;
}

/**
 * Verifies the journal with nothing but what it is given: recomputes every hash, follows every link, and holds every row
 * against the heads of checkpoints. One finding per chain, its first; the rest of such a chain is only counted.
 *
 * @param owner when only this chain was exported
 */
export function createJournalVerifier(
  heads: KnownHeads,
  findings: Findings,
  owner: string | null = null,
): JournalVerifier {
  const policies = new Map<string, string>();
  const seen = new Set<string>();
  let rows = 0;
  let chain: Chain | null = null;

  const blame = (finding: Finding): void => {
    findings.add(finding);
    if (chain && chain.owner === finding.owner) chain.bad = true;
  };

  function begin(name: string): Chain {
    const known = new Map<number, KnownHead[]>();
    for (const head of heads.of(name)) {
      const same = known.get(head.sequence);
      if (same) same.push(head);
      else known.set(head.sequence, [head]);
    }
    return { owner: name, sequence: 0, hash: name, heads: known, agreed: 0, bad: false };
  }

  /** Where the chain that was read falls short of what somebody knows of it. */
  function finish({ owner: name, sequence, heads: known, bad }: Chain): void {
    if (bad) return;
    const beyond = [...known.keys()].filter((at) => at > sequence);
    if (beyond.length === 0) return;
    const last = Math.max(...beyond);
    const [witness] = known.get(last) ?? [];
    const missing = last > sequence + 1 ? `entries ${sequence + 1} to ${last} are` : `entry ${last} is`;
    const detail = `${missing} missing: ${witness ? sayWho(witness) : ''} knows entry ${last}`;
    findings.add({ owner: name, sequence: sequence + 1, problem: 'tail_missing', detail });
  }

  return {
    takePolicy(policy) {
      const { version, hash, content, inexact } = policy;
      const at = { owner: policyOwner(version), sequence: 1 };
      const own = publishedPolicyHash(policy);
      const denied = heads.of(at.owner).find((head) => head.hash !== own);
      if (policies.has(version)) {
        findings.add({ ...at, problem: 'chain_repeated', detail: 'the policy is there twice' });
      } else if (inexact) {
        findings.add({
          ...at,
          problem: 'entry_inexact',
          detail: 'a number in it was changed beyond what its hash shows',
        });
      } else if (sha256Hex(canonicalJson(content)) !== hash) {
        findings.add({ ...at, problem: 'policy_edited', detail: 'its content does not give its hash' });
      } else if (denied) {
        const detail = `content, author, publisher, reason or time are not as in ${sayWho(denied)}`;
        findings.add({ ...at, problem: 'policy_edited', detail });
      }
      policies.set(version, hash);
    },

    takeHead({ owner: name, sequence, hash }) {
      heads.add([name, sequence, hash], null);
    },

    takeRow(row) {
      rows += 1;
      if (chain?.owner !== row.owner) {
        if (chain) finish(chain);
        chain = begin(row.owner);
        if (seen.has(row.owner))
          blame({
            owner: row.owner,
            sequence: row.sequence,
            problem: 'chain_repeated',
            detail: 'the chain is there twice',
          });
        seen.add(row.owner);
      }
      if (chain.bad) return;
      const finding =
        wrongInItself(row) ?? wrongAfter(row, chain) ?? wrongByWitness(row, chain) ?? wrongPolicy(row, policies);
      if (finding) return blame({ owner: row.owner, ...finding });
      chain.sequence = row.sequence;
      chain.hash = row.hash;
      if (chain.heads.has(row.sequence)) chain.agreed = row.sequence;
    },

    end() {
      if (chain) finish(chain);
      chain = null;
      for (const name of heads.owners()) {
        if (name.startsWith(policyOwner(''))) {
          if (policies.has(name.slice(policyOwner('').length))) continue;
          const [witness] = heads.of(name);
          const detail = `${witness ? sayWho(witness) : ''} knows this policy`;
          findings.add({ owner: name, sequence: 1, problem: 'policy_missing', detail });
        } else if (!seen.has(name) && (owner === null || owner === name)) {
          const known = heads.of(name);
          const witness = known.at(-1);
          const detail = `the whole chain is missing: ${witness ? `${sayWho(witness)} knows entry ${witness.sequence}` : ''}`;
          findings.add({ owner: name, sequence: 1, problem: 'chain_missing', detail });
        }
      }
    },

    totals: () => ({ rows, chains: seen.size, policies: policies.size }),
  };
}

type Wrong = Omit<Finding, 'owner'> | null;

function wrongInItself(row: ExportedRow): Wrong {
  const { sequence } = row;
  if (row.inexact) {
    const detail = 'a number in it was changed beyond what its hash shows';
    return { sequence, problem: 'entry_inexact', detail };
  }
  const hash = journalHash({
    owner: row.owner as Owner,
    sequence,
    event: row.event,
    commandId: row.command_id,
    actor: row.actor as Actor,
    automatic: row.automatic,
    policyVersion: row.policy_version,
    occurredAt: row.occurred_at,
    previousHash: row.previous_hash,
  });
  if (hash !== row.hash) return { sequence, problem: 'entry_edited', detail: 'what it says does not give its hash' };
  // The column repeats what the hashed event says, for queries.
  if ((row.event as { type?: unknown } | null)?.type !== row.type)
    return { sequence, problem: 'entry_edited', detail: 'its type is not that of its event' };
  return null;
}

function wrongAfter({ sequence, previous_hash: previous }: ExportedRow, chain: Chain): Wrong {
  const expected = chain.sequence + 1;
  if (sequence > expected) {
    const which = sequence > expected + 1 ? `entries ${expected} to ${sequence - 1} are` : `entry ${expected} is`;
    return { sequence: expected, problem: 'entry_missing', detail: `${which} missing` };
  }
  if (sequence < expected)
    return { sequence, problem: 'entry_out_of_order', detail: `it comes after entry ${expected - 1}` };
  if (previous === chain.hash) return null;
  return { sequence, problem: 'link_broken', detail: 'it does not carry the hash of the entry before' };
}

function wrongByWitness({ sequence, hash }: ExportedRow, { heads, agreed }: Chain): Wrong {
  const denied = heads.get(sequence)?.find((head) => head.hash !== hash);
  if (!denied) return null;
  const from = agreed === 0 ? 'the beginning' : `entry ${agreed}`;
  const detail = `${sayWho(denied)} knows it with another hash: entries after ${from} were rewritten`;
  return { sequence, problem: denied.checkpoint ? 'not_as_checkpointed' : 'not_as_head', detail };
}

function wrongPolicy({ sequence, policy_version: version }: ExportedRow, policies: ReadonlyMap<string, string>): Wrong {
  if (policies.has(version)) return null;
  return { sequence, problem: 'policy_missing', detail: `it was decided under policy ${version}, which is missing` };
}
