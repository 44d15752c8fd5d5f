import type { PortalStatus } from '../contracts/http-portal';
import type { FileFacts } from '../db/find-files';
import type { FoundCase } from '../db/find-case';
import type { InquiryRow, MessageRow } from '../db/rows';
import { mayBeRated } from '../domain/inquiry/commands/rate';
import { allowedNextSteps } from '../domain/inquiry/transitions';
import type { InquiryState, Phase } from '../domain/inquiry/state';

/** Who approves and who is told about delays is ours to know; a customer learns whether it is their turn. */
const statuses: Record<Phase, PortalStatus> = {
  open: 'in_progress',
  assigned: 'in_progress',
  in_progress: 'in_progress',
  pending_customer: 'waiting_for_you',
  pending_approval: 'in_progress',
  resolved: 'resolved',
  closed: 'closed',
  reopened: 'in_progress',
};

/** An escalated case that waits for the customer waits for them all the same. */
export const portalStatusOf = ({ phase }: Pick<InquiryState, 'phase'>): PortalStatus => statuses[phase];

export const presentPortalSummary = (row: InquiryRow, phase: Phase, subject: string | null) => ({
  reference: row.reference,
  status: statuses[phase],
  subject,
  received_at: row.received_at,
  resolved_at: row.resolved_at,
  closed_at: row.closed_at,
});

export function presentPortalInquiry(
  { reference, receivedAt, follows, state, ended }: FoundCase,
  words: { subject: string; body: string } | null,
  files: FileFacts[],
  goesOnIn: string | null,
) {
  return {
    reference,
    status: state ? portalStatusOf(state) : ('in_progress' as const),
    subject: words?.subject ?? null,
    body: words?.body ?? null,
    received_at: receivedAt,
    resolved_at: state?.resolution?.at ?? null,
    closed_at: state?.closure?.at ?? null,
    follows,
    goes_on_in: goesOnIn,
    files: files.map(presentPortalFile),
    confirm_by: state?.phase === 'resolved' ? (state.resolution?.confirmBy ?? null) : null,
    reopen_until: state?.closure?.reopenUntil ?? null,
    you_may: [
      'answer' as const,
      ...(state && !ended && allowedNextSteps(state).includes('confirm') ? ['confirm' as const] : []),
      ...(state && mayBeRated(state) ? ['rate' as const] : []),
    ],
    rating: state?.csat?.score === undefined ? null : { score: state.csat.score },
  };
}

export const presentPortalFile = ({ id, name, media_type, size, quarantined, erased }: FileFacts) => ({
  id,
  name,
  media_type,
  size,
  available: quarantined === null && !erased,
});

/**
 * What was said between a customer and us: nothing between colleagues, nothing that has not left the desk, and nothing of
 * somebody who could not show to be the customer.
 */
export const isPublic = ({ direction, recipient, status, received }: MessageRow): boolean =>
  direction === 'in'
    ? received?.senderVerified !== false
    : recipient !== null && 'contact' in recipient && !['pending', 'failed', 'cancelled'].includes(status);

export const presentPortalMessage = (
  row: MessageRow,
  texts: Record<string, string | null>,
  files: Record<string, FileFacts>,
) => ({
  id: row.id,
  from: row.direction === 'in' ? ('you' as const) : ('us' as const),
  kind: row.purpose,
  text: row.text === null ? null : (texts[row.text] ?? null),
  at: row.created_at,
  files: (row.attachments ?? []).flatMap(({ id }) => (files[id] ? [presentPortalFile(files[id])] : [])),
});
