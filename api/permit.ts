import { coveringRoles, may, mayUnderImpersonation, type Action } from '../domain/duties';
import type { Caller } from './caller';
import { Problem } from './problem';

export const callerMay = (caller: Caller, action: Action): boolean =>
  may(caller.roles, action) && (!isImpersonated(caller) || mayUnderImpersonation(action));

const isImpersonated = (caller: Caller): boolean => caller.kind === 'person' && caller.impersonatedBy !== undefined;

/**
 * The one place where a request is let in or not. Throws `Problem`: `forbidden` with the roles that would do,
 * `impersonation_forbidden` for what a session in somebody else's name never does.
 */
export function requireMay(caller: Caller, actions: readonly Action[]): void {
  if (actions.length === 0 || actions.some((action) => callerMay(caller, action))) return;
  if (actions.some((action) => may(caller.roles, action))) {
    throw new Problem('impersonation_forbidden', { rule: 'impersonation: reads and prepares only' });
  }
  throw new Problem('forbidden', { details: { needs: [...new Set(actions.flatMap(coveringRoles))] } });
}
