/**
 * Why a mailbox cannot be fetched at the moment. The code is stable and holds nothing personal: servers like to quote
 * names and addresses, so their words are never passed on.
 */
export class FetchProblem extends Error {
  override readonly name = 'FetchProblem';
  constructor(
    readonly code: string,
    cause?: unknown,
  ) {
    super(code, { cause });
  }
}

const systemCodes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection_refused',
  ENOTFOUND: 'host_unknown',
  EAI_AGAIN: 'host_unknown',
  CONNECT_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  ETIMEOUT: 'timeout',
};

/** The code of whatever the IMAP client threw. */
export function fetchProblemCode(error: unknown): string {
  if (error instanceof FetchProblem) return error.code;
  const { code, authenticationFailed, tlsFailed } = (error ?? {}) as {
    code?: unknown;
    authenticationFailed?: boolean;
    tlsFailed?: boolean;
  };
  if (authenticationFailed) return 'login_refused';
  if (typeof code !== 'string') return tlsFailed ? 'tls_failed' : 'connection_lost';
  if (code === 'store_unavailable') return code;
  if (tlsFailed || /CERT|TLS|SSL/.test(code)) return 'tls_failed';
  return systemCodes[code] ?? 'connection_lost';
}
