import type { ArrivedMail, ProcessedMail, ProcessMailPorts } from './ports';
import { processMail } from './process-mail';
import { storeMail } from './store-mail';

/** Stores a mail and processes it at once: for a transport that waits for the answer. Throws `StoreUnavailable`. */
export async function receiveMail(
  ports: ProcessMailPorts,
  mail: ArrivedMail,
): Promise<ProcessedMail & { stored: 'now' | 'before' }> {
  const { id, stored } = await storeMail(ports, mail);
  return { ...(await processMail(ports, id)), stored };
}
