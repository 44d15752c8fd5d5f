import type { Amount } from '../../../contracts/inquiry';
import type { CustomerId, Instant, InvoiceId, LocalDate, Reference } from '../../../contracts/ids';
import type { Category, Language, Urgency } from '../../../contracts/vocabulary';

/** One invoice in a list. `amount` is what the message speaks of: what is collectable, or what was paid. */
export interface InvoiceLine {
  invoice: InvoiceId;
  dueOn: LocalDate | null;
  purchaseOrder: string | null;
  amount: Amount;
}

/** What is to be paid on an invoice by a day. */
export interface Instalment {
  invoice: InvoiceId;
  amount: Amount;
  date: LocalDate;
}

/** A question of ours that the customer has not answered. */
export interface OpenQuestion {
  inquiry: Reference;
  askedOn: LocalDate;
}

/** What each kind of message says, before any words. An unverified contact gets no name, and nothing with lines. */
export type MailContent =
  | { purpose: 'acknowledgement'; reference: Reference }
  | { purpose: 'reply'; reference: Reference; name: string | null; text: string }
  | {
      purpose: 'information_request';
      reference: Reference;
      name: string | null;
      text: string;
      /** Signed link to the page that takes documents. */
      uploadUrl?: string;
    }
  | {
      purpose: 'resolution';
      reference: Reference;
      name: string | null;
      text: string;
      /** Signed link to the page that asks whether it is settled. */
      confirmUrl?: string;
    }
  | {
      purpose: 'invoice' | 'reminder';
      name: string | null;
      lines: InvoiceLine[];
      /** Questions on cases of the customer that wait for an answer: one mail for everything. */
      questions?: OpenQuestion[];
      /** Signed link to the page that asks when they will pay. */
      acknowledgeUrl: string;
      /** Signed picture; null when the customer does not allow open tracking. */
      pixelUrl: string | null;
    }
  | { purpose: 'answer_reminder'; name: string | null; questions: OpenQuestion[] }
  | {
      purpose: 'payment_confirmation';
      reference: Reference | null;
      name: string | null;
      /** What was paid on each invoice. */
      lines: InvoiceLine[];
      /** Payments that arrived, when it is not known here how they were spread. */
      received: { amount: Amount; on: LocalDate }[];
    }
  /** A payment arrangement that waits for the customer; the signed link leads to the page that accepts it. */
  | { purpose: 'arrangement_offer'; name: string | null; instalments: Instalment[]; acceptUrl: string }
  | { purpose: 'rating_request'; reference: Reference; rateUrl: string }
  | {
      purpose: 'alert';
      reference: Reference | null;
      /** Id of the customer whose follow-up it is about; null for a case. */
      customer: CustomerId | null;
      category: Category | null;
      urgency: Urgency | null;
      dueAt: Instant | null;
      /** Page of the case in the console. */
      url: string | null;
    };

export interface MailSettings {
  language: Language;
  /** Who signs: the name of the sender, as in `MAIL_FROM`. */
  signature: string;
  /** In the place of the opening words that ship, in a mail that the desk writes by itself. */
  opening?: string | undefined;
}
