import { clockNames, type ClockName } from '../../contracts/vocabulary';
import { targetFor } from '../inquiry/clocks';
import { millisecondsToInstant } from '../instant';
import type { Policy } from '../policy';
import { isMet, pauseClock, resumeClock, retargetClock, startClock, stopClock } from '../service-levels';
import type { Mark, Subject, Timeline } from './case-history';

/** Whether each clock was kept; null where the policy has no target, or the case is not resolved. */
export type Verdicts = Record<ClockName, boolean | null>;

type Step = { at: number } & (Mark | { kind: 'pause' | 'resume' | 'stop' | 'reopen' });

/**
 * Runs the clocks of a case along a timeline, by the rules and targets of a policy: as `domain/inquiry` runs them while a
 * case lives, so that the same timeline under the same policy gets the same verdict.
 */
export function judgeClocks(timeline: Timeline, opened: Subject, policy: Policy): Verdicts {
  const verdicts: Verdicts = { first_response: null, next_update: null, resolution: null };
  if (timeline.resolvedAt === null) return verdicts;
  const steps = stepsOf(timeline, timeline.resolvedAt);
  for (const name of clockNames) verdicts[name] = judge(name, timeline.receivedAt, steps, opened, policy);
  return verdicts;
}

function stepsOf({ segments, marks }: Timeline, resolvedAt: number): Step[] {
  const steps: Step[] = [...marks];
  for (const { kind, from, to } of segments) {
    if (kind === 'customer') steps.push({ at: from, kind: 'pause' }, { at: to, kind: 'resume' });
    if (kind === 'resolved') steps.push({ at: from, kind: 'stop' }, { at: to, kind: 'reopen' });
  }
  // What happened at one instant stays in the order of kinds above: an answer comes before the pause that it begins.
  steps.sort((left, right) => left.at - right.at);
  steps.push({ at: resolvedAt, kind: 'stop' });
  return steps;
}

function judge(
  name: ClockName,
  receivedAt: number,
  steps: readonly Step[],
  opened: Subject,
  policy: Policy,
): boolean | null {
  let subject = opened;
  const target = targetFor(policy, subject, name);
  if (target === null) return null;
  let clock = startClock(name, target, millisecondsToInstant(receivedAt), policy);
  let missed = false;
  const waitsForUs = name !== 'first_response';
  for (const step of steps) {
    const at = millisecondsToInstant(step.at);
    switch (step.kind) {
      case 'pause':
        if (waitsForUs) clock = pauseClock(clock, at, policy);
        missed ||= clock.breachedAt !== null;
        break;
      case 'resume':
      case 'reopen':
        // The customer heard from us when they were asked, and when the case was resolved: the next update begins anew.
        if (name === 'next_update') clock = startClock(name, clock.target, at, policy);
        else if (waitsForUs) clock = resumeClock(clock, at, policy);
        break;
      case 'stop':
        clock = stopClock(clock, at, policy);
        missed ||= clock.breachedAt !== null;
        break;
      case 'first_response':
        if (!waitsForUs) clock = stopClock(clock, at, policy);
        break;
      case 'update':
        if (name !== 'next_update' || clock.runningSince === null) break;
        missed ||= stopClock(clock, at, policy).breachedAt !== null;
        clock = startClock(name, clock.target, at, policy);
        break;
      case 'retarget': {
        subject = step.subject;
        const changed = targetFor(policy, subject, name);
        if (changed !== null) clock = retargetClock(clock, changed, at, policy);
        break;
      }
    }
  }
  return !missed && isMet(clock) === true;
}
