import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import type { ExportEntry, ExportEnd } from '../../contracts/audit';
import { canonicalJson } from '../../contracts/canonical';

/** Writes the lines of an export, each with its line feed. */
export interface ExportWriter {
  write(entry: Exclude<ExportEntry, ExportEnd>): string;
  /** The last line. */
  end(): string;
  totals(): { rows: number; chains: number };
}

export function createExportWriter(): ExportWriter {
  const running = sha256.create();
  let rows = 0;
  let chains = 0;
  let owner = '';
  return {
    write(entry) {
      const line = `${canonicalJson(entry)}\n`;
      running.update(utf8ToBytes(line));
      if (entry.kind === 'row') {
        rows += 1;
        if (entry.owner !== owner) chains += 1;
        ({ owner } = entry);
      }
      return line;
    },
    end: () =>
      `${canonicalJson({ kind: 'end', rows, chains, digest: bytesToHex(running.digest()) } satisfies ExportEnd)}\n`,
    totals: () => ({ rows, chains }),
  };
}
