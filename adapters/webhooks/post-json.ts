import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { AddressRefused, type AddressGuard } from './guarded-address';

/** What came of one request. `problem` is a stable word; nothing of the answer's body is kept, which may hold anything. */
export interface PostResult {
  /** HTTP status; null when there was no answer. */
  code: number | null;
  problem: string | null;
  /** Seconds that the other side asks us to wait. */
  retryAfter: number | null;
  /** The body was on its way when it went wrong: whether it was taken is open. */
  handedOver: boolean;
}

export interface PostOptions {
  guard: AddressGuard;
  /** Milliseconds for all of it: looking up, connecting, sending, the whole answer. */
  timeout: number;
}

/** Bytes of an answer that are read, so that the connection ends in order. */
const largestAnswer = 64 * 1024;

/** Posts JSON to an address that was given by somebody else. Follows no redirect; answers, and never throws. */
export async function postJson(
  address: string,
  body: string,
  headers: Record<string, string>,
  { guard, timeout }: PostOptions,
): Promise<PostResult> {
  let url: URL;
  const until = Date.now() + timeout;
  try {
    url = await within(timeout, guard.check(address));
  } catch (error) {
    const reason = error instanceof AddressRefused ? error.reason : 'not_found';
    return { code: null, problem: `address_${reason}`, retryAfter: null, handedOver: false };
  }
  return new Promise((resolve) => {
    let handedOver = false;
    let settled = false;
    const settle = (result: Omit<PostResult, 'handedOver'>): void => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      request.destroy();
      resolve({ ...result, handedOver });
    };
    const fail = (problem: string): void => settle({ code: null, problem, retryAfter: null });
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(
      url,
      {
        method: 'POST',
        // A connection of its own: what was looked up for it is what it is connected to.
        agent: false,
        lookup: guard.lookup,
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
          'User-Agent': 'inquiry-desk',
          ...headers,
        },
      },
      (response) => {
        const code = response.statusCode ?? 0;
        const done = (): void =>
          settle({
            code,
            problem: code >= 200 && code < 300 ? null : code >= 300 && code < 400 ? 'redirect' : `http_${code}`,
            retryAfter: readRetryAfter(response.headers['retry-after']),
          });
        let read = 0;
        response.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read > largestAnswer) done();
        });
        response.on('end', done);
        // The status came; that the rest was cut off changes nothing about it.
        response.on('error', done);
      },
    );
    const deadline = setTimeout(() => fail('timeout'), Math.max(1, until - Date.now()));
    request.on('error', (error) => fail(wordOf(error)));
    request.on('socket', (socket) => {
      const ready = url.protocol === 'https:' ? 'secureConnect' : 'connect';
      socket.once(ready, () => (handedOver = true));
    });
    request.end(body);
  });
}

/** A name server that does not answer counts as one that knows nothing. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const late = new AbortController();
  const tooLate = pause(milliseconds, undefined, { signal: late.signal }).then(() => {
    throw new AddressRefused('not_found');
  });
  tooLate.catch(() => undefined);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    late.abort();
  }
}

function readRetryAfter(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\d{1,7}$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isFinite(at) ? Math.max(0, Math.ceil((at - Date.now()) / 1000)) : null;
}

function wordOf(error: Error): string {
  if (error instanceof AddressRefused) return `address_${error.reason}`;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'connection_refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'address_not_found';
  if (/CERT|TLS|SSL|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(code)) return 'tls';
  return 'connection_lost';
}
