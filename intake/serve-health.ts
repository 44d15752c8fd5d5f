import { createServer, type Server } from 'node:http';
import type { Knex } from 'knex';
import { fromStore } from '../db/transaction';
import type { IntakeMetrics } from './intake-metrics';
import type { Intake } from './start-intake';

export interface HealthOptions {
  db: Knex;
  metrics: IntakeMetrics;
  states: Intake['states'];
  /** False before it has begun and while it drains. */
  isServing: () => boolean;
}

/**
 * For what watches over the process, like the API's: `/livez`, `/readyz`, `/metrics`. A mailbox that cannot be fetched shows
 * in `/readyz` without making it fail: mail that is handed over is still taken.
 */
export function createHealthServer({ db, metrics, states, isServing }: HealthOptions): Server {
  return createServer((request, response) => {
    const json = (status: number, body: unknown): void => {
      response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
    };
    const answer = async (): Promise<void> => {
      if (request.url === '/livez') return json(200, { status: 'alive' });
      if (request.url === '/metrics') {
        const figures = await metrics.registry.metrics();
        response.writeHead(200, { 'Content-Type': metrics.registry.contentType }).end(figures);
        return;
      }
      if (request.url !== '/readyz') return json(404, { status: 'not_found' });
      const answers = await fromStore(db.raw('select 1')).then(
        () => true,
        () => false,
      );
      const status = !isServing() ? 'not_serving' : answers ? 'ready' : 'store_unavailable';
      json(status === 'ready' ? 200 : 503, { status, mailboxes: states() });
    };
    answer().catch(() => response.destroy());
  });
}
