import type { Knex } from 'knex';
import { z } from 'zod';
import { line, problem } from '../../contracts/http-common';
import {
  differencesQuery,
  holidayList,
  listHolidaysQuery,
  listPoliciesQuery,
  newPolicyBody,
  policyDetail,
  policyDifferenceList,
  policyList,
  policyPublication,
  policyPublicationBody,
  policyRejectionBody,
  policyRevisionBody,
  readPolicyQuery,
} from '../../contracts/http-policies';
import type { Instant, PersonId } from '../../contracts/ids';
import type { PolicyContent } from '../../contracts/policy';
import { answerOnce } from '../../db/answer-once';
import { insertPolicyRejection } from '../../db/insert-policy-rejection';
import { insertPolicyRevision } from '../../db/insert-policy-revision';
import { listLegalEntities } from '../../db/list-legal-entities';
import { findPolicy, listPolicies } from '../../db/list-policies';
import { findPolicyDraft, listPolicyAuthors, listPolicyDrafts, type PolicyDraft } from '../../db/list-policy-drafts';
import { lockPolicyVersion } from '../../db/lock-policy-version';
import { loadDirectory } from '../../db/load-directory';
import { fillPolicyDefaults, PolicyError, publishPolicy } from '../../db/policies';
import type { PolicyRow } from '../../db/rows';
import { checkHolidayPlace, holidaysOf, holidaySource, type HolidayType } from '../../domain/holidays';
import { checkPolicyInPlace, type PolicyFinding } from '../../domain/policy-checks';
import { policyDifferences } from '../../domain/policy-differences';
import { exclusionFromDeciding } from '../../domain/segregation';
import { callerName, type Caller } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { placeFindings, policyYaml, readPolicy } from '../read-policy';
import { invalid, Problem } from '../problem';
import { route, type Call, type Route } from '../route';

const ofVersion = z.strictObject({ version: line(100) });
const unknownVersion = { 404: { description: 'No such version.', schema: problem } };
const refused = (description: string) => ({ 422: { description, schema: problem } });

