import { z } from 'zod';

/**
 * The mailboxes of the desk, as the file that `MAILBOXES` names describes them. The intake fetches and takes mail for them;
 * the rest of the desk knows them by name, to tell their teams apart.
 */

/** Where a secret lies: in a file, or in a variable of the environment. It never stands in the file of the mailboxes. */
const secretSource = z.union(
  [z.strictObject({ file: z.string().min(1) }), z.strictObject({ variable: z.string().regex(/^[A-Z][A-Z0-9_]*$/) })],
  { error: 'must be { file: path } or { variable: NAME }' },
);
export type SecretSource = z.infer<typeof secretSource>;

/**
 * OAuth 2.0 (RFC 6749) for servers that take no passwords: with a refresh token (section 6), or as the desk itself with
 * client credentials (section 4.4) when there is none.
 */
const oauth = z.strictObject({
  tokenUrl: z.url().refine((url) => url.startsWith('https://') || isLoopback(new URL(url).hostname), {
    error: 'must be the https address of the token endpoint',
  }),
  clientId: z.string().min(1),
  clientSecret: secretSource.optional(),
  refreshToken: secretSource.optional(),
  scope: z.string().min(1).optional(),
});

/** What becomes of a mail in its mailbox once the desk has stored it. */
const afterwards = z.union([z.enum(['keep', 'seen', 'delete']), z.strictObject({ moveTo: z.string().min(1) })], {
  error: 'must be keep, seen, delete or { moveTo: folder }',
});
export type Afterwards = z.infer<typeof afterwards>;

const imap = z
  .strictObject({
    host: z.string().min(1),
    /** 993 with `tls`, 143 otherwise. */
    port: z.int().min(1).max(65_535).optional(),
    /** `none` is for servers on this machine only. */
    security: z.enum(['tls', 'starttls', 'none']).default('tls'),
    user: z.string().min(1),
    password: secretSource.optional(),
    oauth: oauth.optional(),
    folder: z.string().min(1).default('INBOX'),
    /** Mail that came to the mailbox before this day is left alone: so an old mailbox does not become a thousand cases. */
    since: z.iso.date().optional(),
    afterwards: afterwards.default('seen'),
  })
  .refine(({ password, oauth }) => (password === undefined) !== (oauth === undefined), {
    error: 'needs either password or oauth',
  })
  .refine(({ security, host }) => security !== 'none' || isLoopback(host), {
    error: 'security: none is for a server on this machine; use tls or starttls',
    path: ['security'],
  });

const address = z
  .string()
  .regex(/^[^\s@+<>"]+@[^\s@<>"]+$/, 'must be an address without a plus sign: what follows a plus is delivered as well')
  .transform((text) => text.toLowerCase());

const mailbox = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be small letters, digits and hyphens, at most 40'),
  /** Whose mail comes here. `name+anything@…` is delivered where `name@…` is (RFC 5233). */
  addresses: z.array(address).min(1),
  /** Told of mail that another mailbox has brought already, and of mail that cannot be read. */
  team: z.string().min(1).optional(),
  /** Of inquiries from senders whom nobody knows. */
  legalEntity: z.string().min(1).optional(),
  /** Absent when mail is handed over by SMTP or LMTP only. */
  imap: imap.optional(),
});
export type Mailbox = z.infer<typeof mailbox>;
export type ImapAccount = NonNullable<Mailbox['imap']>;

export const mailboxesSchema = z
  .strictObject({ mailboxes: z.array(mailbox).min(1) })
  .transform(({ mailboxes }, context) => {
    for (const name of repeated(mailboxes.map((entry) => entry.name))) {
      context.addIssue({ code: 'custom', message: `two mailboxes are called ${name}` });
    }
    for (const shared of repeated(mailboxes.flatMap(({ addresses }) => addresses))) {
      context.addIssue({ code: 'custom', message: `${shared} belongs to more than one mailbox` });
    }
    return mailboxes;
  });

/** The mailbox that mail to this address is delivered to, or null: what follows a plus sign, and case, do not matter. */
export function findMailbox(mailboxes: readonly Mailbox[], recipient: string): Mailbox | null {
  const wanted = recipient
    .trim()
    .toLowerCase()
    .replace(/\+[^@]*@/, '@');
  return mailboxes.find(({ addresses }) => addresses.includes(wanted)) ?? null;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
