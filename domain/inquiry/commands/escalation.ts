import type { InquiryCommandData } from '../../../contracts/inquiry';
import { refuse } from '../../refusal';
import type { Draft } from '../draft';
import { escalateTo } from '../escalate';

export function escalate(draft: Draft, { level, reason }: InquiryCommandData['escalate']): void {
  const present = draft.state.escalation?.level ?? 0;
  if (level <= present) refuse('escalation_level', 'escalation', { level: present });
  escalateTo(draft, level, 'person', reason);
}

export function deEscalate(draft: Draft, { reason }: InquiryCommandData['deEscalate']): void {
  draft.record({ type: 'de_escalated', ...(reason && { reason }) });
}
