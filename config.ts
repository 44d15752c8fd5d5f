import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { isIP } from 'node:net';
import { z } from 'zod';
import { bounceMailbox } from './adapters/mail/bounce-address';
import { domainOf, readMailbox } from './adapters/mail/mailbox';
import type { DkimKey } from './adapters/mail/smtp';
import { threadMailbox } from './adapters/mail/thread-address';
import { findMailbox, mailboxesSchema, type Mailbox, type SecretSource } from './contracts/mailboxes';

/**
 * The only reader of the environment. Parsed once, where a process begins; everything else is handed what it needs.
 *
 * `loadConfig` is for the worker, the API and the tools that work on a given desk: it insists on addresses and secrets.
 * `loadIntakeConfig` is for the process that fetches and takes mail: it also reads the mailboxes and their secrets.
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

const portNumber = z.coerce
  .number({ error: 'must be a port number' })
  .int()
  .min(0, 'must be a port number')
  .max(65_535);
const port = (fallback: number) => portNumber.default(fallback);
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

const networks = z
  .string()
  .transform((value) => value.split(',').map((network) => network.trim()))
  .refine((all) => all.every(isNetwork), 'must be networks such as 10.20.0.0/16, separated by commas');

function isNetwork(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

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
  MAIL_FROM: 'Set it to the sender of mails, for example "Inquiry Desk <desk@example.com>".',
  DKIM_SELECTOR:
    'Set it to the name under which the public key lies in DNS, <selector>._domainkey.<domain of MAIL_FROM>, together with DKIM_PRIVATE_KEY.',
  DKIM_PRIVATE_KEY:
    'Set it to the PEM file of the private key (RSA, 2048 bits or so) that signs mails, together with DKIM_SELECTOR.',
  MAILBOXES: 'Set it to the YAML file that describes the mailboxes; docs/operations.md has an example.',
  INTAKE_TLS_CERT:
    'Set it to the PEM file of the certificate that the mail intake shows, together with INTAKE_TLS_KEY.',
  INTAKE_TLS_KEY: 'Set it to the PEM file of its key, together with INTAKE_TLS_CERT.',
  SMS_GATEWAY_URL:
    'Set it to the address that the SMS gateway takes messages at, for example https://sms.example.com/messages.',
  WEBHOOK_ALLOWED_NETWORKS:
    'Set it to networks in CIDR notation, separated by commas, for example 10.20.0.0/16,fd00::/8; empty for public addresses only.',
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
  TRUSTED_PROXIES: z.coerce.number({ error: 'must be a whole number' }).int().min(0).max(9).default(0),
  PORT: port(3000),
  METRICS_PORT: port(9464),
  PUBLIC_URL: address('http', 'https').optional(),
  SMTP_URL: address('smtp', 'smtps').default('smtp://127.0.0.1:2525'),
  MAIL_FROM: z.string().default('Inquiry Desk <desk@inquiry-desk.example>'),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i, 'must be a label of a domain name')
    .optional(),
  DKIM_PRIVATE_KEY: z.string().optional(),
  MAILBOXES: z.string().optional(),
  INTAKE_HOST: z.string().default('127.0.0.1'),
  INTAKE_SMTP_PORT: port(2526),
  INTAKE_LMTP_PORT: portNumber.optional(),
  INTAKE_HTTP_PORT: port(9465),
  INTAKE_TLS_CERT: z.string().optional(),
  INTAKE_TLS_KEY: z.string().optional(),
  AUTH_ISSUER: z.string(),
  AUTH_AUDIENCE: z.string(),
  AUTH_JWKS: z.string().refine((value) => /^https?:\/\//.test(value) || existsSync(value.replace(/^file:\/\//, '')), {
    error: 'is neither an http(s) address nor a file that exists',
  }),
  SECRET_KEY: z.string().min(32, 'has fewer than 32 characters'),
  SMS_GATEWAY_URL: address('http', 'https').optional(),
  SMS_GATEWAY_TOKEN: z.string().optional(),
  /** Networks that endpoints of webhooks may lie in although they are not public. */
  WEBHOOK_ALLOWED_NETWORKS: networks.default([]),
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

