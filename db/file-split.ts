import type { Knex } from 'knex';
import { ownerOfEffect, ownerSubject, sequenceOfEffect, type Reference } from '../contracts/ids';
import type { InquiryEvent, SplitOff } from '../contracts/inquiry';
import { fileIntake, type FiledIntake } from './file-intake';
import { findIntake } from './find-intake';
import { findJournalRow } from './find-journal-row';
import type { TextRow } from './rows';
import { fromStore } from './transaction';

/** One intake for one split, however often it is filed. */
const prefix = 'split/';

/**
 * Files the case that was split off by the journal row that an effect's key names: words, subject and channel of its parent,
 * and its policy. Returns null when the text is gone. Throws `StoreUnavailable`.
 */
export async function fileSplit(knex: Knex, key: string): Promise<FiledIntake | null> {
  const { event, policy_version: policyVersion, occurred_at: receivedAt } = await findSplitRow(knex, key);
  const from = ownerSubject(ownerOfEffect(key));
  const parent = await findIntake(knex, from);
  const text = await fromStore(knex<TextRow>('texts').where({ id: event.text.id }).first('content'));
  if (!parent || !text?.content) return null;
  const { subject = '' } = JSON.parse(parent.text.content ?? '{}') as { subject?: string };
  return fileIntake(knex, {
    channel: parent.channel,
    sourceKey: `${prefix}${key}`,
    digest: '',
    subject,
    body: text.content,
    legalEntity: parent.legal_entity,
    customer: event.customer,
    identification: event.identification,
    contact: event.contact,
    filedBy: null,
    onBehalfOf: null,
    follows: from,
    policyVersion,
    receivedAt,
  });
}

/** What the case of an intake was split off with; null for every other intake. */
export async function readSplit(knex: Knex, sourceKey: string): Promise<(SplitOff & { from: Reference }) | null> {
  if (!sourceKey.startsWith(prefix)) return null;
  const key = sourceKey.slice(prefix.length);
  const { event } = await findSplitRow(knex, key);
  return { ...event, from: ownerSubject(ownerOfEffect(key)) };
}

async function findSplitRow(knex: Knex, key: string) {
  const row = await findJournalRow(knex, ownerOfEffect(key), sequenceOfEffect(key));
  const event = row.event as InquiryEvent;
  if (event.type !== 'split_off') throw new Error(`the journal row of ${key} is no split`);
  return { ...row, event };
}
