import { z } from 'zod';
import { problem } from '../../contracts/http-common';
import { delegation, delegationList, newDelegationBody } from '../../contracts/http-people';
import type { Made } from '../../db/answer-once';
import { findDelegationById } from '../../db/find-delegation-by-id';
import { insertDelegation } from '../../db/insert-delegation';
import { insertDirectoryChange } from '../../db/insert-directory-change';
import { listDelegations } from '../../db/list-delegations';
import { revokeDelegation } from '../../db/revoke-delegation';
import { humanBehind } from '../../domain/directory';
import { requireSound, withDelegation } from '../../domain/directory-change';
import { own } from '../../domain/own';
import { changeDirectory, type DirectoryChange } from '../change-directory';
import type { ApiDependencies } from '../dependencies';
import { callerMay } from '../permit';
import { readInstant, readMoney } from '../present';
import { presentDelegation } from '../present-directory';
import { invalid, Problem } from '../problem';
import { route, type Answer, type Route } from '../route';

/** Who decides for whom, for how long, and what. */
export function createDelegationRoutes(deps: ApiDependencies): Route[] {
  const { knex, policies } = deps;
  return [
    route({
      method: 'get',
      path: '/v1/delegations',
      operation: 'listDelegations',
      tag: 'People',
      summary: 'Delegations that you gave or received; all of them for administrators and auditors',
      may: ['readPeople'],
      answers: { 200: { description: 'The latest first.', schema: delegationList } },
      handle: async ({ caller }) => {
        const all = callerMay(caller, 'writePeople') || callerMay(caller, 'readAudit');
        const rows = await listDelegations(knex, all ? undefined : caller.id);
        const { currency } = (await policies.newest()).rates;
        return { status: 200, body: { data: rows.map((row) => presentDelegation(row, currency)) } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/delegations',
      operation: 'addDelegation',
      tag: 'People',
      summary: 'Let a colleague decide for you for a time: everything, or some kinds up to an amount',
      description:
        'Whoever holds your delegation is excluded wherever you are, whatever its scope (segregation of duties), and may ' +
        'not pass it on.',
      may: ['giveDelegation'],
      body: newDelegationBody,
      answers: {
        200: { description: 'Given before under this key.', schema: delegation },
        201: { description: 'It is in force from its start on.', schema: delegation },
        422: {
          description: 'No such colleague, a circle, or duties that they may not hold together with yours.',
          schema: problem,
        },
      },
      handle: async (call) => {
        const { made, repeated } = await changeDirectory(deps, call, 'delegations', (change) =>
          give(change, call.body),
        );
        return answerDelegation(made.id, repeated ? 200 : 201);
      },
    }),
    route({
      method: 'post',
      path: '/v1/delegations/{delegation}/revocations',
      operation: 'revokeDelegation',
      tag: 'People',
      summary: 'End a delegation now',
      description:
        'By who gave it, who holds it, or an administrator. What was decided under it stays; one that has not begun never does.',
      may: ['giveDelegation'],
      params: z.strictObject({ delegation: z.uuid() }),
      answers: {
        200: { description: 'It is over.', schema: delegation },
        404: { description: 'No such delegation of yours.', schema: problem },
        422: { description: 'It was over before.', schema: problem },
      },
      handle: async (call) => {
        const { delegation: id } = call.params;
        const { made } = await changeDirectory(deps, call, `delegations/${id}`, (change) => revoke(change, id));
        return answerDelegation(made.id, 200);
      },
    }),
  ];

  async function answerDelegation(id: string, status: number): Promise<Answer> {
    const found = await findDelegationById(knex, id);
    if (!found) throw new Problem('not_found');
    return { status, body: presentDelegation(found, (await policies.newest()).rates.currency) };
  }
}

async function give(change: DirectoryChange, body: z.output<typeof newDelegationBody>): Promise<Made> {
  const { transaction, directory, policy, at, caller, actor } = change;
  // What was decided yesterday was decided without it: a start in the past means now.
  const startsAt = [readInstant(body.starts_at), at].sort().at(-1) ?? at;
  const endsAt = readInstant(body.ends_at);
  if (startsAt >= endsAt) throw invalid('/ends_at', 'after starts_at, and to come');
  const colleague = own(directory.people, body.delegate);
  if (!colleague?.active) throw new Problem('person_unknown', { details: { person: body.delegate } });
  if (colleague.person === humanBehind(directory, caller.id)) throw invalid('/delegate', 'somebody else');
  const maximum = body.maximum === undefined ? null : readMaximum(body.maximum, policy.rates.currency);
  const kinds = body.kinds ?? null;
  const { id: delegator } = caller;
  const given = { delegator, delegate: colleague.id, startsAt, endsAt, scope: { kinds, maximum } };
  requireSound(directory, withDelegation(directory, given), policy.conflicts, at);
  const row = { delegator, delegate: colleague.id, starts_at: startsAt, ends_at: endsAt, kinds, maximum };
  const { id } = await insertDelegation(transaction, row);
  await insertDirectoryChange(transaction, {
    person: delegator,
    kind: 'delegation_given',
    before: null,
    after: { id, ...row },
    actor,
    at,
  });
  return { id };
}

function readMaximum(given: { value: string; currency: string }, policyCurrency: string): number {
  const { minor, currency } = readMoney(given, '/maximum');
  if (currency !== policyCurrency) throw new Problem('currency_mismatch', { details: { currency: policyCurrency } });
  if (minor <= 0) throw new Problem('amount_invalid');
  return minor;
}

async function revoke({ transaction, directory, at, caller, actor }: DirectoryChange, id: string): Promise<Made> {
  const found = await findDelegationById(transaction, id);
  const human = humanBehind(directory, caller.id);
  const concerned =
    found && [found.delegator, found.delegate].some((person) => humanBehind(directory, person) === human);
  if (!found || !(concerned || callerMay(caller, 'writePeople'))) throw new Problem('not_found');
  const revoked = await revokeDelegation(transaction, id, at);
  if (!revoked) throw new Problem('unchanged');
  await insertDirectoryChange(transaction, {
    person: found.delegator,
    kind: 'delegation_revoked',
    before: { id, delegate: found.delegate, ends_at: found.ends_at },
    after: { id, delegate: found.delegate, ends_at: revoked.ends_at },
    actor,
    at,
  });
  return { id };
}
