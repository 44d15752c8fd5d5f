import { z } from 'zod';
import { EngineUnclear } from '../../adapters/engine/engine';
import { line, problem } from '../../contracts/http-common';
import {
  listSimulationsQuery,
  newSimulationBody,
  simulatedCaseList,
  simulationCasesFileQuery,
  simulationCasesQuery,
  simulationDetail,
  simulationList,
  type CaseSelection,
  type NewSimulation,
} from '../../contracts/http-simulations';
import type { PolicyContent } from '../../contracts/policy';
import { answerOnce } from '../../db/answer-once';
import { findSimulation } from '../../db/find-simulation';
import { insertSimulation } from '../../db/insert-simulation';
import { findPolicy } from '../../db/list-policies';
import { findPolicyDraft } from '../../db/list-policy-drafts';
import { listSimulationCases, readSimulationCases, type SimulationCaseFilter } from '../../db/list-simulation-cases';
import { listSimulations } from '../../db/list-simulations';
import { loadDirectory } from '../../db/load-directory';
import { fillPolicyDefaults } from '../../db/policies';
import { countReceived } from '../../db/read-case-histories';
import type { SimulationRow } from '../../db/simulations';
import { dayInMilliseconds, elapsedBetween } from '../../domain/instant';
import { impossibleStaffing } from '../../domain/simulation/check-staffing';
import type { StaffingChange } from '../../domain/simulation/staff';
import { callerName } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { readPaging } from '../paging';
import { presentReport, presentSimulatedCase, presentSimulation, simulationCsv } from '../present-simulation';
import { readInstant } from '../present';
import { invalid, Problem } from '../problem';
import { readPolicy } from '../read-policy';
import { route, type Route } from '../route';

/** Days of a period at most: a year, and a little more to compare it with. */
const longestPeriod = 400;
/** Open cases at most of somebody who is added without a word about it. */
const usualCapacity = 20;

const params = z.strictObject({ simulation: line(64) });

