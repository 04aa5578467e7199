// What arms, choices and tasks are called on screen.

import type { Arm, ArmChoice, Task } from '../api/generated';

export const ARM_NAMES: Record<Arm, string> = { tuned: 'Fine-tuned', base: 'Base' };
export const VIEW_NAMES: Record<ArmChoice, string> = { ...ARM_NAMES, both: 'Side by side' };
/** The order of the switch. */
export const VIEWS: ArmChoice[] = ['tuned', 'base', 'both'];

export const TASK_NAMES: Record<Task, string> = { regimen: 'regimen', modality: 'modality', icd10: 'ICD-10 code' };
export const TASKS = Object.keys(TASK_NAMES) as Task[];
