// What the design-tokens plugin of vite.config.ts serves.
declare module 'virtual:design-tokens.css' {}
