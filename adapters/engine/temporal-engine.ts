import { ApplicationFailure } from '@temporalio/common';
import {
  isGrpcServiceError,
  WithStartWorkflowOperation,
  WorkflowIdConflictPolicy,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from '@temporalio/client';
import { EngineUnclear, JournalBehind, OwnerNotRunning, type Engine } from './engine';
import { ownerKind, ownerSubject, type Owner } from '../../contracts/ids';
import { stateQuery, taskQueue, workflowTypes, type Command, type Outcome } from '../../contracts/messages';

/** Milliseconds for a start or a signal; a query or update brings its own deadline. */
const patience = 5_000;
/**
 * Milliseconds after which an update without an answer is asked for again, under the same id. The server drops an update
 * without a word when the task that carried it fails, as when a signal meets the end of a run.
 */
const updatePatience = 2_000;

export function createTemporalEngine(client: Client, queue: string = taskQueue): Engine {
  const startOptions = (owner: Owner) => ({
    workflowId: owner,
    taskQueue: queue,
    args: [{ owner }] as [{ owner: Owner }],
    staticSummary:
      ownerKind(owner) === 'inquiry'
        ? `Inquiry ${ownerSubject(owner)}`
        : `Follow-up of customer ${ownerSubject(owner)}: reminders, promises, contact budget`,
  });
  const typeOf = (owner: Owner) => (ownerKind(owner) === 'inquiry' ? workflowTypes.inquiry : workflowTypes.followUp);

  const askOnce = (owner: Owner, command: Command): Promise<Outcome> => {
    const options = { updateId: command.id, args: [command] as [Command] };
    if (ownerKind(owner) === 'inquiry') return client.workflow.getHandle(owner).executeUpdate(command.type, options);
    const startWorkflowOperation = new WithStartWorkflowOperation(typeOf(owner), {
      ...startOptions(owner),
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    });
    return client.workflow.executeUpdateWithStart(command.type, { ...options, startWorkflowOperation });
  };

  return {
    start: (owner) =>
      asking(async () => {
        await client.withDeadline(Date.now() + patience, () =>
          client.workflow.start(typeOf(owner), {
            ...startOptions(owner),
            // A case that has ended is never begun again, one that was terminated goes on from its journal (ADR 2); a
            // follow-up begins anew when there is something to follow up.
            workflowIdReusePolicy: ownerKind(owner) === 'inquiry' ? 'ALLOW_DUPLICATE_FAILED_ONLY' : 'ALLOW_DUPLICATE',
            workflowIdConflictPolicy: 'USE_EXISTING',
          }),
        );
      }),

    signal: (owner, name, command) =>
      asking(async () => {
        await client.withDeadline(Date.now() + patience, async () => {
          if (ownerKind(owner) === 'inquiry') return client.workflow.getHandle(owner).signal(name, command);
          const signal = { signal: name, signalArgs: [command] };
          await client.workflow.signalWithStart(typeOf(owner), { ...startOptions(owner), ...signal });
        });
      }),

    async update(owner, command, deadline) {
      for (;;) {
        const until = Math.min(deadline, Date.now() + updatePatience);
        try {
          return await asking(() => client.withDeadline(until, () => askOnce(owner, command)));
        } catch (error) {
          const silent = error instanceof EngineUnclear && Date.now() >= until;
          if (!silent || until >= deadline) throw error;
        }
      }
    },

    startSimulation: (id) =>
      asking(async () => {
        await client.withDeadline(Date.now() + patience, () =>
          client.workflow.start(workflowTypes.simulation, {
            workflowId: `simulation:${id}`,
            taskQueue: queue,
            args: [{ id }],
            staticSummary: 'What-if simulation',
            workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
            workflowIdConflictPolicy: 'USE_EXISTING',
          }),
        );
      }),

    state: (owner, deadline) =>
      asking(() => client.withDeadline(deadline, () => client.workflow.getHandle(owner).query(stateQuery))),
  };
}

/** One of the errors of the port for whatever the client throws; a duplicate start is no error. */
async function asking<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError') return undefined as T;
    if (error instanceof WorkflowNotFoundError) throw new OwnerNotRunning('no running workflow', { cause: error });
    if (error instanceof WorkflowUpdateFailedError && isJournalBehind(error.cause)) {
      throw new JournalBehind('the journal is behind the case', { cause: error });
    }
    if (error instanceof WorkflowUpdateFailedError || isUnclear(error)) {
      throw new EngineUnclear('no clear answer from the engine', { cause: error });
    }
    throw error;
  }
}

const isJournalBehind = (cause: unknown): boolean =>
  cause instanceof ApplicationFailure && cause.type === 'journal_behind';

/** Unavailable, timed out, limited, without a worker, or a task that failed on the way: all may succeed when repeated. */
function isUnclear(error: unknown): boolean {
  if (isGrpcServiceError(error)) return true;
  const name = error instanceof Error ? error.name : '';
  return [
    'ServiceError',
    'WorkflowUpdateRPCTimeoutOrCancelledError',
    'QueryNotRegisteredError',
    'QueryRejectedError',
    'TransportError',
  ].includes(name);
}
