import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Refusal } from '../../../contracts/errors';
import type { InquiryCommand, InquiryCommandData, InquiryCommandType, InquiryEvent } from '../../../contracts/inquiry';
import type { Actor } from '../../../contracts/messages';
import { policySchema } from '../../../contracts/policy';
import type { Delegation, Person } from '../../../domain/directory';
import { noFacts, type InquiryContext, type IntakeFact } from '../../../domain/inquiry/context';
import { resolveHolidays } from '../../../domain/holidays';
import { wakeAt } from '../../../domain/inquiry/deadlines';
import { decide } from '../../../domain/inquiry/decide';
import { evolve } from '../../../domain/inquiry/evolve';
import type { InquiryState } from '../../../domain/inquiry/state';
import type { Policy } from '../../../domain/policy';

export const text = { id: 'text-1', hash: 'f'.repeat(64) };
export const usd = (minor: number) => ({ minor, currency: 'USD' });

const shipped: Policy = {
  version: '1',
  hash: 'a'.repeat(64),
  ...resolveHolidays(
    policySchema.parse(parse(readFileSync(join(__dirname, '../../../policies/default.yaml'), 'utf8'))),
    '2026-01-01T00:00:00.000Z',
  ),
};

/** The policy that ships with the desk, for a test to change as it likes. */
export const defaultPolicy = (): Policy => structuredClone(shipped);

export const somebody = (id: string, part: Partial<Person> = {}): Person => ({
  id,
  person: id,
  titles: [],
  roles: ['agent'],
  duties: ['prepare_credit_note', 'apply_cash'],
  teams: ['billing', 'cash_application', 'triage'],
  skills: ['disputes'],
  languages: ['en'],
  limits: {},
  capacity: 10,
  active: true,
  absentUntil: null,
  ...part,
});

const approver = (id: string, title: string, limit: number): Person =>
  somebody(id, {
    titles: [title],
    roles: ['approver'],
    duties: ['approve_credit_note', 'approve_cash'],
    limits: { credit_note: limit, payment_allocation: limit },
  });

const staff = [
  somebody('ada'),
  somebody('ben', { skills: [] }),
  somebody('lea', { roles: ['team_lead'], titles: ['team_lead'], duties: ['approve_credit_note'], skills: [] }),
  approver('max', 'billing_manager', 25_000_00),
  approver('mia', 'billing_manager', 25_000_00),
  approver('dan', 'finance_director', 1_000_000_00),
  somebody('cas', { ...approver('cas', 'cash_manager', 1_000_000_00) }),
];

type EventOf<Every, Type> = Every extends { type: infer Own } ? (Type extends Own ? Every : never) : never;
export type Event<Type extends InquiryEvent['type']> = EventOf<InquiryEvent, Type>;

/** A case told command by command, at instants that the test names. */
export class CaseStory {
  readonly events: InquiryEvent[] = [];
  readonly people: Record<string, Person> = Object.fromEntries(staff.map((person) => [person.id, person]));
  readonly delegations: Delegation[] = [];
  readonly policy: Policy;
  /** A version that the case can be moved to. */
  nextPolicy: Policy | null = null;
  recentProposals: InquiryContext['facts']['recentProposals'] = [];
  customers: InquiryContext['facts']['customers'] = { 'C-1': { contact: 'contact-1' } };
  posting: InquiryContext['facts']['posting'];
  invoices: InquiryContext['facts']['invoices'] = {
    'INV-1': { customer: 'C-1', legalEntity: 'halden-uk', original: usd(100_000_00), open: usd(100_000_00) },
  };
  payments: InquiryContext['facts']['payments'] = {
    'PAY-1': { customer: 'C-1', legalEntity: 'halden-uk', amount: usd(21_300_00), unapplied: usd(21_300_00) },
  };
  now: string;
  private current: InquiryState | null = null;
  private readonly intake: IntakeFact;

  constructor(
    receivedAt: string,
    intake: Partial<IntakeFact> = {},
    change: (policy: Policy) => void = () => undefined,
  ) {
    this.now = receivedAt;
    this.policy = defaultPolicy();
    change(this.policy);
    this.intake = {
      id: 'intake-1',
      reference: 'INQ-2026-000001',
      channel: 'email',
      legalEntity: 'halden-uk',
      content: text,
      contact: 'contact-1',
      filedBy: null,
      onBehalfOf: null,
      follows: null,
      receivedAt,
      customer: 'C-1',
      identification: { level: 'verified', method: 'portal_login' },
      classification: {
        category: 'billing_dispute',
        secondary: [],
        urgency: 'normal',
        confidence: 0.9,
        evidence: [],
        ruleVersion: '1',
        language: 'en',
      },
      invoices: [],
      ...intake,
    };
  }

