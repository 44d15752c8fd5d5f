/** The fields that a message of a service platform or gateway is read into. */
export const hookFields = [
  'type',
  'subject',
  'text',
  'customer',
  'name',
  'email',
  'from',
  'legal_entity',
  'inquiry',
  'thread',
  'message',
  'status',
  'reason',
] as const;
export type HookField = (typeof hookFields)[number];

/** What can have happened, in our words. */
export const hookTypes = ['inquiry.created', 'message.created', 'message.status'] as const;
export type HookType = (typeof hookTypes)[number];

/**
 * Where the fields stand in the platform's own document, as dotted paths (`ticket.requester.email`), and what its words for
 * types and statuses mean. What is not named stands where ours would: `type` at the top, the others in `data`.
 */
export interface WebhookMapping {
  fields?: Partial<Record<HookField, string>>;
  types?: Record<string, HookType>;
  statuses?: Record<string, string>;
}
