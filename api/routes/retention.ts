import { problem } from '../../contracts/http-common';
import { retention, retentionBody, retentionPeriod } from '../../contracts/http-erasure';
import { retentionCategories } from '../../contracts/vocabulary';
import { countRetentionDue } from '../../db/list-retention-due';
import { insertRetentionPeriod } from '../../db/insert-retention-period';
import { listRetentionPeriods } from '../../db/read-retention';
import type { RetentionPeriodRow } from '../../db/rows';
import { addElapsed, dayInMilliseconds } from '../../domain/instant';
import type { ApiDependencies } from '../dependencies';
import { Problem } from '../problem';
import { route, type Route } from '../route';

export function createRetentionRoutes({ knex, clock }: ApiDependencies): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/retention-periods',
      operation: 'listRetentionPeriods',
      tag: 'Audit',
      summary: 'How long what is kept, and how much is due to be erased',
      may: ['setRetention', 'erase', 'readAudit'],
      answers: { 200: { description: 'Every category.', schema: retention } },
      handle: async () => {
        const [rows, now] = [await listRetentionPeriods(knex), clock()];
        const data = [];
        for (const category of retentionCategories) {
          const history = rows.filter((row) => row.category === category);
          const days = history[0]?.days ?? null;
          const before = days === null ? null : addElapsed(now, -days * dayInMilliseconds);
          const due = before === null ? 0 : await countRetentionDue(knex, category, before);
          data.push({ category, days, due, history: history.map(presentPeriod) });
        }
        return { status: 200, body: { data } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/retention-periods',
      operation: 'setRetentionPeriod',
      tag: 'Audit',
      summary: 'Set how long a category is kept',
      description:
        'What is older is erased once a day, by the same way as on request: never what a legal hold covers, never of a ' +
        'case that has not ended. Nothing is erased by itself in a category without a period.',
      may: ['setRetention'],
      body: retentionBody,
      answers: {
        201: { description: 'In force from the next daily run on.', schema: retentionPeriod },
        422: { description: 'That period is in force already.', schema: problem },
      },
      handle: async ({ caller, body }) => {
        const { category, days, reason } = body;
        const inForce = (await listRetentionPeriods(knex)).find((row) => row.category === category);
        if ((inForce?.days ?? null) === days) throw new Problem('unchanged');
        const stored = await insertRetentionPeriod(knex, { category, days, reason, by: caller.id, at: clock() });
        return { status: 201, body: presentPeriod(stored) };
      },
    }),
  ];
}

const presentPeriod = ({ category, days, reason, set_by, set_at }: RetentionPeriodRow) => ({
  category,
  days,
  reason,
  set_by,
  set_at,
});
