import type { FollowUpCommandData, QuestionReason } from '../../contracts/follow-up';
import type { Instant, LocalDate, MessageId, Reference } from '../../contracts/ids';
import { own } from '../own';
import type { QuestionLadder } from '../policy';
import { localDateAt } from '../time-zone';
import { contactBudgetFreeAt } from './contact-budget';
import { endIfDone, type FollowUpDraft } from './draft';
import { afterInstant, daysLater, type LadderTerms } from './ladder';
import { nextAllowed } from './quiet';
import { messagesAfter, type AwaitedAnswer } from './state';

/** A question that goes into the next message. */
export interface DueQuestion {
  inquiry: Reference;
  askedOn: LocalDate;
  step: string;
  retries?: MessageId;
}

type QuestionTerms = Pick<LadderTerms, 'zone' | 'sendAtHour' | 'minimumDaysBetween'>;

/** When a step of the ladder is due that counts from `askedAt`; the one after the last tells whoever asked. */
export function questionInstant(
  ladder: QuestionLadder,
  terms: QuestionTerms,
  index: number,
  askedAt: Instant,
): Instant {
  return afterInstant(terms, ladder.steps[index]?.after ?? ladder.escalateAfter, askedAt);
}

/** The same after a step that was sent late: the customer has as many days between as reminders are apart. */
export function questionInstantAfterSending(
  ladder: QuestionLadder,
  terms: QuestionTerms,
  index: number,
  askedAt: Instant,
  sentAt: Instant,
): Instant {
  const planned = questionInstant(ladder, terms, index, askedAt);
  const exact = (ladder.steps[index]?.after ?? ladder.escalateAfter).includes('T');
  const apart = exact ? sentAt : daysLater(terms, sentAt, terms.minimumDaysBetween);
  return planned > apart ? planned : apart;
}

/** A case waits for an answer; without a ladder in the policy nothing reminds of it. */
export function awaitAnswer(draft: FollowUpDraft, { inquiry, message }: FollowUpCommandData['await']): void {
  const { context, terms } = draft;
  const { questions: ladder } = context.policy.reminders;
  if (!ladder || own(draft.state.questions ?? {}, inquiry)?.message === message) return;
  draft.record({
    type: 'question_awaited',
    inquiry,
    message,
    askedOn: localDateAt(terms.zone, context.now),
    nextStep: 0,
    nextAt: questionInstant(ladder, terms, 0, context.now),
  });
}

export function answered(draft: FollowUpDraft, { inquiry, because }: FollowUpCommandData['answered']): void {
  if (!own(draft.state.questions ?? {}, inquiry)) return;
  draft.record({ type: 'question_closed', inquiry, because });
  endIfDone(draft);
}

export const dueQuestions = ({ state, context }: FollowUpDraft): Reference[] =>
  Object.entries(state.questions ?? {}).flatMap(([inquiry, { nextAt }]) => (nextAt <= context.now ? [inquiry] : []));

/**
 * One step of one question. Where nobody may be written to, whoever asked is told at once, because waiting would tell
 * nobody.
 */
export function decideQuestion(draft: FollowUpDraft, inquiry: Reference): DueQuestion[] {
  const { terms, context, state } = draft;
  const question = own(state.questions ?? {}, inquiry);
  if (!question) return [];
  const ladder = context.policy.reminders.questions;
  const step = ladder?.steps[question.nextStep];
  const { askedOn, askedAt, retries, reminders, message } = question;
  const decide = (
    decision: 'send' | 'postpone' | 'escalate',
    reason: QuestionReason,
    next: Pick<AwaitedAnswer, 'nextStep' | 'reminders'> & { nextAt: Instant | null },
  ) => {
    draft.record({
      type: 'question_decided',
      inquiry,
      message,
      step: step?.name ?? 'end',
      decision,
      reason,
      ...next,
    });
    return [];
  };
  const { nextStep } = question;
  const escalate = (reason: QuestionReason) => decide('escalate', reason, { nextStep, nextAt: null, reminders });
  const postpone = (reason: QuestionReason, nextAt: Instant) =>
    decide('postpone', reason, { nextStep, nextAt, reminders });
  if (!ladder || !step) return escalate('unanswered');
  if (state.stopped) return escalate('stopped');
  if (!context.customer.contact) return escalate('no_recipient');
  const allowedAt = nextAllowed(terms, context.now);
  if (allowedAt > context.now) return postpone('quiet_hours', allowedAt);
  const budgetFreeAt = contactBudgetFreeAt(draft);
  if (budgetFreeAt) return postpone('contact_budget', budgetFreeAt);
  decide('send', 'unanswered', {
    nextStep: nextStep + 1,
    nextAt: questionInstantAfterSending(ladder, terms, nextStep + 1, askedAt, context.now),
    reminders: reminders + 1,
  });
  return [{ inquiry, askedOn, step: step.name, ...(retries && { retries }) }];
}

/** As for invoices: a step whose message never reached anybody is decided anew at once. */
export function takeQuestionBack(
  draft: FollowUpDraft,
  inquiry: Reference,
  message: MessageId,
  reason: 'superseded' | 'bounced',
): void {
  const { state, context } = draft;
  const question = own(state.questions ?? {}, inquiry);
  const goneOn = messagesAfter(state, message).some(
    ({ questions = [], status }) => questions.includes(inquiry) && status !== 'cancelled',
  );
  if (!question || goneOn || question.nextStep === 0) return;
  const nextStep = question.nextStep - 1;
  draft.record({
    type: 'question_decided',
    inquiry,
    message: question.message,
    step: context.policy.reminders.questions?.steps[nextStep]?.name ?? 'end',
    decision: 'postpone',
    reason,
    nextStep,
    nextAt: context.now,
    reminders: question.reminders - 1,
    ...(reason === 'bounced' && { retries: message }),
  });
}
