import fc from 'fast-check';
import { audit, auditLines, auditWorld, writeWorld } from './audit-world';
import { tamperings, type Choose, type Tampered } from './audit-tampering';

const kinds = Object.keys(tamperings);

/** Random worlds, each changed in one random way by somebody who knows the format: all found, and named where it is one entry. */
export function everyTamperingIsFound(runs: number): void {
  const tried: Record<string, number> = {};
  const chance = fc.array(fc.nat(1_000_000), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(auditWorld, fc.nat(kinds.length - 1), chance, (world, first, numbers) => {
      let at = 0;
      const choose: Choose = (options) => (numbers[at++ % numbers.length] ?? 0) % Math.max(1, options);
      let tampered: Tampered | null = null;
      for (let turn = 0; tampered === null; turn += 1) {
        const kind = kinds[(first + turn) % kinds.length] ?? '';
        tampered = tamperings[kind]?.(world, choose) ?? null;
        if (tampered) tried[kind] = (tried[kind] ?? 0) + 1;
      }
      const { report } = audit(tampered.world);
      expect(report.verified).toBe(false);
      if (tampered.first) expect(report.first_bad).toMatchObject(tampered.first);
    }),
    { numRuns: runs },
  );
  expect(Object.keys(tried).sort()).toEqual([...kinds].sort());
}

/** As a disk or a cable does it, or somebody who does not know the format. */
export function everyChangedCharacterIsFound(runs: number): void {
  fc.assert(
    fc.property(auditWorld, fc.nat(), fc.nat(), fc.constantFrom(...'0aZ" {}[]:,.-é'), (world, line, place, put) => {
      const lines = writeWorld(world);
      const at = line % lines.length;
      const text = lines[at] ?? '';
      const position = place % text.length;
      fc.pre(text[position] !== put);
      const changed = lines.with(at, text.slice(0, position) + put + text.slice(position + 1));
      expect(auditLines(changed, world.file).report.verified).toBe(false);
      const cut = auditLines(lines.slice(0, at), world.file);
      expect(cut.report.verified).toBe(false);
    }),
    { numRuns: runs },
  );
}

/** Exports that nobody touched, also when the file has gone on since, lacks its newest copies or was torn by a crash. */
export function nothingIsFoundInWhatIsWhole(runs: number): void {
  fc.assert(
    fc.property(auditWorld, fc.nat(), fc.nat(), (world, copied, torn) => {
      const whole = audit(world);
      expect(whole.findings).toEqual([]);
      expect(whole.report).toMatchObject({ verified: true, rows: world.rows.length, first_bad: null, bad: 0 });
      // Processes died between file and copy, or while they wrote a line.
      const copies = world.copies.slice(0, copied % (world.copies.length + 1));
      const at = torn % world.file.length;
      const piece = world.file[at]?.slice(0, torn % 300) ?? '';
      const file = world.file.toSpliced(at, 0, piece);
      expect(audit({ ...world, copies, file }).findings).toEqual([]);
    }),
    { numRuns: runs },
  );
}
