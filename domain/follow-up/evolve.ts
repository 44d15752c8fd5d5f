import type { FollowUpEvent } from '../../contracts/follow-up';
import type { Instant, InvoiceId, Reference } from '../../contracts/ids';
import type { Occurrence } from '../inquiry/state';
import { openWithout } from './promises';
import type { AwaitedAnswer, FollowUpState, TrackedInvoice } from './state';
import { own } from '../own';

/** How many finished messages and contacts a follow-up remembers; the journal and the projections keep all of them. */
const remembered = 20;

/** What a follow-up is after an event; total and dumb, as for cases. */
export function evolve(
  state: FollowUpState,
  { event, sequence, occurredAt }: Occurrence<FollowUpEvent>,
): FollowUpState {
  return { ...state, ...change(state, event, occurredAt), sequence };
}

function change(state: FollowUpState, event: FollowUpEvent, at: string): Partial<FollowUpState> {
  switch (event.type) {
    case 'invoice_tracked': {
      const { dueDate, legalEntity, nextStep, nextAt } = event;
      const holds = own(state.invoices, event.invoice)?.holds ?? [];
      const tracked: TrackedInvoice = { dueDate, legalEntity, nextStep, nextAt, holds, inCollections: false };
      return { ended: false, invoices: { ...state.invoices, [event.invoice]: tracked } };
    }
    case 'invoice_settled': {
      const { [event.invoice]: settled, ...invoices } = state.invoices;
      return settled ? { invoices } : {};
    }
    case 'hold_placed': {
      const hold = { id: event.hold, amount: event.amount, inquiry: event.inquiry };
      return changeInvoice(state, event.invoice, ({ holds }) => ({
        holds: [...holds.filter(({ id }) => id !== event.hold), hold],
      }));
    }
    case 'hold_released':
      return changeInvoice(state, event.invoice, ({ holds }) => ({
        holds: holds.filter(({ id }) => id !== event.hold),
      }));
    case 'promise_made': {
      const { promise: id, invoice, amount, openBefore, date, judgeAt } = event;
      return { promises: [...state.promises, { id, invoice, amount, openBefore, date, judgeAt }] };
    }
    case 'promise_judged': {
      const judged = state.promises.find(({ id }) => id === event.promise);
      const promises = state.promises
        .filter(({ id }) => id !== event.promise)
        .map((other) =>
          judged?.invoice === other.invoice ? { ...other, openBefore: openWithout(other, judged, event.paid) } : other,
        );
      if (!judged || event.result === 'kept' || event.result === 'cancelled') return { promises };
      // A broken promise moves the ladder on at once.
      return {
        promises,
        ...changeInvoice(state, judged.invoice, ({ nextAt }) => ({ nextAt: nextAt === null ? null : at })),
      };
    }
    case 'arrangement_offered': {
      const { arrangement: id, message, instalments } = event;
      return { arrangement: { id, message, instalments } };
    }
    case 'arrangement_accepted':
      return { arrangement: null };
    case 'stopped':
      return { stopped: event.reason };
    case 'resumed':
      return { stopped: null };
    case 'reminder_decided':
      return changeInvoice(state, event.invoice, (tracked) => ({
        nextStep: event.nextStep,
        nextAt: event.nextAt,
        ...(event.waitsFor === undefined ? waitsNoMore(tracked) : { waitsFor: event.waitsFor }),
        ...(event.firstSentAt !== undefined && { firstSentAt: event.firstSentAt }),
        ...(event.retries !== undefined && { retries: event.retries }),
        ...(event.unreachable && { unreachable: true }),
        ...(event.decision === 'send' && tracked.unreachable && { unreachable: false }),
        ...(event.decision === 'send' && tracked.retries !== undefined && { retries: null }),
      }));
    case 'message_queued': {
      // An offer is no step of the ladder of any invoice.
      const chased = event.purpose === 'arrangement_offer' ? [] : event.items;
      const invoices = chased.map(({ invoice }) => invoice);
      const messages = Object.entries(state.messages).slice(1 - remembered);
      return {
        messages: {
          ...Object.fromEntries(messages),
          [event.message]: {
            status: 'pending',
            invoices,
            contactedAt: 'customer' in event.recipient ? at : null,
            ...(event.questions && { questions: event.questions.map(({ inquiry }) => inquiry) }),
            ...(event.retries !== undefined && { retries: event.retries }),
          },
        },
        contacts: 'customer' in event.recipient ? [...state.contacts, at].slice(-remembered) : state.contacts,
      };
    }
    case 'message_status_changed': {
      const message = own(state.messages, event.message);
      if (!message) return {};
      const { status, evidence, machine, bounce } = event;
      const opened = evidence === 'pixel' ? { openedByMachine: machine } : {};
      const cameBack = bounce?.kind === 'hard' ? { cameBack: true as const } : {};
      const messages = { ...state.messages, [event.message]: { ...message, status, ...opened, ...cameBack } };
      // What was called back before it was sent has not been a contact.
      if (event.status !== 'cancelled') return { messages };
      const called = message.contactedAt === null ? -1 : state.contacts.lastIndexOf(message.contactedAt);
      return { messages, contacts: state.contacts.filter((_, index) => index !== called) };
    }
    case 'acknowledged':
      return putOff(state, event.deferred);
    case 'customer_answered':
      return {
        ...putOff(state, event.deferred),
        answeredAt: at,
        ...(event.questions.length > 0 && {
          questions: event.questions.reduce(
            (questions, { inquiry, nextAt }) => changeQuestion(questions, inquiry, { nextAt }),
            state.questions ?? {},
          ),
        }),
      };
    case 'question_awaited': {
      const { inquiry, message, askedOn, nextStep, nextAt } = event;
      const question = { message, askedAt: at, askedOn, nextStep, nextAt, reminders: 0 };
      return { ended: false, questions: { ...state.questions, [inquiry]: question } };
    }
    case 'question_closed':
      return { questions: without(state.questions, event.inquiry) };
    case 'question_decided': {
      const { inquiry, nextStep, nextAt, reminders, retries } = event;
      if (nextAt === null) return { questions: without(state.questions, inquiry) };
      const again = event.decision === 'send' ? { retries: null } : retries === undefined ? {} : { retries };
      return { questions: changeQuestion(state.questions ?? {}, inquiry, { nextStep, nextAt, reminders, ...again }) };
    }
    case 'handed_to_collections':
      return changeInvoice(state, event.invoice, () => ({ inCollections: true, nextAt: null }));
    case 'ended':
      return { ended: true };
    case 'cancel_requested':
    case 'payment_recorded':
    case 'effect_parked':
    case 'send_settled':
      return {};
  }
}

