import { disclosesAccount, statesMoney } from '../../../activities/account-disclosure';

const facts = {
  names: ['Hartwell & Sons Ltd'],
  numbers: ['INV-2026-7', 'P-9'],
  amounts: [
    { minor: 2240000, currency: 'USD' },
    { minor: 7800, currency: 'JPY' },
    { minor: 1234, currency: 'EUR' },
    { minor: 3000, currency: 'EUR' },
    { minor: 1005, currency: 'KWD' },
    { minor: 0, currency: 'USD' },
  ],
};

describe('a text to somebody who is not identified', () => {
  it.each([
    'Regarding invoice INV-2026-7:',
    'regarding inv-2026-7.',
    'Dear Hartwell  &\nSons Ltd,',
    'Your balance is 22400',
    'Your balance is $22,400.00.',
    'Ihr Saldo ist 22.400,00 USD',
    'Votre solde est de 22 400,00 USD',
    'Your balance is USD 22400.00',
    '7,800 yen are open',
    '12,34 Euro',
    'KWD 1.005',
    'payment P-9 has come',
  ])('gives the account away: %s', (text) => expect(disclosesAccount(text, facts)).toBe(true));

  it.each([
    'Please call us, so that we can make sure who you are. We answer within 30 days.',
    'Your reference is INQ-2026-000042.',
    'Regarding INV-2026-71 or XINV-2026-7',
    'On 6 March 2026 at 12:34',
    'Phone +44 20 7946 0018',
    'The amount 122,400.00 is another one, and so is 22,400.01.',
    '',
  ])('gives nothing away: %s', (text) => expect(disclosesAccount(text, facts)).toBe(false));

  it('gives nothing away when nothing is known', () => {
    expect(disclosesAccount('INV-2026-7', { names: [' '], numbers: [], amounts: [] })).toBe(false);
  });
});

describe('an amount of money', () => {
  it.each([
    'You owe $5',
    'USD 22400 is open',
    'usd 22400 is open',
    'It is 22400 EUR.',
    '5 € sind offen',
    'about 300 dollars',
    'You owe 22,400',
    'Es sind 22.400,00 offen.',
    'Il reste 22 400,00.',
    'KWD 1.005',
    'a balance of 12.50.',
    'USD: 7',
    'EUR -40',
  ])('is in: %s', (text) => expect(statesMoney(text)).toBe(true));

  it.each([
    'Please call us on +44 20 7946 0018, we answer within 30 days.',
    'Your reference is INQ-2026-000042 of 6 March 2026, 12:34.',
    'On 06.03.2026 or 2026-03-06, version 1.2.3',
    'You may try 2 times; send all 3 pages, the top 10.',
    'Please send us 2, 3 or 4 documents.',
    '',
  ])('is not in: %s', (text) => expect(statesMoney(text)).toBe(false));
});
