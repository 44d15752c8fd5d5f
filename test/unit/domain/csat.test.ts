import { measureCsat, measureCsatBy, type RatingFact } from '../../../domain/csat';

const fact = (reference: string, part: Partial<RatingFact> = {}): RatingFact => ({
  reference,
  category: 'general',
  team: 'billing',
  asked: true,
  score: null,
  reason: null,
  ...part,
});

test('of four who were asked two answered; what came unasked counts for the mean alone', () => {
  const facts = [
    fact('A', { score: 5 }),
    fact('B', { score: 2, team: 'credit' }),
    fact('C'),
    fact('D'),
    fact('E', { asked: false, score: 5 }),
  ];
  expect(measureCsat(facts)).toEqual({
    sent: 4,
    answered: 2,
    responseRate: 0.5,
    mean: 4,
    cases: ['A', 'B', 'C', 'D', 'E'],
  });
  expect(measureCsatBy(facts, ({ team }) => team).map(({ key, figure }) => [key, figure.sent, figure.mean])).toEqual([
    ['billing', 3, 5],
    ['credit', 1, 2],
  ]);
});

test('of nobody there is no rate and no mean', () => {
  expect(measureCsat([])).toEqual({ sent: 0, answered: 0, responseRate: null, mean: null, cases: [] });
});
