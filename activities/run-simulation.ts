import { setImmediate as letOthersGo } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { Knex } from 'knex';
import { findSimulation } from '../db/find-simulation';
import { loadDirectory } from '../db/load-directory';
import { hashPolicy, type PolicyStore } from '../db/policies';
import { listCasesTakingPart, readCaseJournals } from '../db/read-case-histories';
import { failSimulation, finishSimulation, setSimulationProgress } from '../db/settle-simulation';
import type { SimulationRow } from '../db/simulations';
import { asStoreUnavailable, StoreUnavailable } from '../db/transaction';
import { addElapsed, dayInMilliseconds, instantToMilliseconds } from '../domain/instant';
import type { Policy } from '../domain/policy';
import { extractCase, type CaseHistory } from '../domain/simulation/case-history';
import { reportOf } from '../domain/simulation/report';
import { simulate, type WhatIf } from '../domain/simulation/simulate';

export interface SimulationPorts {
  db: Knex;
  policies: PolicyStore;
  clock: { now(): string | Promise<string> };
  /** Tells whoever watches over the activity that it lives. */
  heartbeat: () => void;
}

/** Cases received so long after the period compete with its last ones for the same people (milliseconds). */
const aftermath = 30 * dayInMilliseconds;
/** Journals read at once. */
const batch = 250;
/** Milliseconds of thinking in one go: longer, and the cases that live in the same process would notice. */
const sliceMilliseconds = 15;
const reportEvery = 1_000;

/** Percent by which each part of the work is done. */
const parts = { read: [0, 40], simulated: [40, 80], judged: [80, 98] } as const;

/**
 * Runs a simulation that was asked for and stores what came out, with the cases behind it. Thinks in slices, so that a year of
 * cases holds up nobody else. Idempotent: one that has ended stays as it is, one that was interrupted begins anew.
 *
 * Throws what may succeed later (`StoreUnavailable`); everything else fails it for good.
 */
export function createRunSimulation({ db, policies, clock, heartbeat }: SimulationPorts) {
  return async ({ id }: { id: string }): Promise<void> => {
    const row = await findSimulation(db, id);
    if (!row || row.status === 'done' || row.status === 'failed') return;
    try {
      const progress = createProgress(db, id, heartbeat);
      const input = await readInput(db, policies, row, progress);
      const simulation = await inSlices(simulate(input), (share) => progress('simulated', share));
      const judged = await inSlices(reportOf(input, simulation), (share) => progress('judged', share));
      await finishSimulation(db, id, { ...judged, at: await clock.now() });
    } catch (error) {
      if (asStoreUnavailable(error) instanceof StoreUnavailable) throw error;
      throw ApplicationFailure.nonRetryable(
        error instanceof Error ? error.message : String(error),
        'simulation_failed',
      );
    }
  };
}

/** The end of a simulation that could not be done. */
export const createFailSimulation =
  ({ db, clock }: Pick<SimulationPorts, 'db' | 'clock'>) =>
  async ({ id }: { id: string }): Promise<void> =>
    failSimulation(db, id, 'internal', await clock.now());

type Progress = (part: keyof typeof parts, share: number) => Promise<void>;

function createProgress(db: Knex, id: string, heartbeat: () => void): Progress {
  let told = Number.NEGATIVE_INFINITY;
  return async (part, share) => {
    const now = performance.now();
    if (now - told < reportEvery) return;
    told = now;
    heartbeat();
    const [from, to] = parts[part];
    await setSimulationProgress(db, id, Math.round(from + Math.min(1, share) * (to - from)));
  };
}

async function inSlices<T>(running: Generator<number, T>, report: (share: number) => Promise<void>): Promise<T> {
  for (;;) {
    const until = performance.now() + sliceMilliseconds;
    let step = running.next();
    while (!step.done && performance.now() < until) step = running.next();
    if (step.done) return step.value;
    await report(step.value);
    await letOthersGo();
  }
}

async function readInput(db: Knex, policies: PolicyStore, row: SimulationRow, progress: Progress) {
  const { period_from: from, period_to: to, requested_at: requestedAt } = row;
  const takingPart = await listCasesTakingPart(db, { from, until: addElapsed(to, aftermath) });
  const observedUntil = instantToMilliseconds(requestedAt);
  const cases: CaseHistory[] = [];
  for (let next = 0; next < takingPart.length; next += batch) {
    const some = takingPart.slice(next, next + batch);
    const journals = await readCaseJournals(
      db,
      some.map(({ reference }) => reference),
    );
    for (const { reference, segment } of some) {
      const seen = (journals.get(reference) ?? []).filter(({ occurredAt }) => occurredAt <= requestedAt);
      if (seen.length > 0) cases.push(extractCase(seen, { segment, observedUntil }));
    }
    await progress('read', next / takingPart.length);
    await letOthersGo();
  }
  const versions = [...new Set(cases.map(({ policyVersion }) => policyVersion))];
  const loaded = await Promise.all(versions.map(async (version) => [version, await policies.load(version)] as const));
  return {
    cases,
    period: { from: instantToMilliseconds(from), to: instantToMilliseconds(to) },
    directory: await loadDirectory(db),
    policies: Object.fromEntries(loaded) as Record<string, Policy>,
    whatIf: await whatIfOf(policies, row),
  };
}

async function whatIfOf(policies: PolicyStore, row: SimulationRow): Promise<WhatIf> {
  const { policy_version: version, policy_content: content, staffing, automatic_routing: automaticRouting } = row;
  const policy =
    version !== null
      ? await policies.load(version)
      : content && { ...content, version: 'as sent', hash: hashPolicy(content) };
  return {
    ...(policy && { policy }),
    ...(staffing && { staffing }),
    ...(automaticRouting !== null && { automaticRouting }),
  };
}
