import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';

export interface IntakeMetrics {
  registry: Registry;
  /** Mails that were stored, also those that were known already. */
  stored: Counter<'mailbox' | 'source' | 'stored'>;
  /** Mails that were refused for now because they could not be stored. */
  refused: Counter<'mailbox'>;
  /** 1 while this process fetches the mailbox or another one does, 0 while it cannot be fetched. */
  fetched: Gauge<'mailbox'>;
  /** What stood in the way of fetching, or needs a person, by its code. */
  troubles: Counter<'mailbox' | 'code'>;
}

/**
 * A registry of one's own, so that several intakes in one process do not count into each other.
 *
 * @param options.countUnread asked at every scrape; while it rejects, the figures stay away
 */
export function createIntakeMetrics(
  options: { process?: boolean; countUnread?: () => Promise<Record<'waiting' | 'failed', number>> } = {},
): IntakeMetrics {
  const { countUnread } = options;
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  if (countUnread) {
    new Gauge({
      name: 'inquiry_desk_mails_unread',
      help: 'Mails of the whole desk that wait to be read, and that could not be read (failed): a person has to look at those.',
      labelNames: ['status'],
      registers,
      async collect() {
        this.reset();
        const counts = await countUnread().catch(() => ({}));
        for (const [status, count] of Object.entries(counts)) this.set({ status }, count);
      },
    });
  }
  return {
    registry,
    stored: new Counter({
      name: 'inquiry_desk_mails_stored_total',
      help: 'Mails that came in and are stored.',
      labelNames: ['mailbox', 'source', 'stored'],
      registers,
    }),
    refused: new Counter({
      name: 'inquiry_desk_mails_refused_total',
      help: 'Mails that could not be stored and were told to come again.',
      labelNames: ['mailbox'],
      registers,
    }),
    fetched: new Gauge({
      name: 'inquiry_desk_mailbox_fetched',
      help: 'Whether the mailbox is being fetched.',
      labelNames: ['mailbox'],
      registers,
    }),
    troubles: new Counter({
      name: 'inquiry_desk_mailbox_troubles_total',
      help: 'What stood in the way of fetching, or needs a person, by its code.',
      labelNames: ['mailbox', 'code'],
      registers,
    }),
  };
}
