import { createSmtpSender } from '../../../../adapters/mail/smtp';
import { startMailSink, type MailSink } from '../../../../adapters/mail/sink';
import { listenForMail, type MailListener } from '../../../../intake/listen-for-mail';
import type { ArrivedMail } from '../../../../intake/ports';

const keyed = 'inquiries+INQ-2026-000042.0123456789abcdef01234567@halden.example';
const first = '<inquiry-1.0123@halden.example>';

let sink: MailSink;
let desk: MailListener;
let deskIsAway: boolean;
const taken: ArrivedMail[] = [];

beforeEach(async () => {
  deskIsAway = false;
  taken.length = 0;
  desk = await listenForMail({
    protocol: 'smtp',
    host: '127.0.0.1',
    port: 0,
    tls: null,
    mailboxes: [{ name: 'inquiries', addresses: ['inquiries@halden.example'] }],
    store: async (mail) => {
      if (deskIsAway) throw new Error('away');
      taken.push(mail);
    },
    onRefused: () => {},
  });
  sink = await startMailSink({
    smtpPort: 0,
    httpPort: 0,
    deskUrl: `smtp://127.0.0.1:${desk.port}`,
    deskAddress: 'inquiries@halden.example',
  });
});
afterEach(() => Promise.all([sink.stop(), desk.stop()]));

const deskWrites = (to: string, subject: string, messageId: string) =>
  createSmtpSender({ url: sink.smtpUrl }).send({
    from: { name: 'Halden Supply', address: 'desk@halden.example' },
    to: { name: null, address: to },
    replyTo: { name: null, address: keyed },
    subject,
    text: 'Which delivery is it?\nPlease tell us.',
    html: '<p>Which delivery is it?</p>',
    messageId,
    date: '2026-11-22T09:00:00.000Z',
  });

const page = async (path: string): Promise<string> => (await fetch(`${sink.pageUrl}${path}`)).text();
const submit = (fields: Record<string, string | File>, headers: Record<string, string> = {}): Promise<Response> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return fetch(`${sink.pageUrl}/write`, { method: 'POST', body: form, headers, redirect: 'manual' });
};
const rawOf = (mail: ArrivedMail | undefined): string => mail?.raw.toString() ?? '';

test('a person reads a mail, answers it, and the answer finds its way into the case', async () => {
  await deskWrites('ada@customer.example', 'Your inquiry INQ-2026-000042', first);
  expect(await page('/')).toContain('<a href="/conversation/1">Your inquiry INQ-2026-000042</a>');
  const conversation = await page('/conversation/1');
  expect(conversation).toContain('<h2 id="answer">Answer as the customer</h2>');
  expect(conversation).toContain(`value="${keyed.toLowerCase()}"`);
  expect(conversation).toContain('&gt; Which delivery is it?');

  const answered = await submit(
    {
      from: 'Ada Meyer <ada@customer.example>',
      to: keyed,
      subject: 'Re: Your inquiry INQ-2026-000042',
      text: 'The one of 4 May.\r\n',
      answers: '1',
      attachment: new File(['%PDF-1.4'], 'delivery note.pdf', { type: 'application/pdf' }),
    },
    { Origin: sink.pageUrl, 'Sec-Fetch-Site': 'same-origin' },
  );
  expect(answered.status).toBe(303);
  expect(answered.headers.get('location')).toBe('/conversation/2');
  expect(taken).toMatchObject([{ envelope: { from: 'ada@customer.example', to: [keyed] } }]);
  const raw = rawOf(taken[0]);
  expect(raw).toContain(`In-Reply-To: ${first}`);
  expect(raw).toContain(`References: ${first}`);
  expect(raw).toContain('filename="delivery note.pdf"');

  // Both show as one conversation, and so does what the desk writes next on the case.
  await deskWrites('ada@customer.example', 'Your inquiry INQ-2026-000042', '<inquiry-2.4567@halden.example>');
  const whole = await page('/conversation/1');
  expect(whole).toContain('ada@customer.example to the desk');
  expect(whole).toContain('delivery note.pdf (application/pdf, 8 bytes)');
  expect(whole.match(/<article/g)).toHaveLength(3);
  expect((await page('/')).match(/href="\/conversation/g)).toHaveLength(1);
  // What people wrote is not taken for mail of the desk.
  expect(sink.mails().map(({ id }) => id)).toEqual(['1', '3']);
});

test('anybody writes a new mail, in a browser or by a program', async () => {
  expect(await page('/write')).toContain('value="inquiries@halden.example"');
  const fields = { from: 'new@customer.example', to: 'inquiries@halden.example', subject: 'Grüße', text: 'Bonjour' };
  const answer = await submit(fields, { Accept: 'application/json' });
  expect(answer.status).toBe(201);
  expect(await answer.json()).toEqual({ id: '1', message_id: expect.stringMatching(/^<.+@customer\.example>$/) });
  expect(rawOf(taken[0])).not.toContain('In-Reply-To');
  expect(await page('/?recipient=NEW@customer.example')).toContain('Grüße');
  expect(await page('/?recipient=other@customer.example')).not.toContain('Grüße');
});

test('what cannot be sent is said, keeps what was written, and sends nothing', async () => {
  const fields = {
    from: 'ada@customer.example',
    to: 'inquiries@halden.example',
    subject: 'Late',
    text: 'We pay <late>',
  };
  for (const [wrong, words] of [
    [{ from: 'nobody' }, 'From is not a mail address.'],
    [{ to: 'a@halden.example, b@halden.example' }, 'To is not a mail address.'],
    [{ subject: 'Late\r\nBcc: other@customer.example' }, 'The subject must be one line.'],
    [{ text: '  ' }, 'There is no text yet.'],
    [{ to: 'somebody@elsewhere.example' }, 'The desk did not take the mail: 550'],
  ] as const) {
    const answer = await submit({ ...fields, ...wrong });
    const html = await answer.text();
    expect([answer.status, html.includes(words)]).toEqual([422, true]);
    if (!('text' in wrong)) expect(html).toContain('We pay &lt;late&gt;');
  }
  deskIsAway = true;
  expect((await submit(fields)).status).toBe(422);
  expect(taken).toEqual([]);
  expect((await page('/')).includes('0 mails')).toBe(true);
});

test('no other site can send by a person’s browser', async () => {
  const fields = { from: 'ada@customer.example', to: 'inquiries@halden.example', subject: 'Late', text: 'We pay late' };
  expect((await submit(fields, { Origin: 'https://elsewhere.example' })).status).toBe(403);
  expect((await submit(fields, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  const json = await fetch(`${sink.pageUrl}/write`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain' },
    body: 'from=ada@customer.example',
  });
  expect(json.status).toBe(400);
  expect(taken).toEqual([]);
});

test('where no desk takes mail the page only shows', async () => {
  const readOnly = await startMailSink({ smtpPort: 0, httpPort: 0 });
  expect(await (await fetch(`${readOnly.pageUrl}/`)).text()).not.toContain('/write');
  expect((await fetch(`${readOnly.pageUrl}/write`)).status).toBe(404);
  expect((await fetch(`${readOnly.pageUrl}/write`, { method: 'POST' })).status).toBe(405);
  await readOnly.stop();
});
