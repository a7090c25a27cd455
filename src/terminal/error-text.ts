import type {SafeText} from './safe-text.js';
import {sanitise} from './sanitise.js';

/** What an error says, fit to be shown. */
export const errorText = (error: unknown): SafeText => sanitise(error instanceof Error ? error.message : String(error));
