import { z } from 'zod';
import { instant } from './http-common';

/** Who else is on a case, so that two people do not answer one customer. */

export const presenceBody = z
  .strictObject({ activity: z.enum(['viewing', 'writing', 'left']) })
  .meta({ id: 'Presence', example: { activity: 'writing' } });

export const colleagueOnCase = z
  .object({
    person: z.string(),
    name: z.string(),
    activity: z
      .enum(['viewing', 'writing', 'acted'])
      .describe('What they were last seen to do; `acted` is a command of theirs that the case took.'),
    seen_at: instant,
  })
  .meta({ id: 'ColleagueOnCase' });

export const presenceAnswer = z.object({ colleagues: z.array(colleagueOnCase) }).meta({
  id: 'ColleaguesOnCase',
  example: {
    colleagues: [
      { person: 'mei.tanaka', name: 'Mei Tanaka', activity: 'writing', seen_at: '2026-03-06T16:00:00.000Z' },
    ],
  },
});
