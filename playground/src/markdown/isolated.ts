/** Characters that turn the direction of what follows, and those of terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const DECEPTIVE = /[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f]/g;

/**
 * Text as it may be shown: overrides of the writing direction, which make a text look like another,
 * and the control characters of terminals become signs that can be seen.
 */
export function isolated(text: string): string {
  return text.replace(DECEPTIVE, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return code === 0x0d ? "" : String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return "\u2421";
    return `⟨U+${code.toString(16).toUpperCase()}⟩`;
  });
}
