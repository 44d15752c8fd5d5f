import { mostTries, pauseAfter, waitAfter } from '../../../webhooks/retry-schedule';

test('waits grow from seconds to a day, three days in all, and then it is over', () => {
  const waits = Array.from({ length: mostTries }, (_, tries) => waitAfter(tries + 1, null));
  expect(waits[0]).toBe(5_000);
  expect(waits.at(-1)).toBeNull();
  const all = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0);
  expect(all / 3_600_000).toBeGreaterThan(68);
  expect(all / 3_600_000).toBeLessThan(76);
});

test('an endpoint may ask for more patience, up to a day, never for less', () => {
  expect(waitAfter(1, 60)).toBe(60_000);
  expect(waitAfter(4, 1)).toBe(300_000);
  expect(waitAfter(1, 10_000_000)).toBe(86_400_000);
});

test('an endpoint that takes nothing is left alone for five minutes at most', () => {
  expect(pauseAfter(1)).toBe(5_000);
  expect(pauseAfter(1_000)).toBe(300_000);
});
