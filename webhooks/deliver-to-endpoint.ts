import type { Knex } from 'knex';
import { postJson } from '../adapters/webhooks/post-json';
import type { AddressGuard } from '../adapters/webhooks/guarded-address';
import { openSecret } from '../adapters/webhooks/sealed-secret';
import { signWebhook } from '../adapters/webhooks/signature';
import type { Instant } from '../contracts/ids';
import { disableWebhookEndpoint, pauseWebhookEndpoint } from '../db/disable-webhook-endpoint';
import { listDueDeliveries } from '../db/list-due-deliveries';
import { settleDelivery } from '../db/settle-delivery';
import type { WebhookDeliveryRow, WebhookEndpointRow } from '../db/webhook-rows';
import { addElapsed, dayInMilliseconds, elapsedBetween } from '../domain/instant';
import { pauseAfter, waitAfter } from './retry-schedule';

export interface DeliveryPorts {
  db: Knex;
  clock: () => Instant;
  /** Opens the secrets of endpoints. */
  secretKey: string;
  guard: AddressGuard;
  /** Somebody of ours has to know that an endpoint was switched off. */
  onDisabled?(endpoint: WebhookEndpointRow, because: 'failing' | 'gone'): Promise<void> | void;
  /** Milliseconds for one request; 15,000 unless told. */
  timeout?: number;
}

/** Requests at a time to one endpoint. */
const atATime = 8;
const batch = 64;
/** Milliseconds of one turn, after which another endpoint may have it; an attempt that has begun is waited for. */
const turn = 30_000;
/** An endpoint that has accepted nothing for so long is switched off (milliseconds). */
const patience = 5 * dayInMilliseconds;

/** Delivers what is due to one endpoint that this process holds. Of one owner nothing overtakes what came before. */
export async function deliverToEndpoint(ports: DeliveryPorts, endpoint: WebhookEndpointRow): Promise<void> {
  const { db, clock } = ports;
  const began = clock();
  for (;;) {
    const due = await listDueDeliveries(db, endpoint.id, clock(), batch);
    if (due.length === 0) return;
    let next = 0;
    let accepted = 0;
    let over = false;
    let nobody = false;
    const work = async (): Promise<void> => {
      for (let delivery = due[next++]; delivery && !over && !nobody; delivery = due[next++]) {
        const result = await attempt(ports, endpoint, delivery);
        if (result === 'accepted') accepted += 1;
        if (result === 'disabled' || elapsedBetween(began, clock()) > turn) over = true;
        // Nobody is there: the rest need not find that out one by one.
        if (result === 'refused' && accepted === 0) nobody = true;
      }
    };
    await Promise.all(Array.from({ length: Math.min(atATime, due.length) }, work));
    if (accepted === 0) return pause(ports, endpoint);
    if (over) return;
  }
}

async function pause({ db, clock }: DeliveryPorts, { id, failures }: WebhookEndpointRow): Promise<void> {
  await pauseWebhookEndpoint(db, id, addElapsed(clock(), pauseAfter(failures + 1)));
}

async function attempt(
  ports: DeliveryPorts,
  endpoint: WebhookEndpointRow,
  delivery: WebhookDeliveryRow,
): Promise<'accepted' | 'refused' | 'disabled'> {
  const { db, clock, guard, timeout = 15_000 } = ports;
  const at = clock();
  const headers = signWebhook(secretsOf(ports.secretKey, endpoint, at), {
    id: delivery.event,
    at,
    payload: delivery.payload,
  });
  const { code, problem, retryAfter } = await postJson(endpoint.url, delivery.payload, headers, { guard, timeout });
  const now = clock();
  const wait = problem === null ? null : waitAfter(delivery.tries + 1, retryAfter);
  const failingSince = await settleDelivery(db, {
    id: delivery.id,
    endpoint: endpoint.id,
    attempt: { at, code, problem, milliseconds: elapsedBetween(at, now) },
    nextAt: wait === null ? null : addElapsed(now, wait),
    now,
  });
  if (problem === null) return 'accepted';
  // 410: it says itself that it will not come back (Standard Webhooks).
  const because =
    code === 410 ? 'gone' : failingSince && elapsedBetween(failingSince, now) > patience ? 'failing' : null;
  if (because === null) return 'refused';
  if (await disableWebhookEndpoint(db, endpoint.id, because, now)) await ports.onDisabled?.(endpoint, because);
  return 'disabled';
}

/** The present one first; the one before it as long as it is valid. */
export function secretsOf(
  key: string,
  {
    secret,
    previous_secret,
    previous_until,
  }: Pick<WebhookEndpointRow, 'secret' | 'previous_secret' | 'previous_until'>,
  now: Instant,
): string[] {
  const previous = previous_secret !== null && previous_until !== null && now < previous_until ? [previous_secret] : [];
  return [secret, ...previous].map((sealed) => openSecret(key, sealed));
}
