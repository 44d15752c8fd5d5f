import { inquiryOwner } from '../contracts/ids';
import type { InquiryCommandData } from '../contracts/inquiry';
import type { Actor, Command } from '../contracts/messages';
import type { RatingReason } from '../contracts/vocabulary';
import { answerOnce } from '../db/answer-once';
import type { FoundCase } from '../db/find-case';
import { insertSignalDispatch } from '../db/insert-dispatch';
import type { DispatchRow } from '../db/rows';
import { storeTexts, textIdFor } from '../db/store-texts';
import { mayBeRated } from '../domain/inquiry/commands/rate';
import type { ApiDependencies } from './dependencies';
import { tellNow } from './tell-owner';

export interface GivenRating {
  found: FoundCase;
  actor: Actor;
  by: 'link' | 'portal';
  /** Id of the command, when it is given by the way it came. */
  command?: string;
  score: number;
  reason?: RatingReason | undefined;
  text?: string | undefined;
}

/**
 * Records how a customer rates a case, once for each case whichever way it comes: the note of the first is the answer to the
 * second. False when it was rated before, or cannot be rated.
 */
export async function rateCase(
  deps: Pick<ApiDependencies, 'knex' | 'clock' | 'engine' | 'limits' | 'log'>,
  { found, actor, by, command: id, score, reason, text }: GivenRating,
): Promise<boolean> {
  const { knex, clock } = deps;
  const { reference, state } = found;
  if (!state || !mayBeRated(state)) return false;
  const owner = inquiryOwner(reference);
  const at = clock();
  const commandId = id ?? `rating:${reference}`;
  let dispatch: DispatchRow | undefined;
  const request = { scope: 'rating', key: reference, digest: '', at };
  const { repeated } = await answerOnce(knex, request, async (transaction) => {
    const texts =
      text === undefined ? [] : [{ id: textIdFor(owner, commandId, 'text'), content: text, customer: state.customer }];
    const [stored] = (await storeTexts(transaction, texts, at)).references;
    const data: InquiryCommandData['rate'] = {
      score,
      by,
      ...(reason !== undefined && { reason }),
      ...(stored && { text: stored }),
    };
    const command: Command = { id: commandId, type: 'rate', actor, data };
    dispatch = await insertSignalDispatch(transaction, owner, { name: command.type, command }, at);
    return { id: reference };
  });
  if (repeated) return false;
  if (dispatch) await tellNow(deps, [dispatch]);
  return true;
}
