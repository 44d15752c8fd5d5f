import type { Knex } from 'knex';
import {
  inquiryOwner,
  type CustomerId,
  type Instant,
  type MessageId,
  type Owner,
  type PersonId,
  type Reference,
} from '../contracts/ids';
import type { FileReference, IdentificationMethod, ReceivedCopy } from '../contracts/inquiry';
import type { Channel, IdentificationLevel } from '../contracts/vocabulary';
import { insertSignalDispatch } from './insert-dispatch';
import type { DispatchRow, IntakeRow } from './rows';
import { hashText, newSalt } from './store-texts';
import { fromStore, inTransaction, violatedConstraint } from './transaction';

/** What a channel received and has made sure of, before anything else is done with it. */
export interface NewIntake {
  channel: Channel;
  /** Unique: two intakes with this key are one. */
  sourceKey: string;
  /** Of what was asked under the key, to tell a repetition from another request. */
  digest: string;
  subject: string;
  body: string;
  legalEntity: string;
  /** The customer in question, however sure we are. */
  customer: CustomerId | null;
  identification: { level: IdentificationLevel; method: IdentificationMethod };
  /** Id of a contact, or one that is new to us. */
  contact: string | { id: string; name: string | null; email: string; customer: CustomerId | null } | null;
  filedBy: PersonId | null;
  onBehalfOf: PersonId | null;
  /** The admin who files it in the name of `filedBy`. */
  impersonatedBy?: PersonId | null;
  follows: Reference | null;
  policyVersion: string;
  receivedAt: Instant;
  /** Files that belong to nobody yet: they become the case's. */
  attachments?: FileReference[];
  /** False where no answer by a machine may go out. */
  acknowledge?: false;
  /** The case that the subject names without any proof. */
  suggested?: Reference;
  /** The message of a follow-up that it answers: the case is about its invoices. */
  answers?: MessageId;
  /** The mailbox that it came to, whose team is told should it be a copy. */
  mailbox?: { name: string; team?: string };
  /** Keyed digest of what is said, by which the copy on another channel is known; without it nothing is looked for. */
  fingerprint?: string;
}

export type FiledIntake = { reference: Reference; receivedAt: Instant } & (
  | { filed: 'now'; dispatch: Pick<DispatchRow, 'id' | 'owner' | 'kind' | 'message'> }
  | { filed: 'before'; digest: string }
  /** The same customer said the same by mail and on another channel: this is the case that it opened. */
  | { filed: 'copy'; dispatch: DispatchRow }
);

/** One of the attachments went along with something else in the meantime: a file is sent once. */
export class FileGivenAway extends Error {
  override readonly name = 'FileGivenAway';
  readonly code = 'file_unknown';
}

/**
 * Stores an inquiry: text, intake with its reference, and the start that the engine has still to be told, all or none.
 * From here on it is accepted and survives anything. An intake with the same source key is returned as it was filed
 * before; whether it is the same request, `digest` tells. Throws `FileGivenAway`.
 */
export async function fileIntake(knex: Knex, intake: NewIntake): Promise<FiledIntake> {
  try {
    return await inTransaction(knex, (transaction) => insert(transaction, intake));
  } catch (error) {
    if (violatedConstraint(error) !== 'intakes_source_key_key') throw error;
    // A rival with the same key was faster; what it stored is committed by now.
    const earlier = await findIntakeBySource(knex, intake.sourceKey);
    if (earlier) return earlier;
    throw error;
  }
}

