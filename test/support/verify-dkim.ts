import { createHash, createPublicKey, verify } from 'node:crypto';

/**
 * Verifies the DKIM signature of a mail (RFC 6376, relaxed/relaxed, rsa-sha256), written from the standard and sharing
 * nothing with the signer. Returns why it fails, or null when it holds.
 *
 * @param resolve the public key in PEM that a name in DNS leads to, or null
 */
export function verifyDkim(raw: Buffer, resolve: (name: string) => string | null): string | null {
  const text = raw.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const headers = text
    .slice(0, end + 2)
    .split(/\r\n(?![ \t])/)
    .filter((line) => line !== '');
  const body = text.slice(end + 4);
  const signature = headers.find((line) => /^dkim-signature:/i.test(line));
  if (signature === undefined) return 'not signed';
  const tags = Object.fromEntries(
    signature
      .slice(signature.indexOf(':') + 1)
      .split(';')
      .flatMap((tag) => {
        const at = tag.indexOf('=');
        return at < 0 ? [] : [[tag.slice(0, at).trim(), tag.slice(at + 1).replace(/\s+/g, '')]];
      }),
  ) as Record<string, string>;
  const hash = createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64');
  if (hash !== tags['bh']) return 'body hash differs';
  const key = resolve(`${tags['s']}._domainkey.${tags['d']}`);
  if (key === null) return 'no public key';

  const left = [...headers].reverse().filter((line) => line !== signature);
  const signed = (tags['h'] ?? '').split(':').flatMap((name) => {
    const at = left.findIndex((line) => line.slice(0, line.indexOf(':')).trim().toLowerCase() === name.toLowerCase());
    return at < 0 ? [] : [relaxedHeader(left.splice(at, 1)[0] ?? '')];
  });
  const unsigned = relaxedHeader(signature.replace(/(;\s*b=)[^;]*/s, '$1'));
  const data = Buffer.from(`${signed.map((line) => `${line}\r\n`).join('')}${unsigned}`, 'latin1');
  return verify('sha256', data, createPublicKey(key), Buffer.from(tags['b'] ?? '', 'base64'))
    ? null
    : 'signature differs';
}

/** Names of the header fields that are signed, in lower case. */
export function signedHeadersOf(raw: Buffer): string[] {
  const list = /^dkim-signature:[^]*?\bh=([^;]*);/im.exec(raw.toString('latin1'))?.[1] ?? '';
  return list.replace(/\s+/g, '').toLowerCase().split(':');
}

const relaxedHeader = (line: string): string => {
  const at = line.indexOf(':');
  const value = line
    .slice(at + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${line.slice(0, at).trim().toLowerCase()}:${value}`;
};

function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  const content = lines.join('\r\n').replace(/(\r\n)*$/, '');
  return content === '' ? '' : `${content}\r\n`;
}
