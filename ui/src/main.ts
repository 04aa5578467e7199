// The start of the window.

import { installErrorLog } from './lib/errors/log';

installErrorLog();

import { mount } from 'svelte';

import App from './App.svelte';
import { program } from './lib/api/program';
import './tokens';

const target = document.getElementById('app');
if (target) mount(App, { target, props: { backend: program } });

// Two frames later something has been painted.
requestAnimationFrame(() => requestAnimationFrame(() => void program.noteReady()));
