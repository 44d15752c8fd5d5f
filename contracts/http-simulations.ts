import { z } from 'zod';
import { instant, line, page, paging, recordId, reference } from './http-common';
import { categories, clockNames, languages, urgencies } from './vocabulary';

/** What-if simulations: a period of the journal, lived through again under other rules or with other people. */

const addedPerson = z.strictObject({
  id: recordId.describe('A name for somebody who is not there yet.'),
  teams: z.array(recordId).min(1).max(20),
  skills: z.array(z.string().min(1).max(60)).max(50).optional(),
  languages: z.array(z.enum(languages)).max(languages.length).optional(),
  capacity: z.int().min(1).max(1_000).optional().describe('Open cases at most; 20 when left out.'),
  calendar: recordId
    .optional()
    .describe('Calendar of the policy that they work by; that of most of their team when left out.'),
});

const staffing = z
  .strictObject({
    add: z.array(addedPerson).max(200).optional(),
    remove: z.array(recordId).max(500).optional(),
    capacity: z.record(recordId, z.int().min(1).max(1_000)).optional().describe('Open cases at most, by person.'),
  })
  .meta({ id: 'StaffingChange' });

export const newSimulationBody = z
  .strictObject({
    from: instant.describe('Cases received from this instant on …'),
    to: instant.describe('… up to, not including, this one: at most 400 days, none of them to come.'),
    policy: line(100).optional().describe('Version, published or draft, that every case is held to.'),
    content: z.unknown().optional().describe('A policy as an object, instead of a version.'),
    yaml: z.string().max(250_000).optional().describe('A policy as YAML, instead of a version.'),
    staffing: staffing.optional(),
    automatic_routing: z
      .boolean()
      .optional()
      .describe('`true`: no case waits for a person to say what it is about. `false`: every case does.'),
  })
  .refine(({ policy, content, yaml }) => [policy, content, yaml].filter((each) => each !== undefined).length <= 1, {
    path: ['policy'],
    message: 'send policy, content or yaml, one of them',
  })
  .meta({
    id: 'NewSimulation',
    example: { from: '2026-06-01T00:00:00.000Z', to: '2026-07-01T00:00:00.000Z', automatic_routing: true },
  });
export type NewSimulation = z.infer<typeof newSimulationBody>;

const seconds = z.int().nullable();
const percent = z.string().nullable().meta({ example: '-30.0' });

/** The same figure three times: `actual` from the journal, `before` and `after` from the model. */
const three = <Figure extends z.ZodType>(figure: Figure) => ({ actual: figure, before: figure, after: figure });

const distribution = z.object({
  cases: z.int(),
  mean_seconds: seconds,
  p50_seconds: seconds,
  p75_seconds: seconds,
  p90_seconds: seconds,
  p95_seconds: seconds,
});

const share = z.object({ cases: z.int(), of: z.int(), percent });
const link = z.string().describe('The cases that make this figure.');

const caseFigures = z.object({
  resolved_at: instant.nullable(),
  elapsed_seconds: seconds,
  net_seconds: seconds,
  assignment_seconds: z.int().describe('Waiting for a manual assignment.'),
  queue_seconds: z.int().describe("Waiting in the owner's queue."),
  owner: z.string().nullable(),
  met: z.record(z.enum(clockNames), z.boolean().nullable()),
});

export const simulatedCase = z
  .object({
    reference,
    received_at: instant,
    category: z.enum(categories),
    urgency: z.enum(urgencies),
    difference_seconds: seconds.describe('After less before; null while it is not resolved.'),
    why: z.array(z.string()),
    ...three(caseFigures),
  })
  .meta({ id: 'SimulatedCase' });

const attainment = z.object({
  ...three(share),
  gained: z.int(),
  lost: z.int(),
  links: z.object({ gained: link, lost: link }),
});

const backlogDay = z.object({
  at: instant.describe('End of the day in UTC, or of the period.'),
  ...three(z.object({ open: z.int(), delayed_by_routing: z.int() })),
  links: z.object(three(link)),
});

export const simulationReport = z
  .object({
    cases: z.object({
      received: z.int(),
      resolved: z.int(),
      unresolved: z.int(),
      left_out: z.int(),
      besides: z.int(),
    }),
    resolution_time: z.object({
      elapsed: z.object({ ...three(distribution), change_percent: percent }),
      net_of_pauses: z.object({ ...three(distribution), change_percent: percent }),
      faster: z.int(),
      slower: z.int(),
      unchanged: z.int(),
      links: z.object({ faster: link, slower: link, unchanged: link }),
    }),
    attainment: z.record(z.enum(clockNames), attainment),
    routing_delay_share: z.object({ at: instant, ...three(share), links: z.object(three(link)) }),
    backlog: z.array(backlogDay),
    calibration: z.object({
      actual_mean_seconds: seconds,
      before_mean_seconds: seconds,
      difference_percent: percent,
      hands_from: z.number(),
    }),
    movers: z.array(simulatedCase),
    assumptions: z.array(z.string()),
  })
  .meta({ id: 'SimulationReport' });

const simulationSummary = z.object({
  id: z.string(),
  status: z.enum(['waiting', 'running', 'done', 'failed']),
  progress: z.int().describe('Percent.'),
  from: instant,
  to: instant,
  policy: z.string().nullable().describe('Null when every case kept its own, or the policy was sent along.'),
  staffing: staffing.nullable(),
  automatic_routing: z.boolean().nullable(),
  requested_by: z.string(),
  requested_at: instant,
  finished_at: instant.nullable(),
  failure: z.string().nullable(),
});

export const simulationList = page(simulationSummary).meta({ id: 'SimulationList' });
export const simulationDetail = simulationSummary
  .extend({ report: simulationReport.nullable().describe('Null until it is done.') })
  .meta({ id: 'Simulation' });

export const listSimulationsQuery = z.strictObject({ ...paging });

export const caseSelections = [
  'all',
  'faster',
  'slower',
  'unchanged',
  'unresolved',
  'first_response_gained',
  'first_response_lost',
  'next_update_gained',
  'next_update_lost',
  'resolution_gained',
  'resolution_lost',
  'open_actual',
  'open_before',
  'open_after',
  'routing_delay_actual',
  'routing_delay_before',
  'routing_delay_after',
] as const;
export type CaseSelection = (typeof caseSelections)[number];

export const simulationCasesQuery = z.strictObject({
  difference: z.enum(caseSelections).optional().describe('The figure whose cases are asked for; `all` when left out.'),
  at: instant
    .optional()
    .describe('For `open_…` and `routing_delay_…`: at this instant; the end of the period when left out.'),
  ...paging,
});
export const simulationCasesFileQuery = z.strictObject({
  difference: simulationCasesQuery.shape.difference,
  at: simulationCasesQuery.shape.at,
});

export const simulatedCaseList = page(simulatedCase).meta({ id: 'SimulatedCaseList' });
