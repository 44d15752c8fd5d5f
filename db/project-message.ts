import type { Instant } from '../contracts/ids';
import type { MessageStatusChange } from '../contracts/inquiry';
import type { MessageRow } from './rows';
import type { Write } from './writes';

export const insertMessage = (
  message: Omit<MessageRow, 'history' | 'recipient' | 'questions'> & { recipient: object | null; questions?: object[] },
): Write => ({
  insert: 'messages',
  key: ['id'],
  row: { questions: null, ...message, history: [] },
  existing: 'replace',
});

/** How far a message got, with the time and the kind of evidence of every step on the way. */
export const setMessageStatus = (change: MessageStatusChange, at: Instant): Write => {
  const { message, status, machine, evidence, bounce } = change;
  const known = { ...(evidence !== undefined && { evidence }), ...(bounce !== undefined && { bounce }) };
  return {
    update: 'messages',
    key: { id: message },
    set: { status },
    append: { history: [{ status, at, machine, ...known }] },
  };
};
