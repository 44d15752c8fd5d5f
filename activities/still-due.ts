import type { Knex } from 'knex';
import { ownerKind, ownerSubject, type MessageId } from '../contracts/ids';
import type { Amount } from '../contracts/inquiry';
import { findCustomer } from '../db/find-customer';
import { findInvoices } from '../db/find-invoices';
import { findOwnerState } from '../db/find-owner-state';
import { loadOutgoingMessage } from '../db/load-outgoing-message';
import type { PolicyStore } from '../db/policies';
import { collectable } from '../domain/follow-up/collectable';
import { ladderTerms } from '../domain/follow-up/ladder';
import { nextAllowed, type QuietTerms } from '../domain/follow-up/quiet';
import type { FollowUpState } from '../domain/follow-up/state';
import { answerTerms } from '../domain/inquiry/awaiting';
import type { InquiryState } from '../domain/inquiry/state';
import { addElapsed } from '../domain/instant';
import { own } from '../domain/own';

/** Clocks of machines differ: quiet hours that are over in so many milliseconds are over. */
const leeway = 60_000;

/**
 * Asked right before a reminder is handed to the mail server: may every amount in it still be asked for, and does every
 * question in it still wait for an answer, and may the customer be written to at this hour? A payment, hold, stop or answer that
 * arrived after the decision answers no, as do quiet hours that began while the mail could not be sent, and the reminder is
 * decided anew. Quiet times go by the policy that the reminder was decided by.
 */
export function createStillDue(db: Knex, policies: PolicyStore, clock: { now(): string | Promise<string> }) {
  const isQuiet = (terms: QuietTerms, now: string): boolean => nextAllowed(terms, now) > addElapsed(now, leeway);

  return async (id: MessageId): Promise<boolean> => {
    const message = await loadOutgoingMessage(db, id);
    if (!message) return false;
    const now = await clock.now();
    if (ownerKind(message.owner) === 'inquiry') {
      const state = await findOwnerState<InquiryState>(db, message.owner);
      if (!state?.awaiting) return false;
      return !isQuiet(answerTerms(await policies.load(state.policyVersion), state.legalEntity), now);
    }
    const customer = await findCustomer(db, ownerSubject(message.owner));
    if (customer && isQuiet(ladderTerms(await policies.newest(), customer), now)) return false;
    const state = await findOwnerState<FollowUpState>(db, message.owner);
    const waits = message.questions.every(({ inquiry }) => own(state?.questions ?? {}, inquiry) !== undefined);
    if (!waits || (message.questions.length > 0 && state?.stopped)) return false;
    const items = message.items as { invoice: string; amount: Amount }[];
    const invoices = await findInvoices(
      db,
      items.map(({ invoice }) => invoice),
    );
    return items.every(({ invoice, amount }) => {
      const row = invoices[invoice];
      const tracked = state?.invoices[invoice];
      if (!row || !tracked || row.customer !== ownerSubject(message.owner)) return false;
      const chase = {
        open: { minor: row.open, currency: row.currency },
        holds: tracked.holds,
        promises: state.promises.filter((promise) => promise.invoice === invoice),
        stopped: state.stopped,
      };
      return collectable(chase, now).minor === amount.minor;
    });
  };
}
