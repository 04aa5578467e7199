// The theme that is shown now, whoever chose it: pictures from the program are drawn for it.

import type { FigureTheme } from '../api/generated';

export class ShownTheme {
  now = $state<FigureTheme>(read());

  /** Follows the choice and the system; call the answer to stop. */
  follow(): () => void {
    const look = () => void (this.now = read());
    const chosen = new MutationObserver(look);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', look);
    look();
    return () => {
      chosen.disconnect();
      system.removeEventListener('change', look);
    };
  }
}

function read(): FigureTheme {
  const { theme } = document.documentElement.dataset;
  if (theme === 'dark' || theme === 'light') return theme;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
