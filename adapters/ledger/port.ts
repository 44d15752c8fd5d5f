import type { CustomerId, Instant, InvoiceId, LocalDate, Owner, PaymentId } from '../../contracts/ids';
import type { Amount } from '../../contracts/inquiry';
import type { ErrorCode, Refusal } from '../../contracts/errors';

/**
 * The books, as far as the desk needs them: narrow enough that an ERP can stand behind it. Whatever is posted is posted as
 * a whole or not at all, and once per key: the same key with the same content returns the first receipt, whatever has
 * happened since; with other content it is refused with `idempotency_key_reused`.
 *
 * Amounts are positive integer minor units of their ISO 4217 currency. Every method may throw `StoreUnavailable` (from
 * the embedded ledger) or another retryable error, after which the same key may be tried again; refusals are
 * `LedgerRefusal` and final.
 */
export interface Ledger {
  /**
   * Refuses: `amount_invalid`, `already_exists` (the invoice, by another key), `record_unknown` (entity, customer). With
   * `replaces` the old invoice is credited in whole in the same posting, and what has been paid on it goes over to the new
   * one; refuses then also `invoice_unknown` (not of this customer and entity), `currency_mismatch`, `amount_exceeds` (more
   * has been paid than the new one comes to).
   */
  issueInvoice(posting: IssueInvoice): Promise<Receipt>;
  /** Money came in; nothing is applied yet. Refuses: `amount_invalid`, `already_exists`, `record_unknown`. */
  recordPayment(posting: RecordPayment): Promise<Receipt>;
  /**
   * Reduces what is open on an invoice; tax goes back in proportion. Refuses: `invoice_unknown`, `currency_mismatch`,
   * `amount_exceeds`, `amount_invalid`.
   */
  postCreditNote(posting: PostCreditNote): Promise<Receipt>;
  /**
   * Applies unapplied cash of one payment to invoices of the same legal entity, all or none. Refuses: `payment_unknown`,
   * `invoice_unknown`, `currency_mismatch`, `amount_exceeds`, `amount_invalid`.
   */
  postAllocation(posting: PostAllocation): Promise<Receipt>;
  /** Gives up what is open, or part of it. Refuses as `postCreditNote`. */
  postWriteOff(posting: PostWriteOff): Promise<Receipt>;
  /** Gives unapplied cash back to the payer. Refuses: `payment_unknown`, `currency_mismatch`, `amount_exceeds`, `amount_invalid`. */
  postRefund(posting: PostRefund): Promise<Receipt>;
  /**
   * The bank took a payment back: every invoice it settled is open again by as much, and nothing of it is left. What was
   * refunded has to be recovered first. Refuses: `payment_unknown`, `amount_exceeds` (part of it was refunded),
   * `unchanged` (reversed already, by another key).
   */
  reversePayment(posting: ReversePayment): Promise<Receipt>;

  /** What was posted under a key, or null when nothing was. Left out by books that cannot be asked. */
  findPosting?(key: string): Promise<Receipt | null>;
  /** Those that exist, in the order asked for; what is open now. */
  balanceOf(invoices: readonly InvoiceId[]): Promise<InvoiceBalance[]>;
  /** Null when there is no such payment. */
  unapplied(payment: PaymentId): Promise<PaymentBalance | null>;
}

interface Posting {
  /** Idempotency key, for example that of the effect that asked for it. */
  key: string;
  /** Business time, from the caller. */
  at: Instant;
  /** The case or follow-up that it belongs to, if any. */
  owner?: Owner;
}

export interface IssueInvoice extends Posting {
  invoice: InvoiceId;
  legalEntity: string;
  customer: CustomerId;
  issuedOn: LocalDate;
  dueOn: LocalDate;
  /** Gross. */
  amount: Amount;
  /** Contained in the amount; minor units, none when left out. */
  tax?: number;
  purchaseOrder?: string;
  /** `net` is minor units for the whole line. With lines, their sum and the tax make the amount. */
  lines?: { description: string; quantity: number; net: number }[];
  /** The invoice that this one takes the place of. */
  replaces?: InvoiceId;
}

export interface RecordPayment extends Posting {
  payment: PaymentId;
  legalEntity: string;
  /** Null while the payer is not known. */
  customer: CustomerId | null;
  receivedAt: Instant;
  amount: Amount;
  payerName?: string;
  bankReference?: string;
  remittance?: string;
}

export interface PostCreditNote extends Posting {
  invoice: InvoiceId;
  amount: Amount;
  /** When given, the invoice must be this customer's, else `invoice_unknown`. */
  customer?: CustomerId;
}

export interface PostWriteOff extends Posting {
  invoice: InvoiceId;
  amount: Amount;
}

export interface PostAllocation extends Posting {
  payment: PaymentId;
  allocations: readonly { invoice: InvoiceId; amount: Amount }[];
}

export interface PostRefund extends Posting {
  payment: PaymentId;
  amount: Amount;
}

export interface ReversePayment extends Posting {
  payment: PaymentId;
}

/** What the posting left: balances right after it, in minor units of its currency. */
export interface Receipt {
  key: string;
  currency: string;
  /** The amount posted. */
  amount: number;
  postedAt: Instant;
  invoices: { invoice: InvoiceId; open: number }[];
  payments: { payment: PaymentId; unapplied: number }[];
}

/** All amounts in minor units of `currency`: original = open + credited + paid + writtenOff. */
export interface InvoiceBalance {
  invoice: InvoiceId;
  customer: CustomerId;
  legalEntity: string;
  dueOn: LocalDate;
  currency: string;
  original: number;
  open: number;
  credited: number;
  /** By payments, less what was reversed. */
  paid: number;
  writtenOff: number;
}

/** All amounts in minor units of `currency`: amount = allocated + unapplied + refunded + reversed. */
export interface PaymentBalance {
  payment: PaymentId;
  customer: CustomerId | null;
  legalEntity: string;
  currency: string;
  amount: number;
  unapplied: number;
  allocated: number;
  refunded: number;
  reversed: number;
}

/** The books will not take it, now or later; nothing was posted. `refusal.code` is one of `contracts/errors.ts`. */
export class LedgerRefusal extends Error {
  override readonly name = 'LedgerRefusal';
  readonly code: ErrorCode;
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
    this.code = refusal.code;
  }
}
