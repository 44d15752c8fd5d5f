import { setTimeout as pause } from 'node:timers/promises';
import { cents, type Case, type Customer, type Invoice, type Payment } from './answers';
import type { DeskClient, Mail, Speaker } from './desk-client';
import { StoryFailed, type Teller } from './told';

/** What all postings of the books add up to, per currency. */
export interface TrialBalance {
  currency: string;
  debit: number;
  credit: number;
}

export interface TellingOptions {
  desk: DeskClient;
  teller: Teller;
  /** As an auditor reads it, in the database. */
  trialBalance: () => Promise<TrialBalance[]>;
  /** Watch until a reminder that must not come would have come. Tests that know better do not wait. */
  watchToTheEnd?: boolean;
  /** Milliseconds for what has to happen by itself. */
  patience?: number;
}

export interface Story {
  number: number;
  title: string;
  words: string;
  tell(telling: Telling): Promise<void>;
}

const secondsSince = (begun: number): number => Math.round((performance.now() - begun) / 10) / 100;

/** Reads everything. */
const auditor: Speaker = { person: 'olu.adeyemi' };
const pollPause = 200;

/** One telling of one story: its steps, what is checked in them, and what is shown. Ids are new in each. */
export class Telling {
  readonly desk: DeskClient;
  readonly watchToTheEnd: boolean;
  /** Eight digits that no other telling on this desk has. */
  readonly tag: string;
  private readonly teller: Teller;
  private readonly patience: number;

  private constructor(
    private readonly story: Story,
    private readonly options: TellingOptions,
  ) {
    this.desk = options.desk;
    this.teller = options.teller;
    this.watchToTheEnd = options.watchToTheEnd ?? true;
    this.patience = options.patience ?? 30_000;
    this.tag = `${story.number}${(Math.floor(Date.now() / 10) % 1e8).toString().padStart(8, '0')}`;
  }

  /** Tells a story from beginning to end. @throws StoryFailed where it does not go as told */
  static async tell(story: Story, options: TellingOptions): Promise<Telling> {
    const begun = performance.now();
    const { number, title, words } = story;
    const telling = new Telling(story, options);
    await options.teller({ told: 'story', story: number, title, words });
    await story.tell(telling);
    await options.teller({ told: 'end', story: number, seconds: secondsSince(begun) });
    return telling;
  }

  async step<T>(step: string, words: string, work: () => Promise<T>): Promise<T> {
    await this.teller({ told: 'step', story: this.story.number, step, words });
    return work();
  }

  async check(holds: boolean, words: string): Promise<void> {
    if (!holds) throw new StoryFailed(`This should hold, and does not: ${words}`);
    await this.teller({ told: 'check', words });
  }

  /** Asks again until there is an answer. `by` is when it is due; longer than that and the patience it must not take. */
  async until<T>(words: string, ask: () => Promise<T | undefined>, by: string | null = null): Promise<T> {
    const begun = performance.now();
    const deadline = Math.max(Date.now(), by === null ? 0 : Date.parse(by)) + this.patience;
    let told = false;
    for (;;) {
      const answer = await ask();
      if (answer !== undefined) {
        if (told) await this.teller({ told: 'waited', seconds: secondsSince(begun) });
        return answer;
      }
      if (Date.now() > deadline) throw new StoryFailed(`This should have happened by now, and has not: ${words}`);
      if (!told) await this.teller({ told: 'wait', words, until: by });
      told = true;
      await pause(pollPause);
    }
  }

  /** Waits for an instant, visibly. */
  async waitUntil(words: string, instant: string): Promise<void> {
    await this.until(words, async () => (Date.now() >= Date.parse(instant) ? true : undefined), instant);
  }

  // --- looking ---

  inquiry(reference: string): Promise<Case> {
    return this.desk.get<Case>(auditor, `/v1/inquiries/${reference}`, { told: false });
  }

  customer(id: string): Promise<Customer> {
    return this.desk.get<Customer>(auditor, `/v1/customers/${id}`, { told: false });
  }

