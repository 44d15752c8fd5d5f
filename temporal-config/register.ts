import {
  isGrpcServiceError,
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import { workflowTypes } from '../contracts/messages';
import { searchAttributes } from '../contracts/search-attributes';

/** `temporal.api.enums.v1.IndexedValueType`. */
export const indexedValueTypes = { KEYWORD: 2, INT: 3, BOOL: 5, DATETIME: 6 } as const;

/** gRPC status ALREADY_EXISTS. */
const alreadyExists = 6;

/** Registers what is missing; what is there stays. A workflow that sets an unknown attribute would fail for ever. */
export async function registerSearchAttributes(client: Client): Promise<void> {
  const { namespace } = client.options;
  const { operatorService } = client.connection;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(searchAttributes).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return;
  try {
    await operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, indexedValueTypes[type]])),
    });
  } catch (error) {
    // Another process of the same start was first.
    if (!isGrpcServiceError(error) || Number(error.code) !== alreadyExists) throw error;
  }
}

export const sweepScheduleId = 'inquiry-desk-sweep';
export const retentionScheduleId = 'inquiry-desk-retention';

/** The audit's checkpoints, once a minute. */
export const auditScheduleId = 'inquiry-desk-audit-checkpoint';

/** The schedules of the desk. One that exists is left as operators have set it. */
export async function ensureSchedules(client: Client, taskQueue: string): Promise<void> {
  await ensureSchedule(client, {
    scheduleId: sweepScheduleId,
    spec: { intervals: [{ every: '30 seconds' }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
    action: { type: 'startWorkflow', workflowType: workflowTypes.sweep, taskQueue, workflowId: 'sweep' },
    memo: { purpose: 'Finds what was accepted and never taken up' },
  });
  await ensureSchedule(client, {
    scheduleId: auditScheduleId,
    spec: { intervals: [{ every: '1 minute' }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
    action: {
      type: 'startWorkflow',
      workflowType: workflowTypes.auditCheckpoint,
      taskQueue,
      workflowId: 'audit-checkpoint',
    },
    memo: { purpose: 'Signs the heads of all chains of the journal into a file outside the database' },
  });
  await ensureSchedule(client, {
    scheduleId: retentionScheduleId,
    // In UTC, when few work.
    spec: { calendars: [{ hour: 2, minute: 17 }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
    action: { type: 'startWorkflow', workflowType: workflowTypes.retention, taskQueue, workflowId: 'retention' },
    memo: { purpose: 'Erases what is older than its retention period' },
  });
}

async function ensureSchedule(client: Client, schedule: ScheduleOptions): Promise<void> {
  try {
    await client.schedule.create(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
