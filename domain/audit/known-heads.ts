import type { CheckpointHead } from '../../contracts/audit';
import type { Instant } from '../../contracts/ids';

/** Somebody's word that a row was the newest of its chain. */
export interface KnownHead {
  sequence: number;
  hash: string;
  /** The checkpoint that says so, or null for the database's own, unsigned head. */
  checkpoint: { number: number; takenAt: Instant } | null;
}

/** Every head that was ever vouched for, by owner: what an export has to agree with. About 150 bytes each. */
export interface KnownHeads {
  add(head: CheckpointHead, checkpoint: KnownHead['checkpoint']): void;
  of(owner: string): readonly KnownHead[];
  owners(): IterableIterator<string>;
}

export function createKnownHeads(): KnownHeads {
  const byOwner = new Map<string, KnownHead[]>();
  return {
    add([owner, sequence, hash], checkpoint) {
      const known = byOwner.get(owner);
      if (known) known.push({ sequence, hash, checkpoint });
      else byOwner.set(owner, [{ sequence, hash, checkpoint }]);
    },
    of: (owner) => byOwner.get(owner) ?? [],
    owners: () => byOwner.keys(),
  };
}

export const sayWho = ({ checkpoint }: KnownHead): string =>
  checkpoint ? `checkpoint ${checkpoint.number} of ${checkpoint.takenAt}` : "the desk's own list of heads";
