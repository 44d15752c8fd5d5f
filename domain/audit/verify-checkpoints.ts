import type { Checkpoint } from '../../contracts/audit';
import { sha256Hex } from '../../contracts/canonical';
import type { Instant } from '../../contracts/ids';
import { checkpointMessage, readCheckpoint } from './checkpoint';
import type { Findings } from './finding';
import type { KnownHeads } from './known-heads';

export interface CheckpointRules {
  /** Public keys that are trusted, in hexadecimal; null trusts whatever a checkpoint names as its own. */
  keys: readonly string[] | null;
  /** Ed25519; false for anything that is no signature. */
  isSigned: (key: string, message: string, signature: string) => boolean;
  /** Checkpoints from here on are newer than what is verified, and bind nothing. */
  exportedAt: Instant;
}

/** What was seen of all checkpoints. */
export interface CheckpointTotals {
  /** Older than the export: their heads were compared. */
  compared: number;
  /** Newer than the export. */
  newer: number;
  /** When the newest one was taken that was compared. */
  newest: Instant | null;
  /** Keys that signed, in hexadecimal. */
  keys: string[];
  /** Lines that a crash tore, and that were passed over. */
  torn: number;
}

/** A file of checkpoints. Lines come in order. */
export interface CheckpointSource {
  take(line: string): void;
  end(): void;
}

/** As far as one file's checkpoints were followed in one source. */
interface Trail {
  number: number;
  lineHash: string;
  key: string;
  desk: string;
  takenAt: Instant;
  sound: boolean;
}

/**
 * Verifies checkpoints, first the copies in the export, then the files: each line signed, each carrying the hash of the one
 * before, none missing; and a file no shorter than the copy, and of one line with it. What a sound checkpoint says of
 * chains goes to `heads`, also when its neighbours are not sound.
 */
