import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { localPaths } from './local-desk';

/**
 * Stands in for an identity provider on one machine: a key pair in the data directory, of which the desk sees only the
 * public half, as it would with a real issuer. Anybody who can read the data directory can sign in as anybody: for
 * development and demonstration only.
 */
export interface DevelopmentIdentity {
  issuer: string;
  audience: string;
  /** File with the public keys, for AUTH_JWKS. */
  jwks: string;
  /** A signed token of this person. `lifetime` in the words of `jose`: `12h`, `30d`. */
  signToken(person: string, claims?: Record<string, unknown>, lifetime?: string): Promise<string>;
}

export const developmentIssuer = 'https://identity.inquiry-desk.example';
export const developmentAudience = 'inquiry-desk';
const algorithm = 'RS256';

export async function developmentIdentity(dataDirectory: string): Promise<DevelopmentIdentity> {
  const { identity, jwks } = localPaths(dataDirectory);
  if (!existsSync(identity) || !existsSync(jwks)) {
    mkdirSync(dirname(identity), { recursive: true });
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    const kid = await calculateJwkThumbprint(await exportJWK(publicKey));
    const described = (key: JWK): JWK => ({ ...key, kid, alg: algorithm, use: 'sig' });
    writeFileSync(jwks, JSON.stringify({ keys: [described(await exportJWK(publicKey))] }));
    writeFileSync(identity, JSON.stringify(described(await exportJWK(privateKey))), { mode: 0o600 });
  }
  const jwk = JSON.parse(readFileSync(identity, 'utf8')) as JWK & { kid: string };
  const key = await importJWK(jwk, algorithm);
  return {
    issuer: developmentIssuer,
    audience: developmentAudience,
    jwks,
    signToken: (person, claims = {}, lifetime = '30d') =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, kid: jwk.kid, typ: 'JWT' })
        .setIssuer(developmentIssuer)
        .setAudience(developmentAudience)
        .setSubject(person)
        .setIssuedAt()
        .setExpirationTime(lifetime)
        .sign(key),
  };
}
