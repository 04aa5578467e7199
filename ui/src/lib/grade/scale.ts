// The scale as it is laid out: neighbours of one group stand together.

import type { GradeDefinition, GradeGroup, GradeScale } from '../api/generated';

export const GROUP_NAMES: Record<GradeGroup, string> = {
  acceptable: 'Acceptable',
  potentiallyUnsafe: 'Potentially unsafe',
  unacceptable: 'Clinically unacceptable',
};

export interface ScaleGroup {
  group: GradeGroup;
  grades: GradeDefinition[];
}

export function groupsOf(scale: GradeScale): ScaleGroup[] {
  const groups: ScaleGroup[] = [];
  for (const grade of scale.grades) {
    const last = groups.at(-1);
    if (last?.group === grade.group) last.grades.push(grade);
    else groups.push({ group: grade.group, grades: [grade] });
  }
  return groups;
}
