// @vitest-environment node
// The rules of this folder, kept by reading it.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ path: relative(SOURCE, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));
const written = files.filter(({ path }) => !path.startsWith('lib/api/generated/'));
const those = (test: (file: { path: string; text: string }) => boolean) => written.filter(test).map(({ path }) => path);

describe('the sources of the window', () => {
  it('know Tauri in one file', () => {
    expect(those(({ text }) => /@tauri-apps/.test(text))).toEqual(['lib/api/invoke.ts']);
  });

  it('hold no raw colour', () => {
    expect(those(({ path, text }) => path !== 'lib/format/number.ts' && /#[0-9a-f]{6}\b|#[0-9a-f]{3}\b(?!-)|\brgba?\(/i.test(text))).toEqual([]);
  });

  it('have no inline style, which the content policy would refuse', () => {
    expect(those(({ path, text }) => path.endsWith('.svelte') && /\sstyle[=:]/.test(text.replace(/<style>[\s\S]*<\/style>/, '')))).toEqual([]);
  });

  it('store nothing', () => {
    expect(those(({ text }) => /localStorage|sessionStorage|indexedDB|document\.cookie/.test(text))).toEqual([]);
  });

  it('use the fake backend only on the design page', () => {
    expect(those(({ path, text }) => !path.startsWith('lib/api/fake') && /api\/fake/.test(text))).toEqual(['design/finetune.ts', 'design/grading-desk.ts', 'design/grading-panel.ts', 'design/letter-rating.ts', 'design/letters.ts', 'design/main.ts', 'design/rules.ts', 'design/screens.ts', 'design/suggest.ts']);
  });

  it('import shared components downwards only', () => {
    expect(those(({ path, text }) => path.startsWith('components/shared/') && /from '\.\.\/(suggest|shell)/.test(text))).toEqual([]);
    expect(those(({ path, text }) => path.startsWith('lib/') && /components\/|views\//.test(text))).toEqual([]);
  });

  it('open with a line that says what the file is', () => {
    expect(those(({ path, text }) => !path.endsWith('.css') && !/^(<!--|\/\/|\/\*)/.test(text))).toEqual([]);
  });

  it('leave nothing to do and nothing printed', () => {
    expect(those(({ text }) => /\bTODO\b|\bFIXME\b|console\.log|\bdebugger\b/.test(text))).toEqual([]);
  });

  it('stay short', () => {
    expect(those(({ text }) => text.split('\n').length > 400)).toEqual([]);
  });
});