/** The policy as data: written by one person, published by another, never changed afterwards (ADR 11). */
export function createPolicyRoutes({ knex, clock }: ApiDependencies): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/policies',
      operation: 'listPolicies',
      tag: 'Policies',
      summary: 'List the published versions of the policy, or drafts by status, the newest first',
      may: ['readPolicies'],
      query: listPoliciesQuery,
      answers: { 200: { description: 'All versions of that status.', schema: policyList } },
      handle: async ({ query: { status = 'published' } }) => {
        if (status === 'published') {
          return { status: 200, body: { data: (await listPolicies(knex)).map((row) => ({ ...row, status })) } };
        }
        const drafts = (await listPolicyDrafts(knex)).filter((draft) => statusOf(draft) === status);
        return { status: 200, body: { data: drafts.map(summarizeDraft) } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/policies/{version}',
      operation: 'readPolicy',
      tag: 'Policies',
      summary: 'Read a version of the policy; a draft with what is wrong with it in this company',
      may: ['readPolicies'],
      params: ofVersion,
      query: readPolicyQuery,
      answers: { 200: { description: 'The version with its content.', schema: policyDetail }, ...unknownVersion },
      handle: async ({ params: { version }, query: { format } }) => ({
        status: 200,
        body: await describePolicy(version, format === 'yaml'),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/policies/{version}/differences',
      operation: 'readPolicyDifferences',
      tag: 'Policies',
      summary: 'Read what a version says otherwise than another; than the published one before it when none is named',
      may: ['readPolicies'],
      params: ofVersion,
      query: differencesQuery,
      answers: { 200: { description: 'In the order of the policy.', schema: policyDifferenceList }, ...unknownVersion },
      handle: async ({ params: { version }, query }) => {
        const content = await readContent(knex, version);
        if (query.from === undefined) {
          const { before: from, differences: data } = await changesOf(version);
          return { status: 200, body: { from, to: version, data } };
        }
        const data = policyDifferences(await readContent(knex, query.from), content);
        return { status: 200, body: { from: query.from, to: version, data } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/policies',
      operation: 'writePolicy',
      tag: 'Policies',
      summary: 'Write a version of the policy: a draft, until another person publishes it',
      may: ['writePolicies'],
      body: newPolicyBody,
      answers: {
        200: { description: 'Written before under this key.', schema: policyDetail },
        201: { description: 'The draft, with what is wrong with it in this company.', schema: policyDetail },
        409: { description: 'The version exists.', schema: problem },
      },
      handle: async (call) => {
        const { version } = call.body;
        return revise(call, version, async (transaction) => {
          const exists = (await findPolicy(transaction, version)) ?? (await findPolicyDraft(transaction, version));
          if (exists)
            throw new PolicyError('already_exists', `Version ${version} exists; revise it, or choose another name.`);
          return 1;
        });
      },
    }),
    route({
      method: 'post',
      path: '/v1/policies/{version}/revisions',
      operation: 'revisePolicy',
      tag: 'Policies',
      summary: 'Change a draft; whoever does has written it as well',
      may: ['writePolicies'],
      params: ofVersion,
      body: policyRevisionBody,
      answers: {
        200: { description: 'Revised before under this key.', schema: policyDetail },
        201: { description: 'The draft as it is now, under its new hash.', schema: policyDetail },
        ...unknownVersion,
        ...refused('It is published already.'),
      },
      handle: async (call) =>
        revise(call, call.params.version, async (transaction) => {
          return (await requireDraft(transaction, call.params.version)).revision + 1;
        }),
    }),
    route({
      method: 'post',
      path: '/v1/policies/{version}/rejections',
      operation: 'rejectPolicy',
      tag: 'Policies',
      summary: 'Send a draft back with a reason; a revision of it may be published',
      may: ['publishPolicies'],
      params: ofVersion,
      body: policyRejectionBody,
      answers: {
        201: { description: 'Rejected.', schema: policyDetail },
        ...unknownVersion,
        ...refused('It was revised meanwhile, or does not wait for publication.'),
      },
      handle: async ({ caller, params: { version }, body }) => {
        const person = inOwnName(caller);
        const draft = await requireDraft(knex, version);
        requireSameContent(draft, body.content_hash);
        const { revision } = draft;
        await insertPolicyRejection(knex, { version, revision, person, reason: body.reason, rejected_at: clock() });
        return { status: 201, body: await describePolicy(version, false) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/policies/{version}/publications',
      operation: 'publishPolicy',
      tag: 'Policies',
      summary: 'Publish a draft that others wrote: new cases open under it from then on',
      description:
        'With `dry_run` nothing changes, and the answer is what would be published: the difference to the version in force, ' +
        'and what does not fit the company. Errors among the findings refuse the publication.',
      may: ['publishPolicies'],
      params: ofVersion,
      body: policyPublicationBody,
      answers: {
        200: { description: 'What would be published; or published before under this key.', schema: policyPublication },
        201: { description: 'Published.', schema: policyPublication },
        ...unknownVersion,
        ...refused('You wrote a part of it, it was revised meanwhile, or it does not fit the company.'),
      },
      handle: async (call) => publish(call, call.params.version),
    }),
    route({
      method: 'get',
      path: '/v1/holidays',
      operation: 'listHolidays',
      tag: 'Policies',
      summary: 'Preview the public holidays of a country or region, as a new version would keep them',
      may: ['readPolicies'],
      query: listHolidaysQuery,
      answers: { 200: { description: 'Days off, by date.', schema: holidayList } },
      handle: async ({ query: { country, region, year, types = 'public' } }) => {
        const place = { country, ...(region !== undefined && { region }) };
        const unknown = checkHolidayPlace(place);
        if (unknown) throw invalid(unknown.field, unknown.message);
        const data = holidaysOf(place, types.split(',') as HolidayType[], Number(year));
        const body = { country, region: region ?? null, year: Number(year), source: holidaySource, data };
        return { status: 200, body };
      },
    }),
  ];

  async function revise(
    { caller, body, idempotencyKey: key, digest }: Call<unknown, unknown, z.output<typeof policyRevisionBody>>,
    version: string,
    nextRevision: (transaction: Knex) => Promise<number>,
  ) {
    const person = inOwnName(caller);
    const at = clock();
    const { reason } = body;
    const request = { scope: `${callerName(caller)}:policies`, key, digest, at };
    // Before the transaction: it is work for the processor, and others may wait for the version.
    const { content, source } = readPolicy(body, at);
    const { repeated } = await answerOnce(knex, request, async (transaction) => {
      await lockPolicyVersion(transaction, version);
      const revision = await nextRevision(transaction);
      await insertPolicyRevision(transaction, { version, revision, content, source, person, reason, created_at: at });
      return { id: version };
    });
    return {
      status: repeated ? 200 : 201,
      headers: { Location: `/v1/policies/${version}` },
      body: await describePolicy(version, false),
    };
  }

  async function publish(
    { caller, body, idempotencyKey: key, digest }: Call<unknown, unknown, z.output<typeof policyPublicationBody>>,
    version: string,
  ) {
    const person = inOwnName(caller);
    const at = clock();
    const dryRun = body.dry_run ?? false;
    const request = { scope: `${callerName(caller)}:policy-publications`, key: dryRun ? null : key, digest, at };
    let consequences: Consequences | undefined;
    const { repeated } = await answerOnce(knex, request, async (transaction) => {
      await lockPolicyVersion(transaction, version);
      const draft = await requireDraft(transaction, version);
      await requireNotWritten(transaction, draft, person, at);
      if (draft.rejection)
        throw new PolicyError('policy_not_draft', `Version ${version} was rejected: ${draft.rejection.reason}`);
      requireSameContent(draft, body.content_hash);
      consequences = await foresee(transaction, draft, at);
      if (dryRun) return { id: version };
      requireFit(consequences.findings);
      const { content, authors, reason } = draft;
      const [author] = authors;
      const { note } = body;
      const publication = { version, content, author, publishedBy: person, reason, publishedAt: at };
      await publishPolicy(transaction, { ...publication, ...(note !== undefined && { note }) });
      return { id: version };
    });
    const { before, differences, findings } = consequences ?? (await changesOf(version));
    return {
      status: dryRun || repeated ? 200 : 201,
      body: {
        version,
        content_hash: body.content_hash,
        dry_run: dryRun,
        published: !dryRun,
        before,
        differences,
        findings,
      },
    };
  }

  /** What a published version changed, for who asks once more. */
  async function changesOf(version: string): Promise<Consequences> {
    const before = await versionBefore(knex, version);
    const content = await readContent(knex, version);
    const differences = before === null ? [] : policyDifferences(await readContent(knex, before), content);
    return { before, differences, findings: [] };
  }

  async function describePolicy(version: string, asYaml: boolean) {
    const published = await findPolicy(knex, version);
    if (published) return describePublished(published, asYaml);
    const draft = await findPolicyDraft(knex, version);
    if (!draft) throw new Problem('not_found');
    const content = draft.content as PolicyContent;
    const { findings } = await foresee(knex, draft, clock());
    const { rejection, revision, source } = draft;
    return {
      ...summarizeDraft(draft),
      authors: unique(draft.authors),
      revision,
      note: null,
      rejection: rejection && { by: rejection.person, reason: rejection.reason, at: rejection.rejected_at },
      content,
      ...(asYaml && { yaml: policyYaml(content, source) }),
      findings,
    };
  }

  async function describePublished(row: PolicyRow, asYaml: boolean) {
    const { version, hash, author, published_by, reason, published_at, content, note } = row;
    const written = await listPolicyAuthors(knex, version);
    return {
      ...{ version, hash, author, published_by, reason, published_at, status: 'published' as const },
      authors: unique([author, ...written]),
      revision: written.length === 0 ? null : written.length,
      note,
      rejection: null,
      content,
      ...(asYaml && { yaml: policyYaml(fillPolicyDefaults(content), null) }),
    };
  }
}

interface Consequences {
  before: string | null;
  differences: ReturnType<typeof policyDifferences>;
  findings: ReturnType<typeof placeFindings>;
}

/** What a draft would change, and what of it does not fit the company as it is now. */
async function foresee(knex: Knex, draft: PolicyDraft, at: Instant): Promise<Consequences> {
  const content = draft.content as PolicyContent;
  const [newest] = await listPolicies(knex);
  const before = newest ? await readContent(knex, newest.version) : null;
  const surroundings = {
    directory: await loadDirectory(knex),
    legalEntities: await listLegalEntities(knex),
    before,
    at,
  };
  const findings: PolicyFinding[] = checkPolicyInPlace(content, surroundings);
  return {
    before: newest?.version ?? null,
    differences: before ? policyDifferences(before, content) : [],
    findings: placeFindings(findings, content, draft.source),
  };
}

/** Throws `Problem` (`policy_unfit`) that names every error by its place. */
function requireFit(findings: Consequences['findings']): void {
  const errors = findings.filter(({ level }) => level === 'error');
  if (errors.length === 0) return;
  throw new Problem('policy_unfit', {
    rule: [...new Set(errors.map(({ rule }) => rule))].join(', '),
    errors: errors.map(({ pointer, line: at, column, message }) => ({
      path: pointer,
      pointer,
      line: at,
      column,
      message,
    })),
  });
}

/** Throws `Problem` (`segregation_excluded`): nobody publishes what they wrote, in no name and through no delegation. */
async function requireNotWritten(knex: Knex, draft: PolicyDraft, person: PersonId, at: Instant): Promise<void> {
  const [author, ...editors] = draft.authors;
  const involved = [
    ...editors.map((editor) => ({ person: editor, duty: 'editor' as const })),
    { person: author, duty: 'preparer' as const },
  ];
  const rule = exclusionFromDeciding(await loadDirectory(knex), involved, { kind: 'person', id: person }, at);
  if (rule !== null) throw new Problem('segregation_excluded', { rule });
}

function requireSameContent({ hash, revision }: PolicyDraft, given: string): void {
  if (hash !== given) throw new Problem('content_changed', { rule: 'content hash', details: { revision } });
}

async function requireDraft(knex: Knex, version: string): Promise<PolicyDraft> {
  const draft = await findPolicyDraft(knex, version);
  if (draft) return draft;
  if (await findPolicy(knex, version)) throw new PolicyError('policy_not_draft', `Version ${version} is published.`);
  throw new Problem('not_found');
}

async function readContent(knex: Knex, version: string): Promise<PolicyContent> {
  const found = (await findPolicy(knex, version)) ?? (await findPolicyDraft(knex, version));
  if (!found) throw new Problem('not_found');
  return fillPolicyDefaults(found.content);
}

/** The published version before this one; for a draft the newest. Null when there is none. */
async function versionBefore(knex: Knex, version: string): Promise<string | null> {
  const published = (await listPolicies(knex)).map((row) => row.version);
  return published[published.indexOf(version) + 1] ?? null;
}

/** The policy is written and published by oneself: no delegation and no session in another name covers it. */
function inOwnName(caller: Caller): PersonId {
  if (caller.kind !== 'person' || caller.onBehalfOf !== undefined || caller.impersonatedBy !== undefined) {
    throw new Problem('forbidden', { detail: 'A policy is written and published in one’s own name.' });
  }
  return caller.id;
}

const statusOf = ({ rejection }: PolicyDraft) => (rejection ? ('rejected' as const) : ('draft' as const));
const unique = (people: string[]): string[] => [...new Set(people)];

function summarizeDraft(draft: PolicyDraft) {
  const { version, hash, authors, reason } = draft;
  return { version, hash, author: authors[0], published_by: null, reason, published_at: null, status: statusOf(draft) };
}
