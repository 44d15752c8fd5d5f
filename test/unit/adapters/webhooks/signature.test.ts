import { Webhook } from 'standardwebhooks';
import { newWebhookSecret, openSecret, sealSecret } from '../../../../adapters/webhooks/sealed-secret';
import { signWebhook, verifyWebhook } from '../../../../adapters/webhooks/signature';

const key = 'a secret of at least thirty-two characters';
const secret = newWebhookSecret();
const at = new Date().toISOString();
const payload = '{"words":"Größe €"}';
const signed = (secrets = [secret]) => signWebhook(secrets, { id: 'evt_1', at, payload });
const message = (changes: object = {}) => ({
  id: 'evt_1',
  timestamp: signed()['webhook-timestamp'],
  signature: signed()['webhook-signature'],
  payload: Buffer.from(payload),
  ...changes,
});

test('what we sign, the library verifies, with the old secret and with the new one', () => {
  const other = newWebhookSecret();
  const headers = signed([secret, other]);
  for (const valid of [secret, other]) expect(new Webhook(valid).verify(payload, headers)).toEqual(JSON.parse(payload));
  expect(() => new Webhook(newWebhookSecret()).verify(payload, headers)).toThrow('No matching signature');
});

test('the example receiver of the documentation agrees', async () => {
  const file: string = '../../../../scripts/example-webhook-receiver.mjs';
  const example = (await import(file)) as {
    isSigned(secret: string, headers: object, body: string, now?: number): boolean;
  };
  expect(example.isSigned(secret, signed(), payload)).toBe(true);
  expect(example.isSigned(secret, signed(), `${payload} `)).toBe(false);
  expect(example.isSigned(newWebhookSecret(), signed(), payload)).toBe(false);
  expect(example.isSigned(secret, signed(), payload, Date.now() / 1000 + 301)).toBe(false);
});

test.each<[string, object, string]>([
  ['as it was signed', {}, 'valid'],
  ['another id', { id: 'evt_2' }, 'invalid'],
  ['another time', { timestamp: String(Math.floor(Date.now() / 1000) - 7) }, 'invalid'],
  ['a time that is none', { timestamp: '1e9' }, 'invalid'],
  ['one byte more', { payload: Buffer.from(`${payload}\n`) }, 'invalid'],
  ['no signature', { signature: '' }, 'invalid'],
  ['an unknown version', { signature: signed()['webhook-signature'].replace('v1,', 'v2,') }, 'invalid'],
  ['ours among others', { signature: `v1,AAAA ${signed()['webhook-signature']}` }, 'valid'],
])('%s', (_what, changes, verdict) => {
  expect(verifyWebhook([newWebhookSecret(), secret], message(changes), at)).toBe(verdict);
});

test('what was recorded cannot be sent again later', () => {
  const later = new Date(Date.parse(at) + 302_000).toISOString();
  expect(verifyWebhook([secret], message(), later)).toBe('expired');
});

test('a sealed secret says nothing without the key, and nobody changes it', () => {
  const sealed = sealSecret(key, secret);
  expect(sealed.toString('latin1')).not.toContain(secret.slice(6, 20));
  expect(openSecret(key, sealed)).toBe(secret);
  expect(() => openSecret(`${key}!`, sealed)).toThrow('authenticate');
  sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
  expect(() => openSecret(key, sealed)).toThrow('authenticate');
});
