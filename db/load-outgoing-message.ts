import type { Amount, FileReference } from '../contracts/inquiry';
import type {
  CustomerId,
  Instant,
  InvoiceId,
  LocalDate,
  MessageId,
  Owner,
  PersonId,
  Reference,
} from '../contracts/ids';
import type {
  Category,
  IdentificationLevel,
  Language,
  MessagePurpose,
  MessageStatus,
  Urgency,
} from '../contracts/vocabulary';
import type { Knex } from 'knex';
import { fromStore } from './transaction';

/** A message that waits to be sent, with what its mail needs from the case or follow-up that owns it. */
export interface OutgoingMessage {
  id: MessageId;
  owner: Owner;
  purpose: MessagePurpose;
  step: string;
  status: MessageStatus;
  recipient: { contact: string } | { person: PersonId } | { team: string } | { customer: CustomerId };
  /** Written by a person; null when the purpose has none, or when the text was erased. */
  text: { id: string; content: string | null } | null;
  items: {
    invoice: InvoiceId;
    amount: Amount;
    dueOn: LocalDate | null;
    purchaseOrder: string | null;
    /** By which an instalment is to be paid. */
    date?: LocalDate;
  }[];
  /** Cases that wait for an answer of the recipient, since when. */
  questions: { inquiry: Reference; askedOn: LocalDate }[];
  /** Files that go along. */
  attachments: FileReference[];
  /** Null for a follow-up. */
  inquiry: {
    customer: CustomerId | null;
    /** Contact that the answers go to. */
    contact: string | null;
    identification: IdentificationLevel;
    /** The language the inquiry was written in. */
    language: Language | null;
    category: Category | null;
    urgency: Urgency | null;
    dueAt: Instant | null;
  } | null;
}

interface Row {
  id: MessageId;
  owner: Owner;
  purpose: MessagePurpose;
  step: string;
  status: MessageStatus;
  recipient: OutgoingMessage['recipient'];
  textId: string | null;
  content: string | null;
  items: { invoice: InvoiceId; amount: Amount; date?: LocalDate }[] | null;
  questions: { inquiry: Reference; askedOn: LocalDate }[] | null;
  attachments: FileReference[] | null;
  state: {
    customer?: CustomerId | null;
    contact?: string | null;
    identification?: { level?: IdentificationLevel };
    language?: Language;
  } | null;
  category: Category | null;
  urgency: Urgency | null;
  dueAt: Instant | null;
}

/** The message by its id, or null when there is none or it came in. Throws `StoreUnavailable`. */
export async function loadOutgoingMessage(knex: Knex, id: MessageId): Promise<OutgoingMessage | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: Row[] }>(
      `select m.id, m.owner, m.purpose, m.step, m.status, m.recipient, m.text as "textId", t.content, m.items, m.questions, m.attachments,
              o.state, i.category, i.urgency, i.due_at as "dueAt"
         from messages m
         left join texts t on t.id = m.text
         left join owners o on o.owner = m.owner
         left join inquiries i on 'inquiry:' || i.reference = m.owner
        where m.id = ? and m.direction = 'out' and m.recipient is not null`,
      [id],
    ),
  );
  const row = rows[0];
  if (row === undefined) return null;
  const items = row.items ?? [];
  const invoices = await loadInvoices(
    knex,
    items.map(({ invoice }) => invoice),
  );
  return {
    id: row.id,
    owner: row.owner,
    purpose: row.purpose,
    step: row.step,
    status: row.status,
    recipient: row.recipient,
    text: row.textId === null ? null : { id: row.textId, content: row.content },
    items: items.map(({ invoice, amount, date }) => ({
      ...(date !== undefined && { date }),
      invoice,
      amount,
      dueOn: invoices.get(invoice)?.dueOn ?? null,
      purchaseOrder: invoices.get(invoice)?.purchaseOrder ?? null,
    })),
    questions: (row.questions ?? []).map(({ inquiry, askedOn }) => ({ inquiry, askedOn })),
    attachments: row.attachments ?? [],
    inquiry: row.owner.startsWith('inquiry:')
      ? {
          customer: row.state?.customer ?? null,
          contact: row.state?.contact ?? null,
          identification: row.state?.identification?.level ?? 'none',
          language: row.state?.language ?? null,
          category: row.category,
          urgency: row.urgency,
          dueAt: row.dueAt,
        }
      : null,
  };
}

interface InvoiceFacts {
  id: InvoiceId;
  dueOn: LocalDate;
  purchaseOrder: string | null;
}

async function loadInvoices(knex: Knex, ids: InvoiceId[]): Promise<Map<InvoiceId, InvoiceFacts>> {
  if (ids.length === 0) return new Map();
  const { rows } = await fromStore(
    knex.raw<{ rows: InvoiceFacts[] }>(
      'select id, due_on as "dueOn", purchase_order as "purchaseOrder" from invoices where id = any(?::text[])',
      [ids],
    ),
  );
  return new Map(rows.map((row) => [row.id, row]));
}
