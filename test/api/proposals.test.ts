import { createHash } from 'node:crypto';
import { currencyExponents, type CurrencyCode } from '../../contracts/currencies';
import { startTestApi, type ApiClient, type TestApi } from '../support/api';
import { startTestDesk, type TestDesk } from '../support/desk';

let desk: TestDesk;
let api: TestApi;
let reference: string;
let preparer: ApiClient;

beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
  api = await startTestApi(desk.db, desk.engine);
  preparer = api.as('jonah.reyes');
}, 60_000);
afterAll(async () => {
  await api.stop();
  await desk.stop();
});

/** A case of Meridian in the hands of Jonah, who prepares; of Dev, for payments. */
async function open(owner: 'jonah.reyes' | 'dev.mehta' = 'jonah.reyes'): Promise<string> {
  const opened = await desk.file(
    owner === 'dev.mehta'
      ? { customer: 'C-1002', contact: 'contact-1002-1', subject: 'Payment of 21,300', body: 'Where is our payment?' }
      : {},
  );
  const [lead, team] = owner === 'dev.mehta' ? ['pilar.santos', 'cash_application'] : ['nora.whitfield', 'billing'];
  await desk.eventually(async () => (await api.as(lead).get(`/v1/inquiries/${opened}`)).body.sequence > 0);
  const given = await api.as('nora.whitfield').post(`/v1/inquiries/${opened}/assignments`, { team, person: owner });
  if (given.status !== 200) await api.as(lead).post(`/v1/inquiries/${opened}/assignments`, { team, person: owner });
  return opened;
}

