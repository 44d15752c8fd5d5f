import type { FollowUpEvent } from '../../contracts/follow-up';
import type { PlannedEffect } from '../inquiry/effects';

/** A follow-up does one thing outside: it sends what it has decided to send. */
export function followUpEffectsOf(event: FollowUpEvent): PlannedEffect[] {
  if (event.type !== 'message_queued') return [];
  const summary = event.purpose === 'alert' ? 'alert collections' : `send ${event.purpose}, ${event.items.length} open`;
  return [{ kind: 'sendMessage', subject: event.message, summary, data: {} }];
}
