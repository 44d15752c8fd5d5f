import { createPublicKey, verify } from 'node:crypto';

/** SubjectPublicKeyInfo of Ed25519 up to the key itself (RFC 8410, section 4). */
const prefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The 32 bytes of a public key in PEM, as lower-case hexadecimal. Throws for keys of another kind. */
export function publicKeyHex(pem: string | Buffer): string {
  const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  if (der.length !== prefix.length + 32 || !der.subarray(0, prefix.length).equals(prefix)) {
    throw new Error('the key is no Ed25519 key');
  }
  return der.subarray(prefix.length).toString('hex');
}

/** Whether `key` signed `message` (UTF-8); false for whatever is no key or no signature. Key and signature in hexadecimal. */
export function isSigned(key: string, message: string, signature: string): boolean {
  try {
    const der = Buffer.concat([prefix, Buffer.from(key, 'hex')]);
    const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return verify(null, Buffer.from(message, 'utf8'), publicKey, Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
}
