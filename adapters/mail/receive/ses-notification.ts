import type { RecipientStatus } from './delivery-status';

/** A notification of Amazon SES, mailed as JSON by its topic: `Bounce`, `Complaint` or `Delivery`. */
export interface SesNotification {
  type: 'Bounce' | 'Complaint' | 'Delivery';
  recipients: RecipientStatus[];
  originalMessageId: string | null;
}

const textLimit = 64 * 1024;

/** Null for any other text. Read field by field: mail servers break the JSON into lines, and topics append a footer. */
export function readSesNotification(text: string): SesNotification | null {
  const start = text.slice(0, textLimit).trimStart();
  if (!start.startsWith('{')) return null;
  const json = start.replaceAll(/!?\r?\n ?/g, '');
  const type = /"(?:notificationType|eventType)"\s*:\s*"(Bounce|Complaint|Delivery)"/.exec(json)?.[1];
  if (type !== 'Bounce' && type !== 'Complaint' && type !== 'Delivery') return null;
  const valueIn = (object: string, name: string): string | null =>
    new RegExp(`"${name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.){1,2000})"`).exec(object)?.[1] ?? null;
  const named = /"(?:bouncedRecipients|complainedRecipients)"\s*:\s*\[([^\]]{0,20000})/.exec(json)?.[1] ?? '';
  const served = /"delivery"\s*:\s*\{[^{}]{0,2000}"recipients"\s*:\s*\[([^\]]{0,20000})/.exec(json)?.[1] ?? '';
  const recipients = named.split('}').flatMap((object): RecipientStatus[] => {
    const address = valueIn(object, 'emailAddress');
    if (address === null) return [];
    const fields = { action: valueIn(object, 'action'), status: valueIn(object, 'status') };
    return [{ final: address, original: null, diagnostic: valueIn(object, 'diagnosticCode'), ...fields }];
  });
  for (const [, address = ''] of served.matchAll(/"([^"\s]{3,320})"/g))
    recipients.push({ final: address, original: null, action: 'delivered', status: null, diagnostic: null });
  const messageId = /"messageId"\s*:\s*"(<[^"\s]{3,300}>)"/.exec(json)?.[1] ?? null;
  return { type, recipients, originalMessageId: messageId };
}
