import { coveringRoles, may, type Action } from '../domain/duties';
import type { Caller } from './caller';
import { Problem } from './problem';

export const callerMay = (caller: Caller, action: Action): boolean => may(caller.roles, action);

/** The one place where a request is let in or not. Throws `Problem` (`forbidden`) with the roles that would do. */
export function requireMay(caller: Caller, actions: readonly Action[]): void {
  if (actions.length === 0 || actions.some((action) => callerMay(caller, action))) return;
  throw new Problem('forbidden', { details: { needs: [...new Set(actions.flatMap(coveringRoles))] } });
}
