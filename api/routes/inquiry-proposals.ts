import { z } from 'zod';
import { problem, reference } from '../../contracts/http-common';
import { atQuery, proposal, proposalList, proposalQuery } from '../../contracts/http-inquiries';
import { inquiryOwner, type PersonId } from '../../contracts/ids';
import type { InquiryEvent } from '../../contracts/inquiry';
import { findPeople } from '../../db/find-people';
import { listCountingProposals } from '../../db/list-counting-proposals';
import { loadDirectory } from '../../db/load-directory';
import { readJournalUntil } from '../../db/read-journal-until';
import { readTextProofs } from '../../db/read-text-proofs';
import { approvedStatuses, countingSince } from '../../domain/approvals';
import { noFacts, type InquiryContext } from '../../domain/inquiry/context';
import { decidersOf, type StageDeciders } from '../../domain/inquiry/deciders-of';
import { proposalVersions, type ProposalVersion } from '../../domain/inquiry/proposal-versions';
import { findProposal, type InquiryState } from '../../domain/inquiry/state';
import type { Caller } from '../caller';
import { findCaseAt } from '../case-at';
import type { ApiDependencies } from '../dependencies';
import { presentProposal } from '../present-proposal';
import { Problem } from '../problem';
import { route, type Route } from '../route';
import { findVisibleCase, readsTexts } from '../visible';

const notFound = { description: 'Nothing here that you may see.', schema: problem };
const toCome = { description: 'The instant is still to come (`?at=`).', schema: problem };

/** What waits for approval, in every version: what the approver reads is exactly what the hash covers. */
export function createInquiryProposalRoutes(deps: ApiDependencies): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/inquiries/{reference}/proposals',
      operation: 'listProposals',
      tag: 'Inquiries',
      summary: 'Proposals with their stages, who may decide them, and decisions',
      may: ['readInquiries'],
      params: z.strictObject({ reference }),
      query: atQuery,
      answers: {
        200: { description: 'Each in its present version.', schema: proposalList },
        404: notFound,
        422: toCome,
      },
      handle: async ({ caller, params, query }) => {
        const known = await readVersions(deps, caller, params.reference, query.at);
        const newest = known.versions.filter(isNewest);
        return {
          status: 200,
          body: { data: await present(deps, caller, params.reference, known, newest), ...asOf(known) },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/inquiries/{reference}/proposals/{proposal}',
      operation: 'readProposal',
      tag: 'Inquiries',
      summary: 'A proposal in its present or an earlier version',
      may: ['readInquiries'],
      params: z.strictObject({ reference, proposal: z.string().max(64) }),
      query: proposalQuery,
      answers: { 200: { description: 'The version.', schema: proposal }, 404: notFound, 422: toCome },
      handle: async ({ caller, params, query }) => {
        const known = await readVersions(deps, caller, params.reference, query.at);
        const version = known.versions.findLast(
          (each) =>
            each.proposal === params.proposal &&
            (query.version === undefined || each.version === Number(query.version)),
        );
        if (!version) throw new Problem('not_found');
        const [body] = await present(deps, caller, params.reference, known, [version]);
        return { status: 200, body };
      },
    }),
  ];
}

interface KnownVersions {
  versions: ProposalVersion[];
  /** Null at an instant that has passed: who may decide is asked of the people of today. */
  state: InquiryState | null;
  asOf: string | null;
}

const asOf = ({ asOf: at }: KnownVersions) => (at === null ? {} : { as_of: at });

const isNewest = (version: ProposalVersion, _index: number, all: readonly ProposalVersion[]): boolean =>
  !all.some((other) => other.proposal === version.proposal && other.version > version.version);

async function readVersions(
  deps: ApiDependencies,
  caller: Caller,
  name: string,
  at: string | undefined,
): Promise<KnownVersions> {
  const past = at === undefined ? null : await findCaseAt(deps, caller, name, at);
  const found = past ? null : await findVisibleCase(deps.knex, caller, name);
  const rows = past?.rows ?? (await readJournalUntil(deps.knex, inquiryOwner(name)));
  const journal = rows.map(({ occurred_at: occurredAt, event }) => ({ occurredAt, event: event as InquiryEvent }));
  return { versions: proposalVersions(journal), state: found?.state ?? null, asOf: past?.asOf ?? null };
}

async function present(
  deps: ApiDependencies,
  caller: Caller,
  name: string,
  { versions, state }: KnownVersions,
  shown: ProposalVersion[],
) {
  const { knex } = deps;
  const earlierOf = ({ proposal: id, version }: ProposalVersion) =>
    versions.filter((other) => other.proposal === id && other.version < version);
  const deciders = new Map<ProposalVersion, StageDeciders[]>();
  for (const version of shown) {
    if (state && version.status === 'open') deciders.set(version, await askWhoDecides(deps, state, version));
  }
  const all = shown.flatMap((version) => [...earlierOf(version), version]);
  const texts = all.flatMap(({ content, decisions }) => [
    content.explanation.id,
    ...decisions.flatMap(({ reason }) => reason?.id ?? []),
  ]);
  const people = [
    ...all.flatMap(({ decisions }) => decisions.map(({ decider }) => decider)),
    ...[...deciders.values()].flat().flatMap(({ may, others }) => [...may, ...others].map(({ id }) => id)),
  ];
  const [proofs, found] = await Promise.all([
    readsTexts(caller) ? readTextProofs(knex, [...new Set(texts)]) : {},
    findPeople(knex, [...new Set(people)]),
  ]);
  const nameOf = (id: PersonId) => found[id]?.name ?? id;
  return shown.map((version) =>
    presentProposal(version, {
      reference: name,
      texts: proofs,
      nameOf,
      deciders: deciders.get(version) ?? null,
      earlier: earlierOf(version),
    }),
  );
}

/** Asked of the rules themselves, with what a decision would look at now. */
async function askWhoDecides(
  { knex, policies, clock }: ApiDependencies,
  state: InquiryState,
  version: ProposalVersion,
): Promise<StageDeciders[]> {
  const proposed = findProposal(state, version.proposal);
  // Between the two reads the case may have moved on; nothing is said then of a version that is no longer the present one.
  if (proposed?.version !== version.version) return [];
  const now = clock();
  const { customer } = state;
  const recentProposals =
    customer === null ? [] : await listCountingProposals(knex, customer, countingSince(now), approvedStatuses);
  const context: InquiryContext = {
    now,
    policy: await policies.load(state.policyVersion),
    directory: await loadDirectory(knex),
    facts: { ...noFacts, recentProposals },
  };
  return proposed.stages.map((_stage, index) => decidersOf(state, proposed, index, context));
}
