import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createTimeSkippingEnvironment, describeTimeSkipping } from '../support/time-skipping';

describeTimeSkipping('the time-skipping server', () => {
  let environment: TestWorkflowEnvironment;

  beforeAll(async () => {
    environment = await createTimeSkippingEnvironment();
  });
  afterAll(() => environment?.teardown());

  test('36 hours pass at once', async () => {
    const before = await environment.currentTimeMs();
    await environment.sleep('36 hours');
    expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(36 * 3_600_000);
  });
});
