import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { longestPolicySource, readPolicySource, type PlacedMistake } from '../../../contracts/policy-source';

const shipped = readFileSync(join(__dirname, '../../../policies/default.yaml'), 'utf8');

const mistakesIn = (text: string): PlacedMistake[] => {
  const read = readPolicySource(text);
  return 'mistakes' in read ? read.mistakes : [];
};
/** The shipped policy with one thing written otherwise, and the line on which that stands. */
const changed = (before: string, after: string): { text: string; line: number } => {
  expect(shipped).toContain(before);
  const text = shipped.replace(before, after);
  return { text, line: shipped.slice(0, shipped.indexOf(before)).split('\n').length };
};

describe('a mistake in a policy is named with its line and column', () => {
  test('the shipped policy has none, and every part of it has a place', () => {
    const read = readPolicySource(shipped);
    if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes));
    expect(shipped.split('\n')[read.locate(['teams', 'billing', 'lead']).line - 1]).toContain('lead: nora.whitfield');
    expect(read.locate(['teams', 'billing', 'lead']).column).toBe(5);
    expect(shipped.split('\n')[read.locate(['serviceLevels', 0]).line - 1]).toContain('urgency: critical');
    // Shared by an anchor: the place where it was written.
    expect(shipped.split('\n')[read.locate(['calendars', 'berlin', 'shifts', 'monday', 0]).line - 1]).toContain(
      'monday',
    );
    expect(read.locate(['teams', 'nowhere', 'lead'])).toEqual(read.locate(['teams']));
  });

  const cases: [string, string, string, string, (string | number)[]][] = [
    ['a wrong type', 'reopenDays: 30', 'reopenDays: thirty', 'expected number', ['windows', 'reopenDays']],
    ['an unknown field', 'reopenDays: 30', 'reopenDays: 30, snooze: 1', 'unknown field', ['windows', 'snooze']],
    ['a zone', 'zone: Europe/Berlin', 'zone: Europe/Atlantis', 'IANA', ['calendars', 'berlin', 'zone']],
    ['a calendar', 'halden-uk: london', 'halden-uk: mars', 'there is no calendar mars', ['calendarOf', 'halden-uk']],
    [
      'a team',
      'general: { team: customer_service',
      'general: { team: nobody',
      'no team nobody',
      ['routing', 'general', 'team'],
    ],
    ['a band', 'upTo: 2500000', 'upTo: 1', 'bands rise', ['approvals', 'credit_note', 'bands', 1, 'upTo']],
  ];
  test.each(cases)('%s', (_name, before, after, message, path) => {
    const asFlow = after.includes(', snooze') ? ['reopenDays: 30', 'reopenDays: 30\n  snooze: 1'] : [before, after];
    const { text, line } = changed(asFlow[0]!, asFlow[1]!);
    const found = mistakesIn(text).find((mistake) => mistake.path.join() === path.join());
    expect(found?.message).toContain(message);
    expect(found?.line).toBe(after.includes(', snooze') ? line + 1 : line);
  });

  test('something that is missing: where it should stand', () => {
    const { text, line } = changed('  confirmationBusinessDays: 5\n', '');
    const [found] = mistakesIn(text);
    expect(found).toMatchObject({ path: ['windows', 'confirmationBusinessDays'] });
    expect(text.split('\n')[found!.line - 1]).toContain('windows:');
    expect(found!.line).toBeLessThan(line);
  });

  test('overlapping shifts', () => {
    const { text, line } = changed(
      "monday: [{ from: '09:00', to: '17:00' }]",
      "monday: [{ from: '09:00', to: '13:00' }, { from: '12:00', to: '17:00' }]",
    );
    expect(mistakesIn(text)).toContainEqual(
      expect.objectContaining({ message: 'shifts are in order and do not overlap', line }),
    );
  });

  test('a calendar without working time', () => {
    const text = shipped.replace(/shifts: \*weekdays-nine-to-five(?=\n {4}holidays: \{ country: DE)/, 'shifts: {}');
    const [found] = mistakesIn(text);
    expect(found?.path).toEqual(['calendars', 'berlin', 'shifts']);
    expect(text.split('\n')[found!.line - 1]).toContain('shifts: {}');
  });
});

describe('hostile text is refused', () => {
  const alternating = (left: string, right: string, times: number) => (left + right).repeat(times);
  const cases: [string, string, RegExp][] = [
    [
      'anchors that unfold without end',
      'abcdefgh'
        .split('')
        .reduce(
          (text, name, index, all) =>
            `${text}${name}: &${name} [${`${index === 0 ? 'x' : `*${all[index - 1]}`}, `.repeat(9)}]\n`,
          '',
        ),
      /alias/i,
    ],
    ['an anchor within itself', 'a: &a [*a]', /./],
    ['an anchor that is nowhere', 'a: *b', /alias/i],
    ['a key stated twice', 'windows:\n  reopenDays: 1\n  reopenDays: 2', /stated twice/],
    ['a tag of a language', 'a: !!js/function "x"', /tag/i],
    ['binary', 'a: !!binary aGk=', /tag/i],
    ['a string by tag', 'a: !!str 1', /tag/i],
    ['a set of YAML 1.1', '%YAML 1.1\n---\na: !!set {x}', /tag/i],
    ['a second document', 'a: 1\n---\nb: 2', /^a second document/],
    ['brackets beyond the stack', '['.repeat(20_000), /^nested more than 20 deep/],
    ['a list as key', '? [a, b]\n: c', /plain word/],
    ['a merge key', 'a: &x {b: 1}\nc: {<<: *x}', /./],
    ['the prototype', '__proto__: { windows: {} }', /no name for anything/],
    ['a constructor', 'teams: { constructor: { prototype: {} } }', /no name for anything/],
    ['depth', '['.repeat(5_000), /./],
    ['depth in blocks', Array.from({ length: 400 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'), /./],
    ['questions', '? '.repeat(10_000), /./],
    ['dashes', '- '.repeat(10_000), /./],
    ['quotes', '"'.repeat(20_000), /./],
    ['thousands of keys', Array.from({ length: 15_000 }, (_, index) => `k${index}: 1`).join('\n'), /./],
    ['thousands of anchors', Array.from({ length: 10_000 }, (_, index) => `k${index}: &a${index} 1`).join('\n'), /./],
    ['braces', alternating('{a: ', '', 3_000), /./],
    ['size', `# ${'x'.repeat(longestPolicySource)}`, /longer than/],
    ['nothing', '', /./],
    ['a word', 'hello', /./],
    ['a list', '- 1', /./],
    ['half a list', 'a: [1', /./],
    ['a tab', '\ta: 1', /./],
  ];
  test.each(cases)('%s', (_name, text, message) => {
    const mistakes = mistakesIn(text);
    expect(mistakes.length).toBeGreaterThan(0);
    expect(mistakes.map((mistake) => mistake.message).join('\n')).toMatch(message);
    for (const { line, column } of mistakes) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(column).toBeGreaterThanOrEqual(1);
    }
  });
});
