import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicKeyHex } from './ed25519';

/** What lies in the audit directory. */
export const auditPaths = (directory: string) => ({
  checkpoints: join(directory, 'checkpoints.jsonl'),
  signingKey: join(directory, 'signing-key.pem'),
  publicKey: join(directory, 'public-key.pem'),
});

export interface SigningKey {
  /** 32 bytes in lower-case hexadecimal. */
  publicKey: string;
  /** Ed25519 over UTF-8, 64 bytes in lower-case hexadecimal. */
  sign(message: string): string;
}

/** The key of an audit directory, made when there is none: readable by its owner alone, with the public half beside it. */
export function openSigningKey(directory: string): SigningKey {
  const paths = auditPaths(directory);
  const privateKey = createPrivateKey(readKey(paths.signingKey) ?? makeKey(directory));
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  if (readKey(paths.publicKey) !== publicPem) writeFileSync(paths.publicKey, publicPem, { mode: 0o644 });
  return {
    publicKey: publicKeyHex(publicPem),
    sign: (message) => sign(null, Buffer.from(message, 'utf8'), privateKey).toString('hex'),
  };
}

function readKey(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Under its name only when it is whole, and never in place of another one: whoever comes second takes the first one's. */
function makeKey(directory: string): string {
  const { signingKey } = auditPaths(directory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const draft = `${signingKey}.${randomUUID()}`;
  writeFileSync(draft, made, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, signingKey);
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(signingKey, 'utf8');
  } finally {
    rmSync(draft);
  }
}
