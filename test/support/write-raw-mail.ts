import { randomUUID } from 'node:crypto';

/** A mail as its sender's program writes it. */
export interface RawMail {
  from: string;
  to: string;
  subject: string;
  text: string;
  messageId?: string;
  inReplyTo?: string;
  headers?: Record<string, string>;
  attachment?: { name: string; type: string; content: string };
}

const lines = (...parts: string[]): string => parts.join('\r\n');

/** The bytes of a mail, in plain ASCII; no Message-ID is given twice unless it is asked for. */
export function writeRawMail({
  from,
  to,
  subject,
  text,
  messageId,
  inReplyTo,
  headers = {},
  attachment,
}: RawMail): Buffer {
  const boundary = 'part-of-the-mail';
  const head = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: ${messageId ?? `<${randomUUID()}@customer.example>`}`,
    'Date: Mon, 02 Mar 2026 09:00:00 +0000',
    'MIME-Version: 1.0',
    ...(inReplyTo === undefined ? [] : [`In-Reply-To: ${inReplyTo}`, `References: ${inReplyTo}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  const plain = ['Content-Type: text/plain; charset=utf-8', '', text.replaceAll(/\r?\n/g, '\r\n')];
  if (!attachment) return Buffer.from(lines(...head, ...plain, ''));
  return Buffer.from(
    lines(
      ...head,
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      ...plain,
      `--${boundary}`,
      `Content-Type: ${attachment.type}`,
      `Content-Disposition: attachment; filename="${attachment.name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(attachment.content).toString('base64'),
      `--${boundary}--`,
      '',
    ),
  );
}
