import type { Knex } from 'knex';
import type { CustomerId, Instant } from '../contracts/ids';
import type { DeliveryReach, Language, MessagePurpose, MessageStatus } from '../contracts/vocabulary';

/** Which messages of ours to customers; everything that is left out counts. */
export interface TrackedFilter {
  customer?: CustomerId;
  purpose?: MessagePurpose;
  /** `none`: nobody has tried to send it, so that it was put into no language. */
  language?: Language | 'none';
  /** Id of a template of people, or the purpose of what is written without one. */
  template?: string;
  status?: MessageStatus;
  reached?: DeliveryReach;
  /** Queued from this instant on. */
  from?: Instant;
  /** Queued before this instant. */
  to?: Instant;
}

/**
 * Every message to a customer with how far it got and when, as columns to select from. What is known to have happened proves
 * what must have happened before: whoever answered has received it. Alerts to colleagues are no messages to customers.
 */
const tracked = `
  select m.id, m.owner, m.purpose, m.status, m.created_at, a.language, a.contact,
         coalesce(m.template ->> 'id', m.purpose) as template, m.history,
         case when m.owner like 'follow-up:%' then substr(m.owner, 11) else i.customer end as customer,
         h.sent_at, h.bounced_at is not null as bounced,
         coalesce(h.delivered_at, h.machine_at, h.opened_at, h.acknowledged_at, h.responded_at) as delivered_at,
         coalesce(h.opened_at, h.acknowledged_at, h.responded_at) as opened_at,
         h.machine_at is not null and coalesce(h.opened_at, h.acknowledged_at, h.responded_at) is null as machine_only,
         h.acknowledged_at, h.responded_at
    from messages m
    left join inquiries i on m.owner = 'inquiry:' || i.reference
    left join lateral (select s.language, s.contact from send_attempts s where s.message = m.id
                        order by s.started_at desc limit 1) a on true
    cross join lateral (
      select min(r.at) filter (where r.status = 'sent') as sent_at,
             min(r.at) filter (where r.status = 'delivered') as delivered_at,
             min(r.at) filter (where r.status = 'opened' and r.machine) as machine_at,
             min(r.at) filter (where r.status = 'opened' and not r.machine) as opened_at,
             min(r.at) filter (where r.status = 'acknowledged') as acknowledged_at,
             min(r.at) filter (where r.status = 'responded') as responded_at,
             min(r.at) filter (where r.status = 'bounced') as bounced_at
        from jsonb_to_recordset(m.history) as r (status text, at timestamptz, machine boolean)
    ) h
   where m.direction = 'out' and m.purpose <> 'alert'`;

/** What a figure counts: the list of messages and the figures go by the same words. */
export const reachedCondition: Record<DeliveryReach, string> = {
  sent: '(coalesce(sent_at, delivered_at) is not null or bounced)',
  delivered: 'delivered_at is not null',
  opened: 'opened_at is not null',
  opened_by_machine: 'machine_only',
  acknowledged: 'acknowledged_at is not null',
  responded: 'responded_at is not null',
  bounced: 'bounced',
};

/** The messages that a filter leaves, to be selected from. */
export function trackedMessages(knex: Knex, filter: TrackedFilter): Knex.QueryBuilder {
  const { customer, purpose, language, template, status, reached, from, to } = filter;
  const query: Knex.QueryBuilder = knex.from(knex.raw(`(${tracked}) as tracked`));
  const written = language === 'none' ? undefined : language;
  const equal = { customer, purpose, language: written, template, status };
  for (const [column, value] of Object.entries(equal)) if (value !== undefined) void query.where(column, value);
  if (language === 'none') void query.whereNull('language');
  if (reached !== undefined) void query.whereRaw(reachedCondition[reached]);
  if (from !== undefined) void query.where('created_at', '>=', from);
  if (to !== undefined) void query.where('created_at', '<', to);
  return query;
}
