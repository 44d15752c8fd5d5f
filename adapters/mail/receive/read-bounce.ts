import type { Bounce, BouncedRecipient } from './bounce';
import { findReason } from './bounce-reasons';
import { decodeCharset } from './decode-text';
import { readDeliveryStatus, type RecipientStatus } from './delivery-status';
import { findAddresses, sameAddress } from './find-addresses';
import type { ReceivedMail } from './received-mail';
import { findNamedRecipients, readOriginalHeaders, splitReport, type NamedRecipient } from './report-text';
import { readSesNotification } from './ses-notification';
import { tellKind } from './tell-kind';

const served = ['delivered', 'relayed', 'expanded'];
const diagnosticLimit = 500;
const headerPartLimit = 64 * 1024;

/**
 * Whom a mail of ours did not reach and why: from a report in standard form (RFC 3464), from `X-Failed-Recipients`, or
 * from plain words as servers have written them for forty years. Null when the mail is no bounce (`tellKind`).
 *
 * Everything is a claim: a bounce can be written by anyone. Only its keyed address or the keyed Message-ID says that it is
 * about a mail of ours. Never throws, and reads at most the first 64 K characters of text.
 */
export function readBounce(mail: ReceivedMail): Bounce | null {
  if (tellKind(mail).kind !== 'bounce') return null;
  const notification = readSesNotification(mail.text);
  const { notification: said, original: quoted } = splitReport(notification ? '' : mail.text);
  const original = readReturnedHeaders(mail, quoted);
  const statuses = notification?.recipients ?? readStatuses(mail, said, quoted);
  const named = findNamedRecipients(said, bystandersOf(mail));
  const delivered = statuses.filter(({ action }) => action !== null && served.includes(action));
  return {
    recipients: failedOf(mail, statuses, named, original, said),
    delivered: delivered.flatMap(({ final, original: sentTo }) => sentTo ?? final ?? []),
    originalMessageId: notification?.originalMessageId ?? messageIdOf(original) ?? lastReference(mail),
  };
}

function failedOf(
  mail: ReceivedMail,
  statuses: readonly RecipientStatus[],
  named: readonly NamedRecipient[],
  original: Map<string, string>,
  said: string,
): BouncedRecipient[] {
  const failed = statuses.filter(({ action }) => action === null || !served.includes(action));
  if (failed.length > 0)
    return unique(failed.map((status) => fromStatus(status, named, failed.length === 1 ? said : '')));
  if (statuses.length > 0) return [];
  const known = mail.headers.get('x-failed-recipients')?.flatMap((value) => findAddresses(value)) ?? [];
  const addresses = known.length > 0 ? known.map(({ address }) => address) : named.map(({ address }) => address);
  const chosen =
    addresses.length > 0 ? addresses : findAddresses(original.get('to') ?? '').map(({ address }) => address);
  const isWarning = warnsOnly.test(`${mail.subject}\n${said}`);
  return unique(
    chosen.map((address) => {
      const words = named.find((other) => sameAddress(other.address, address))?.words ?? '';
      const whole = chosen.length === 1 || words === '' ? said : '';
      return describe(address, isWarning ? 'delayed' : null, null, [words, whole]);
    }),
  );
}

/** The server goes on trying, and nothing is lost yet. */
const warnsOnly =
  /warning message only|warning: .{0,80}delayed|will be retried for|has been delayed|delivery (?:status notification )?\(delay\)|not yet been delivered|no action is required on your part|temporary failure report|you do not need to re-?send/i;

function fromStatus(status: RecipientStatus, named: readonly NamedRecipient[], said: string): BouncedRecipient {
  const address = status.final ?? status.original ?? '';
  const words = named.find((other) => sameAddress(other.address, address))?.words ?? '';
  const recipient = describe(address, status.action, status.status, [status.diagnostic ?? '', words, said]);
  const sentTo = status.original;
  return sentTo !== null && !sameAddress(sentTo, address) ? { ...recipient, sentTo } : recipient;
}

/** @param sayings what was said of it, the most exact first; the first that tells a reason counts */
function describe(address: string, action: string | null, status: string | null, sayings: string[]): BouncedRecipient {
  const told = sayings.filter((words) => words.trim() !== '');
  const readings = told.map((words, place) => ({ words, ...findReason(words, place === 0 ? status : null, action) }));
  const { words, reason, kind } = readings.find((reading) => reading.reason !== 'undetermined') ??
    readings[0] ?? { words: '', ...findReason('', status, action) };
  const code = status ?? /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(words)?.[0];
  const diagnostic = quote(words);
  return { address, kind, reason, ...(code && { status: code }), ...(diagnostic && { diagnostic }) };
}

/** From the line on in which a server answered with a code, if there is one. */
function quote(words: string): string {
  const lines = words.split('\n');
  const answer = lines.findIndex((line) => /\b[45]\d\d[ -]|\b[45]\.\d\.\d/.test(line));
  const said = lines.slice(Math.max(0, answer)).join(' ').replaceAll(/\s+/g, ' ');
  return said
    .replace(/^[\s"'>:;,.=)\]-]+/, '')
    .slice(0, diagnosticLimit)
    .trim();
}

const unique = (recipients: BouncedRecipient[]): BouncedRecipient[] =>
  recipients.filter(
    ({ address }, index) => recipients.findIndex((other) => sameAddress(other.address, address)) === index,
  );

/** From the part that is there for it; else from the text, in which some servers and broken boundaries leave it. */
function readStatuses(mail: ReceivedMail, said: string, quoted: string): RecipientStatus[] {
  const parts = mail.parts.filter(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type));
  const read = parts.flatMap(({ content }) => readDeliveryStatus(decodeCharset(content, null)));
  if (read.length > 0) return read;
  const inText = [said, quoted].find((text) => /^[ >]{0,8}final-recipient\s*:/im.test(text));
  return inText === undefined ? [] : readDeliveryStatus(inText);
}

/** Header of the mail that came back: of a part of its own, else as it is quoted in the text. */
function readReturnedHeaders(mail: ReceivedMail, quoted: string): Map<string, string> {
  const part = mail.parts.find(({ type }) => /^(?:message\/(?:rfc822|partial|global)|text\/rfc822)/.test(type));
  return readOriginalHeaders(part ? part.content.subarray(0, headerPartLimit).toString('utf8') : quoted);
}

const messageIdOf = (headers: Map<string, string>): string | null =>
  /<[^<>\s]{3,300}>/.exec(headers.get('message-id') ?? headers.get('x-original-message-id') ?? '')?.[0] ?? null;

const lastReference = (mail: ReceivedMail): string | null => mail.inReplyTo[0] ?? mail.references.at(-1) ?? null;

/** Who sent the report and whom it was sent to: named in it, but not what it is about. */
const bystandersOf = (mail: ReceivedMail): string[] =>
  [mail.from, mail.sender, ...mail.to, ...mail.replyTo].flatMap((mailbox) => mailbox?.address ?? []);
