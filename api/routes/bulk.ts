import { z } from 'zod';
import { bulkAnswer, bulkBody, subjectOf, type BulkItem } from '../../contracts/http-bulk';
import { problem } from '../../contracts/http-common';
import type { ApiDependencies } from '../dependencies';
import { fingerprint } from '../fingerprint';
import { parseBy } from '../parse';
import { requireMay } from '../permit';
import { presentProblem, Problem, toProblem } from '../problem';
import { route, type Call, type Route } from '../route';

const prefix = '/v1/inquiries/{reference}/';

/** Cases that are asked at the same time. */
const atATime = 8;

/** After these the next case would only wait as long for the same answer. */
const outages = ['engine_unavailable', 'store_unavailable'];

/**
 * The same command on many cases. Each item goes through the very route of its command, with the same checks, the same
 * idempotency and the same refusals: nothing can be done in bulk that could not be done one by one.
 *
 * @param commands the routes of the commands on a case
 */
export function createBulkRoute(deps: ApiDependencies, commands: readonly Route[]): Route {
  const byName = new Map(commands.map((command) => [nameOf(command), command]));
  const names = [...byName.keys()] as [string, ...string[]];
  return route({
    method: 'post',
    path: '/v1/bulk/{command}',
    operation: 'bulk',
    tag: 'Commands',
    summary: 'Do the same to many cases, each answered by itself',
    description:
      '`command` is the last part of the address of the command, such as `assignments`, `claims` or `decisions`. ' +
      '`data` is its body; what an item says in its own `data` goes before it. The answer is 200 whatever the cases ' +
      'said; with the same `Idempotency-Key` a repetition does nothing twice.',
    may: [],
    params: z.strictObject({ command: z.enum(names) }),
    body: bulkBody,
    answers: {
      200: { description: 'What became of each item, in the order of the request.', schema: bulkAnswer },
      403: { description: 'Your roles do not include this command.', schema: problem },
      404: { description: 'There is no such command.', schema: problem },
    },
    handle: async (call) => {
      const command = byName.get(call.params.command);
      if (!command) throw new Problem('not_found');
      requireMay(call.caller, command.may);
      const { items, data: common = {} } = call.body;
      const results: Result[] = [];
      let outage: Problem | null = null;
      let next = 0;
      const work = async (): Promise<void> => {
        for (let index = next++; index < items.length; index = next++) {
          const item = items[index];
          if (!item) return;
          const result = outage ? refused(item, outage) : await ask(deps, command, call, item, common);
          if (result.outage) outage = result.outage;
          results[index] = result;
        }
      };
      await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, work));
      const accepted = results.filter(({ answer }) => answer.problem === undefined).length;
      return {
        status: 200,
        body: { accepted, refused: items.length - accepted, results: results.map(({ answer }) => answer) },
      };
    },
  });
}

type Result = { answer: z.input<typeof bulkAnswer>['results'][number]; outage?: Problem };

/** `assignments`, `decisions`: the last part of the address. */
const nameOf = ({ path }: Route): string => path.slice(path.lastIndexOf('/') + 1);

async function ask(
  deps: ApiDependencies,
  command: Route,
  { caller, idempotencyKey, address, header }: Call,
  item: BulkItem,
  common: Record<string, unknown>,
): Promise<Result> {
  const { reference, proposal, invoice, sequence, data } = item;
  try {
    const given = { reference, ...(proposal !== undefined && { proposal }), ...(invoice !== undefined && { invoice }) };
    const params = parseBy(command.params ?? z.strictObject({}), given);
    const body = parseBy(command.body ?? z.strictObject({}), { ...common, ...data }, true);
    const path = command.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => String(params[name]));
    const { status, body: taken } = await command.handle({
      caller,
      params,
      query: {},
      body,
      // A case knows its commands by their keys: two proposals of one case need two.
      idempotencyKey: idempotencyKey === null ? null : `${idempotencyKey}/${subjectOf(item)}`,
      expectedSequence: sequence,
      digest: fingerprint(deps.secretKey, caller, 'post', path, body),
      address,
      header,
      file: null,
    });
    const { sequence: now, status: phase } = taken as { sequence: number; status: never };
    return { answer: { ...given, http_status: status, sequence: now, status: phase } };
  } catch (error) {
    const known = toProblem(error);
    if (!known) deps.log.error({ error: error instanceof Error ? error.name : typeof error }, 'bulk item failed');
    return refused(item, known ?? new Problem('internal'));
  }
}

function refused({ reference, proposal, invoice }: BulkItem, why: Problem): Result {
  const { status, document } = presentProblem(why, '');
  const { request_id: _ofTheWhole, ...said } = document;
  return {
    answer: {
      reference,
      ...(proposal !== undefined && { proposal }),
      ...(invoice !== undefined && { invoice }),
      http_status: status,
      problem: said,
    },
    ...(outages.includes(why.code) && { outage: why }),
  };
}

/** The routes that one case takes as commands. */
export const isCommandOnCase = ({ method, path, tag }: Route): boolean =>
  method === 'post' && tag === 'Commands' && path.startsWith(prefix);
