import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMail } from '../../adapters/mail/receive/read-mail';
import type { ReceivedMail } from '../../adapters/mail/receive/received-mail';

const folder = join(__dirname, '../fixtures/mail/reports');

/** Mails in which machines report, and mails of people that look alike; written for the tests. */
export const reportMails: readonly string[] = readdirSync(folder).map((file) => file.replace(/\.eml$/, ''));

export const rawReportMail = (name: string): Buffer => readFileSync(join(folder, `${name}.eml`));

export async function readReportMail(raw: string | Buffer): Promise<ReceivedMail> {
  const reading = await readMail(
    typeof raw === 'string' && reportMails.includes(raw) ? rawReportMail(raw) : Buffer.from(raw),
  );
  if (!reading.ok) throw new Error(`not read: ${reading.code}`);
  return reading.mail;
}
