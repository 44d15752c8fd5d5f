import { z } from 'zod';
import { policyMigrationBody } from '../../contracts/http-commands';
import { problem, reference } from '../../contracts/http-common';
import { policyMigration } from '../../contracts/http-policies';
import { inquiryOwner } from '../../contracts/ids';
import type { InquiryCommand } from '../../contracts/inquiry';
import { findCustomer } from '../../db/find-customer';
import type { FoundCase } from '../../db/find-case';
import { loadDirectory } from '../../db/load-directory';
import { noFacts } from '../../domain/inquiry/context';
import { previewMigration } from '../../domain/inquiry/preview-migration';
import { statusOf, type InquiryState } from '../../domain/inquiry/state';
import type { Policy } from '../../domain/policy';
import { remainingAt } from '../../domain/service-levels';
import { actorOf } from '../caller';
import { surroundingsOf } from '../case-surroundings';
import type { ApiDependencies } from '../dependencies';
import { etag } from '../present';
import { presentClock } from '../present-clock';
import { Problem, problemOfRefusal } from '../problem';
import { route, type Call, type Route } from '../route';
import type { SubmitCommand } from '../submit-command';
import { findVisibleCase } from '../visible';

/** A case moves to another version of the policy: shown before, audited when done (ADR 11). */
export function createPolicyMigrationRoute(deps: ApiDependencies, submit: SubmitCommand): Route {
  const { knex, policies, clock } = deps;
  return route({
    method: 'post',
    path: '/v1/inquiries/{reference}/policy-migrations',
    operation: 'migratePolicy',
    tag: 'Commands',
    summary: 'Move the case to another version of the policy; time already used stays used',
    description:
      'With `dry_run` nothing changes, and the answer says what would: each clock before and after, and what else of the ' +
      'policy the case is pinned to. A lead of the team does it, and not while a proposal waits.',
    may: ['migratePolicy'],
    params: z.strictObject({ reference }),
    body: policyMigrationBody,
    answers: {
      200: { description: 'Committed, or what would change.', schema: policyMigration },
      404: { description: 'Nothing here that you may see.', schema: problem },
      409: { description: 'The case has ended, or the key was used for another request.', schema: problem },
      412: { description: 'The case has moved on since you read it.', schema: problem },
      422: { description: 'A rule refuses it; nothing was changed.', schema: problem },
      503: { description: 'No clear answer in time: repeat with the same key.', schema: problem },
    },
    handle: async (call) => {
      const { caller, params, body } = call;
      const found = await findVisibleCase(knex, caller, params.reference);
      if (body.dry_run) return { status: 200, body: await preview(call, found) };
      const taken = await submit(call, {
        owner: inquiryOwner(params.reference),
        type: 'migratePolicy',
        customer: found.state?.customer ?? found.claimed.customer,
        texts: { reason: body.reason },
        data: (texts) => ({ version: body.version, reason: texts['reason'] }),
      });
      return {
        status: 200,
        headers: { ETag: etag(taken.sequence) },
        body: {
          reference: params.reference,
          dry_run: false,
          sequence: taken.sequence,
          status: taken.status,
          to: body.version,
        },
      };
    },
  });

  /** Throws the `Problem` that the command would be refused with. */
  async function preview(call: Call<unknown, unknown, z.output<typeof policyMigrationBody>>, found: FoundCase) {
    const { state } = found;
    if (!state) throw new Problem('engine_unavailable', { detail: 'The case has not been opened yet.' });
    const now = clock();
    const { version } = call.body;
    const customer = state.customer === null ? null : await findCustomer(knex, state.customer);
    const nextPolicy = await policies.find(version);
    const command: Extract<InquiryCommand, { type: 'migratePolicy' }> = {
      id: 'preview',
      type: 'migratePolicy',
      actor: actorOf(call.caller),
      data: { version, reason: { id: '', hash: '' } },
      ...(call.expectedSequence !== undefined && { expectedSequence: call.expectedSequence }),
    };
    const seen = previewMigration(state, command, {
      now,
      policy: await policies.load(state.policyVersion),
      directory: await loadDirectory(knex),
      facts: { ...noFacts, segment: customer?.segment ?? null, ...(nextPolicy && { nextPolicy }) },
    });
    if ('refusal' in seen) throw problemOfRefusal(seen.refusal);
    const { zone } = await surroundingsOf(deps, found, call.caller);
    const shown = (clockOf: InquiryState['clocks'][number] | null, policy: Policy) =>
      clockOf && {
        ...presentClock(clockOf, policy, zone),
        remaining_seconds: remainingAt(clockOf, now, policy) / 1_000,
      };
    return {
      reference: found.reference,
      dry_run: true,
      sequence: state.sequence,
      status: statusOf(state),
      from: seen.from.version,
      to: seen.to.version,
      clocks: seen.clocks.map(({ name, before, after, dueAtOnce }) => ({
        name,
        before: shown(before, seen.from),
        after: shown(after, seen.to),
        due_at_once: dueAtOnce,
      })),
      differences: seen.differences,
    };
  }
}
