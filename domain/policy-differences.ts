/** One thing that two policies say differently; `before` or `after` is absent where it is not said at all. */
export interface PolicyDifference {
  /** JSON pointer; entries of lists that have an identity of their own are named by it. */
  path: string;
  before?: unknown;
  after?: unknown;
  /** For people, in one line. */
  words: string;
}

type Step = string;

/** What identifies an entry of a list, where its position does not; without one, entries are compared in order. */
const identities: [pattern: RegExp, identity: (entry: Record<string, unknown>) => string][] = [
  [/^serviceLevels$/, ({ clock, category, urgency }) => `${word(clock)}/${word(category)}/${word(urgency)}`],
  [/^escalation\/levels$/, ({ level }) => `level ${word(level)}`],
  [/^approvals\/[^/]+\/bands\/[^/]+\/stages$/, ({ name }) => word(name)],
  [/^reminders\/ladders\/[^/]+$/, ({ name }) => word(name)],
];

/** Lists in which only membership counts. */
const sets = /^(calendars\/[^/]+\/(closedDays|openDays|holidays\/types)|conflicts|escalation\/levels\/[^/]+\/notify)$/;

/** What changes from one policy to another, in the order of the policy; empty when they say the same. */
export function policyDifferences(before: object, after: object): PolicyDifference[] {
  return [...differences(before, after, [])];
}

function* differences(before: unknown, after: unknown, path: Step[]): Generator<PolicyDifference> {
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* differences(before[key], after[key], [...path, key]);
    }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    yield* listDifferences(before, after, path);
    return;
  }
  if (before === after || (before === undefined && after === undefined)) return;
  yield difference(path, before, after);
}

function* listDifferences(before: unknown[], after: unknown[], path: Step[]): Generator<PolicyDifference> {
  const place = path.join('/');
  if (sets.test(place)) {
    const [left, right] = [before, after].map((list) => new Map(list.map((entry) => [text(entry), entry])));
    for (const [key, entry] of left ?? []) if (!right?.has(key)) yield difference([...path, key], entry, undefined);
    for (const [key, entry] of right ?? []) if (!left?.has(key)) yield difference([...path, key], undefined, entry);
    return;
  }
  const identity = identities.find(([pattern]) => pattern.test(place))?.[1];
  const keyed = (list: unknown[]): Record<string, unknown> =>
    Object.fromEntries(
      list.map((entry, index) => [identity && isObject(entry) ? identity(entry) : String(index), entry]),
    );
  const [left, right] = [keyed(before), keyed(after)];
  yield* differences(left, right, path);
  // Stages, steps and levels come one after the other: that they changed places is a difference of its own.
  const common = (from: Record<string, unknown>, other: Record<string, unknown>) =>
    Object.keys(from).filter((key) => key in other);
  const orders = [common(left, right), common(right, left)].map((keys) => keys.join(', '));
  if (identity && place !== 'serviceLevels' && orders[0] !== orders[1]) yield difference(path, orders[0], orders[1]);
}

function difference(path: Step[], before: unknown, after: unknown): PolicyDifference {
  const pointer = path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return {
    path: pointer,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    words: inWords(path, before, after),
  };
}

function inWords(path: Step[], before: unknown, after: unknown): string {
  const subject = path.map(spoken).join(' › ');
  if (before === undefined) return `${subject}: new, ${valueInWords(path, after)}`;
  if (after === undefined) return `${subject}: gone, was ${valueInWords(path, before)}`;
  return `${subject}: ${valueInWords(path, before)} → ${valueInWords(path, after)}`;
}

const spoken = (step: Step): string =>
  step
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();

function valueInWords(path: Step[], value: unknown): string {
  const name = path.at(-1) ?? '';
  if (typeof value === 'number' && /minutes$/i.test(name)) return durationInWords(value);
  if (value === null) return 'none';
  return text(value);
}

function durationInWords(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const word = (value: unknown): string => String(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
