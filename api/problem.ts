import { LedgerRefusal } from '../adapters/ledger/port';
import { errorTable, type ErrorCode, type Refusal } from '../contracts/errors';
import { RequestKeyReused } from '../db/answer-once';
import { FileGivenAway } from '../db/file-intake';
import { RecordConflict } from '../db/insert-record';
import { InvalidCursor } from '../db/page';
import { PolicyError } from '../db/policies';
import { TextConflict } from '../db/store-texts';
import { asStoreUnavailable, errorCode, StoreUnavailable, violatedConstraint } from '../db/transaction';
import { Refused } from '../domain/refusal';

export interface FieldError {
  path: string;
  message: string;
  /** Within a document that the body holds, such as a policy. */
  pointer?: string;
  line?: number;
  column?: number;
}

/** Whatever stops a request, as one row of the error table with what this occasion adds to it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: ErrorCode,
    readonly more: {
      detail?: string;
      errors?: FieldError[];
      rule?: string;
      details?: Refusal['details'];
      headers?: Record<string, string>;
    } = {},
  ) {
    super(code);
  }
}

export const problemOfRefusal = ({ code, rule, details }: Refusal): Problem =>
  new Problem(code, { ...(rule !== undefined && { rule }), ...(details && { details }) });

export const invalid = (path: string, message: string): Problem =>
  new Problem('invalid_request', { errors: [{ path, message }] });

/** Seconds after which it is worth trying again. */
const retryAfter = '2';

/** The problem that an error means; null for one that only the operators can understand. */
export function toProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof Refused) return problemOfRefusal(error.refusal);
  if (error instanceof LedgerRefusal) return problemOfRefusal(error.refusal);
  if (error instanceof PolicyError) return new Problem(error.code, { detail: error.message });
  if (error instanceof RecordConflict) {
    return ofConstraint(error.constraint) ?? new Problem(error.code, { rule: error.constraint });
  }
  if (error instanceof InvalidCursor || error instanceof TextConflict) return new Problem(error.code);
  if (error instanceof RequestKeyReused || error instanceof FileGivenAway) return new Problem(error.code);
  if (asStoreUnavailable(error) instanceof StoreUnavailable) return new Problem('store_unavailable');
  // 22P05 and 22021: characters that PostgreSQL cannot store; 22008: a date that it cannot.
  if (['22P05', '22021', '22008', '22003'].includes(errorCode(error) ?? '')) return new Problem('invalid_request');
  return ofConstraint(violatedConstraint(error)) ?? ofHttp(error);
}

/** What the database refuses at commit although nothing was wrong before: somebody went around the API meanwhile. */
function ofConstraint(constraint: string | undefined): Problem | null {
  switch (constraint) {
    case 'people_duties_conflict':
      return new Problem('duties_conflict', { rule: 'static segregation' });
    case 'delegation_leads_on':
      return new Problem('delegation_circular');
    case 'delegation_of_active_people':
      return new Problem('person_unknown');
    case 'people_lead_to_a_human_being':
      return new Problem('record_unknown');
    default:
      return null;
  }
}

/** What Express and its body reader complain of. */
function ofHttp(error: unknown): Problem | null {
  const { type, status, statusCode } = (error ?? {}) as { type?: string; status?: number; statusCode?: number };
  if (type === 'entity.too.large') return new Problem('body_too_large');
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') return new Problem('unsupported_media_type');
  const code = status ?? statusCode ?? 500;
  return code >= 400 && code < 500 ? new Problem('invalid_request') : null;
}

export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail?: string;
  errors: FieldError[];
  request_id: string;
  next: string;
  rule?: string;
  details?: Record<string, unknown>;
}

/** The RFC 9457 document and the headers that go with it. */
export function presentProblem(
  { code, more }: Problem,
  requestId: string,
): { status: number; document: ProblemDocument; headers: Record<string, string> } {
  const { status, title, next, retryable } = errorTable[code];
  const { detail, errors = [], rule, details, headers = {} } = more;
  return {
    status,
    document: {
      type: `/docs#error-${code}`,
      title,
      status,
      code,
      ...(detail !== undefined && { detail }),
      errors,
      request_id: requestId,
      next,
      ...(rule !== undefined && { rule }),
      ...(details && { details }),
    },
    headers: {
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="inquiry-desk"' }),
      ...(retryable && { 'Retry-After': retryAfter }),
      ...headers,
    },
  };
}
