import {quoted, UsageError} from '../../base/index.js';
import {parseDuration} from '../hardening/duration.js';
import type {Run} from '../run.js';
import {alertSources} from './alert-sources.js';
import {exportOptions} from './export-options.js';

const day = 86_400_000;
const mb = 1024 * 1024;
const defaults = {learning: 24 * 3600, megabytes: 64, days: 90};

/** What the options of `dockscope record` say. @throws UsageError for one that is wrong */
export function settingsOf(run: Run) {
	const limits = {
		bytes: countOf(run, 'max-size', defaults.megabytes, 100_000) * mb,
		age: countOf(run, 'max-age', defaults.days, 36_500) * day,
	};
	const learn = run.line.value('learn');
	const learning = learn === null ? defaults.learning : parseDuration('--learn', learn);
	return {limits, learning, sources: alertSources(run), exports: exportOptions(run)};
}

/** A whole number from 1 on. @throws UsageError */
function countOf({line}: Run, name: 'max-size' | 'max-age', otherwise: number, most: number): number {
	const text = line.value(name);
	if (text === null) return otherwise;
	const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
	if (value < 1 || value > most) throw new UsageError(`--${name} takes a number from 1 to ${most}, not ${quoted(text)}.`);
	return value;
}
