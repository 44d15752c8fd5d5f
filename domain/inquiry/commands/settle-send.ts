import { inquiryOwner, messageIdFor } from '../../../contracts/ids';
import type { InquiryCommandData } from '../../../contracts/inquiry';
import { own } from '../../own';
import { requireParked } from '../../parked-send';
import type { Draft } from '../draft';
import { statusChange } from './facts';

/**
 * Nobody knew whether a mail was sent, and now somebody has looked for it. What was certainly not sent goes out once more
 * only when they say so, as a message of its own: the first one keeps its attempt, and no key is used twice (invariant I2).
 */
export function settleSend(draft: Draft, data: InquiryCommandData['settleSend']): void {
  const { message, result, evidence, resend } = data;
  const { effect, ...queued } = requireParked(message, own(draft.state.messages, message), draft.context.facts.send);
  draft.record({ type: 'send_settled', message, result, evidence, ...(effect !== undefined && { effect }) });
  draft.record(statusChange({ message, status: result === 'sent' ? 'sent' : 'failed' }));
  if (result === 'sent' || !resend) return;
  const step = `${queued.purpose}-${draft.state.sequence + 1}`;
  const again = messageIdFor(inquiryOwner(draft.state.reference), step);
  draft.record({ type: 'message_queued', message: again, step, ...queued, resends: message });
}
