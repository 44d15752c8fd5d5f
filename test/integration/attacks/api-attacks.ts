import type { Choices } from '../../properties/inquiry-choices';
import type { Answered, ApiClient } from '../../support/api';
import type { AttackedDesk, Target } from './attacked-desk';

export interface ApiAnswer {
  status: number;
  code: string;
  rule: string | undefined;
}

/** What somebody tries over HTTP; nothing may come of it. */
export interface ApiAttack {
  name: string;
  /** The code of the problem, and its rule in brackets. */
  refusal: RegExp;
  run(): Promise<ApiAnswer>;
}

type Make = (desk: AttackedDesk, choices: Choices) => ApiAttack;

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

const said = ({ status, body }: Answered): ApiAnswer => ({
  status,
  code: body.code ?? body.results?.[0]?.problem?.code ?? 'none',
  rule: body.rule ?? body.results?.[0]?.problem?.rule,
});

/** Of the one item of a bulk request. */
function saidOfItem({ status, body }: Answered): ApiAnswer {
  const [item] = body.results ?? [];
  return item === undefined
    ? said({ status, body } as Answered)
    : { status: item.http_status, code: item.problem?.code ?? 'none', rule: item.problem?.rule };
}

/** One by one or in bulk: the same rules. */
async function command(
  client: ApiClient,
  path: string,
  target: Target,
  data: object,
  choices: Choices,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  const ofProposal = path === 'decisions' || path === 'postings';
  if (choices.percent(35)) {
    const item = { reference: target.reference, ...(ofProposal && { proposal: target.proposal }) };
    const { 'If-Match': _sequence, ...rest } = headers;
    const sequence = headers['If-Match'] === undefined ? {} : { sequence: target.sequence - 1 };
    return saidOfItem(await client.post(`/v1/bulk/${path}`, { items: [{ ...item, ...sequence }], data }, rest));
  }
  const address = ofProposal ? `proposals/${target.proposal}/${path}` : path;
  return said(await client.post(`/v1/inquiries/${target.reference}/${address}`, data, headers));
}

const decision = (target: Target, choices: Choices, part: object = {}) => {
  const verb = choices.one(['approve', 'approve', 'reject', 'return']);
  const reason = choices.percent(80) || verb !== 'approve' ? { reason: 'It is right.' } : {};
  return { decision: verb, content_hash: target.contentHash, ...reason, ...part };
};

const approve = (target: Target, part: object = {}) => ({
  decision: 'approve',
  content_hash: target.contentHash,
  ...part,
});

const withToken = async (desk: AttackedDesk, person: string, claims: object): Promise<ApiClient> =>
  desk.api.withToken(await desk.api.sign(person, claims as Record<string, unknown>));

