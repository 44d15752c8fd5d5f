import { renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { ImapAccount, SecretSource } from '../contracts/mailboxes';
import { FetchProblem } from './fetch-problem';

export interface AccessTokens {
  /** One that is valid for a minute at least. @throws FetchProblem when the token endpoint gives none */
  current: () => Promise<string>;
  /** The mail server has refused it: the next one is asked for anew. */
  forget: () => void;
}

/** Milliseconds before its end from which a token is no longer begun with. */
const margin = 60_000;
/** Milliseconds that the token endpoint has. */
const patience = 15_000;
/** Seconds that a token is taken to be valid when the answer does not say. */
const usualLife = 300;

const granted = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
});
/** RFC 6749, section 5.2: codes are words like `invalid_grant`; anything else is not repeated. */
const refused = z.object({ error: z.string().regex(/^[a-z_]{1,40}$/) });

/**
 * Access tokens for XOAUTH2 and OAUTHBEARER: by a refresh token (RFC 6749, section 6), or by client credentials (section
 * 4.4) when there is none. A new refresh token that comes with an answer replaces the old one, in its file as well.
 *
 * @param onUnkept the new refresh token could not be written: after a restart the old one is used again
 */
export function createAccessTokens(
  settings: NonNullable<ImapAccount['oauth']>,
  readSecret: (source: SecretSource) => string,
  onUnkept: () => void = () => {},
): AccessTokens {
  const { tokenUrl, clientId, clientSecret, refreshToken, scope } = settings;
  let refresh = refreshToken && readSecret(refreshToken);
  let known: { token: string; until: number } | null = null;

  const ask = async (): Promise<{ token: string; until: number }> => {
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: refresh === undefined ? 'client_credentials' : 'refresh_token',
        client_id: clientId,
        ...(clientSecret && { client_secret: readSecret(clientSecret) }),
        ...(refresh !== undefined && { refresh_token: refresh }),
        ...(scope !== undefined && { scope }),
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    }).catch((error: unknown) => {
      throw new FetchProblem('token_endpoint_away', error);
    });
    const body: unknown = await response.json().catch(() => null);
    const answer = granted.safeParse(body);
    if (!response.ok || !answer.success) {
      const { data } = refused.safeParse(body);
      throw new FetchProblem(data ? `token_${data.error}` : 'token_refused');
    }
    const { access_token: token, expires_in: seconds = usualLife, refresh_token: next } = answer.data;
    if (next !== undefined && next !== refresh) keep(next);
    return { token, until: Date.now() + seconds * 1000 };
  };
  const keep = (next: string): void => {
    refresh = next;
    if (!refreshToken || !('file' in refreshToken)) return onUnkept();
    try {
      // Renamed into place, so that a kill leaves the old one or the new one.
      writeFileSync(`${refreshToken.file}.new`, next, { mode: 0o600 });
      renameSync(`${refreshToken.file}.new`, refreshToken.file);
    } catch {
      onUnkept();
    }
  };

  return {
    async current() {
      if (known === null || known.until - Date.now() < margin) known = await ask();
      return known.token;
    },
    forget: () => void (known = null),
  };
}
