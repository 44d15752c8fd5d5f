import { nextAllowed } from '../../../domain/follow-up/quiet';
import type { QuietTimes } from '../../../domain/policy';

const next = (at: string, quiet: QuietTimes, zone = 'Europe/London') => nextAllowed({ zone, quiet, sendAtHour: 9 }, at);
const night = { hours: { from: '20:00', to: '08:00' } };

describe('quiet times of a customer', () => {
  it('leave any other instant as it is, to the millisecond', () => {
    expect(next('2026-03-09T19:59:59.999Z', night)).toBe('2026-03-09T19:59:59.999Z');
    expect(next('2026-03-09T08:00:00.000Z', night)).toBe('2026-03-09T08:00:00.000Z');
  });

  it('end in the morning, whether it is before or after midnight', () => {
    expect(next('2026-03-09T20:00:00.000Z', night)).toBe('2026-03-10T08:00:00.000Z');
    expect(next('2026-03-10T03:00:00.000Z', night)).toBe('2026-03-10T08:00:00.000Z');
  });

  it('go by the clock of the customer', () => {
    expect(next('2026-03-09T23:30:00.000Z', night, 'Asia/Tokyo')).toBe('2026-03-09T23:30:00.000Z');
    expect(next('2026-03-10T02:00:00.000Z', night, 'America/New_York')).toBe('2026-03-10T12:00:00.000Z');
  });

  it('of whole days end at the usual hour of the next day that is not quiet', () => {
    const quiet: QuietTimes = { days: ['saturday', 'sunday'], dates: ['2026-03-16'] };
    expect(next('2026-03-13T23:59:00.000Z', quiet)).toBe('2026-03-13T23:59:00.000Z');
    expect(next('2026-03-14T00:00:00.000Z', quiet)).toBe('2026-03-17T09:00:00.000Z');
  });

  it('count on the wall when the clocks change', () => {
    // In London 01:00 to 02:00 does not exist on 29 March, and comes twice on 25 October.
    const hours = { hours: { from: '00:30', to: '01:30' } };
    expect(next('2026-03-29T00:45:00.000Z', hours)).toBe('2026-03-29T01:00:00.000Z');
    expect(next('2026-10-25T01:10:00.000Z', hours)).toBe('2026-10-25T01:30:00.000Z');
  });
});
