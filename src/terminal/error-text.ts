import type {SafeText} from './safe-text.js';
import {sanitise} from './sanitise.js';

export const errorText = (error: unknown): SafeText => sanitise(error instanceof Error ? error.message : String(error));
