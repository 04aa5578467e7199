// What the states of a study are called, and what they mean for whoever finds one.

import type { StudyState } from '../../api/generated';

export const STATE_NAMES: Record<StudyState, string> = {
  ready: 'not started',
  running: 'running',
  paused: 'paused',
  pausedByLock: 'paused by the lock',
  interrupted: 'interrupted',
  finished: 'finished',
  failed: 'failed',
};

export const STATE_SENTENCES: Record<StudyState, string> = {
  ready: 'It has not been started.',
  running: 'It is running.',
  paused: 'It is paused. Every whole answer is stored; going on asks only what is left.',
  pausedByLock: 'The vault was locked in the middle of it, so it paused: answers are stored in an open vault only. Nothing is lost; going on asks only what is left.',
  interrupted: 'The program ended in the middle of it. What was stored is kept; going on asks only what is left.',
  finished: 'Every answer is stored.',
  failed: 'It failed. What was stored is kept; mend the cause, then go on.',
};
