import type { InquiryState } from '../domain/inquiry/state';

/** What an operator reads in the web UI: where the case stands, whose it is, which clock runs, and what is waiting. */
export function describeInquiry(reference: string, state: InquiryState): string {
  const status = state.escalation ? `escalated (level ${state.escalation.level}, was ${state.phase})` : state.phase;
  const lines = [
    `## ${reference}: ${words(status)}`,
    `${words(state.category)}, urgency **${state.urgency}**` +
      (state.needsReview ? ', needs a person to classify it' : ''),
    `Team **${state.team ?? 'none'}**, owner **${state.assignee ?? 'nobody'}**`,
    `Customer ${state.customer ?? 'unknown'} (${state.identification.level})`,
    ...state.clocks.map(
      (clock) =>
        `- ${words(clock.name)}: ${clock.stoppedAt ? `stopped ${clock.stoppedAt}` : clock.dueAt ? `due ${clock.dueAt}` : 'paused'}` +
        `${clock.breachedAt ? ', **breached**' : ''} (${clock.target.calendar})`,
    ),
    ...state.disputes.map(
      (dispute) =>
        `- dispute on ${dispute.invoice}: ${amount(dispute.disputed)}, credited ${amount(dispute.credited)}${dispute.settled ? ', settled' : ''}`,
    ),
    ...state.proposals.map(
      (proposal) =>
        `- proposal ${proposal.id} v${proposal.version}: ${words(proposal.content.kind)} ${amount(proposal.content.amount)}, ${proposal.status}` +
        ` (${proposal.decisions.length} of ${proposal.stages.reduce((sum, stage) => sum + stage.quorum, 0)} decisions)`,
    ),
    ...state.effectsParked.map((key) => `- **parked for a person**: ${key}`),
    ...(state.resolution ? [`Resolved ${state.resolution.at}: ${words(state.resolution.outcome)}`] : []),
    ...(state.splitFrom === undefined ? [] : [`Split off from ${state.splitFrom}`]),
    ...(state.splits ?? []).map(({ inquiry }) => `- split off: ${inquiry ?? 'being opened'}`),
    ...(state.absorbed ?? []).map(({ from }) => `- merged into this case: ${from}`),
    ...(state.merged ? [`Merged into **${state.merged.into}**`] : []),
    ...(state.closure ? [`Closed ${state.closure.at} (${words(state.closure.how)})`] : []),
    `Journal row ${state.sequence}, policy ${state.policyVersion}`,
  ];
  return lines.join('\n\n').replaceAll('\n\n- ', '\n- ');
}

export const words = (term: string): string => term.replaceAll('_', ' ');

/** Minor units as they are stored; the console formats them. */
export const amount = ({ minor, currency }: { minor: number; currency: string }): string =>
  `${currency} ${minor} minor`;
