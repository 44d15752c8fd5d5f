import type { Knex } from 'knex';
import { journalHash, type HashedRow } from '../../../contracts/journal-hash';
import type { Choices } from '../../properties/inquiry-choices';
import { demoPolicyVersion } from '../../../scripts/demo-company';
import { ownerRole } from '../../../scripts/services/postgres';
import type { AttackedDesk, Target } from './attacked-desk';

/** What somebody with the password of the desk's own login tries in a transaction; it must not come to a commit. */
export interface SqlAttack {
  name: string;
  /** How the database says no: the rule by its name. */
  refusal: RegExp;
  run(transaction: Knex.Transaction): Promise<unknown>;
}

type Row = Record<string, unknown>;
type Make = (desk: AttackedDesk, choices: Choices) => SqlAttack;

const json = (value: unknown): string => JSON.stringify(value);
const later = (now: string, milliseconds: number): string => new Date(Date.parse(now) + milliseconds).toISOString();

/** Adds a row to the journal of a case, chained and hashed as the desk does it. Returns its sequence. */
async function forge(transaction: Knex.Transaction, owner: string, event: Row, more: Row = {}): Promise<number> {
  const head = await transaction('journal').where({ owner }).orderBy('sequence', 'desc').first('sequence', 'hash');
  const row = {
    owner: owner as HashedRow['owner'],
    sequence: (head?.sequence as number) + 1,
    event,
    commandId: `request:forged-${(head?.sequence as number) + 1}`,
    actor: { kind: 'person' as const, id: 'free' },
    automatic: false,
    policyVersion: demoPolicyVersion,
    occurredAt: new Date().toISOString(),
    previousHash: head?.hash as string,
    ...more,
  };
  await transaction('journal').insert({
    owner,
    sequence: row.sequence,
    type: event['type'],
    event: json(event),
    command_id: row.commandId,
    actor: json(row.actor),
    automatic: row.automatic,
    policy_version: row.policyVersion,
    occurred_at: row.occurredAt,
    previous_hash: row.previousHash,
    hash: journalHash(row),
  });
  return row.sequence;
}

interface Decision {
  decider: string;
  onBehalfOf?: string;
  stage?: number;
  at?: string;
  verb?: string;
  hash?: string;
  version?: number;
}

/** The row of the journal that says that somebody has decided, and the decision itself. */
async function decide(
  transaction: Knex.Transaction,
  target: Target,
  { decider, onBehalfOf, stage = 0, at = new Date().toISOString(), verb = 'approve', hash, version }: Decision,
): Promise<void> {
  const present = await transaction('proposals').where({ id: target.proposal }).first('version');
  const decided = {
    proposal: target.proposal,
    version: version ?? (present?.version as number),
    stage,
    decision: verb,
    contentHash: hash ?? target.contentHash,
    decider,
    onBehalfOf: onBehalfOf ?? null,
  };
  const actor = { kind: 'person', id: decider, ...(onBehalfOf !== undefined && { onBehalfOf }) };
  const event = { type: 'proposal_decided', ...decided };
  const sequence = await forge(transaction, target.owner, event, { actor, occurredAt: at });
  await transaction('proposal_decisions').insert({
    owner: target.owner,
    sequence,
    proposal: decided.proposal,
    version: decided.version,
    stage,
    decision: verb,
    content_hash: decided.contentHash,
    decider,
    on_behalf_of: decided.onBehalfOf,
    decided_at: at,
  });
}

interface Credit {
  key: string;
  kind?: string;
  owner?: string | null;
  invoice?: string;
  minor?: number;
  account?: string;
}

