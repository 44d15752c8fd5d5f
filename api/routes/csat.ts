import { csat, csatQuery } from '../../contracts/http-metrics';
import { problem } from '../../contracts/http-common';
import { listRatings } from '../../db/list-ratings';
import { measureCsat, measureCsatBy, type CsatFigure } from '../../domain/csat';
import { addElapsed, dayInMilliseconds } from '../../domain/instant';
import type { ApiDependencies } from '../dependencies';
import { readInstant } from '../present';
import { invalid } from '../problem';
import { route, type Route } from '../route';

const usualDays = 90;
const mostDays = 366;
const mostCases = 500;

/** How satisfied customers are, from their ratings. */
export function createCsatRoute({ knex, clock }: ApiDependencies): Route {
  return route({
    method: 'get',
    path: '/v1/metrics/csat',
    operation: 'readCsat',
    tag: 'Metrics',
    summary: 'How customers rate the way their cases were handled',
    may: ['readMetrics'],
    query: csatQuery,
    answers: {
      200: { description: 'The figures, each with its cases.', schema: csat },
      400: { description: 'The period ends before it begins, or is longer than 366 days.', schema: problem },
    },
    handle: async ({ query }) => {
      const to = query.to === undefined ? clock() : readInstant(query.to);
      const from = query.from === undefined ? addElapsed(to, -usualDays * dayInMilliseconds) : readInstant(query.from);
      if (from >= to) throw invalid('from', 'before to');
      if (Date.parse(to) - Date.parse(from) > mostDays * dayInMilliseconds)
        throw invalid('from', 'at most 366 days before to');
      const facts = await listRatings(knex, { from, to });
      const rated = facts.filter(({ score }) => score !== null);
      return {
        status: 200,
        body: {
          from,
          to,
          ...present(measureCsat(facts)),
          unasked: rated.filter(({ asked }) => !asked).length,
          distribution: [1, 2, 3, 4, 5].map((score) => {
            const { cases } = measureCsat(rated.filter((fact) => fact.score === score));
            return { score, count: cases.length, ...shown(cases) };
          }),
          by_reason: measureCsatBy(rated, ({ reason }) => reason).map(({ key, figure }) => ({
            reason: key,
            ...present(figure),
          })),
          by_category: measureCsatBy(facts, ({ category }) => category).map(({ key, figure }) => ({
            category: key,
            ...present(figure),
          })),
          by_team: measureCsatBy(facts, ({ team }) => team).map(({ key, figure }) => ({
            team: key,
            ...present(figure),
          })),
        },
      };
    },
  });
}

const shown = (cases: readonly string[]) => ({ cases: cases.slice(0, mostCases), more: cases.length > mostCases });

const present = ({ sent, answered, responseRate, mean, cases }: CsatFigure) => ({
  sent,
  answered,
  response_rate: responseRate,
  mean,
  ...shown(cases),
});
