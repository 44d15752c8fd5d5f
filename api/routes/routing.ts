import type { Knex } from 'knex';
import { z } from 'zod';
import { problem, reference } from '../../contracts/http-common';
import { routingAnswer } from '../../contracts/http-routing';
import { findCustomer } from '../../db/find-customer';
import { findLastAssignment } from '../../db/find-last-assignment';
import { findPeople } from '../../db/find-people';
import { loadDirectory } from '../../db/load-directory';
import { loadWorkloads } from '../../db/load-workloads';
import { route as routeByPolicy, type Route as Chosen } from '../../domain/routing';
import type { InquiryState } from '../../domain/inquiry/state';
import type { ApiDependencies } from '../dependencies';
import { route, type Route } from '../route';
import { findVisibleCase } from '../visible';

/** Why this person, why not the others: as it was decided, and as it would be decided now. */
export function createRoutingRoute(deps: ApiDependencies): Route {
  const { knex } = deps;
  return route({
    method: 'get',
    path: '/v1/inquiries/{reference}/routing',
    operation: 'readRouting',
    tag: 'Inquiries',
    summary: 'Read why the case is with whom it is, and who could have it now',
    may: ['readInquiries'],
    params: z.strictObject({ reference }),
    answers: {
      200: {
        description: 'The last assignment with its reasons, and the choice of this moment.',
        schema: routingAnswer,
      },
      404: { description: 'Nothing here that you may see.', schema: problem },
    },
    handle: async ({ caller, params }) => {
      const { state } = await findVisibleCase(knex, caller, params.reference);
      const last = state ? await findLastAssignment(knex, params.reference) : null;
      const now = state ? await chooseNow(deps, state) : null;
      const given = last?.event;
      const others = given?.type === 'routed' ? given.explanation.others : {};
      const nameOf = await namesOf(knex, [
        ...(last?.actor.kind === 'person' ? [last.actor.id] : []),
        ...[given?.person, now?.person].filter((id) => typeof id === 'string'),
        ...(given?.type === 'assigned' && given.handedOver ? [given.handedOver.from] : []),
        ...Object.keys({ ...others, ...now?.explanation.others }),
      ]);
      const whyNot = (reasons: Record<string, string>) =>
        Object.entries(reasons).map(([id, reason]) => ({ ...nameOf(id), why_not: reason }));
      return {
        status: 200,
        body: {
          reference: params.reference,
          last: last &&
            given && {
              how: given.type,
              at: last.occurredAt,
              by: last.actor.kind === 'person' ? nameOf(last.actor.id) : null,
              team: given.team,
              person: given.person === null ? null : nameOf(given.person),
              because: given.type === 'routed' ? given.explanation.because : [],
              others: whyNot(others),
              handed_over_from: given.type === 'assigned' && given.handedOver ? nameOf(given.handedOver.from) : null,
            },
          now: now && {
            team: now.team,
            because: now.explanation.because,
            suggestion: now.person === null ? null : nameOf(now.person),
            others: whyNot(now.explanation.others),
          },
        },
      };
    },
  });
}

/** As if the case were routed at this moment; who has it now is among those who are asked. */
async function chooseNow({ knex, policies, clock }: ApiDependencies, state: InquiryState): Promise<Chosen> {
  const [policy, directory, workload, customer] = await Promise.all([
    policies.load(state.policyVersion),
    loadDirectory(knex),
    loadWorkloads(knex),
    state.customer === null ? null : findCustomer(knex, state.customer),
  ]);
  return routeByPolicy({ ...state, segment: customer?.segment ?? null }, policy, directory, workload, clock());
}

async function namesOf(knex: Knex, ids: readonly string[]) {
  const people = await findPeople(knex, [...new Set(ids)]);
  return (id: string) => ({ id, name: people[id]?.name ?? null });
}
