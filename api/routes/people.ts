import { z } from 'zod';
import { problem, recordId } from '../../contracts/http-common';
import {
  directoryChangeList,
  listPeopleQuery,
  mergePersonBody,
  newPersonBody,
  pageQuery,
  personDetail,
  personList,
  revisePersonBody,
  unmergePersonBody,
} from '../../contracts/http-people';
import type { PersonId } from '../../contracts/ids';
import type { Made } from '../../db/answer-once';
import { findAliases } from '../../db/find-aliases';
import { findPeople } from '../../db/find-people';
import { listAbsences } from '../../db/list-absences';
import { listDirectoryChanges } from '../../db/list-directory-changes';
import { listPeople } from '../../db/list-people';
import { readTexts } from '../../db/read-texts';
import { own } from '../../domain/own';
import { changeDirectory, type DirectoryChange } from '../change-directory';
import { addPerson, changePerson, mergePerson, unmergePerson } from '../change-person';
import type { ApiDependencies } from '../dependencies';
import { presentLimits } from '../limits';
import { readPaging } from '../paging';
import { etag } from '../present';
import { presentAbsence, presentDirectoryChange, presentPerson } from '../present-directory';
import { Problem } from '../problem';
import { route, type Answer, type Call, type Route } from '../route';

const params = z.strictObject({ person: recordId });

/** What every change of a person may answer. */
const changed = {
  200: { description: 'The person as they are now.', schema: personDetail },
  404: { description: 'No such person.', schema: problem },
  412: { description: 'The record has changed since it was read.', schema: problem },
  422: { description: 'Duties or roles that one person may not hold together, or nothing to change.', schema: problem },
};

/** Who works here, with what they hold; every change is on record. */
export function createPeopleRoutes(deps: ApiDependencies): Route[] {
  const { knex, policies, clock } = deps;
  return [
    route({
      method: 'get',
      path: '/v1/people',
      operation: 'listPeople',
      tag: 'People',
      summary: 'List people by id',
      may: ['readPeople'],
      query: listPeopleQuery,
      answers: { 200: { description: 'A page of people.', schema: personList } },
      handle: async ({ query }) => {
        const { team, role, active } = query;
        const filter = {
          ...(team !== undefined && { team }),
          ...(role !== undefined && { role }),
          ...(active !== undefined && { active: active === 'true' }),
        };
        const { rows, nextCursor } = await listPeople(knex, filter, readPaging(query));
        return {
          status: 200,
          body: { data: rows.map(presentPerson), has_more: nextCursor !== null, next_cursor: nextCursor },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/people/{person}',
      operation: 'readPerson',
      tag: 'People',
      summary: 'Read a person with limits, aliases and absences',
      may: ['readPeople'],
      params,
      answers: {
        200: { description: 'The person.', schema: personDetail },
        404: { description: 'No such person.', schema: problem },
      },
      handle: ({ params: { person } }) => answerPerson(person, 200),
    }),
    route({
      method: 'post',
      path: '/v1/people',
      operation: 'addPerson',
      tag: 'People',
      summary: 'Add a person, or one more login of somebody',
      description:
        'Nobody is given two duties that the newest policy keeps apart, over all records of the human being.',
      may: ['writePeople'],
      body: newPersonBody,
      answers: {
        200: { description: 'Added before under this key.', schema: personDetail },
        201: { description: 'Added.', schema: personDetail },
        409: { description: 'The id or the address is taken.', schema: problem },
        422: { description: 'Unknown team or duty, or duties that one person may not hold together.', schema: problem },
      },
      handle: async (call) => {
        const { made, repeated } = await changeDirectory(deps, call, 'people', (change) =>
          addPerson(change, call.body),
        );
        const { headers, ...answer } = await answerPerson(made.id, repeated ? 200 : 201);
        return { ...answer, headers: { ...headers, Location: `/v1/people/${made.id}` } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/people/{person}/revisions',
      operation: 'revisePerson',
      tag: 'People',
      summary: 'Change titles, roles, duties, teams, skills, languages, limits, capacity, or whether they are active',
      description: 'Nobody changes a record of their own.',
      may: ['writePeople'],
      params,
      body: revisePersonBody,
      answers: changed,
      handle: (call) => change(call, (now, id) => changePerson(now, id, call.body, call.expectedSequence)),
    }),
    route({
      method: 'post',
      path: '/v1/people/{person}/merges',
      operation: 'mergePerson',
      tag: 'People',
      summary: 'Say that this record, with its aliases, is of the same human being as another',
      description: 'From then on they count as one for every segregation of duties, also for what either did before.',
      may: ['writePeople'],
      params,
      body: mergePersonBody,
      answers: changed,
      handle: (call) => change(call, (now, id) => mergePerson(now, id, call.body, call.expectedSequence)),
    }),
    route({
      method: 'post',
      path: '/v1/people/{person}/unmerges',
      operation: 'unmergePerson',
      tag: 'People',
      summary: 'Take the last merge of this record back, for all records that it moved',
      may: ['writePeople'],
      params,
      body: unmergePersonBody,
      answers: changed,
      handle: (call) => change(call, (now, id) => unmergePerson(now, id, call.body, call.expectedSequence)),
    }),
    route({
      method: 'get',
      path: '/v1/people/{person}/changes',
      operation: 'listDirectoryChanges',
      tag: 'People',
      summary: 'What happened to a person record: who, when, before, after, why',
      may: ['readDirectoryChanges'],
      params,
      query: pageQuery,
      answers: {
        200: { description: 'The latest first.', schema: directoryChangeList },
        404: { description: 'No such person.', schema: problem },
      },
      handle: async ({ params: { person }, query }) => {
        if (!own(await findPeople(knex, [person]), person)) throw new Problem('not_found');
        const { rows, nextCursor } = await listDirectoryChanges(knex, person, readPaging(query));
        const texts = await readTexts(
          knex,
          rows.flatMap(({ reason }) => (reason === null ? [] : [reason])),
        );
        const data = rows.map((row) => presentDirectoryChange(row, texts));
        return { status: 200, body: { data, has_more: nextCursor !== null, next_cursor: nextCursor } };
      },
    }),
  ];

  async function change(
    call: Call<{ person: PersonId }>,
    work: (now: DirectoryChange, id: PersonId) => Promise<Made>,
  ): Promise<Answer> {
    const { person } = call.params;
    const { made } = await changeDirectory(deps, call, `people/${person}`, (now) => work(now, person));
    return answerPerson(made.id, 200);
  }

  async function answerPerson(id: PersonId, status: number): Promise<Answer> {
    const found = own(await findPeople(knex, [id]), id);
    if (!found) throw new Problem('not_found');
    const { currency } = (await policies.newest()).rates;
    const absences = await listAbsences(knex, { person: id, notOverAt: clock() }, { limit: 100 });
    return {
      status,
      headers: { ETag: etag(found.version) },
      body: {
        ...presentPerson(found),
        version: found.version,
        aliases: await findAliases(knex, found),
        limits: presentLimits(found.limits, currency),
        absences: absences.rows.map(presentAbsence),
      },
    };
  }
}
