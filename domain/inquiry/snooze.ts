import type { SnoozeEnd, TextReference } from '../../contracts/inquiry';
import type { Draft } from './draft';
import { isSnoozed } from './state';

/** The case is in its owner's queue again; nothing happens when it was there all the time. */
export function endSnooze(draft: Draft, because: SnoozeEnd, reason?: TextReference): void {
  if (isSnoozed(draft.state)) draft.record({ type: 'snooze_ended', because, ...(reason && { reason }) });
}
