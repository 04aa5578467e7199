// ICD-10-CM codes as they are written: capitals, a dot after the category.

/** `c50912` and `C50.912` are both `C50.912`; anything else is left as it is. */
export function icd10(code: string): string {
  const plain = code.trim().toUpperCase().replace('.', '');
  if (!/^[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}$/.test(plain)) return code;
  return plain.length > 3 ? `${plain.slice(0, 3)}.${plain.slice(3)}` : plain;
}

/** Letter by letter for a screen reader, so that C50 is not read as a word. */
export function spokenCode(code: string): string {
  return [...icd10(code)].map((c) => (c === '.' ? 'point' : c)).join(' ');
}
