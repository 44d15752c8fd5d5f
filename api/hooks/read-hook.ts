import { hookDocument, type HookDocument } from '../../contracts/http-webhooks';
import { hookFields, hookTypes, type HookType, type WebhookMapping } from '../../contracts/webhook-sources';
import { parseBy } from '../parse';

/**
 * Reads a platform's own document by the mapping of its source. Null for a type that the mapping does not name: platforms
 * like to send more than one asked for. Throws `Problem` (`invalid_request`) with the fields that are missing or wrong.
 */
export function readHook(
  document: unknown,
  { fields = {}, types, statuses = {} }: WebhookMapping,
): HookDocument | null {
  const found: Record<string, unknown> = {};
  for (const field of hookFields) {
    const value = at(document, fields[field] ?? (field === 'type' ? 'type' : `data.${field}`));
    if (value !== undefined && value !== null && value !== '')
      found[field] = typeof value === 'number' ? String(value) : value;
  }
  const named = typeof found['type'] === 'string' ? found['type'] : '';
  const type = (types && own(types, named)) ?? named;
  if (types && !hookTypes.includes(type as HookType)) return null;
  const status = typeof found['status'] === 'string' ? (own(statuses, found['status']) ?? found['status']) : undefined;
  return parseBy(hookDocument, { ...found, type, ...(status !== undefined && { status }) }, true);
}

const own = (words: Record<string, string>, word: string): string | undefined =>
  Object.hasOwn(words, word) ? words[word] : undefined;

/** What stands at a dotted path; own fields of plain objects and elements of arrays only. */
function at(document: unknown, path: string): unknown {
  let value = document;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
