import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig, loadIntakeConfig, loadLocalConfig } from '../../config';
import { findMailbox } from '../../contracts/mailboxes';

const complete = {
  DATABASE_URL: 'postgres://desk:secret@127.0.0.1:5432/desk',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  AUTH_ISSUER: 'https://login.example',
  AUTH_AUDIENCE: 'inquiry-desk',
  AUTH_JWKS: 'https://login.example/keys',
  SECRET_KEY: 'x'.repeat(32),
};

const problemsOf = (environment: Record<string, string>, load: (given: typeof environment) => unknown = loadConfig) => {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

test('a complete environment needs no more than addresses, the issuer and a secret', () => {
  const config = loadConfig(complete);
  expect(config.database.ownerUrl).toBe(complete.DATABASE_URL);
  expect(config.temporal).toEqual({ address: '127.0.0.1:7233', namespace: 'default', tls: false });
  expect(config.http).toEqual({ host: '127.0.0.1', port: 3000, publicUrl: 'http://localhost:3000', trustedProxies: 0 });
});

test('every missing variable is named at once, with what to do', () => {
  const problems = problemsOf({});
  for (const name of Object.keys(complete)) {
    expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^${name} is missing\\. Set it to `)));
  }
});

test('a wrong value is named without repeating it', () => {
  const problems = problemsOf({
    ...complete,
    SECRET_KEY: 'hunter2',
    PORT: 'many',
    TEMPORAL_ADDRESS: 'http://temporal:7233',
  });
  expect(problems).toEqual([
    expect.stringContaining('TEMPORAL_ADDRESS must be host:port'),
    expect.stringContaining('PORT must be a port number'),
    expect.stringContaining('SECRET_KEY has fewer than 32 characters'),
  ]);
  expect(problems.join()).not.toContain('hunter2');
});

test('a variable set to nothing counts as not set', () => {
  expect(loadConfig({ ...complete, PORT: '', TEMPORAL_NAMESPACE: '' }).http.port).toBe(3000);
});

test('an API key alone switches TLS on', () => {
  expect(loadConfig({ ...complete, TEMPORAL_API_KEY: 'key' }).temporal).toMatchObject({ tls: {}, apiKey: 'key' });
});

test('a client certificate needs its key', () => {
  expect(problemsOf({ ...complete, TEMPORAL_TLS_CERT: '/nowhere.pem' })).toEqual([
    expect.stringContaining('TEMPORAL_TLS_KEY is missing'),
  ]);
});

test('the key that signs mail comes with its selector, and has to be one', () => {
  const directory = mkdtempSync(join(tmpdir(), 'dkim-'));
  const file = (name: string, type: 'rsa' | 'ed25519'): string => {
    const pair = type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
    writeFileSync(join(directory, name), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    return join(directory, name);
  };
  const given = { ...complete, MAIL_FROM: 'Desk <desk@example.com>', DKIM_SELECTOR: 'march' };
  expect(loadConfig(complete).mail).not.toHaveProperty('dkim');
  expect(loadConfig({ ...given, DKIM_PRIVATE_KEY: file('rsa.pem', 'rsa') }).mail.dkim).toMatchObject({
    domain: 'example.com',
    selector: 'march',
  });
  expect(problemsOf(given)).toEqual([expect.stringContaining('DKIM_PRIVATE_KEY is missing')]);
  expect(problemsOf({ ...given, DKIM_PRIVATE_KEY: '/nowhere.pem' })).toEqual([
    expect.stringContaining('DKIM_PRIVATE_KEY cannot be read'),
  ]);
  const other = { ...given, DKIM_PRIVATE_KEY: file('other.pem', 'ed25519') };
  expect(problemsOf(other)).toEqual([expect.stringContaining('DKIM_PRIVATE_KEY holds no RSA key')]);
  expect(problemsOf({ ...other, DKIM_SELECTOR: 'a; b' })).toEqual([expect.stringContaining('DKIM_SELECTOR must be')]);
  rmSync(directory, { recursive: true });
});

test('the local tools need nothing, and take what is given', () => {
  expect(loadLocalConfig({}).given).toEqual({});
  expect(loadLocalConfig({}).ports).toMatchObject({ api: 3000, postgres: 5544, temporal: 7233, temporalUi: 8233 });
  expect(loadLocalConfig(complete).given).toMatchObject({
    databaseUrl: complete.DATABASE_URL,
    secretKey: complete.SECRET_KEY,
  });
});

describe('the mailboxes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mailboxes-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = (name: string, content: string): string => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };
  const from = { MAIL_FROM: 'Desk <desk@halden.example>' };
  const withMailboxes = (content: string) => ({ ...complete, ...from, MAILBOXES: file('mailboxes.yaml', content) });

  test('without a file there is one, for what is handed over by SMTP on this machine', () => {
    const { intake } = loadIntakeConfig({ ...complete, ...from });
    expect(intake).toMatchObject({ host: '127.0.0.1', smtpPort: 2526, lmtpPort: null, tls: null });
    expect(intake.mailboxes).toEqual([
      { name: 'inquiries', addresses: ['inquiries@halden.example', 'bounces@halden.example', 'desk@halden.example'] },
    ]);
  });

  test('each has addresses, a team and an account, and its secret lies elsewhere', () => {
    const { intake } = loadIntakeConfig({
      ...withMailboxes(`
mailboxes:
  - name: inquiries
    addresses: [inquiries@halden.example, bounces@halden.example, Desk@Halden.example]
    imap: { host: imap.halden.example, user: desk, password: { variable: DESK_PASSWORD } }
  - name: cash
    addresses: [cash@halden.example]
    team: cash-application
    imap:
      host: imap.halden.example
      user: cash
      oauth: { tokenUrl: https://login.example/token, clientId: desk, refreshToken: { file: ${file('token', 'r-1\n')} } }
      folder: INBOX/Remittances
      afterwards: { moveTo: Done }
`),
      DESK_PASSWORD: 'secret',
    });
    const [first, second] = intake.mailboxes;
    expect(first?.imap).toMatchObject({ security: 'tls', folder: 'INBOX', afterwards: 'seen' });
    expect(intake.readSecret(first?.imap?.password ?? { variable: 'NONE' })).toBe('secret');
    expect(intake.readSecret(second?.imap?.oauth?.refreshToken ?? { variable: 'NONE' })).toBe('r-1');
    expect(second).toMatchObject({ team: 'cash-application', imap: { afterwards: { moveTo: 'Done' } } });
    expect(findMailbox(intake.mailboxes, 'DESK+anything@halden.EXAMPLE')).toBe(first);
    expect(findMailbox(intake.mailboxes, 'somebody@halden.example')).toBeNull();
  });

  test('what is wrong is said before anything is fetched', () => {
    const ours = 'inquiries@halden.example, bounces@halden.example';
    const complaints = (content: string) => problemsOf(withMailboxes(content), loadIntakeConfig).join('\n');
    expect(complaints('mailboxes: [{ name: cash, addresses: [cash@halden.example] }]')).toContain(
      'no mailbox for inquiries@halden.example and bounces@halden.example',
    );
    const imap = (rest: string) =>
      complaints(`mailboxes: [{ name: a, addresses: [${ours}], imap: { host: imap.example, user: a, ${rest} } }]`);
    expect(imap('afterwards: seen')).toContain('needs either password or oauth');
    expect(imap('password: hunter2')).toContain('must be { file: path } or { variable: NAME }');
    expect(imap('password: hunter2')).not.toContain('hunter2');
    expect(imap('password: { variable: NOWHERE }')).toContain('NOWHERE is missing');
    expect(imap('security: none, password: { variable: NOWHERE }')).toContain('use tls or starttls');
    expect(imap('passwort: { variable: NOWHERE }')).toContain('passwort');
    expect(complaints(`mailboxes: [{ name: a, addresses: [${ours}] }, { name: a, addresses: [${ours}] }]`)).toMatch(
      /two mailboxes are called a[^]*belongs to more than one mailbox/,
    );
    expect(problemsOf({ ...complete, MAILBOXES: '/nowhere.yaml' }, loadIntakeConfig)).toEqual([
      expect.stringContaining('MAILBOXES cannot be read'),
    ]);
    expect(problemsOf({ ...complete, INTAKE_TLS_CERT: '/nowhere.pem' }, loadIntakeConfig)).toEqual([
      expect.stringContaining('INTAKE_TLS_KEY is missing'),
    ]);
  });
});
