import type { Knex } from 'knex';
import { createEmbeddedLedger } from '../../../adapters/ledger/embedded';
import { inquiryOwner, type Reference } from '../../../contracts/ids';
import type { Actor, Outcome } from '../../../contracts/messages';
import { connect } from '../../../db/connect';
import { insertDelegation } from '../../../db/insert-delegation';
import { insertPerson } from '../../../db/insert-person';
import { insertPolicyRevision } from '../../../db/insert-policy-revision';
import { readDefaultPolicy } from '../../../db/policies';
import { resolveHolidays } from '../../../domain/holidays';
import { loadDemoCompany } from '../../../scripts/demo-company';
import { startTestApi, type TestApi } from '../../support/api';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { createJournalledCases, opening, type JournalledCases } from '../../support/journalled-cases';
import { journallingEngine } from '../../support/journalling-engine';

/** A case with a proposal that waits. */
export interface Target {
  reference: Reference;
  owner: string;
  proposal: string;
  contentHash: string;
  sequence: number;
}

/**
 * A company in which everybody who took part in a case has since been made an approver of it, with every title, duty and
 * limit: nothing but segregation stands in their way.
 */
export interface AttackedDesk {
  database: TestDatabase;
  /** As the application role. */
  db: Knex;
  api: TestApi;
  now: string;
  /** USD 30,000 on INV-10468: the billing manager, then the finance director. Nobody has decided. */
  waiting: Target;
  /** The same of another customer; `first` has decided the first stage, as `billing.lead`. */
  half: Target;
  /** Approved and not posted: USD 500 on INV-10455. `approval` is the row of its journal that says so. */
  approved: Target & { approval: number };
  /** Rejected. */
  closed: Target;
  /** Everybody who took part in `waiting`, by every name that they have. */
  excluded: string[];
  /** Those who filed `waiting`, or for whom it was filed, or who filed the case that was merged into it. */
  requesters: string[];
  /** What may not have changed when the attacks are over. */
  fingerprint(): Promise<unknown>;
  stop(): Promise<void>;
}

const usd = (minor: number) => ({ minor, currency: 'USD' });
const person = (id: string, more: object = {}): Actor => ({ kind: 'person', id, ...more });
const day = 86_400_000;

const powers = {
  roles: ['approver', 'team_lead'] as ('approver' | 'team_lead')[],
  titles: ['team_lead', 'billing_manager', 'finance_director', 'cash_manager'],
  duties: ['approve_credit_note', 'approve_cash', 'approve_invoice'],
  teams: ['billing'],
  limits: { credit_note: 100_000_000, payment_allocation: 100_000_000, invoice: 100_000_000 },
};

