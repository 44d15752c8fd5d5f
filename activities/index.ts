import { Context } from '@temporalio/activity';
import type { Knex } from 'knex';
import type { Engine } from '../adapters/engine/engine';
import type { Ledger } from '../adapters/ledger/port';
import { createDirectoryStore } from '../db/directories';
import { listReceivedMessageIds } from '../db/list-received-message-ids';
import type { PolicyStore } from '../db/policies';
import { createEnforceRetention } from './enforce-retention';
import { createFollowUpCore } from './follow-up-core';
import { createHandle, type HandleDependencies } from './handle';
import { createInquiryCore } from './inquiry-core';
import { createOpenFollowing } from './open-following';
import { createOpenSplit } from './open-split';
import { createPostToLedger } from './post-to-ledger';
import { createFailSimulation, createRunSimulation } from './run-simulation';
import { createSendMessage, type SendMessagePorts } from './send-message';
import { createStillDue } from './still-due';
import { createSweepWaiting } from './sweep-waiting';
import { createTakeCheckpoint } from './take-checkpoint';
import { createTellFollowUp } from './tell-follow-up';
import { createTellInquiry } from './tell-inquiry';
import { withHeartbeats } from './with-heartbeats';

/** The outside world as the activities need it. */
export interface ActivityPorts {
  db: Knex;
  policies: PolicyStore;
  ledger: Ledger;
  engine: Engine;
  /** Business time of what runs outside a workflow. */
  clock: { now(): string | Promise<string> };
  /** Where signed checkpoints and their key lie: outside the database. */
  auditDirectory: string;
  mail: Omit<SendMessagePorts, 'db' | 'clock' | 'stillDue' | 'teamAddress' | 'receivedMessageIds'>;
  faults?: HandleDependencies['faults'];
}

/** Everything that workflows call. Each is idempotent by its command id or effect key. */
export function createActivities({ db, policies, ledger, engine, clock, mail, faults, auditDirectory }: ActivityPorts) {
  const directories = createDirectoryStore();
  const dependencies = { db, ...(faults && { faults }) };
  return {
    handleInquiry: createHandle(createInquiryCore(policies, directories, ledger), dependencies),
    handleFollowUp: createHandle(createFollowUpCore(policies, directories), dependencies),
    sendMessage: withHeartbeats(
      createSendMessage({
        ...mail,
        db,
        clock,
        receivedMessageIds: (owner) => listReceivedMessageIds(db, owner),
        stillDue: createStillDue(db, policies, clock),
        openTracking: async () => (await policies.newest()).reminders.openTracking ?? true,
        teamAddress: async (team) => {
          const found = (await policies.newest()).teams[team];
          return found ? { name: found.name, address: found.email } : null;
        },
      }),
    ),
    postToLedger: createPostToLedger(ledger, clock),
    tellFollowUp: createTellFollowUp(engine),
    openFollowing: createOpenFollowing(db, engine),
    tellInquiry: createTellInquiry(db, engine),
    openSplit: createOpenSplit(db, engine),
    sweepWaiting: createSweepWaiting(db, engine, {
      policies,
      secret: mail.secret,
      ownAddress: mail.sender.address,
    }),
    runSimulation: createRunSimulation({ db, policies, clock, heartbeat: () => Context.current().heartbeat() }),
    endSimulation: createFailSimulation({ db, clock }),
    takeCheckpoint: createTakeCheckpoint(db, auditDirectory),
    enforceRetention: createEnforceRetention(db),
  };
}

export type Activities = ReturnType<typeof createActivities>;
