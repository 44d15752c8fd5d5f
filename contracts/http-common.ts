import { z } from 'zod';
import { currencyExponents, isCurrencyCode } from './currencies';
import { errorTable, type ErrorCode } from './errors';

/**
 * What every request and answer of the API is made of. Requests are strict: an unknown field is a mistake of the sender,
 * not ours to ignore. Names are snake_case, instants RFC 3339 with offset, amounts decimal texts with their currency.
 */

/** An identity that the desk or its neighbours gave; nothing personal, safe in an address and in a workflow id. */
export const recordId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dot, dash and underscore; at most 64');

/** A proposal's id holds its case's reference. */
export const reference = z
  .string()
  .max(24)
  .regex(/^INQ-\d{4}-\d{6,}$/, 'a reference such as INQ-2026-000042')
  .meta({ example: 'INQ-2026-000042' });

/** Words on one line. */
export const line = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[^\r\n\t]*\S[^\r\n\t]*$/, 'words on one line');

/** Words on any number of lines. */
export const text = (longest: number) => z.string().max(longest).regex(/\S/, 'words');

/** A customer's or colleague's words, at most as long as a long mail. */
export const message = text(50_000);
export const reason = text(2_000);

export const email = z.email().max(254);

const [firstYear, lastYear] = [1900, 2199];
const yearInRange = (value: string) => Number(value.slice(0, 4)) >= firstYear && Number(value.slice(0, 4)) <= lastYear;

export const localDate = z.iso
  .date()
  .refine(yearInRange, `a date of the years ${firstYear} to ${lastYear}`)
  .meta({ example: '2026-03-06' });

export const instant = z.iso
  .datetime({ offset: true })
  .refine(yearInRange, `an instant of the years ${firstYear} to ${lastYear}`)
  .meta({ example: '2026-03-06T16:00:00.000Z' });

/** Beyond 15 digits an amount could not be counted exactly. */
const mostDigits = 15;

/** An amount with exactly the decimals of its currency: `7800.00` USD, `7800` JPY, `7800.000` KWD. */
export const money = z
  .strictObject({
    value: z.string().regex(/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/, 'a decimal without exponent, grouping or leading zeros'),
    currency: z.string(),
  })
  .superRefine(({ value, currency }, context) => {
    if (!isCurrencyCode(currency)) {
      context.addIssue({ code: 'custom', path: ['currency'], message: 'not an ISO 4217 currency in use' });
      return;
    }
    const decimals = value.split('.')[1]?.length ?? 0;
    const scale = currencyExponents[currency];
    if (decimals !== scale) {
      context.addIssue({ code: 'custom', path: ['value'], message: `${currency} has ${scale} decimals` });
    } else if (value.replace(/\D/g, '').length > mostDigits) {
      context.addIssue({ code: 'custom', path: ['value'], message: `at most ${mostDigits} digits` });
    } else if (/^-[0.]*$/.test(value)) {
      context.addIssue({ code: 'custom', path: ['value'], message: 'zero has no sign' });
    }
  })
  .meta({ id: 'Money', example: { value: '7800.00', currency: 'USD' } });

export const fieldError = z
  .object({
    /** JSON pointer into the body, or the name of a parameter. */
    path: z.string(),
    message: z.string(),
    /** In a document that the body holds, such as a policy: JSON pointer into it, and where that stands in its YAML. */
    pointer: z.string().optional(),
    line: z.int().optional(),
    column: z.int().optional(),
  })
  .meta({ id: 'FieldError' });

/** RFC 9457. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string().optional(),
    errors: z.array(fieldError),
    request_id: z.string(),
    next: z.string(),
    rule: z.string().optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({
    id: 'Problem',
    description: 'What went wrong, and what to do next (RFC 9457).',
    example: {
      type: '/docs#error-segregation_excluded',
      title: 'That person took part in what would be decided.',
      status: 422,
      code: 'segregation_excluded',
      errors: [],
      request_id: '0198c7a2-4f7e-7c3b-9a51-6f1d2f1c9a10',
      next: 'Let somebody decide who neither requested, prepared nor edited it.',
      rule: 'segregation: preparer',
    },
  });

/** One page of a list. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), has_more: z.boolean(), next_cursor: z.string().nullable() });

/** A list that is short by nature. */
export const list = <Item extends z.ZodType>(item: Item) => z.object({ data: z.array(item) });

export const paging = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'a whole number from 1 to 200')
    .refine((value) => Number(value) <= 200, 'a whole number from 1 to 200')
    .optional(),
  cursor: z.string().min(1).max(1_000).optional(),
};

export const flag = z.enum(['true', 'false']);

/** Several values of one filter: `status=open,assigned`. */
export const oneOrMore = <Value extends string>(values: readonly [Value, ...Value[]]) =>
  z
    .string()
    .max(500)
    .refine(
      (given) => given.split(',').every((value) => (values as readonly string[]).includes(value)),
      `one or more of ${values.join(', ')}, separated by commas`,
    );
