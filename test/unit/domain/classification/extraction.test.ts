import { classify } from '../../../../domain/classification/classify';

const extract = (body: string, subject = '') => classify({ subject, body }).extracted;

describe('amounts', () => {
  it.each([
    ['the total is EUR 1.234,50 today', '1234.50', 'EUR'],
    ['the total is €1,234.50 today', '1234.50', 'EUR'],
    ['der Betrag von 1.234,50 € ist offen', '1234.50', 'EUR'],
    ['la facture de 1 234,50 € est due', '1234.50', 'EUR'],
    ["the sum is CHF 1'234.50 net", '1234.50', 'CHF'],
    ["we ask for CHF 90'000.– more", '90000.00', 'CHF'],
    ['it is INR 12,34,567 in all', '1234567.00', 'INR'],
    ['it is 12.345,678 KWD in all', '12345.678', 'KWD'],
    ['pay KWD 1,250.500 please', '1250.500', 'KWD'],
    ['pay KWD 12.500 please', '12.500', 'KWD'],
    ['pay JPY 600,000 please', '600000', 'JPY'],
    ['pay ¥600,000 please', '600000', 'JPY'],
    ['roughly $20k on top', '20000.00', 'USD'],
    ['about EUR 1.2 million owed', '1200000.00', 'EUR'],
    ['C$ 6,410 are missing', '6410.00', 'CAD'],
    ['it was 250 quid', '250.00', 'GBP'],
  ])('%s', (text, value, currency) => {
    expect(extract(text).amounts).toEqual([{ value, currency }]);
  });

  it('gives a column of figures the only currency of the mail', () => {
    expect(extract('Total EUR 700,50\nfirst 612,00\nsecond 88,50').amounts.map(({ value }) => value)).toEqual([
      '700.50',
      '612.00',
      '88.50',
    ]);
  });

  it('leaves percentages, times, days and quantities alone', () => {
    expect(extract('EUR 10 with 19.00 % at 16.45 on 23.10. for 1,200 units').amounts).toEqual([
      { value: '10.00', currency: 'EUR' },
    ]);
  });
});

describe('invoice numbers', () => {
  it.each([
    ['Please send INV-2024-00123 again', ['INV-2024-00123']],
    ['Rechnung RE24-11042 ist falsch', ['RE24-11042']],
    ['la facture F-2025/0871 est due', ['F-2025/0871']],
    ['invoice no. 4711-889 is paid', ['4711-889']],
    ['Rechnung Nr. 4711-889 und 4711-890', ['4711-889', '4711-890']],
    ['las facturas 20250871, 20250872 y 20250873', ['20250871', '20250872', '20250873']],
    ['Hello. INV-900001, INV-900002.', ['INV-900001', 'INV-900002']],
  ])('%s', (text, numbers) => {
    expect(extract(text).invoiceNumbers).toEqual(numbers);
  });

  it.each([
    'call +49 30 1234567 about the invoice',
    'the invoice goes to 10115 Berlin',
    'invoice lacks purchase order 4501188230',
    'order SO-77904 and PO-450118 are late, please pay',
    'the letter of credit no. 00LC7781204 expires',
    'our VAT number DE399104277 must be on the invoice',
    'invoice of 12,500 EUR from 12.03.2026',
    'invoice 2026 budget',
    'about INQ-2026-000042, not paid',
  ])('none in: %s', (text) => {
    expect(extract(text).invoiceNumbers).toEqual([]);
  });
});

describe('our own references', () => {
  it('are found in subject and body, once each', () => {
    expect(extract('see inq-2026-000042 and INQ-2026-000043', 'Re: INQ-2026-000042').references).toEqual([
      'INQ-2026-000042',
      'INQ-2026-000043',
    ]);
  });
});

describe('dates', () => {
  it.each([
    ['due 2026-03-06', ['2026-03-06']],
    ['fällig am 6.3.2026', ['2026-03-06']],
    ['am 6. März 2026', ['2026-03-06']],
    ['le 1er décembre 2026', ['2026-12-01']],
    ['el 6 de marzo de 2026', ['2026-03-06']],
    ['on March 6th, 2026', ['2026-03-06']],
    ['on 13/02/2026', ['2026-02-13']],
    ['on 2/13/2026', ['2026-02-13']],
    ['we paid $10 on 03/06/2026', ['2026-03-06']],
    ['we paid £10 on 06/03/2026', ['2026-03-06']],
    ['on 31.02.2026 or 29.02.2025', []],
  ])('%s', (text, dates) => {
    expect(extract(text).dates).toEqual(dates);
  });

  it('does not guess which of two days is meant', () => {
    expect(extract('please pay on 03/06/2026').dates).toEqual([]);
  });
});