const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const usd = (value: string) => ({ value, currency: 'USD' });
const credit = {
  kind: 'credit_note',
  invoice: 'INV-10421',
  amount: usd('3900.00'),
  reason: 'not_received',
  explanation: 'The carrier has no proof of delivery.',
};
const corrected = () => ({
  kind: 'invoice',
  replaces: 'INV-10421',
  amount: usd('4290.00'),
  issued_on: day(0),
  due_on: day(30),
  lines: [
    { description: 'Storage crates, first delivery', quantity: '120', unit_price: usd('32.50'), tax: usd('390.00') },
    { quantity: '1.5', unit_price: usd('0.00'), tax: usd('0.00') },
  ],
  purchase_order: 'MO-2291',
  explanation: 'The second delivery never came: only the first one is owed.',
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The rule of docs/api.md, written down by a client: keys in order of their code units, no spaces. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const record = value as Record<string, unknown>;
  const members = Object.keys(record)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(record[key])}`);
  return `{${members.join(',')}}`;
}

const minor = ({ value, currency }: { value: string; currency: string }): number =>
  Math.round(Number(value) * 10 ** currencyExponents[currency as CurrencyCode]);

const isMoney = (value: object): value is { value: string; currency: string } =>
  Object.keys(value).sort().join() === 'currency,value';

/** From what is shown to what is hashed: camelCase, minor units (bare ones in lines), nothing that is null. */
function hashed(value: unknown, inLines = false): unknown {
  if (Array.isArray(value)) return value.map((item) => hashed(item, inLines));
  if (typeof value !== 'object' || value === null) return value;
  if (isMoney(value)) return inLines ? minor(value) : { minor: minor(value), currency: value.currency };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([key, member]) => [
        key.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
        hashed(member, inLines || key === 'lines'),
      ]),
  );
}

interface Shown {
  id: string;
  content: Record<string, unknown>;
  content_hash: string;
  hash_covers: { reference: string; proposal: string; content: unknown };
  explanation: { id: string; hash: string; salt: string; text: string };
}

/** What a client works out from what it is shown, field by field. */
function hashOf({ id, content, explanation }: Shown, name = reference): string {
  const covered = { ...(hashed(content) as object), explanation: { id: explanation.id, hash: explanation.hash } };
  return sha256(canonical({ reference: name, proposal: id, content: covered }));
}

/** The same value, with one thing in it changed: once for everything that can be changed. */
function* changes(value: unknown): Generator<unknown> {
  if (typeof value === 'string')
    yield /^-?\d+\.\d+$/.test(value) ? `${value.slice(0, -1)}${value.endsWith('1') ? 2 : 1}` : `${value}x`;
  else if (value === null) yield 'something';
  else if (Array.isArray(value)) {
    if (value.length > 0) yield value.slice(1);
    for (const [index, item] of value.entries()) for (const other of changes(item)) yield value.with(index, other);
  } else if (typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) {
      // Another currency has other decimals; the amount is what is changed of money.
      if (key === 'currency') continue;
      for (const other of changes(member)) yield { ...value, [key]: other };
    }
  }
}

async function expectHashedAsShown(shown: Shown): Promise<void> {
  expect(sha256(canonical(shown.hash_covers))).toBe(shown.content_hash);
  expect(hashOf(shown)).toBe(shown.content_hash);
  const { salt, text, hash } = shown.explanation;
  expect(text).toBe(shown.content['explanation']);
  expect(sha256(`${salt}${text}`)).toBe(hash);
  const { explanation: _words, ...content } = shown.content;
  let changed = 0;
  for (const other of changes(content)) {
    expect(hashOf({ ...shown, content: other as Record<string, unknown> })).not.toBe(shown.content_hash);
    changed += 1;
  }
  expect(changed).toBeGreaterThanOrEqual(4);
  expect(sha256(`${salt}${text} `)).not.toBe(hash);
  const otherWords = { ...shown.explanation, hash: sha256(`${salt}${text} `) };
  expect(hashOf({ ...shown, explanation: otherWords })).not.toBe(shown.content_hash);
  expect(hashOf(shown, 'INQ-2026-000001')).not.toBe(shown.content_hash);
  expect(hashOf({ ...shown, id: `${shown.id}0` })).not.toBe(shown.content_hash);
}

const proposals = () => `/v1/inquiries/${reference}/proposals`;

test('a credit note in every version: what is shown is what is hashed, and who may decide it', async () => {
  reference = await open();
  const { body: made } = await preparer.post(proposals(), credit);
  const first = await preparer.get(`${proposals()}/${made.proposal.id}`);
  expect(first).toMatchObject({
    status: 200,
    body: {
      version: 1,
      status: 'open',
      order: 'sequential',
      counted: usd('3900.00'),
      rate: '1 USD',
      stages: [
        { state: 'waiting', may_decide: [{ id: 'victor.almeida', name: 'Victor Almeida', on_behalf_of: null }] },
      ],
    },
  });
  await expectHashedAsShown(first.body);

  const more = { ...credit, amount: usd('3900.01'), explanation: 'Counted again.' };
  await preparer.post(`${proposals()}/${made.proposal.id}/revisions`, more);
  const { body: second } = await preparer.get(`${proposals()}/${made.proposal.id}`);
  expect(second).toMatchObject({ version: 2, content: { amount: usd('3900.01'), explanation: 'Counted again.' } });
  await expectHashedAsShown(second);
  const { body: again } = await preparer.get(`${proposals()}/${made.proposal.id}?version=1`);
  expect(again).toMatchObject({ version: 1, status: 'superseded', content: first.body.content });
  expect(again.stages[0]).not.toHaveProperty('may_decide');
  await expectHashedAsShown(again);
  expect(await preparer.get(`${proposals()}/${made.proposal.id}?version=3`)).toMatchObject({ status: 404 });
  expect(await preparer.get(`${proposals()}/${made.proposal.id}?version=0`)).toMatchObject({ status: 400 });
  const { body: list } = await preparer.get(proposals());
  expect(list.data).toEqual([second]);
});

test('an allocation: the same', async () => {
  reference = await open('dev.mehta');
  const { status, body } = await api.as('dev.mehta').post(proposals(), {
    kind: 'payment_allocation',
    payment: 'PMT-5530',
    amount: usd('300.00'),
    allocations: [
      { invoice: 'INV-10388', amount: usd('100.00') },
      { invoice: 'INV-10471', amount: usd('200.00') },
    ],
    explanation: 'The remittance names both.',
  });
  expect({ status, body }).toMatchObject({ status: 201 });
  const { body: shown } = await preparer.get(`${proposals()}/${body.proposal.id}`);
  await expectHashedAsShown(shown);
});

test('a corrected invoice is approved as it is shown, issued, linked, sent and followed up', async () => {
  reference = await open();
  const refused = (body: object) => preparer.post(proposals(), body);
  expect(await refused({ ...corrected(), amount: usd('4290.01') })).toMatchObject({
    status: 422,
    body: { code: 'amount_invalid', rule: 'lines with their tax must add up to the amount' },
  });
  const euros = { value: '1.00', currency: 'EUR' };
  expect(await refused({ ...corrected(), lines: [{ quantity: '1', unit_price: euros, tax: euros }] })).toMatchObject({
    status: 400,
    body: { errors: [{ path: '/lines/0/unit_price/currency' }] },
  });
  expect(
    await refused({ ...corrected(), lines: [{ quantity: '0', unit_price: usd('1.00'), tax: usd('0.00') }] }),
  ).toMatchObject({
    status: 400,
  });
  expect(await refused({ ...corrected(), replaces: 'INV-10388' })).toMatchObject({ body: { code: 'invoice_unknown' } });
  expect(await refused({ ...corrected(), due_on: day(-1) })).toMatchObject({ body: { code: 'date_invalid' } });

  const { status, body } = await preparer.post(proposals(), corrected());
  expect(status).toBe(201);
  const { id, content_hash } = body.proposal;
  const { body: shown } = await preparer.get(`${proposals()}/${id}`);
  const number = shown.content.invoice as string;
  expect(shown.content).toMatchObject({ replaces: 'INV-10421', customer: 'C-1003', legal_entity: 'halden-us' });
  await expectHashedAsShown(shown);

  const manager = api.as('victor.almeida');
  const decide = (decision: object) => manager.post(`${proposals()}/${id}/decisions`, { content_hash, ...decision });
  for (const decision of ['reject', 'return']) {
    expect(await decide({ decision })).toMatchObject({ status: 422, body: { code: 'reason_required' } });
  }
  expect(await preparer.post(`${proposals()}/${id}/decisions`, { content_hash, decision: 'approve' })).toMatchObject({
    body: { code: 'segregation_excluded' },
  });
  expect(await decide({ decision: 'approve' })).toMatchObject({ status: 200 });
  await desk.eventually(async () => (await preparer.get(`${proposals()}/${id}`)).body.status === 'posted');
  const nothing = { result: 'posted', evidence: 'Found.' };
  expect(await api.as('nora.whitfield').post(`${proposals()}/${id}/postings`, nothing)).toMatchObject({
    status: 422,
    body: { code: 'transition_not_allowed' },
  });

  const { body: issued } = await preparer.get(`/v1/invoices/${number}`);
  expect(issued).toMatchObject({ original: usd('4290.00'), open: usd('4290.00'), inquiries: [reference] });
  expect(issued.lines).toEqual([
    { description: 'Storage crates, first delivery', quantity: 120, net: usd('3900.00') },
    { description: '', quantity: 1.5, net: usd('0.00') },
  ]);
  const { body: old } = await preparer.get('/v1/invoices/INV-10421');
  expect(old).toMatchObject({ open: usd('0.00'), credited: usd('7800.00') });
  const mail = await desk.mail.waitFor(({ text }) => text.includes(number), 30_000);
  expect(mail.recipients).toContain('ap@meridian-outdoor.example');
});