/** A credit note in the books, balanced, and taken off the invoice: nothing is wrong with it but that nobody approved it. */
async function credit(
  transaction: Knex.Transaction,
  { key, kind = 'credit_note', owner = null, invoice = 'INV-10455', minor = 500_00, account = 'credit_notes' }: Credit,
): Promise<void> {
  const row = { key, kind, owner, customer: null, currency: 'USD', amount: minor, digest: 'd', receipt: '{}' };
  await transaction('postings').insert({ ...row, posted_at: new Date().toISOString() });
  await transaction('invoices').where({ id: invoice }).decrement('open', minor);
  await transaction('posting_lines').insert([
    { posting: key, line: 1, account, invoice, debit: minor, credit: 0 },
    { posting: key, line: 2, account: 'receivable', invoice, debit: 0, credit: minor },
  ]);
}

const tookPart = /segregation: decider took part in what is decided/;
const noPrivilege = /permission denied|must be owner|must be superuser|permission to/;
const unapproved =
  /approval: (no approved proposal stands behind|posting .* is not (of the present version|what was approved)|a stage of posting .* lacks)/;

/** Whoever took part, by any of their names; alone, for somebody, or with somebody else in front of them. */
function excludedDecision(desk: AttackedDesk, choices: Choices): Decision {
  const who = choices.one(desk.excluded);
  const innocent = choices.one(['victor.almeida', 'ingrid.solberg', 'free', 'lender']);
  const verb = choices.one(['approve', 'approve', 'reject', 'return']);
  const at = later(desk.now, choices.below(86_400_000));
  return choices.one<Decision>([
    { decider: who, verb },
    { decider: who, verb, at },
    { decider: who, onBehalfOf: innocent, verb },
    { decider: innocent, onBehalfOf: who, verb },
  ]);
}

