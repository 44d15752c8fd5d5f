import type { PersonId } from '../../contracts/ids';
import type { Actor } from '../../contracts/messages';
import { isInForce, isPresent } from '../directory';
import { Refused } from '../refusal';
import { requireMayDecide } from './commands/decide-proposal';
import type { InquiryContext } from './context';
import type { InquiryState, ProposalState } from './state';

/** Somebody who has to do with a stage: in their own name, or while a delegation runs in somebody else's. */
export interface StageDecider {
  id: PersonId;
  onBehalfOf?: PersonId;
}

export interface StageDeciders {
  /** Present, and taken by the rules if they approved this stage now. */
  may: StageDecider[];
  /** Holders of the title, or of a delegation of one, who may not, and the rule that says so. */
  others: (StageDecider & { because: string })[];
}

/**
 * Who may decide a stage at this instant, and why the others who hold its title may not: asked of the same rules that take
 * a decision. A stage that is still to come is looked at as if it waited.
 */
export function decidersOf(
  state: InquiryState,
  proposal: ProposalState,
  stage: number,
  context: InquiryContext,
): StageDeciders {
  const { people, delegations } = context.directory;
  const title = proposal.stages[stage]?.title ?? '';
  const holders = Object.values(people)
    .filter(({ active, titles }) => active && titles.includes(title))
    .map(({ id }) => id);
  const candidates: StageDecider[] = [
    ...holders.map((id) => ({ id })),
    ...delegations
      .filter((delegation) => holders.includes(delegation.delegator) && isInForce(delegation, context.now))
      .filter(({ delegate }) => people[delegate]?.active)
      .map(({ delegate, delegator }) => ({ id: delegate, onBehalfOf: delegator })),
  ];
  const found: StageDeciders = { may: [], others: [] };
  for (const candidate of candidates) {
    const person = people[candidate.id];
    const because =
      person && !isPresent(person, context.now) ? 'absent' : exclusion(state, proposal, stage, context, candidate);
    if (because === null) found.may.push(candidate);
    else found.others.push({ ...candidate, because });
  }
  return found;
}

function exclusion(
  state: InquiryState,
  proposal: ProposalState,
  stage: number,
  context: InquiryContext,
  decider: StageDecider,
): string | null {
  const actor: Extract<Actor, { kind: 'person' }> = { kind: 'person', ...decider };
  try {
    requireMayDecide({ state, context, actor }, proposal, stage, 'approve');
    return null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code, rule = code } = error.refusal;
    return rule.replace(/^segregation: /, 'excluded: ');
  }
}
