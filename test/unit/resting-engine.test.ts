import { EngineUnclear, OwnerNotRunning, type Engine } from '../../adapters/engine/engine';
import { createRestingEngine } from '../../adapters/engine/resting-engine';
import { fakeEngine } from '../support/fake-engine';

const command = {
  id: 'mail:1:message',
  type: 'receiveMessage',
  actor: { kind: 'integration' as const, id: 'email' },
  data: {},
};
let asked: number;
let now: number;
let answer: () => Promise<void>;
let engine: Engine;

beforeEach(() => {
  asked = 0;
  now = 0;
  answer = () => Promise.reject(new EngineUnclear('away'));
  const ask = () => {
    asked += 1;
    return answer();
  };
  engine = createRestingEngine(fakeEngine({ start: ask, signal: ask }), 30_000, () => now);
});

test('an engine that is away is asked once, not by each mail of a backlog', async () => {
  for (let mail = 0; mail < 300; mail += 1) {
    await expect(engine.start(`inquiry:INQ-2026-${mail}`)).rejects.toThrow(EngineUnclear);
    await expect(engine.signal('inquiry:INQ-2026-000001', command.type, command)).rejects.toThrow(EngineUnclear);
  }
  expect(asked).toBe(1);
});

test('it is asked again when it has rested, and then always', async () => {
  await expect(engine.start('inquiry:INQ-2026-000001')).rejects.toThrow(EngineUnclear);
  now = 30_000;
  answer = () => Promise.resolve();
  await engine.start('inquiry:INQ-2026-000001');
  await engine.start('inquiry:INQ-2026-000002');
  expect(asked).toBe(3);
});

test('a clear answer is no reason to rest', async () => {
  answer = () => Promise.reject(new OwnerNotRunning('ended'));
  await expect(engine.start('inquiry:INQ-2026-000001')).rejects.toThrow(OwnerNotRunning);
  answer = () => Promise.resolve();
  await engine.start('inquiry:INQ-2026-000001');
  expect(asked).toBe(2);
});
