import type { Knex } from 'knex';
import { deliverSignal } from '../adapters/engine/deliver-dispatches';
import type { Engine } from '../adapters/engine/engine';
import { inquiryOwner, ownerOfEffect, sequenceOfEffect } from '../contracts/ids';
import type { EffectOutcome } from '../contracts/inquiry';
import type { Command, Effect } from '../contracts/messages';
import { findJournalRow } from '../db/find-journal-row';
import { hasEnded } from '../db/has-ended';

/**
 * A case tells another one what it brings, takes back or has heard. The command's id is the effect's key, and who did it
 * here did it there. What is brought to a case that has ended comes too late, and a person has to know.
 */
export function createTellInquiry(db: Knex, engine: Engine) {
  return async ({ key, subject, data }: Pick<Effect, 'key' | 'subject' | 'data'>): Promise<EffectOutcome> => {
    const { signal, ...rest } = data as { signal: string };
    const owner = inquiryOwner(subject);
    if (signal === 'absorb' && (await hasEnded(db, owner))) return { result: 'failed', detail: 'case_ended' };
    const { actor } = await findJournalRow(db, ownerOfEffect(key), sequenceOfEffect(key));
    const command: Command = { id: key, type: signal, actor, data: rest };
    await deliverSignal(db, engine, owner, { name: signal, command });
    return { result: 'done' };
  };
}
