import type { CustomerId, Instant, InvoiceId, PaymentId, PersonId, ProposalId, Reference } from '../../contracts/ids';
import type { Amount, ClassificationResult, IdentificationMethod, TextReference } from '../../contracts/inquiry';
import type { Channel, IdentificationLevel, ProposalKind } from '../../contracts/vocabulary';
import type { Directory } from '../directory';
import type { Policy } from '../policy';
import type { Workload } from '../routing';

/** What a decision may look at besides state and command: read in the transaction that writes its outcome. */
export interface InquiryContext {
  now: Instant;
  policy: Policy;
  directory: Directory;
  facts: InquiryFacts;
}

export interface InquiryFacts {
  /** For `open`: what the channel stored. */
  intake?: IntakeFact;
  /** For `open`, `assign` and `reclassify`. */
  workload?: Workload;
  /** With the workload: the segment of the customer who asks, as far as known. */
  segment?: string | null;
  /** Invoices and payments that the command or the case names; missing ones do not exist. */
  invoices: Record<InvoiceId, InvoiceFact>;
  payments: Record<PaymentId, PaymentFact>;
  /** For `identify`: whether the customer exists, and the contact that answers go to. */
  customers: Record<CustomerId, { contact: string | null }>;
  /** For `link`: other records that exist, as `kind:id`. */
  records: string[];
  /** For `propose` and `revise`: the customer's proposals of the last thirty days that still count. */
  /** For `propose` and `revise`: the case's customer with parents and subsidiaries, who may pay for each other. */
  group: CustomerId[];
  recentProposals: { proposal: ProposalId; kind: ProposalKind; amount: Amount }[];
}

export interface IntakeFact {
  id: string;
  reference: Reference;
  channel: Channel;
  legalEntity: string;
  content: TextReference;
  contact: string | null;
  filedBy: PersonId | null;
  onBehalfOf: PersonId | null;
  follows: Reference | null;
  receivedAt: Instant;
  customer: CustomerId | null;
  identification: { level: IdentificationLevel; method: IdentificationMethod };
  classification: ClassificationResult;
  /** Invoices of the identified customer that the text names. */
  invoices: InvoiceId[];
}

export interface InvoiceFact {
  customer: CustomerId;
  legalEntity: string;
  original: Amount;
  open: Amount;
}

export interface PaymentFact {
  customer: CustomerId | null;
  legalEntity: string;
  amount: Amount;
  unapplied: Amount;
}

export const noFacts: InquiryFacts = {
  invoices: {},
  payments: {},
  customers: {},
  records: [],
  group: [],
  recentProposals: [],
};
