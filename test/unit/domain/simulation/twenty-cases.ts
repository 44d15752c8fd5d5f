import type { ToldCase } from './told-cases';

/**
 * Twenty cases, to be checked by hand: five times the same four, two days apart, all of one person, Ada, who works on one
 * case at a time and keeps no office hours. Hours after the beginning of each pair of days:
 *
 * |      | received | before                                                     | resolved | time |
 * | ---- | -------- | ---------------------------------------------------------- | -------- | ---- |
 * | one  | 0        | work 0–3, customer 3–24, work 24–25                        | 25       | 25   |
 * | two  | 1        | manual assignment 1–9, work 9–11                           | 11       | 10   |
 * | three| 10       | Ada's queue 10–11 (she is at two), work 11–13              | 13       | 3    |
 * | four | 2        | manual assignment 2–16, work 16–19, customer 19–23, work 23–24 | 24   | 22   |
 *
 * Together 25 + 10 + 3 + 22 = 60 hours, the mean is 15. With automatic routing nobody waits for an assignment, but two and
 * four now meet Ada at one:
 *
 * |      | received | after                                                      | resolved | time | difference |
 * | ---- | -------- | ---------------------------------------------------------- | -------- | ---- | ---------- |
 * | one  | 0        | work 0–3, customer 3–24, work 24–25                        | 25       | 25   | 0          |
 * | two  | 1        | queue 1–3 (she is at one), work 3–5                        | 5        | 4    | −6         |
 * | three| 10       | work 10–12                                                 | 12       | 2    | −1         |
 * | four | 2        | queue 2–5 (one, then two), work 5–8, customer 8–12, work 12–13 | 13   | 11   | −11        |
 *
 * Together 25 + 4 + 2 + 11 = 42 hours, the mean is 10.5: 42 / 60 = 0.7, so −30.0 %. Work (4 + 2 + 2 + 4 hours) and waits for
 * customers (21 + 4 hours) are the same.
 */
export const twentyCases: ToldCase[] = [0, 48, 96, 144, 192].flatMap((begins, index): ToldCase[] => {
  const reference = (number: number) => `INQ-2026-${String(index * 4 + number).padStart(6, '0')}`;
  return [
    {
      reference: reference(1),
      received: begins,
      then: [{ work: 3 }, { customer: 21 }, { work: 1 }, { resolved: true }],
    },
    { reference: reference(2), received: begins + 1, manual: 8, then: [{ work: 2 }, { resolved: true }] },
    { reference: reference(3), received: begins + 10, queue: 1, then: [{ work: 2 }, { resolved: true }] },
    {
      reference: reference(4),
      received: begins + 2,
      manual: 14,
      then: [{ work: 3 }, { customer: 4 }, { work: 1 }, { resolved: true }],
    },
  ];
});