async function insert(transaction: Knex.Transaction, intake: NewIntake): Promise<FiledIntake> {
  const earlier = await findIntakeBySource(transaction, intake.sourceKey);
  if (earlier) return earlier;
  const contact = await keepContact(transaction, intake);
  const original = await findOriginal(transaction, intake, contact);
  if (original) return insertCopy(transaction, intake, contact, original);
  const content = JSON.stringify({ subject: intake.subject, body: intake.body });
  const salt = newSalt();
  // One statement, one round trip: foreign keys are checked at its end. The reference is allocated where it is used.
  const { rows } = await transaction.raw<{ rows: { reference: Reference; dispatch: string; owner: Owner }[] }>(
    `with given as (select uuidv7() as id, nextval('inquiry_reference') as number),
     stored as (
       insert into texts (id, content, salt, hash, customer, stored_at)
       select 'intake/' || id, :content, :salt, :hash, :customer, :at from given
     ), filed as (
       insert into intakes (id, channel, source_key, digest, content, legal_entity, customer_claimed, contact, filed_by,
                            on_behalf_of, impersonated_by, identification, disposition, reference, about, policy_version, received_at,
                            attachments, acknowledge, suggested, answers, fingerprint)
       select id, :channel, :sourceKey, :digest, 'intake/' || id, :legalEntity, :customer, :contact, :filedBy,
              :onBehalfOf, :impersonatedBy, :identification, 'new_inquiry',
              'INQ-' || :year || '-' || lpad(number::text, greatest(6, length(number::text)), '0'),
              :follows, :policyVersion, :at, :attachments, :acknowledge, :suggested, :answers, :fingerprint
         from given
       returning reference
     )
     insert into dispatches (owner, kind, message, created_at)
     select 'inquiry:' || reference, 'start', '{}', :at from filed
     returning id as dispatch, owner, substring(owner from 9) as reference`,
    {
      content,
      salt,
      hash: hashText(salt, content),
      customer: intake.customer,
      at: intake.receivedAt,
      channel: intake.channel,
      sourceKey: intake.sourceKey,
      digest: intake.digest,
      legalEntity: intake.legalEntity,
      contact,
      filedBy: intake.filedBy,
      onBehalfOf: intake.onBehalfOf,
      impersonatedBy: intake.impersonatedBy ?? null,
      identification: JSON.stringify(intake.identification),
      year: intake.receivedAt.slice(0, 4),
      follows: intake.follows,
      policyVersion: intake.policyVersion,
      ...optional(intake),
    },
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the intake was not stored');
  const { reference, owner, dispatch: id } = row;
  await giveFiles(transaction, intake, owner);
  return {
    filed: 'now',
    reference,
    receivedAt: intake.receivedAt,
    dispatch: { id, owner, kind: 'start', message: {} },
  };
}

const optional = ({ attachments, acknowledge, suggested, answers, fingerprint }: NewIntake) => ({
  attachments: attachments ? JSON.stringify(attachments) : null,
  acknowledge: acknowledge ?? null,
  suggested: suggested ?? null,
  answers: answers ?? null,
  fingerprint: fingerprint ?? null,
});

async function giveFiles(transaction: Knex.Transaction, { attachments, customer }: NewIntake, owner: Owner) {
  if (!attachments || attachments.length === 0) return;
  const given = await transaction('files')
    .whereIn(
      'id',
      attachments.map(({ id }) => id),
    )
    .whereNull('owner')
    .update({ owner, ...(customer !== null && { customer }) });
  if (given !== attachments.length) throw new FileGivenAway('a file belongs to something else by now');
}

/** Hours in which the same words on another channel are the same inquiry, not a new one in the same words. */
const copyHours = 24;

/**
 * The case that the same customer, or the same address, has opened with the same words: one by mail, the other on another
 * channel. Rivals with the same words wait here for each other.
 */
async function findOriginal(
  transaction: Knex.Transaction,
  { fingerprint, channel, customer, receivedAt }: NewIntake,
  contact: string | null,
): Promise<Reference | null> {
  if (fingerprint === undefined) return null;
  await transaction.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`intake ${fingerprint}`]);
  const { rows } = await transaction.raw<{ rows: { reference: Reference }[] }>(
    `select reference from intakes
      where fingerprint = :fingerprint and reference is not null
        and channel <> :channel and 'email' in (channel, :channel)
        and received_at > :at::timestamptz - make_interval(hours => :copyHours)
        and (customer_claimed = :customer or contact = :contact)
      order by received_at, id limit 1`,
    { fingerprint, channel, customer, contact, at: receivedAt, copyHours },
  );
  return rows[0]?.reference ?? null;
}

/** Accounted for under its own key, and the case is told. */
async function insertCopy(
  transaction: Knex.Transaction,
  intake: NewIntake,
  contact: string | null,
  reference: Reference,
): Promise<FiledIntake> {
  const owner = inquiryOwner(reference);
  const { rows } = await transaction.raw<{ rows: { id: string }[] }>(
    `insert into intakes (channel, source_key, digest, content, legal_entity, customer_claimed, contact, filed_by,
                          on_behalf_of, impersonated_by, identification, disposition, about, policy_version, received_at,
                          attachments, acknowledge, suggested, answers, fingerprint)
     select :channel, :sourceKey, :digest, content, legal_entity, :customer, :contact, :filedBy, :onBehalfOf, :impersonatedBy,
            :identification, 'duplicate', :reference, :policyVersion, :at, :attachments, :acknowledge, :suggested, :answers, :fingerprint
       from intakes where reference = :reference
     returning id`,
    {
      channel: intake.channel,
      sourceKey: intake.sourceKey,
      digest: intake.digest,
      customer: intake.customer,
      contact,
      filedBy: intake.filedBy,
      onBehalfOf: intake.onBehalfOf,
      impersonatedBy: intake.impersonatedBy ?? null,
      identification: JSON.stringify(intake.identification),
      reference,
      policyVersion: intake.policyVersion,
      at: intake.receivedAt,
      ...optional(intake),
    },
  );
  await giveFiles(transaction, intake, owner);
  const data: ReceivedCopy = {
    copy: rows[0]?.id ?? '',
    channel: intake.channel,
    ...(intake.mailbox && { mailbox: intake.mailbox.name }),
    ...(intake.mailbox?.team !== undefined && { team: intake.mailbox.team }),
  };
  const command = {
    id: `copy:${data.copy}`,
    type: 'receiveCopy',
    actor: { kind: 'integration' as const, id: intake.channel },
    data,
  };
  const dispatch = await insertSignalDispatch(transaction, owner, { name: command.type, command }, intake.receivedAt);
  return { filed: 'copy', reference, receivedAt: intake.receivedAt, dispatch };
}

/** A new address becomes a contact; one that a rival has just stored is taken as it is. */
async function keepContact(
  transaction: Knex.Transaction,
  { contact, receivedAt }: Pick<NewIntake, 'contact' | 'receivedAt'>,
): Promise<string | null> {
  if (contact === null || typeof contact === 'string') return contact;
  const { id, name, email, customer } = contact;
  const { rows } = await transaction.raw<{ rows: { id: string }[] }>(
    `insert into contacts (id, customer, name, email, verified, created_at) values (?, ?, ?, ?, false, ?)
     on conflict ((lower(email))) do update set email = contacts.email returning id`,
    [id, customer, name, email, receivedAt],
  );
  return rows[0]?.id ?? null;
}

/** What was filed under this key, if anything. */
export async function findIntakeBySource(
  knex: Knex,
  sourceKey: string,
): Promise<Extract<FiledIntake, { filed: 'before' }> | null> {
  const row = await fromStore(
    knex<IntakeRow>('intakes').where({ source_key: sourceKey }).first('reference', 'about', 'digest', 'received_at'),
  );
  // A copy was answered with the case that it is a copy of.
  const reference = row?.reference ?? row?.about;
  if (!row || !reference) return null;
  return { filed: 'before', reference, digest: row.digest, receivedAt: row.received_at };
}
