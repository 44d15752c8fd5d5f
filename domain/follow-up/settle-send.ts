import type { FollowUpCommandData, FollowUpEvent } from '../../contracts/follow-up';
import { followUpOwner, messageIdFor, type InvoiceId } from '../../contracts/ids';
import type { Amount } from '../../contracts/inquiry';
import { statusChange } from '../inquiry/commands/facts';
import { isZero } from '../money';
import { own } from '../own';
import { requireParked } from '../parked-send';
import { refuse } from '../refusal';
import type { FollowUpState } from './state';

type Queued = Extract<FollowUpEvent, { type: 'message_queued' }>;

/** The message as it was queued. */
export type FollowUpSendFact = Omit<Queued, 'type' | 'message' | 'step' | 'resends'> & {
  /** The newest effect that sent it. */
  effect?: string;
};

/** What of a decision in the making this one needs. */
interface SettlingDraft {
  readonly state: FollowUpState;
  readonly context: { send?: FollowUpSendFact };
  record(event: FollowUpEvent): void;
  collectable(invoice: InvoiceId): Amount | null;
}

/**
 * As for cases (`domain/inquiry/commands/settle-send.ts`). A reminder that goes out once more asks for what is due now, and
 * never for what has been paid, held or promised since.
 */
export function settleSend(draft: SettlingDraft, data: FollowUpCommandData['settleSend']): void {
  const { message, result, evidence, resend } = data;
  const { effect, ...queued } = requireParked(message, own(draft.state.messages, message), draft.context.send);
  draft.record({ type: 'send_settled', message, result, evidence, ...(effect !== undefined && { effect }) });
  draft.record(statusChange({ message, status: result === 'sent' ? 'sent' : 'failed' }));
  if (result === 'sent' || !resend) return;
  const items = queued.items.flatMap((item) => {
    const amount = draft.collectable(item.invoice);
    return amount === null || isZero(amount) ? [] : [{ ...item, amount }];
  });
  // An alert asks for nothing, and goes out all the same.
  if (items.length === 0 && queued.items.length > 0) refuse('send_superseded', undefined, { message });
  const { customer, sequence } = draft.state;
  const step = `${queued.purpose}-${sequence + 1}`;
  const again = messageIdFor(followUpOwner(customer), step);
  draft.record({ type: 'message_queued', message: again, step, ...queued, items, resends: message });
}
