import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Knex } from 'knex';
import { connect, parseInstant, parseSafeInteger } from '../../../db/connect';
import { fromStore, inTransaction, StoreUnavailable } from '../../../db/transaction';
import { createBlankDatabase, createTestDatabase, type TestDatabase } from '../../support/database';

describe('a connection of the desk', () => {
  let database: TestDatabase;
  let knex: Knex;

  beforeAll(async () => {
    database = await createTestDatabase();
    knex = connect(database.url);
  });
  afterAll(async () => {
    await knex.destroy();
    await database.drop();
  });

  const one = async (expression: string): Promise<unknown> => {
    const { rows } = await knex.raw(`select ${expression} as value`);
    return rows[0].value;
  };

  test('works as the application role, whoever logged in', async () => {
    expect(await one('current_user')).toBe('inquiry_desk_application');
    const owner = connect(database.ownerUrl);
    try {
      const { rows } = await owner.raw('select current_user as role, session_user as login');
      expect(rows[0]).toEqual({ role: 'inquiry_desk_application', login: new URL(database.ownerUrl).username });
    } finally {
      await owner.destroy();
    }
  });

  test('reads instants in UTC with milliseconds, dates as text, amounts as safe integers', async () => {
    expect(await one(`timestamptz '2026-03-06 16:00:00 Europe/London'`)).toBe('2026-03-06T16:00:00.000Z');
    expect(await one(`timestamptz '2026-07-06 16:00:00.0129 America/New_York'`)).toBe('2026-07-06T20:00:00.012Z');
    expect(await one(`date '2026-03-08'`)).toBe('2026-03-08');
    expect(await one('9007199254740991::bigint')).toBe(9007199254740991);
    expect(await one(`array['a', 'b']`)).toEqual(['a', 'b']);
  });

  test('refuses a bigint that a number cannot hold instead of rounding it', () => {
    expect(() => parseSafeInteger('9007199254740993')).toThrow(RangeError);
    expect(() => parseInstant('2026-03-06 16:00:00+01')).toThrow(RangeError);
  });

  test('a statement that hangs is given up, and the pool goes on', async () => {
    const hasty = connect(database.url, { statementTimeout: 100 });
    try {
      await expect(fromStore(hasty.raw('select pg_sleep(30)'))).rejects.toBeInstanceOf(StoreUnavailable);
      expect((await hasty.raw('select 1 as one')).rows).toEqual([{ one: 1 }]);
    } finally {
      await hasty.destroy();
    }
  });
});

test('says what to do when the database was never migrated, or the login is no member', async () => {
  const database = await createBlankDatabase();
  const owner = connect(database.ownerUrl, { asOwner: true });
  const login = `stranger_${database.name}`;
  await owner.raw(`create role ${login} login password 'stranger'`);
  const url = new URL(database.ownerUrl);
  url.username = login;
  url.password = 'stranger';
  const stranger = connect(url.href);
  try {
    await expect(stranger.raw('select 1')).rejects.toThrow(`grant inquiry_desk_application to ${login}`);
  } finally {
    await stranger.destroy();
    await owner.raw(`drop role ${login}`);
    await owner.destroy();
    await database.drop();
  }
});

describe('a database that is away', () => {
  const listening = (onSocket: (socket: Socket) => void): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer(onSocket);
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
  const addressOf = (server: Server): string =>
    `postgres://desk:desk@127.0.0.1:${(server.address() as AddressInfo).port}/desk`;

  test('is unavailable when nobody listens', async () => {
    const server = await listening(() => undefined);
    const url = addressOf(server);
    await new Promise((resolve) => server.close(resolve));
    const knex = connect(url);
    try {
      await expect(inTransaction(knex, (transaction) => transaction.raw('select 1'))).rejects.toMatchObject({
        name: 'StoreUnavailable',
        code: 'store_unavailable',
      });
    } finally {
      await knex.destroy();
    }
  });

  test('is unavailable when it takes the connection and never answers', async () => {
    const sockets: Socket[] = [];
    const server = await listening((socket) => sockets.push(socket));
    const knex = connect(addressOf(server));
    try {
      await expect(fromStore(knex.raw('select 1'))).rejects.toBeInstanceOf(StoreUnavailable);
    } finally {
      sockets.forEach((socket) => socket.destroy());
      await knex.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