function putOff(
  { invoices }: FollowUpState,
  deferred: readonly { invoice: InvoiceId; nextAt: Instant }[],
): Pick<FollowUpState, 'invoices'> {
  return deferred.reduce<Pick<FollowUpState, 'invoices'>>(
    (changed, { invoice, nextAt }) =>
      changeInvoice(changed, invoice, (tracked) => ({ nextAt, ...waitsNoMore(tracked) })),
    { invoices },
  );
}

type Questions = NonNullable<FollowUpState['questions']>;

function changeQuestion(questions: Questions, id: Reference, changed: Partial<AwaitedAnswer>): Questions {
  const question = own(questions, id);
  return question ? { ...questions, [id]: { ...question, ...changed } } : questions;
}

function without(questions: Questions = {}, id: Reference): Questions {
  const { [id]: _gone, ...others } = questions;
  return others;
}

const waitsNoMore = ({ waitsFor }: TrackedInvoice): Partial<TrackedInvoice> =>
  waitsFor === undefined ? {} : { waitsFor: null };

function changeInvoice(
  { invoices }: Pick<FollowUpState, 'invoices'>,
  id: InvoiceId,
  changed: (invoice: TrackedInvoice) => Partial<TrackedInvoice>,
): Pick<FollowUpState, 'invoices'> {
  const invoice = own(invoices, id);
  return { invoices: invoice ? { ...invoices, [id]: { ...invoice, ...changed(invoice) } } : invoices };
}
