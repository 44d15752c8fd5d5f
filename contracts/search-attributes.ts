/**
 * Typed search attributes: what an operator filters cases by in the Temporal web UI. Within the limits of a server on SQL
 * (ten keywords, three of each other type), and nothing personal: they bypass any payload codec.
 */
export const searchAttributes = {
  InquiryStatus: 'KEYWORD',
  InquiryCategory: 'KEYWORD',
  InquiryUrgency: 'KEYWORD',
  InquiryTeam: 'KEYWORD',
  InquiryAssignee: 'KEYWORD',
  InquiryCustomer: 'KEYWORD',
  InquiryEscalationLevel: 'INT',
  InquiryDueAt: 'DATETIME',
  InquiryBreached: 'BOOL',
} as const;

export type SearchAttributeName = keyof typeof searchAttributes;

/** Values as recorded with a command; null takes an attribute away. */
export type SearchAttributeValues = Partial<Record<SearchAttributeName, string | number | boolean | null>>;
