import {type SafeText, sanitise} from './safe-text.js';

export const errorText = (error: unknown): SafeText => sanitise(error instanceof Error ? error.message : String(error));
