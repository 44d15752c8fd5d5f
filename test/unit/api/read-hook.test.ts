import fc from 'fast-check';
import { readHook } from '../../../api/hooks/read-hook';
import { Problem } from '../../../api/problem';
import type { WebhookMapping } from '../../../contracts/webhook-sources';

const ticket = {
  event: 'opened',
  ticket: { id: 7, title: 'Invoice', lines: ['first', 'We dispute it.'], by: { mail: 'a@b.example' } },
};
const mapping: WebhookMapping = {
  fields: {
    type: 'event',
    subject: 'ticket.title',
    text: 'ticket.lines.1',
    thread: 'ticket.id',
    email: 'ticket.by.mail',
  },
  types: { opened: 'inquiry.created' },
  statuses: { ok: 'delivered' },
};

test('fields are found where the mapping says, numbers as the texts that they stand for', () => {
  expect(readHook(ticket, mapping)).toEqual({
    type: 'inquiry.created',
    subject: 'Invoice',
    text: 'We dispute it.',
    thread: '7',
    email: 'a@b.example',
  });
});

test('without a mapping they stand in data; words of the platform for a status are translated', () => {
  const status = { type: 'message.status', data: { message: 'm-1', status: 'ok' } };
  expect(readHook(status, { statuses: { ok: 'delivered' } })).toEqual({
    type: 'message.status',
    message: 'm-1',
    status: 'delivered',
  });
});

test('types that the mapping leaves out are none of ours; without types they are a mistake', () => {
  expect(readHook({ ...ticket, event: 'viewed' }, mapping)).toBeNull();
  expect(() => readHook({ type: 'viewed' }, {})).toThrow(Problem);
});

test('nothing that stands on every object is taken for a field', () => {
  const sly = { fields: { type: 'event', text: 'constructor.name' }, types: { opened: 'inquiry.created' as const } };
  expect(() => readHook(ticket, sly)).toThrow(Problem);
  expect(readHook({ ...ticket, event: 'toString' }, mapping)).toBeNull();
});

test('whatever is sent, it is read or refused by name', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (document, mapped) => {
      try {
        readHook(document, mapped ? mapping : {});
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
        expect((error as Problem).code).toBe('invalid_request');
      }
    }),
    { numRuns: 1_000 },
  );
});
