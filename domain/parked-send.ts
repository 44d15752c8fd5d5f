import type { MessageId } from '../contracts/ids';
import type { MessageStatus } from '../contracts/vocabulary';
import { refuse } from './refusal';

/** Only what nobody knows the end of is settled by a person, on a case as on a follow-up; returns the message as it was queued. */
export function requireParked<Send>(
  message: MessageId,
  known: { status: MessageStatus } | undefined,
  send: Send | undefined,
): Send {
  if (!known || !send) return refuse('message_unknown', undefined, { message });
  if (known.status === 'pending') refuse('send_pending', undefined, { message });
  if (known.status !== 'unknown') refuse('send_settled', undefined, { message, status: known.status });
  return send;
}
