import { z } from 'zod';
import { problem } from '../../contracts/http-common';
import { ownerKind, ownerSubject } from '../../contracts/ids';
import { findFile } from '../../db/find-file';
import type { FileRow } from '../../db/rows';
import type { Caller } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { callerMay } from '../permit';
import { Problem } from '../problem';
import { route, type Route } from '../route';
import { findVisibleCase, readsTexts } from '../visible';

/** Attachments and uploads, for the staff who may see the case that they belong to. */
export function createFileRoute(deps: ApiDependencies): Route {
  return route({
    method: 'get',
    path: '/v1/files/{id}',
    operation: 'downloadFile',
    tag: 'Mail',
    summary: 'Save a file of a case',
    description:
      'It comes as an attachment and is never shown under our address. What is in quarantine is not given out.',
    may: ['readInquiries', 'readMail'],
    params: z.strictObject({ id: z.uuid() }),
    givesFile: true,
    answers: {
      200: { description: 'The file.' },
      403: { description: 'It is in quarantine.', schema: problem },
      404: { description: 'No such file that you may see.', schema: problem },
      410: { description: 'It has been erased.', schema: problem },
    },
    handle: async ({ caller, params }) => {
      const file = await findFile(deps.knex, params.id);
      if (!file || !(await sees(deps, caller, file))) throw new Problem('not_found');
      if (file.quarantined !== null) throw new Problem('file_quarantined', { details: { because: file.quarantined } });
      if (file.content === null) throw new Problem('file_erased');
      return {
        status: 200,
        file: { name: file.name ?? file.id, mediaType: file.media_type, content: file.content },
      };
    },
  });
}

/** What belongs to a case is seen with it; an upload that was not sent yet by who uploaded it; the rest with the mail. */
async function sees(
  { knex }: ApiDependencies,
  caller: Caller,
  { owner, kind, uploaded_by: by }: FileRow,
): Promise<boolean> {
  if (caller.kind === 'customer' || !readsTexts(caller)) return false;
  if (owner !== null && ownerKind(owner) === 'inquiry') {
    return (await findVisibleCase(knex, caller, ownerSubject(owner))) !== null;
  }
  if (kind === 'upload') return by?.kind === caller.kind && by.id === caller.id;
  return callerMay(caller, 'readMail');
}
