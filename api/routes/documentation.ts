import { createHash } from 'node:crypto';
import { Router } from 'express';
import { describeApi } from '../openapi';
import { docsPage, docsScript } from '../pages/docs-page';
import type { Route } from '../route';

/** The description of the API for programs and for people; public, for it holds nothing of the desk's own. */
export function createDocumentationRouter(routes: readonly Route[]): Router {
  const document = describeApi(routes);
  const page = docsPage(document);
  const scriptHash = createHash('sha256').update(docsScript).digest('base64');
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${scriptHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const router = Router();
  router.get('/v1/openapi.json', (_request, response) => {
    response.locals['route'] = '/v1/openapi.json';
    response.set('Cache-Control', 'public, max-age=300').json(document);
  });
  router.get('/docs', (_request, response) => {
    response.locals['route'] = '/docs';
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'public, max-age=300' }).type('html').send(page);
  });
  return router;
}
