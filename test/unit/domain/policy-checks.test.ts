import type { PolicyContent } from '../../../contracts/policy';
import type { Directory, Person } from '../../../domain/directory';
import { checkPolicyInPlace, type PolicySurroundings } from '../../../domain/policy-checks';
import { policyDifferences } from '../../../domain/policy-differences';
import { defaultPolicy, somebody } from './case-story';

const at = '2026-11-22T09:00:00.000Z';
const fresh = (): PolicyContent => {
  const { version: _version, hash: _hash, ...content } = structuredClone(defaultPolicy());
  return content as PolicyContent;
};

const approver = (id: string, title: string, limits: Record<string, number>, part: Partial<Person> = {}): Person =>
  somebody(id, {
    titles: [title],
    roles: ['approver'],
    teams: [],
    duties: ['approve_credit_note', 'approve_cash', 'approve_invoice'],
    limits,
    ...part,
  });

/** A company that the policy under test fits, whatever else it holds. */
function company(change: (people: Record<string, Person>) => void = () => undefined): PolicySurroundings {
  const policy = fresh();
  const everything = { credit_note: 1_000_000_00, payment_allocation: 1_000_000_00, invoice: 1_000_000_00 };
  const titles = Object.values(policy.approvals).flatMap((kind) =>
    (kind?.bands ?? []).flatMap(({ stages }) => stages.map(({ title }) => title)),
  );
  const leads = Object.values(policy.teams).flatMap(({ lead, manager, director }) => [lead, manager, director]);
  const people: Record<string, Person> = {};
  for (const id of leads) if (id !== null) people[id] = somebody(id, { roles: ['manager'], duties: [], teams: [] });
  for (const title of new Set(titles)) people[title] = approver(title, title, { ...everything });
  for (const team of Object.keys(policy.teams)) {
    people[`worker.${team}`] = somebody(`worker.${team}`, { teams: [team], duties: [] });
  }
  change(people);
  const directory: Directory = { people, delegations: [] };
  const legalEntities = [
    { id: 'halden-us', currency: 'USD' },
    { id: 'halden-uk', currency: 'GBP' },
    { id: 'halden-de', currency: 'EUR' },
  ];
  return { directory, legalEntities, before: fresh(), at };
}

const rulesOf = (policy: PolicyContent, surroundings = company()): string[] =>
  checkPolicyInPlace(policy, surroundings).map(({ level, rule, path }) => `${level} ${rule} /${path.join('/')}`);

const stages = (...titles: string[]) => titles.map((title, index) => ({ name: `stage-${index}`, title, quorum: 1 }));

