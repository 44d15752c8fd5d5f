import type { ErrorCode, Refusal } from '../contracts/errors';

/** Thrown inside a decision to stop it; `decide` turns it into an outcome, so that nothing was changed (invariant I10). */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}

export function refuse(code: ErrorCode, rule?: string, details?: Refusal['details']): never {
  throw new Refused({ code, ...(rule && { rule }), ...(details && { details }) });
}
