import type { Knex } from 'knex';
import { ownerKind, ownerSubject, type MessageId } from '../contracts/ids';
import type { Amount } from '../contracts/inquiry';
import { findInvoices } from '../db/find-invoices';
import { findOwnerState } from '../db/find-owner-state';
import { loadOutgoingMessage } from '../db/load-outgoing-message';
import { collectable } from '../domain/follow-up/collectable';
import type { FollowUpState } from '../domain/follow-up/state';
import type { InquiryState } from '../domain/inquiry/state';
import { own } from '../domain/own';

/**
 * Asked right before a reminder is handed to the mail server: may every amount in it still be asked for, and does every
 * question in it still wait for an answer? A payment, hold, stop or answer that arrived after the decision answers no, and
 * the reminder is decided anew.
 */
export function createStillDue(db: Knex, clock: { now(): string | Promise<string> }) {
  return async (id: MessageId): Promise<boolean> => {
    const message = await loadOutgoingMessage(db, id);
    if (!message) return false;
    if (ownerKind(message.owner) === 'inquiry') {
      return Boolean((await findOwnerState<InquiryState>(db, message.owner))?.awaiting);
    }
    const state = await findOwnerState<FollowUpState>(db, message.owner);
    const waits = message.questions.every(({ inquiry }) => own(state?.questions ?? {}, inquiry) !== undefined);
    if (!waits || (message.questions.length > 0 && state?.stopped)) return false;
    const items = message.items as { invoice: string; amount: Amount }[];
    const invoices = await findInvoices(
      db,
      items.map(({ invoice }) => invoice),
    );
    const now = await clock.now();
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