/** Read once, when a process starts: a key is changed by naming another selector and file, and starting again. */
function dkimConfig(values: {
  DKIM_SELECTOR?: string | undefined;
  DKIM_PRIVATE_KEY?: string | undefined;
  MAIL_FROM: string;
}): { dkim?: DkimKey } {
  const { DKIM_SELECTOR: selector, DKIM_PRIVATE_KEY: path } = values;
  if (selector === undefined && path === undefined) return {};
  if (path === undefined) throw new ConfigError([`DKIM_PRIVATE_KEY is missing. ${advice['DKIM_PRIVATE_KEY']}`]);
  if (selector === undefined) throw new ConfigError([`DKIM_SELECTOR is missing. ${advice['DKIM_SELECTOR']}`]);
  const privateKey = readPem('DKIM_PRIVATE_KEY', path).toString('ascii');
  // Under RFC 8301, section 3.2, verifiers refuse keys below 1024 bits.
  if (rsaBits(privateKey) < 1024) {
    throw new ConfigError([`DKIM_PRIVATE_KEY holds no RSA key of 1024 bits or more. ${advice['DKIM_PRIVATE_KEY']}`]);
  }
  return { dkim: { domain: domainOf(readSender(values.MAIL_FROM)), selector, privateKey } };
}

function rsaBits(pem: string): number {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    return asymmetricKeyType === 'rsa' ? (asymmetricKeyDetails?.modulusLength ?? 0) : 0;
  } catch {
    return 0;
  }
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
  /** `trustedProxies`: how many stand in front, each of which adds the address that it has seen. */
  http: { host: string; port: number; publicUrl: string; trustedProxies: number };
  metricsPort: number;
  mail: { url: string; from: string; dkim?: DkimKey };
  /** `jwks` is an http(s) address or a file path. */
  auth: { issuer: string; audience: string; jwks: string };
  secretKey: string;
  /** Absent: nothing goes out by SMS. */
  smsGateway?: { url: string; token?: string };
  webhooks: {
    /** CIDR notation. */
    allowedNetworks: string[];
  };
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
      trustedProxies: values.TRUSTED_PROXIES,
      publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    },
    metricsPort: values.METRICS_PORT,
    mail: { url: values.SMTP_URL, from: values.MAIL_FROM, ...dkimConfig(values) },
    auth: {
      issuer: values.AUTH_ISSUER,
      audience: values.AUTH_AUDIENCE,
      jwks: values.AUTH_JWKS.replace(/^file:\/\//, ''),
    },
    secretKey: values.SECRET_KEY,
    ...(values.SMS_GATEWAY_URL && {
      smsGateway: {
        url: values.SMS_GATEWAY_URL,
        ...(values.SMS_GATEWAY_TOKEN && { token: values.SMS_GATEWAY_TOKEN }),
      },
    }),
    webhooks: { allowedNetworks: values.WEBHOOK_ALLOWED_NETWORKS },
    auditDirectory: auditDirectory(values),
    logLevel: values.LOG_LEVEL,
    dataDirectory: resolve(values.DATA_DIRECTORY),
  };
}

export interface IntakeConfig extends Config {
  intake: {
    /** Where SMTP and LMTP are listened to. */
    host: string;
    smtpPort: number;
    /** Null: no LMTP. */
    lmtpPort: number | null;
    /** Null: no STARTTLS. */
    tls: { cert: Buffer; key: Buffer } | null;
    /** Health and metrics, on loopback. */
    httpPort: number;
    mailboxes: Mailbox[];
    /** What a mailbox's `password` or `oauth` names. @throws ConfigError when it is not there */
    readSecret: (source: SecretSource) => string;
  };
}

