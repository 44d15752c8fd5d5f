import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';

/**
 * The only reader of the environment. Parsed once, where a process begins; everything else is handed what it needs.
 *
 * `loadConfig` is for the worker, the API and the tools that work on a given desk: it insists on addresses and secrets.
 * `loadLocalConfig` is for `npm start`, `npm run doctor` and `npm run reset`, which bring their own servers and secrets.
 */

/** The folder that holds package.json, both for the sources and for the compiled output in dist/. */
export const projectDirectory = basename(__dirname) === 'dist' ? dirname(__dirname) : __dirname;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every problem of the environment at once, each with the variable's name and what to do about it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(`The environment is not complete:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

const port = (fallback: number) =>
  z.coerce
    .number({ error: 'must be a port number' })
    .int()
    .min(0, 'must be a port number')
    .max(65_535)
    .default(fallback);
const address = (...protocols: string[]) =>
  z
    .string()
    .refine((value) => protocols.some((protocol) => value.startsWith(`${protocol}://`)) && URL.canParse(value), {
      error: `must be an address that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
    });
const hostAndPort = z.string().regex(/^[^\s/:]+:\d+$|^\[[0-9a-f:]+\]:\d+$/i, 'must be host:port, without a protocol');
const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
  .transform((value) => ['true', '1'].includes(value));

/** What to do when a variable is missing or wrong. Units and examples included. */
const advice: Readonly<Record<string, string>> = {
  DATABASE_URL:
    'Set it to your PostgreSQL, for example postgres://user:password@host:5432/inquiry_desk, or use `npm start`, which brings one.',
  DATABASE_OWNER_URL: 'Set it to the same database as the role that owns the tables; needed for migrations only.',
  TEMPORAL_ADDRESS: 'Set it to host:port of the Temporal frontend, for example 127.0.0.1:7233.',
  TEMPORAL_TLS_CERT: 'Set it to the PEM file of the client certificate, together with TEMPORAL_TLS_KEY.',
  TEMPORAL_TLS_KEY: 'Set it to the PEM file of the client key, together with TEMPORAL_TLS_CERT.',
  TEMPORAL_TLS_CA: 'Set it to the PEM file of the authority that signed the server certificate.',
  SECRET_KEY:
    'Set it to at least 32 random characters, for example the output of `openssl rand -base64 48`. Keep it: it signs links and fingerprints.',
  AUTH_ISSUER: 'Set it to the issuer (`iss`) of the tokens people sign in with.',
  AUTH_AUDIENCE: 'Set it to the audience (`aud`) that tokens for this desk carry.',
  AUTH_JWKS: "Set it to the https address of the issuer's keys, or to a file that holds them.",
  PUBLIC_URL: 'Set it to the address people reach the desk under, for example https://desk.example.com.',
  SMTP_URL: 'Set it to the mail server, for example smtp://user:password@mail.example.com:587.',
  LOG_LEVEL: 'Use one of: fatal, error, warn, info, debug, trace, silent.',
};

const variables = {
  DATABASE_URL: address('postgres', 'postgresql'),
  DATABASE_OWNER_URL: address('postgres', 'postgresql').optional(),
  TEMPORAL_ADDRESS: hostAndPort,
  TEMPORAL_NAMESPACE: z.string().default('default'),
  /** TLS without a client certificate; a certificate or an API key switches TLS on by itself. */
  TEMPORAL_TLS: flag.optional(),
  TEMPORAL_TLS_CERT: z.string().optional(),
  TEMPORAL_TLS_KEY: z.string().optional(),
  TEMPORAL_TLS_CA: z.string().optional(),
  TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
  TEMPORAL_API_KEY: z.string().optional(),
  TASK_QUEUE: z.string().default('inquiry-desk'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
  METRICS_PORT: port(9464),
  PUBLIC_URL: address('http', 'https').optional(),
  SMTP_URL: address('smtp', 'smtps').default('smtp://127.0.0.1:2525'),
  MAIL_FROM: z.string().default('Inquiry Desk <desk@inquiry-desk.example>'),
  AUTH_ISSUER: z.string(),
  AUTH_AUDIENCE: z.string(),
  AUTH_JWKS: z.string().refine((value) => /^https?:\/\//.test(value) || existsSync(value.replace(/^file:\/\//, '')), {
    error: 'is neither an http(s) address nor a file that exists',
  }),
  SECRET_KEY: z.string().min(32, 'has fewer than 32 characters'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATA_DIRECTORY: z.string().default(join(projectDirectory, '.inquiry-desk')),
  AUDIT_DIRECTORY: z.string().optional(),
};

/** Variables that only the tools around the desk read: ports of the servers they start, and where binaries lie. */
const localVariables = {
  POSTGRES_PORT: port(5544),
  TEMPORAL_PORT: port(7233),
  TEMPORAL_UI_PORT: port(8233),
  SMTP_PORT: port(2525),
  MAILBOX_PORT: port(8025),
  TEMPORAL_CLI_PATH: z.string().optional(),
  TEMPORAL_TEST_SERVER_PATH: z.string().optional(),
  XDG_CACHE_HOME: z.string().default(join(homedir(), '.cache')),
};

function parse<Shape extends z.ZodRawShape>(shape: Shape, environment: Environment): z.infer<z.ZodObject<Shape>> {
  // A variable that is set to nothing counts as not set: that is how shells and compose files unset them.
  const set = Object.fromEntries(Object.entries(environment).filter(([name, value]) => name in shape && value !== ''));
  const result = z.object(shape).safeParse(set);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const complaint = set[name] === undefined ? 'is missing' : issue.message;
      return `${name} ${complaint}. ${advice[name] ?? ''}`.trim();
    }),
  );
}

function readPem(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ConfigError([`${name} cannot be read (${(error as Error).message}). ${advice[name]}`]);
  }
}

export interface TlsConfig {
  clientCertPair?: { crt: Buffer; key: Buffer };
  serverRootCACertificate?: Buffer;
  serverNameOverride?: string;
}

export interface TemporalConfig {
  /** host:port of the frontend. */
  address: string;
  namespace: string;
  /** In the shape the SDK takes for `tls`; `false` is plain text. */
  tls: TlsConfig | false;
  apiKey?: string;
}

function temporalConfig(values: {
  TEMPORAL_ADDRESS: string;
  TEMPORAL_NAMESPACE: string;
  TEMPORAL_TLS?: boolean | undefined;
  TEMPORAL_TLS_CERT?: string | undefined;
  TEMPORAL_TLS_KEY?: string | undefined;
  TEMPORAL_TLS_CA?: string | undefined;
  TEMPORAL_TLS_SERVER_NAME?: string | undefined;
  TEMPORAL_API_KEY?: string | undefined;
}): TemporalConfig {
  const { TEMPORAL_TLS_CERT: cert, TEMPORAL_TLS_KEY: key, TEMPORAL_TLS_CA: ca } = values;
  if (cert && !key) throw new ConfigError([`TEMPORAL_TLS_KEY is missing. ${advice['TEMPORAL_TLS_KEY']}`]);
  if (key && !cert) throw new ConfigError([`TEMPORAL_TLS_CERT is missing. ${advice['TEMPORAL_TLS_CERT']}`]);
  const wantsTls = values.TEMPORAL_TLS ?? Boolean(cert ?? ca ?? values.TEMPORAL_API_KEY);
  return {
    address: values.TEMPORAL_ADDRESS,
    namespace: values.TEMPORAL_NAMESPACE,
    tls: wantsTls && {
      ...(cert &&
        key && { clientCertPair: { crt: readPem('TEMPORAL_TLS_CERT', cert), key: readPem('TEMPORAL_TLS_KEY', key) } }),
      ...(ca && { serverRootCACertificate: readPem('TEMPORAL_TLS_CA', ca) }),
      ...(values.TEMPORAL_TLS_SERVER_NAME && { serverNameOverride: values.TEMPORAL_TLS_SERVER_NAME }),
    },
    ...(values.TEMPORAL_API_KEY && { apiKey: values.TEMPORAL_API_KEY }),
  };
}

export interface Config {
  database: {
    /** The role the desk works as: it may not change or delete journal rows. */
    url: string;
    /** The role that owns the tables; migrations only. */
    ownerUrl: string;
  };
  temporal: TemporalConfig;
  taskQueue: string;
  http: { host: string; port: number; publicUrl: string };
  metricsPort: number;
  mail: { url: string; from: string };
  /** `jwks` is an http(s) address or a file path. */
  auth: { issuer: string; audience: string; jwks: string };
  secretKey: string;
  /** Where signed checkpoints of the journal and their key lie. */
  auditDirectory: string;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  dataDirectory: string;
}

/** Reads what a desk process needs. @throws ConfigError naming every variable that is missing or wrong */
export function loadConfig(environment: Environment = process.env): Config {
  const values = parse(variables, environment);
  return {
    database: { url: values.DATABASE_URL, ownerUrl: values.DATABASE_OWNER_URL ?? values.DATABASE_URL },
    temporal: temporalConfig(values),
    taskQueue: values.TASK_QUEUE,
    http: {
      host: values.HOST,
      port: values.PORT,
      publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    },
    metricsPort: values.METRICS_PORT,
    mail: { url: values.SMTP_URL, from: values.MAIL_FROM },
    auth: {
      issuer: values.AUTH_ISSUER,
      audience: values.AUTH_AUDIENCE,
      jwks: values.AUTH_JWKS.replace(/^file:\/\//, ''),
    },
    secretKey: values.SECRET_KEY,
    auditDirectory: auditDirectory(values),
    logLevel: values.LOG_LEVEL,
    dataDirectory: resolve(values.DATA_DIRECTORY),
  };
}

const auditDirectory = (values: { AUDIT_DIRECTORY?: string | undefined; DATA_DIRECTORY: string }): string =>
  resolve(values.AUDIT_DIRECTORY ?? join(values.DATA_DIRECTORY, 'audit'));

export interface LocalConfig {
  /** Given from outside, and then not started here. */
  given: {
    databaseUrl?: string;
    databaseOwnerUrl?: string;
    temporal?: TemporalConfig;
    smtpUrl?: string;
    secretKey?: string;
    auth?: { issuer: string; audience: string; jwks: string };
  };
  namespace: string;
  taskQueue: string;
  host: string;
  publicUrl: string;
  ports: {
    api: number;
    metrics: number;
    postgres: number;
    temporal: number;
    temporalUi: number;
    smtp: number;
    mailbox: number;
  };
  dataDirectory: string;
  auditDirectory: string;
  /** For binaries that are fetched or built once per user, not once per checkout. */
  cacheDirectory: string;
  temporalCliPath?: string;
  temporalTestServerPath?: string;
}

/** Reads what the local tools need; nothing is required. @throws ConfigError naming every variable that is wrong */
export function loadLocalConfig(environment: Environment = process.env): LocalConfig {
  const values = parse(
    {
      ...localVariables,
      ...variables,
      DATABASE_URL: variables.DATABASE_URL.optional(),
      TEMPORAL_ADDRESS: variables.TEMPORAL_ADDRESS.optional(),
      AUTH_ISSUER: variables.AUTH_ISSUER.optional(),
      AUTH_AUDIENCE: variables.AUTH_AUDIENCE.optional(),
      AUTH_JWKS: variables.AUTH_JWKS.optional(),
      SECRET_KEY: variables.SECRET_KEY.optional(),
      SMTP_URL: address('smtp', 'smtps').optional(),
    },
    environment,
  );
  const { TEMPORAL_ADDRESS, AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS } = values;
  const auth = [AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS];
  if (auth.some(Boolean) && !auth.every(Boolean)) {
    throw new ConfigError([
      'AUTH_ISSUER, AUTH_AUDIENCE and AUTH_JWKS belong together: set all three, or none for development tokens.',
    ]);
  }
  return {
    given: {
      ...(values.DATABASE_URL && {
        databaseUrl: values.DATABASE_URL,
        databaseOwnerUrl: values.DATABASE_OWNER_URL ?? values.DATABASE_URL,
      }),
      ...(TEMPORAL_ADDRESS && { temporal: temporalConfig({ ...values, TEMPORAL_ADDRESS }) }),
      ...(values.SMTP_URL && { smtpUrl: values.SMTP_URL }),
      ...(values.SECRET_KEY && { secretKey: values.SECRET_KEY }),
      ...(AUTH_ISSUER &&
        AUTH_AUDIENCE &&
        AUTH_JWKS && { auth: { issuer: AUTH_ISSUER, audience: AUTH_AUDIENCE, jwks: AUTH_JWKS } }),
    },
    namespace: values.TEMPORAL_NAMESPACE,
    taskQueue: values.TASK_QUEUE,
    host: values.HOST,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    ports: {
      api: values.PORT,
      metrics: values.METRICS_PORT,
      postgres: values.POSTGRES_PORT,
      temporal: values.TEMPORAL_PORT,
      temporalUi: values.TEMPORAL_UI_PORT,
      smtp: values.SMTP_PORT,
      mailbox: values.MAILBOX_PORT,
    },
    dataDirectory: resolve(values.DATA_DIRECTORY),
    auditDirectory: auditDirectory(values),
    cacheDirectory: join(resolve(values.XDG_CACHE_HOME), 'inquiry-desk'),
    ...(values.TEMPORAL_CLI_PATH && { temporalCliPath: values.TEMPORAL_CLI_PATH }),
    ...(values.TEMPORAL_TEST_SERVER_PATH && { temporalTestServerPath: values.TEMPORAL_TEST_SERVER_PATH }),
  };
}
