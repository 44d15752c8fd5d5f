import type { ReceivedMessage } from '../../contracts/inquiry';

/** Whether a message counts as the customer's: one from a machine, or from somebody unverified, is on record and no more. */
export const isCustomersWord = ({ automatic, senderVerified }: ReceivedMessage): boolean =>
  automatic !== true && senderVerified !== false;
