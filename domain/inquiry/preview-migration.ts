import type { Instant } from '../../contracts/ids';
import type { Refusal } from '../../contracts/errors';
import type { ClockEvent, ClockId, InquiryCommand } from '../../contracts/inquiry';
import type { Policy } from '../policy';
import { policyDifferences, type PolicyDifference } from '../policy-differences';
import type { InquiryContext } from './context';
import { decide } from './decide';
import { evolve } from './evolve';
import type { InquiryState } from './state';

/** What becomes of a clock; null where there is none before or after. */
export interface MigratedClock {
  name: ClockId;
  before: ClockEvent | null;
  after: ClockEvent | null;
  /** Its time is used up under the other version, and was not before. */
  dueAtOnce: boolean;
}

export interface MigrationPreview {
  from: Policy;
  to: Policy;
  clocks: MigratedClock[];
  /** What else of the policy a case is pinned to. */
  differences: PolicyDifference[];
}

/** What `migratePolicy` would do at this instant, by doing it and keeping nothing; or why it would be refused. */
export function previewMigration(
  state: InquiryState,
  command: Extract<InquiryCommand, { type: 'migratePolicy' }>,
  context: InquiryContext,
): MigrationPreview | { refusal: Refusal } {
  const decision = decide(state, command, context);
  if ('refusal' in decision) return decision;
  const { nextPolicy: to } = context.facts;
  if (!to) throw new Error('a migration that is not refused has a policy to go to');
  const { now: occurredAt, policy: from } = context;
  const after = decision.events.reduce(
    (folded, event) => evolve(folded, { sequence: folded.sequence + 1, occurredAt, actor: command.actor, event }),
    state,
  );
  const names = [...new Set([...state.clocks, ...after.clocks].map(({ name }) => name))];
  return {
    from,
    to,
    clocks: names.map((name) => {
      const [old, next] = [state, after].map(({ clocks }) => clocks.find((clock) => clock.name === name) ?? null);
      return {
        name,
        before: old ?? null,
        after: next ?? null,
        dueAtOnce: isDue(next, occurredAt) && !isDue(old, occurredAt),
      };
    }),
    differences: policyDifferences(from, to).filter(({ path }) => isPinned(path, state.team)),
  };
}

const isDue = (clock: ClockEvent | null | undefined, at: Instant): boolean =>
  clock !== null && clock !== undefined && clock.runningSince !== null && clock.dueAt !== null && clock.dueAt <= at;

/** Clocks are told one by one; routing and people are asked when they are needed. */
function isPinned(path: string, team: string | null): boolean {
  const [, part, name] = path.split('/');
  if (part === 'teams') return name === team;
  return ['warnAt', 'escalation', 'approvals', 'windows', 'regulatory', 'rates'].includes(part ?? '');
}
