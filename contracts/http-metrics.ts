import { z } from 'zod';
import { instant, reference } from './http-common';
import { categories, ratingReasons } from './vocabulary';

/** Figures that customers make; each names the cases behind it. */

export const csatQuery = z.strictObject({
  from: instant
    .optional()
    .describe('Cases of which the rating was asked for from this instant on; else 90 days before `to`.'),
  to: instant.optional().describe('And before this one; now unless told. At most 366 days after `from`.'),
});

const cases = z
  .array(reference)
  .describe('The cases behind the figure, the newest first; at most five hundred, then `more` is true.');

const figure = {
  sent: z.int().describe('Cases whose customer was asked, and whose mail left the desk.'),
  answered: z.int().describe('Of these, rated, whichever way and whenever.'),
  response_rate: z.number().nullable().describe('`answered` / `sent`, between 0 and 1; null while none was sent.'),
  mean: z.number().nullable().describe('Of the scores; null while there is none.'),
  cases,
  more: z.boolean(),
};

export const csat = z
  .object({
    from: instant,
    to: instant,
    ...figure,
    unasked: z
      .int()
      .describe('Rated in the portal before anybody had asked; in `mean` and `distribution`, not in `answered`.'),
    distribution: z.array(z.object({ score: z.int(), count: z.int(), cases, more: z.boolean() })),
    by_reason: z.array(z.object({ reason: z.enum(ratingReasons).nullable(), ...figure })),
    by_category: z.array(z.object({ category: z.enum(categories), ...figure })),
    by_team: z.array(z.object({ team: z.string().nullable(), ...figure })),
  })
  .meta({ id: 'Csat', description: 'How customers rate the way their cases were handled, from 1 to 5.' });
