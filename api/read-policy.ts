import { stringify } from 'yaml';
import { findPolicyMistakes, type PolicyContent, type PolicyMistake } from '../contracts/policy';
import { readPolicySource, type Place } from '../contracts/policy-source';
import type { Instant } from '../contracts/ids';
import { checkCalendars, type PolicyFinding } from '../domain/policy-checks';
import { resolveHolidays, withoutResolvedHolidays } from '../domain/holidays';
import { Problem, type FieldError } from './problem';

/** A policy as somebody has just written it, checked as far as it can be without looking at the company. */
export interface WrittenPolicy {
  /** With the dates of its holidays. */
  content: PolicyContent;
  /** Null when it was sent as JSON. */
  source: string | null;
}

/**
 * Reads a policy from the body of a request. Throws `Problem` (`invalid_request`) that names every mistake by its place: in
 * YAML with line and column.
 */
export function readPolicy(body: { content?: unknown; yaml?: string | undefined }, at: Instant): WrittenPolicy {
  const { content, locate, source } = body.yaml === undefined ? readObject(body.content) : readYaml(body.yaml);
  const wrong = checkCalendars(content, at).filter(({ level }) => level === 'error');
  if (wrong.length > 0) throw invalidPolicy(wrong, locate);
  return { content: resolveHolidays(content, at), source };
}

interface ReadPolicy {
  content: PolicyContent;
  locate: ((path: PolicyMistake['path']) => Place) | null;
  source: string | null;
}

function readObject(content: unknown): ReadPolicy {
  const mistakes = findPolicyMistakes(content);
  if (mistakes.length > 0) throw invalidPolicy(mistakes, null);
  return { content: content as PolicyContent, locate: null, source: null };
}

function readYaml(source: string): ReadPolicy {
  const read = readPolicySource(source);
  if ('mistakes' in read) {
    throw new Problem('invalid_request', { errors: read.mistakes.map((mistake) => fieldError(mistake, mistake)) });
  }
  return { ...read, source };
}

const invalidPolicy = (mistakes: PolicyMistake[], locate: ReadPolicy['locate']): Problem =>
  new Problem('invalid_request', {
    errors: mistakes.map((mistake) => fieldError(mistake, locate?.(mistake.path) ?? null)),
  });

function fieldError({ path, message }: PolicyMistake, place: Place | null): FieldError {
  const at = pointer(path);
  if (place === null) return { path: `/content${at}`, pointer: at, message };
  return { path: '/yaml', pointer: at, line: place.line, column: place.column, message };
}

const pointer = (path: PolicyMistake['path']): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The YAML of a version: as its author wrote it, or made from the content, without the dates that follow from it. */
export const policyYaml = (content: PolicyContent, source: string | null): string =>
  source ?? stringify(withoutResolvedHolidays(content), { aliasDuplicateObjects: false, lineWidth: 120 });

export interface PlacedFinding extends Place {
  level: PolicyFinding['level'];
  rule: PolicyFinding['rule'];
  pointer: string;
  message: string;
}

/** Findings with their places in the YAML of the version. */
export function placeFindings(
  findings: PolicyFinding[],
  content: PolicyContent,
  source: string | null,
): PlacedFinding[] {
  if (findings.length === 0) return [];
  const read = readPolicySource(policyYaml(content, source));
  return findings.map(({ level, rule, path, message }) => {
    const place = 'locate' in read ? read.locate(path) : { line: 1, column: 1 };
    return { level, rule, pointer: pointer(path), ...place, message };
  });
}
