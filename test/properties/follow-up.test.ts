import fc from 'fast-check';
import { collectable } from '../../domain/follow-up/collectable';
import { money } from '../../domain/money';
import { followUpsKeepTheirPromises } from './follow-up-properties';

/** `follow-up.long.test.ts` plays thirty times as many. */
test('5,000 random follow-ups never ask for too much, too often or twice', () => {
  followUpsKeepTheirPromises(5_000);
}, 600_000);

describe('what may be asked for', () => {
  const at = '2026-03-09T09:00:00.000Z';
  const usd = (minor: number) => money(minor, 'USD');
  const amount = fc.integer({ min: 1, max: 1_000_000 }).map(usd);
  const open = fc.integer({ min: 0, max: 1_000_000 }).map(usd);
  const judgeAt = fc.constantFrom(
    '2026-03-08T09:00:00.000Z',
    at,
    '2026-03-09T09:00:00.001Z',
    '2026-04-01T09:00:00.000Z',
  );
  const promise = fc.record({ amount, openBefore: open, judgeAt });
  const chase = fc.record({
    open,
    holds: fc.array(fc.record({ amount: fc.option(amount, { freq: 8 }) }), { maxLength: 4 }),
    promises: fc.array(promise, { maxLength: 4 }),
    stopped: fc.option(fc.constantFrom('insolvency', 'fraud', 'cease_contact'), { freq: 3 }),
  });
  const runs = { numRuns: 5_000 };

  it('lies between nothing and what is open', () => {
    fc.assert(
      fc.property(chase, (all) => {
        const { minor } = collectable(all, at);
        expect(minor).toBeGreaterThanOrEqual(0);
        expect(minor).toBeLessThanOrEqual(all.open.minor);
      }),
      runs,
    );
  });

  it('is nothing under a stop or a hold on everything', () => {
    fc.assert(
      fc.property(chase, (all) => {
        expect(collectable({ ...all, stopped: 'stay' }, at).minor).toBe(0);
        expect(collectable({ ...all, holds: [...all.holds, { amount: null }] }, at).minor).toBe(0);
      }),
      runs,
    );
  });

  it('never grows by another hold or promise, and shrinks by no more than its part', () => {
    fc.assert(
      fc.property(chase, amount, (all, part) => {
        const before = collectable(all, at).minor;
        const held = collectable({ ...all, holds: [...all.holds, { amount: part }] }, at).minor;
        const next = { amount: part, openBefore: all.open, judgeAt: '2026-05-01T09:00:00.000Z' };
        const promised = collectable({ ...all, promises: [...all.promises, next] }, at).minor;
        for (const after of [held, promised]) {
          expect(after).toBeLessThanOrEqual(before);
          expect(after).toBeGreaterThanOrEqual(before - part.minor);
        }
      }),
      runs,
    );
  });

  it('is held by a promise until the instant it is judged, and no longer', () => {
    fc.assert(
      fc.property(open, amount, (balance, part) => {
        const promises = [{ amount: part, openBefore: balance, judgeAt: at }];
        const all = { open: balance, holds: [], promises, stopped: null };
        expect(collectable(all, at)).toEqual(balance);
        expect(collectable(all, '2026-03-09T08:59:59.999Z').minor).toBe(Math.max(0, balance.minor - part.minor));
      }),
      runs,
    );
  });

  it('stays the same while a promise is being paid: what was not promised can still be asked for', () => {
    fc.assert(
      fc.property(amount, fc.nat(), fc.nat(), (balance, wanted, paying) => {
        const promised = 1 + (wanted % balance.minor);
        const paid = paying % (promised + 1);
        const promises = [{ amount: usd(promised), openBefore: balance, judgeAt: '2026-04-01T09:00:00.000Z' }];
        const now = { open: usd(balance.minor - paid), holds: [], promises, stopped: null };
        expect(collectable(now, at).minor).toBe(balance.minor - promised);
      }),
      runs,
    );
  });
});
