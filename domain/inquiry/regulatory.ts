import type { ClockEvent, ClockId } from '../../contracts/inquiry';
import { own } from '../own';
import type { Policy } from '../policy';
import { packClocks, packsFor } from '../regulatory';
import type { Draft } from './draft';
import type { InquiryState } from './state';

/**
 * Finds out which packs apply to the case as it is now, and sets their clocks: when it is opened, and whenever category,
 * customer or policy have changed. Clocks of a pack that no longer applies are taken away; the journal keeps them.
 */
export function applyRegulatoryPacks(draft: Draft, cause: string, policy: Policy = draft.context.policy): void {
  const { state, context } = draft;
  const { legalEntity, category } = state;
  const packs = packsFor(policy, { legalEntity, category, segment: context.facts.segment ?? null });
  if (inWords(packs) !== inWords(state.regulatory?.packs ?? [])) {
    draft.record({ type: 'regulatory_packs_set', packs });
  }
  setRegulatoryClocks(draft, cause, policy);
}

/** Works the clocks of the packs out anew from what has happened; nothing is recorded when they stay as they are. */
export function setRegulatoryClocks(draft: Draft, cause: string, policy: Policy = draft.context.policy): void {
  const { state } = draft;
  const wanted = regulatoryClocks(state, policy);
  const present = state.clocks.filter(({ name }) => isRegulatory(name));
  const clocks = wanted.filter((clock) => {
    const known = present.find(({ name }) => name === clock.name);
    return known === undefined || JSON.stringify(inOrder(known)) !== JSON.stringify(inOrder(clock));
  });
  const removed = present.map(({ name }) => name).filter((name) => !wanted.some((clock) => clock.name === name));
  if (clocks.length > 0 || removed.length > 0) {
    draft.record({ type: 'clocks_set', clocks, cause, ...(removed.length > 0 && { removed }) });
  }
}

const inWords = (packs: readonly { pack: string; calendar: string }[]): string =>
  packs.map(({ pack, calendar }) => `${pack} ${calendar}`).join();

export const isRegulatory = (name: ClockId): boolean => name.includes(':');

function regulatoryClocks(state: InquiryState, policy: Policy): ClockEvent[] {
  const { packs, events } = state.regulatory ?? { packs: [], events: [] };
  return packs.flatMap(({ pack: id, calendar: calendarId }) => {
    const pack = own(policy.regulatory?.packs ?? {}, id);
    const calendar = own(policy.calendars, calendarId);
    if (!pack || !calendar) return [];
    const about = {
      receivedAt: receiptOf(state),
      firstResponseAt: state.firstResponseAt,
      resolvedAt: state.resolution?.at ?? null,
      events: events.filter((record) => record.pack === id),
    };
    return packClocks(id, pack, calendar, about, state.clocks);
  });
}

/** The inquiry was received when its clocks began, which is earlier than the case if the engine was away. */
const receiptOf = ({ clocks, receivedAt }: InquiryState): string =>
  clocks.find(({ name }) => name === 'resolution')?.startedAt ?? receivedAt;

/** Keys in one order, so that equal clocks read equal wherever they come from. */
const inOrder = (clock: ClockEvent): unknown =>
  Object.entries({
    ...clock,
    target: Object.entries(clock.target).sort(),
    days: Object.entries(clock.days ?? {}).sort(),
  }).sort(([left], [right]) => (left < right ? -1 : 1));
