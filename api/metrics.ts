import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface ApiMetrics {
  registry: Registry;
  /** Seconds per route, method and status. */
  duration: Histogram<'method' | 'route' | 'status'>;
  inFlight: Gauge;
  /** Requests that were not served, by code of the error table. */
  problems: Counter<'code'>;
}

/** A registry of one's own, so that several apps in one process do not count into each other. */
export function createApiMetrics(options: { process?: boolean } = {}): ApiMetrics {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    duration: new Histogram({
      name: 'inquiry_desk_http_request_duration_seconds',
      help: 'Time to answer a request.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    inFlight: new Gauge({ name: 'inquiry_desk_http_requests_in_flight', help: 'Requests being answered.', registers }),
    problems: new Counter({
      name: 'inquiry_desk_http_problems_total',
      help: 'Requests answered with a problem, by its code.',
      labelNames: ['code'],
      registers,
    }),
  };
}