export function createCheckpointVerifier(rules: CheckpointRules, heads: KnownHeads, findings: Findings) {
  const copies = new Map<string, Trail>();
  const totals = { compared: 0, newer: 0, newest: null as Instant | null, torn: 0 };
  const keys = new Set<string>();

  /** Whether a trusted key vouches for it. */
  function isVouchedFor({ signature, ...content }: Checkpoint): boolean {
    const { file, number, key } = content;
    const owner = `checkpoints:${file}`;
    if (rules.keys && !rules.keys.includes(key)) {
      findings.add({ owner, sequence: number, problem: 'checkpoint_key', detail: `signed by another key (${key})` });
      return false;
    }
    if (!rules.isSigned(key, checkpointMessage(content), signature)) {
      const detail = 'what it says is not what was signed';
      findings.add({ owner, sequence: number, problem: 'checkpoint_edited', detail });
      return false;
    }
    keys.add(key);
    return true;
  }

  function learn({ number, taken_at: takenAt, heads: named }: Checkpoint): void {
    if (takenAt >= rules.exportedAt) {
      totals.newer += 1;
      return;
    }
    totals.compared += 1;
    if (totals.newest === null || takenAt > totals.newest) totals.newest = takenAt;
    const checkpoint = { number, takenAt };
    for (const head of named) heads.add(head, checkpoint);
  }

  /** Holds it against the one before in its file; null when it is. */
  function misplaced(checkpoint: Checkpoint, before: Trail | undefined) {
    const { number, previous, key, desk, file, taken_at: takenAt } = checkpoint;
    const expected = (before?.number ?? 0) + 1;
    if (number > expected) {
      const last = number - 1;
      const which = last > expected ? `checkpoints ${expected} to ${last} are` : `checkpoint ${expected} is`;
      return { sequence: expected, problem: 'checkpoint_missing', detail: `${which} missing` } as const;
    }
    if (number < expected) {
      return {
        sequence: number,
        problem: 'checkpoint_out_of_order',
        detail: `it comes after ${expected - 1}`,
      } as const;
    }
    if (previous !== (before?.lineHash ?? file)) {
      const detail = 'it does not carry the hash of the one before';
      return { sequence: number, problem: 'checkpoint_edited', detail } as const;
    }
    if (before && (key !== before.key || desk !== before.desk || takenAt < before.takenAt)) {
      const detail = 'its key, desk or time does not go on from the one before';
      return { sequence: number, problem: 'checkpoint_edited', detail } as const;
    }
    return null;
  }

  const follow = (checkpoint: Checkpoint, line: string, sound: boolean): Trail => ({
    number: checkpoint.number,
    lineHash: sha256Hex(line),
    key: checkpoint.key,
    desk: checkpoint.desk,
    takenAt: checkpoint.taken_at,
    sound,
  });

  /** One bad line is one finding: what follows is held against it as it stands. */
  function check(trails: Map<string, Trail>, line: string, checkpoint: Checkpoint): boolean {
    const before = trails.get(checkpoint.file);
    const place = misplaced(checkpoint, before);
    if (place) findings.add({ owner: `checkpoints:${checkpoint.file}`, ...place });
    const vouched = isVouchedFor(checkpoint);
    // A line from elsewhere in the file does not move the trail back.
    if (place?.problem !== 'checkpoint_out_of_order')
      trails.set(checkpoint.file, follow(checkpoint, line, (before?.sound ?? true) && !place && vouched));
    return vouched;
  }

  return {
    /** One of the copies that an export carries; all of them come before any file. */
    takeCopy(line: string): void {
      const checkpoint = readCheckpoint(line);
      if (typeof checkpoint === 'string') {
        const detail = 'a copy in the export is no checkpoint';
        findings.add({ owner: 'checkpoints:', sequence: null, problem: 'checkpoint_edited', detail });
      } else if (check(copies, line, checkpoint)) learn(checkpoint);
    },

    /** A file that lay outside the database. */
    fromFile(name: string): CheckpointSource {
      const trails = new Map<string, Trail>();
      let lineNumber = 0;
      let foreign = false;
      return {
        take(line) {
          lineNumber += 1;
          if (line === '') return;
          const checkpoint = readCheckpoint(line);
          if (checkpoint === 'torn') {
            totals.torn += 1;
            return;
          }
          if (checkpoint === 'foreign') {
            const detail = `line ${lineNumber} of ${name} is no checkpoint`;
            findings.add({
              owner: `checkpoints:${[...trails.keys()][0] ?? ''}`,
              sequence: null,
              problem: 'checkpoint_edited',
              detail,
            });
            foreign = true;
            return;
          }
          const { file, number } = checkpoint;
          const copy = copies.get(file);
          // The export's copies were sound up to here and end in this very line: their heads are known already.
          const known = copy?.sound === true && number <= copy.number;
          if (check(trails, line, checkpoint) && !known) learn(checkpoint);
          if (copy?.number === number && copy.lineHash !== sha256Hex(line)) {
            const detail = `checkpoint ${number} in ${name} is another one than the database's copy`;
            findings.add({ owner: `checkpoints:${file}`, sequence: number, problem: 'checkpoints_forked', detail });
          }
        },
        end() {
          for (const [file, { number }] of trails) {
            const copy = copies.get(file);
            if (!copy || copy.number <= number) continue;
            const detail = `${name} ends with checkpoint ${number}; the database knows ${copy.number}, taken ${copy.takenAt}`;
            findings.add({
              owner: `checkpoints:${file}`,
              sequence: number + 1,
              problem: 'checkpoints_truncated',
              detail,
            });
          }
          if (trails.size === 0 && !foreign) {
            const detail = `${name} holds no checkpoint`;
            findings.add({ owner: 'checkpoints:', sequence: null, problem: 'checkpoints_truncated', detail });
          }
        },
      };
    },

    totals: (): CheckpointTotals => ({ ...totals, keys: [...keys].sort() }),
  };
}
