import fc from 'fast-check';
import { classify } from '../../../../domain/classification/classify';
import type { Category, Urgency } from '../../../../contracts/vocabulary';

const classifyMail = (subject: string, body: string) => classify({ subject, body });

describe('a mail finds its category', () => {
  const mails: readonly [Category, string, string][] = [
    [
      'billing_dispute',
      'Overcharged on last order',
      'You billed us for 30 boxes but only 24 were delivered. Please send a credit note for the difference.',
    ],
    [
      'billing_dispute',
      'Rechnung fehlerhaft',
      'der vereinbarte Preis war niedriger, Sie haben zu viel berechnet. Bitte um Gutschrift.',
    ],
    ['billing_inquiry', 'Duplicata', 'Bonjour, pourriez-vous nous envoyer une copie de la facture de mai ? Merci.'],
    [
      'billing_inquiry',
      'E-invoicing',
      'Our accounting needs the invoice as XML over Peppol. Could you resend the invoice in that format?',
    ],
    [
      'payment_posting',
      'Unapplied wire',
      'We paid by wire last Monday and it is still shown as unpaid. Please apply the payment to the invoice.',
    ],
    [
      'payment_posting',
      'Pago duplicado',
      'Por error hemos pagado dos veces la misma factura, rogamos nos devuelvan el importe.',
    ],
    ['payment_arrangement', 'Extension request', 'Could we move the due date by two weeks? We will pay on the 20th.'],
    ['payment_arrangement', 'Prórroga', 'Solicitamos un aplazamiento de quince días; pagaremos a final de mes.'],
    [
      'credit_request',
      'Higher limit',
      'We would like our credit limit increased; our financial statements are attached.',
    ],
    ['onboarding', 'Neukunde', 'wir möchten ein Kundenkonto eröffnen. Der Handelsregisterauszug liegt bei.'],
    [
      'onboarding',
      'Opening an account',
      'We would like to open an account with you. Which KYC documents do you need on our beneficial owners?',
    ],
    [
      'letter_of_credit',
      'Discrepancy',
      'The issuing bank reports a discrepancy in the bill of lading presented under the letter of credit.',
    ],
    [
      'debt_restructuring',
      'Échéancier',
      'Nous sommes en grande difficulté de trésorerie et demandons un échéancier sur 12 mois pour notre dette.',
    ],
    [
      'debt_restructuring',
      'Insolvency',
      'I have been appointed administrator; creditors are asked to file proofs of claim.',
    ],
    [
      'consideration_payable',
      'Jahresbonus',
      'laut Bonusvereinbarung steht uns der Umsatzbonus zu, wann erfolgt die Abrechnung?',
    ],
    [
      'consideration_payable',
      'Rebate',
      'When will the volume rebate for last year be paid out? We reached the second tier.',
    ],
    [
      'account_change',
      'New bank details',
      'Please update our bank account in your records; the new IBAN is on the attached letterhead.',
    ],
    ['account_change', 'Umzug', 'wir sind umgezogen. Bitte ändern Sie unsere Rechnungsadresse in Ihren Stammdaten.'],
    ['general', 'Automatic reply', 'I am out of the office until Monday.'],
    ['general', 'Newsletter', 'Join our free webinar. Click here to unsubscribe.'],
  ];
  it.each(mails)('%s: %s', (category, subject, body) => {
    expect(classifyMail(subject, body).category).toBe(category);
  });

  it('does not take what the sender denies for the matter', () => {
    const denied = classifyMail('Invoice copy', 'There is no dispute. Could you send a copy of the invoice?');
    expect(denied.category).toBe('billing_inquiry');
  });

  it('names the second matter of a mail', () => {
    const both = classifyMail(
      'Rebate and new address',
      'When will our volume rebate be paid out? We have moved: please update the address in your customer record.',
    );
    expect([both.category, ...both.secondary]).toEqual(
      expect.arrayContaining(['consideration_payable', 'account_change']),
    );
  });

  it('puts what a mail daemon sends under general, without pressure', () => {
    const bounce = classify({
      subject: 'Invoice overdue',
      body: 'URGENT invoice',
      fromAddress: 'MAILER-DAEMON@relay.example',
    });
    expect(bounce).toMatchObject({ category: 'general', urgency: 'low' });
  });

  it('is unsure of an empty mail', () => {
    const empty = classifyMail('', '');
    expect(empty.category).toBe('general');
    expect(empty.confidence).toBeLessThan(0.4);
  });
});

