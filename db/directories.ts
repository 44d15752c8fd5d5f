import type { Knex } from 'knex';
import type { Directory } from '../domain/directory';
import { loadDirectory } from './load-directory';

/** The directory as it is now, read again only when somebody or something in it has changed. */
export interface DirectoryStore {
  /** `version` is that of `directory_version`, read in the same transaction. */
  load(knex: Knex, version: number): Promise<Directory>;
}

/** One per process and database. What it returns is shared: nobody changes it. */
export function createDirectoryStore(): DirectoryStore {
  let known: { version: number; directory: Directory } | null = null;
  return {
    async load(knex, version) {
      if (known?.version === version) return known.directory;
      const directory = await loadDirectory(knex);
      if (!known || known.version < version) known = { version, directory };
      return directory;
    },
  };
}
