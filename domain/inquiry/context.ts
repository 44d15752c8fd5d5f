import type { CustomerId, Instant, InvoiceId, PaymentId, PersonId, ProposalId, Reference } from '../../contracts/ids';
import type {
  Amount,
  ClassificationResult,
  FileReference,
  IdentificationMethod,
  InquiryEvent,
  SplitOff,
  TemplateUse,
  TextReference,
} from '../../contracts/inquiry';
import type { Channel, IdentificationLevel, MessagePurpose, ProposalKind } from '../../contracts/vocabulary';
import type { Directory } from '../directory';
import type { Policy } from '../policy';
import type { Workload } from '../routing';
import type { InquiryState } from './state';

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
  /** For `merge` and `unmerge`: the other case as it stands; absent when there is none. */
  otherCase?: InquiryState;
  /** For what rests on merges (`restsOnMerges`): the cases that this one has taken in, as they stand. */
  absorbedCases?: InquiryState[];
  /** For `merge`: the case that has not yet let go of this one after an earlier merge was undone. */
  heldBy?: Reference;
  /** For `propose` and `revise`: the case's customer with parents and subsidiaries, who may pay for each other. */
  group: CustomerId[];
  /** The customer's proposals of the last thirty days that count: for `decide` those approved, else those open as well. */
  recentProposals: { proposal: ProposalId; kind: ProposalKind; amount: Amount }[];
  /** For `migratePolicy`: the version that it names; absent when there is none. */
  nextPolicy?: Policy;
  /** For `recordDelivery` of mail that came back: the contact that it went to; missing when that is not known. */
  mailed?: string;
  /** For `settlePosting`: the newest effect that posts the proposal; missing when there is none. */
  posting?: PostingFact;
  /** For `settleSend`: the message as it was queued; missing when there is none. */
  send?: SendFact;
}

export interface SendFact {
  purpose: MessagePurpose;
  recipient: Extract<InquiryEvent, { type: 'message_queued' }>['recipient'];
  text: TextReference | null;
  attachments?: FileReference[];
  template?: TemplateUse;
  /** The newest effect that sent it. */
  effect?: string;
}

export interface PostingFact {
  key: string;
  status: 'waiting' | 'done' | 'failed' | 'unknown';
  /** What the books say of this key; null where they cannot be asked. */
  inBooks: boolean | null;
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
  impersonatedBy?: PersonId | null;
  follows: Reference | null;
  receivedAt: Instant;
  customer: CustomerId | null;
  identification: { level: IdentificationLevel; method: IdentificationMethod };
  classification: ClassificationResult;
  /** Invoices of the identified customer that the text names. */
  invoices: InvoiceId[];
  attachments?: FileReference[];
  /** The case that its subject names without any proof. */
  suggested?: Reference;
  /** A provider reports that the recipient complains of a mail of ours. */
  complaint?: true;
  /** False where no answer by a machine may go out. */
  acknowledge?: false;
  /** What it was split off with, and from which case. */
  split?: SplitOff & { from: Reference };
}

export interface InvoiceFact {
  customer: CustomerId;
  legalEntity: string;
  original: Amount;
  open: Amount;
  /** By payments, less what was reversed; for the invoice that another one shall replace. */
  paid?: Amount;
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
