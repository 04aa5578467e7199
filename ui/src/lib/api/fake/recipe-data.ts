// The settings of an invented program: every key of the contract with words of its own.

import type { RecipeDescription, SettingField, SettingGroup, SettingKind } from '../generated';

const MODULES = [
  ['q_proj', 'query'],
  ['k_proj', 'key'],
  ['v_proj', 'value'],
  ['o_proj', 'output'],
  ['gate_proj', 'gate'],
  ['up_proj', 'up'],
  ['down_proj', 'down'],
] as const;

const whole = (least: number, ...usual: number[]): SettingKind => ({ kind: 'integer', least, usual });
const number = (least: number, isLeastAllowed: boolean, below: number | null = null): SettingKind => ({ kind: 'decimal', least, isLeastAllowed, below });
const choice = (...options: [value: string, words: string][]): SettingKind => ({ kind: 'choice', options: options.map(([value, words]) => ({ value, words })) });
const SWITCH: SettingKind = { kind: 'switch' };

function field(group: SettingGroup, stands: 'basic' | 'advanced', key: string, label: string, kind: SettingKind, defaultValue: string, help: string, defaultWords = ''): SettingField {
  return { key, label, help, group, isBasic: stands === 'basic', kind, defaultValue, defaultWords };
}

export const RECIPE: RecipeDescription = {
  fields: [
    field('adapter', 'basic', 'rank', 'Rank', whole(1, 8, 16, 32, 64), '16', 'How much it can learn. 16 suits a few thousand short texts.'),
    field('adapter', 'basic', 'alpha', 'Alpha', number(0, false), '32', 'How strongly it acts. Twice the rank is a safe start.'),
    field('adapter', 'basic', 'dropout', 'Dropout', number(0, true, 1), '0', 'Keeps it from learning single cases by heart. 0.05 for under 1,000 cases.'),
    field('adapter', 'basic', 'target_modules', 'Layers', { kind: 'modules', options: MODULES.map(([value, words]) => ({ value, words })) }, 'all-linear', 'Where the add-on sits. All seven learn most for the same rank.'),
    field('learning', 'basic', 'epochs', 'Passes', whole(1, 1, 2, 3, 5), '3', 'How often it reads every case.'),
    field('learning', 'basic', 'lr', 'Learning rate', number(0, false), '0.0002', 'Lower it if the loss curve jumps.'),
    field('memory', 'basic', 'quantize', 'Base held', choice(['none', 'as stored'], ['q8_0', '8-bit'], ['q4_k', '4-bit'], ['nf4', '4-bit, NF4']), 'nf4', 'Fewer bits, less memory. The base is never changed.'),
    field('adapter', 'advanced', 'rslora', 'Rank-stabilised', SWITCH, 'false', 'Scales by the root of the rank. For ranks above 64.'),
    field('learning', 'advanced', 'schedule', 'Schedule', choice(['constant', 'constant'], ['linear', 'linear'], ['cosine', 'cosine']), 'cosine', 'How the learning rate falls after the warm-up.'),
    field('learning', 'advanced', 'warmup_steps', 'Warm-up steps', whole(0), '', 'Steps in which the learning rate rises from 0.', '3 % of the steps'),
    field('learning', 'advanced', 'steps', 'Steps', whole(1), '', 'Ends after so many steps, whatever the passes say.', 'as the passes give'),
    field('learning', 'advanced', 'betas', 'Betas', { kind: 'pair' }, '[0.9, 0.999]', 'How long AdamW remembers.'),
    field('learning', 'advanced', 'eps', 'Epsilon', number(0, false), '1e-8', 'Keeps AdamW from dividing by zero.'),
    field('learning', 'advanced', 'weight_decay', 'Weight decay', number(0, true), '0', 'Pulls the adapter towards zero.'),
    field('learning', 'advanced', 'max_grad_norm', 'Gradient limit', number(0, true), '1', 'A larger gradient is scaled down to this norm. 0 is no limit.'),
    field('learning', 'advanced', 'loss_on', 'Learns', choice(['answer', 'the answer'], ['all', 'prompt and answer']), 'answer', 'Which tokens count in the loss.'),
    field('reading', 'advanced', 'micro_batch', 'Cases at once', whole(1), '8', 'More is faster and takes more memory; the result is the same.'),
    field('reading', 'advanced', 'gradient_accumulation', 'Portions a step', whole(1), '2', 'Cases at once times portions is the effective batch: 16.'),
    field('reading', 'advanced', 'shuffle', 'Shuffle', SWITCH, 'true', 'A new order in each pass, from the seed.'),
    field('reading', 'advanced', 'seed', 'Seed', whole(0), '42', 'The same seed gives the same run, to the last bit.'),
    field('reading', 'advanced', 'max_length', 'Longest case', whole(1), '1024', 'In tokens. A longer case stops the start; nothing is cut.'),
    field('memory', 'advanced', 'checkpointing', 'Recompute', SWITCH, 'true', 'Computes activations twice and keeps few: much less memory, a third more time.'),
    field('watching', 'advanced', 'checkpoint_every', 'Checkpoint every', whole(0), '100', 'Steps between checkpoints. After a power cut it goes on from the last one.'),
    field('watching', 'advanced', 'validation_fraction', 'To validate', number(0, true, 1), '0.1', 'Share of the cases kept to measure the validation loss, apart by patient.'),
  ],
  presets: [
    { id: 'usual', name: 'Usual', words: 'For a few thousand short texts.', settings: [] },
    { id: 'quick', name: 'Quick look', words: 'One pass at a low rank, to see that it works.', settings: [{ key: 'rank', value: '8' }, { key: 'alpha', value: '16' }, { key: 'epochs', value: '1' }] },
    { id: 'small', name: 'Few cases', words: 'Under 1,000 cases: more passes, some dropout.', settings: [{ key: 'dropout', value: '0.05' }, { key: 'epochs', value: '5' }] },
  ],
};
