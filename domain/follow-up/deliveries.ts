import type { FollowUpCommandData } from '../../contracts/follow-up';
import type { MessageId } from '../../contracts/ids';
import { isNews, statusChange } from '../inquiry/commands/facts';
import { own } from '../own';
import type { FollowUpDraft } from './draft';
import { daysLater, instantAfterSending } from './ladder';
import { alertCollections, takeBack } from './reminders';

/**
 * What became of a message. An answer puts its steps off; mail that came back for good is tried once with another contact
 * of the customer, and collections are told. That a person opened what a machine had opened before is news.
 */
export function recordDelivery(draft: FollowUpDraft, data: FollowUpCommandData['recordDelivery']): void {
  const { message, status, machine = false, bounce } = data;
  const known = own(draft.state.messages, message);
  if (!known) return;
  const byPerson = status === 'opened' && known.status === 'opened' && known.openedByMachine === true && !machine;
  if (!byPerson && !isNews(known.status, status)) return;
  const { mailed } = draft.context;
  draft.record({ ...statusChange(data), ...(status === 'bounced' && mailed !== undefined && { contact: mailed }) });
  if (status === 'responded') customerAnswered(draft, message);
  if (status === 'bounced' && bounce?.kind === 'hard' && !known.cameBack) {
    if (known.contactedAt !== null && known.retries === undefined) takeBack(draft, message, 'bounced');
    alertCollections(draft);
  }
}

/** Steps that count from an answer begin anew; the others wait as many days as the policy says. */
function customerAnswered(draft: FollowUpDraft, message: MessageId): void {
  const { state, terms, context } = draft;
  const { invoices = [], questions: asked = [], contactedAt } = own(state.messages, message) ?? {};
  const until = daysLater(terms, context.now, context.policy.reminders.answeredDays ?? 0);
  const deferred = invoices.flatMap((invoice) => {
    const tracked = own(state.invoices, invoice);
    if (!tracked || tracked.nextAt === null) return [];
    const { nextStep, nextAt: planned, dueDate, firstSentAt: sent } = tracked;
    const anchors = { previous: contactedAt ?? context.now, sent, answered: context.now };
    const fromAnswer = terms.steps[nextStep]?.from === 'answered';
    const counted = fromAnswer ? (instantAfterSending(terms, nextStep, dueDate, anchors) ?? planned) : planned;
    const nextAt = latest([planned, counted, until]);
    return nextAt > planned ? [{ invoice, nextAt }] : [];
  });
  const questions = asked.flatMap((inquiry) => {
    const planned = own(state.questions ?? {}, inquiry)?.nextAt;
    return planned !== undefined && until > planned ? [{ inquiry, nextAt: until }] : [];
  });
  const counts = terms.steps.some(({ from }) => from === 'answered');
  if (deferred.length + questions.length === 0 && !counts) return;
  draft.record({ type: 'customer_answered', message, deferred, questions });
}

const latest = (instants: readonly string[]): string => instants.reduce((last, at) => (at > last ? at : last));
