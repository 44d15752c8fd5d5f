import { TestWorkflowEnvironment } from '@temporalio/testing';
import { testServers } from './servers';

const availability = testServers().timeSkipping;

/**
 * `describe` for workflows with time skipped. Where no test server can be had the tests are counted as skipped, and their
 * heading says why.
 */
export const describeTimeSkipping: (name: string, tests: () => void) => void =
  'missing' in availability
    ? (name, tests) => describe.skip(`${name} [no time-skipping server: ${availability.missing}]`, tests)
    : describe;

/**
 * A server whose clock jumps ahead whenever nothing but time is waited for. One for a test file: the clock is the same for
 * all that runs on it, so tests in one environment run one after another. `teardown()` belongs in `afterAll`.
 */
export async function createTimeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  if ('missing' in availability) throw new Error(availability.missing);
  const { executable: path } = availability;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
      });
    } catch (error) {
      // The SDK waits five seconds for it, which a Java program on a busy machine may need more of.
      if (attempt === 6 || !String(error).includes('did not start within')) throw error;
    }
  }
}
