import { problem } from '../../contracts/http-common';
import { staffUploadQuery, uploadedFile } from '../../contracts/http-portal';
import { inquiryOwner } from '../../contracts/ids';
import { actorOf } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { keepUpload, largestUpload } from '../keep-upload';
import { route, type Route } from '../route';
import { findVisibleCase } from '../visible';

/** Files that colleagues send along with what they write. */
export function createUploadRoutes(deps: ApiDependencies): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/files',
      operation: 'uploadFile',
      tag: 'Inquiries',
      summary: 'Upload a file, to be sent with a reply or a question',
      description:
        'The body is the file, its `Content-Type` what you say it is. Name it in `attachments` of the message. Programs, ' +
        'scripts, documents with macros and what cannot be looked into are refused.',
      may: ['reply'],
      query: staffUploadQuery,
      takesFile: largestUpload,
      answers: {
        201: { description: 'Kept.', schema: uploadedFile },
        404: { description: 'No such case that you may see.', schema: problem },
        413: { description: 'Larger than 10 MB.', schema: problem },
        422: { description: 'Not a kind of file that is taken.', schema: problem },
      },
      handle: async ({ caller, query, file }) => {
        const found = query.inquiry === undefined ? null : await findVisibleCase(deps.knex, caller, query.inquiry);
        const { id, name, media_type, size } = await keepUpload(deps, {
          name: query.name,
          declaredType: file?.type ?? null,
          content: file?.content ?? Buffer.alloc(0),
          by: actorOf(caller),
          customer: found?.state?.customer ?? found?.claimed.customer ?? null,
          ...(found && { owner: inquiryOwner(found.reference) }),
        });
        return { status: 201, body: { id, name, media_type, size } };
      },
    }),
  ];
}