export async function startAttackedDesk(): Promise<AttackedDesk> {
  const database = await createTestDatabase();
  const db = connect(database.url, { poolSize: 10 });
  const now = new Date().toISOString();
  const at = (days: number): string => new Date(Date.parse(now) + days * day).toISOString();
  await loadDemoCompany(db, at(-1));
  const cases = createJournalledCases(db, createEmbeddedLedger(db));
  const hire = (id: string, part: object = {}) =>
    insertPerson(db, { id, name: id, email: `${id}@halden.example`, ...part });
  const lend = (delegator: string, delegate: string, part: object = {}) =>
    insertDelegation(db, { delegator, delegate, starts_at: at(-2), ends_at: at(10), ...part });

  const workers = ['preparer', 'lender.preparer', 'editor', 'lender.editor', 'disputer'];
  for (const id of workers) {
    await hire(id, { roles: ['team_lead'], teams: ['billing'], duties: ['prepare_credit_note'] });
  }
  for (const id of ['filer', 'represented', 'elsewhere']) await hire(id, { roles: ['team_lead'], teams: ['billing'] });
  for (const id of ['shadow', 'shadow.editor']) await hire(id, { roles: ['admin'], duties: ['impersonate'] });
  await hire('preparer.erp', { person: 'preparer' });
  await hire('filer.erp', { person: 'filer' });
  await hire('twin');
  await hire('late');

  const waiting = await propose(cases, now, 'C-1001', 'INV-10468', 30_000_00, {
    filedBy: 'filer',
    onBehalfOf: 'represented',
    impersonatedBy: 'shadow',
  });
  const dispute = { invoice: 'INV-10468', amount: usd(100_00), reason: 'price' };
  await must(cases.tell(waiting.reference, now, 'dispute', dispute, person('disputer')));
  const explanation = await cases.text(waiting.reference, now, 'Counted again.', 'C-1001');
  const content = { kind: 'credit_note', invoice: 'INV-10468', amount: usd(30_001_00), reason: 'price', explanation };
  const editor = person('editor', { onBehalfOf: 'lender.editor' });
  await must(cases.tell(waiting.reference, now, 'revise', { proposal: waiting.proposal, content }, editor));
  const further = { ...content, amount: usd(30_000_00) };
  const impersonated = person('editor', { impersonatedBy: 'shadow.editor' });
  await must(
    cases.tell(waiting.reference, now, 'revise', { proposal: waiting.proposal, content: further }, impersonated),
  );
  const absorbed = {
    from: 'INQ-2026-000999',
    links: [],
    disputes: [],
    involvements: [{ person: 'elsewhere', duty: 'requester' }],
  };
  await must(cases.tell(waiting.reference, now, 'absorb', absorbed, { kind: 'integration', id: 'inquiry' }));

  const half = await propose(cases, now, 'C-1001', 'INV-10468', 30_000_00, {});
  const approved = await propose(cases, now, 'C-1004', 'INV-10455', 500_00, {});
  const closed = await propose(cases, now, 'C-1004', 'INV-10455', 400_00, {});
  for (const id of ['billing.lead', 'billing.lead.erp', 'free', 'on.time', 'lender']) {
    await hire(id, { ...powers, ...(id === 'billing.lead.erp' && { person: 'billing.lead' }) });
  }
  await must(cases.tell(half.reference, now, 'decide', decision(half), person('billing.lead')));
  await must(cases.tell(approved.reference, now, 'decide', decision(approved), person('free')));
  const reason = await cases.text(closed.reference, now, 'Not ours.', 'C-1004');
  await must(cases.tell(closed.reference, now, 'decide', { ...decision(closed, 'reject'), reason }, person('free')));

  // In mid-case everybody becomes an approver, and who seemed to be two turn out to be one.
  const tookPart = [...workers, 'filer', 'filer.erp', 'represented', 'elsewhere', 'shadow', 'shadow.editor'];
  for (const id of [...tookPart, 'preparer.erp', 'twin', 'late']) {
    const { limits, ...rest } = powers;
    await db('people')
      .where({ id })
      .update({ ...rest, limits: JSON.stringify(limits) });
  }
  await mergeOnRecord(db, 'twin', 'editor', now);
  // Who stands in for somebody who took part, whatever the scope.
  await hire('stand.in', powers);
  await lend('preparer', 'stand.in', { kinds: ['payment_allocation'], maximum: 1 });
  await hire('stand.in.erp', { ...powers, person: 'stand.in' });

  for (const [id, part] of [
    ['no.role', { roles: ['agent'] }],
    ['no.title', { titles: ['cash_analyst'] }],
    ['no.duty', { duties: [] }],
    ['no.limit', { limits: {} }],
    ['low.limit', { limits: { credit_note: 29_999_99 } }],
    ['gone', { active: false }],
  ] as const) {
    await hire(id, { ...powers, ...part });
  }
  for (const [id, part] of [
    ['narrow', { kinds: ['payment_allocation'] }],
    ['small', { maximum: 29_999_99 }],
    ['over', { starts_at: at(-3), ends_at: at(-2) }],
    ['early', { starts_at: at(2), ends_at: at(3) }],
  ] as const) {
    await hire(id, { roles: ['approver'] });
    await lend('lender', id, part);
  }
  await hire('revoked', { roles: ['approver'] });
  await lend('lender', 'revoked', { ends_at: at(-0.5), revoked_at: at(-0.5) });
  await hire('passed.on', { roles: ['approver'] });
  await hire('holder', { roles: ['approver'] });
  await lend('lender', 'holder');
  await lend('holder', 'passed.on');

  // The author of a draft has got the role of a publisher, and another login that has it as well.
  await hire('author.erp', { person: 'elin.hart', roles: ['policy_publisher'] });
  await db('people')
    .where({ id: 'elin.hart' })
    .update({ roles: ['policy_author', 'policy_publisher'] });
  const draft = { version: 'draft-1', revision: 1, person: 'elin.hart', reason: 'Higher limits.', source: null };
  const policy = resolveHolidays(await readDefaultPolicy(), now);
  await insertPolicyRevision(db, { ...draft, content: policy, created_at: now });

  const api = await startTestApi(db, journallingEngine(db), {
    limits: { requestsPerMinute: 0, commandPatience: 5_000 },
  });
  const journalled = await db('journal').where({ owner: approved.owner, type: 'proposal_approved' }).first('sequence');
  const owner = connect(database.ownerUrl, { asOwner: true });

  return {
    database,
    db,
    api,
    now,
    waiting: targetOf(cases, waiting.reference),
    half: targetOf(cases, half.reference),
    approved: { ...targetOf(cases, approved.reference), approval: journalled.sequence as number },
    closed: targetOf(cases, closed.reference),
    excluded: [...tookPart, 'preparer.erp', 'twin', 'stand.in', 'stand.in.erp'],
    requesters: ['filer', 'filer.erp', 'represented', 'shadow', 'elsewhere'],
    async fingerprint() {
      const tables = [
        'journal',
        'proposal_decisions',
        'involvements',
        'postings',
        'posting_lines',
        'invoices',
        'payments',
      ];
      const all = [...tables, 'people', 'delegations', 'absences', 'directory_changes', 'policies', 'policy_revisions'];
      const rows = [...all, 'conflicting_duties', 'conflicting_roles', 'owners', 'proposals'].map(
        (table) =>
          `select '${table}' as name, count(*)::integer as rows, md5(string_agg(t::text, '' order by t::text)) as content from ${table} t`,
      );
      const triggers = `select 'triggers', count(*)::integer, md5(string_agg(tgname || tgenabled::text, '' order by oid)) from pg_trigger`;
      return (await owner.raw(`${rows.join(' union all ')} union all ${triggers} order by 1`)).rows as unknown;
    },
    async stop() {
      await api.stop();
      await owner.destroy();
      await db.destroy();
      await database.drop();
    },
  };
}

