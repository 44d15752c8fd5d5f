import { z } from 'zod';
import { isAutomaticPurpose, templatePurposes, type TemplateContent } from './template-words';
import { categories } from './vocabulary';

const body = z
  .string()
  .max(20_000)
  .regex(/\S/, 'words')
  // eslint-disable-next-line no-control-regex -- what no mail can show
  .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, 'words without control characters');

export const templateContentSchema: z.ZodType<TemplateContent> = z
  .strictObject({
    title: z
      .string()
      .min(1)
      .max(120)
      .regex(/^[^\r\n\t]*\S[^\r\n\t]*$/, 'words on one line'),
    purpose: z.enum(templatePurposes),
    category: z.enum(categories).nullable(),
    texts: z.strictObject({ en: body, de: body.optional(), fr: body.optional(), es: body.optional() }),
  })
  .refine(({ purpose, category }) => category === null || !isAutomaticPurpose(purpose), {
    path: ['category'],
    message: 'what the desk writes by itself says the same for every category',
  });
