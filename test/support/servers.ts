/**
 * The real servers of a test run: one PostgreSQL, one Temporal development server, started before the first test that
 * needs them and stopped after the last (`global-setup.ts`, `global-teardown.ts`). Tests share them, so each test takes
 * its own database (`database.ts`), its own task queue and its own ids (`uniqueName`).
 */
export interface TestServers {
  postgres: {
    port: number;
    /** The password of all roles. */
    password: string;
    /** As the owner, to the database that `createTestDatabase` copies; leave it alone otherwise. */
    templateUrl: string;
  };
  temporal: {
    /** host:port. */
    address: string;
    namespace: string;
  };
  /** Built from the sources of this moment; undefined while there are no workflows. Give it to workers as `workflowBundle`. */
  workflowBundle?: { codePath: string };
  /** The program, or why there is none on this machine. */
  timeSkipping: { executable: string } | { missing: string };
  /** Removed at the end of the run. */
  directory: string;
}

/** Handed from the set-up to the processes that run the tests. */
export const serversVariable = 'INQUIRY_DESK_TEST_SERVERS';

export function testServers(): TestServers {
  const given = process.env[serversVariable];
  if (given === undefined) {
    throw new Error(
      'No test servers: they are started for test/integration, test/api, test/e2e and test/time-skipping.',
    );
  }
  const servers = JSON.parse(given) as TestServers;
  const namespace = namespaces[(Number(process.env['JEST_WORKER_ID'] ?? 1) - 1) % namespaces.length];
  return { ...servers, temporal: { ...servers.temporal, namespace: namespace ?? namespaces[0] } };
}

/**
 * One for each process that runs tests at the same time: workflows are known by ids that hold the customer, and desks of
 * two tests have the same customers.
 */
export const namespaces = ['desk-1', 'desk-2', 'desk-3', 'desk-4'] as const;

let counter = 0;

/** A name nobody else in this run uses: for task queues, workflow ids and databases. Lower case, digits and `_`. */
export function uniqueName(prefix: string): string {
  counter += 1;
  return `${prefix}_${process.pid}_${Date.now().toString(36)}_${counter}`.toLowerCase();
}
