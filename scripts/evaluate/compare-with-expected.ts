import type { ReceivedMail } from '../../adapters/mail/receive/received-mail';

/** Expected results as `stalwartlabs/mail-parser` writes them beside its fixtures: the part of them that we read. */
export interface ExpectedMail {
  text_body: number[];
  html_body: number[];
  attachments: number[];
  parts: { headers: { name: unknown; value: unknown }[]; body: unknown }[];
}

interface ExpectedMailbox {
  name: string | null;
  address: string | null;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const field = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);

function header(expected: ExpectedMail, name: string, kind: string): unknown {
  const values = expected.parts[0]?.headers.filter((candidate) => candidate.name === name) ?? [];
  return field(values[0]?.value, kind);
}

function mailboxes(expected: ExpectedMail, name: string): string[] | undefined {
  const address = header(expected, name, 'Address');
  const groups = field(address, 'Group');
  const list = Array.isArray(groups)
    ? groups.flatMap((group) => (field(group, 'addresses') ?? []) as ExpectedMailbox[])
    : ((field(address, 'List') ?? undefined) as ExpectedMailbox[] | undefined);
  return list?.map((mailbox) => `${mailbox.name ?? ''} <${mailbox.address ?? ''}>`);
}

function instant(expected: ExpectedMail): string | undefined {
  const date = header(expected, 'date', 'DateTime');
  if (!isRecord(date)) return undefined;
  const part = (name: string): number => Number(date[name]);
  const offset = (date['tz_before_gmt'] === true ? 1 : -1) * (part('tz_hour') * 60 + part('tz_minute'));
  return new Date(
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute') + offset, part('second')),
  ).toISOString();
}

/** Words without their spacing: where a line ends is taste, which words there are is not. */
const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const wordsOfHtml = (html: string): string =>
  words(html.replaceAll(/<(?:style|script|head)[^]*?<\/[a-z]+>|<[^>]*>/gi, ' '));

function bodies(expected: ExpectedMail, indexes: readonly number[]): string[] {
  return indexes
    .map((index) => expected.parts[index]?.body)
    .flatMap((body) => {
      const text = field(body, 'Text');
      const html = field(body, 'Html');
      return typeof text === 'string' ? [words(text)] : typeof html === 'string' ? [wordsOfHtml(html)] : [];
    });
}

/**
 * Compares a mail as we read it with what another parser's authors expect of it.
 *
 * @returns for each thing that they expect something of: whether ours is the same
 */
export function compareWithExpected(mail: ReceivedMail, expected: ExpectedMail): Record<string, boolean> {
  const compared: Record<string, boolean> = {};
  const compare = (name: string, wanted: unknown, got: unknown): void => {
    if (wanted !== undefined) compared[name] = JSON.stringify(wanted) === JSON.stringify(got);
  };
  const shown = (list: { name: string | null; address: string }[]): string[] =>
    list.map(({ name, address }) => `${name ?? ''} <${address}>`);
  const subject = header(expected, 'subject', 'Text');
  compare('subject', typeof subject === 'string' ? words(subject) : undefined, mail.subject);
  compare('from', mailboxes(expected, 'from'), shown(mail.from === null ? [] : [mail.from]));
  compare('to', mailboxes(expected, 'to'), shown(mail.to));
  compare('cc', mailboxes(expected, 'cc'), shown(mail.cc));
  compare('date', instant(expected), mail.date);
  const id = header(expected, 'message_id', 'Text');
  compare('messageId', typeof id === 'string' ? `<${id}>` : undefined, mail.messageId);
  const text = words(mail.text);
  compare(
    'text',
    true,
    bodies(expected, expected.text_body).every((body) => text.includes(body)),
  );
  // Every attachment of theirs that is not a text is one of ours; texts without a name may be part of the text with us.
  const files = expected.attachments.filter((index) => field(expected.parts[index]?.body, 'Text') === undefined);
  compare(
    'attachments',
    true,
    mail.attachments.length >= files.filter((index) => expected.parts[index] !== undefined).length,
  );
  return compared;
}
