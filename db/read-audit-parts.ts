import type { Knex } from 'knex';
import type { CustomerId, Instant, Owner, PersonId, Reference } from '../contracts/ids';
import type { AlertRow, DirectoryChangeRow, LegalHoldRow, PolicyRow, TextRow } from './rows';
import { fromStore } from './transaction';

/** What an auditor reads of one case beside its journal and its messages. */
export interface AuditParts {
  texts: TextRow[];
  policies: PolicyRow[];
  alerts: AlertRow[];
  /** Placed on the case or its customer, released or not. */
  holds: LegalHoldRow[];
  /** What happened to the records of these people from the instant on. */
  changes: DirectoryChangeRow[];
}

export async function readAuditParts(
  knex: Knex,
  asked: {
    owner: Owner;
    reference: Reference;
    customer: CustomerId | null;
    texts: readonly string[];
    policies: readonly string[];
    people: readonly PersonId[];
    since: Instant;
  },
): Promise<AuditParts> {
  const { owner, reference, customer, texts, policies, people, since } = asked;
  const holds = knex<LegalHoldRow>('legal_holds')
    .where((on) => {
      void on.where({ subject_kind: 'inquiry', subject: reference });
      if (customer !== null) void on.orWhere({ subject_kind: 'customer', subject: customer });
    })
    .orderBy(['placed_at', 'id']);
  return {
    texts: await fromStore(knex<TextRow>('texts').whereIn('id', texts).orderBy('id')),
    policies: await fromStore(knex<PolicyRow>('policies').whereIn('version', policies).orderBy('number')),
    alerts: await fromStore(knex<AlertRow>('alerts').where({ owner }).orderBy(['sequence', 'position'])),
    holds: await fromStore(holds),
    changes: await fromStore(
      knex<DirectoryChangeRow>('directory_changes')
        .whereIn('person', people)
        .andWhere('occurred_at', '>=', since)
        .orderBy(['occurred_at', 'id']),
    ),
  };
}
