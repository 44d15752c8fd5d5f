import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { connect } from '../../../db/connect';
import { startCuttingProxy } from '../../support/cutting-proxy';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { dovecotMissing, startDovecot, type Dovecot } from '../../support/dovecot';
import { customerMail, eventually, startFetching, subjectOf, type Fetching } from '../../support/fetching';
import { startTokenServer, type TokenServer } from '../../support/token-server';

if (dovecotMissing !== null) process.stdout.write(`Fetching mail is not tested: ${dovecotMissing}.\n`);
const describeWithDovecot = dovecotMissing === null ? describe : describe.skip;

describeWithDovecot('fetching a mailbox of a real server', () => {
  let tokens: TokenServer;
  let dovecot: Dovecot;
  let database: TestDatabase;
  let db: Knex;
  const running: Fetching[] = [];

  beforeAll(async () => {
    tokens = await startTokenServer('oauth');
    dovecot = await startDovecot({ tokenInfoUrl: tokens.tokenInfoUrl });
  });
  afterAll(async () => {
    await dovecot.stop();
    await tokens.close();
  });
  beforeEach(async () => {
    database = await createTestDatabase();
    db = connect(database.url, { poolSize: 6 });
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((fetching) => fetching.stop()));
    await db.destroy();
    await database.drop();
  });

  /** Each test has an account of its own. */
  const fetching = (account: string, options: Partial<Parameters<typeof startFetching>[0]> = {}): Fetching => {
    const started = startFetching({ db, account, port: dovecot.imapPort, ...options });
    running.push(started);
    return started;
  };
  const subjects = ({ stored }: Fetching): string[] => stored.map(subjectOf);

  test('mail that came while nobody looked is fetched in order, and new mail as soon as it comes', async () => {
    await dovecot.deliver('meanwhile', customerMail('first'), customerMail('second'));
    const desk = fetching('meanwhile');
    await eventually(() => desk.states.at(-1)?.state === 'connected');
    expect(subjects(desk)).toEqual(['first', 'second']);
    expect(desk.stored[0]).toMatchObject({
      source: 'imap',
      mailbox: { name: 'inquiries', team: 'billing' },
      uid: { uid: 1 },
    });
    // The server has put its own headers above it.
    expect(desk.stored[0]?.raw.toString().endsWith(customerMail('first'))).toBe(true);

    await dovecot.deliver('meanwhile', customerMail('third'));
    await eventually(() => desk.stored.length === 3);
    await eventually(() => dovecot.flags('meanwhile').join() === 'S,S,S');
  });

  test('mail that comes while other mail is stored is fetched at once as well', async () => {
    await dovecot.deliver('busy', customerMail('first'));
    const desk = fetching('busy', {
      store: async (mail) => {
        if (subjectOf(mail) === 'first') await dovecot.deliver('busy', customerMail('second'));
      },
    });
    await eventually(() => subjects(desk).includes('second'), 10);
    await desk.stop();
  });

  test('a connection that is cut again and again loses no mail and passes none over', async () => {
    const mails = Array.from({ length: 60 }, (_, index) => customerMail(`mail ${index}`, [`${'x'.repeat(400)}`]));
    await dovecot.deliver('cut', ...mails);
    const proxy = await startCuttingProxy(dovecot.imapPort, [700, 9_000, 25_000, 30_100]);
    const desk = fetching('cut', { port: proxy.port });
    await eventually(() => dovecot.flags('cut').filter((flags) => flags === 'S').length === 60);
    expect(new Set(subjects(desk)).size).toBe(60);
    expect(desk.stored.every(({ raw }) => mails.some((mail) => raw.toString().endsWith(mail)))).toBe(true);
    expect(proxy.connections).toBeGreaterThan(3);
    expect(desk.states).toContainEqual({ state: 'failing', code: 'connection_lost' });
    await desk.stop();
    await proxy.close();
  });

  test('a mail that cannot be stored is neither marked nor passed over, and comes again', async () => {
    await dovecot.deliver('away', customerMail('first'), customerMail('second'), customerMail('third'));
    let attempts = 0;
    const desk = fetching('away', {
      store: async (mail) => {
        if (subjectOf(mail) !== 'second') return;
        attempts += 1;
        if (attempts < 3) throw Object.assign(new Error('away'), { code: 'store_unavailable' });
      },
    });
    await eventually(() => attempts === 1);
    expect(dovecot.flags('away')).toEqual(['', '', '']);
    await eventually(() => dovecot.flags('away').join() === 'S,S,S');
    expect(desk.states).toContainEqual({ state: 'failing', code: 'store_unavailable' });
    expect(subjects(desk)).toEqual(['first', 'first', 'first', 'second', 'third']);
  });

  test('of two processes one fetches; the other goes on when it dies', async () => {
    const one = fetching('turns');
    await eventually(() => one.states.at(-1)?.state === 'connected');
    const elsewhere = connect(database.url, { poolSize: 4, name: 'the-other-process' });
    const other = fetching('turns', { db: elsewhere });
    await eventually(() => other.states.at(-1)?.state === 'elsewhere');
    await dovecot.deliver('turns', customerMail('first'));
    await eventually(() => one.stored.length === 1);

    await one.stop();
    await dovecot.deliver('turns', customerMail('second'));
    await eventually(() => other.stored.length === 1);
    expect(subjects(other)).toEqual(['second']);

    // The database forgets the turn with its connection: whoever held it stops, and asks again.
    const held = other.states.length;
    const login = connect(database.url, { asOwner: true });
    await login.raw(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'the-other-process'`,
    );
    await login.destroy();
    await dovecot.deliver('turns', customerMail('third'));
    await eventually(() => other.stored.length === 2);
    expect(other.states.slice(held).map(({ state }) => state)).toContain('connecting');
    await other.stop();
    await elsewhere.destroy();
  });

  test('what becomes of a mail afterwards is as the mailbox says', async () => {
    for (const afterwards of [{ moveTo: 'Done' }, 'keep', 'delete'] as const) {
      await dovecot.deliver('afterwards', customerMail('stored'));
      const desk = fetching('afterwards', { imap: { afterwards } });
      await eventually(() => desk.states.at(-1)?.state === 'connected' && desk.stored.length === 1);
      await desk.stop();
      if (typeof afterwards === 'object') {
        expect(dovecot.flags('afterwards')).toEqual([]);
        expect(dovecot.flags('afterwards', 'Done')).toHaveLength(1);
      }
      if (afterwards === 'keep') expect(dovecot.flags('afterwards')).toEqual(['']);
      // Deleted is what was fetched now; what was kept before stays.
      if (afterwards === 'delete') expect(dovecot.flags('afterwards')).toEqual(['']);
    }
  });

  test('a mailbox that the server numbers anew is fetched anew, and one from before a day is left alone', async () => {
    await dovecot.deliver('renumbered', customerMail('first'));
    const desk = fetching('renumbered');
    await eventually(() => desk.stored.length === 1);
    await desk.stop();
    dovecot.renumber('renumbered');
    const again = fetching('renumbered');
    await eventually(() => again.stored.length === 1);
    expect(again.stored[0]?.uid?.validity).not.toBe(desk.stored[0]?.uid?.validity);
    await again.stop();

    dovecot.renumber('renumbered');
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const later = fetching('renumbered', { imap: { since: tomorrow } });
    await eventually(() => later.states.at(-1)?.state === 'connected');
    expect(later.stored).toEqual([]);
  });

  test('a folder that is not there, and a password that is wrong, are said by name', async () => {
    const wrong = fetching('wrong', { readSecret: () => 'hunter2' });
    await eventually(() => wrong.states.some((state) => state.state === 'failing' && state.code === 'login_refused'));
    await wrong.stop();
    const missing = fetching('wrong', { imap: { folder: 'Nowhere' } });
    await eventually(() =>
      missing.states.some((state) => state.state === 'failing' && state.code === 'folder_missing'),
    );
    await missing.stop();
    const nobody = fetching('wrong', { port: 1 });
    await eventually(() => nobody.states.some((state) => 'code' in state && state.code === 'connection_refused'));
  });

  test('an account without a password is entered by an access token, renewed when it is refused', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tokens-'));
    const file = join(directory, 'refresh-token');
    writeFileSync(file, 'refresh-1\n');
    const oauth = { tokenUrl: tokens.tokenUrl, clientId: 'inquiry-desk', refreshToken: { file }, scope: 'imap' };
    const options = { imap: { oauth }, readSecret: () => readFileSync(file, 'utf8').trim() };
    await dovecot.deliver('oauth', customerMail('first'));
    const desk = fetching('oauth', options);
    await eventually(() => desk.stored.length === 1);
    expect(tokens.asked).toEqual([
      { grant_type: 'refresh_token', client_id: 'inquiry-desk', refresh_token: 'refresh-1', scope: 'imap' },
    ]);
    await desk.stop();
    // What came with the answer is kept for the next start.
    expect(readFileSync(file, 'utf8')).toBe('refresh-2');

    // The server forgets the token while the connection is away: the refusal makes the desk ask for another.
    const proxy = await startCuttingProxy(dovecot.imapPort, [1_500]);
    const again = fetching('oauth', { ...options, port: proxy.port });
    await eventually(() => tokens.asked.length === 2);
    tokens.revokeAll();
    await dovecot.deliver('oauth', customerMail('second', ['x'.repeat(2_000)]));
    await eventually(() => subjects(again).includes('second'));
    expect(tokens.asked.length).toBe(3);
    await again.stop();
    await proxy.close();

    // Somebody has withdrawn the consent: said by name, without the server's words.
    writeFileSync(file, 'refresh-1');
    const refused = fetching('oauth', options);
    await eventually(() => refused.states.some((state) => 'code' in state && state.code === 'token_invalid_grant'));
    rmSync(directory, { recursive: true });
  });
});
