import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { signLink } from '../../../adapters/mail/links';
import { openedByMachine } from '../../../api/opened-by-machine';
import { createCustomerLinks, type CustomerLinkPorts } from '../../../api/routes/customer-links';

const secret = 'a secret of at least thirty-two characters';
const message = 'follow-up.C-100.reminder-first';
const person = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.1';

describe('customer links', () => {
  let server: Server;
  let address: string;
  let now: string;
  let calls: unknown[];
  let ports: CustomerLinkPorts;

  beforeEach(async () => {
    now = '2026-03-06T09:00:00.000Z';
    calls = [];
    let acknowledged = false;
    ports = {
      secret,
      clock: { now: () => now },
      acknowledge: async (id, date) => {
        calls.push(['acknowledge', id, date]);
        if (acknowledged) return 'already_recorded';
        acknowledged = true;
        return 'recorded';
      },
      isAcknowledged: async () => acknowledged,
      recordDelivery: async (...given) => void calls.push(given),
      sentAt: async () => '2026-03-06T08:00:00.000Z',
    };
    const app = express().use(createCustomerLinks(ports));
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const token = (purpose: 'acknowledge' | 'open' = 'acknowledge', expiresAt = '2026-06-04T09:00:00.000Z') =>
    signLink(secret, purpose, message, expiresAt);
  const get = (path: string, headers: Record<string, string> = { 'user-agent': person }) =>
    fetch(address + path, { headers });
  const post = (path: string, fields: Record<string, string> = {}) =>
    fetch(address + path, { method: 'POST', body: new URLSearchParams(fields) });

  it('ask for a day of payment, and change nothing when only looked at', async () => {
    const response = await get(`/l/${token()}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    const page = await response.text();
    expect(page).toContain('type="date" min="2026-03-05" max="2026-09-01"');
    expect(page).not.toContain('C-100');
    expect(calls).toEqual([]);
  });

  it('record with a day or without', async () => {
    const page = await (await post(`/l/${token()}`, { date: '2026-03-20' })).text();
    expect(page).toContain('20 March 2026');
    expect(calls).toEqual([['acknowledge', message, '2026-03-20']]);
  });

  it('record without a day', async () => {
    expect((await post(`/l/${token()}`, { date: '' })).status).toBe(200);
    expect(calls).toEqual([['acknowledge', message, null]]);
  });

  it('are worth as much as any other invalid link once they were used', async () => {
    await post(`/l/${token()}`);
    const never = await (await get('/l/x')).text();
    for (const again of [await post(`/l/${token()}`, { date: '2026-03-20' }), await get(`/l/${token()}`)]) {
      expect(again.status).toBe(404);
      expect(await again.text()).toBe(never);
    }
    expect(never).toContain('used already');
  });

  it.each(['2026-03-04', '2026-02-30', '2026-09-02', '2030-01-01', 'tomorrow', '2026-3-7', "2026-03-20'--"])(
    'refuse the day %s and ask again',
    async (date) => {
      const response = await post(`/l/${token()}`, { date });
      expect(response.status).toBe(422);
      expect(await response.text()).toContain('role="alert"');
      expect(calls).toEqual([]);
    },
  );

  it('ask to try again while nothing can be recorded', async () => {
    ports.acknowledge = async () => Promise.reject(new Error('away'));
    const response = await post(`/l/${token()}`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('60');
    expect(await response.text()).toContain('<form');
  });

  it('give one and the same answer to whatever is not a valid link', async () => {
    const good = token();
    const foreign = signLink(
      'another secret of thirty-two characters.',
      'acknowledge',
      message,
      '2027-01-01T00:00:00Z',
    );
    const paths = [
      `/l/${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`,
      `/l/${token('acknowledge', '2026-03-06T08:59:59.000Z')}`,
      `/l/${token('open')}`,
      `/l/${foreign}`,
      '/l/x',
      '/l/%E0%A4%A',
      `/o/${good}.gif`,
      `/o/${token('open')}`,
      '/o/x.gif',
    ];
    const answers = await Promise.all(
      paths.map(async (path) => {
        const response = await get(path);
        return `${response.status} ${response.headers.get('content-type')} ${await response.text()}`;
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 text\/html/);
    expect((await post('/l/x')).status).toBe(404);
    expect(calls).toEqual([]);
  });

  it('speak the language of the mail, else that of the browser', async () => {
    expect(await (await get(`/l/${token()}?lang=de`)).text()).toContain('<html lang="de">');
    const french = await get(`/l/${token()}`, { 'accept-language': 'fr-CA,fr;q=0.9', 'user-agent': person });
    expect(await french.text()).toContain('<html lang="fr">');
    expect(await (await get(`/l/${token()}?lang=<script>`)).text()).toContain('<html lang="en">');
  });

  it('record an opening by a person, and one by a machine as such', async () => {
    const response = await get(`/o/${token('open')}.gif`);
    expect(response.headers.get('content-type')).toBe('image/gif');
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(0, 6)
        .toString(),
    ).toBe('GIF89a');
    await get(`/o/${token('open')}.gif`, { 'user-agent': 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)' });
    await fetch(`${address}/o/${token('open')}.gif`, { method: 'HEAD' });
    expect(calls).toEqual([
      [message, 'opened', false],
      [message, 'opened', true],
    ]);
  });

  it('show the picture even when nothing can be recorded', async () => {
    const seen: unknown[] = [];
    ports.recordDelivery = async () => Promise.reject(new Error('away'));
    ports.onError = (error) => void seen.push(error);
    expect((await get(`/o/${token('open')}.gif`)).status).toBe(200);
    expect(seen).toHaveLength(1);
  });
});

describe('an opening', () => {
  const now = '2026-03-06T09:00:00.000Z';
  const by = (headers: Record<string, string>, sentAt: string | null = '2026-03-06T08:00:00.000Z') =>
    openedByMachine((name) => headers[name], sentAt, now);

  it.each([
    [{}],
    [{ 'user-agent': 'Mozilla/5.0' }],
    [{ 'user-agent': 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html' }],
    [{ 'user-agent': 'curl/8.0' }],
    [{ 'user-agent': person, 'sec-purpose': 'prefetch;prerender' }],
    [{ 'user-agent': person, 'x-moz': 'prefetch' }],
  ])('is a machine: %j', (headers) => expect(by(headers as Record<string, string>)).toBe(true));

  it.each([
    [person],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'],
    ['Mozilla/4.0 (compatible; ms-office; MSOffice 16)'],
  ])('shows no sign of one: %s', (agent) => expect(by({ 'user-agent': agent })).toBe(false));

  it('within seconds of sending is one, whatever it says', () => {
    expect(by({ 'user-agent': person }, '2026-03-06T08:59:55.000Z')).toBe(true);
    expect(by({ 'user-agent': person }, null)).toBe(false);
  });
});
