import { setTimeout as wait } from 'node:timers/promises';
import type { Owner } from '../contracts/ids';
import { claimWebhookEndpoints, releaseWebhookEndpoint } from '../db/claim-webhook-endpoints';
import { pruneDeliveries } from '../db/prune-deliveries';
import { addElapsed, dayInMilliseconds } from '../domain/instant';
import { deliverToEndpoint, type DeliveryPorts } from './deliver-to-endpoint';
import { spreadJournal } from './spread-journal';

export interface DispatcherPorts extends DeliveryPorts {
  /** Told of what went wrong on our side; nothing of a payload or address. */
  onError: (error: unknown) => void;
  /** The journal of this case or follow-up cannot be folded; nothing of it goes out. */
  onBroken: (owner: Owner) => void;
}

export interface Dispatcher {
  /** Begins nothing new and waits for the requests under way. */
  stop(): Promise<void>;
}

/** All in milliseconds. */
const rest = 1_000;
/** Above what one turn can take (30 s, and 15 s for the attempt that was under way): a killed process is missed so long. */
const lease = 60_000;
const keepDelivered = 30 * dayInMilliseconds;

/** Endpoints that one process serves at a time: one that hangs holds one of these places, never a case or a mail. */
const endpointsAtATime = 16;

/**
 * Takes the journal to the endpoints, beside the worker and outside the engine (ADR 20). All that it knows stands in the
 * database: any number of these may run, and one that is killed is taken over when its hold on an endpoint has run out.
 */
export function startDispatcher(ports: DispatcherPorts): Dispatcher {
  const stopping = new AbortController();
  const serving = new Map<string, Promise<void>>();
  let pruned = '';

  async function round(): Promise<boolean> {
    const { db, clock } = ports;
    const { more } = await spreadJournal(db, clock(), ports.onBroken);
    const now = clock();
    const limit = endpointsAtATime - serving.size;
    const claimed =
      limit > 0
        ? await claimWebhookEndpoints(db, { now, until: addElapsed(now, lease), limit, except: [...serving.keys()] })
        : [];
    for (const endpoint of claimed) {
      const served = deliverToEndpoint(ports, endpoint)
        .finally(() => releaseWebhookEndpoint(db, endpoint.id))
        .catch(ports.onError)
        .finally(() => serving.delete(endpoint.id));
      serving.set(endpoint.id, served);
    }
    if (pruned < now.slice(0, 13)) {
      await pruneDeliveries(db, addElapsed(now, -keepDelivered));
      pruned = now.slice(0, 13);
    }
    return more;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const more = await round().catch((error: unknown) => {
        ports.onError(error);
        return false;
      });
      if (!more) await wait(rest, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    await Promise.all(serving.values());
  }

  const running = run();
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}
