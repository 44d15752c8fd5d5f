import { totalPerCurrency, writeAmount } from '../../../../adapters/mail/templates/figures';
import { wordsOf } from '../../../../adapters/mail/templates/words';
import { writeMail } from '../../../../adapters/mail/templates/write-mail';
import type { MailContent } from '../../../../adapters/mail/templates/content';
import { categories, languages, messagePurposes } from '../../../../contracts/vocabulary';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const signature = 'Inquiry Desk';
const nasty = `<script>alert("1")</script> & 'x'`;
const line = {
  invoice: 'INV-7',
  dueOn: '2026-03-06',
  purchaseOrder: null,
  amount: { minor: 1460000, currency: 'USD' },
};
const links = {
  acknowledgeUrl: 'https://desk.example/l/abc.def?lang=en&x=1',
  pixelUrl: 'https://desk.example/o/abc.def.gif',
};

const contents: Record<(typeof messagePurposes)[number], MailContent> = {
  acknowledgement: { purpose: 'acknowledgement', reference: 'INQ-2026-000042' },
  reply: { purpose: 'reply', reference: 'INQ-2026-000042', name: nasty, text: `First\nsecond ${nasty}\n\nThird` },
  information_request: { purpose: 'information_request', reference: 'INQ-2026-000042', name: null, text: nasty },
  resolution: { purpose: 'resolution', reference: 'INQ-2026-000042', name: 'Anna', text: nasty },
  invoice: { purpose: 'invoice', name: 'Anna', lines: [line], ...links },
  reminder: { purpose: 'reminder', name: 'Anna', lines: [line, { ...line, invoice: nasty }], ...links },
  answer_reminder: {
    purpose: 'answer_reminder',
    name: 'Anna',
    questions: [{ inquiry: 'INQ-2026-000042', askedOn: '2026-03-04' }],
  },
  payment_confirmation: {
    purpose: 'payment_confirmation',
    reference: 'INQ-2026-000042',
    name: 'Anna',
    lines: [],
    received: [{ amount: { minor: 2130000, currency: 'USD' }, on: '2026-03-04' }],
  },
  arrangement_offer: {
    purpose: 'arrangement_offer',
    name: 'Anna',
    instalments: [{ invoice: 'INV-7', amount: line.amount, date: '2026-04-06' }],
    acceptUrl: 'https://desk.example/a/abc.def?lang=en',
  },
  rating_request: {
    purpose: 'rating_request',
    reference: 'INQ-2026-000042',
    rateUrl: 'https://desk.example/r/abc.def',
  },
  alert: {
    purpose: 'alert',
    customer: null,
    reference: 'INQ-2026-000042',
    category: 'billing_dispute',
    urgency: 'high',
    dueAt: '2026-03-08T04:00:00.000Z',
    url: 'https://desk.example/inquiries/INQ-2026-000042',
  },
};

