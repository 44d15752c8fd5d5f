import { existsSync, readFileSync } from 'node:fs';
import { loadLocalConfig } from '../config';
import { localPaths } from './local-desk';

/** DATABASE_URL, or the database of the desk that `npm start` runs here, as the role that the desk works as. */
export function deskAddress(): string {
  const { given, dataDirectory } = loadLocalConfig();
  const { addresses } = localPaths(dataDirectory);
  if (given.databaseUrl) return given.databaseUrl;
  if (!existsSync(addresses)) throw new Error('No desk runs here: start it with `npm start`, or set DATABASE_URL.');
  const { database } = JSON.parse(readFileSync(addresses, 'utf8')) as { database: { url: string } };
  return database.url;
}
