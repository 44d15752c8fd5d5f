import fc from 'fast-check';
import { evolve } from '../../domain/inquiry/evolve';
import { statusOf, type InquiryState } from '../../domain/inquiry/state';
import { inquiryWebhookEvents } from '../../domain/webhooks/webhook-events';
import { Tally } from './inquiry-choices';
import { Game } from './inquiry-game';
import { text } from './inquiry-world';

test('whatever becomes of a case, others hear each of its statuses in turn, and not a word of anybody', () => {
  const heard = new Set<string>();
  fc.assert(
    fc.property(
      fc.nat({ max: 0xffff_ffff }),
      fc.array(fc.noBias(fc.nat({ max: 0xffff_ffff })), { minLength: 1, maxLength: 25, size: 'max' }),
      (world, commands) => {
        const game = new Game(world, new Tally());
        game.play(commands);
        let state: InquiryState | null = null;
        let said: string | null = null;
        for (const occurrence of game['journal']) {
          const before: InquiryState | null = state;
          state = evolve(before, occurrence);
          for (const { type, data } of inquiryWebhookEvents(occurrence.event, before, state)) {
            heard.add(type);
            const written = JSON.stringify(data);
            expect(written).not.toContain(text.id);
            expect(written).not.toContain(text.hash);
            if (type !== 'inquiry.status_changed') continue;
            expect(data['from']).toBe(said);
            said = data['to'] as string;
          }
          said ??= statusOf(state);
        }
        expect(said).toBe(state && statusOf(state));
      },
    ),
    { numRuns: 300 },
  );
  const usual = ['received', 'classified', 'assigned', 'status_changed', 'resolved', 'closed'];
  expect([...heard]).toEqual(expect.arrayContaining([...usual.map((type) => `inquiry.${type}`), 'proposal.made']));
});
