// Every failure has words, a meaning and a button.

import { render, screen as page } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import FailureNotice from '../src/components/shared/FailureNotice.svelte';
import type { ErrorCode } from '../src/lib/api/generated';
import { asErrorView, PRESENTATIONS } from '../src/lib/errors/classification';

const CODES = Object.keys(PRESENTATIONS) as ErrorCode[];

describe('failures', () => {
  it('are all twenty-two in the table', () => {
    expect(CODES).toHaveLength(22);
  });

  it.each(CODES)('%s says what happened, what it means and what to do', (code) => {
    const { happened, meaning, button } = PRESENTATIONS[code];
    for (const sentence of [happened, meaning]) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(button).toMatch(/^[A-Z]/);
    const all = `${happened} ${meaning} ${button}`;
    expect(all).not.toMatch(/!|please|oops|confidence|\bAI\b/i);
  });

  it.each(CODES)('%s renders as an alert with its one button and the details', (code) => {
    const act = vi.fn();
    const { unmount } = render(FailureNotice, { error: { code, message: 'model.safetensors ends early', detail: 'tensor a' }, act });
    expect(page.getByRole('alert').textContent).toContain(PRESENTATIONS[code].happened);
    // Of two files that cannot be imported the cause itself is the sentence.
    expect(page.getByText(code === 'badExport' ? 'Model.safetensors ends early.' : 'model.safetensors ends early')).toBeTruthy();
    page.getByRole('button', { name: PRESENTATIONS[code].button }).click();
    expect(act).toHaveBeenCalledWith(PRESENTATIONS[code].remedy);
    unmount();
  });

  it('that a person can correct name what is to be corrected at once', () => {
    const { container } = render(FailureNotice, { error: { code: 'badInput', message: 'run-1 exists already — choose another place', detail: null }, act: vi.fn() });
    expect(page.getByText('run-1 exists already — choose another place')).toBeTruthy();
    expect(container.querySelector('details')).toBeNull();
  });

  it('of another kind become internal ones', () => {
    expect(asErrorView('command not found')).toEqual({ code: 'internal', message: 'command not found', detail: null });
    expect(asErrorView({ code: 'newCode', message: 'x' }).code).toBe('internal');
    expect(asErrorView(undefined).code).toBe('internal');
  });
});
