/** Processes stored mails, those of one mailbox one after the other: an answer may follow the mail that it answers. */
export interface MailProcessing {
  /** Takes the mail on and returns at once. */
  add(mailbox: string, id: string): void;
  /** Resolves when what is under way is done; what is not begun by now stays stored, for the sweep. */
  stop(): Promise<void>;
}

/** @param onFailure a mail stays stored and waits for the sweep */
export function createMailProcessing(
  process: (id: string) => Promise<unknown>,
  onFailure: (id: string, error: unknown) => void,
): MailProcessing {
  const queues = new Map<string, Promise<void>>();
  let stopping = false;

  const processOne = async (id: string): Promise<void> => {
    if (stopping) return;
    try {
      await process(id);
    } catch (error) {
      onFailure(id, error);
    }
  };

  return {
    add(mailbox, id) {
      const before = queues.get(mailbox) ?? Promise.resolve();
      queues.set(
        mailbox,
        before.then(() => processOne(id)),
      );
    },
    async stop() {
      stopping = true;
      await Promise.all(queues.values());
    },
  };
}