async function propose(
  cases: JournalledCases,
  now: string,
  customer: string,
  invoice: string,
  minor: number,
  filed: object,
): Promise<Target> {
  const contact = customer === 'C-1001' ? 'contact-1001-1' : 'contact-1004-1';
  const reference = await cases.file(now, { customer, contact, ...filed });
  await must(cases.tell(reference, now, 'open', {}, opening));
  await must(cases.tell(reference, now, 'assign', { team: 'billing', person: 'editor' }));
  const explanation = await cases.text(reference, now, 'Too dear.', customer);
  const content = { kind: 'credit_note', invoice, amount: usd(minor), reason: 'price', explanation };
  const preparer = person('preparer', { onBehalfOf: 'lender.preparer' });
  await must(cases.tell(reference, now, 'propose', { content }, preparer));
  return targetOf(cases, reference);
}

function targetOf(cases: JournalledCases, reference: Reference): Target {
  const { proposals, sequence } = cases.state(reference);
  const { id: proposal = '', contentHash = '' } = proposals[0] ?? {};
  return { reference, owner: inquiryOwner(reference), proposal, contentHash, sequence };
}

const decision = ({ proposal, contentHash }: Target, verb = 'approve') => ({ proposal, contentHash, decision: verb });

async function must(told: Promise<Outcome>): Promise<void> {
  const outcome = await told;
  if (outcome.result !== 'accepted') throw new Error(JSON.stringify(outcome));
}

export async function mergeOnRecord(db: Knex, id: string, into: string, now: string): Promise<void> {
  await db.transaction(async (transaction) => {
    await transaction('people').where({ id }).update({ person: into });
    await transaction('directory_changes').insert({
      person: id,
      kind: 'merged',
      before: JSON.stringify({ person: id }),
      after: JSON.stringify({ person: into }),
      actor: JSON.stringify(person('petra.novak')),
      merge: `m-${id}`,
      occurred_at: now,
    });
  });
}
