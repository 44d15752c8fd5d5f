import { sha256Hex } from '../contracts/canonical';
import { inquiryOwner, messageIdFor, type CommandId } from '../contracts/ids';
import type { InquiryCommandData } from '../contracts/inquiry';
import type { Actor, Command } from '../contracts/messages';
import type { Channel } from '../contracts/vocabulary';
import { answerOnce } from '../db/answer-once';
import { claimUploads, type Uploads } from '../db/claim-uploads';
import { followingSourceKey } from '../db/file-following';
import { findIntakeBySource } from '../db/file-intake';
import type { FoundCase } from '../db/find-case';
import { insertSignalDispatch } from '../db/insert-dispatch';
import { storeTexts, textIdFor } from '../db/store-texts';
import { saysOnlyThanks } from '../domain/says-only-thanks';
import type { ApiDependencies } from './dependencies';
import { Problem } from './problem';
import { newCommandId } from './submit-command';
import { tellNow } from './tell-owner';

/** What a customer says on a case, whichever way it reached us. */
export interface CustomerMessage {
  found: FoundCase;
  actor: Actor;
  /** Keeps the keys of one sender apart from those of another. */
  sender: string;
  text: string;
  /** By which the sender repeats it; without one each is a message of its own. */
  key: CommandId | null;
  digest: string;
  channel?: Channel;
  /** Files that the sender has uploaded before. */
  uploads?: Uploads;
}

/**
 * Stores text, note of the request and dispatch together, and gives the uploads to the case; then the case is told, now or
 * by the sweep. On a case that has ended it opens one that follows it, which is named then. Throws `Problem`
 * (`file_unknown`), `RequestKeyReused`.
 */
export async function receiveCustomerMessage(
  deps: ApiDependencies,
  { found, actor, sender, text, key, digest, channel, uploads }: CustomerMessage,
): Promise<{ reference: string; message: string; repeated: boolean }> {
  const { knex, clock } = deps;
  const { reference } = found;
  const owner = inquiryOwner(reference);
  const at = clock();
  const dispatches: Awaited<ReturnType<typeof insertSignalDispatch>>[] = [];
  const request = { scope: `${sender}:messages:${reference}`, key, digest, at };
  const { made, repeated } = await answerOnce(knex, request, async (transaction) => {
    // The key of the caller may hold what a message id may not.
    const message = messageIdFor(owner, `in-${sha256Hex(`${sender} ${key ?? newCommandId(at)}`).slice(0, 16)}`);
    const customer = found.state?.customer ?? found.claimed.customer;
    const { references } = await storeTexts(
      transaction,
      [{ id: textIdFor(owner, message, 'text'), content: text, customer }],
      at,
    );
    const [stored] = references;
    if (!stored) throw new Error('the text was not stored');
    const attachments = uploads ? await claimUploads(transaction, uploads, { owner, message, customer }) : [];
    if (attachments === null) throw new Problem('file_unknown');
    const data: InquiryCommandData['receiveMessage'] = {
      message,
      text: stored,
      // Whoever sends documents wants more than to say thank you.
      thanksOnly: attachments.length === 0 && saysOnlyThanks(text),
      ...(channel && { channel }),
      ...(attachments.length > 0 && { attachments }),
    };
    const command: Command = { id: `message:${message}`, type: 'receiveMessage', actor, data };
    dispatches.push(await insertSignalDispatch(transaction, owner, { name: command.type, command }, at));
    return { id: message };
  });
  await tellNow(deps, dispatches);
  const following = found.ended ? await findIntakeBySource(knex, followingSourceKey(`message:${made.id}`)) : null;
  return { reference: following?.reference ?? reference, message: made.id, repeated };
}
