// Hands the one key dispatcher to every component below App.

import { createContext } from 'svelte';

import type { KeyDispatcher } from './dispatcher';

export const [getKeys, provideKeys] = createContext<KeyDispatcher>();
