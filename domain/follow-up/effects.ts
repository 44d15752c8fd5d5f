import type { FollowUpEvent } from '../../contracts/follow-up';
import type { PlannedEffect } from '../inquiry/effects';

/** A follow-up sends what it has decided to send, and tells a case when nobody answers its question. */
export function followUpEffectsOf(event: FollowUpEvent): PlannedEffect[] {
  if (event.type === 'question_decided' && event.decision === 'escalate') {
    const { inquiry, message, reason, reminders } = event;
    const data = { signal: 'answerOverdue', message, reason, reminders };
    return [{ kind: 'tellInquiry', subject: inquiry, summary: 'say that nobody answers', data }];
  }
  if (event.type !== 'message_queued') return [];
  return [{ kind: 'sendMessage', subject: event.message, summary: summaryOf(event), data: {} }];
}

function summaryOf({ purpose, items }: Extract<FollowUpEvent, { type: 'message_queued' }>): string {
  if (purpose === 'alert') return 'alert collections';
  return purpose === 'answer_reminder' ? 'remind of a question' : `send ${purpose}, ${items.length} open`;
}
