import type { Knex } from 'knex';
import type { CommandId, Reference } from '../contracts/ids';
import type { FileReference } from '../contracts/inquiry';
import { fileIntake, type FiledIntake } from './file-intake';
import { findIntake } from './find-intake';
import type { PolicyRow, TextRow } from './rows';
import { fromStore } from './transaction';

/** One intake for one late message, however often it is delivered. */
export const followingSourceKey = (command: CommandId): string => `following/${command}`;

/**
 * A customer wrote on a case that has ended: what they wrote opens a case of its own that follows it, with the same customer,
 * entity and address. Returns null when there is no such case or the text is gone.
 */
export async function fileFollowing(
  knex: Knex,
  reference: Reference,
  message: { command: CommandId; text: string; attachments?: FileReference[] },
): Promise<FiledIntake | null> {
  const before = await findIntake(knex, reference);
  const text = await fromStore(knex<TextRow>('texts').where({ id: message.text }).first('content', 'stored_at'));
  const policy = await fromStore(knex<PolicyRow>('policies').orderBy('number', 'desc').first('version'));
  if (!before || !text?.content || !policy) return null;
  const { subject = '' } = JSON.parse(before.text.content ?? '{}') as { subject?: string };
  return fileIntake(knex, {
    channel: before.channel,
    sourceKey: followingSourceKey(message.command),
    digest: '',
    subject,
    body: text.content,
    legalEntity: before.legal_entity,
    customer: before.customer_claimed,
    identification: before.identification as Parameters<typeof fileIntake>[1]['identification'],
    contact: before.contact,
    filedBy: null,
    onBehalfOf: null,
    follows: reference,
    policyVersion: policy.version,
    receivedAt: text.stored_at,
    ...(message.attachments && { attachments: message.attachments }),
  });
}
