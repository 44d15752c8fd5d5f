import type { Knex } from 'knex';
import type { CustomerId, Instant, Reference } from '../contracts/ids';
import type { FileReference, IdentificationMethod } from '../contracts/inquiry';
import type { Channel, IdentificationLevel } from '../contracts/vocabulary';
import type { InquiryState } from '../domain/inquiry/state';
import { fromStore } from './transaction';

/** A case as it was received and, once its workflow has committed anything, as it stands. */
export interface FoundCase {
  reference: Reference;
  channel: Channel;
  legalEntity: string;
  receivedAt: Instant;
  /** Id in `texts`: JSON of subject and body. */
  content: string;
  contact: string | null;
  filedBy: string | null;
  onBehalfOf: string | null;
  follows: Reference | null;
  policyVersion: string;
  /** What came with the inquiry itself. */
  attachments: FileReference[];
  /** The case that its subject names without any proof. */
  suggested: Reference | null;
  /** As the channel knew it; `state` knows better. */
  claimed: { customer: CustomerId | null; level: IdentificationLevel; method: IdentificationMethod };
  /** Null while the workflow has not committed its first command. */
  state: InquiryState | null;
  ended: boolean;
}

export async function findCase(knex: Knex, reference: Reference): Promise<FoundCase | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: (Omit<FoundCase, 'claimed'> & { customer: CustomerId | null; identification: unknown })[] }>(
      `select i.reference, i.channel, i.legal_entity as "legalEntity", i.received_at as "receivedAt", i.content, i.contact,
              i.filed_by as "filedBy", i.on_behalf_of as "onBehalfOf", i.about as follows,
              i.policy_version as "policyVersion", i.customer_claimed as customer, i.identification,
              coalesce(i.attachments, '[]') as attachments, i.suggested,
              case when o.sequence > 0 then o.state end as state, coalesce(o.ended, false) as ended
         from intakes i left join owners o on o.owner = 'inquiry:' || i.reference
        where i.reference = ?`,
      [reference],
    ),
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { customer, identification, ...found } = row;
  const { level, method } = identification as { level: IdentificationLevel; method: IdentificationMethod };
  return { ...found, claimed: { customer, level, method } };
}
