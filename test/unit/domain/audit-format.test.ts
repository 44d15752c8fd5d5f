import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { isSigned, publicKeyHex } from '../../../adapters/audit/ed25519';
import { journalHash, publishedPolicyHash } from '../../../contracts/journal-hash';
import { checkpointMessage, followCheckpoint, readCheckpoint, writeCheckpoint } from '../../../domain/audit/checkpoint';

/** Written from docs/adr/0007-audit-checkpoints.md alone, as somebody would who does not trust our code. */
const spell = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(spell).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = value as Record<string, unknown>;
  const names = Object.keys(members).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${spell(members[name])}`).join(',')}}`;
};
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const row = {
  owner: 'inquiry:INQ-2026-000042' as const,
  sequence: 2,
  event: { type: 'note_added', zebra: 1, amount: 0.1, über: 'ß\n"', list: [null, { b: 1, a: 2 }] },
  commandId: 'request:1',
  actor: { kind: 'person' as const, id: 'nora.whitfield' },
  automatic: false,
  policyVersion: '1',
  occurredAt: '2026-03-06T16:00:00.000Z',
  previousHash: 'a'.repeat(64),
};

test('the hash of a row is what the documentation says, today and after every release', () => {
  expect(journalHash(row)).toBe(sha256(spell(row)));
  expect(journalHash(row)).toBe('94a5b5c491efc5bf0855808f1f31ad4ccebec0d8816f0b8aee79e9c9ff8bd505');
});

test('the head of a policy is what the documentation says', () => {
  const policy = {
    version: '1',
    hash: 'b'.repeat(64),
    author: 'elin.hart',
    published_by: 'marcus.bell',
    reason: 'first',
    published_at: '2026-03-06T16:00:00.000Z',
  };
  expect(publishedPolicyHash({ ...policy, content: {}, kind: 'policy' } as typeof policy)).toBe(sha256(spell(policy)));
});

test('a checkpoint is signed as the documentation says, and its key is found in PEM', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const place = { desk: 'desk', newFile: 'file', key: publicKeyHex(pem) };
  const found = {
    heads: [['inquiry:INQ-2026-000042', 2, 'c'.repeat(64)] as [string, number, string]],
    settled: 0,
    policies: 0,
  };
  const content = followCheckpoint(null, place, { ...found, takenAt: '2026-03-06T16:00:00.000Z' });
  if (!content) throw new Error('no checkpoint');
  const signature = sign(null, Buffer.from(checkpointMessage(content)), privateKey).toString('hex');
  const line = writeCheckpoint({ ...content, signature });
  const { signature: given, ...signed } = JSON.parse(line) as typeof content & { signature: string };
  const message = Buffer.from(`inquiry desk audit checkpoint\n${spell(signed)}`);
  expect(verify(null, message, createPublicKey(pem), Buffer.from(given, 'hex'))).toBe(true);
  expect(isSigned(place.key, message.toString(), given)).toBe(true);
  expect(isSigned(place.key, `${message.toString()} `, given)).toBe(false);
  expect(isSigned('no key', message.toString(), 'no signature')).toBe(false);
  expect(readCheckpoint(line)).toEqual({ ...content, signature });
  expect(readCheckpoint(` ${line}`)).toBe('foreign');
  expect(readCheckpoint(line.slice(0, -1))).toBe('torn');
  expect(line).toBe(spell(JSON.parse(line)));
});

const at = (takenAt: string) => ({ heads: [], settled: 0, policies: 0, takenAt });
const checkpoint = (takenAt: string) => {
  const content = followCheckpoint(null, { desk: 'desk', newFile: 'file', key: 'd'.repeat(64) }, at(takenAt));
  if (!content) throw new Error('no checkpoint');
  return { checkpoint: { ...content, signature: 'e'.repeat(128) }, line: 'line' };
};

test.each([
  ['a minute later there is none', '2026-03-06T16:01:00.000Z', null],
  ['an hour later there is one all the same', '2026-03-06T17:00:00.000Z', '2026-03-06T17:00:00.000Z'],
])('when nothing has changed, %s', (_when, now, expected) => {
  const last = checkpoint('2026-03-06T16:00:00.000Z');
  const next = followCheckpoint(last, { desk: 'desk', newFile: 'other', key: 'd'.repeat(64) }, at(now));
  expect(next?.taken_at ?? null).toBe(expected);
});

test('a clock that was set back does not make a checkpoint older than the one before', () => {
  const last = checkpoint('2026-03-06T16:00:00.000Z');
  const grown = {
    ...at('2026-03-06T15:00:00.000Z'),
    heads: [['inquiry:INQ-2026-000001', 1, 'f']] as [string, number, string][],
  };
  const next = followCheckpoint(last, { desk: 'desk', newFile: 'other', key: 'd'.repeat(64) }, grown);
  expect(next).toMatchObject({ number: 2, taken_at: '2026-03-06T16:00:00.000Z', file: 'file', full: false, listed: 1 });
});
