// Every failure code: what it says, what it means for the work, and the one thing to do. The table is total: a new code
// in Rust without words here does not compile. What Rust says of the particular case stands under "Details", but for what a
// person can correct: that is said at once.

import type { ErrorCode, ErrorView } from '../api/generated';

/** What the program says of a case, as a sentence. */
export function sentence(message: string): string {
  const words = (message.charAt(0).toUpperCase() + message.slice(1)).replace(' — ', '; ');
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}

/** What happened to a run, in one line. What a person can correct is named; everything else is said first and then named. */
export function inOneLine({ code, message }: ErrorView): string {
  return code === 'badInput' ? message.charAt(0).toUpperCase() + message.slice(1) : `${PRESENTATIONS[code].happened} ${message}`;
}

/** What the button of a failure does. */
export type Remedy = 'editDiagnosis' | 'chooseModel' | 'editSettings' | 'lookForModels' | 'tryAgain' | 'signIn' | 'chooseExports' | 'lookAgain';

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
  wrongPassword: {
    happened: 'This password does not open the vault.',
    meaning: 'Nothing was changed. After each wrong password the next one has to wait a little longer.',
    remedy: 'tryAgain',
    button: 'Try again',
  },
  signInDelayed: {
    happened: 'The next password has to wait.',
    meaning: 'There were wrong passwords before it. This one was not looked at; try again when the wait is over.',
    remedy: 'tryAgain',
    button: 'Try again',
  },
  locked: {
    happened: 'The vault is locked.',
    meaning: 'What was saved is in it. Sign in to go on.',
    remedy: 'signIn',
    button: 'Sign in',
  },
  notPermitted: {
    happened: 'Your role may not do this.',
    meaning: 'Nothing was changed. Somebody with another role can do it, or an administrator can change yours.',
    remedy: 'lookAgain',
    button: 'Back',
  },
  vaultInUse: {
    happened: 'Another Isocenter has the vault open.',
    meaning: 'Only one may write at a time. Close the other one, then try again. The details say who holds it.',
    remedy: 'tryAgain',
    button: 'Try again',
  },
  vaultDamaged: {
    happened: 'The vault is damaged and was not opened.',
    meaning: 'Nothing was written to it. Restore the last good backup; the details say what was found.',
    remedy: 'tryAgain',
    button: 'Try again',
  },
  vaultNewer: {
    happened: 'A newer Isocenter wrote this vault.',
    meaning: 'It was not opened, so that nothing in it is lost. Install the newer version, then open it again.',
    remedy: 'tryAgain',
    button: 'Try again',
  },
  badExport: {
    happened: 'Nothing was imported.',
    meaning: 'Export again, or choose other files.',
    remedy: 'chooseExports',
    button: 'Choose files',
  },
  cohortFrozen: {
    happened: 'This cohort is frozen.',
    meaning: 'Nothing was changed: its split and its hash stay as they were recorded.',
    remedy: 'lookAgain',
    button: 'Show the cohort',
  },
  alreadyRecorded: {
    happened: 'This was recorded meanwhile.',
    meaning: 'What stands was not changed. Look at it again before you decide.',
    remedy: 'lookAgain',
    button: 'Look again',
  },
  badInput: {
    happened: 'This cannot be done as it stands.',
    meaning: 'Nothing was done. Correct what is named, then try again.',
    remedy: 'editSettings',
    button: 'Correct it',
  },
  internal: {
    happened: 'Isocenter made a mistake and stopped what it was doing.',
    meaning: 'What you wrote is kept. Try again; if it happens twice, note the details for whoever maintains Isocenter.',
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
