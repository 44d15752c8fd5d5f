import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Mailbox, SecretSource } from '../contracts/mailboxes';
import { keepFetching, type FetchedMailbox, type FetchState } from './fetch-mailbox';
import type { IntakeMetrics } from './intake-metrics';
import { listenForMail, type MailListener } from './listen-for-mail';
import type { ArrivedMail, ProcessMailPorts } from './ports';
import { processMail } from './process-mail';
import { createMailProcessing } from './process-in-turn';
import { storeMail } from './store-mail';

/** Milliseconds for a mail that is being processed when the intake stops: the engine may take five seconds to answer. */
const processingPatience = 10_000;

export interface IntakeOptions {
  ports: ProcessMailPorts & { clock: { now(): string } };
  host: string;
  /** 0 takes any free port. */
  smtpPort: number;
  /** Null: no LMTP. */
  lmtpPort: number | null;
  tls: { cert: Buffer; key: Buffer } | null;
  mailboxes: readonly Mailbox[];
  readSecret: (source: SecretSource) => string;
  metrics: IntakeMetrics;
  log: Logger;
}

export interface Intake {
  smtpPort: number;
  lmtpPort: number | null;
  /** Of the mailboxes that are fetched, by name. */
  states: () => Record<string, FetchState>;
  /** In order: no new mail, then what is being processed; the rest is for the sweep. */
  stop(): Promise<void>;
}

/** Starts everything that brings mail in: the listeners, and one fetcher for each mailbox with an account. */
export async function startIntake(options: IntakeOptions): Promise<Intake> {
  const { ports, host, smtpPort, lmtpPort, tls, mailboxes, readSecret, metrics, log } = options;
  const processing = createMailProcessing(
    (id) => processMail(ports, id),
    (mail, error) => log.warn({ mail, reason: (error as Error).name }, 'mail not processed; the sweep tries again'),
  );
  const store = async (mail: ArrivedMail): Promise<void> => {
    const { id, stored } = await storeMail(ports, mail);
    metrics.stored.inc({ mailbox: mail.mailbox.name, source: mail.source, stored });
    processing.add(mail.mailbox.name, id);
  };
  const onRefused = (mailbox: string): void => {
    metrics.refused.inc({ mailbox });
    log.error({ mailbox }, 'mail not stored; its sender keeps it and tries again');
  };

  const listeners: MailListener[] = [];
  const listen = async (protocol: 'smtp' | 'lmtp', port: number): Promise<number> => {
    const listener = await listenForMail({ protocol, host, port, tls, mailboxes, store, onRefused });
    listeners.push(listener);
    return listener.port;
  };
  const stopListeners = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.stop()));
  };
  const taken = { smtpPort: await listen('smtp', smtpPort), lmtpPort: null as number | null };
  try {
    if (lmtpPort !== null) taken.lmtpPort = await listen('lmtp', lmtpPort);
  } catch (error) {
    await stopListeners();
    throw error;
  }

  const states = new Map<string, FetchState>();
  const onTrouble = (mailbox: string, code: string): void => {
    metrics.troubles.inc({ mailbox, code });
    log.warn({ mailbox, code }, 'a mailbox needs a person');
  };
  const onState = (mailbox: string, state: FetchState): void => {
    const before = states.get(mailbox);
    states.set(mailbox, state);
    metrics.fetched.set({ mailbox }, state.state === 'connected' || state.state === 'elsewhere' ? 1 : 0);
    if (state.state === 'failing') metrics.troubles.inc({ mailbox, code: state.code });
    // Each attempt passes through `connecting`; what is said is what changed for whom watches.
    if (state.state === 'connecting' || JSON.stringify(before) === JSON.stringify(state)) return;
    if (state.state === 'failing') log.warn({ mailbox, code: state.code }, 'mailbox not fetched; trying again');
    else log.info({ mailbox, state: state.state }, 'mailbox');
  };
  const stopping = new AbortController();
  const fetchers = mailboxes
    .filter((mailbox): mailbox is FetchedMailbox => mailbox.imap !== undefined)
    .map((mailbox) =>
      keepFetching(
        mailbox,
        { db: ports.db, clock: ports.clock, readSecret, store, onState, onTrouble },
        stopping.signal,
      ),
    );

  return {
    ...taken,
    states: () => Object.fromEntries(states),
    async stop() {
      stopping.abort();
      await Promise.all([stopListeners(), ...fetchers]);
      const patience = new AbortController();
      await Promise.race([
        processing.stop(),
        pause(processingPatience, undefined, { signal: patience.signal }).catch(() => undefined),
      ]);
      patience.abort();
    },
  };
}
