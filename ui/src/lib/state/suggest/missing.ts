// What stands where an answer, or a part of it, is not there. "Waiting" and "not stated" are different facts.

import type { Arm, Task } from '../../api/generated';
import type { Suggestion } from './suggestion.svelte';

export function missing(suggestion: Suggestion, arm: Arm, task: Task): string {
  const { question, stage, isRunning } = suggestion;
  const answer = suggestion.answers[arm];
  const wasAsked = question !== null && (question.request.arms === 'both' || question.request.arms === arm);
  if (!answer && !wasAsked) return 'not asked';
  if (task === 'regimen' && answer?.isWithheld) return 'not suggested';
  if (task === 'regimen' && answer?.isTextComplete) return 'not stated';
  if (isRunning && wasAsked) return 'waiting';
  if (stage === 'stopped') return 'stopped';
  return 'not answered';
}

/** BED and EQD2 need the plan and α/β. */
export function missingDose(suggestion: Suggestion, arm: Arm): string {
  const answer = suggestion.answers[arm];
  if (!answer || answer.phases.length === 0) return missing(suggestion, arm, 'regimen');
  if (suggestion.isRunning) return 'waiting';
  return suggestion.stage === 'stopped' ? 'stopped' : 'not computed';
}
