import { z } from 'zod';
import { auditBundle, auditBundleQuery } from '../../contracts/http-audit-bundle';
import { problem, reference } from '../../contracts/http-common';
import { makeAuditBundle } from '../audit-bundle';
import type { ApiDependencies } from '../dependencies';
import { auditBundlePage, auditBundlePolicy } from '../pages/audit-bundle-page';
import { route, type Route } from '../route';
import { findVisibleCase } from '../visible';

export function createAuditBundleRoutes(deps: ApiDependencies): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/inquiries/{reference}/audit-bundle',
      operation: 'readAuditBundle',
      tag: 'Audit',
      summary: 'A case as one document that can be checked without us',
      description:
        'Timeline, proposals with exactly what each hash covers, decisions, messages, texts with their salts, policies and ' +
        'every row of the journal with its hash, and how to verify all of it by hand.',
      may: ['readAudit'],
      params: z.strictObject({ reference }),
      query: auditBundleQuery,
      html: true,
      answers: {
        200: { description: 'The bundle, for programs or (`format=html`) for people.', schema: auditBundle },
        404: { description: 'Nothing here that you may see.', schema: problem },
      },
      handle: async ({ caller, params, query }) => {
        const found = await findVisibleCase(deps.knex, caller, params.reference);
        const bundle = await makeAuditBundle(deps, caller, found);
        const format = query.format ?? 'json';
        const headers = { 'Content-Disposition': `inline; filename="audit-${params.reference}.${format}"` };
        if (format === 'json') return { status: 200, headers, body: bundle };
        const security = { 'Content-Security-Policy': `${auditBundlePolicy}; frame-ancestors 'none'` };
        return { status: 200, headers: { ...headers, ...security }, html: auditBundlePage(bundle) };
      },
    }),
  ];
}
