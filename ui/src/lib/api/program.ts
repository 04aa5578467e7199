// The program behind the window: all its commands together.

import { auditCommands } from './audit';
import type { Backend } from './backend';
import { curationCommands } from './curation';
import { evidenceCommands } from './evidence';
import { finetuneCommands } from './finetune';
import { deskCommands, gradingCommands, panelCommands } from './grading';
import { importCommands } from './import';
import { letterDeskCommands, letterStudyCommands } from './letter-studies';
import { lettersCommands } from './letters';
import { modelCardCommands, rulesCommands } from './rules';
import { sessionCommands } from './session';
import { studyCommands } from './studies';
import { suggestCommands } from './suggest';

export const program: Backend = { ...suggestCommands, ...evidenceCommands, ...sessionCommands, ...importCommands, ...curationCommands, ...auditCommands, ...finetuneCommands, ...studyCommands, ...gradingCommands, ...deskCommands, ...panelCommands, ...lettersCommands, ...letterStudyCommands, ...letterDeskCommands, ...rulesCommands, ...modelCardCommands };
