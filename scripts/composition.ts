import { migrate } from '../db/migrate';
import type { TemporalConfig } from '../config';
import type { DevelopmentIdentity } from './development-identity';

/**
 * The steps of a start that belong to the desk itself, one clear call each. Everything here may be repeated: a second
 * start finds its work done.
 */

/** Brings the database up to this version; returns the names of what was done. */
export const migrateDatabase = (ownerUrl: string): Promise<string[]> => migrate(ownerUrl);

/** Registers search attributes and schedules, so that the first case can start. */
export async function prepareTemporal(_temporal: TemporalConfig, _taskQueue: string): Promise<void> {
  // Joined with temporal-config/ as soon as that room is there.
}

/** Somebody to try the desk as. */
export interface DemoLogin {
  person: string;
  name: string;
  /** What this person does, in a few words. */
  does: string;
  token: string;
}

/** Loads the demo company into an empty desk, and returns whom to sign in as. */
export async function prepareDemoCompany(_databaseUrl: string, _identity: DevelopmentIdentity): Promise<DemoLogin[]> {
  // Joined with scripts/demo-company.ts as soon as that is there.
  return [];
}