describe('a mail says how urgent it is', () => {
  const mails: readonly [Urgency, string][] = [
    ['critical', 'The hearing is tomorrow at 9; without your consent the court makes the order.'],
    ['critical', 'Our mailbox was hacked, do not follow any change of bank details.'],
    ['critical', 'Die Klage muss bis heute Mitternacht bei Gericht sein.'],
    ['high', 'Our order is on hold and production is stopped.'],
    ['high', 'This is the third time of asking for the credit note.'],
    ['high', 'Please confirm receipt of our payment of EUR 62,000.00 for the invoice.'],
    ['high', 'Notre commande est bloquée, merci de libérer la commande.'],
    ['low', 'Para su información, pagaremos el día 10. No es urgente.'],
    ['low', 'No rush at all: could you send the invoice copy whenever you get a minute?'],
    ['normal', 'Could you send a copy of the invoice?'],
  ];
  it.each(mails)('%s: %s', (urgency, body) => {
    expect(classifyMail('', body).urgency).toBe(urgency);
  });

  it('is not impressed by the sums in advertising', () => {
    const offer = classifyMail('Free webinar', 'Customers free up USD 900,000. Unsubscribe here.');
    expect(offer.urgency).not.toBe('high');
  });
});

describe('what is recorded about a decision', () => {
  const result = classifyMail('Third reminder', 'Mrs Adelheid Quast asks again: you overcharged invoice INV-100001.');

  it('holds rule ids and weights, and no word of the mail', () => {
    const journalled = JSON.stringify([result.evidence, result.urgencyEvidence]);
    expect(result.evidence.length).toBeGreaterThan(0);
    for (const entry of [...result.evidence, ...result.urgencyEvidence]) {
      expect(Object.keys(entry).sort()).toEqual(['rule', 'weight']);
    }
    expect(journalled).not.toMatch(/Adelheid|Quast|INV-100001/);
  });

  it('points into the text for display', () => {
    const body = 'Façade ﬁnished — you overcharged us.';
    const { highlights } = classifyMail('', body);
    const shown = highlights.filter(({ field }) => field === 'body').map(({ start, end }) => body.slice(start, end));
    expect(shown).toContain('overcharged');
  });

  it('carries a rule version', () => {
    expect(result.ruleVersion).toMatch(/^rules-\d+-[0-9a-f]{8}$/);
  });
});

describe('hostile and huge input', () => {
  it('never throws, and answers the same twice', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.string({ unit: 'binary', maxLength: 4000 }),
        (subject, body) => {
          const first = classify({ subject, body });
          expect(classify({ subject, body })).toEqual(first);
          expect(first.confidence).toBeGreaterThan(0);
          expect(first.confidence).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('never throws on money-like and date-like noise', () => {
    const piece = fc.constantFrom(
      '1',
      '99',
      '.',
      ',',
      "'",
      ' ',
      '-',
      '/',
      '€',
      '$',
      'EUR ',
      'KWD',
      'INV-',
      'RE24',
      '2026',
      '> ',
      '\n',
      'May ',
      'k',
      'constructor ',
      '__proto__ ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 300 }), (pieces) => {
        const { extracted } = classify({ subject: '', body: pieces.join('') });
        for (const { value } of extracted.amounts) expect(value).toMatch(/^\d+(?:\.\d{2,3})?$/);
        for (const date of extracted.dates) expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }),
    );
  });

  // No clock: an input that made any pattern quadratic would run into the test's time limit (200 KB squared is 4e10 steps).
  const size = 200_000;
  it.each([
    ['one endless word', 'a'.repeat(size)],
    ['one endless number', '1'.repeat(size)],
    ['digits and points', '1.'.repeat(size / 2)],
    ['digits and spaces', '1 '.repeat(size / 2)],
    ['at signs', '@'.repeat(size)],
    ['hyphens', 'A1-'.repeat(size / 3)],
    ['spaces', ' '.repeat(size)],
    ['line ends', '\n'.repeat(size)],
    ['quote marks', '> '.repeat(size / 2)],
    ['invoice words', 'invoice please send '.repeat(size / 20)],
    ['invoice numbers', 'INV-100001, '.repeat(size / 12)],
    ['many invoice numbers', Array.from({ length: size / 12 }, (_, index) => `INV-${100_000 + index}`).join(', ')],
    ['amounts', 'EUR 1.234,56 '.repeat(size / 13)],
    ['combining marks', 'e\u0301'.repeat(size / 2)],
  ])(
    'reads 200 KB of %s',
    (_name, body) => {
      expect(classifyMail('', body).category).toBeDefined();
    },
    20_000,
  );
});
