import type { Knex } from 'knex';
import type { CustomerId, Instant, Owner, PersonId, Reference } from '../contracts/ids';
import type { IdentificationMethod } from '../contracts/inquiry';
import type { Channel, IdentificationLevel } from '../contracts/vocabulary';
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
}

export type FiledIntake = { reference: Reference; receivedAt: Instant } & (
  | { filed: 'now'; dispatch: Pick<DispatchRow, 'id' | 'owner' | 'kind' | 'message'> }
  | { filed: 'before'; digest: string }
);

/**
 * Stores an inquiry: text, intake with its reference, and the start that the engine has still to be told, all or none.
 * From here on it is accepted and survives anything. An intake with the same source key is returned as it was filed
 * before; whether it is the same request, `digest` tells.
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
                            on_behalf_of, impersonated_by, identification, disposition, reference, about, policy_version, received_at)
       select id, :channel, :sourceKey, :digest, 'intake/' || id, :legalEntity, :customer, :contact, :filedBy,
              :onBehalfOf, :impersonatedBy, :identification, 'new_inquiry',
              'INQ-' || :year || '-' || lpad(number::text, greatest(6, length(number::text)), '0'),
              :follows, :policyVersion, :at
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
    },
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the intake was not stored');
  const { reference, owner, dispatch: id } = row;
  return {
    filed: 'now',
    reference,
    receivedAt: intake.receivedAt,
    dispatch: { id, owner, kind: 'start', message: {} },
  };
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
    knex<IntakeRow>('intakes').where({ source_key: sourceKey }).first('reference', 'digest', 'received_at'),
  );
  if (!row?.reference) return null;
  return { filed: 'before', reference: row.reference, digest: row.digest, receivedAt: row.received_at };
}