const attacks: Make[] = [
  // Decisions by who took part
  (desk, choices) => {
    const who = choices.one(desk.excluded);
    const target = desk.waiting;
    return {
      name: `${who} decides`,
      refusal: /^segregation_excluded \(segregation: /,
      run: () => command(desk.api.as(who), 'decisions', target, decision(target, choices), choices),
    };
  },
  (desk, choices) => {
    const who = choices.one(desk.excluded);
    const hash = choices.one(['f'.repeat(64), desk.half.contentHash]);
    const data = decision(desk.waiting, choices, {
      content_hash: hash,
      stage: choices.one(['billing-manager', 'finance-director']),
    });
    return {
      name: `${who} decides, whatever else is wrong`,
      refusal: /^segregation_excluded \(segregation: /,
      run: () => command(desk.api.as(who), 'decisions', desk.waiting, data, choices),
    };
  },
  (desk, choices) => ({
    name: 'whoever stands in for the preparer, in their name',
    refusal: /^segregation_excluded \(segregation: /,
    run: () =>
      command(desk.api.as('stand.in'), 'decisions', desk.waiting, decision(desk.waiting, choices), choices, {
        'On-Behalf-Of': 'preparer',
      }),
  }),
  (desk, choices) => {
    const who = choices.one(['free', 'victor.almeida', 'filer', 'twin']);
    const forWhom = choices.one(['preparer', 'editor', 'represented', 'elsewhere', 'preparer.erp', 'nobody', who]);
    return {
      name: `${who} in the name of ${forWhom}, who has not lent anything`,
      refusal: /^forbidden /,
      run: () =>
        command(desk.api.as(who), 'decisions', desk.waiting, decision(desk.waiting, choices), choices, {
          'On-Behalf-Of': forWhom,
        }),
    };
  },
  (desk, choices) => ({
    name: 'who took part looks for a posting',
    refusal: /^segregation_excluded \(segregation: /,
    run: () => {
      const data = { result: choices.one(['posted', 'not_posted']), evidence: 'Looked it up.' };
      return command(desk.api.as(choices.one(desk.excluded)), 'postings', desk.waiting, data, choices);
    },
  }),
  (desk, choices) => {
    const acting = choices.one(['petra.novak', 'shadow', 'free', 'gone', 'nobody', 'free']);
    const who = choices.one(['free', 'victor.almeida', 'preparer']);
    return {
      name: `${acting} works in the name of ${who}`,
      refusal: /^(impersonation_forbidden|unauthenticated) /,
      run: async () =>
        command(
          await withToken(desk, who, { act: { sub: acting } }),
          'decisions',
          desk.waiting,
          decision(desk.waiting, choices),
          choices,
        ),
    };
  },
  (desk, choices) => {
    const client = choices.percent(50) ? desk.api.customer('C-1001') : desk.api.integration;
    return {
      name: 'a customer or an integration decides',
      refusal: /^(forbidden|role_required|not_found) /,
      run: () => command(client, 'decisions', desk.waiting, decision(desk.waiting, choices), choices),
    };
  },

  // Decisions by others
  (desk, choices) => {
    const [part, headers, refusal] = choices.one<[object, Record<string, string>, RegExp]>([
      [{ content_hash: 'f'.repeat(64) }, {}, /^content_changed \(content hash\)/],
      [{ content_hash: desk.half.contentHash }, {}, /^content_changed \(content hash\)/],
      [{}, { 'If-Match': `"${desk.waiting.sequence - 1}"` }, /^version_conflict \(If-Match\)/],
      [{ stage: 'finance-director' }, {}, /^approval_stage \(stage finance-director does not wait\)/],
      [{ stage: 'cash-manager' }, {}, /^approval_stage \(stage cash-manager does not wait\)/],
    ]);
    return {
      name: `a decision with ${JSON.stringify(part)} ${JSON.stringify(headers)}`,
      refusal,
      run: () => command(desk.api.as('free'), 'decisions', desk.waiting, approve(desk.waiting, part), choices, headers),
    };
  },
  (desk, choices) => {
    const who = choices.one(['billing.lead', 'billing.lead.erp']);
    return {
      name: `${who} decides a second stage`,
      refusal: /^segregation_one_stage \(one stage per person and version\)/,
      run: () => command(desk.api.as(who), 'decisions', desk.half, decision(desk.half, choices), choices),
    };
  },
  (desk, choices) => {
    const [who, target, refusal] = choices.one<[string, Target, RegExp]>([
      ['no.role', desk.waiting, /^role_required \(roles\)/],
      ['jonah.reyes', desk.waiting, /^role_required \(roles\)/],
      ['olu.adeyemi', desk.waiting, /^role_required \(roles\)/],
      ['rosa.lindgren', desk.waiting, /^role_required \(roles\)/],
      ['no.title', desk.waiting, /^approval_stage \(stage billing-manager\)/],
      ['ingrid.solberg', desk.waiting, /^approval_stage \(stage billing-manager\)/],
      ['victor.almeida', desk.half, /^approval_stage \(stage finance-director\)/],
      ['no.duty', desk.waiting, /^role_required \(duty approve_credit_note\)/],
      ['no.limit', desk.half, /^approval_limit \(approval limit\)/],
      ['low.limit', desk.half, /^approval_limit \(approval limit\)/],
      ['gone', desk.waiting, /^unauthenticated /],
      ['petra.novak', desk.waiting, /^(forbidden|role_required) /],
      ['elin.hart', desk.waiting, /^(forbidden|role_required) /],
    ]);
    return {
      name: `${who}, who is not entitled`,
      refusal,
      run: () => command(desk.api.as(who), 'decisions', target, approve(target), choices),
    };
  },
  (desk, choices) => {
    const [who, refusal] = choices.one<[string, RegExp]>([
      ['narrow', /^approval_stage \(delegation: not for this kind\)/],
      ['small', /^approval_limit \(delegation: maximum\)/],
      ['over', /^forbidden /],
      ['early', /^forbidden /],
      ['revoked', /^forbidden /],
      ['passed.on', /^forbidden /],
    ]);
    return {
      name: `${who} for the lender`,
      refusal,
      run: () =>
        command(desk.api.as(who), 'decisions', desk.waiting, approve(desk.waiting), choices, {
          'On-Behalf-Of': 'lender',
        }),
    };
  },
  (desk, choices) => ({
    name: 'what was lent is passed on',
    refusal: /^approval_stage |^role_required /,
    run: () =>
      command(desk.api.as('passed.on'), 'decisions', desk.waiting, approve(desk.waiting), choices, {
        'On-Behalf-Of': 'holder',
      }),
  }),
  (desk, choices) => {
    const target = choices.one([desk.closed, desk.approved]);
    return {
      name: 'a decision on what is decided',
      refusal: /^(transition_not_allowed|proposal_not_open) /,
      run: () => command(desk.api.as('on.time'), 'decisions', target, decision(target, choices), choices),
    };
  },

  // Who owns a case
  (desk, choices) => {
    const who = choices.one(desk.requesters);
    return {
      name: `${who} claims what they requested`,
      refusal: /^segregation_assignment \(segregation: requester\)/,
      run: () => command(desk.api.as(who), 'claims', desk.waiting, {}, choices),
    };
  },
  (desk, choices) => {
    const data = { team: 'billing', person: choices.one(desk.requesters) };
    return {
      name: `${data.person} is given what they requested`,
      refusal: /^segregation_assignment \(segregation: requester\)/,
      run: () =>
        command(desk.api.as(choices.one(['nora.whitfield', 'free'])), 'assignments', desk.waiting, data, choices),
    };
  },

  // People
  (desk, choices) => {
    const admin = desk.api.as('petra.novak');
    const id = `hire-${choices.below(1_000_000_000)}`;
    const base = { name: 'Ada Moreau', reason: 'Joins us.' };
    const post = (path: string, body: object) => async () => said(await admin.post(path, body));
    const revise = (who: string, change: object) =>
      post(`/v1/people/${who}/revisions`, { reason: 'Other work.', ...change });
    const hire = (part: object) => post('/v1/people', { id, email: `${id}@halden.example`, ...base, ...part });
    const [name, refusal, run] = choices.one<[string, RegExp, () => Promise<ApiAnswer>]>([
      ['both duties', /^duties_conflict \(static segregation/, hire({ duties: ['apply_cash', 'approve_cash'] })],
      ['both roles', /^duties_conflict \(static segregation/, hire({ roles: ['admin', 'approver'] })],
      ['an auditor who changes', /^duties_conflict/, hire({ roles: ['auditor', 'policy_author'] })],
      ['an admin who approves', /^duties_conflict/, hire({ roles: ['admin'], duties: ['approve_cash'] })],
      ['the other duty', /^duties_conflict/, revise('jonah.reyes', { duties: ['prepare_invoice', 'approve_invoice'] })],
      [
        'the other duty by another login',
        /^duties_conflict/,
        hire({ person: 'jonah.reyes', duties: ['approve_credit_note'] }),
      ],
      ['a merge', /^duties_conflict/, post('/v1/people/jonah.reyes/merges', { into: 'victor.almeida', reason: 'x' })],
      ['a role of their own', /^self_administration/, revise('petra.novak', { roles: ['approver'] })],
      ['a login of their own', /^self_administration/, hire({ person: 'petra.novak', roles: ['approver'] })],
      [
        'themselves into somebody',
        /^self_administration/,
        post('/v1/people/petra.novak/merges', { into: 'free', reason: 'x' }),
      ],
      [
        'somebody into themselves',
        /^self_administration/,
        post('/v1/people/free/merges', { into: 'petra.novak', reason: 'x' }),
      ],
    ]);
    return { name: `an administrator gives ${name}`, refusal, run };
  },
  (desk, choices) => {
    const who = choices.one(['nora.whitfield', 'free', 'preparer', 'olu.adeyemi', 'elin.hart', 'gwen.parrish']);
    const path = choices.one(['twin/unmerges', 'free/revisions', 'preparer.erp/unmerges', 'filer/merges']);
    const body = path.endsWith('merges') && !path.endsWith('unmerges') ? { into: 'free' } : {};
    return {
      name: `${who} administers: ${path}`,
      refusal: /^forbidden /,
      run: async () =>
        said(
          await desk.api
            .as(who)
            .post(`/v1/people/${path}`, { reason: 'x', ...body, ...(path.endsWith('revisions') && { roles: [] }) }),
        ),
    };
  },
  (desk, choices) => {
    const [who, delegate, refusal] = choices.one<[string, string, RegExp]>([
      ['victor.almeida', 'jonah.reyes', /^duties_conflict \(static segregation/],
      ['george.okafor', 'dev.mehta', /^duties_conflict \(static segregation/],
      ['stand.in', 'preparer', /^delegation_circular \(delegation: /],
      ['stand.in.erp', 'preparer.erp', /^delegation_circular \(delegation: /],
      ['passed.on', 'lender', /^delegation_circular \(delegation: /],
      ['billing.lead', 'billing.lead.erp', /^invalid_request /],
      ['free', 'gone', /^person_unknown /],
    ]);
    return {
      name: `${who} lends to ${delegate}`,
      refusal,
      run: async () =>
        said(
          await desk.api
            .as(who)
            .post('/v1/delegations', { delegate, starts_at: inDays(0), ends_at: inDays(1 + choices.below(5)) }),
        ),
    };
  },

  // Policies
  (desk, choices) => {
    const [who, refusal] = choices.one<[string, RegExp]>([
      ['elin.hart', /^segregation_excluded \(segregation: preparer\)/],
      ['author.erp', /^segregation_excluded \(segregation: preparer\)/],
      ['free', /^forbidden /],
      ['petra.novak', /^forbidden /],
    ]);
    return {
      name: `${who} publishes what they wrote`,
      refusal,
      run: async () => {
        const draft = await desk.db('policy_revisions').where({ version: 'draft-1' }).first('hash');
        const body = { content_hash: draft?.hash as string };
        return said(await desk.api.as(who).post(`/v1/policies/draft-1/publications`, body));
      },
    };
  },
];

export const apiAttackCount = attacks.length;

export const apiAttack = (desk: AttackedDesk, choices: Choices, index: number): ApiAttack =>
  (attacks[index % attacks.length] as Make)(desk, choices);
