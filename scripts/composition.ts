import type { TemporalConfig } from '../config';
import { hashApiKey } from '../api/api-key';
import { beginPortalSession } from '../api/portal-login';
import { connect } from '../db/connect';
import { findApiKey } from '../db/find-api-key';
import { findContact } from '../db/find-contact';
import { insertApiKey } from '../db/insert-api-key';
import { migrate } from '../db/migrate';
import { connectClient } from '../temporal-config/connection';
import { ensureSchedules, registerSearchAttributes } from '../temporal-config/register';
import { loadDemoCompany } from './demo-company';
import type { DevelopmentIdentity } from './development-identity';

/**
 * The steps of a start that belong to the desk itself, one clear call each. Everything here may be repeated: a second
 * start finds its work done.
 */

/** Brings the database up to this version; returns the names of what was done. */
export const migrateDatabase = (ownerUrl: string): Promise<string[]> => migrate(ownerUrl);

/** Registers search attributes and schedules, so that the first case can start. */
export async function prepareTemporal(temporal: TemporalConfig, taskQueue: string): Promise<void> {
  const temporalClient = connectClient(temporal);
  try {
    await registerSearchAttributes(temporalClient.client);
    await ensureSchedules(temporalClient.client, taskQueue);
  } finally {
    await temporalClient.close();
  }
}

/** Somebody to try the desk as. */
export interface DemoLogin {
  person: string;
  name: string;
  titles: string[];
  roles: string[];
  token: string;
}

/**
 * Loads the demo company into an empty desk, and returns whom to sign in as: nobody when the desk holds a company of its
 * own.
 */
export async function prepareDemoCompany(databaseUrl: string, identity: DevelopmentIdentity): Promise<DemoLogin[]> {
  const knex = connect(databaseUrl, { name: 'inquiry-desk-start', poolSize: 1, statementTimeout: 60_000 });
  try {
    const { people } = await loadDemoCompany(knex, new Date().toISOString(), { followUp: true });
    const known = new Set(await knex('people').where({ active: true }).pluck<string[]>('id'));
    return await Promise.all(
      people
        .filter(({ id }) => known.has(id))
        .map(async ({ id, name, titles, roles }) => {
          return { person: id, name, titles, roles, token: await identity.signToken(id, { name }) };
        }),
    );
  } finally {
    await knex.destroy();
  }
}

/** An integration of the demo company, and the key it signs in with. */
export interface DemoIntegration {
  id: string;
  key: string;
}

/** Lets the ERP of the demo company in, with its key of this data directory. */
export async function prepareDemoIntegration(databaseUrl: string, key: string): Promise<DemoIntegration> {
  const id = key.split('_')[1] ?? '';
  const knex = connect(databaseUrl, { name: 'inquiry-desk-start', poolSize: 1 });
  try {
    const hash = hashApiKey(key);
    if (!(await findApiKey(knex, hash))) {
      const created = new Date().toISOString();
      await insertApiKey(knex, {
        id,
        name: 'ERP of the demo company',
        hash,
        roles: ['integration'],
        created_at: created,
      });
    }
    return { id, key };
  } finally {
    await knex.destroy();
  }
}

/** Somebody of a demo customer, signed in to the portal. */
export interface DemoPortal {
  customer: string;
  email: string;
  token: string;
}

/** Hours for which the demo customer stays signed in. */
const portalHours = 12;

/** Signs a contact of the demo company in, without a mailed code; null when the desk holds a company of its own. */
export async function prepareDemoPortal(databaseUrl: string): Promise<DemoPortal | null> {
  const knex = connect(databaseUrl, { name: 'inquiry-desk-start', poolSize: 1 });
  try {
    const contact = await findContact(knex, 'contact-1003-1');
    if (!contact?.customer || !contact.verified) return null;
    const { customer, email, id } = contact;
    const now = Date.now();
    const [at, until] = [now, now + portalHours * 3_600_000].map((instant) => new Date(instant).toISOString());
    const { token } = await beginPortalSession(knex, { contact: id, customer }, at ?? '', until ?? '');
    return { customer, email, token };
  } finally {
    await knex.destroy();
  }
}