/** Reads what the mail intake needs. @throws ConfigError naming everything that is missing or wrong */
export function loadIntakeConfig(environment: Environment = process.env): IntakeConfig {
  const values = parse(variables, environment);
  const { INTAKE_TLS_CERT: cert, INTAKE_TLS_KEY: key } = values;
  if (cert && !key) throw new ConfigError([`INTAKE_TLS_KEY is missing. ${advice['INTAKE_TLS_KEY']}`]);
  if (key && !cert) throw new ConfigError([`INTAKE_TLS_CERT is missing. ${advice['INTAKE_TLS_CERT']}`]);
  const mailboxes = readMailboxes(values.MAILBOXES, values.MAIL_FROM);
  const readSecret = (source: SecretSource): string => readSecretFrom(source, environment);
  for (const { imap } of mailboxes) {
    const { clientSecret, refreshToken } = imap?.oauth ?? {};
    for (const source of [imap?.password, clientSecret, refreshToken]) if (source) readSecret(source);
  }
  return {
    ...loadConfig(environment),
    intake: {
      host: values.INTAKE_HOST,
      smtpPort: values.INTAKE_SMTP_PORT,
      lmtpPort: values.INTAKE_LMTP_PORT ?? null,
      tls: cert && key ? { cert: readPem('INTAKE_TLS_CERT', cert), key: readPem('INTAKE_TLS_KEY', key) } : null,
      httpPort: values.INTAKE_HTTP_PORT,
      mailboxes,
      readSecret,
    },
  };
}

/** Without a file: one mailbox, for mail that is handed over by SMTP. */
function readMailboxes(path: string | undefined, from: string): Mailbox[] {
  const sender = readSender(from);
  const ours = [threadMailbox, bounceMailbox].map((name) => `${name}@${domainOf(sender)}`);
  if (path === undefined) return [{ name: threadMailbox, addresses: [...new Set([...ours, sender.toLowerCase()])] }];
  let content: unknown;
  try {
    content = parseYaml(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError([`MAILBOXES cannot be read (${(error as Error).message}). ${advice['MAILBOXES']}`]);
  }
  const result = mailboxesSchema.safeParse(content);
  if (!result.success) {
    throw new ConfigError(
      result.error.issues.map((issue) => `MAILBOXES, ${issue.path.join('.') || 'file'}: ${issue.message}.`),
    );
  }
  // Answers and bounces go to these: without a mailbox they would be lost.
  const homeless = ours.filter((address) => findMailbox(result.data, address) === null);
  if (homeless.length > 0) {
    throw new ConfigError([
      `MAILBOXES names no mailbox for ${homeless.join(' and ')}, where answers and bounces go. Add it to the addresses of one.`,
    ]);
  }
  return result.data;
}

function readSender(from: string): string {
  try {
    return readMailbox(from).address;
  } catch {
    throw new ConfigError([`MAIL_FROM is not a mail address. ${advice['MAIL_FROM']}`]);
  }
}

function readSecretFrom(source: SecretSource, environment: Environment): string {
  if ('variable' in source) {
    const value = environment[source.variable];
    if (value) return value;
    throw new ConfigError([`${source.variable} is missing. MAILBOXES says that it holds the secret of a mailbox.`]);
  }
  try {
    // Editors and secret stores like to end a file with a line break.
    return readFileSync(source.file, 'utf8').trim();
  } catch (error) {
    throw new ConfigError([`A secret that MAILBOXES names cannot be read (${(error as Error).message}).`]);
  }
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
  /** Where customers write to. */
  inquiryAddress: string;
  ports: {
    api: number;
    metrics: number;
    postgres: number;
    temporal: number;
    temporalUi: number;
    smtp: number;
    mailbox: number;
    intakeSmtp: number;
    intakeHttp: number;
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
    inquiryAddress: `${threadMailbox}@${domainOf(readSender(values.MAIL_FROM))}`,
    ports: {
      api: values.PORT,
      metrics: values.METRICS_PORT,
      postgres: values.POSTGRES_PORT,
      temporal: values.TEMPORAL_PORT,
      temporalUi: values.TEMPORAL_UI_PORT,
      smtp: values.SMTP_PORT,
      mailbox: values.MAILBOX_PORT,
      intakeSmtp: values.INTAKE_SMTP_PORT,
      intakeHttp: values.INTAKE_HTTP_PORT,
    },
    dataDirectory: resolve(values.DATA_DIRECTORY),
    auditDirectory: auditDirectory(values),
    cacheDirectory: join(resolve(values.XDG_CACHE_HOME), 'inquiry-desk'),
    ...(values.TEMPORAL_CLI_PATH && { temporalCliPath: values.TEMPORAL_CLI_PATH }),
    ...(values.TEMPORAL_TEST_SERVER_PATH && { temporalTestServerPath: values.TEMPORAL_TEST_SERVER_PATH }),
  };
}
