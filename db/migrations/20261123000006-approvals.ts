import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * What the core demands of a decision and of a posting, demanded by the database as well: that the journal says so, that
 * whoever decides may, and that nothing comes into the books that was not approved as it stands (docs/adr/0013).
 *
 * All of it is asked at commit, when everything of the transaction is there, in whatever order it was written; and of the
 * journal, which only grows, never of the projections, which can be rebuilt.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Everyone who, by the journal, requested, prepared, edited or disputed, or for whom or in whose name that was done.
    create function took_part(case_owner text) returns setof text language sql stable as $$
      select p.person
        from journal j
        cross join lateral (values
          (j.event ->> 'preparer'), (j.event ->> 'filedBy'), (j.event ->> 'by'), (j.event ->> 'onBehalfOf'),
          (j.event ->> 'impersonatedBy'), (j.actor ->> 'onBehalfOf'), (j.actor ->> 'impersonatedBy')) involved (id)
        join people p on p.id = involved.id
       where j.owner = case_owner
         and j.type in ('inquiry_received', 'proposal_made', 'proposal_revised', 'dispute_opened')
    $$;

    -- The version of a proposal that was the present one before a row of the journal.
    create function version_before(case_owner text, of_proposal text, before_sequence integer) returns journal
      language sql stable as $$
      select * from journal
       where owner = case_owner and sequence < before_sequence
         and type in ('proposal_made', 'proposal_revised') and event ->> 'proposal' = of_proposal
       order by sequence desc limit 1
    $$;

    create function approvals_of(made journal, of_stage integer, before_sequence integer) returns integer
      language sql stable as $$
      select count(*)::integer from proposal_decisions d
       where d.owner = made.owner and d.proposal = made.event ->> 'proposal'
         and d.version = (made.event ->> 'version')::integer and d.content_hash = made.event ->> 'contentHash'
         and d.stage = of_stage and d.decision = 'approve' and d.sequence < before_sequence
    $$;

    create function check_decision() returns trigger language plpgsql as $$
    declare
      entry journal;
      made journal;
      stage jsonb;
      decider people;
      authority people;
      duty text;
      content_kind text;
    begin
      select * into entry from journal where owner = new.owner and sequence = new.sequence;
      if entry.type is distinct from 'proposal_decided'
         or entry.occurred_at is distinct from new.decided_at
         or entry.actor ->> 'kind' is distinct from 'person'
         or (entry.actor ->> 'id', entry.actor ->> 'onBehalfOf') is distinct from (new.decider, new.on_behalf_of)
         or (entry.event ->> 'decider', entry.event ->> 'onBehalfOf') is distinct from (new.decider, new.on_behalf_of)
         or (entry.event ->> 'proposal', entry.event ->> 'decision', entry.event ->> 'contentHash')
              is distinct from (new.proposal, new.decision, new.content_hash)
         or (entry.event -> 'version', entry.event -> 'stage')
              is distinct from (to_jsonb(new.version), to_jsonb(new.stage)) then
        raise exception 'approval: the journal does not say that this was decided' using errcode = 'check_violation';
      end if;

      made := version_before(new.owner, new.proposal, new.sequence);
      if made.owner is null or (made.event -> 'version', made.event ->> 'contentHash')
           is distinct from (to_jsonb(new.version), new.content_hash) then
        raise exception 'approval: decision is not bound to the present content' using errcode = 'check_violation';
      end if;
      if exists (select from journal where owner = new.owner and sequence > made.sequence and sequence < new.sequence
                    and type in ('proposal_closed', 'proposal_approved') and event ->> 'proposal' = new.proposal) then
        raise exception 'approval: the proposal is not open' using errcode = 'check_violation';
      end if;
      if not coalesce(new.decided_at >= made.occurred_at
                      and new.decided_at < (made.event ->> 'expiresAt')::timestamptz, false) then
        raise exception 'approval: decided outside the time of the proposal' using errcode = 'check_violation';
      end if;

      stage := case when new.stage >= 0 then made.event -> 'stages' -> new.stage end;
      if stage is null or approvals_of(made, new.stage, new.sequence) >= (stage ->> 'quorum')::integer
         or (made.event ->> 'order' is distinct from 'parallel' and exists (
              select from generate_series(0, new.stage - 1) earlier
               where approvals_of(made, earlier, new.sequence) < (made.event #>> array['stages', earlier::text, 'quorum'])::integer)) then
        raise exception 'approval: the stage does not wait' using errcode = 'check_violation';
      end if;

      select * into decider from people where id = new.decider;
      select * into authority from people where id = coalesce(new.on_behalf_of, new.decider);
      if not coalesce(decider.active and authority.active, false) then
        raise exception 'approval: somebody who is not active decides nothing' using errcode = 'check_violation';
      end if;
      if not decider.roles && array['approver', 'team_lead'] then
        raise exception 'approval: no role of the decider covers decisions' using errcode = 'check_violation';
      end if;
      if not (stage ->> 'title') = any (authority.titles) then
        raise exception 'approval: the title of the stage is missing' using errcode = 'check_violation';
      end if;
      content_kind := made.event #>> '{content,kind}';
      select content #>> array['approvals', content_kind, 'approveDuty'] into duty
        from policies where version = entry.policy_version;
      if not coalesce(duty = any (authority.duties), false) then
        raise exception 'approval: the duty to approve this kind is missing' using errcode = 'check_violation';
      end if;
      if new.on_behalf_of is not null and not exists (
        select from delegations d
         where d.delegator = new.on_behalf_of and d.delegate = new.decider
           and d.starts_at <= new.decided_at and new.decided_at < d.ends_at
           and (d.kinds is null or content_kind = any (d.kinds))
           and (d.maximum is null or new.decision <> 'approve'
                or (made.event #>> '{threshold,counted,minor}')::bigint <= d.maximum)
      ) then
        raise exception 'approval: no delegation is in force' using errcode = 'check_violation';
      end if;

      if exists (
        select from took_part(new.owner) involved
         where involved in (decider.person, authority.person)
            or exists (select from delegations d join people a on a.id = d.delegator join people b on b.id = d.delegate
                        where a.person = involved and b.person in (decider.person, authority.person)
                          and new.decided_at >= d.starts_at and new.decided_at < d.ends_at)
      ) then
        raise exception 'segregation: decider took part in what is decided' using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger proposal_decisions_journalled after insert on proposal_decisions
      deferrable initially deferred for each row execute function check_decision();

    -- What integrations report needs no approval, and can do no more than report: an invoice, money that came in and what
    -- it settles, money that was taken back.
    create function is_reported(entry postings) returns boolean language sql stable as $$
      select entry.owner is null and entry.key !~ '^(inquiry|follow-up):' and case entry.kind
        when 'invoice' then not exists (
          select from posting_lines where posting_lines.posting = entry.key
             and (account not in ('receivable', 'revenue', 'tax') or (account = 'receivable' and credit > 0)))
        when 'payment' then not exists (
          select from posting_lines where posting_lines.posting = entry.key
             and account not in ('bank', 'unapplied_cash'))
        when 'reversal' then not exists (
          select from posting_lines where posting_lines.posting = entry.key
             and (account not in ('bank', 'unapplied_cash', 'receivable') or (account = 'receivable' and credit > 0)))
        -- With its payment, or later under the one key that there is for it.
        when 'allocation' then not exists (
          select from posting_lines l where l.posting = entry.key
             and (l.account not in ('receivable', 'unapplied_cash') or l.payment is null
                  or (entry.key <> 'payment/' || l.payment || '/allocation' and not exists (
                        select from posting_lines came join postings p on p.key = came.posting
                         where came.payment = l.payment and p.kind = 'payment' and p.transaction = entry.transaction))))
        else false end
    $$;

    create function check_posting_approved() returns trigger language plpgsql as $$
    declare
      base text := regexp_replace(new.key, '/replaced$', '');
      found text[] := regexp_match(base, '^(inquiry:[^/]+)/([0-9]{1,9})/[0-9]{1,9}$');
      approval journal;
      made journal;
      content jsonb;
    begin
      if is_reported(new) then
        return null;
      end if;
      if found is not null and new.owner = found[1] then
        select * into approval from journal
         where owner = found[1] and sequence = found[2]::integer and type = 'proposal_approved';
      end if;
      if approval.owner is null then
        raise exception 'approval: no approved proposal stands behind posting %', new.key using errcode = 'check_violation';
      end if;
      made := version_before(approval.owner, approval.event ->> 'proposal', approval.sequence);
      if made.owner is null or made.event -> 'version' is distinct from approval.event -> 'version'
         or exists (select from journal where owner = approval.owner and sequence > approval.sequence
                       and event ->> 'proposal' = approval.event ->> 'proposal'
                       and type in ('proposal_made', 'proposal_revised', 'proposal_closed', 'proposal_posting_failed')) then
        raise exception 'approval: posting % is not of the present version', new.key using errcode = 'check_violation';
      end if;
      if jsonb_array_length(made.event -> 'stages') = 0 or exists (
        select from jsonb_array_elements(made.event -> 'stages') with ordinality stages (stage, place)
         where approvals_of(made, (place - 1)::integer, approval.sequence) < greatest(1, (stage ->> 'quorum')::integer)
      ) then
        raise exception 'approval: a stage of posting % lacks decisions', new.key using errcode = 'check_violation';
      end if;
      content := made.event -> 'content';
      if not coalesce(case when new.key <> base then replaces_as_approved(new, base, content)
                           else posts_as_approved(new, content) end, false) then
        raise exception 'approval: posting % is not what was approved', new.key using errcode = 'check_violation';
      end if;
      return null;
    end $$;

    create function posts_as_approved(entry postings, content jsonb) returns boolean language sql stable as $$
      select (entry.amount, entry.currency::text) =
               ((content #>> '{amount,minor}')::bigint, content #>> '{amount,currency}')
         and entry.kind = case content ->> 'kind' when 'payment_allocation' then 'allocation' else content ->> 'kind' end
         and case content ->> 'kind'
           when 'credit_note' then not exists (
             select from posting_lines l where l.posting = entry.key
                and (l.account not in ('receivable', 'credit_notes', 'tax')
                     or l.invoice is distinct from content ->> 'invoice'))
           when 'payment_allocation' then not exists (
             select from posting_lines l where l.posting = entry.key
                and (l.account not in ('receivable', 'unapplied_cash') or l.payment is distinct from content ->> 'payment'
                     or (l.account = 'receivable' and not exists (
                           select from jsonb_array_elements(content -> 'allocations') part
                            where part ->> 'invoice' = l.invoice and (part #>> '{amount,minor}')::bigint = l.credit))))
           when 'invoice' then exists (
             select from invoices i where i.id = content ->> 'invoice' and i.customer = content ->> 'customer'
                and i.legal_entity = content ->> 'legalEntity' and i.original = entry.amount
                and i.issued_on = (content ->> 'issuedOn')::date and i.due_on = (content ->> 'dueOn')::date)
             and not exists (
               select from posting_lines l where l.posting = entry.key
                  and (l.account not in ('receivable', 'revenue', 'tax')
                       or l.invoice not in (content ->> 'invoice', coalesce(content ->> 'replaces', ''))
                       -- Payments go over from the old invoice, and come from nowhere else.
                       or (l.account = 'receivable' and l.credit > 0 and l.payment is null)))
           else true end
    $$;

    -- The credit of the invoice that another one replaces, in the transaction that issues the new one.
    create function replaces_as_approved(entry postings, base text, content jsonb) returns boolean language sql stable as $$
      select entry.kind = 'credit_note' and content ->> 'kind' = 'invoice' and content -> 'replaces' is not null
         and exists (select from postings p where p.key = base and p.kind = 'invoice' and p.transaction = entry.transaction)
         and not exists (
           select from posting_lines l where l.posting = entry.key
              and (l.account not in ('receivable', 'credit_notes', 'tax') or l.invoice is distinct from content ->> 'replaces'))
    $$;

    -- Of the desk itself; the owner of the tables answers for what they do by hand.
    create constraint trigger postings_stand_on_approval after insert on postings
      deferrable initially deferred for each row when (current_user = '${applicationRole}')
      execute function check_posting_approved();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger postings_stand_on_approval on postings;
    drop trigger proposal_decisions_journalled on proposal_decisions;
    drop function check_posting_approved, check_decision, posts_as_approved, replaces_as_approved, is_reported, approvals_of,
      version_before, took_part;
  `);
}
