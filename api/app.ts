import express, {
  type ErrorRequestHandler,
  type Express,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { defaultLimits, type ApiDependencies } from './dependencies';
import type { Lifecycle } from './lifecycle';
import { createApiMetrics, type ApiMetrics } from './metrics';
import { identifyRequest, logRequests, measureRequests, requestIdOf } from './observe';
import { presentProblem, Problem, toProblem } from './problem';
import type { Route } from './route';
import { createAbsenceRoutes } from './routes/absences';
import { createAgreementRoutes } from './routes/agreements';
import { createBulkRoute, isCommandOnCase } from './routes/bulk';
import { createAuditRoutes } from './routes/audit';
import { createAuditBundleRoutes } from './routes/audit-bundle';
import { createCsatRoute } from './routes/csat';
import { createCustomerPartRoutes } from './routes/customer-parts';
import { createCustomerRoutes } from './routes/customers';
import { createDelegationRoutes } from './routes/delegations';
import { createDeskRoutes } from './routes/desk';
import { createDocumentationRouter } from './routes/documentation';
import { createEngagementRoutes } from './routes/engagement';
import { createErasureRoutes } from './routes/erasures';
import { createFileRoute } from './routes/files';
import { createFollowUpRoutes } from './routes/follow-ups';
import { createInquiryCommandRoutes } from './routes/inquiry-commands';
import { createInquiryPartRoutes } from './routes/inquiry-parts';
import { createInquiryProposalRoutes } from './routes/inquiry-proposals';
import { createInquiryRoutes } from './routes/inquiries';
import { createInvoiceRoutes } from './routes/invoices';
import { createLegalHoldRoutes } from './routes/legal-holds';
import { createOperationsRouter } from './routes/operations';
import { createMessageTemplateRoutes } from './routes/message-templates';
import { createParkedSendRoute } from './routes/parked-sends';
import { createPaymentRoutes } from './routes/payments';
import { createPeopleRoutes } from './routes/people';
import { createPolicyRoutes } from './routes/policies';
import { createPolicyMigrationRoute } from './routes/policy-migrations';
import { createPortalInquiryRoutes } from './routes/portal-inquiries';
import { createPortalLoginRoutes } from './routes/portal-login';
import { createPresenceRoute } from './routes/presence';
import { createReceivedMailRoutes } from './routes/received-mails';
import { createRoutingRoute } from './routes/routing';
import { createRetentionRoutes } from './routes/retention';
import { createSimulationRoutes } from './routes/simulations';
import { createUploadRoutes } from './routes/uploads';
import { createWebhookSourceRoutes } from './routes/webhook-sources';
import { createWebhookRoutes } from './routes/webhooks';
import { serveRoute } from './serve-route';
import { createCommandSubmitter } from './submit-command';

export interface AppOptions {
  lifecycle?: Lifecycle;
  metrics?: ApiMetrics;
  /** Mounted at the root: signed links of customers, the console. */
  routers?: Router[];
  /** Proxies in front; 0 unless told. */
  trustedProxies?: number;
}

/** Every address under /v1. */
export function createRoutes(deps: ApiDependencies): Route[] {
  const submit = createCommandSubmitter(deps);
  const commands = createInquiryCommandRoutes(deps, submit);
  return [
    ...createInquiryRoutes(deps),
    ...createInquiryPartRoutes(deps),
    ...createInquiryProposalRoutes(deps),
    ...commands,
    createBulkRoute(deps, commands.filter(isCommandOnCase)),
    createPresenceRoute(deps),
    createRoutingRoute(deps),
    ...createFollowUpRoutes(deps, submit),
    createParkedSendRoute(deps, submit),
    ...createMessageTemplateRoutes(deps),
    ...createCustomerRoutes(deps),
    ...createCustomerPartRoutes(deps),
    ...createEngagementRoutes(deps),
    ...createInvoiceRoutes(deps),
    ...createPaymentRoutes(deps),
    ...createAgreementRoutes(deps),
    ...createPeopleRoutes(deps),
    ...createPolicyRoutes(deps),
    createPolicyMigrationRoute(deps, submit),
    ...createDelegationRoutes(deps),
    ...createAbsenceRoutes(deps),
    ...createDeskRoutes(deps),
    ...createSimulationRoutes(deps),
    ...createErasureRoutes(deps),
    ...createAuditRoutes(deps),
    ...createAuditBundleRoutes(deps),
    ...createLegalHoldRoutes(deps),
    ...createRetentionRoutes(deps),
    ...createPortalLoginRoutes(deps),
    ...createPortalInquiryRoutes(deps, submit),
    ...createUploadRoutes(deps),
    createCsatRoute(deps),
    createFileRoute(deps),
    ...createReceivedMailRoutes(deps),
    ...createWebhookRoutes(deps),
    ...createWebhookSourceRoutes(deps),
  ];
}

/** The API, ready to be listened with; it opens nothing by itself. */
export function createApp(deps: ApiDependencies, options: AppOptions = {}): Express {
  const { lifecycle = { draining: false }, metrics = createApiMetrics(), routers = [], trustedProxies = 0 } = options;
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.set('strict routing', true);
  // Without it every customer behind a proxy would share the limits of one network.
  app.set('trust proxy', trustedProxies);

  app.use(identifyRequest, logRequests(deps.log), measureRequests(metrics), helmet(), closeWhileDraining(lifecycle));
  app.use(createOperationsRouter(deps, lifecycle, metrics));
  app.use(limitRate(deps));
  for (const router of routers) app.use(router);
  const routes = createRoutes(deps);
  app.use(createDocumentationRouter(routes));
  mount(app, deps, routes);
  app.use(() => {
    throw new Problem('not_found');
  });
  app.use(answerErrors(deps, metrics));
  return app;
}

function mount(app: Express, deps: ApiDependencies, routes: Route[]): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const here = routes.filter((route) => route.path === path);
    const address = app.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    address.all((_request, response, next) => {
      response.locals['route'] = path;
      next();
    });
    for (const route of here) address[route.method](serveRoute(deps, route));
    const methods = here.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
    const allowed = [...methods, 'OPTIONS'].join(', ');
    address.options((_request, response) => void response.set('Allow', allowed).status(204).end());
    address.all(() => {
      throw new Problem('method_not_allowed', { headers: { Allow: allowed } });
    });
  }
}

