import type { Mailbox } from '../contracts/mailboxes';
import type { ReceivingMailbox } from './ports';

/** What is kept with every mail that comes to the mailbox. */
export const receivingMailbox = ({ name, team, legalEntity }: Mailbox): ReceivingMailbox => ({
  name,
  ...(team !== undefined && { team }),
  ...(legalEntity !== undefined && { legalEntity }),
});
