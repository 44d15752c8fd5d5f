import { z } from 'zod';
import { problem, recordId } from '../../contracts/http-common';
import { absence, absenceList, listAbsencesQuery, newAbsenceBody } from '../../contracts/http-people';
import type { PersonId } from '../../contracts/ids';
import type { Made } from '../../db/answer-once';
import { cancelAbsence } from '../../db/cancel-absence';
import { findAbsence } from '../../db/find-absence';
import { insertAbsence } from '../../db/insert-absence';
import { insertDirectoryChange } from '../../db/insert-directory-change';
import { listAbsences } from '../../db/list-absences';
import { humanBehind } from '../../domain/directory';
import { recordsOf } from '../../domain/directory-change';
import { own } from '../../domain/own';
import { isWorkerOf } from '../../domain/routing';
import { changeDirectory, type DirectoryChange } from '../change-directory';
import type { ApiDependencies } from '../dependencies';
import { readPaging } from '../paging';
import { callerMay } from '../permit';
import { readInstant } from '../present';
import { presentAbsence } from '../present-directory';
import { invalid, Problem } from '../problem';
import { route, type Answer, type Route } from '../route';

/** Who is away, and what becomes of their cases. */
export function createAbsenceRoutes(deps: ApiDependencies): Route[] {
  const { knex, clock } = deps;
  return [
    route({
      method: 'get',
      path: '/v1/absences',
      operation: 'listAbsences',
      tag: 'People',
      summary: 'List absences, the latest first',
      may: ['readPeople', 'recordAbsence'],
      query: listAbsencesQuery,
      answers: { 200: { description: 'A page of absences.', schema: absenceList } },
      handle: async ({ query }) => {
        const { person, over } = query;
        const filter = { ...(person !== undefined && { person }), ...(over === 'false' && { notOverAt: clock() }) };
        const { rows, nextCursor } = await listAbsences(knex, filter, readPaging(query));
        return {
          status: 200,
          body: { data: rows.map(presentAbsence), has_more: nextCursor !== null, next_cursor: nextCursor },
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/absences',
      operation: 'addAbsence',
      tag: 'People',
      summary: 'Say that you, or a member of your team, will be away',
      description:
        'Nobody absent is given a case. Team leads record it for members of their teams, administrators for all.',
      may: ['recordAbsence'],
      body: newAbsenceBody,
      answers: {
        200: { description: 'Recorded before under this key.', schema: absence },
        201: { description: 'Recorded.', schema: absence },
        422: {
          description: 'No such person, nobody of the team to take over, or they are absent already in this time.',
          schema: problem,
        },
      },
      handle: async (call) => {
        const { made, repeated } = await changeDirectory(deps, call, 'absences', (change) => record(change, call.body));
        return answerAbsence(made.id, repeated ? 200 : 201);
      },
    }),
    route({
      method: 'post',
      path: '/v1/absences/{absence}/cancellations',
      operation: 'cancelAbsence',
      tag: 'People',
      summary: 'Be back: end an absence now, or take back one that has not begun',
      may: ['recordAbsence'],
      params: z.strictObject({ absence: recordId }),
      answers: {
        200: { description: 'It is over.', schema: absence },
        404: { description: 'No such absence.', schema: problem },
        422: { description: 'It was over before.', schema: problem },
      },
      handle: async (call) => {
        const { absence: id } = call.params;
        const { made } = await changeDirectory(deps, call, `absences/${id}`, (change) => cancel(change, id));
        return answerAbsence(made.id, 200);
      },
    }),
  ];

  async function answerAbsence(id: string, status: number): Promise<Answer> {
    const found = await findAbsence(knex, id);
    if (!found) throw new Problem('not_found');
    return { status, body: presentAbsence(found) };
  }
}

async function record(change: DirectoryChange, body: z.output<typeof newAbsenceBody>): Promise<Made> {
  const { transaction, directory, at, caller, actor } = change;
  const id = body.person ?? caller.id;
  requireOwnOrLed(change, id);
  if (!own(directory.people, id)?.active) throw new Problem('person_unknown', { details: { person: id } });
  const [from, until] = [readInstant(body.from), readInstant(body.until)];
  if (until <= from) throw invalid('/until', 'after from');
  if (until <= at) throw invalid('/until', 'to come');
  if (!['keep', 'reroute'].includes(body.hand_over)) {
    const successor = own(directory.people, body.hand_over);
    if (!successor?.active) throw new Problem('person_unknown', { details: { person: body.hand_over } });
    if (successor.person === humanBehind(directory, id)) throw invalid('/hand_over', 'somebody else');
    const teams = directory.people[id]?.teams ?? [];
    if (teams.length > 0 && !teams.some((team) => isWorkerOf(successor, team))) {
      throw new Problem('not_a_member', {
        rule: 'absences: cases stay in the team',
        details: { person: body.hand_over, teams },
      });
    }
  }
  const others = directory.people[id]?.absences ?? [];
  const other = others.find((one) => one.from < until && from < one.until);
  if (other) throw new Problem('absence_overlaps', { details: { absence: other.id } });
  const { reason, hand_over } = body;
  const row = { person: id, starts_at: from, ends_at: until, reason, hand_over };
  const { id: made } = await insertAbsence(transaction, row);
  const after = { id: made, from, until, reason, hand_over };
  await insertDirectoryChange(transaction, { person: id, kind: 'absence_recorded', before: null, after, actor, at });
  return { id: made };
}

async function cancel(change: DirectoryChange, id: string): Promise<Made> {
  const { transaction, at, actor } = change;
  const found = await findAbsence(transaction, id);
  if (!found) throw new Problem('not_found');
  requireOwnOrLed(change, found.person);
  const cancelled = await cancelAbsence(transaction, id, at);
  if (!cancelled) throw new Problem('unchanged');
  await insertDirectoryChange(transaction, {
    person: found.person,
    kind: 'absence_cancelled',
    before: { id, until: found.ends_at },
    after: { id, until: cancelled.ends_at },
    actor,
    at,
  });
  return { id };
}

/** One's own, a member's of one's team, or anybody's for an administrator. Throws `Problem` (`forbidden`). */
function requireOwnOrLed({ directory, caller }: DirectoryChange, id: PersonId): void {
  const human = humanBehind(directory, id);
  if (human === humanBehind(directory, caller.id) || callerMay(caller, 'writePeople')) return;
  const teams = recordsOf(directory, id).flatMap((record) => directory.people[record]?.teams ?? []);
  const leads = callerMay(caller, 'recordAbsenceOfMembers') && teams.some((team) => caller.teams.includes(team));
  if (!leads) throw new Problem('forbidden', { rule: 'absences: own, or of members of your team' });
}
