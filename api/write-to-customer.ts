import type { z } from 'zod';
import type { writtenBody } from '../contracts/http-commands';
import { inquiryOwner, type Reference } from '../contracts/ids';
import type { WrittenMessage } from '../contracts/inquiry';
import type { WrittenPurpose } from '../contracts/template-words';
import type { FoundCase } from '../db/find-case';
import { findSendableFiles } from '../db/find-sendable-files';
import type { Caller } from './caller';
import type { ApiDependencies } from './dependencies';
import { invalid } from './problem';
import { readTemplateFacts, writeFromTemplate } from './write-from-template';

/** Bytes of all files that go along with one mail: with their encoding they stay below what mail servers take (25 MB). */
const mostBytes = 15_000_000;

/** The case that somebody writes on, and who they are. */
export interface WrittenOn {
  caller: Caller;
  reference: Reference;
  found: FoundCase;
}

export interface ReadyMessage {
  text: string;
  sent: Omit<WrittenMessage, 'text'>;
}

/**
 * What a person writes to the customer of a case: their words or those of a template, and the files that go along. Throws
 * `Problem`: `invalid_request` that names the template, value or files, `not_identified`.
 */
export async function writeToCustomer(
  { knex }: Pick<ApiDependencies, 'knex'>,
  { text, template, attachments = [] }: z.output<typeof writtenBody>,
  purpose: WrittenPurpose,
  { caller, reference, found }: WrittenOn,
): Promise<ReadyMessage> {
  const by = { kind: caller.kind, id: caller.id };
  const files = await findSendableFiles(knex, attachments, { owner: inquiryOwner(reference), by });
  if (files === null) {
    throw invalid('/attachments', 'only files of this case or uploaded by you, and none that is in quarantine');
  }
  if (files.reduce((sum, { size }) => sum + size, 0) > mostBytes) {
    throw invalid('/attachments', `more than ${mostBytes} bytes together`);
  }
  const along = files.length > 0 ? { attachments: files.map(({ id, hash }) => ({ id, hash })) } : {};
  if (!template) return { text: text ?? '', sent: along };
  const facts = await readTemplateFacts(knex, caller, reference, found);
  const written = await writeFromTemplate(knex, template, purpose, facts);
  return { text: written.text, sent: { ...along, template: written.template } };
}
