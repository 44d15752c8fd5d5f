import { ConfigError, loadConfig, loadLocalConfig } from '../../config';

const complete = {
  DATABASE_URL: 'postgres://desk:secret@127.0.0.1:5432/desk',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  AUTH_ISSUER: 'https://login.example',
  AUTH_AUDIENCE: 'inquiry-desk',
  AUTH_JWKS: 'https://login.example/keys',
  SECRET_KEY: 'x'.repeat(32),
};

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    loadConfig(environment);
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
  expect(config.http).toEqual({ host: '127.0.0.1', port: 3000, publicUrl: 'http://localhost:3000' });
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

test('the local tools need nothing, and take what is given', () => {
  expect(loadLocalConfig({}).given).toEqual({});
  expect(loadLocalConfig({}).ports).toMatchObject({ api: 3000, postgres: 5544, temporal: 7233, temporalUi: 8233 });
  expect(loadLocalConfig(complete).given).toMatchObject({
    databaseUrl: complete.DATABASE_URL,
    secretKey: complete.SECRET_KEY,
  });
});
