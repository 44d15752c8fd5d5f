import { existsSync, readFileSync } from 'node:fs';
import { loadLocalConfig } from '../config';
import { localPaths } from './local-desk';

/** DATABASE_OWNER_URL, or the database of the desk that `npm start` runs here. */
export function ownerAddress(): string {
  const { given, dataDirectory } = loadLocalConfig();
  const { addresses } = localPaths(dataDirectory);
  if (given.databaseOwnerUrl) return given.databaseOwnerUrl;
  if (!existsSync(addresses))
    throw new Error('No desk runs here: start it with `npm start`, or set DATABASE_OWNER_URL.');
  const { database } = JSON.parse(readFileSync(addresses, 'utf8')) as { database: { owner_url: string } };
  return database.owner_url;
}