/** What-if: a period of the journal, lived through again under other rules or with other people. */
export function createSimulationRoutes(deps: ApiDependencies): Route[] {
  const { knex, clock, engine } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/simulations',
      operation: 'runSimulation',
      tag: 'What-if',
      summary: 'Live a period through again under another policy, with other people, or with automatic routing',
      description:
        'Work and waits for others last as long as they did; only waits for an assignment and in queues move. It runs beside the ' +
        'desk: read it again until its status is `done`.',
      may: ['runSimulations'],
      body: newSimulationBody,
      answers: {
        200: { description: 'Asked for before under this key.', schema: simulationDetail },
        201: { description: 'It will be run.', schema: simulationDetail },
        422: {
          description: 'No such policy, person or team, nothing was received, or nobody is left.',
          schema: problem,
        },
      },
      handle: async ({ caller, body, idempotencyKey, digest }) => {
        const at = clock();
        const request = { scope: `${callerName(caller)}:simulations`, key: idempotencyKey, digest, at };
        const { made, repeated } = await answerOnce(knex, request, async (transaction) => {
          const asked = await readRequest({ ...deps, knex: transaction }, body, at);
          return { id: await insertSimulation(transaction, { ...asked, requested_by: caller.id, requested_at: at }) };
        });
        // Should it not get there, the sweep starts it.
        await engine.startSimulation(made.id).catch((error: unknown) => {
          if (!(error instanceof EngineUnclear)) throw error;
        });
        return {
          status: repeated ? 200 : 201,
          headers: { Location: `/v1/simulations/${made.id}` },
          body: presentWhole(await requireSimulation(made.id)),
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/simulations',
      operation: 'listSimulations',
      tag: 'What-if',
      summary: 'List simulations, the newest first',
      may: ['runSimulations', 'readMetrics'],
      query: listSimulationsQuery,
      answers: { 200: { description: 'A page of simulations.', schema: simulationList } },
      handle: async ({ query }) => {
        const { rows, nextCursor } = await listSimulations(knex, readPaging(query));
        const data = rows.map(presentSimulation);
        return { status: 200, body: { data, has_more: nextCursor !== null, next_cursor: nextCursor } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/simulations/{simulation}',
      operation: 'readSimulation',
      tag: 'What-if',
      summary: 'Read a simulation: how far it is, and its report',
      may: ['runSimulations', 'readMetrics'],
      params,
      answers: {
        200: { description: 'The simulation.', schema: simulationDetail },
        404: { description: 'No such simulation.', schema: problem },
      },
      handle: async ({ params: { simulation } }) => {
        return { status: 200, body: presentWhole(await requireSimulation(simulation)) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/simulations/{simulation}/cases',
      operation: 'listSimulationCases',
      tag: 'What-if',
      summary: 'The cases behind a figure of the report, the greatest difference first',
      may: ['runSimulations', 'readMetrics'],
      params,
      query: simulationCasesQuery,
      answers: {
        200: { description: 'A page of cases; none until it is done.', schema: simulatedCaseList },
        404: { description: 'No such simulation.', schema: problem },
      },
      handle: async ({ params: { simulation }, query }) => {
        const filter = filterOf(await requireSimulation(simulation), query);
        const { rows, nextCursor } = await listSimulationCases(knex, simulation, filter, readPaging(query));
        const data = rows.map(({ content }) => presentSimulatedCase(content));
        return { status: 200, body: { data, has_more: nextCursor !== null, next_cursor: nextCursor } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/simulations/{simulation}/cases.csv',
      operation: 'downloadSimulationCases',
      tag: 'What-if',
      summary: 'All cases behind a figure as a file (CSV, RFC 4180)',
      may: ['runSimulations', 'readMetrics'],
      params,
      query: simulationCasesFileQuery,
      csv: true,
      answers: {
        200: { description: 'One row a case, times in seconds.' },
        404: { description: 'No such simulation.', schema: problem },
      },
      handle: async ({ params: { simulation }, query }) => {
        const rows = await readSimulationCases(knex, simulation, filterOf(await requireSimulation(simulation), query));
        const headers = { 'Content-Disposition': `attachment; filename="simulation-${simulation}.csv"` };
        return { status: 200, headers, csv: simulationCsv(rows.map(({ content }) => content)) };
      },
    }),
  ];

  async function requireSimulation(id: string): Promise<SimulationRow> {
    const found = await findSimulation(knex, id);
    if (!found) throw new Problem('not_found');
    return found;
  }
}

const presentWhole = (row: SimulationRow) => ({
  ...presentSimulation(row),
  report: row.report && presentReport(row, row.report),
});

function filterOf(
  { period_to: to }: SimulationRow,
  { difference = 'all', at }: { difference?: CaseSelection | undefined; at?: string | undefined },
): SimulationCaseFilter {
  const backlog = /^(open|routing_delay)_(actual|before|after)$/.exec(difference);
  if (!backlog) {
    if (at !== undefined) throw invalid('at', 'only with open_… and routing_delay_…');
    return { figure: difference };
  }
  const [, what, which] = backlog as unknown as [string, string, 'actual' | 'before' | 'after'];
  const instant = at === undefined ? to : readInstant(at);
  return what === 'open' ? { open: which, at: instant } : { delayed: which, at: instant };
}

type Asked = Omit<Parameters<typeof insertSimulation>[1], 'requested_by' | 'requested_at'>;

/** Everything that can be said against a simulation before it is run. Throws `Problem`. */
async function readRequest(deps: ApiDependencies, body: NewSimulation, at: string): Promise<Asked> {
  const { knex, policies } = deps;
  const from = readInstant(body.from);
  const to = readInstant(body.to);
  if (from >= to) throw invalid('/to', 'after from');
  if (to > at) throw invalid('/to', 'not to come: only what has happened can be lived through again');
  if (elapsedBetween(from, to) > longestPeriod * dayInMilliseconds)
    throw invalid('/to', `at most ${longestPeriod} days`);
  const named = await readNamedPolicy(deps, body, at);
  const received = await countReceived(knex, { from, to });
  if (received.length === 0) throw new Problem('period_empty', { details: { from, to } });
  const staffing = readStaffing(body);
  if (staffing) {
    const { content, version } = named;
    const policy = content ?? (version === null ? await policies.newest() : await policies.load(version));
    const refusal = impossibleStaffing(
      staffing,
      await loadDirectory(knex),
      policy,
      received.map(({ category }) => category),
    );
    if (refusal) throw new Problem(refusal.code, { ...(refusal.details && { details: refusal.details }) });
  }
  return {
    period_from: from,
    period_to: to,
    policy_version: named.version,
    policy_content: named.content,
    staffing,
    automatic_routing: body.automatic_routing ?? null,
  };
}

/** A published version by its name; a draft, and what was sent along, by its content, because these can change. */
async function readNamedPolicy(
  { knex }: ApiDependencies,
  { policy, content, yaml }: NewSimulation,
  at: string,
): Promise<{ version: string | null; content: PolicyContent | null }> {
  if (content !== undefined || yaml !== undefined) {
    return { version: null, content: readPolicy({ content, yaml }, at).content };
  }
  if (policy === undefined) return { version: null, content: null };
  if (await findPolicy(knex, policy)) return { version: policy, content: null };
  const draft = await findPolicyDraft(knex, policy);
  if (!draft) throw new Problem('record_unknown', { details: { kind: 'policy', id: policy } });
  return { version: null, content: fillPolicyDefaults(draft.content) };
}

function readStaffing({ staffing }: NewSimulation): StaffingChange | null {
  if (!staffing) return null;
  const { add, remove, capacity } = staffing;
  return {
    ...(add && {
      add: add.map(({ calendar, ...person }) => ({
        skills: [],
        languages: ['en' as const],
        capacity: usualCapacity,
        ...withoutUndefined(person),
        ...(calendar !== undefined && { calendar }),
      })),
    }),
    ...(remove && { remove }),
    ...(capacity && { capacity }),
  };
}

type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

const withoutUndefined = <T extends object>(value: T): Given<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Given<T>;
