import { readTypedAddress } from './find-addresses';

/** What a delivery report says of one recipient (RFC 3464, section 2.3), read leniently. */
export interface RecipientStatus {
  final: string | null;
  original: string | null;
  /** In lower case: `failed`, `delayed`, `delivered`, `relayed`, `expanded`; or what else stands there. */
  action: string | null;
  status: string | null;
  diagnostic: string | null;
}

/** Far more recipients than any mail of ours has; a report of more is cut. */
const recipientLimit = 500;
const fieldLimit = 20_000;

/**
 * Reads the content of a message/delivery-status part, or text in which such fields stand. Servers break lines where
 * they should not, leave fields out and put them in any order: a block belongs to a new recipient when it names one.
 */
export function readDeliveryStatus(content: string): RecipientStatus[] {
  const recipients: RecipientStatus[] = [];
  let fields = new Map<string, string>();
  const finish = () => {
    const recipient = recipientOf(fields);
    const last = recipients.at(-1);
    if (recipient.final !== null || recipient.original !== null) recipients.push(recipient);
    else if (last) fillGaps(last, recipient);
    fields = new Map();
  };
  const lines = content
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/\n[ \t]+(?=\S)/g, ' ')
    .split('\n', fieldLimit);
  for (const line of lines) {
    if (recipients.length >= recipientLimit) break;
    const [, name = '', value = ''] = /^[ \t>]{0,20}([A-Za-z][A-Za-z-]{1,40}):[ \t]*(.*)$/.exec(line) ?? [];
    const field = name.toLowerCase();
    if (line.trim() === '' || (field === 'final-recipient' && fields.has(field))) finish();
    if (field !== '' && !fields.has(field)) fields.set(field, value.trim());
  }
  finish();
  return recipients;
}

function recipientOf(fields: Map<string, string>): RecipientStatus {
  const address = (...names: string[]): string | null => {
    for (const name of names) {
      const value = fields.get(name);
      const found = value === undefined ? null : readTypedAddress(value);
      if (found !== null) return found;
    }
    return null;
  };
  return {
    final: address('final-recipient', 'x-actual-recipient'),
    original: address('original-recipient'),
    action: /^[a-z]+/.exec(fields.get('action')?.toLowerCase() ?? '')?.[0] ?? null,
    status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get('status') ?? '')?.[0] ?? null,
    diagnostic: diagnosticOf(fields),
  };
}

/** Without its type (`smtp;`); what stands in brackets behind the status where there is nothing else. */
function diagnosticOf(fields: Map<string, string>): string | null {
  const diagnostic = fields.get('diagnostic-code')?.replace(/^[\w-]{1,40}\s*;\s*/, '');
  const remark = /\(([^()]{1,200})\)/.exec(fields.get('status') ?? '')?.[1];
  return [diagnostic, remark].find((words) => words !== undefined && words !== '') ?? null;
}

/** A stray blank line within the fields of one recipient: what follows it belongs to the recipient before. */
function fillGaps(recipient: RecipientStatus, more: RecipientStatus): void {
  recipient.action ??= more.action;
  recipient.status ??= more.status;
  recipient.diagnostic ??= more.diagnostic;
}
