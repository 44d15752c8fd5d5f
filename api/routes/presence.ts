import { z } from 'zod';
import { problem, reference } from '../../contracts/http-common';
import { presenceAnswer, presenceBody } from '../../contracts/http-presence';
import { recordPresence } from '../../db/record-presence';
import { colleaguesOnCase } from '../colleagues-on-case';
import type { ApiDependencies } from '../dependencies';
import { Problem } from '../problem';
import { route, type Route } from '../route';
import { findVisibleCase } from '../visible';

/** Who is on a case at the moment: what a screen sends every minute, and what it shows before two people collide. */
export function createPresenceRoute({ knex, clock }: ApiDependencies): Route {
  return route({
    method: 'post',
    path: '/v1/inquiries/{reference}/presences',
    operation: 'notePresence',
    tag: 'Inquiries',
    summary: 'Say that you have the case open, and hear who else has',
    description:
      'Counts for two minutes; send it every minute while the case is open, and `left` when it is not. Colleagues who ' +
      'changed the case in that time are named as well. It is no part of the case and leaves no trace in its journal.',
    may: ['readInquiries'],
    params: z.strictObject({ reference }),
    body: presenceBody,
    answers: {
      200: { description: 'Everyone else who is on the case.', schema: presenceAnswer },
      404: { description: 'Nothing here that you may see.', schema: problem },
    },
    handle: async ({ caller, params, body }) => {
      if (caller.kind !== 'person') throw new Problem('forbidden', { detail: 'Only people are on a case.' });
      const found = await findVisibleCase(knex, caller, params.reference);
      const { activity } = body;
      const now = clock();
      await recordPresence(knex, found.reference, caller.id, activity === 'left' ? null : activity, now);
      return { status: 200, body: { colleagues: await colleaguesOnCase(knex, caller, found.reference, now) } };
    },
  });
}
