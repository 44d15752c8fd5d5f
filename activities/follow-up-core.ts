import type { Knex } from 'knex';
import { ownerSubject, type InvoiceId, type Owner } from '../contracts/ids';
import type { FollowUpCommand, FollowUpEvent } from '../contracts/follow-up';
import { findCustomer } from '../db/find-customer';
import { findInvoices } from '../db/find-invoices';
import { findQueuedMessage } from '../db/find-queued-message';
import { findMailContactOfCustomer } from '../db/find-mail-contact';
import { findMailedContact } from '../db/find-mailed-contact';
import { findMailPreferences } from '../db/find-mail-preferences';
import type { DirectoryStore } from '../db/directories';
import type { PolicyStore } from '../db/policies';
import { projectFollowUpEvent, projectFollowUpRow } from '../db/project-follow-up';
import { decideFollowUp, followUpWakeAt } from '../domain/follow-up/decide';
import type { FollowUpContext } from '../domain/follow-up/draft';
import { followUpEffectsOf } from '../domain/follow-up/effects';
import { evolve } from '../domain/follow-up/evolve';
import type { FollowUpSendFact } from '../domain/follow-up/settle-send';
import { initialFollowUp, type FollowUpState } from '../domain/follow-up/state';
import type { Core, Question } from './core';

/** A follow-up belongs to no case, so it goes by the newest policy; each of its rows names the version it was decided by. */
export const createFollowUpCore = (
  policies: PolicyStore,
  directories: DirectoryStore,
): Core<FollowUpState, FollowUpEvent, FollowUpContext> => ({
  kind: 'follow-up',
  loadContext: createFollowUpContext(policies, directories),
  decide: (state, command, context) => decideFollowUp(state, command as FollowUpCommand, context),
  evolve: (state, occurrence, owner) => evolve(state ?? initialFollowUp(ownerSubject(owner)), occurrence),
  effectsOf: followUpEffectsOf,
  wakeAt: followUpWakeAt,
  statusOf: ({ ended, stopped }) => (ended ? 'ended' : stopped ? 'stopped' : 'active'),
  searchAttributes: (state) => ({ InquiryCustomer: state.customer, InquiryDueAt: followUpWakeAt(state) }),
  project: (_owner, entries, state, { now }) => [
    projectFollowUpRow(state, followUpWakeAt(state), now),
    ...entries.flatMap((entry) => projectFollowUpEvent(entry, state)),
  ],
});

function createFollowUpContext(policies: PolicyStore, directories: DirectoryStore) {
  return async (
    db: Knex,
    { owner, state, command, now, directoryVersion }: Question<FollowUpState>,
  ): Promise<FollowUpContext> => {
    const id = ownerSubject(owner);
    const customer = await findCustomer(db, id);
    if (!customer) throw new Error(`no customer ${id}`);
    const contact = await findMailContactOfCustomer(db, id);
    const named = namedInvoices(command as FollowUpCommand);
    const rows = Object.values(await findInvoices(db, [...new Set([...Object.keys(state?.invoices ?? {}), ...named])]));
    return {
      now,
      policy: await policies.newest(),
      directory: await directories.load(db, directoryVersion),
      customer: {
        id,
        zone: customer.zone,
        segment: customer.segment,
        contact: contact?.id ?? null,
        courtesy: contact ? (await findMailPreferences(db, contact.id)).courtesy : true,
      },
      invoices: Object.fromEntries(
        rows.map(({ id: invoice, customer: owes, legal_entity: legalEntity, due_on: dueDate, currency, open }) => [
          invoice,
          { customer: owes, legalEntity, dueDate, open: { minor: open, currency } },
        ]),
      ),
      ...(await readSend(db, owner, command as FollowUpCommand)),
      ...(await readMailed(db, command as FollowUpCommand)),
    };
  };
}

/** For mail that came back: from whom. */
async function readMailed(db: Knex, command: FollowUpCommand): Promise<Pick<FollowUpContext, 'mailed'>> {
  if (command.type !== 'recordDelivery' || command.data.status !== 'bounced') return {};
  const mailed = await findMailedContact(db, command.data.message);
  return mailed === null ? {} : { mailed };
}

/** For `settleSend`: the message as it was queued. */
async function readSend(db: Knex, owner: Owner, command: FollowUpCommand): Promise<Pick<FollowUpContext, 'send'>> {
  if (command.type !== 'settleSend') return {};
  const found = await findQueuedMessage(db, owner, command.data.message);
  if (!found?.recipient) return {};
  const { purpose, recipient, items, questions, effect } = found;
  const queued = {
    purpose,
    recipient,
    items: items ?? [],
    ...(questions !== null && { questions }),
  } as FollowUpSendFact;
  return { send: { ...queued, ...(effect !== null && { effect }) } };
}

function namedInvoices({ data }: FollowUpCommand): InvoiceId[] {
  if ('instalments' in data) return data.instalments.map(({ invoice }) => invoice);
  return 'invoice' in data ? [data.invoice] : 'invoices' in data ? data.invoices : [];
}
