import { usd, type Case, type List, type Taken } from './answers';
import { day, opening } from './billing-dispute';
import type { Speaker } from './desk-client';
import type { Story, Telling } from './telling';

const lead: Speaker = { person: 'nora.whitfield' };
const manager: Speaker = { person: 'victor.almeida' };
const director: Speaker = { person: 'ingrid.solberg' };
const auditor: Speaker = { person: 'olu.adeyemi' };

/** Story 4: an approval is worth what was approved, and an auditor can prove it. */
export const editedCredit: Story = {
  number: 4,
  title: 'The $24,900 that became $25,100',
  words: 'A credit is approved and then edited: the approval is void. Afterwards an auditor proves who decided what.',
  tell,
};

interface Proposal {
  id: string;
  version: number;
  content_hash: string;
  status: string;
  stages: { title: string }[];
}

interface Report {
  verified: boolean;
  rows: number;
  chains: number;
}

async function tell(telling: Telling): Promise<void> {
  const { desk, tag } = telling;
  const customer = `C-${tag}`;
  const invoice = `INV-${tag}`;
  const email = `ap-${tag}@meridian-outdoor.example`;
  const content = (value: string) => ({
    kind: 'credit_note',
    invoice,
    amount: usd(value),
    reason: 'not_received',
    explanation: 'The carrier has no proof of the second delivery.',
  });

  const reference = await telling.step('file', 'An invoice of $60,000.00 is disputed.', async () => {
    await desk.post('erp', '/v1/customers', {
      id: customer,
      name: `Meridian Outdoor Supply ${tag}`,
      legal_entity: 'halden-us',
      contacts: [{ name: 'Ruth Calloway', email, verified: true }],
    });
    const amount = usd('60000.00');
    await desk.post('erp', '/v1/invoices', { id: invoice, customer, issued_on: day(-10), due_on: day(20), amount });
    const filed = await desk.post<{ reference: string }>('erp', '/v1/inquiries', {
      subject: `Invoice ${invoice}: second delivery never came`,
      body: `We dispute USD 25,100.00 of invoice ${invoice}: the second delivery has not arrived, but was billed.`,
      requester: { email },
    });
    await opening(telling, filed.reference);
    return filed.reference;
  });
  const path = `/v1/inquiries/${reference}`;

  const preparer = await telling.step('route', 'The desk says why this person has it, and not another.', async () => {
    const { last } = await desk.get<Routing>(lead, `${path}/routing`);
    const because = last?.because.join('; ') ?? '';
    await telling.show('routing', [
      `${last?.person?.name ?? 'nobody'}: ${because}`,
      ...(last?.others ?? []).map(({ id, why_not: whyNot }) => `not ${id}: ${whyNot}`),
    ]);
    await telling.check(because !== '', 'the reasons are kept');
    const assignee = (await telling.inquiry(reference)).assignee?.id ?? 'jonah.reyes';
    return { person: assignee };
  });

  const first = await telling.step('propose', 'The owner proposes a credit of $24,900.00.', async () => {
    const { proposal } = await desk.post<Taken>(preparer, `${path}/proposals`, content('24900.00'));
    await showStages(telling, path, ['billing_manager']);
    return proposal;
  });
  const decisions = `${path}/proposals/${first.id}/decisions`;

  const second = await telling.step(
    'edit',
    'Before anybody decides, the owner edits it to $25,100.00: a new version, which the director decides as well.',
    async () => {
      const revised = await desk.post<Taken>(preparer, `${path}/proposals/${first.id}/revisions`, content('25100.00'));
      await showStages(telling, path, ['billing_manager', 'finance_director']);
      await desk.refused(
        manager,
        decisions,
        { decision: 'approve', content_hash: first.content_hash },
        { status: 422, code: 'content_changed' },
      );
      return revised.proposal;
    },
  );

  await telling.step('decide', 'Both decide on the version that they have read; nobody decides twice.', async () => {
    const approval = { decision: 'approve', content_hash: second.content_hash };
    await desk.refused(preparer, decisions, approval, { status: 422, code: 'segregation_excluded' });
    await desk.post<Taken>(manager, decisions, approval);
    await desk.refused(manager, decisions, approval, { status: 422, code: 'segregation_one_stage' });
    await desk.post<Taken>(director, decisions, approval);
    await telling.until('the credit note is posted', async () => {
      const { proposals } = await telling.inquiry(reference);
      return proposals.some(({ status }) => status === 'posted') ? true : undefined;
    });
    await telling.showInvoice(invoice);
  });

  await telling.step('then', 'What the desk knew before the edit can still be read.', async () => {
    const { data } = await desk.get<List<{ type: string; occurred_at: string }>>(auditor, `${path}/timeline?limit=200`);
    const made = data.find(({ type }) => type === 'proposal_made')?.occurred_at ?? '';
    const then = await desk.get<Case>(auditor, `${path}?at=${encodeURIComponent(made)}`);
    await telling.check(
      then.proposals[0]?.version === 1 && then.proposals[0].amount.value === '24900.00',
      `at ${made} it was version 1 of $24,900.00`,
    );
  });

  await telling.step(
    'audit',
    'The auditor verifies the chain of this case, and takes it along as one document.',
    async () => {
      const report = await desk.get<Report>(auditor, `/v1/audit/verify?owner=inquiry:${reference}`);
      await telling.check(report.verified, `${report.rows} rows, each with the hash of the one before: verified`);
      const bundle = await desk.get<{ digest?: string }>(auditor, `${path}/audit-bundle?format=json`);
      await telling.check(
        Object.keys(bundle).length > 0,
        `the bundle holds everything: ${desk.addresses.api}${path}/audit-bundle?format=html`,
      );
      await telling.checkWorkflow(reference);
      await telling.checkBooks();
    },
  );
}

interface Routing {
  last: {
    person: { id: string; name: string | null } | null;
    because: string[];
    others: { id: string; why_not: string }[];
  } | null;
}

async function showStages(telling: Telling, path: string, expected: string[]): Promise<void> {
  const { data } = await telling.desk.get<List<Proposal>>(auditor, `${path}/proposals`, { told: false });
  const [proposal] = data;
  const titles = proposal?.stages.map(({ title }) => title) ?? [];
  await telling.check(
    titles.join() === expected.join(),
    `version ${proposal?.version ?? 0} is decided by ${titles.map((title) => title.replaceAll('_', ' ')).join(', then by ')}`,
  );
}
