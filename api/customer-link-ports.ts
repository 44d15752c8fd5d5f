import { followUpOwner, ownerKind, ownerSubject, type MessageId } from '../contracts/ids';
import type { Command } from '../contracts/messages';
import { answerOnce } from '../db/answer-once';
import { findSentMessage } from '../db/find-sent-message';
import { insertSignalDispatch } from '../db/insert-dispatch';
import type { DispatchRow } from '../db/rows';
import { tracksOpenings } from '../db/tracks-openings';
import { wasRequested } from '../db/was-requested';
import type { ApiDependencies } from './dependencies';
import type { CustomerLinkPorts } from './routes/customer-links';
import { tellNow } from './tell-owner';

/** Under which the use of a link is noted. */
const acknowledgement = (message: MessageId) => ({ scope: 'acknowledgement', key: message });

/** Statuses after which an opening is no news. */
const beforeOpening = ['pending', 'sent', 'delivered', 'opened', 'unknown'];

/** What a customer does with the links in their mails becomes facts, told to the case or follow-up that sent the mail. */
export function createCustomerLinkPorts(deps: ApiDependencies): CustomerLinkPorts {
  const { knex, clock, log, secretKey, policies } = deps;
  return {
    secret: secretKey,
    clock: { now: clock },
    onError: (error) => log.warn({ error: (error as Error).name }, 'a customer link could not be recorded'),
    sentAt: async (message) => (await findSentMessage(knex, message))?.sentAt ?? null,
    isAcknowledged: async (message) =>
      (await wasRequested(knex, acknowledgement(message))) ||
      (await findSentMessage(knex, message))?.status === 'acknowledged',

    async acknowledge(message, date) {
      const found = await findSentMessage(knex, message);
      if (!found || ownerKind(found.owner) !== 'follow-up') return 'unknown';
      const customer = ownerSubject(found.owner);
      const command: Command = {
        id: `acknowledge:${message}`,
        type: 'acknowledge',
        actor: { kind: 'customer', id: customer },
        data: { message, date },
      };
      const at = clock();
      let dispatch: DispatchRow | undefined;
      // Once per message, whatever day is named the second time: the note of the first use is the answer to the second.
      const { repeated } = await answerOnce(
        knex,
        { ...acknowledgement(message), digest: '', at },
        async (transaction) => {
          dispatch = await insertSignalDispatch(
            transaction,
            followUpOwner(customer),
            { name: command.type, command },
            at,
          );
          return { id: message };
        },
      );
      if (repeated) return 'already_recorded';
      if (dispatch) await tellNow(deps, [dispatch]);
      return 'recorded';
    },

    async recordDelivery(message: MessageId, status, machine) {
      const found = await findSentMessage(knex, message);
      // That a person opened it is news after a machine did, and nothing is after that.
      if (!found || !beforeOpening.includes(found.status) || found.openedByPerson) return;
      if (machine && found.status === 'opened') return;
      const { openTracking = true } = (await policies.newest()).reminders;
      if (!openTracking || !(await tracksOpenings(knex, message))) return;
      const command: Command = {
        id: `${status}:${message}:${machine ? 'machine' : 'person'}`,
        type: 'recordDelivery',
        actor: { kind: 'integration', id: 'open-tracking' },
        data: { message, status, machine, evidence: 'pixel' },
      };
      await tellNow(deps, [await insertSignalDispatch(knex, found.owner, { name: command.type, command }, clock())]);
    },
  };
}