  get state(): InquiryState {
    if (!this.current) throw new Error('open the case first');
    return this.current;
  }

  open(): this {
    this.give({ kind: 'policy', id: 'workflow' }, 'open', {});
    return this;
  }

  at(instant: string): this {
    this.now = instant;
    return this;
  }

  /** What a person does; fails when it is refused. Returns what followed. */
  does<Type extends InquiryCommandType>(who: string, type: Type, data: InquiryCommandData[Type]): InquiryEvent[] {
    return this.give(this.person(who), type, data);
  }

  /** The refusal of what a person tries; fails when it is taken. `lea for max` is Lea acting for Max. */
  refuses<Type extends InquiryCommandType>(who: string, type: Type, data: InquiryCommandData[Type]): Refusal {
    const decision = decide(this.current, this.command(this.person(who), type, data), this.context());
    if ('events' in decision) throw new Error(`${type} by ${who} was taken: ${JSON.stringify(decision.events)}`);
    return decision.refusal;
  }

  happens<Type extends InquiryCommandType>(type: Type, data: InquiryCommandData[Type]): InquiryEvent[] {
    return this.give({ kind: 'integration', id: 'erp' }, type, data);
  }

  /** Lets time pass: everything that falls due by then is met at its instant. */
  passUntil(instant: string): InquiryEvent[] {
    const events: InquiryEvent[] = [];
    for (let due = this.wakeAt(); due !== null && due <= instant; due = this.wakeAt()) {
      if (due > this.now) this.now = due;
      events.push(...this.give({ kind: 'timer', id: due }, 'deadlinesDue', {}));
    }
    this.now = instant;
    return events;
  }

  wakeAt(): string | null {
    return wakeAt(this.state, this.policyInForce());
  }

  private policyInForce(): Policy {
    return this.nextPolicy?.version === this.current?.policyVersion ? (this.nextPolicy ?? this.policy) : this.policy;
  }

  clock(name: string) {
    const clock = this.state.clocks.find((candidate) => candidate.name === name);
    if (!clock) throw new Error(`no clock ${name}`);
    return clock;
  }

  last<Type extends InquiryEvent['type']>(type: Type): Event<Type> {
    const found = this.events.findLast((event) => event.type === type);
    if (!found) throw new Error(`nothing of type ${type} happened`);
    return found as Event<Type>;
  }

  proposeCredit(who: string, minor: number): { proposal: string; contentHash: string } {
    const content = {
      kind: 'credit_note',
      invoice: 'INV-1',
      amount: usd(minor),
      reason: 'price',
      explanation: text,
    } as const;
    const event = this.does(who, 'propose', { content }).find(({ type }) => type === 'proposal_made');
    const { proposal, contentHash } = event as Event<'proposal_made'>;
    return { proposal, contentHash };
  }

  private give<Type extends InquiryCommandType>(actor: Actor, type: Type, data: InquiryCommandData[Type]) {
    const decision = decide(this.current, this.command(actor, type, data), this.context());
    if ('refusal' in decision) throw new Error(`${type} was refused: ${JSON.stringify(decision.refusal)}`);
    for (const event of decision.events) {
      const sequence = this.events.push(event);
      this.current = evolve(this.current, { sequence, occurredAt: this.now, actor, event });
    }
    return decision.events;
  }

  private person(who: string): Actor {
    const [acting = '', impersonatedBy] = who.split(' by ');
    const [id = '', onBehalfOf] = acting.split(' for ');
    return {
      kind: 'person',
      id,
      ...(onBehalfOf !== undefined && { onBehalfOf }),
      ...(impersonatedBy !== undefined && { impersonatedBy }),
    };
  }

  private command(actor: Actor, type: InquiryCommandType, data: unknown): InquiryCommand {
    return { id: `c-${this.events.length}`, type, actor, data } as InquiryCommand;
  }

  context(): InquiryContext {
    const { now, people, delegations, intake, invoices, payments, recentProposals } = this;
    return {
      now,
      policy: this.policyInForce(),
      directory: { people, delegations },
      facts: {
        ...noFacts,
        intake,
        workload: { open: {}, lastAssigned: {} },
        invoices,
        payments,
        recentProposals,
        group: ['C-1'],
        customers: this.customers,
        ...(this.nextPolicy && { nextPolicy: this.nextPolicy }),
        ...(this.posting && { posting: this.posting }),
      },
    };
  }
}
