import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An OAuth 2.0 server: a token endpoint for clients, and a place where the mail server asks about tokens. */
export interface TokenServer {
  tokenUrl: string;
  /** For Dovecot, which appends the token. */
  tokenInfoUrl: string;
  /** Requests to the token endpoint, as form fields. */
  asked: Record<string, string>[];
  /** From now on the tokens given so far are worth nothing. */
  revokeAll(): void;
  close(): Promise<void>;
}

/** Gives tokens for `email` against the refresh token `refresh-1`, and then only against the one that came with the last answer. */
export async function startTokenServer(email: string): Promise<TokenServer> {
  const valid = new Set<string>();
  let refresh = 'refresh-1';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const json = (status: number, body: unknown): void => {
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      };
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (url.pathname === '/tokeninfo') {
        return json(200, { active: valid.has(url.searchParams.get('access_token') ?? ''), email });
      }
      const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
      tokens.asked.push(form);
      if (form['grant_type'] !== 'refresh_token' || form['refresh_token'] !== refresh) {
        return json(400, { error: 'invalid_grant', error_description: `no token for ${email}` });
      }
      const token = randomUUID();
      valid.add(token);
      refresh = `refresh-${tokens.asked.length + 1}`;
      return json(200, { access_token: token, token_type: 'Bearer', expires_in: 3600, refresh_token: refresh });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokens: TokenServer = {
    tokenUrl: `${address}/token`,
    tokenInfoUrl: `${address}/tokeninfo?access_token=`,
    asked: [],
    revokeAll: () => valid.clear(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return tokens;
}
