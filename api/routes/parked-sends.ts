import { z } from 'zod';
import { sendSettled, sendSettlementBody } from '../../contracts/http-commands';
import { problem } from '../../contracts/http-common';
import { ownerKind, ownerSubject } from '../../contracts/ids';
import { findResentAs } from '../../db/find-resent-as';
import { findSentMessage } from '../../db/find-sent-message';
import type { ApiDependencies } from '../dependencies';
import { etag } from '../present';
import { Problem } from '../problem';
import { route, type Route } from '../route';
import type { SubmitCommand } from '../submit-command';
import { findVisibleCase } from '../visible';

/** What somebody found who looked for a mail of which nobody knew whether it was sent. */
export function createParkedSendRoute(deps: ApiDependencies, submit: SubmitCommand): Route {
  const { knex } = deps;
  return route({
    method: 'post',
    path: '/v1/parked-sends/{message}/settlements',
    operation: 'settleSend',
    tag: 'Desk',
    summary: 'Say whether a mail was sent, after nobody knew and you looked for it',
    description:
      'Look for its `message_id` in the log of the mail server, or ask the recipient. One that was not sent goes out once ' +
      'more only with `resend`.',
    may: ['settleSend'],
    params: z.strictObject({ message: z.string().max(200) }),
    body: sendSettlementBody,
    answers: {
      200: { description: 'Committed. The ETag is the sequence after it.', schema: sendSettled },
      404: { description: 'Nothing here that you may see.', schema: problem },
      409: { description: 'The case has ended, or the key was used for another request.', schema: problem },
      422: { description: 'It is not parked, or nothing of it is due any more.', schema: problem },
      503: { description: 'No clear answer in time: repeat with the same key.', schema: problem },
    },
    handle: async (call) => {
      const found = await findSentMessage(knex, call.params.message);
      if (!found) throw new Problem('not_found');
      const { id: message, owner } = found;
      const subject = ownerSubject(owner);
      const isCase = ownerKind(owner) === 'inquiry';
      const visible = isCase ? await findVisibleCase(knex, call.caller, subject) : null;
      const { result, evidence, resend } = call.body;
      const { sequence } = await submit(call, {
        owner,
        type: 'settleSend',
        customer: visible ? (visible.state?.customer ?? visible.claimed.customer) : subject,
        texts: { evidence },
        data: (texts) => ({ message, result, evidence: texts['evidence'], ...(resend && { resend: true }) }),
      });
      const resentAs = resend ? await findResentAs(knex, owner, message) : null;
      return {
        status: 200,
        headers: { ETag: etag(sequence) },
        body: { message, owner, sequence, resent_as: resentAs },
      };
    },
  });
}
