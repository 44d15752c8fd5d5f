import { Choices } from '../../properties/inquiry-choices';
import { apiAttack } from './api-attacks';
import type { AttackedDesk } from './attacked-desk';
import { sqlAttack } from './sql-attacks';

/** Thrown where an attack came through that nothing refused. */
class Passed extends Error {}

/** So many attacks by raw SQL as the application role. Each is refused by the rule that it names. Returns what went wrong. */
export async function attackBySql(desk: AttackedDesk, attacks: number, seed: number): Promise<string[]> {
  const wrong: string[] = [];
  for (let index = 0; index < attacks; index += 1) {
    const attack = sqlAttack(desk, new Choices(seed + index), index);
    try {
      await desk.db.transaction((transaction) => attack.run(transaction));
      throw new Passed('passed');
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      if (error instanceof Passed || !attack.refusal.test(said)) wrong.push(`${seed + index}: ${attack.name}: ${said}`);
    }
    if (wrong.length > 20) break;
  }
  return wrong;
}

/** So many attacks over HTTP, some at a time. Each is answered with the code and the rule that it names. */
export async function attackByApi(desk: AttackedDesk, attacks: number, seed: number): Promise<string[]> {
  const wrong: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < attacks && wrong.length <= 20; index = next++) {
      const attack = apiAttack(desk, new Choices(seed + index), index);
      const { status, code, rule } = await attack.run();
      const said = `${code} (${rule})`;
      if (status < 400 || status >= 500 || !attack.refusal.test(said)) {
        wrong.push(`${seed + index}: ${attack.name}: ${status} ${said}`);
      }
    }
  };
  await Promise.all([work(), work(), work()]);
  return wrong;
}
