// Every key of the window, once: buttons, tooltips and the keys dialog read their caps from here.

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const REASONS = [1, 2, 3, 4, 5] as const;
const GRADES = [1, 2, 3, 4, 5] as const;
const SCORES = [1, 2, 3, 4] as const;

/** Opens the nth screen of the sidebar. */
export type GoAction = `go${(typeof NUMBERS)[number]}`;
/** Drops a case for the nth reason. */
export type ReasonAction = `reason${(typeof REASONS)[number]}`;
/** Chooses the nth grade. */
export type GradeAction = `grade${(typeof GRADES)[number]}`;
/** Chooses the nth grade for the consensus, or for the grader whose key came before. */
export type SettleAction = `settle${(typeof GRADES)[number]}`;
/** Gives the nth point to the dimension of a letter. */
export type ScoreAction = `score${(typeof SCORES)[number]}`;
export type KeyAction =
  | 'suggest'
  | 'stop'
  | 'sideBySide'
  | 'copy'
  | 'acceptPlan'
  | 'editPlan'
  | 'rejectPlan'
  | 'showKeys'
  | 'lock'
  | 'settings'
  | 'zoomIn'
  | 'zoomOut'
  | 'zoomReset'
  | 'accept'
  | 'drop'
  | 'undo'
  | 'skip'
  | 'back'
  | 'edgeBack'
  | 'edgeForward'
  | 'otherEdge'
  | 'keep'
  | 'mask'
  | 'figureAsTable'
  | 'exportStudy'
  | 'studyBefore'
  | 'studyAfter'
  | 'record'
  | 'withdraw'
  | 'comment'
  | 'flag'
  | 'skipCase'
  | 'showExamples'
  | 'caseBefore'
  | 'caseAfter'
  | 'discrepancyBefore'
  | 'discrepancyAfter'
  | 'adjustFirst'
  | 'adjustSecond'
  | 'panelReasons'
  | 'settle'
  | GoAction
  | ReasonAction
  | GradeAction
  | 'draftLetter'
  | 'redraftSection'
  | 'editSection'
  | 'saveSection'
  | 'lockSection'
  | 'blockAfter'
  | 'blockBefore'
  | 'confirmBlock'
  | 'signLetter'
  | 'listLetters'
  | 'letterBefore'
  | 'letterAfter'
  | 'dimensionBefore'
  | 'dimensionAfter'
  | 'recordRating'
  | 'withdrawRating'
  | 'commentRating'
  | 'flagRating'
  | 'ratedBefore'
  | 'ratedAfter'
  | SettleAction
  | ScoreAction;

export type KeyPlace = 'everywhere' | 'suggest' | 'curate' | 'grade' | 'adjudicate' | 'letters' | 'letterRating' | 'results' | 'fineTune';

export interface KeyBinding {
  /** KeyboardEvent.key, compared without regard to case. */
  key: string;
  /** The same key where it needs Shift and none is pressed: `=` for `+`. */
  also?: string;
  ctrl: boolean;
  /** `either` for characters that need Shift on some keyboards. */
  shift: boolean | 'either';
  does: string;
  where: KeyPlace;
}

const plain = (key: string, where: KeyPlace, does: string): KeyBinding => ({ key, ctrl: false, shift: false, does, where });
const withCtrl = (key: string, where: KeyPlace, does: string): KeyBinding => ({ key, ctrl: true, shift: false, does, where });

const going = Object.fromEntries(
  NUMBERS.map((number) => [`go${number}`, { ...withCtrl(String(number), 'everywhere', `Open screen ${number} of the sidebar`), shift: 'either' }]),
) as Record<GoAction, KeyBinding>;
const reasons = Object.fromEntries(
  REASONS.map((number) => [`reason${number}`, { ...plain(String(number), 'curate', `After X: drop for reason ${number}`), shift: 'either' }]),
) as Record<ReasonAction, KeyBinding>;

