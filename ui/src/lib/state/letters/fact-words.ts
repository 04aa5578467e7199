// Facts that are stored as codes, in words. Everything else stays exactly as it is stored, in the language of the letter.

const SEX: Record<string, string> = { w: 'female', weiblich: 'female', f: 'female', female: 'female', m: 'male', männlich: 'male', male: 'male', d: 'diverse', divers: 'diverse' };
const SIDE: Record<string, string> = { l: 'left', li: 'left', lt: 'left', links: 'left', left: 'left', r: 'right', re: 'right', rt: 'right', rechts: 'right', right: 'right', bilateral: 'both sides', beidseits: 'both sides', bds: 'both sides' };
const LANGUAGE: Record<string, string> = { de: 'German', en: 'English' };
const KIND: Record<string, string> = { surgery: 'Surgery', systemic: 'Systemic treatment', radiotherapy: 'Radiotherapy', other: 'Other' };

/** Which fields hold codes: by the end of the fact's name. */
const CODED: [field: RegExp, words: Record<string, string>][] = [
  [/^language$/, LANGUAGE],
  [/^patient\.sex$/, SEX],
  [/\.side$/, SIDE],
  [/^treatments\.\d+\.kind$/, KIND],
];

/** The word for a code in English; null where the value says itself what it means. */
export function factWord(id: string, value: string): string | null {
  const words = CODED.find(([field]) => field.test(id))?.[1];
  return words?.[value.trim().toLowerCase()] ?? null;
}
