import {UsageError} from '../terminal/usage-error.js';
import type {Run} from './main.js';

export function command(_run: Run): Promise<number> {
	throw new UsageError('the command cannot be rebuilt in this version.');
}

export function harden(_run: Run): Promise<number> {
	throw new UsageError('hardening is not in this version.');
}
