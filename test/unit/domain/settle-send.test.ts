import type { FollowUpCommand, FollowUpEvent } from '../../../contracts/follow-up';
import { decideFollowUp } from '../../../domain/follow-up/decide';
import type { FollowUpContext } from '../../../domain/follow-up/draft';
import { evolve } from '../../../domain/follow-up/evolve';
import { initialFollowUp } from '../../../domain/follow-up/state';
import { findTemplateMistakes, fillTemplate } from '../../../domain/template';
import { defaultPolicy, somebody, text, usd } from './case-story';

describe('a reminder of which nobody knows whether it was sent', () => {
  const books: FollowUpContext['invoices'] = {
    'INV-1': { customer: 'C-1', legalEntity: 'halden-uk', dueDate: '2026-03-02', open: usd(10_000) },
    'INV-2': { customer: 'C-1', legalEntity: 'halden-uk', dueDate: '2026-03-02', open: usd(5_000) },
  };
  const context = (more: Partial<FollowUpContext> = {}): FollowUpContext => ({
    now: '2026-03-06T09:00:00.000Z',
    policy: defaultPolicy(),
    directory: { people: { lea: somebody('lea') }, delegations: [] },
    customer: { id: 'C-1', zone: 'Etc/UTC', segment: '*', contact: 'contact-1' },
    invoices: books,
    ...more,
  });

  function follow() {
    let state = initialFollowUp('C-1');
    const events: FollowUpEvent[] = [];
    const tell = (type: string, data: object, more: Partial<FollowUpContext> = {}) => {
      const actor = { kind: 'person' as const, id: 'lea' };
      const command = { id: `c-${events.length}`, type, actor, data } as FollowUpCommand;
      const decision = decideFollowUp(state, command, context(more));
      if ('refusal' in decision) return decision.refusal.code;
      for (const event of decision.events) {
        const sequence = events.push(event);
        state = evolve(state, { sequence, occurredAt: context().now, actor, event });
      }
      return decision.events;
    };
    tell('track', { invoice: 'INV-1' });
    tell('track', { invoice: 'INV-2' });
    tell('deadlinesDue', {});
    const queued = events.find((event) => event.type === 'message_queued');
    if (queued?.type !== 'message_queued') throw new Error('nothing was queued');
    const { message, purpose, recipient, items } = queued;
    const send = { purpose, recipient, items, effect: 'k' };
    const park = () => tell('settleEffect', { key: 'k', kind: 'sendMessage', subject: message, result: 'unknown' });
    const settle = (data: object, more: Partial<FollowUpContext> = {}) =>
      tell('settleSend', { message, evidence: text, ...data }, { send, ...more });
    return { tell, park, settle, message, state: () => state };
  }

  it('is refused while it is on its way, when its end is known, and when there is no such message', () => {
    const { settle, park, tell, message } = follow();
    expect(settle({ result: 'sent' })).toBe('send_pending');
    park();
    expect(tell('settleSend', { message: 'nothing', evidence: text, result: 'sent' })).toBe('message_unknown');
    expect(settle({ result: 'sent' })).toMatchObject([
      { type: 'send_settled', result: 'sent', evidence: text, effect: 'k' },
      { type: 'message_status_changed', message, status: 'sent' },
    ]);
    expect(settle({ result: 'not_sent' })).toBe('send_settled');
  });

  it('goes out once more by a key of its own, and asks for what is due by now', () => {
    const { settle, park, message } = follow();
    park();
    const paid = { 'INV-1': { ...books['INV-1']!, open: usd(4_000) }, 'INV-2': { ...books['INV-2']!, open: usd(0) } };
    const decided = settle({ result: 'not_sent', resend: true }, { invoices: paid });
    expect(decided).toMatchObject([
      { type: 'send_settled', result: 'not_sent' },
      { type: 'message_status_changed', message, status: 'failed' },
      { type: 'message_queued', resends: message, items: [{ invoice: 'INV-1', amount: usd(4_000) }] },
    ]);
    expect((decided as { message: string }[])[2]?.message).not.toBe(message);
  });

  it('is not sent again when all of it has been paid, and nothing is half done', () => {
    const { settle, park, state } = follow();
    park();
    const before = state();
    const paid = Object.fromEntries(Object.entries(books).map(([id, book]) => [id, { ...book, open: usd(0) }]));
    expect(settle({ result: 'not_sent', resend: true }, { invoices: paid })).toBe('send_superseded');
    expect(state()).toBe(before);
  });
});

describe('a template', () => {
  const purpose = 'reply';

  it('fills each placeholder once: what a value holds is never taken for one', () => {
    const values = { name: '{{amount}} $& $1', amount: 'USD 5' };
    expect(fillTemplate('Dear {{name}}, {{ amount }}.', values)).toBe('Dear {{amount}} $& $1, USD 5.');
  });

  it('is refused for names of things that every object has', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'iban']) {
      expect(findTemplateMistakes({ purpose, texts: { en: `{{${name}}}` } })).not.toEqual([]);
    }
    expect(findTemplateMistakes({ purpose, texts: { en: '{{name}}', de: '{{name}}' } })).toEqual([]);
  });

  it('of what the desk writes by itself asks nobody for values, and tells a stranger no name', () => {
    expect(findTemplateMistakes({ purpose: 'acknowledgement', texts: { en: '{{reference}}' } })).toEqual([]);
    expect(findTemplateMistakes({ purpose: 'acknowledgement', texts: { en: '{{name}}' } })).not.toEqual([]);
    expect(findTemplateMistakes({ purpose: 'reminder', texts: { en: '{{amount}}' } })).not.toEqual([]);
  });

  it('is read quickly whatever it is made of', () => {
    const hostile = ['{{'.repeat(10_000), `{{${' '.repeat(20_000)}`, '{{a'.repeat(7_000), '}}'.repeat(10_000)];
    for (const en of hostile) expect(findTemplateMistakes({ purpose, texts: { en } })).not.toEqual([]);
  });
});
