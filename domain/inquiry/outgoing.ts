import { inquiryOwner, messageIdFor, type LocalDate, type PersonId } from '../../contracts/ids';
import type { InquiryEvent, TextReference, WrittenMessage } from '../../contracts/inquiry';
import type { MessagePurpose } from '../../contracts/vocabulary';
import type { Draft } from './draft';
import { refuse } from '../refusal';

/** Queues a message to the customer's contact. The step follows from the command, so a repetition makes no second one. */
export function queueToCustomer(draft: Draft, purpose: MessagePurpose, text: TextReference | null): string {
  return queue(draft, purpose, { text });
}

/** The same for what a person wrote. A file is sent only to somebody whose identity is verified: no rule can read it. */
export function queueWritten(draft: Draft, purpose: MessagePurpose, written: WrittenMessage): string {
  const { text, attachments = [], template } = written;
  const { identification } = draft.state;
  if (attachments.length > 0 && identification.level !== 'verified') {
    refuse('not_identified', 'disclosure by attachment', { identification: identification.level });
  }
  return queue(draft, purpose, { text, ...(attachments.length > 0 && { attachments }), ...(template && { template }) });
}

function queue(
  draft: Draft,
  purpose: MessagePurpose,
  content: Pick<Extract<InquiryEvent, { type: 'message_queued' }>, 'text' | 'attachments' | 'template' | 'questions'>,
): string {
  const { contact, reference } = draft.state;
  if (!contact) return refuse('no_recipient');
  const step = `${purpose}-${draft.state.sequence + 1}`;
  const message = messageIdFor(inquiryOwner(reference), step);
  draft.record({ type: 'message_queued', message, purpose, step, recipient: { contact }, ...content });
  return message;
}

/** Reminds the customer's contact of the question that this case asked on that day. */
export function queueAnswerReminder(draft: Draft, askedOn: LocalDate): string {
  return queue(draft, 'answer_reminder', { text: null, questions: [{ inquiry: draft.state.reference, askedOn }] });
}

/** Mails an alert about this case to its team; what alerts say holds nothing of the customer. */
export function alertTeam(draft: Draft, team: string): void {
  queueAlert(draft, { team });
}

/** The same to the team of the case, if it has one, and to people by name, each with a mail of their own. */
export function alertTeamAnd(draft: Draft, people: readonly PersonId[]): void {
  if (draft.state.team) alertTeam(draft, draft.state.team);
  for (const person of people) alertPerson(draft, person);
}

/** Mails an alert about this case to one colleague. */
export function alertPerson(draft: Draft, person: PersonId): void {
  queueAlert(draft, { person });
}

function queueAlert(draft: Draft, recipient: { team: string } | { person: PersonId }): void {
  const step = `alert-${draft.state.sequence + 1}`;
  const message = messageIdFor(inquiryOwner(draft.state.reference), step);
  draft.record({ type: 'message_queued', message, purpose: 'alert', step, recipient, text: null });
}

/**
 * Nothing of an account is said to somebody whose identity is not verified. A general question may be answered, whoever
 * calls it general: no rule of the case can see the text, so the last gate reads it before it is sent (ADR 5).
 */
export function requireDisclosure(draft: Draft): void {
  const { category, identification } = draft.state;
  if (category !== 'general' && identification.level !== 'verified') {
    refuse('not_identified', 'disclosure', { category, identification: identification.level });
  }
}
