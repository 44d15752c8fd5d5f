import type { CustomerId, PersonId } from '../contracts/ids';
import type { Actor } from '../contracts/messages';
import type { Role } from '../contracts/vocabulary';

/** Who of a customer's people has signed in to the portal. */
export interface PortalLogin {
  session: string;
  /** Id of the contact. */
  contact: string;
}

/** Who asks, with the roles they have at this moment. */
export type Caller =
  | {
      kind: 'person';
      id: PersonId;
      roles: Role[];
      teams: string[];
      onBehalfOf?: PersonId;
      /** The admin who works in this person's name. */
      impersonatedBy?: PersonId;
    }
  | { kind: 'customer'; id: CustomerId; roles: Role[]; portal?: PortalLogin }
  | { kind: 'integration'; id: string; roles: Role[] };

/** Whoever asks at an address that is open to anybody. */
export const nobody: Caller = { kind: 'integration', id: 'nobody', roles: [] };

export function actorOf(caller: Caller): Actor {
  const { kind, id } = caller;
  if (kind !== 'person') return { kind, id };
  return {
    kind,
    id,
    ...(caller.onBehalfOf !== undefined && { onBehalfOf: caller.onBehalfOf }),
    ...(caller.impersonatedBy !== undefined && { impersonatedBy: caller.impersonatedBy }),
  };
}

/** One name for the caller, to keep the requests of one apart from those of another. */
export function callerName(caller: Caller): string {
  if (caller.kind === 'customer' && caller.portal) return `customer:${caller.id}/${caller.portal.contact}`;
  if (caller.kind !== 'person') return `${caller.kind}:${caller.id}`;
  const { id, onBehalfOf, impersonatedBy } = caller;
  return `person:${id}${onBehalfOf ? `/${onBehalfOf}` : ''}${impersonatedBy ? `~${impersonatedBy}` : ''}`;
}
