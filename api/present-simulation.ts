import type { Instant } from '../contracts/ids';
import { clockNames } from '../contracts/vocabulary';
import type { SimulatedCase, SimulationRow } from '../db/simulations';
import { dayInMilliseconds, instantToMilliseconds, millisecondsToInstant } from '../domain/instant';
import type { CaseFigures, SimulationReport, Three } from '../domain/simulation/report';
import type { Distribution } from '../domain/simulation/statistics';

export const presentSimulation = (row: Omit<SimulationRow, 'report' | 'policy_content'>) => ({
  id: row.id,
  status: row.status,
  progress: row.progress,
  from: row.period_from,
  to: row.period_to,
  policy: row.policy_version,
  staffing: row.staffing,
  automatic_routing: row.automatic_routing,
  requested_by: row.requested_by,
  requested_at: row.requested_at,
  finished_at: row.finished_at,
  failure: row.failure,
});

/** A report with whole seconds instead of milliseconds, and with the addresses of the cases behind its figures. */
export function presentReport({ id, period_to: to }: SimulationRow, report: SimulationReport) {
  const link = (difference: string, at?: Instant) =>
    `/v1/simulations/${id}/cases?difference=${difference}${at === undefined ? '' : `&at=${at}`}`;
  const linksOf = (name: string, at: Instant) => each((which) => link(`${name}_${which}`, at));
  const { resolution, attainment, routingDelay, calibration, cases } = report;
  const { leftOut, ...counts } = cases;
  return {
    cases: { ...counts, left_out: leftOut },
    resolution_time: {
      elapsed: presentDistributions(resolution.elapsed),
      net_of_pauses: presentDistributions(resolution.net),
      faster: report.faster,
      slower: report.slower,
      unchanged: report.unchanged,
      links: { faster: link('faster'), slower: link('slower'), unchanged: link('unchanged') },
    },
    attainment: Object.fromEntries(
      clockNames.map((name) => [
        name,
        { ...attainment[name], links: { gained: link(`${name}_gained`), lost: link(`${name}_lost`) } },
      ]),
    ),
    routing_delay_share: { ...routingDelay, at: to, links: linksOf('routing_delay', to) },
    backlog: report.backlog.map(({ day, ...figures }) => {
      const at = millisecondsToInstant(Math.min(day + dayInMilliseconds, instantToMilliseconds(to)));
      const counted = each((which) => {
        return { open: figures[which].open, delayed_by_routing: figures[which].delayedByRouting };
      });
      return { at, ...counted, links: linksOf('open', at) };
    }),
    calibration: {
      actual_mean_seconds: seconds(calibration.actualMean),
      before_mean_seconds: seconds(calibration.beforeMean),
      difference_percent: calibration.differencePercent,
      hands_from: calibration.handsFrom,
    },
    movers: report.movers.map(presentSimulatedCase),
    assumptions: report.assumptions,
  };
}

export const presentSimulatedCase = (simulated: SimulatedCase) => ({
  reference: simulated.reference,
  received_at: millisecondsToInstant(simulated.receivedAt),
  category: simulated.category,
  urgency: simulated.urgency,
  difference_seconds: seconds(simulated.difference),
  why: simulated.why,
  ...each((which) => presentFigures(simulated[which])),
});

const presentFigures = ({ resolvedAt, elapsed, net, assignment, queue, owner, met }: CaseFigures) => ({
  resolved_at: resolvedAt === null ? null : millisecondsToInstant(resolvedAt),
  elapsed_seconds: seconds(elapsed),
  net_seconds: seconds(net),
  assignment_seconds: seconds(assignment),
  queue_seconds: seconds(queue),
  owner,
  met,
});

/** One row a case, for a spreadsheet. Every field is an id, a number, an instant or words of ours: nothing can be a formula. */
export function simulationCsv(cases: readonly SimulatedCase[]): string {
  const columns = ['actual', 'before', 'after'] as const;
  const figures = [
    'resolved_at',
    'elapsed_seconds',
    'net_seconds',
    'assignment_seconds',
    'queue_seconds',
    'owner',
  ] as const;
  const header = [
    ...['reference', 'received_at', 'category', 'urgency', 'difference_seconds', 'why'],
    ...columns.flatMap((which) =>
      [...figures, ...clockNames.map((name) => `${name}_met`)].map((name) => `${which}_${name}`),
    ),
  ];
  const rows = cases.map((each) => {
    const shown = presentSimulatedCase(each);
    return [
      ...[shown.reference, shown.received_at, shown.category, shown.urgency, shown.difference_seconds],
      shown.why.join('; '),
      ...columns.flatMap((which) => [
        ...figures.map((name) => shown[which][name]),
        ...clockNames.map((name) => shown[which].met[name]),
      ]),
    ];
  });
  return [header, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

/** RFC 4180. */
function csvField(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const presentDistributions = ({
  changePercent,
  ...figures
}: Three<Distribution> & { changePercent: string | null }) => ({
  ...each((which) => presentDistribution(figures[which])),
  change_percent: changePercent,
});

const presentDistribution = ({ cases, mean, p50, p75, p90, p95 }: Distribution) => ({
  cases,
  mean_seconds: seconds(mean),
  p50_seconds: seconds(p50),
  p75_seconds: seconds(p75),
  p90_seconds: seconds(p90),
  p95_seconds: seconds(p95),
});

const each = <T>(figure: (which: keyof Three<unknown>) => T): Three<T> => ({
  actual: figure('actual'),
  before: figure('before'),
  after: figure('after'),
});

function seconds(milliseconds: number): number;
function seconds(milliseconds: number | null): number | null;
function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds / 1_000);
}
