/** Of the API's answers, what the stories look at. The whole of each is described at /v1/openapi.json. */

export interface Money {
  value: string;
  currency: string;
}

export interface Filed {
  reference: string;
  status: string;
  received_at: string;
}

export interface Clock {
  name: string;
  condition: string;
  counts: string;
  due_at: string | null;
  text: string;
}

export interface Case {
  reference: string;
  status: string;
  received_at: string;
  sequence: number;
  customer: { id: string; name: string | null } | null;
  requester: { email: string } | null;
  clocks: Clock[];
  due_at: string | null;
  links: { kind: string; id: string }[];
  resolution: { outcome: string; resolved_at: string } | null;
  category: string;
  urgency: string;
  identification: { level: string; method: string };
  team: string | null;
  assignee: { id: string; name: string | null } | null;
  disputes: { invoice: string; disputed: Money; credited: Money; settled: boolean }[];
  proposals: { id: string; version: number; kind: string; status: string; amount: Money }[];
}

export interface Taken {
  reference: string;
  sequence: number;
  status: string;
  proposal: { id: string; version: number; content_hash: string };
}

export interface Invoice {
  id: string;
  original: Money;
  open: Money;
  credited: Money;
  paid: Money;
  written_off: Money;
}

export interface Payment {
  id: string;
  amount: Money;
  unapplied: Money;
  allocated: Money;
  refunded: Money;
  reversed: Money;
  bank_reference: string | null;
}

export interface Customer {
  id: string;
  follow_up: {
    stopped: string | null;
    next_at: string | null;
    sequence: number;
    promises: { id: string; status: string }[];
    holds: { invoice: string; amount: Money | null; inquiry: string }[];
  } | null;
}

export interface Entry {
  sequence: number;
  type: string;
  words: string;
  occurred_at: string;
  event: Record<string, unknown>;
}

export interface Message {
  id: string;
  direction: 'in' | 'out';
  purpose: string;
  status: string;
  text: string | null;
  /** Of what came in by mail. */
  sender_verified?: boolean | null;
  automatic?: boolean;
  history: { status: string; at: string; machine: boolean }[];
}

export interface List<Item> {
  data: Item[];
}

/** Cents of an amount in a currency with two decimals, as all of the stories are. */
export const cents = ({ value }: Money): number => Math.round(Number(value) * 100);
export const usd = (value: string): Money => ({ value, currency: 'USD' });