describe.each(languages)('mails in %s', (language) => {
  it.each(messagePurposes)('%s: has words for every part, and escapes every text in HTML', (purpose) => {
    const mail = writeMail(contents[purpose], { language, signature });
    expect(mail.subject).not.toMatch(/undefined|[\r\n]/);
    expect(mail.text).not.toMatch(/undefined|null|\[object/);
    expect(mail.html).not.toMatch(/undefined|\[object|<script/);
    expect(mail.html).toContain(`<html lang="${language}">`);
    expect(mail.text).toContain(signature);
  });

  it('names every category in an alert', () => {
    for (const category of categories) expect(wordsOf[language].alert.categories[category]).toBeTruthy();
  });
});

describe('a question that nobody answered', () => {
  const questions = [{ inquiry: 'INQ-2026-000042', askedOn: '2026-03-04' }];

  it('is reminded of by its reference and day', () => {
    const mail = writeMail({ purpose: 'answer_reminder', name: null, questions }, { language: 'en', signature });
    expect(mail.subject).toBe('We are waiting for your answer (INQ-2026-000042)');
    expect(mail.text).toContain('INQ-2026-000042, asked on 4 March 2026');
  });

  it('stands in the same mail as the invoices', () => {
    const mail = writeMail(
      { purpose: 'reminder', name: null, lines: [line], questions, ...links },
      { language: 'de', signature },
    );
    expect(mail.text).toContain('INQ-2026-000042, gefragt am');
    expect(mail.text).toContain(line.invoice);
  });
});

describe('an acknowledgement', () => {
  it('gives the reference and nothing else that differs between senders', () => {
    const mail = writeMail(contents.acknowledgement, { language: 'en', signature });
    expect(mail.text).toContain('INQ-2026-000042');
    expect(Object.keys(contents.acknowledgement)).toEqual(['purpose', 'reference']);
  });
});

describe('a reminder', () => {
  const lines = [
    { ...line, purchaseOrder: 'PO-1' },
    { ...line, invoice: 'INV-8', amount: { minor: 100001, currency: 'USD' } },
    { ...line, invoice: 'INV-9', amount: { minor: 500000, currency: 'JPY' } },
  ];

  it('lists all invoices once, with one total per currency', () => {
    const mail = writeMail({ ...links, purpose: 'reminder', name: 'Anna', lines }, { language: 'en', signature });
    expect(mail.subject).toBe('Payment reminder: 3 invoices');
    expect(plain(mail.text)).toContain('$14,600.00');
    expect(plain(mail.text)).toMatch(/Total .*\$15,600\.01/);
    expect(plain(mail.text)).toMatch(/Total .*¥500,000/);
    expect(mail.text).toContain('6 March 2026');
    expect(mail.text).toContain(links.acknowledgeUrl);
    expect(mail.html).toContain('href="https://desk.example/l/abc.def?lang=en&amp;x=1"');
  });

  it('holds the open-tracking picture only where the customer allows it', () => {
    const content: MailContent = { ...links, purpose: 'reminder', name: null, lines };
    expect(writeMail(content, { language: 'en', signature }).html).toContain('<img src="https://desk.example/o/');
    expect(writeMail({ ...content, pixelUrl: null }, { language: 'en', signature }).html).not.toContain('<img');
  });
});

describe('a reply', () => {
  it('keeps the lines and paragraphs of the person who wrote it', () => {
    const mail = writeMail(contents.reply, { language: 'de', signature });
    expect(mail.text).toContain(`First\nsecond ${nasty}\n\nThird`);
    expect(mail.html).toContain('<p>First<br>second &lt;script&gt;');
    expect(mail.html).toContain('<p>Third</p>');
  });
});

describe('amounts', () => {
  it.each([
    ['USD', 2240000, 'en', '$22,400.00'],
    ['USD', 2240000, 'de', '22.400,00 $'],
    ['EUR', 780000, 'fr', '7 800,00 €'],
    ['EUR', 780000, 'es', '7.800,00 €'],
    ['JPY', 7800, 'en', '¥7,800'],
    ['KWD', 1005, 'en', 'KWD 1.005'],
    ['IQD', 1005, 'en', 'IQD 1.005'],
    ['USD', 5, 'en', '$0.05'],
    ['USD', -780000, 'en', '-$7,800.00'],
    ['USD', Number.MAX_SAFE_INTEGER, 'en', '$90,071,992,547,409.91'],
  ] as const)('%s %d in %s is %s', (currency, minor, language, written) => {
    expect(plain(writeAmount({ minor, currency }, language))).toBe(written);
  });

  it('never adds currencies together', () => {
    expect(totalPerCurrency([line.amount, { minor: 1, currency: 'EUR' }, { minor: 1, currency: 'USD' }])).toEqual([
      { minor: 1460001, currency: 'USD' },
      { minor: 1, currency: 'EUR' },
    ]);
  });
});
