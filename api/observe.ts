import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import type { ApiMetrics } from './metrics';

const requestIdPattern = /^[A-Za-z0-9._-]{8,64}$/;

/** The pattern of the address that was matched; never the address itself, whose query may name people. */
const routeOf = (response: ServerResponse): string => ((response as Response).locals?.['route'] as string) ?? 'none';

export const requestIdOf = (response: Response): string => response.locals['requestId'] as string;

/** Every request has an id, the caller's if it sent a sound one, which goes into the answer and the log. */
export const identifyRequest: RequestHandler = (request, response, next) => {
  const given = request.get('X-Request-Id');
  const id = given !== undefined && requestIdPattern.test(given) ? given : randomUUID();
  response.locals['requestId'] = id;
  response.set('X-Request-Id', id);
  next();
};

/** One line per request: which route, how it ended, how long it took. No address, no header, no body, no person. */
export function logRequests(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    customLogLevel: (_request, response, error) =>
      error || response.statusCode >= 500 ? 'error' : response.statusCode >= 400 ? 'info' : 'debug',
    serializers: { req: () => undefined, res: () => undefined, err: () => undefined },
    customSuccessObject: (request, response, timed: Timed) => describe(request, response, timed),
    customErrorObject: (request, response, _error, timed: Timed) => describe(request, response, timed),
    customSuccessMessage: () => 'answered',
    customErrorMessage: () => 'answered',
  });
}

interface Timed {
  responseTime: number;
}

function describe(request: IncomingMessage, response: ServerResponse, timed: Timed): Record<string, unknown> {
  return {
    request_id: (response as Response).locals?.['requestId'] as string,
    method: request.method,
    route: routeOf(response),
    status: response.statusCode,
    milliseconds: timed.responseTime,
  };
}

export function measureRequests({ duration, inFlight }: ApiMetrics): RequestHandler {
  return (request, response, next) => {
    const end = duration.startTimer();
    inFlight.inc();
    // `close` comes once, whether or not the answer was finished.
    response.once('close', () => {
      inFlight.dec();
      end({ method: request.method, route: routeOf(response), status: String(response.statusCode) });
    });
    next();
  };
}
