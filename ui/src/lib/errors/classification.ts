// Every failure code: what it says, what it means for the work, and the one thing to do. The table is total: a new code
// in Rust without words here does not compile. What Rust says of the particular case stands under "Details".

import type { ErrorCode, ErrorView } from '../api/generated';

/** What the button of a failure does. */
export type Remedy = 'editDiagnosis' | 'chooseModel' | 'editSettings' | 'lookForModels' | 'tryAgain';

export interface Presentation {
  happened: string;
  /** What it means for the work, and what to do. */
  meaning: string;
  remedy: Remedy;
  button: string;
}

export const PRESENTATIONS: Record<ErrorCode, Presentation> = {
  emptyDiagnosis: {
    happened: 'There is no diagnosis to read.',
    meaning: 'Paste or type one, then suggest.',
    remedy: 'editDiagnosis',
    button: 'Write a diagnosis',
  },
  diagnosisTooLong: {
    happened: 'The diagnosis is longer than the model can read.',
    meaning: 'Nothing was cut and nothing was suggested. Shorten the text to the diagnosis itself.',
    remedy: 'editDiagnosis',
    button: 'Shorten the text',
  },
  modelMissing: {
    happened: 'The model is not where it was.',
    meaning: 'Put its folder back, or choose another model. The text is kept.',
    remedy: 'lookForModels',
    button: 'Look again',
  },
  modelIncomplete: {
    happened: 'A file of the model is missing.',
    meaning: 'Copy the whole folder again, or choose another model. The text is kept.',
    remedy: 'lookForModels',
    button: 'Look again',
  },
  modelCorrupt: {
    happened: 'A file of the model is damaged.',
    meaning: 'It was not used. Copy the folder again, or choose another model. The text is kept.',
    remedy: 'chooseModel',
    button: 'Choose a model',
  },
  modelUnsupported: {
    happened: 'This kind of model cannot be run here.',
    meaning: 'Isocenter runs LLaMA and Mistral models. Choose another model. The text is kept.',
    remedy: 'chooseModel',
    button: 'Choose a model',
  },
  adapterMismatch: {
    happened: 'An adapter does not fit this base model.',
    meaning: 'It was tuned on another one. Choose the model it belongs to. The text is kept.',
    remedy: 'chooseModel',
    button: 'Choose a model',
  },
  notEnoughMemory: {
    happened: 'The model needs more memory than this machine has free.',
    meaning: 'Close other programs and try again, or choose a smaller model. The text is kept.',
    remedy: 'tryAgain',
    button: 'Try again',
  },
  busy: {
    happened: 'Another run has the machine.',
    meaning: 'One model works at a time. Try again when the other run has ended. The text is kept.',
    remedy: 'tryAgain',
    button: 'Try again',
  },
  diskFull: {
    happened: 'The disk is full.',
    meaning: 'Nothing was half-written. Free some space, then try again.',
    remedy: 'tryAgain',
    button: 'Try again',
  },
  badInput: {
    happened: 'A setting cannot be used as it is.',
    meaning: 'Nothing was suggested. Correct the setting, then suggest again.',
    remedy: 'editSettings',
    button: 'Check the settings',
  },
  internal: {
    happened: 'Isocenter made a mistake and stopped this suggestion.',
    meaning: 'The text is kept. Try again; if it happens twice, note the details for whoever maintains Isocenter.',
    remedy: 'tryAgain',
    button: 'Try again',
  },
};

/** Whatever a rejected call carried, as an ErrorView. Anything that is not one becomes `internal`. */
export function asErrorView(reason: unknown): ErrorView {
  if (isErrorView(reason)) return reason;
  const message = reason instanceof Error ? reason.message : typeof reason === 'string' ? reason : 'No reason was given.';
  return { code: 'internal', message, detail: null };
}

function isErrorView(reason: unknown): reason is ErrorView {
  if (typeof reason !== 'object' || reason === null) return false;
  const { code, message } = reason as { code?: unknown; message?: unknown };
  return typeof code === 'string' && code in PRESENTATIONS && typeof message === 'string';
}