const grades = Object.fromEntries(GRADES.map((number) => [`grade${number}`, { ...plain(String(number), 'grade', `Choose grade ${number}`), shift: 'either' }])) as Record<GradeAction, KeyBinding>;
const settles = Object.fromEntries(
  GRADES.map((number) => [`settle${number}`, { ...plain(String(number), 'adjudicate', `Consensus ${number}; after A or B, that grader’s adjusted grade`), shift: 'either' }]),
) as Record<SettleAction, KeyBinding>;

const scores = Object.fromEntries(SCORES.map((number) => [`score${number}`, { ...plain(String(number), 'letterRating', `Rate this dimension ${number}`), shift: 'either' }])) as Record<ScoreAction, KeyBinding>;

export const KEYMAP: Record<KeyAction, KeyBinding> = {
  suggest: withCtrl('Enter', 'suggest', 'Suggest'),
  stop: plain('Escape', 'everywhere', 'Stop the model, or close what is open'),
  sideBySide: plain('b', 'suggest', 'Side by side, and back'),
  acceptPlan: { ...withCtrl('y', 'suggest', 'Accept the suggested plan'), shift: true },
  editPlan: withCtrl('e', 'suggest', 'Edit the suggested plan'),
  rejectPlan: { ...withCtrl('x', 'suggest', 'Reject the suggested plan'), shift: true },
  copy: { ...withCtrl('c', 'suggest', 'Copy the suggestion'), shift: true },
  showKeys: { ...plain('?', 'everywhere', 'Show the keys'), shift: 'either' },
  lock: withCtrl('l', 'everywhere', 'Lock'),
  settings: withCtrl(',', 'everywhere', 'Settings'),
  zoomIn: { ...withCtrl('+', 'everywhere', 'Everything larger'), shift: 'either', also: '=' },
  zoomOut: withCtrl('-', 'everywhere', 'Everything smaller'),
  zoomReset: withCtrl('0', 'everywhere', 'The usual size'),
  ...going,
  accept: plain('a', 'curate', 'Accept the case'),
  drop: plain('x', 'curate', 'Drop the case with a reason'),
  ...reasons,
  undo: plain('z', 'curate', 'Undo the last change or decision'),
  skip: plain('ArrowDown', 'curate', 'Skip to the next case'),
  back: plain('ArrowUp', 'curate', 'Back to the case before'),
  edgeBack: plain('ArrowLeft', 'curate', 'Move the edge of the plan back by a word'),
  edgeForward: plain('ArrowRight', 'curate', 'Move the edge of the plan on by a word'),
  otherEdge: plain('Tab', 'curate', 'Take the other edge'),
  keep: plain('k', 'curate', 'Keep the marked words'),
  mask: plain('m', 'curate', 'Mask the marked words'),
  ...grades,
  record: plain('Enter', 'grade', 'Record the grade, next case'),
  withdraw: plain('z', 'grade', 'Undo the grade recorded last'),
  comment: plain('c', 'grade', 'Write a comment'),
  flag: plain('f', 'grade', 'Flag the case'),
  skipCase: plain('s', 'grade', 'Skip with a reason'),
  showExamples: plain('e', 'grade', 'Reference examples, and back'),
  caseBefore: plain('ArrowLeft', 'grade', 'Look at the case before'),
  caseAfter: plain('ArrowRight', 'grade', 'Look at the case after'),
  discrepancyBefore: plain('ArrowUp', 'adjudicate', 'The case before'),
  discrepancyAfter: plain('ArrowDown', 'adjudicate', 'The case after'),
  adjustFirst: plain('a', 'adjudicate', 'Adjust grader A: then 1 to 5'),
  adjustSecond: plain('b', 'adjudicate', 'Adjust grader B: then 1 to 5'),
  ...settles,
  panelReasons: plain('r', 'adjudicate', 'Go to the reasons'),
  settle: withCtrl('Enter', 'adjudicate', 'Record the consensus'),
  draftLetter: withCtrl('Enter', 'letters', 'Draft what is open'),
  redraftSection: plain('r', 'letters', 'Draft this section again'),
  editSection: plain('e', 'letters', 'Edit this section'),
  saveSection: withCtrl('s', 'letters', 'Keep what is written'),
  lockSection: plain('l', 'letters', 'Lock this section, and back'),
  blockAfter: plain('j', 'letters', 'Next in the list before signing'),
  blockBefore: plain('k', 'letters', 'The one before'),
  confirmBlock: plain('c', 'letters', 'Confirm it with a reason'),
  signLetter: plain('s', 'letters', 'Sign the letter'),
  listLetters: plain('a', 'letters', 'All letters'),
  letterBefore: plain('[', 'letters', 'The letter before'),
  letterAfter: plain(']', 'letters', 'The letter after'),
  dimensionBefore: plain('ArrowUp', 'letterRating', 'The dimension before'),
  dimensionAfter: plain('ArrowDown', 'letterRating', 'The dimension after'),
  ...scores,
  recordRating: plain('Enter', 'letterRating', 'Record the rating, next letter'),
  withdrawRating: plain('z', 'letterRating', 'Undo the rating recorded last'),
  commentRating: plain('c', 'letterRating', 'Write a comment'),
  flagRating: plain('f', 'letterRating', 'Flag the letter'),
  ratedBefore: plain('ArrowLeft', 'letterRating', 'Look at the letter before'),
  ratedAfter: plain('ArrowRight', 'letterRating', 'Look at the letter after'),
  exportStudy: withCtrl('e', 'results', 'Export the study'),
  studyBefore: plain('[', 'results', 'The study before'),
  studyAfter: plain(']', 'results', 'The study after'),
  figureAsTable: plain('t', 'everywhere', 'Figures as tables, and back'),
};

