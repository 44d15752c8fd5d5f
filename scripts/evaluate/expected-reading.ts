import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { MailReading } from '../../adapters/mail/receive/received-mail';

/** A reading as the fixtures of stalwartlabs/mail-parser hold it; only what a received mail has as well. */
const addressSchema = z.object({ address: z.string().nullish() });
const addressesSchema = z.object({
  Address: z
    .object({ List: z.array(addressSchema) })
    .or(z.object({ Group: z.array(z.object({ addresses: z.array(addressSchema) })) })),
});
const textSchema = z.object({ Text: z.string() });
const expectedSchema = z.object({
  text_body: z.array(z.number()),
  attachments: z.array(z.number()),
  parts: z
    .array(
      z.object({
        headers: z.array(z.object({ name: z.unknown(), value: z.unknown() })),
        body: z.unknown(),
      }),
    )
    .min(1),
});

/**
 * Compares a mail with the reading that lies beside it (`NAME.json`): by field, whether it is the same. Fields of which the
 * reading says nothing are left out; texts are compared without regard to blank space. Null when there is no such reading.
 */
export function compareExpected(file: string, reading: MailReading): Record<string, boolean> | null {
  const beside = file.replace(/\.eml$/, '.json');
  if (beside === file || !existsSync(beside)) return null;
  const parsed = expectedSchema.safeParse(JSON.parse(readFileSync(beside, 'utf8')));
  const root = parsed.data?.parts[0];
  if (!parsed.data || !root) return null;
  if (!reading.ok) return { readable: false };
  const { mail } = reading;
  const header = (name: string): unknown => root.headers.findLast((one) => one.name === name)?.value;
  const same: Record<string, boolean> = {};
  const subject = textSchema.safeParse(header('subject'));
  if (subject.success) same['subject'] = bare(subject.data.Text) === bare(mail.subject);
  const messageId = textSchema.safeParse(header('message_id'));
  if (messageId.success) same['message_id'] = mail.messageId === `<${messageId.data.Text}>`;
  for (const [name, mailboxes] of [
    ['from', mail.from ? [mail.from] : []],
    ['to', mail.to],
    ['cc', mail.cc],
  ] as const) {
    const expected = addressesOf(header(name));
    if (expected) same[name] = bare(expected.join(' ')) === bare(mailboxes.map(({ address }) => address).join(' '));
  }
  const texts = parsed.data.text_body.map((index) => textSchema.safeParse(parsed.data.parts[index]?.body));
  if (texts.length > 0 && texts.every(({ success }) => success))
    same['text'] = bare(texts.map(({ data }) => data?.Text ?? '').join(' ')) === bare(mail.text);
  return same;
}

function addressesOf(value: unknown): string[] | null {
  const parsed = addressesSchema.safeParse(value);
  if (!parsed.success) return null;
  const { Address: given } = parsed.data;
  const mailboxes = 'List' in given ? given.List : given.Group.flatMap(({ addresses }) => addresses);
  return mailboxes.flatMap(({ address }) => address ?? []);
}

const bare = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
