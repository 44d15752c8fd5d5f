import type { Instant, Owner } from '../contracts/ids';
import type { FileReference, MessageStatusChange, SendSettlement, TemplateUse } from '../contracts/inquiry';
import type { ContactBounceRow, MessageRow } from './rows';
import type { Write } from './writes';

export const insertMessage = (
  message: Omit<MessageRow, 'history' | 'recipient' | 'questions' | 'attachments' | 'template' | 'received'> & {
    recipient: object | null;
    questions?: object[];
    attachments?: FileReference[] | null;
    template?: TemplateUse | null;
    received?: MessageRow['received'];
  },
): Write => ({
  insert: 'messages',
  key: ['id'],
  row: { questions: null, attachments: null, template: null, received: null, ...message, history: [] },
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

/** What somebody found out about a send that was parked: its attempt and its effect are no longer in doubt. */
export const settleSend = ({ message, result, effect }: SendSettlement & { effect?: string }, at: Instant): Write[] => [
  {
    update: 'send_attempts',
    key: { message },
    set: { result: result === 'sent' ? 'sent' : 'failed', detail: 'settled_by_person', settled_at: at },
  },
  ...(effect === undefined
    ? []
    : [
        {
          update: 'effects',
          key: { key: effect },
          set: { status: result === 'sent' ? 'done' : 'failed', settled_at: at },
        },
      ]),
];

/** From whom a message came back, where that is known: nobody writes to them any more once it was for good. */
export const projectBounce = (
  owner: Owner,
  sequence: number,
  { message, contact, bounce }: MessageStatusChange,
  at: Instant,
): Write[] => {
  if (contact === undefined || bounce === undefined) return [];
  const row: ContactBounceRow = { owner, sequence, contact, message, ...bounce, bounced_at: at };
  return [{ insert: 'contact_bounces', key: ['owner', 'sequence'], row: { ...row }, existing: 'keep' }];
};
