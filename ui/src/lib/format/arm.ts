// What arms, choices and tasks are called on screen.

import type { Arm, ArmChoice, ReleasedRun, Task } from '../api/generated';

export const ARM_NAMES: Record<Arm, string> = { tuned: 'Fine-tuned', base: 'Base' };
export const VIEW_NAMES: Record<ArmChoice, string> = { ...ARM_NAMES, both: 'Side by side' };
/** The order of the switch. */
export const VIEWS: ArmChoice[] = ['tuned', 'base', 'both'];

export const TASK_NAMES: Record<Task, string> = { regimen: 'regimen', modality: 'modality', icd10: 'ICD-10 code' };
export const TASKS = Object.keys(TASK_NAMES) as Task[];

/** Whose adapters answer: `regimen by run 3, modality and ICD-10 code by run 5`; empty where none was released. */
export function releasedWords(released: ReleasedRun[]): string {
  const runs = [...new Set(released.map(({ run }) => run))];
  const tasksOf = (wanted: number) => TASKS.filter((task) => released.some(({ task: of, run }) => of === task && run === wanted)).map((task) => TASK_NAMES[task]);
  return runs.map((run) => `${new Intl.ListFormat('en-GB').format(tasksOf(run))} by run ${run}`).join(', ');
}