const attacks: Make[] = [
  // Decisions
  (desk, choices) => {
    const decision = excludedDecision(desk, choices);
    return {
      name: `a decision of ${decision.decider} for ${decision.onBehalfOf ?? 'themselves'}`,
      refusal: tookPart,
      run: (transaction) => decide(transaction, desk.waiting, decision),
    };
  },
  (desk, choices) => {
    const decision = excludedDecision(desk, choices);
    const table = choices.one(['proposals', 'involvements', 'owners']);
    return {
      name: `the same, after ${table} says otherwise`,
      refusal: /segregation: decider took part|permission denied|not bound to the present content/,
      async run(transaction) {
        const { owner, proposal } = desk.waiting;
        if (table === 'proposals')
          await transaction('proposals').where({ id: proposal }).update({ status: 'open', stages: '[]' });
        if (table === 'involvements') await transaction('involvements').where({ owner }).delete();
        if (table === 'owners') await transaction('owners').where({ owner }).update({ state: '{"involvements":[]}' });
        await decide(transaction, desk.waiting, decision);
      },
    };
  },
  (desk, choices) => {
    const who = choices.one(desk.excluded);
    return {
      name: `${who} decides, approves and posts, with a journal that says so`,
      refusal: tookPart,
      async run(transaction) {
        const { owner, proposal } = desk.waiting;
        await decide(transaction, desk.waiting, { decider: who });
        await decide(transaction, desk.waiting, { decider: 'ingrid.solberg', stage: 1 });
        const sequence = await forge(transaction, owner, { type: 'proposal_approved', proposal, version: 3 });
        await credit(transaction, { key: `${owner}/${sequence}/0`, owner, invoice: 'INV-10468', minor: 30_000_00 });
      },
    };
  },
  (desk, choices) => {
    const who = choices.one(['billing.lead', 'billing.lead.erp']);
    const onBehalfOf = choices.one([undefined, 'free', 'victor.almeida']);
    return {
      name: `${who} decides a second stage`,
      refusal: /segregation: one stage per person and version|no delegation is in force/,
      run: (transaction) =>
        decide(transaction, desk.half, { decider: who, stage: 1, ...(onBehalfOf !== undefined && { onBehalfOf }) }),
    };
  },
  (desk, choices) => {
    const stage = choices.one([1, 2, -1, 7]);
    return {
      name: `stage ${stage}, which does not wait`,
      refusal: /approval: the stage does not wait/,
      run: (transaction) => decide(transaction, desk.waiting, { decider: 'free', stage }),
    };
  },
  (desk, choices) => {
    const [who, refusal] = choices.one([
      ['no.role', /no role of the decider covers decisions/],
      ['no.title', /the title of the stage is missing/],
      ['no.duty', /the duty to approve this kind is missing/],
      ['gone', /somebody who is not active decides nothing/],
      ['nobody', /segregation: decider is not a person/],
    ] as const);
    return {
      name: `a decision of ${who}`,
      refusal,
      run: (transaction) => decide(transaction, desk.waiting, { decider: who }),
    };
  },
  (desk, choices) => {
    const who = choices.one(['no.limit', 'low.limit']);
    return {
      name: `${who} releases`,
      refusal: /approval: more than the limit of who releases it/,
      run: (transaction) => decide(transaction, desk.half, { decider: who, stage: 1 }),
    };
  },
  (desk, choices) => {
    const who = choices.one(['narrow', 'small', 'over', 'early', 'revoked', 'passed.on', 'victor.almeida']);
    return {
      name: `${who} for the lender`,
      refusal: /approval: no delegation is in force/,
      run: (transaction) => decide(transaction, desk.waiting, { decider: who, onBehalfOf: 'lender' }),
    };
  },
  (desk, choices) => {
    const days = choices.one([-400, -30, -2, 14.001, 40, 4000]);
    return {
      name: `a decision dated ${days} days off`,
      refusal: /approval: decided outside the time of the proposal/,
      run: (transaction) =>
        decide(transaction, desk.waiting, { decider: 'free', at: later(desk.now, days * 86_400_000) }),
    };
  },
  (desk, choices) => {
    const [decision, refusal] = choices.one<[Partial<Decision>, RegExp]>([
      [{ hash: 'f'.repeat(64) }, /not bound to the present content/],
      [{ hash: desk.half.contentHash }, /not bound to the present content/],
      [{ version: 1 }, /not bound to the present content/],
      [{ version: 2 }, /not bound to the present content/],
      [{ version: 4 }, /not bound to the present content/],
    ]);
    return {
      name: 'a decision on other content than the present',
      refusal,
      run: (transaction) => decide(transaction, desk.waiting, { decider: 'free', ...decision }),
    };
  },
  (desk) => ({
    name: 'a decision on what was rejected',
    refusal: /approval: the proposal is not open/,
    run: (transaction) => decide(transaction, desk.closed, { decider: 'on.time' }),
  }),
  (desk, choices) => {
    const sequence = choices.one([1, 2, desk.waiting.sequence]);
    return {
      name: 'a decision that the journal knows nothing of',
      refusal: /approval: the journal does not say that this was decided/,
      run: (transaction) =>
        transaction('proposal_decisions').insert({
          owner: desk.waiting.owner,
          sequence,
          proposal: desk.waiting.proposal,
          version: 3,
          stage: 0,
          decision: 'approve',
          content_hash: desk.waiting.contentHash,
          decider: 'free',
          decided_at: new Date().toISOString(),
        }),
    };
  },
  (desk, choices) => ({
    name: 'a decision in an impersonated session',
    refusal: /segregation: nobody decides in an impersonated session/,
    async run(transaction) {
      const { owner, proposal, contentHash } = desk.waiting;
      const at = new Date().toISOString();
      const told = {
        proposal,
        version: 3,
        stage: 0,
        decision: 'approve',
        contentHash,
        decider: 'free',
        onBehalfOf: null,
      };
      const actor = { kind: 'person', id: 'free', impersonatedBy: choices.one(['petra.novak', 'gone', 'free']) };
      const sequence = await forge(
        transaction,
        owner,
        { type: 'proposal_decided', ...told },
        { actor, occurredAt: at },
      );
      await transaction('proposal_decisions').insert({
        owner,
        sequence,
        proposal,
        version: 3,
        stage: 0,
        decision: 'approve',
        content_hash: contentHash,
        decider: 'free',
        decided_at: at,
      });
    },
  }),

  // Names of ours for other things
  (desk, choices) => {
    const decision = excludedDecision(desk, choices);
    const table = choices.one([
      'people',
      'journal',
      'involvements',
      'delegations',
      'proposals',
      'policies',
      'proposal_decisions',
    ]);
    const path = choices.one(['', 'set local search_path = pg_temp, public;', 'set local search_path = public;']);
    return {
      name: `a temporary table ${table}`,
      refusal: tookPart,
      async run(transaction) {
        const { owner } = desk.waiting;
        await transaction.raw(`create temporary table ${table} on commit drop as select * from public.${table}`);
        await transaction.raw(`grant all on pg_temp.${table} to public`);
        if (table === 'people') await transaction.raw(`update pg_temp.people set person = id || '.other'`);
        else if (table === 'journal') {
          await transaction.raw(
            `update pg_temp.journal set event = event - 'preparer' - 'by' - 'filedBy' - 'onBehalfOf' - 'impersonatedBy' - 'involvements', actor = '{}'`,
          );
          await transaction.raw('create temporary table involvements (like public.involvements) on commit drop');
        } else
          await transaction.raw(
            `delete from pg_temp.${table} where ${table === 'involvements' ? `owner = '${owner}'` : 'true'}`,
          );
        const { decider, onBehalfOf = null, verb = 'approve', at = new Date().toISOString() } = decision;
        const head = await transaction.raw<{ rows: { sequence: number; hash: string }[] }>(
          `select sequence, hash from public.journal where owner = ? order by sequence desc limit 1`,
          [owner],
        );
        const { sequence, hash } = head.rows[0] ?? { sequence: 0, hash: '' };
        const { proposal, contentHash } = desk.waiting;
        const told = {
          type: 'proposal_decided',
          proposal,
          version: 3,
          stage: 0,
          decision: verb,
          contentHash,
          decider,
          onBehalfOf,
        };
        const actor = { kind: 'person', id: decider, ...(onBehalfOf !== null && { onBehalfOf }) };
        await transaction.raw(path || 'select 1');
        await transaction.raw(
          `insert into public.journal (owner, sequence, type, event, command_id, actor, automatic, policy_version, occurred_at, previous_hash, hash)
           values (?, ?, 'proposal_decided', ?, 'c', ?, false, ?, ?, ?, 'h')`,
          [owner, sequence + 1, json(told), json(actor), demoPolicyVersion, at, hash],
        );
        if (table === 'journal') {
          await transaction.raw(
            `insert into pg_temp.journal select * from public.journal where owner = ? and sequence = ?`,
            [owner, sequence + 1],
          );
        }
        await transaction.raw(
          `insert into public.proposal_decisions (owner, sequence, proposal, version, stage, decision, content_hash, decider, on_behalf_of, decided_at)
           values (?, ?, ?, 3, 0, ?, ?, ?, ?, ?)`,
          [owner, sequence + 1, proposal, verb, contentHash, decider, onBehalfOf, at],
        );
      },
    };
  },
  (desk, choices) => {
    const decision = excludedDecision(desk, choices);
    return {
      name: 'a function of the name of ours in another schema',
      refusal: tookPart,
      async run(transaction) {
        await transaction.raw(
          `create function pg_temp.took_part(text) returns setof text language sql as 'select null::text where false'`,
        );
        await transaction.raw(
          `create function pg_temp.check_decision() returns trigger language plpgsql as 'begin return null; end'`,
        );
        await transaction.raw('set local search_path = pg_temp, public');
        await decide(transaction, desk.waiting, decision);
      },
    };
  },
  () => ({
    name: 'no conflicting duties, by a temporary table of policies',
    refusal: /conflicting duties are those of the newest policy/,
    async run(transaction) {
      await transaction.raw(
        `create temporary table policies on commit drop as select 9999999 as number, '{"conflicts":[]}'::jsonb as content`,
      );
      await transaction.raw('grant all on pg_temp.policies to public');
      await transaction.raw(`select replace_conflicting_duties('[]')`);
    },
  }),

  // Money
  (desk, choices) => {
    const { waiting, approved, half } = desk;
    const key = choices.one([
      `${waiting.owner}/${1 + choices.below(waiting.sequence)}/0`,
      `${half.owner}/${1 + choices.below(half.sequence)}/0`,
      `${approved.owner}/${approved.approval + 1}/0`,
      `${approved.owner}/${approved.approval - 1}/0`,
      `forged-${choices.below(1_000_000)}`,
      `payment/PMT-5530/allocation`,
    ]);
    const owner = key.startsWith('inquiry:') ? (key.split('/')[0] ?? null) : choices.one([null, approved.owner]);
    const kind = choices.one(['credit_note', 'write_off', 'refund', 'payment', 'reversal', 'allocation', 'invoice']);
    const account = choices.one(['credit_notes', 'write_offs', 'revenue', 'bank']);
    const minor = choices.one([500_00, 1, 10_000_00]);
    return {
      name: `a ${kind} of ${minor} under ${key}`,
      refusal: unapproved,
      run: (transaction) => credit(transaction, { key, kind, owner, minor, account }),
    };
  },
  (desk, choices) => {
    const { owner, approval } = desk.approved;
    const other = choices.one([
      { minor: 500_01 },
      { minor: 1 },
      { minor: 20_000_00 },
      { invoice: 'INV-10468' },
      { kind: 'write_off' },
      { account: 'write_offs' },
      { account: 'bank' },
    ]);
    return {
      name: `something else than was approved: ${json(other)}`,
      refusal: unapproved,
      run: (transaction) => credit(transaction, { key: `${owner}/${approval}/0`, owner, ...other }),
    };
  },
  (desk, choices) => {
    const { owner, approval } = desk.approved;
    const [first, second] = [
      `${owner}/${approval}/0`,
      `${owner}/${choices.one([`${approval}`, `0${approval}`, `00${approval}`])}/${choices.one([1, 2, 9])}`,
    ];
    return {
      name: 'what was approved, twice',
      refusal: /postings_once_per_approval/,
      async run(transaction) {
        await credit(transaction, { key: first, owner });
        await credit(transaction, { key: second, owner });
      },
    };
  },
  (desk, choices) => {
    const { owner, proposal, approval } = desk.approved;
    const key = choices.one(['old', 'new']);
    return {
      name: `approved a second time by the journal, posted under the ${key} row`,
      refusal: unapproved,
      async run(transaction) {
        const type = choices.one(['proposal_approved', 'proposal_approved', 'proposal_closed']);
        const sequence = await forge(transaction, owner, { type, proposal, version: 1, how: 'withdrawn' });
        await credit(transaction, { key: `${owner}/${key === 'old' ? approval : sequence}/0`, owner });
      },
    };
  },
  (desk, choices) => {
    const { owner, proposal } = choices.one([desk.waiting, desk.half, desk.closed]);
    const version = owner === desk.waiting.owner ? 3 : 1;
    return {
      name: 'approved by the journal without its decisions',
      refusal: unapproved,
      async run(transaction) {
        await transaction('proposals').where({ id: proposal }).update({ status: 'approved', stages: '[]' });
        await transaction('owners')
          .where({ owner })
          .update({ state: transaction.raw(`state || '{"phase":"in_progress"}'`) });
        const sequence = await forge(transaction, owner, { type: 'proposal_approved', proposal, version });
        const known = await transaction('proposals').where({ id: proposal }).first('amount', 'content');
        const { invoice } = known?.content as { invoice: string };
        await credit(transaction, { key: `${owner}/${sequence}/0`, owner, invoice, minor: known?.amount as number });
      },
    };
  },
  (desk) => ({
    name: 'another content and amount beside the journal, after the approval',
    refusal: unapproved,
    async run(transaction) {
      const { owner, proposal, approval } = desk.approved;
      await transaction('proposals')
        .where({ id: proposal })
        .update({ amount: 900_00, content_hash: 'f'.repeat(64) });
      await transaction('effects').where({ owner }).update({ data: '{}' });
      await credit(transaction, { key: `${owner}/${approval}/0`, owner, minor: 900_00 });
    },
  }),
  (_desk, choices) => ({
    name: 'as the login itself, without the role',
    refusal: unapproved,
    async run(transaction) {
      await transaction.raw(
        choices.one(['reset role', 'set local role none', 'set session authorization default; reset role']),
      );
      await credit(transaction, { key: `forged-${choices.below(1_000_000)}` });
    },
  }),
  (_desk, choices) => {
    const [statement, refusal] = choices.one<[string, RegExp]>([
      [
        `update invoices set open = open - 1 where id = 'INV-10455'`,
        /invoice INV-10455 does not agree with its postings/,
      ],
      [`update payments set unapplied = unapplied - 1 where id = 'PMT-5530'`, /payment PMT-5530 does not agree/],
      [`update invoices set original = 1`, noPrivilege],
      [`update invoices set customer = 'C-1002'`, noPrivilege],
      [`update postings set amount = 1`, noPrivilege],
      [`delete from posting_lines`, noPrivilege],
      [`truncate postings cascade`, noPrivilege],
      [
        `insert into posting_lines (posting, line, account, invoice, debit, credit) values ('demo/INV-10455', 9, 'receivable', 'INV-10455', 0, 1)`,
        /posting demo\/INV-10455 is closed/,
      ],
    ]);
    return { name: statement, refusal, run: (transaction) => transaction.raw(statement) };
  },

  // What only grows, and who may write at all
  (desk, choices) => {
    const { owner } = desk.waiting;
    const table = choices.one([
      'journal',
      'outcomes',
      'policies',
      'proposal_decisions',
      'involvements',
      'policy_revisions',
      'policy_rejections',
      'directory_changes',
      'audit_checkpoints',
      'postings',
    ]);
    const statement = choices.one([
      `delete from ${table}`,
      `truncate ${table} cascade`,
      `alter table ${table} disable trigger all`,
      `alter table ${table} disable trigger user`,
      `drop table ${table} cascade`,
      `create rule quiet as on insert to ${table} do instead nothing`,
      `create trigger quiet before insert on ${table} for each row execute function refuse_change()`,
      `alter table ${table} owner to current_user`,
      `copy ${table} from program 'true'`,
      `copy ${table} to '/tmp/stolen'`,
    ]);
    const forged = choices.percent(20) ? `update ${table} set ${columnOf[table]} = ${columnOf[table]}` : statement;
    return {
      name: `${forged} (${owner})`,
      refusal: noPrivilege,
      run: (transaction) => transaction.raw(forged),
    };
  },
  (_desk, choices) => {
    const statement = choices.one([
      'set session_replication_role = replica',
      'set local session_replication_role = local',
      `set role ${ownerRole}`,
      `set role postgres`,
      `set session authorization postgres`,
      `set role pg_write_all_data`,
      `grant pg_write_all_data to current_user`,
      `alter role current_user superuser`,
      `create role helper superuser`,
      `drop trigger proposal_decisions_journalled on proposal_decisions`,
      `drop function check_decision cascade`,
      `create or replace function took_part(text) returns setof text language sql as 'select null::text where false'`,
      `create function public.helper() returns integer language sql as 'select 1'`,
      `alter function check_decision() set search_path = pg_temp`,
      `alter function check_decision() reset all`,
      `create schema helpers`,
      `create extension dblink`,
      `alter database current set session_replication_role = replica`,
      `set constraints proposal_decisions_journalled immediate; alter table proposal_decisions disable trigger user`,
      `select pg_read_file('/etc/passwd')`,
      `select lo_import('/etc/passwd')`,
      `select set_config('session_replication_role', 'replica', false)`,
      `update pg_trigger set tgenabled = 'D'`,
      `delete from pg_trigger`,
      `drop index postings_once_per_approval`,
      `alter table people drop constraint people_pkey cascade`,
      `insert into conflicting_duties values ('a', 'b')`,
      `delete from conflicting_duties`,
      `delete from conflicting_roles`,
      `update directory_version set version = 1`,
    ]);
    return {
      name: statement,
      refusal:
        /permission denied|must be owner|must be superuser|permission to|does not exist|Only roles with|must have/,
      run: (transaction) => transaction.raw(statement),
    };
  },
  (desk, choices) => {
    const { owner, sequence } = desk.waiting;
    const [row, refusal] = choices.one<[Row, RegExp]>([
      [{ previous_hash: 'f'.repeat(64) }, /does not follow the one before/],
      [{ sequence: sequence + 2 }, /does not follow the one before/],
      [{ sequence }, /does not follow the one before|journal_pkey/],
      [{ owner: 'inquiry:INQ-2026-424242', sequence: 2 }, /does not follow the one before/],
      [{ policy_version: 'mine' }, /journal_policy_version_fkey/],
    ]);
    return {
      name: `a row of the journal that does not belong: ${json(row)}`,
      refusal,
      async run(transaction) {
        const head = await transaction('journal').where({ owner, sequence }).first('hash');
        await transaction('journal').insert({
          owner,
          sequence: sequence + 1,
          type: 'note_added',
          event: '{}',
          command_id: 'c',
          actor: '{}',
          automatic: false,
          policy_version: demoPolicyVersion,
          occurred_at: desk.now,
          previous_hash: head?.hash as string,
          hash: 'h',
          ...row,
        });
      },
    };
  },

  // People, delegations, absences
  (_desk, choices) => {
    const pair = choices.one([
      ['prepare_credit_note', 'approve_credit_note'],
      ['apply_cash', 'approve_cash'],
      ['prepare_invoice', 'approve_invoice'],
      ['administer_users', 'approve_cash'],
      ['propose_credit', 'approve_credit'],
    ]);
    const roles = choices.one([[], ['admin', 'approver'], ['auditor', 'agent'], ['policy_author', 'approver']]);
    const duties = roles.length > 0 && choices.percent(50) ? [] : pair;
    const way = choices.one(['hire', 'alias', 'revise']);
    return {
      name: `conflicting ${duties.join()} ${roles.join()} by ${way}`,
      refusal: /static segregation: .* are held by one person/,
      async run(transaction) {
        const id = `new-${choices.below(1_000_000)}`;
        const who = { name: id, email: `${id}@halden.example`, person: id };
        if (way === 'revise') {
          await transaction('people').insert({ id, ...who });
          await transaction('people').where({ id }).update({ duties, roles });
        } else if (way === 'alias') {
          await transaction('people').insert({ id, ...who, duties: duties.slice(0, 1), roles: roles.slice(0, 1) });
          const other = { id: `${id}.erp`, name: id, email: `${id}.erp@halden.example`, person: id };
          await transaction('people').insert({ ...other, duties: duties.slice(1), roles: roles.slice(1) });
        } else await transaction('people').insert({ id, ...who, duties, roles });
      },
    };
  },
  (desk, choices) => {
    const [id, to] = choices.one([
      ['preparer.erp', 'preparer.erp'],
      ['twin', 'twin'],
      ['filer.erp', 'free'],
      ['billing.lead.erp', 'billing.lead.erp'],
      ['stand.in.erp', 'free'],
      ['late', 'free'],
    ] as const);
    const who = choices.one([null, id, 'free', 'victor.almeida', 'nobody', 'petra.novak']);
    const elsewhere = choices.percent(50) ? 'late' : id;
    return {
      name: `${id} is ${to} from now on, says ${who ?? 'nobody'}`,
      refusal: /segregation: who is behind .* changes on record only, by an administrator who is neither/,
      async run(transaction) {
        const before = await transaction('people').where({ id }).first('person');
        if (who !== null) {
          await transaction('directory_changes').insert({
            person: who === 'petra.novak' ? 'free' : elsewhere,
            kind: 'unmerged',
            before: json({ person: before?.person }),
            after: json({ person: to }),
            actor: json({ kind: 'person', id: who }),
            merge: 'm',
            occurred_at: desk.now,
          });
        }
        await transaction('people').where({ id }).update({ person: to });
        await decide(transaction, desk.waiting, { decider: id });
      },
    };
  },
  (desk, choices) => {
    const given = (part: Row) => ({ starts_at: desk.now, ends_at: later(desk.now, 86_400_000), ...part });
    const [row, refusal] = choices.one<[Row, RegExp]>([
      [{ delegator: 'victor.almeida', delegate: 'jonah.reyes' }, /static segregation|delegation leads back/],
      [{ delegator: 'george.okafor', delegate: 'dev.mehta' }, /static segregation/],
      [{ delegator: 'stand.in', delegate: 'preparer' }, /delegation leads back to who gave it/],
      [{ delegator: 'stand.in.erp', delegate: 'preparer.erp' }, /delegation leads back to who gave it/],
      [{ delegator: 'passed.on', delegate: 'lender' }, /delegation leads back to who gave it/],
      [{ delegator: 'free', delegate: 'free' }, /delegation_to_another/],
      [{ delegator: 'free', delegate: 'gone' }, /delegation of or to somebody who is not active/],
      [{ delegator: 'free', delegate: 'nobody' }, /delegations_delegate_fkey/],
      [{ delegator: 'free', delegate: 'on.time', ends_at: desk.now }, /delegation_has_length/],
      [{ delegator: 'free', delegate: 'on.time', kinds: '{}' }, /delegations_kinds_check/],
    ]);
    return {
      name: `a delegation ${json(row)}`,
      refusal,
      run: (transaction) => transaction('delegations').insert(given(row)),
    };
  },
  (_desk, choices) => {
    const statement = choices.one([
      `update delegations set delegate = 'free'`,
      `update delegations set delegator = 'free'`,
      `update delegations set kinds = null, maximum = null`,
      `update delegations set starts_at = '-infinity'`,
      `delete from delegations`,
      `delete from people where id = 'preparer'`,
      `truncate people cascade`,
      `update absences set person = 'free'`,
      `update absences set hand_over = 'keep'`,
      `delete from absences`,
    ]);
    return { name: statement, refusal: noPrivilege, run: (transaction) => transaction.raw(statement) };
  },

  // Policies
  (desk, choices) => {
    const [part, refusal] = choices.one<[Row, RegExp]>([
      [
        { author: 'elin.hart', published_by: 'elin.hart' },
        /policy_published_by_another|published by somebody who wrote it/,
      ],
      [{ author: 'elin.hart', published_by: 'author.erp' }, /published by somebody who wrote it/],
      [{ author: 'marcus.bell', published_by: 'author.erp' }, /published by somebody who wrote it/],
      [{ author: 'author.erp', published_by: 'elin.hart' }, /published by somebody who wrote it/],
      [
        { author: 'elin.hart', published_by: 'marcus.bell', content: '{"conflicts":[]}' },
        /is not what its last revision says/,
      ],
    ]);
    return {
      name: `published ${json(part)}`,
      refusal,
      async run(transaction) {
        const draft = await transaction('policy_revisions').where({ version: 'draft-1' }).first('hash', 'content');
        await transaction('policies').insert({
          version: 'draft-1',
          hash: draft?.hash as string,
          content: json(draft?.content),
          reason: 'because',
          published_at: desk.now,
          ...part,
        });
      },
    };
  },
];

const columnOf: Record<string, string> = {
  journal: 'event',
  outcomes: 'outcome',
  policies: 'content',
  proposal_decisions: 'decider',
  involvements: 'person',
  policy_revisions: 'content',
  policy_rejections: 'reason',
  directory_changes: 'actor',
  audit_checkpoints: 'line',
  postings: 'amount',
};

export const sqlAttackCount = attacks.length;

/** Each kind in turn, with whatever chance makes of it. */
export const sqlAttack = (desk: AttackedDesk, choices: Choices, index: number): SqlAttack =>
  (attacks[index % attacks.length] as Make)(desk, choices);
