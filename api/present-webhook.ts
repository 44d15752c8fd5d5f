import { ownerKind, ownerSubject, type Owner } from '../contracts/ids';
import type { WebhookDeliveryRow, WebhookEndpointRow, WebhookSourceRow } from '../db/webhook-rows';

/** Without its secrets, which nobody is shown twice. */
export function presentEndpoint(row: WebhookEndpointRow, counts: { waiting: number; failed: number } | undefined) {
  const { id, url, description, event_types, status, disabled_because, failing_since, failures } = row;
  const { seen_position, created_by, created_at, changed_by, changed_at } = row;
  return {
    ...{ id, url, description, event_types, status, disabled_because, failing_since, failures },
    previous_secret_until: row.previous_until,
    ...{ seen_position, waiting: counts?.waiting ?? 0, failed: counts?.failed ?? 0 },
    ...{ created_by, created_at, changed_by, changed_at },
  };
}

export function presentDelivery(row: WebhookDeliveryRow) {
  const { id, event, type, position, status, tries, next_at, created_at, settled_at, attempts } = row;
  const owner = row.owner.startsWith('test:') ? null : (row.owner as Owner);
  const last = attempts.at(-1);
  return {
    ...{ id, event, type },
    inquiry: owner && ownerKind(owner) === 'inquiry' ? ownerSubject(owner) : null,
    customer: owner && ownerKind(owner) === 'follow-up' ? ownerSubject(owner) : null,
    position: owner ? position : null,
    ...{ status, tries, next_at, created_at, settled_at },
    last_code: last?.code ?? null,
    last_problem: last?.problem ?? null,
  };
}

export function presentDeliveryDetail(row: WebhookDeliveryRow) {
  const payload = JSON.parse(row.payload) as Record<string, unknown>;
  return { ...presentDelivery(row), payload, attempts: row.attempts };
}

export function presentSource(row: WebhookSourceRow) {
  const { id, name, channel, mapping, active, created_by, created_at, changed_by, changed_at } = row;
  return {
    ...{ id, name, channel, mapping, active, path: `/v1/hooks/${id}`, previous_secret_until: row.previous_until },
    ...{ created_by, created_at, changed_by, changed_at },
  };
}
