import type { Knex } from 'knex';
import { ownerSubject, type MessageId } from '../contracts/ids';
import type { Amount } from '../contracts/inquiry';
import { findInvoices } from '../db/find-invoices';
import { findOwnerState } from '../db/find-owner-state';
import { loadOutgoingMessage } from '../db/load-outgoing-message';
import { collectable } from '../domain/follow-up/collectable';
import type { FollowUpState } from '../domain/follow-up/state';

/**
 * Asked right before a reminder is handed to the mail server: may every amount in it still be asked for? A payment, hold
 * or stop that arrived after the decision answers no, and the reminder is decided anew.
 */
export function createStillDue(db: Knex, clock: { now(): string | Promise<string> }) {
  return async (id: MessageId): Promise<boolean> => {
    const message = await loadOutgoingMessage(db, id);
    if (!message) return false;
    const state = await findOwnerState<FollowUpState>(db, message.owner);
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