describe('a policy is held against the company', () => {
  it('the shipped one fits', () => {
    expect(rulesOf(fresh())).toEqual([]);
  });

  it('a stage whose title nobody active holds', () => {
    const gone = company((people) => (people['finance_director']!.active = false));
    expect(rulesOf(fresh(), gone)).toContain('error stage /approvals/credit_note/bands/2/stages/1/title');
    const withoutDuty = company((people) => (people['finance_director']!.duties = []));
    expect(rulesOf(fresh(), withoutDuty)).toContain('error stage /approvals/credit_note/bands/2/stages/1/title');
    const withoutRole = company((people) => (people['finance_director']!.roles = ['manager']));
    expect(rulesOf(fresh(), withoutRole)).toContain('error stage /approvals/credit_note/bands/2/stages/1/title');
  });

  it('a quorum counts human beings, not logins', () => {
    const policy = fresh();
    policy.approvals.credit_note.bands[0]!.stages[0]!.quorum = 2;
    const two = (part: Partial<Person>) =>
      company((people) => (people['alias'] = approver('alias', 'team_lead', { credit_note: 1_000_00 }, part)));
    expect(rulesOf(policy, two({ person: 'team_lead' }))).toEqual([
      'error stage /approvals/credit_note/bands/0/stages/0/quorum',
    ]);
    expect(rulesOf(policy, two({}))).toEqual([]);
  });

  it('stages that only the same person could decide', () => {
    const policy = fresh();
    policy.approvals.payment_allocation.bands[0]!.stages = stages('cash_manager', 'treasurer', 'cfo');
    const shared = (...ids: string[]) =>
      company((people) => {
        for (const id of ids) {
          people[id] = approver(
            id,
            'treasurer',
            { payment_allocation: 1 },
            { titles: ['cash_manager', 'treasurer', 'cfo'] },
          );
        }
        people['cash_manager']!.limits = { payment_allocation: 1 };
      });
    const place = '/approvals/payment_allocation/bands/0';
    expect(rulesOf(policy, shared('one'))).toEqual([`error stage ${place}`]);
    expect(rulesOf(policy, shared('one', 'two'))).toEqual([]);
  });

  it('a band that no limit reaches', () => {
    const lower = (limit: number) => company((people) => (people['billing_manager']!.limits['credit_note'] = limit));
    expect(rulesOf(fresh(), lower(24_999_99))).toEqual(['error band_limit /approvals/credit_note/bands/1']);
    expect(rulesOf(fresh(), lower(25_000_00))).toEqual([]);
    const none = company((people) => delete people['finance_director']!.limits['credit_note']);
    expect(rulesOf(fresh(), none)).toContain('error band_limit /approvals/credit_note/bands/2');
  });

  it('a team without anybody who works, and one of which nobody is there today', () => {
    const left = company((people) => (people['worker.treasury']!.active = false));
    expect(rulesOf(fresh(), left)).toEqual(['error team_members /teams/treasury']);
    const reader = company((people) => (people['worker.treasury']!.roles = ['manager']));
    expect(rulesOf(fresh(), reader)).toEqual(['error team_members /teams/treasury']);
    const away = company((people) => (people['worker.treasury']!.absentUntil = '2026-12-01T00:00:00.000Z'));
    expect(rulesOf(fresh(), away)).toEqual(['warning team_presence /teams/treasury']);
  });

  it('a skill that nobody in the team has is a warning: such cases wait for a person', () => {
    const unskilled = company((people) => (people['worker.billing']!.skills = []));
    expect(rulesOf(fresh(), unskilled)).toContain('warning skill /routing/billing_dispute/skill');
  });

  it('a ladder that reaches nobody in person', () => {
    const policy = fresh();
    policy.teams['treasury']!.manager = null;
    expect(rulesOf(policy)).toEqual(['warning ladder /escalation/levels/1']);
  });

  it('leads who are gone or never were', () => {
    const policy = fresh();
    policy.teams['credit']!.director = 'constructor';
    expect(rulesOf(policy)).toEqual(['error team_people /teams/credit/director']);
  });

  it('legal entities: each has a calendar and a rate', () => {
    const more = { ...company(), legalEntities: [...company().legalEntities, { id: 'halden-jp', currency: 'BRL' }] };
    expect(rulesOf(fresh(), more)).toEqual([
      'error legal_entity_calendar /calendarOf',
      'warning currency_rate /rates/perUnit',
    ]);
  });

  it('a calendar that is closed for years, and one whose holidays end soon', () => {
    const policy = fresh();
    policy.calendars['berlin']!.shifts = { monday: [{ from: '02:00', to: '03:00' }] };
    policy.calendars['berlin']!.closedDays = Array.from({ length: 200 }, (_, week) =>
      new Date(Date.parse('2026-11-16') + week * 7 * 86_400_000).toISOString().slice(0, 10),
    );
    expect(rulesOf(policy)).toEqual(['error calendar /calendars/berlin']);
    const late = { ...company(), at: '2036-01-05T00:00:00.000Z' };
    expect(rulesOf(fresh(), late)).toContain('warning holidays_end_soon /calendars/london/holidays');
    expect(rulesOf(fresh(), { ...late, at: '2035-12-31T00:00:00.000Z' })).toEqual([]);
  });

  it('duties that somebody holds together: refused when the pair is new, told when it is old', () => {
    const policy = fresh();
    policy.conflicts.push(['approve_credit_note', 'approve_cash']);
    expect(rulesOf(policy)).toContain(`error conflict /conflicts/${policy.conflicts.length - 1}`);
    const known = { ...company(), before: structuredClone(policy) };
    expect(rulesOf(policy, known)).toContain(`warning conflict /conflicts/${policy.conflicts.length - 1}`);
  });
});

describe('what a policy changes, in words', () => {
  const differencesOf = (change: (policy: PolicyContent) => void): string[] => {
    const after = fresh();
    change(after);
    return policyDifferences(fresh(), after).map(({ words }) => words);
  };

  it('nothing, when it says the same in another order', () => {
    const change = (policy: PolicyContent) => {
      policy.serviceLevels.reverse();
      policy.conflicts.reverse();
    };
    expect(differencesOf(change)).toEqual([]);
  });

  it('a target is named by its clock, category and urgency', () => {
    expect(differencesOf((policy) => (policy.serviceLevels[0]!.minutes = 90))).toEqual([
      'service levels › first response/*/critical › minutes: 1 h → 1 h 30 min',
    ]);
  });

  it.each<[string, (policy: PolicyContent) => void, string[]]>([
    [
      'a day off',
      (p) => p.calendars['london']!.closedDays.push('2027-12-24'),
      ['calendars › london › closed days › 2027-12-24: new, 2027-12-24'],
    ],
    [
      'a pair',
      (p) => p.conflicts.splice(0, 1),
      [
        'conflicts › ["prepare credit note","approve credit note"]: gone, was ["prepare_credit_note","approve_credit_note"]',
      ],
    ],
    ['a lead', (p) => (p.teams['credit']!.lead = null), ['teams › credit › lead: anika.rao → none']],
    [
      'a band',
      (p) => (p.approvals.credit_note.bands[0]!.upTo = 5),
      ['approvals › credit note › bands › 0 › up to: 100000 → 5'],
    ],
  ])('%s', (_name, change, words) => {
    expect(differencesOf(change)).toEqual(words);
  });

  it('stages that change places', () => {
    const [difference] = policyDifferences(fresh(), {
      ...fresh(),
      approvals: {
        ...fresh().approvals,
        credit_note: {
          ...fresh().approvals.credit_note,
          bands: fresh().approvals.credit_note.bands.map((band) => ({ ...band, stages: [...band.stages].reverse() })),
        },
      },
    });
    expect(difference).toEqual({
      path: '/approvals/credit_note/bands/2/stages',
      before: 'billing-manager, finance-director',
      after: 'finance-director, billing-manager',
      words:
        'approvals › credit note › bands › 2 › stages: billing-manager, finance-director → finance-director, billing-manager',
    });
  });
});
