import type { CustomerId, PersonId } from '../contracts/ids';
import type { Actor } from '../contracts/messages';
import type { Role } from '../contracts/vocabulary';

/** Who asks, with the roles they have at this moment. */
export type Caller =
  | { kind: 'person'; id: PersonId; roles: Role[]; teams: string[]; onBehalfOf?: PersonId }
  | { kind: 'customer'; id: CustomerId; roles: Role[] }
  | { kind: 'integration'; id: string; roles: Role[] };

export function actorOf(caller: Caller): Actor {
  const { kind, id } = caller;
  if (kind !== 'person') return { kind, id };
  return { kind, id, ...(caller.onBehalfOf !== undefined && { onBehalfOf: caller.onBehalfOf }) };
}

/** One name for the caller, to keep the requests of one apart from those of another. */
export const callerName = (caller: Caller): string =>
  `${caller.kind}:${caller.id}${caller.kind === 'person' && caller.onBehalfOf ? `/${caller.onBehalfOf}` : ''}`;
