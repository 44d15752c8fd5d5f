import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isSigned, publicKeyHex } from '../adapters/audit/ed25519';
import { auditPaths } from '../adapters/audit/signing-key';
import { loadLocalConfig } from '../config';
import type { Finding } from '../domain/audit/finding';
import { verifyExport, type ExportVerification } from '../domain/audit/verify-export';
import { exportInto } from './audit-export';
import { readLines } from './audit/read-lines';
import { slowProgress } from './audit/slow-progress';

const usage = 'npm run audit:verify -- [EXPORT] [--checkpoints FILE]… [--public-key FILE]… [--json]';
/** Findings that are written out; the number of all is said. */
const shown = 20;

interface Given {
  /** Undefined: the desk that runs here is exported first. */
  path: string | undefined;
  checkpoints: string[];
  /** In PEM files, or the 64 hexadecimal digits themselves. */
  publicKeys: string[];
  json: boolean;
}

/**
 * `npm run audit:verify`: exit code 0 when everything is as it was written, 1 when something is not, 2 when it could not be
 * checked. With an export it works offline, from that and from what it is told; without one it exports the desk that runs
 * here and takes checkpoints and key from its audit directory.
 */
export function main(programArguments: string[]): void {
  run(programArguments).catch((error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  });
}

async function run(args: string[]): Promise<void> {
  const given = readArguments(args);
  const verification = given.path === undefined ? await verifyDesk(given) : verifyFile(given.path, given);
  if (given.json) process.stdout.write(`${JSON.stringify(verification.report)}\n`);
  else process.stdout.write(`${sayReport(verification, given).join('\n')}\n`);
  process.exitCode = verification.report.verified ? 0 : 1;
}

function readArguments(args: string[]): Given {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      checkpoints: { type: 'string', multiple: true },
      'public-key': { type: 'string', multiple: true },
      json: { type: 'boolean' },
    },
  });
  if (positionals.length > 1) throw new Error(usage);
  return {
    path: positionals[0],
    checkpoints: values.checkpoints ?? [],
    publicKeys: values['public-key'] ?? [],
    json: values.json ?? false,
  };
}

async function verifyDesk(given: Given): Promise<ExportVerification> {
  const { checkpoints, publicKey } = auditPaths(loadLocalConfig().auditDirectory);
  const folder = mkdtempSync(join(tmpdir(), 'inquiry-desk-audit-'));
  try {
    const path = join(folder, 'export.jsonl');
    await exportInto(path, null);
    const here = (file: string): string[] => (existsSync(file) ? [file] : []);
    if (given.checkpoints.length === 0) given.checkpoints = here(checkpoints);
    if (given.publicKeys.length === 0) given.publicKeys = here(publicKey);
    return verifyFile(path, given);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function verifyFile(path: string, { checkpoints, publicKeys }: Given): ExportVerification {
  for (const file of [path, ...checkpoints]) if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
  const keys = publicKeys.length > 0 ? publicKeys.map(readKey) : null;
  const progress = slowProgress(process.stderr, 'Verifying');
  const lines = readLines(path, (read, of) => progress.at(() => `${Math.floor((100 * read) / of)} %`));
  const files = checkpoints.map((file) => ({
    name: file,
    lines: readLines(file, (read, of) => progress.at(() => `checkpoints, ${Math.floor((100 * read) / of)} %`)),
  }));
  const verification = verifyExport(lines, files, { keys, isSigned });
  progress.done();
  return verification;
}

function readKey(given: string): string {
  if (/^[0-9a-f]{64}$/.test(given)) return given;
  try {
    return publicKeyHex(readFileSync(given));
  } catch (error) {
    throw new Error(`${given} is no public key in PEM: ${(error as Error).message}`, { cause: error });
  }
}

function sayReport({ report, findings }: ExportVerification, { checkpoints: files }: Given): string[] {
  const { verified, rows, chains, policies, checkpoints, bad, exported_at } = report;
  const lines = [`${rows} rows of ${chains} chains and ${policies} policies, as of ${exported_at || 'unknown'}.`];
  lines.push(
    checkpoints.compared === 0
      ? 'No checkpoint was compared: a missing tail, a missing chain or a rewritten one would hardly show.'
      : `${checkpoints.compared} signed checkpoints compared, the newest of ${checkpoints.newest}` +
          (checkpoints.newer > 0 ? `; ${checkpoints.newer} are newer than the export.` : '.'),
  );
  if (checkpoints.compared > 0 && files.length === 0)
    lines.push("They are the database's own copies: give the file from outside with --checkpoints.");
  for (const key of checkpoints.keys)
    lines.push(
      checkpoints.keys_given
        ? `Signed by ${key}, which was given.`
        : `Signed by ${key}. Compare it with the key you hold, or give that with --public-key.`,
    );
  if (checkpoints.torn_lines > 0) lines.push(`${checkpoints.torn_lines} lines were torn by a crash and passed over.`);
  lines.push(
    '',
    verified ? 'Everything is as it was written.' : `NOT VERIFIED: ${bad} finding${bad === 1 ? '' : 's'}.`,
  );
  const [first, ...others] = findings.slice(0, shown);
  if (first)
    lines.push(`First bad entry: ${sayFinding(first)}`, ...others.map((finding) => `  then: ${sayFinding(finding)}`));
  if (bad > shown) lines.push(`  and ${bad - shown} more`);
  return lines;
}

const sayFinding = ({ owner, sequence, problem, detail }: Finding): string =>
  `${owner}${sequence === null ? '' : `, ${sequence}`}: ${detail} (${problem})`;