export const KEY_ACTIONS = Object.keys(KEYMAP) as KeyAction[];

export const goAction = (number: number): GoAction | undefined => NUMBERS.filter((n) => n === number).map((n): GoAction => `go${n}`)[0];
export const GRADE_ACTIONS = GRADES.map((number): GradeAction => `grade${number}`);
export const SCORE_ACTIONS = SCORES.map((number): ScoreAction => `score${number}`);
export const SETTLE_ACTIONS = GRADES.map((number): SettleAction => `settle${number}`);
export const REASON_ACTIONS = REASONS.map((number): ReasonAction => `reason${number}`);

export type Platform = 'mac' | 'other';

export const currentPlatform = (): Platform => (/mac/i.test(navigator.platform) ? 'mac' : 'other');

const CAPS: Record<string, string> = { Enter: '↵', Escape: 'Esc', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', '-': '−' };

/** What is printed on the button: `Ctrl ↵`, `Ctrl ⇧ C`, `B`. */
export function keyCap(action: KeyAction, platform: Platform): string {
  const { key, ctrl, shift } = KEYMAP[action];
  const parts = [];
  if (ctrl) parts.push(platform === 'mac' ? '⌘' : 'Ctrl');
  if (shift === true) parts.push('⇧');
  parts.push(CAPS[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return parts.join(' ');
}

/** For `aria-keyshortcuts`. */
export function ariaKeys(action: KeyAction, platform: Platform): string {
  const { key, ctrl, shift } = KEYMAP[action];
  const parts = [];
  if (ctrl) parts.push(platform === 'mac' ? 'Meta' : 'Control');
  if (shift === true) parts.push('Shift');
  parts.push(key.length === 1 ? key.toUpperCase() : key);
  return parts.join('+');
}

/** Keys that belong to a text field while it has the focus: letters and digits without Ctrl (WCAG 2.1.4), arrows, Tab. */
export const sleepsInText = (action: KeyAction): boolean => !KEYMAP[action].ctrl && KEYMAP[action].key !== 'Escape';
