import { knex, type Knex } from 'knex';
import { types, type Client, type CustomTypesConfig } from 'pg';
import { applicationRole } from './application-role';

export interface ConnectOptions {
  /** Shown in `pg_stat_activity`. */
  name?: string;
  /** Connections at most. */
  poolSize?: number;
  /** Milliseconds after which a statement is given up: by the server first, and by us when the server is silent. */
  statementTimeout?: number;
  /** Work as the login role instead of the application role: migrations and tests of what the owner may not do either. */
  asOwner?: boolean;
}

/** Milliseconds to reach the server, and to get a connection from the pool: a dead database is noticed within these. */
const connectTimeout = 2_000;
const acquireTimeout = 3_000;

/** Object ids of PostgreSQL's built-in types, fixed for ever in its catalogue. */
const int8 = 20;
const date = 1082;
const timestamptz = 1184;

/**
 * A pool of connections that all work as the application role, in UTC, and read `bigint` as a safe integer, `date` as
 * `yyyy-mm-dd` and `timestamptz` as an instant (`2026-03-06T16:00:00.000Z`). Nothing is connected before the first query.
 *
 * A server that is down refuses at once, one that does not answer fails within about three seconds; `inTransaction` and
 * `asStoreUnavailable` turn both into `StoreUnavailable`. The caller ends the pool with `destroy()`.
 */
export function connect(url: string, options: ConnectOptions = {}): Knex {
  const { name = 'inquiry-desk', poolSize = 10, statementTimeout = 3_000, asOwner = false } = options;
  // One round trip per connection. Business time never comes from the session, but instants are printed by it.
  const session = [
    asOwner ? '' : `set role ${applicationRole}`,
    `set timezone = 'UTC'`,
    `set datestyle = 'ISO'`,
    `set statement_timeout = ${statementTimeout}`,
    `set idle_in_transaction_session_timeout = ${Math.max(statementTimeout, 10_000)}`,
  ];
  return knex({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: name,
      connectionTimeoutMillis: connectTimeout,
      // A little after the server's own limit, so that its words reach us when it is alive.
      query_timeout: statementTimeout === 0 ? 0 : statementTimeout + 500,
      keepAlive: true,
      types: typeParsers,
    } as Knex.PgConnectionConfig,
    acquireConnectionTimeout: acquireTimeout,
    pool: {
      min: 0,
      max: poolSize,
      idleTimeoutMillis: 30_000,
      afterCreate(connection: Client, done: (error: Error | null, connection: Client) => void) {
        dropWhenSilent(connection);
        connection.query(session.filter((statement) => statement !== '').join('; '), (error: Error | null) => {
          if (error === null) return done(null, connection);
          // The pool forgets a connection that fails here, without closing it.
          const fail = (): void => done(explainRole(error, url), connection);
          connection.end().then(fail, fail);
        });
      },
    },
    // Without a logger knex writes to the console; what matters reaches the caller as an error.
    log: { warn() {}, error() {}, deprecate() {}, debug() {} },
  });
}

const typeParsers: CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary' = 'text') => {
    if (format === 'text') {
      if (oid === int8) return parseSafeInteger;
      if (oid === date) return (text: string) => text;
      if (oid === timestamptz) return parseInstant;
    }
    return types.getTypeParser(oid, format) as unknown;
  }) as CustomTypesConfig['getTypeParser'],
};

/** Money is counted in `bigint`; beyond 2^53 a number would silently round, so reading fails instead. */
export function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint beyond the safe integers: ${text}`);
  return value;
}

/** `2026-03-06 16:00:00+00` (a session in UTC) as `2026-03-06T16:00:00.000Z`; microseconds are cut off. */
export function parseInstant(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(text);
  if (match === null) throw new RangeError(`not an instant of a session in UTC: ${text}`);
  return `${match[1]}T${match[2]}.${(match[3] ?? '').slice(0, 3).padEnd(3, '0')}Z`;
}

/**
 * When a statement gets no answer in time, pg reports that but keeps the connection, with the answer still to come; the
 * next statement would queue behind it. Such a connection is cut off, so that the pool replaces it.
 */
function dropWhenSilent(connection: Client): void {
  interface Wire {
    connection: { stream: { destroy(error: Error): void } };
  }
  type Callback = (error: Error | null, result: unknown) => void;
  const plain = connection as unknown as { query(...given: unknown[]): unknown };
  const query = plain.query.bind(connection);
  plain.query = (...given) => {
    const callback = given.at(-1);
    if (typeof callback !== 'function') return query(...given);
    nameStatement(given[0]);
    return query(...given.slice(0, -1), (error: Error | null, result: unknown) => {
      if (error?.message === 'Query read timeout') (connection as unknown as Wire).connection.stream.destroy(error);
      (callback as Callback)(error, result);
    });
  };
}

/** Texts that are planned once per connection; beyond so many, new ones are planned each time. */
const statementNames = new Map<string, string>();
const statementsAtMost = 500;

/** Lets the server keep the plan of a statement with parameters under a name: ours are few, long and often repeated. */
function nameStatement(given: unknown): void {
  const statement = given as { text?: string; values?: unknown[]; name?: string } | string;
  if (typeof statement === 'string' || !statement.text || !statement.values?.length) return;
  let name = statementNames.get(statement.text);
  if (name === undefined && statementNames.size < statementsAtMost) {
    name = `desk_${statementNames.size}`;
    statementNames.set(statement.text, name);
  }
  if (name !== undefined) statement.name = name;
}

function explainRole(error: Error, url: string): Error {
  const { code } = error as { code?: string };
  const login = URL.canParse(url) ? decodeURIComponent(new URL(url).username) : '';
  // 22023: the role does not exist; 42501: the login may not become it.
  if (code === '22023') {
    return new Error(`The database has no role ${applicationRole}: run the migrations first.`, { cause: error });
  }
  if (code === '42501') {
    return new Error(
      `The login ${login} may not work as ${applicationRole}: let the owner run "grant ${applicationRole} to ${login || 'it'}".`,
      { cause: error },
    );
  }
  return error;
}
