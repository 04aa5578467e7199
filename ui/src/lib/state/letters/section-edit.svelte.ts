// What somebody is writing in a section and is not kept yet. It is given up only when it is kept, or by who wrote it.

import type { ErrorView, LetterSectionKind } from '../../api/generated';

/** `met`: another text of this section stands by now. */
export type EditStage = 'writing' | 'keeping' | 'failed' | 'met';

/** How it is written down while the window is locked. */
export interface KeptEdit {
  section: LetterSectionKind;
  base: string;
  text: string;
}

export class SectionEdit {
  text = $state('');
  stage = $state<EditStage>('writing');
  problem = $state.raw<ErrorView | null>(null);

  constructor(
    readonly section: LetterSectionKind,
    /** What stood there when the writing began. */
    public base: string,
    text = base,
  ) {
    this.text = text;
  }

  get isChanged(): boolean {
    return this.text !== this.base;
  }

  get kept(): KeptEdit {
    return { section: this.section, base: this.base, text: this.text };
  }
}
