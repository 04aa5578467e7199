// What the program reads in the diagnosis while it is typed: asked a moment after the last key, an answer to an older text dropped.

import type { Backend } from '../../api/backend';
import type { FactGroup, FactStanding, ReadFact } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { movedAlong, type TextSpan } from './text-spans';

/** How long nothing is typed before the text is read, ms. */
export const READING_PAUSE_MS = 220;

/** Words read once or more often in the same sense. */
export interface FactLine {
  words: string;
  standing: FactStanding;
  places: TextSpan[];
}

export interface FactRow {
  group: FactGroup;
  name: string;
  facts: FactLine[];
  /** What stands there where nothing was read. */
  nothing: string;
}

export const GROUP_NAMES: Record<FactGroup, string> = {
  patient: 'Patient',
  site: 'Site',
  laterality: 'Laterality',
  histology: 'Histology',
  stage: 'Stage',
  grade: 'Grade',
  biomarkers: 'Biomarkers',
  surgery: 'Surgery',
  radiotherapy: 'Radiotherapy',
  intent: 'Intent',
};

/** Said of a fact that does not simply stand there. */
export const STANDING_WORDS: Record<FactStanding, string> = { present: '', negated: 'absent', history: 'in the past', removed: 'removed', possible: 'possible' };

/** Rows that always stand there, so that what is not mentioned is said. */
const NOTHING: Partial<Record<FactGroup, string>> = { site: 'none read', laterality: 'not mentioned', radiotherapy: 'no earlier course mentioned' };
const GROUPS = Object.keys(GROUP_NAMES) as FactGroup[];

export class DiagnosisReading {
  /** The facts, with the text that they were read in. */
  #read = $state.raw<{ text: string; facts: ReadFact[] } | null>(null);
  /** The text as it stands now. */
  #text = $state('');
  /** Why the text could not be read. */
  problem = $state<string | null>(null);

  isRead = $derived(this.#read !== null);
  rows: FactRow[] = $derived.by(() => {
    if (!this.#read) return [];
    const now = movedAlong(this.#read.facts, this.#read.text, this.#text);
    return GROUPS.flatMap((group) => {
      const facts = merged(this.#read?.facts.filter((fact) => fact.group === group) ?? [], now);
      const nothing = NOTHING[group];
      return facts.length > 0 || nothing !== undefined ? [{ group, name: GROUP_NAMES[group], facts, nothing: nothing ?? '' }] : [];
    });
  });
  /** Where words stand that were read. */
  places: TextSpan[] = $derived.by(() => (this.#read ? movedAlong(this.#read.facts, this.#read.text, this.#text) : []));

  readonly #backend: Backend;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** The text is this now; it is read when nothing more is typed for a moment. */
  follow(text: string): void {
    if (text === this.#text) return;
    const isFirst = this.#text === '';
    this.#text = text;
    this.#asked += 1;
    clearTimeout(this.#timer);
    if (text.trim() === '') {
      this.#read = null;
      this.problem = null;
      return;
    }
    // A pasted text is read at once.
    this.#timer = setTimeout(() => void this.#ask(text), isFirst && text.length > 1 ? 0 : READING_PAUSE_MS);
  }

  clear(): void {
    this.follow('');
  }

  async #ask(text: string): Promise<void> {
    const asked = this.#asked;
    try {
      const { facts } = await this.#backend.readDiagnosis(text);
      if (asked !== this.#asked) return;
      this.#read = { text, facts };
      this.problem = null;
    } catch (reason) {
      if (asked !== this.#asked) return;
      this.#read = null;
      this.problem = asErrorView(reason).message;
    }
  }
}

/** Equal words once, with every place where they stand now. */
function merged(facts: ReadFact[], now: ReadFact[]): FactLine[] {
  const lines = new Map<string, FactLine>();
  for (const { words, standing } of facts) lines.set(`${standing} ${words}`, { words, standing, places: [] });
  for (const { words, standing, start, end, group } of now) {
    if (group === facts[0]?.group) lines.get(`${standing} ${words}`)?.places.push({ start, end });
  }
  return [...lines.values()];
}
