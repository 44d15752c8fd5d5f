import { z } from 'zod';
import { instant, line, list, localDate, message, money, reason, recordId, reference } from './http-common';
import { templateContentSchema } from './message-template';
import { templatePurposes } from './template-words';
import { categories, languages } from './vocabulary';

/** Message templates: read, previewed, tried out and published anew. */

export const templateValues = z
  .strictObject({
    amount: money.optional(),
    invoice: recordId.optional(),
    payment: recordId.optional(),
    date: localDate.optional(),
    details: message.optional(),
  })
  .meta({ id: 'TemplateValues', example: { amount: { value: '7800.00', currency: 'USD' }, invoice: 'HAL-2041' } });
export type TemplateValues = z.output<typeof templateValues>;

export const templateUse = z
  .strictObject({
    id: recordId,
    language: z.enum(languages).optional().describe('Else that of the customer or of the inquiry.'),
    values: templateValues.optional(),
  })
  .meta({ id: 'TemplateUse', example: { id: 'working-on-it', values: { date: '2026-12-04' } } });
export type TemplateUseBody = z.output<typeof templateUse>;

const summary = z.object({
  id: recordId,
  version: z.int().describe('0: as it ships with the desk.'),
  title: z.string(),
  purpose: z.enum(templatePurposes),
  category: z.enum(categories).nullable().describe('Cases that it is meant for; null for all.'),
  languages: z.array(z.enum(languages)),
  placeholders: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['text', 'money', 'date', 'record']),
      from: z.enum(['case', 'value']).describe('`value`: whoever writes says it in `values`.'),
      discloses: z.boolean().describe('Never sent to somebody whose identity is not verified.'),
    }),
  ),
});

export const templateList = list(summary).meta({ id: 'MessageTemplateList' });

export const listTemplatesQuery = z.strictObject({
  purpose: z.enum(templatePurposes).optional(),
  category: z.enum(categories).optional().describe('Those for it, and those for all.'),
  language: z.enum(languages).optional(),
});

export const templateDetail = summary
  .extend({
    texts: z.partialRecord(z.enum(languages), z.string()),
    versions: z.array(
      z.object({
        version: z.int(),
        author: z.string().nullable(),
        reason: z.string().nullable(),
        published_at: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'MessageTemplate' });

export const templateVersionBody = z
  .strictObject({
    content: templateContentSchema,
    follows: z.int().min(0).describe('The version that you have read; 0 for a template of your own as well.'),
    reason,
  })
  .meta({
    id: 'NewTemplateVersion',
    example: {
      content: {
        title: 'We are working on it',
        purpose: 'reply',
        category: null,
        texts: { en: 'We will write to you by {{date}}.', de: 'Wir melden uns bis zum {{date}}.' },
      },
      follows: 0,
      reason: 'Shorter.',
    },
  });

export const templateOnCase = z
  .strictObject({
    inquiry: reference.optional().describe('The case whose facts fill it; samples when left out.'),
    version: z.int().min(0).optional().describe('Else the one in force.'),
    language: z.enum(languages).optional(),
    values: templateValues.optional(),
  })
  .meta({ id: 'TemplateOnCase', example: { language: 'de', values: { date: '2026-12-04' } } });

export const templatePreview = z
  .object({
    subject: line(500),
    text: z.string(),
    html: z.string(),
    language: z.enum(languages),
  })
  .meta({ id: 'TemplatePreview' });

export const testSent = z
  .object({ result: z.enum(['sent', 'failed', 'unknown']), code: z.string().nullable() })
  .meta({ id: 'TestSend', example: { result: 'sent', code: null } });
