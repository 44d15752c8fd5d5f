import { isAddress, readMailbox } from '../../../../adapters/mail/mailbox';
import { messageIdHeader } from '../../../../adapters/mail/message-id';
import { readReplyAddress, replyAddress } from '../../../../adapters/mail/thread-address';

const secret = 'a secret of at least thirty-two characters';

describe('the keyed address of a case', () => {
  const address = replyAddress(secret, 'INQ-2026-000042', 'desk.example');

  it('leads back to its case, also when a system on the way changed its case', () => {
    expect(address).toMatch(/^inquiries\+INQ-2026-000042\.[0-9a-f]{24}@desk\.example$/);
    expect(readReplyAddress(secret, address)).toBe('INQ-2026-000042');
    expect(readReplyAddress(secret, address.toUpperCase())).toBe('INQ-2026-000042');
    expect(isAddress(replyAddress(secret, 'INQ-2026-000000000042', 'desk.example'))).toBe(true);
  });

  it('cannot be made from a reference alone, nor moved to another case', () => {
    expect(readReplyAddress(secret, address.replace('000042', '000043'))).toBeNull();
    expect(readReplyAddress(secret, 'inquiries+INQ-2026-000042@desk.example')).toBeNull();
    expect(readReplyAddress(secret, 'inquiries+INQ-2026-000042.@desk.example')).toBeNull();
    expect(readReplyAddress('another secret', address)).toBeNull();
    expect(readReplyAddress(secret, 'someone@desk.example')).toBeNull();
  });
});

describe('the Message-ID', () => {
  it('is the same for every attempt and another one for every other recipient', () => {
    const make = (recipient: string) =>
      messageIdHeader(secret, 'inquiry.INQ-2026-000042.reply-7', recipient, 'desk.example');
    expect(make('contact:1')).toBe(make('contact:1'));
    expect(make('contact:1')).not.toBe(make('contact:2'));
    expect(make('contact:1')).toMatch(/^<inquiry\.INQ-2026-000042\.reply-7\.[0-9a-f]{32}@desk\.example>$/);
  });
});

describe('mailboxes', () => {
  it.each([
    ['Inquiry Desk <desk@example.com>', { name: 'Inquiry Desk', address: 'desk@example.com' }],
    ['"Desk, Inquiry" <desk@example.com>', { name: 'Desk, Inquiry', address: 'desk@example.com' }],
    ['desk@example.com', { name: null, address: 'desk@example.com' }],
    ['<desk@example.com>', { name: null, address: 'desk@example.com' }],
  ])('are read from %s', (text, mailbox) => expect(readMailbox(text)).toEqual(mailbox));

  it.each(['', 'Desk', 'Desk <desk>', 'a@b.example, c@d.example', 'Desk\n <desk@example.com>'])('refuse %p', (text) => {
    expect(() => readMailbox(text)).toThrow(TypeError);
  });

  it.each([
    ['anna.müller+x@bücher.example', true],
    ["o'brien@example.com", true],
    ['a@localhost', true],
    ['a@b.example\r\nBcc: c@d.example', false],
    ['a@b.example,c@d.example', false],
    ['a@b.example;c@d.example', false],
    ['"a@b.example" <c@d.example>', false],
    ['"quoted local"@example.com', false],
    ['a@b@c.example', false],
    ['a..b@example.com', false],
    ['a@-b.example', false],
    ['a@b.example ', false],
    [`${'a'.repeat(65)}@example.com`, false],
    [`a@${'b.'.repeat(130)}example`, false],
  ])('take exactly one plain address: %p is %p', (address, valid) => expect(isAddress(address)).toBe(valid));
});
