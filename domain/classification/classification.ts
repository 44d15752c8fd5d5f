import type { Category, Language, Urgency } from '../../contracts/vocabulary';

/** What a channel received, as plain text: HTML is turned into text before it comes here. */
export interface ClassificationInput {
  subject: string;
  body: string;
  /** Only tells machines from people (a mail daemon, a no-reply address); never who the customer is. */
  fromAddress?: string;
}

/**
 * One reason for a decision. It goes into the append-only journal, which outlives the erasure of personal text,
 * so it holds the rule's id and what the rule contributed, and never a word of the mail.
 */
export interface Evidence {
  rule: string;
  /** Points the rule gave, already scaled by where it matched; negative when it spoke against. */
  weight: number;
}

/**
 * Where a rule matched, for display beside the erasable text. Offsets are UTF-16 units of the original field,
 * `end` exclusive. Not for the journal: without the text they mean nothing, with it they may point at a person.
 */
export interface Highlight {
  rule: string;
  field: 'subject' | 'body';
  start: number;
  end: number;
}

export interface ExtractedAmount {
  /** Decimal with a point and exactly the currency's digits: `1234.50` EUR, `1.250` KWD, `600000` JPY. */
  value: string;
  /** ISO 4217 code. */
  currency: string;
}

export interface ExtractedFacts {
  /** Our own case references, such as `INQ-2026-000042`. */
  references: string[];
  invoiceNumbers: string[];
  amounts: ExtractedAmount[];
  /** ISO `yyyy-mm-dd`; only dates that name their year, because the core has no clock to guess it from. */
  dates: string[];
}

export interface Classification {
  category: Category;
  /** Other matters raised in the same mail, strongest first. */
  secondary: Category[];
  urgency: Urgency;
  /** 0..1: roughly the share of mails with this confidence whose category is right. */
  confidence: number;
  language: Language;
  evidence: Evidence[];
  urgencyEvidence: Evidence[];
  highlights: Highlight[];
  /** Changes whenever a rule or weight does, so that a journalled decision can be explained later. */
  ruleVersion: string;
  extracted: ExtractedFacts;
}
