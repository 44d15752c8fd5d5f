import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { DevelopmentIdentity } from '../development-identity';
import type { DeskAddresses } from '../start';
import { StoryFailed, type Teller, type ToldCall } from './told';

/** Somebody who talks to the desk: one of its people, the ERP beside it, or a customer, by a portal session of theirs. */
export type Speaker = { person: string } | { customer: string } | { session: string } | 'erp';

export interface Mail {
  /** From the envelope: where it comes back to when nobody takes it. */
  sender: string;
  recipients: string[];
  subject: string;
  messageId: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  text: string;
  html: string | null;
}

/** What a customer's mail program, or a machine in its place, hands over. */
export type SentMail = Pick<
  SendMailOptions,
  'to' | 'subject' | 'text' | 'messageId' | 'inReplyTo' | 'headers' | 'raw'
> & {
  /** Empty for a machine that wants no answer. */
  from: string;
  to: string;
};

interface ProblemBody {
  code: string;
  title: string;
  rule?: string;
}

export interface DeskClientOptions {
  addresses: DeskAddresses;
  identity: Pick<DevelopmentIdentity, 'signToken'>;
  teller: Teller;
  /** Milliseconds for which a call that gets no answer is repeated under the same key. */
  patience?: number;
}

/** Milliseconds between repetitions of a call. */
const repeatPause = 300;

/**
 * The public API as any client should use it: each request that changes something carries an `Idempotency-Key`, and is
 * repeated with the same key when the answer is missing or says 503.
 */
export class DeskClient {
  readonly addresses: DeskAddresses;

  constructor(private readonly options: DeskClientOptions) {
    this.addresses = options.addresses;
  }

  /** @throws StoryFailed on any answer but 2xx */
  async get<Body>(speaker: Speaker, path: string, how: { told: boolean } = { told: true }): Promise<Body> {
    const { call, body } = await this.ask(speaker, 'GET', path);
    if (how.told) await this.options.teller(call);
    return this.taken<Body>(call, body);
  }

  /** @throws StoryFailed on any answer but 2xx */
  async post<Body>(speaker: Speaker, path: string, body: unknown = {}): Promise<Body> {
    const { call, body: answer } = await this.ask(speaker, 'POST', path, body);
    await this.options.teller(call);
    return this.taken<Body>(call, answer);
  }

  /** Asks for what must be refused. @throws StoryFailed when it is not, or with another code */
  async refused(speaker: Speaker, path: string, body: unknown, expected: { status: number; code: string }) {
    const { call } = await this.ask(speaker, 'POST', path, body);
    await this.options.teller(call);
    if (call.status !== expected.status || call.refusal?.code !== expected.code) {
      throw new StoryFailed(
        `${call.method} ${path} should be refused with ${expected.status} ${expected.code}, but was answered ${inWords(call)}.`,
      );
    }
  }

  /** Mails to an address, oldest first. */
  async mailsTo(recipient: string): Promise<Mail[]> {
    const { mailbox } = this.addresses;
    if (mailbox === null) throw new StoryFailed('This desk has no mailbox to look into (SMTP_URL is set).');
    const { body } = await this.insist(`${mailbox}/mails?recipient=${encodeURIComponent(recipient)}`, {});
    return (body as Mail[]).reverse();
  }

  /** Hands a mail over to the desk, as the mail server of the customer does. */
  async mail({ from, to, ...content }: SentMail): Promise<void> {
    const transport = createTransport(this.addresses.intake_url);
    try {
      await transport.sendMail({
        ...content,
        ...(content.raw ? {} : { from, to }),
        envelope: { from, to: [to] },
      });
    } finally {
      transport.close();
    }
    const words = content.subject ?? 'a report';
    await this.options.teller({ told: 'check', words: `Mail from ${from === '' ? 'a mail server' : from}: ${words}` });
  }

