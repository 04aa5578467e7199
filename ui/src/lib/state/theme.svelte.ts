// Light, dark or as the system. Kept for the session only: the window stores nothing.

export type ThemeChoice = 'light' | 'dark' | 'system';
export const THEME_CHOICES: ThemeChoice[] = ['light', 'dark', 'system'];

export class Theme {
  choice = $state<ThemeChoice>('system');

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    const root = document.documentElement;
    if (choice === 'system') delete root.dataset.theme;
    else root.dataset.theme = choice;
  }
}
