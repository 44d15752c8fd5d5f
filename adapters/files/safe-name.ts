/** Names that Windows gives to devices, whatever their ending (Microsoft, Naming Files, Paths, and Namespaces). */
const reserved = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

const longestName = 150;
const longestEnding = 20;

/** `.pdf` of a name, in lower case; '' when it has none. */
export const endingOf = (name: string): string => /\.[a-z0-9_-]{1,19}$/i.exec(name)?.[0].toLowerCase() ?? '';

/**
 * A file name of a stranger, made safe to show and to save on any system: what stands behind the last slash, without
 * control, direction and invisible characters, and without what a system gives a meaning of its own. The ending is kept, so
 * that it shows what the file claims to be.
 *
 * @returns '' when nothing of it is left
 */
export function makeSafeName(name: string): string {
  const last = name.toWellFormed().slice(-2_000).split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    // Control, format (direction marks among them), private and unassigned characters.
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[ .]+|[ .]+$/g, '');
  const ending = endingOf(plain).slice(0, longestEnding);
  const stem = [...plain.slice(0, plain.length - ending.length)]
    .slice(0, longestName - ending.length)
    .join('')
    .trimEnd();
  const safe = `${stem}${ending}`;
  return reserved.test(safe) ? `_${safe}` : safe;
}
