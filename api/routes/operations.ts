import { Router } from 'express';
import { fromStore } from '../../db/transaction';
import type { ApiDependencies } from '../dependencies';
import type { Lifecycle } from '../lifecycle';
import type { ApiMetrics } from '../metrics';

/** For what watches over the process: alive, ready for traffic, figures. */
export function createOperationsRouter(
  { knex }: Pick<ApiDependencies, 'knex'>,
  lifecycle: Lifecycle,
  { registry }: ApiMetrics,
): Router {
  const router = Router();
  router.get('/livez', (_request, response) => {
    response.locals['route'] = '/livez';
    response.json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    response.locals['route'] = '/readyz';
    const database = await answers(knex.raw('select 1'));
    const status = lifecycle.draining ? 'draining' : database ? 'ready' : 'store_unavailable';
    response.status(status === 'ready' ? 200 : 503).json({ status });
  });
  router.get('/metrics', async (_request, response) => {
    response.locals['route'] = '/metrics';
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

async function answers(query: PromiseLike<unknown>): Promise<boolean> {
  try {
    await fromStore(query);
    return true;
  } catch {
    return false;
  }
}
