import type { Knex } from 'knex';
import { createTemporalEngine } from '../adapters/engine/temporal-engine';
import { createEmbeddedLedger } from '../adapters/ledger/embedded';
import { readMailbox } from '../adapters/mail/mailbox';
import { createHttpGateway, type HttpGatewayOptions } from '../adapters/channels/http-gateway';
import { routeByChannel } from '../adapters/channels/route-by-channel';
import { createSmtpSender, type DkimKey } from '../adapters/mail/smtp';
import { createActivities, type Activities, type ActivityPorts } from '../activities';
import { createPolicyStore } from '../db/policies';

export interface ActivitySettings {
  db: Knex;
  client: Parameters<typeof createTemporalEngine>[0];
  taskQueue: string;
  mail: { url: string; from: string; dkim?: DkimKey };
  publicUrl: string;
  secretKey: string;
  auditDirectory: string;
  /** Without one nothing goes out by SMS. */
  smsGateway?: HttpGatewayOptions;
  clock?: ActivityPorts['clock'];
  faults?: ActivityPorts['faults'];
}

/** The activities with their adapters, as the worker of a desk runs them. */
export function composeActivities(settings: ActivitySettings): Activities {
  const { db, client, taskQueue, mail, publicUrl, secretKey, auditDirectory, smsGateway, faults } = settings;
  const sender = readMailbox(mail.from);
  const channels = smsGateway ? { sms: createHttpGateway(smsGateway) } : {};
  return createActivities({
    db,
    policies: createPolicyStore(db),
    ledger: createEmbeddedLedger(db),
    engine: createTemporalEngine(client, taskQueue),
    clock: settings.clock ?? { now: () => new Date().toISOString() },
    mail: {
      mail: routeByChannel(db, createSmtpSender(mail), channels),
      publicUrl,
      secret: secretKey,
      sender,
    },
    auditDirectory,
    ...(faults && { faults }),
  });
}
