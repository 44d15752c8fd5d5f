import type { Instant, MessageId } from '../contracts/ids';
import type { MessageStatus } from '../contracts/vocabulary';
import type { MessageRow } from './rows';
import type { Write } from './writes';

export const insertMessage = (
  message: Omit<MessageRow, 'history' | 'recipient'> & { recipient: object | null },
): Write => ({
  insert: 'messages',
  key: ['id'],
  row: { ...message, history: [] },
  existing: 'replace',
});

/** How far a message got, with the time and the kind of evidence of every step on the way. */
export const setMessageStatus = (id: MessageId, status: MessageStatus, machine: boolean, at: Instant): Write => ({
  update: 'messages',
  key: { id },
  set: { status },
  append: { history: [{ status, at, machine }] },
});