  /** A link in a mail, opened as a browser or mail program does. */
  async follow(url: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
    const { response, text, attempts } = await this.insist(url, init);
    // Whoever knows the token may act as the customer: it is not told.
    const path = new URL(url).pathname.replace(/^(\/\w+\/).{12,}?(\.\w+)?$/, '$1…$2');
    const call = { told: 'call' as const, who: 'Customer', method: init.method ?? 'GET', path };
    const body = typeof init.body === 'string' ? { body: init.body } : {};
    await this.options.teller({ ...call, ...body, status: response.status, attempts });
    return { status: response.status, text };
  }

  /** The page of a workflow in the Temporal web UI. */
  workflowLink(owner: string): string | null {
    const { ui, namespace } = this.addresses.temporal;
    return ui === null ? null : `${ui}/namespaces/${namespace}/workflows/${encodeURIComponent(owner)}`;
  }

  nameOf(speaker: Speaker): string {
    if (speaker === 'erp') return 'ERP';
    if (!('person' in speaker)) return 'Customer';
    return this.addresses.logins.find(({ person }) => person === speaker.person)?.name ?? speaker.person;
  }

  private async ask(
    speaker: Speaker,
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
  ): Promise<{ call: ToldCall; body: unknown }> {
    const headers: Record<string, string> = { Authorization: `Bearer ${await this.tokenOf(speaker)}` };
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
      headers['Idempotency-Key'] = randomUUID();
    }
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const { response, body: answer, attempts } = await this.insist(`${this.addresses.api}${path}`, init);
    const refusal = response.ok ? undefined : (answer as ProblemBody | null);
    const call: ToldCall = {
      told: 'call',
      who: this.nameOf(speaker),
      method,
      path,
      ...(body !== undefined && { body }),
      status: response.status,
      ...(refusal && {
        refusal: { code: refusal.code, title: refusal.title, ...(refusal.rule && { rule: refusal.rule }) },
      }),
      attempts,
    };
    return { call, body: answer };
  }

  private async insist(url: string, init: RequestInit) {
    const { patience = 20_000, teller } = this.options;
    const deadline = Date.now() + patience;
    for (let attempts = 1; ; attempts += 1) {
      let trouble: string;
      try {
        const response = await fetch(url, { ...init, signal: AbortSignal.timeout(15_000) });
        const text = await response.text();
        const isJson = response.headers.get('content-type')?.includes('json') === true;
        const body: unknown = isJson && text !== '' ? JSON.parse(text) : null;
        if (response.status !== 503) return { response, text, body, attempts };
        trouble = `503 ${(body as ProblemBody | null)?.code ?? ''}`;
      } catch (error) {
        trouble = ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message;
      }
      if (Date.now() > deadline) {
        throw new StoryFailed(`${url} did not answer within ${patience / 1000} s: ${trouble}`);
      }
      if (attempts === 1) {
        await teller({ told: 'check', words: `No answer (${trouble}); asking again with the same key` });
      }
      await pause(repeatPause);
    }
  }

  private async tokenOf(speaker: Speaker): Promise<string> {
    const { logins, integration } = this.addresses;
    if (speaker === 'erp') {
      if (integration === null)
        throw new StoryFailed('This desk holds a company of its own, without the ERP of the demo.');
      return integration.key;
    }
    if ('session' in speaker) return speaker.session;
    if ('customer' in speaker) {
      // Stands in for the portal's login.
      return this.options.identity.signToken(`contact-of-${speaker.customer}`, { customer: speaker.customer });
    }
    const login = logins.find(({ person }) => person === speaker.person);
    if (!login) throw new StoryFailed(`This desk has nobody called ${speaker.person}: it holds a company of its own.`);
    return login.token;
  }

  private taken<Body>(call: ToldCall, body: unknown): Body {
    if (call.status >= 200 && call.status < 300) return body as Body;
    throw new StoryFailed(`${call.method} ${call.path} was answered ${inWords(call)}.`);
  }
}

const inWords = ({ status, refusal }: ToldCall): string =>
  refusal ? `${status} ${refusal.code} (${refusal.title})` : String(status);