  invoice(id: string): Promise<Invoice> {
    return this.desk.get<Invoice>(auditor, `/v1/invoices/${id}`, { told: false });
  }

  payment(id: string): Promise<Payment> {
    return this.desk.get<Payment>(auditor, `/v1/payments/${id}`, { told: false });
  }

  list<Item>(path: string): Promise<Item[]> {
    return this.desk.get<{ data: Item[] }>(auditor, path, { told: false }).then(({ data }) => data);
  }

  /** The first mail to an address that matches, once it has come. */
  mailTo(recipient: string, words: string, matches: (mail: Mail) => boolean, by: string | null = null): Promise<Mail> {
    return this.until(words, async () => (await this.desk.mailsTo(recipient)).find(matches), by);
  }

  // --- showing ---

  async showCase(reference: string): Promise<Case> {
    const found = await this.inquiry(reference);
    const { status, category, urgency, customer, identification, team, assignee, clocks, proposals } = found;
    const lines = [
      `${reference}: ${status}; ${category.replaceAll('_', ' ')}, ${urgency}`,
      `customer ${customer?.name ?? 'unknown'} (${identification.level} by ${identification.method.replaceAll('_', ' ')})`,
      `owner ${assignee?.name ?? 'nobody yet'}, team ${team ?? 'none yet'}`,
      ...clocks.map(({ text }) => text),
      ...proposals.map(({ id, kind, amount, status: how }) => {
        return `proposal ${id}: ${kind.replaceAll('_', ' ')} of ${amount.currency} ${amount.value}, ${how}`;
      }),
    ];
    await this.show('case', lines, `inquiry:${reference}`);
    return found;
  }

  async showFollowUp(customer: string): Promise<void> {
    const { follow_up: followUp } = await this.customer(customer);
    if (followUp === null) throw new StoryFailed(`Nobody follows up ${customer}.`);
    const lines = [
      followUp.next_at === null ? 'no next step' : `next step due ${followUp.next_at}`,
      ...followUp.holds.map(({ invoice, amount, inquiry }) => {
        return `${invoice}: ${amount ? `${amount.currency} ${amount.value}` : 'all'} held by ${inquiry}`;
      }),
    ];
    await this.show(`follow-up of ${customer}`, lines, `follow-up:${customer}`);
  }

  async showInvoice(id: string): Promise<Invoice> {
    const found = await this.invoice(id);
    const { original, open, credited, paid, written_off: writtenOff } = found;
    await this.show(`invoice ${id}`, [
      `original ${original.value} = open ${open.value} + credited ${credited.value} + paid ${paid.value} + written off ${writtenOff.value} ${original.currency}`,
    ]);
    const total = [open, credited, paid, writtenOff].reduce((sum, part) => sum + cents(part), 0);
    await this.check(total === cents(original), 'the invoice adds up');
    return found;
  }

  async show(of: string, lines: string[], owner: string | null = null): Promise<void> {
    await this.teller({ told: 'state', of, lines, link: owner === null ? null : this.desk.workflowLink(owner) });
  }

  // --- what holds at the end of every story ---

  async checkBooks(): Promise<void> {
    const balance = await this.options.trialBalance();
    await this.show(
      'books',
      balance.map(({ currency, debit, credit }) => `${currency}: debits ${debit}, credits ${credit} (minor units)`),
    );
    await this.check(
      balance.every(({ debit, credit }) => debit === credit),
      'debits equal credits',
    );
  }

  /** The live workflow is asked, and knows what the journal says. */
  async checkWorkflow(reference: string): Promise<void> {
    const path = `/v1/inquiries/${reference}`;
    await this.until('journal and workflow agree', async () => {
      const live = await this.desk.get<Case>(auditor, `${path}?source=workflow`, { told: false });
      const stored = await this.inquiry(reference);
      return JSON.stringify(live) === JSON.stringify(stored) ? true : undefined;
    });
    await this.check(true, 'the live workflow and the journal say the same');
  }
}