function closeWhileDraining(lifecycle: Lifecycle): RequestHandler {
  return (_request, response, next) => {
    if (lifecycle.draining) response.set('Connection', 'close');
    next();
  };
}

function limitRate({ limits }: ApiDependencies): RequestHandler {
  const perMinute = limits?.requestsPerMinute ?? defaultLimits.requestsPerMinute;
  if (perMinute === 0) return (_request, _response, next) => next();
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: (_request, _response, next) => next(new Problem('too_many_requests')),
  });
}

/** Every failure leaves as problem+json. What we cannot explain is logged with its request id, and not told. */
function answerErrors({ log }: ApiDependencies, metrics: ApiMetrics): ErrorRequestHandler {
  return (error: unknown, _request, response: Response, next) => {
    if (response.headersSent) return next(error);
    const requestId = requestIdOf(response);
    const problem = toProblem(error);
    if (!problem) log.error({ request_id: requestId, error: describe(error) }, 'request failed');
    const { status, document, headers } = presentProblem(problem ?? new Problem('internal'), requestId);
    metrics.problems.inc({ code: document.code });
    response.status(status).set(headers).type('application/problem+json').send(JSON.stringify(document));
  };
}

/** Name and place, not the message: messages of the database hold the values that it refused. */
function describe(error: unknown): { name: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as { code?: unknown };
  const places = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    ...(places && { stack: places.slice(0, 8).join('\n') }),
  };
}
