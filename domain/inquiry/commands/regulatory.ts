import type { InquiryCommandData } from '../../../contracts/inquiry';
import { own } from '../../own';
import { refuse } from '../../refusal';
import type { Draft } from '../draft';
import { setRegulatoryClocks } from '../regulatory';

/**
 * Something happened that a pack counts from: a holding reply was sent, provisional credit was given, reasons were asked
 * for. Recorded again with another instant it is corrected. The owner, a lead or compliance says so, and why.
 */
export function recordRegulatoryEvent(draft: Draft, data: InquiryCommandData['recordRegulatoryEvent']): void {
  const { state, context } = draft;
  const { pack, event, reason } = data;
  const by = recorder(draft);
  const applies = state.regulatory?.packs.some((known) => known.pack === pack) ?? false;
  const definition = applies ? own(context.policy.regulatory?.packs ?? {}, pack) : undefined;
  if (!definition) return refuse('record_unknown', 'regulatory packs of the case', { pack });
  if (!own(definition.events, event)) {
    return refuse('record_unknown', 'events of the pack', { event, events: Object.keys(definition.events) });
  }
  const at = data.at ?? context.now;
  if (at > context.now) refuse('date_invalid', 'regulatory event: an instant that has passed');
  if (state.regulatory?.events.some((known) => known.pack === pack && known.event === event && known.at === at)) {
    refuse('unchanged');
  }
  draft.record({ type: 'regulatory_event_recorded', pack, event, at, by, reason });
  setRegulatoryClocks(draft, `${pack}: ${event.replaceAll('_', ' ')}`);
}

function recorder(draft: Draft): string {
  const { id } = draft.person();
  const compliance = own(draft.context.directory.people, id)?.roles.includes('compliance');
  return compliance ? id : draft.ownerOrLead();
}
